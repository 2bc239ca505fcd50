//===- ContractionProgram.cpp - drawn programs of one kernel that holds a contraction ---------------------===//
#include "ContractionProgram.h"
#include "DrawnWeights.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::Tensor;

std::string ContractionCase::describe() const {
  return llvm::formatv("{0} x {1}{2}{3}{4} group {5}, {6}x{7}x{8} -> {9} {10}{11}", activations, storage,
                       zeroPoints ? " zero points" : "", perColumn ? " per column" : " per tensor",
                       isTransposed ? " transposed" : "", group, rows, columns, sizeK, result, schedule,
                       activationZeroPoints ? " activation zero points" : "")
      .str();
}

namespace {
class Drawer {
public:
  Drawer(MLIRContext &context, const ContractionCase &drawn, std::mt19937 &random)
      : context(context), drawn(drawn), random(random) {}

  ContractionProgram draw();

private:
  int64_t drawInteger(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  double drawReal() { return std::normal_distribution<double>(0.0, 1.0)(random); }
  double drawScale();
  Type getType(StringRef name) const;
  std::string drawWeights();
  void addInput(StringRef name, Type type, ArrayRef<int64_t> shape, bool isDynamic, function_ref<double()> drawValue);
  std::string addActivations();
  std::string getTensor(StringRef element) const {
    return llvm::formatv("tensor<{0}x{1}x{2}>", drawn.isDynamic ? "?" : std::to_string(drawn.rows), drawn.columns,
                         element)
        .str();
  }

  MLIRContext &context;
  const ContractionCase &drawn;
  std::mt19937 &random;
  ContractionProgram program;
  std::string arguments, captures;
};
} // namespace

/// 2^-2 to 1, or something that takes all bits of the type.
double Drawer::drawScale() {
  return drawn.isExact ? std::ldexp(1.0, static_cast<int>(drawInteger(-2, 0))) : 0.001 + 0.01 * std::abs(drawReal());
}

Type Drawer::getType(StringRef name) const {
  numerics::Format format = *numerics::parseFormat(name);
  return getBuiltinType(&context, format);
}

/// The op that makes %w.
std::string Drawer::drawWeights() {
  DrawnWeights weights;
  weights.storage = drawn.storage;
  weights.entry = drawn.entry;
  weights.tensorScale = drawn.tensorScale;
  weights.scale = drawn.scale;
  weights.zeroPoints = drawn.zeroPoints;
  weights.zeroPointType = drawn.weightZeroPointType;
  weights.isExact = drawn.isExact;
  weights.shape = {drawn.columns, drawn.sizeK};
  weights.block = {drawn.perColumn ? drawn.sharedColumns : 0, drawn.group};
  if (drawn.isTransposed) {
    std::swap(weights.shape[0], weights.shape[1]);
    std::swap(weights.block[0], weights.block[1]);
  }
  return drawConstant(weights, random, program.text);
}

/// A tensor that @main takes and the kernel captures under the same name.
void Drawer::addInput(StringRef name, Type type, ArrayRef<int64_t> shape, bool isDynamic,
                      function_ref<double()> drawValue) {
  SmallVector<double> values(numerics::getNumElements(shape));
  for (double &value : values)
    value = drawValue();
  if (auto floatType = dyn_cast<FloatType>(type)) {
    program.inputs.push_back(Tensor::fromFloats(floatType, shape, values));
  } else {
    std::vector<uint64_t> bits;
    for (double value : values)
      bits.push_back(static_cast<uint64_t>(static_cast<int64_t>(value)) & 0xFFFFFFFFu &
                     llvm::maskTrailingOnes<uint64_t>(type.getIntOrFloatBitWidth()));
    program.inputs.push_back(Tensor(type, shape, bits));
  }
  SmallVector<int64_t> typeShape(shape);
  if (isDynamic)
    typeShape.front() = ShapedType::kDynamic;
  std::string text;
  llvm::raw_string_ostream(text) << RankedTensorType::get(typeShape, type);
  arguments += (arguments.empty() ? "%" : ", %") + name.str() + ": " + text;
}

/// The ops that make %x and its type.
std::string Drawer::addActivations() {
  SmallVector<int64_t> shape = {drawn.rows, drawn.sizeK};
  std::string rows = drawn.isDynamic ? "?" : std::to_string(drawn.rows);
  if (!drawn.isArray()) {
    int64_t index = 0;
    addInput("x", getType(drawn.activations), shape, drawn.isDynamic, [&] {
      int64_t i = index++;
      if (drawn.isIdentity)
        return i / drawn.sizeK == i % drawn.sizeK ? 1.0 : 0.0;
      return drawn.isExact ? static_cast<double>(drawInteger(-4, 4)) : drawReal();
    });
    program.text += llvm::formatv("!x = tensor<{0}x{1}x{2}>\n", rows, drawn.sizeK, drawn.activations).str();
    return "";
  }
  std::string block = drawn.perRow ? "1x*" : "*x*",
              zeroPoint = drawn.activationZeroPoints ? ", zero_point = " + drawn.zeroPointType : "";
  program.text += llvm::formatv("!x = !qnt.array<{0}x{1}, #qnt.encoding<{2} : f32, block = {3}, scale = f32{4}>>\n",
                                rows, drawn.sizeK, drawn.activations, block, zeroPoint)
                      .str();
  bool isSigned = drawn.activations == "i8";
  bool isFloat = !drawn.hasIntegerCodes();
  addInput("codes", isFloat ? getType(drawn.activations) : Type(IntegerType::get(&context, 8)), shape, drawn.isDynamic,
           [&] {
             return isFloat ? 100 * drawReal()
                            : static_cast<double>(isSigned ? drawInteger(-128, 127) : drawInteger(0, 255));
           });
  SmallVector<int64_t> grid = {drawn.perRow ? drawn.rows : 1, 1};
  bool isGridDynamic = drawn.isDynamic && drawn.perRow;
  addInput("s", Float32Type::get(&context), grid, isGridDynamic, [&] { return drawScale() * 1.1; });
  std::string gridText = llvm::formatv("tensor<{0}x1x", isGridDynamic ? "?" : std::to_string(grid[0])).str();
  std::string types = llvm::formatv("tensor<{0}x{1}x{2}>, {3}f32>", rows, drawn.sizeK,
                                    isFloat ? drawn.activations : "i8", gridText)
                          .str(),
              parts = "%codes, %s";
  if (drawn.activationZeroPoints) {
    unsigned width = drawn.zeroPointType == "i32" ? 32 : 8;
    addInput("z", IntegerType::get(&context, width), grid, isGridDynamic,
             [&] { return static_cast<double>(drawInteger(isSigned ? -128 : 0, isSigned ? 127 : 255)); });
    types += ", " + gridText + "i" + std::to_string(width) + ">";
    parts += ", %z";
  }
  return "  %x = qnt.assemble " + parts + " : (" + types + ") -> !x\n";
}

ContractionProgram Drawer::draw() {
  std::string weights = drawWeights(), assemble = addActivations();
  std::string result = getTensor(drawn.result),
              yielded = getTensor(drawn.yielded.empty() ? drawn.result : drawn.yielded);
  if (StringRef(drawn.yielded).starts_with("#"))
    yielded = llvm::formatv("!qnt.array<{0}x{1}, {2}>", drawn.isDynamic ? "?" : std::to_string(drawn.rows),
                            drawn.columns, drawn.yielded)
                  .str();
  auto drawElement = [&] { return drawn.isExact ? static_cast<double>(drawInteger(-8, 8)) : drawReal(); };
  if (StringRef(drawn.epilogue).contains("%bias")) {
    addInput("bias", getType(drawn.result), {drawn.columns}, false, drawElement);
    captures += llvm::formatv(", %bias = %bias : tensor<{0}x{1}>", drawn.columns, drawn.result).str();
  }
  // Scales of a quantize: of columns, and of rows with zero points.
  for (StringRef name : {"columnScales", "rowScales", "rowZeros"})
    if (StringRef(drawn.epilogue).contains(("%" + name).str())) {
      bool isRow = name != "columnScales", isZero = name == "rowZeros";
      addInput(name, isZero ? Type(IntegerType::get(&context, 8)) : Type(Float32Type::get(&context)),
               {isRow ? drawn.rows : 1, isRow ? 1 : drawn.columns}, isRow && drawn.isDynamic,
               [&] { return isZero ? static_cast<double>(drawInteger(-128, 127)) : 100 * drawScale(); });
      std::string rows = !isRow ? "1" : drawn.isDynamic ? "?" : std::to_string(drawn.rows);
      captures += llvm::formatv(", %{0} = %{0} : tensor<{1}x{2}x{3}>", name, rows, isRow ? 1 : drawn.columns,
                                isZero ? "i8" : "f32")
                      .str();
    }
  if (StringRef(drawn.epilogue).contains("%other")) {
    addInput("other", getType(drawn.result), {drawn.rows, drawn.columns}, drawn.isDynamic, drawElement);
    captures += ", %other = %other : " + result;
  }
  std::string body = drawn.epilogue.empty() ? "" : drawn.epilogue;
  program.text +=
      "!y = " + result + "\n!r = " + yielded + "\nfunc.func @main(" + arguments + ") -> !r {\n" + weights + assemble;
  if (!drawn.schedule.empty())
    program.text += "  %y = qnt.kernel \"contraction\" schedule(" + drawn.schedule + ") ";
  else
    program.text += "  %y = qnt.kernel \"contraction\" ";
  program.text += "(%a = %x : !x, %b = %w : !w" + captures + ") -> !r {\n";
  program.text +=
      llvm::formatv("    %d = qnt.dot_general %a, %b contracting = [1] x [{0}] batch = [] x []{1} : (!x, !w) -> !y\n",
                    drawn.isTransposed ? 0 : 1, drawn.isInteger() ? " accumulator = <i32>" : "")
          .str();
  program.text +=
      body + (body.empty() ? "    qnt.yield %d : !r\n" : "    qnt.yield %r : !r\n") + "  }\n  return %y : !r\n}\n";
  return std::move(program);
}

ContractionProgram qnt::testing::drawProgram(MLIRContext &context, const ContractionCase &drawn, std::mt19937 &random) {
  return Drawer(context, drawn, random).draw();
}
