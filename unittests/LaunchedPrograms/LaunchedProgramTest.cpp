//===- LaunchedProgramTest.cpp - programs as kernels against the interpreter ------------------------------===//
#include "HostProgram.h"
#include "Qnt/InitAll.h"
#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using mlir::qnt::testing::HostProgram;
using reference::InterpreterValue;
using reference::Tensor;

namespace {
struct Case {
  const char *name;
  const char *text;                         ///< of the functions; @main is run
  std::vector<std::vector<int64_t>> shapes; ///< of the inputs
  unsigned numLaunches;                     ///< expected; 0: of no interest
  double tolerance;                         ///< relative, for floats; 0: the same bits
};

void PrintTo(const Case &program, std::ostream *stream) { *stream << program.name; }

class LaunchedFailureTest : public ::testing::Test {
protected:
  LaunchedFailureTest() {
    DialectRegistry registry;
    registerAllDialects(registry);
    registry.insert<arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect, math::MathDialect, scf::SCFDialect,
                    tensor::TensorDialect>();
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }
  MLIRContext context;
};

class LaunchedProgramTest : public LaunchedFailureTest, public ::testing::WithParamInterface<Case> {};
} // namespace

/// Floats of both signs and many sizes, zeros among them; integers of few bits.
static Tensor drawTensor(Type element, ArrayRef<int64_t> shape, std::mt19937_64 &random) {
  Tensor tensor(element, shape);
  std::normal_distribution<double> normal;
  for (uint64_t &bits : tensor.getMutableBits()) {
    if (isa<FloatType>(element))
      bits = random() % 16 == 0 ? 0 : Tensor::fromFloat(element, normal(random)).getRaw();
    else
      bits = reference::integerToBits(tensor.getKind(), random());
  }
  return tensor;
}

static void expectEqual(const Tensor &got, const Tensor &wanted, double tolerance) {
  ASSERT_EQ(got.getShape(), wanted.getShape());
  for (int64_t i = 0; i < got.getNumElements(); ++i) {
    if (tolerance == 0.0) {
      ASSERT_EQ(got.getRaw(i), wanted.getRaw(i)) << "element " << i;
      continue;
    }
    double value = got.getFloat(i), expected = wanted.getFloat(i);
    if (std::isnan(expected))
      ASSERT_TRUE(std::isnan(value)) << "element " << i;
    else
      ASSERT_LE(std::fabs(value - expected), tolerance * (1.0 + std::fabs(expected))) << "element " << i;
  }
}

TEST_P(LaunchedProgramTest, agrees_with_the_interpreter) {
  const Case &program = GetParam();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(program.text, &context);
  ASSERT_TRUE(module) << program.text;
  auto main = module->lookupSymbol<func::FuncOp>("main");
  std::mt19937_64 random(7);
  SmallVector<InterpreterValue> inputs;
  for (auto [type, shape] : llvm::zip_equal(main.getArgumentTypes(), program.shapes))
    inputs.push_back(drawTensor(getElementTypeOrSelf(type), shape, random));
  llvm::Expected<SmallVector<InterpreterValue>> wanted = reference::Interpreter(*module).run("main", inputs);
  ASSERT_TRUE(bool(wanted)) << llvm::toString(wanted.takeError());
  llvm::Expected<std::unique_ptr<HostProgram>> lowered = HostProgram::lower(*module);
  ASSERT_TRUE(bool(lowered)) << llvm::toString(lowered.takeError());
  llvm::Expected<SmallVector<InterpreterValue>> got = (*lowered)->run("main", main.getFunctionType(), inputs);
  ASSERT_TRUE(bool(got)) << llvm::toString(got.takeError());
  for (auto [value, expected] : llvm::zip_equal(*got, *wanted)) {
    if (!value.isArray()) {
      expectEqual(value.getTensor(), expected.getTensor(), program.tolerance);
      continue;
    }
    for (auto [part, other] : llvm::zip_equal(value.getArray().getPartTensors(), expected.getArray().getPartTensors()))
      expectEqual(part, other, 0.0);
  }
  if (program.numLaunches)
    EXPECT_EQ((*lowered)->getNumLaunches(), program.numLaunches);
}

/// The same for a function of one tensor that quantizes, per format.
static const char *kQuantize4 = R"(
#w = #qnt.encoding<i4 : f32, block = 1x32, scale = f32>
func.func @main(%x: tensor<?x?xf32>) -> !qnt.array<?x?, #w> {
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x?xf32> -> !qnt.array<?x?, #w>
  return %a : !qnt.array<?x?, #w>
})";
static const char *kQuantize3 = R"(
#w = #qnt.encoding<u3 : f32, block = 1x8, scale = f32, zero_point = u3>
func.func @main(%x: tensor<?x13xf32>) -> !qnt.array<?x13, #w> {
  %a = qnt.quantize %x dynamic(minmax) : tensor<?x13xf32> -> !qnt.array<?x13, #w>
  return %a : !qnt.array<?x13, #w>
})";
static const char *kQuantizeNVFP4 = R"(
#w = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
func.func @main(%x: tensor<?x32xf32>) -> (!qnt.array<?x32, #w>, tensor<?x32xf32>) {
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x32xf32> -> !qnt.array<?x32, #w>
  %y = qnt.dequantize %a : !qnt.array<?x32, #w> -> tensor<?x32xf32>
  return %a, %y : !qnt.array<?x32, #w>, tensor<?x32xf32>
})";
static const char *kAdd = R"(
func.func @main(%x: tensor<?x7xf32>, %y: tensor<?x7xf32>) -> tensor<?x7xf32> {
  %s = arith.addf %x, %y : tensor<?x7xf32>
  %p = arith.mulf %s, %y : tensor<?x7xf32>
  return %p : tensor<?x7xf32>
})";
static const char *kHalf = R"(
func.func @main(%x: tensor<33x9xf16>, %y: tensor<33x9xbf16>) -> (tensor<33x9xf16>, tensor<33x9xbf16>) {
  %a = arith.mulf %x, %x : tensor<33x9xf16>
  %b = arith.addf %y, %y : tensor<33x9xbf16>
  %c = arith.divf %b, %y : tensor<33x9xbf16>
  return %a, %c : tensor<33x9xf16>, tensor<33x9xbf16>
})";
static const char *kRows = R"(
func.func @main(%x: tensor<?x300xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x300xf32>
  %empty = tensor.empty(%n) : tensor<?xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  %sums = linalg.reduce ins(%x : tensor<?x300xf32>) outs(%init : tensor<?xf32>) dimensions = [1]
    (%a: f32, %s: f32) {
      %m = math.absf %a : f32
      %t = arith.maximumf %m, %s : f32
      linalg.yield %t : f32
    }
  return %sums : tensor<?xf32>
})";
static const char *kLayout = R"(
func.func @main(%x: tensor<4x6xf32>) -> (tensor<6x4xf32>, tensor<5x9xf32>, tensor<2x3xf32>, tensor<4x12xf32>) {
  %zero = arith.constant 0.5 : f32
  %empty = tensor.empty() : tensor<6x4xf32>
  %t = linalg.transpose ins(%x : tensor<4x6xf32>) outs(%empty : tensor<6x4xf32>) permutation = [1, 0]
  %p = tensor.pad %x low[1, 2] high[0, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x6xf32> to tensor<5x9xf32>
  %s = tensor.extract_slice %x[1, 2] [2, 3] [1, 1] : tensor<4x6xf32> to tensor<2x3xf32>
  %c = tensor.concat dim(1) %x, %x : (tensor<4x6xf32>, tensor<4x6xf32>) -> tensor<4x12xf32>
  return %t, %p, %s, %c : tensor<6x4xf32>, tensor<5x9xf32>, tensor<2x3xf32>, tensor<4x12xf32>
})";
static const char *kPooling = R"(
func.func @main(%x: tensor<?x8x8x3xf32>) -> tensor<?x4x4x3xf32> {
  %c0 = arith.constant 0 : index
  %low = arith.constant 0xFF800000 : f32
  %n = tensor.dim %x, %c0 : tensor<?x8x8x3xf32>
  %empty = tensor.empty(%n) : tensor<?x4x4x3xf32>
  %init = linalg.fill ins(%low : f32) outs(%empty : tensor<?x4x4x3xf32>) -> tensor<?x4x4x3xf32>
  %window = tensor.empty() : tensor<2x2xf32>
  %y = linalg.pooling_nhwc_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
      ins(%x, %window : tensor<?x8x8x3xf32>, tensor<2x2xf32>) outs(%init : tensor<?x4x4x3xf32>) -> tensor<?x4x4x3xf32>
  return %y : tensor<?x4x4x3xf32>
})";
static const char *kLoop = R"(
func.func @main(%x: tensor<5xf32>, %n: tensor<index>) -> tensor<5xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %raw = tensor.extract %n[] : tensor<index>
  %trips = arith.remui %raw, %c7 : index
  %y = scf.for %i = %c0 to %trips step %c1 iter_args(%s = %x) -> (tensor<5xf32>) {
    %t = arith.addf %s, %x : tensor<5xf32>
    scf.yield %t : tensor<5xf32>
  }
  %first = tensor.extract %y[%c0] : tensor<5xf32>
  %z = tensor.insert %first into %y[%c1] : tensor<5xf32>
  return %z : tensor<5xf32>
})";
static const char *kTokens = R"(
#w = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#a = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @main(%x: tensor<?x64xf32>, %c: tensor<9x64xi8>, %s: tensor<9x1xf32>) -> tensor<?x9xf32> {
  %w = qnt.assemble %c, %s : (tensor<9x64xi8>, tensor<9x1xf32>) -> !qnt.array<9x64, #w>
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x64xf32> -> !qnt.array<?x64, #a>
  %y = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (!qnt.array<?x64, #a>, !qnt.array<9x64, #w>) -> tensor<?x9xf32>
  return %y : tensor<?x9xf32>
})";

static const char *kSoftmax = R"(
func.func @main(%x: tensor<?x37xf32>) -> tensor<?x37xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x37xf32>
  %empty = tensor.empty(%n) : tensor<?x37xf32>
  %y = linalg.softmax dimension(1) ins(%x : tensor<?x37xf32>) outs(%empty : tensor<?x37xf32>) -> tensor<?x37xf32>
  return %y : tensor<?x37xf32>
})";
static const char *kMXFP4 = R"(
#w = #qnt.encoding<f4E2M1FN : bf16, block = 1x32, scale = f8E8M0FNU>
func.func @main(%x: tensor<?x96xbf16>, %v: tensor<11x96xbf16>) -> tensor<?x11xbf16> {
  %w = qnt.quantize %v dynamic(absmax) : tensor<11x96xbf16> -> !qnt.array<11x96, #w>
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] : (tensor<?x96xbf16>, !qnt.array<11x96, #w>) -> tensor<?x11xbf16>
  return %y : tensor<?x11xbf16>
})";
static const char *kFP8 = R"(
#w = #qnt.encoding<f8E4M3FN : f16, block = 1x*, scale = f32>
func.func @main(%x: tensor<5x?xf16>, %v: tensor<3x?xf16>) -> tensor<5x3xf16> {
  %w = qnt.quantize %v dynamic(absmax) : tensor<3x?xf16> -> !qnt.array<3x?, #w>
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] : (tensor<5x?xf16>, !qnt.array<3x?, #w>) -> tensor<5x3xf16>
  return %y : tensor<5x3xf16>
})";
static const char *kDivide = R"(
func.func @main(%x: tensor<40xi32>, %y: tensor<40xi32>) -> tensor<40xi32> {
  %c0 = arith.constant dense<0> : tensor<40xi32>
  %z = arith.minsi %y, %c0 : tensor<40xi32>
  %m = arith.maxsi %z, %c0 : tensor<40xi32>
  %q = arith.divsi %x, %m : tensor<40xi32>
  return %q : tensor<40xi32>
})";

/// A thread that may not go on ends the program: no number comes out.
TEST_F(LaunchedFailureTest, division_by_zero) {
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(kDivide, &context);
  ASSERT_TRUE(module);
  auto main = module->lookupSymbol<func::FuncOp>("main");
  std::mt19937_64 random(7);
  SmallVector<InterpreterValue> inputs;
  for (Type type : main.getArgumentTypes())
    inputs.push_back(drawTensor(getElementTypeOrSelf(type), {40}, random));
  llvm::Expected<std::unique_ptr<HostProgram>> lowered = HostProgram::lower(*module);
  ASSERT_TRUE(bool(lowered)) << llvm::toString(lowered.takeError());
  llvm::Expected<SmallVector<InterpreterValue>> got = (*lowered)->run("main", main.getFunctionType(), inputs);
  ASSERT_FALSE(bool(got));
  std::string message = llvm::toString(got.takeError());
  EXPECT_NE(message.find("trap"), std::string::npos) << message;
  EXPECT_NE(message.find("division by zero"), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Programs, LaunchedProgramTest,
    ::testing::Values(
        Case{"quantize_int4", kQuantize4, {{5, 71}}, 0, 0.0},
        Case{"quantize_int4_of_nothing", kQuantize4, {{0, 71}}, 0, 0.0},
        Case{"quantize_uint3", kQuantize3, {{3, 13}}, 0, 0.0},
        Case{"quantize_nvfp4", kQuantizeNVFP4, {{6, 32}}, 0, 0.0}, Case{"add", kAdd, {{300, 7}, {300, 7}}, 1, 0.0},
        Case{"add_nothing", kAdd, {{0, 7}, {0, 7}}, 0, 0.0}, Case{"half", kHalf, {{33, 9}, {33, 9}}, 0, 0.0},
        Case{"rows", kRows, {{70, 300}}, 1, 0.0}, Case{"layout", kLayout, {{4, 6}}, 0, 0.0},
        Case{"pooling", kPooling, {{3, 8, 8, 3}}, 1, 0.0}, Case{"loop", kLoop, {{5}, {}}, 0, 0.0},
        Case{"softmax", kSoftmax, {{5, 37}}, 0, 1e-6}, Case{"mxfp4", kMXFP4, {{6, 96}, {11, 96}}, 0, 8e-3},
        Case{"fp8", kFP8, {{5, 70}, {3, 70}}, 0, 2e-3}, Case{"tokens", kTokens, {{4, 64}, {9, 64}, {9, 1}}, 0, 0.0}),
    [](const auto &info) { return std::string(info.param.name); });
