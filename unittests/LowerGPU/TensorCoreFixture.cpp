//===- TensorCoreFixture.cpp - kernels of tensor cores against the interpreter ----------------------------===//
#include "TensorCoreFixture.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::InterpreterValue;
using reference::Tensor;

/// NaN meets NaN.
static bool isSame(const Tensor &a, const Tensor &b, int64_t i) {
  if (a.getRaw(i) == b.getRaw(i))
    return true;
  return a.getKind().isFloat && std::isnan(a.getFloat(i)) && std::isnan(b.getFloat(i));
}

static void compare(const Tensor &expected, const Tensor &got) {
  ASSERT_EQ(expected.getNumElements(), got.getNumElements());
  int64_t different = 0;
  for (int64_t i = 0; i < expected.getNumElements(); ++i)
    if (!isSame(expected, got, i) && ++different <= 3)
      ADD_FAILURE() << "element " << i << ": expected " << expected.getNumber(i) << ", got " << got.getNumber(i);
  EXPECT_EQ(different, 0);
}

void TensorCoreFixture::check(const ContractionCase &drawn, StringRef target) {
  SCOPED_TRACE(drawn.describe());
  ContractionProgram program = drawProgram(*context, drawn, random);
  OwningOpRef<ModuleOp> module = parseProgram(*context, program.text);
  if (!module)
    return;
  auto expected = reference::Interpreter(*module).run("main", program.inputs);
  ASSERT_TRUE(bool(expected)) << llvm::toString(expected.takeError());
  if (!lowerKernels(*module, target))
    return;
  // Of an array the kernel gives the codes.
  const InterpreterValue &value = (*expected)[0];
  Tensor wanted = value.isArray() ? value.getArray().getPartTensors().front() : value.getTensor();
  SmallVector<Tensor> got = runLaunch(*module, target, program.inputs, {wanted});
  ASSERT_EQ(got.size(), 1u);
  compare(wanted, got[0]);
}

/// The numbers of a float tensor, or of an array that function @main of `module` makes of no inputs.
static std::vector<double> getWeights(ModuleOp module) {
  OwningOpRef<ModuleOp> copy = module.clone();
  auto function = copy->lookupSymbol<func::FuncOp>("main");
  auto weights = *function.getBody().getOps<ConstantOp>().begin();
  OpBuilder builder(function.getBody().front().getTerminator());
  auto type = RankedTensorType::get(weights.getType().getShape(), builder.getF64Type());
  EncodingAttr encoding = weights.getType().getEncoding().withExpressed(Format::F64);
  weights.getResult().setType(weights.getType().withEncoding(encoding));
  Value decoded = DequantizeOp::create(builder, function.getLoc(), type, weights);
  function.getBody().front().getTerminator()->setOperands(decoded);
  for (auto kernel : llvm::make_early_inc_range(function.getBody().getOps<KernelOp>()))
    kernel.erase();
  for (auto assemble : llvm::make_early_inc_range(function.getBody().getOps<AssembleOp>()))
    assemble.erase();
  function.getBody().front().eraseArguments([](BlockArgument argument) { return argument.use_empty(); });
  function.setType(builder.getFunctionType(function.getBody().getArgumentTypes(), type));
  auto values = reference::Interpreter(*copy).run("main", {});
  if (values)
    return (*values)[0].getTensor().getNumbers();
  ADD_FAILURE() << llvm::toString(values.takeError());
  return {};
}

/// What the activations of a program stand for, row by row.
static std::vector<double> getActivations(const ContractionCase &drawn, const ContractionProgram &program) {
  std::vector<double> values = program.inputs[0].getTensor().getNumbers();
  if (!drawn.isArray())
    return values;
  bool isUnsigned = drawn.activations == "u8";
  for (int64_t i = 0; i < drawn.rows * drawn.sizeK; ++i) {
    int64_t block = drawn.perRow ? i / drawn.sizeK : 0;
    double zeroPoint = drawn.activationZeroPoints ? program.inputs[2].getTensor().getNumber(block) : 0;
    double code = isUnsigned && values[i] < 0 ? values[i] + 256 : values[i];
    zeroPoint = isUnsigned && zeroPoint < 0 ? zeroPoint + 256 : zeroPoint;
    values[i] = (code - zeroPoint) * program.inputs[1].getTensor().getNumber(block);
  }
  return values;
}

void TensorCoreFixture::checkBound(const ContractionCase &drawn, StringRef target, double loss,
                                   unsigned fp8AccumulatorBits) {
  SCOPED_TRACE(drawn.describe());
  ContractionProgram program = drawProgram(*context, drawn, random);
  OwningOpRef<ModuleOp> module = parseProgram(*context, program.text);
  ASSERT_TRUE(module);
  std::vector<double> weights = getWeights(*module), activations = getActivations(drawn, program);
  ASSERT_EQ(int64_t(weights.size()), drawn.columns * drawn.sizeK);
  Tensor like(getBuiltinType(context.get(), *numerics::parseFormat(drawn.result)), {drawn.rows, drawn.columns});
  ASSERT_TRUE(lowerKernels(*module, target));
  SmallVector<Tensor> got = runLaunch(*module, target, program.inputs, {like}, fp8AccumulatorBits);
  ASSERT_EQ(got.size(), 1u);
  double unit = std::ldexp(1.0, -24), gamma = drawn.sizeK * unit / (1 - drawn.sizeK * unit), worst = 0;
  unsigned bits = drawn.result == "f32" ? 24 : drawn.result == "f16" ? 11 : 8;
  for (int64_t row = 0; row < drawn.rows; ++row)
    for (int64_t column = 0; column < drawn.columns; ++column) {
      double sum = 0, magnitude = 0;
      for (int64_t k = 0; k < drawn.sizeK; ++k) {
        double product = activations[row * drawn.sizeK + k] *
                         weights[drawn.isTransposed ? k * drawn.columns + column : column * drawn.sizeK + k];
        sum += product;
        magnitude += std::abs(product);
      }
      double bound = (loss * (1 + gamma) + gamma) * magnitude + std::ldexp(std::abs(sum), 1 - static_cast<int>(bits));
      double error = std::abs(got[0].getFloat(row * drawn.columns + column) - sum);
      worst = std::max(worst, error / bound);
    }
  EXPECT_LE(worst, 1.0);
}

std::string qnt::testing::getSchedule(StringRef text, const ContractionCase &drawn) {
  bool hasBytes = drawn.isInteger() || text.contains("math = fp8");
  std::string layout = hasBytes ? "mma_k32" : "mma_k16";
  if (drawn.isTransposed)
    layout += "_t";
  size_t at = text.find("mma_k16");
  return (text.take_front(at) + layout + text.drop_front(at + 7)).str();
}

/// A product of 256 rows, one for each code of FORMAT, and 64 columns of weights whose codes are all ONE.
static constexpr llvm::StringLiteral kEveryFloat8 = R"(
#w = #qnt.encoding<WEIGHTS : f32, block = 1x*, scale = f32>
!x = !qnt.array<256x1, #qnt.encoding<FORMAT : f32, block = *x*>>
func.func @main(%c: tensor<256x1xFORMAT>) -> tensor<256x64xf32> {
  %w = qnt.constant codes = dense<ONE> : tensor<64x1xi8>, scales = dense<1.0> : tensor<64x1xf32> : !qnt.array<64x1, #w>
  %x = qnt.assemble %c : (tensor<256x1xFORMAT>) -> !x
  %y = qnt.kernel (%a = %x : !x, %b = %w : !qnt.array<64x1, #w>) -> tensor<256x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (!x, !qnt.array<64x1, #w>) -> tensor<256x64xf32>
    qnt.yield %d : tensor<256x64xf32>
  }
  return %y : tensor<256x64xf32>
}
)";

std::string TensorCoreFixture::replaceAll(std::string text, StringRef from, StringRef to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to.str());
  return text;
}

void TensorCoreFixture::checkEveryFloat8(StringRef weights, int64_t one, StringRef target,
                                         bool (*lower)(ModuleOp, StringRef)) {
  std::string text = replaceAll(replaceAll(kEveryFloat8.str(), "WEIGHTS", weights), "ONE", std::to_string(one));
  for (StringRef format : {"f8E4M3FN", "f8E5M2"}) {
    OwningOpRef<ModuleOp> module = parseProgram(*context, replaceAll(text, "FORMAT", format));
    ASSERT_TRUE(module && lower(*module, target));
    numerics::Format storage = *numerics::parseFormat(format);
    std::vector<uint64_t> codes(256);
    std::iota(codes.begin(), codes.end(), 0);
    Tensor input(getBuiltinType(context.get(), storage), {256, 1}, codes);
    Tensor like(Float32Type::get(context.get()), {256, 64}, std::vector<uint64_t>(256 * 64));
    SmallVector<Tensor> got = runLaunch(*module, target, {InterpreterValue(input)}, {like});
    ASSERT_EQ(got.size(), 1u);
    for (size_t i = 0; i < 256; ++i) {
      double expected = numerics::decode(storage, i), own = got[0].getNumber(static_cast<int64_t>(64 * i));
      EXPECT_TRUE(std::isnan(expected) ? std::isnan(own) : own == expected) << i << ": " << own;
    }
  }
}
