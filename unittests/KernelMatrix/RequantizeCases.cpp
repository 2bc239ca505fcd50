//===- RequantizeCases.cpp - qnt.requantize in kernels of the matrix --------------------------------------===//
//
// Of the accumulators of a contraction, in floats or with integers only, and of an array without one. Every step has
// one right result.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "EncodingList.h"
#include "MatrixCase.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Format;
using reference::Tensor;

namespace {
/// What requantize scales by.
enum class Factor { InputScale, InputScalePerColumn, Multiplier, MultiplierPerColumn };

/// What the accumulators come from.
enum class Source { Gemv, Mma, Convolution, Array };

struct RequantizeCase {
  Source source;
  Factor factor;
  StorageChoice result;
  Granularity granularity; ///< of the result
};

/// A function under construction.
struct FunctionText {
  SmallVector<std::pair<std::string, std::string>> arguments;
  SmallVector<reference::InterpreterValue> inputs;
  std::string ops;

  std::string add(reference::InterpreterValue value, const std::string &type) {
    std::string name = "%a" + std::to_string(arguments.size());
    arguments.push_back({name, type});
    inputs.push_back(std::move(value));
    return name;
  }
};
} // namespace

static std::string printType(ArrayRef<int64_t> shape, const std::string &element) {
  std::string text = "tensor<";
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text + element + ">";
}

static std::string printType(const Tensor &tensor) {
  std::string element;
  llvm::raw_string_ostream(element) << tensor.getElementType();
  return printType(tensor.getShape(), element);
}

static bool isIntegerForm(Factor factor) { return factor >= Factor::Multiplier; }

/// " multiplier(%a3 : T) shift(%a4 : T)" with numbers that bring accumulators to the size of codes.
static std::string addFactors(MLIRContext &context, Random &random, FunctionText &text, Factor factor, size_t rank,
                              int64_t columns) {
  Builder builder(&context);
  bool isPerColumn = factor == Factor::InputScalePerColumn || factor == Factor::MultiplierPerColumn;
  Shape shape(rank, 1);
  shape.back() = isPerColumn ? columns : 1;
  int64_t count = shape.back();
  if (!isIntegerForm(factor)) {
    std::vector<double> scales;
    for (int64_t i = 0; i < count; ++i)
      scales.push_back(std::uniform_real_distribution<double>(0.001, 0.02)(random));
    Tensor tensor = Tensor::fromFloats(builder.getF32Type(), shape, scales);
    std::string type = printType(tensor);
    return " input_scale(" + text.add(tensor, type) + " : " + type + ")";
  }
  std::vector<uint64_t> multipliers, shifts;
  for (int64_t i = 0; i < count; ++i) {
    multipliers.push_back(static_cast<uint64_t>(pick(random, int64_t(1) << 30, (int64_t(1) << 31) - 1)));
    shifts.push_back(static_cast<uint64_t>(pick(random, 34, 38)));
  }
  Tensor multiplier(builder.getI32Type(), shape, multipliers), shift(builder.getI32Type(), shape, shifts);
  std::string type = printType(multiplier), multiplierName = text.add(multiplier, type);
  return " multiplier(" + multiplierName + " : " + type + ") shift(" + text.add(shift, type) + " : " + type + ")";
}

/// Scale, zero point and tensor scale of the result as further arguments.
static std::string addParameters(FunctionText &text, const reference::Array &array) {
  numerics::Encoding encoding = array.getEncoding();
  SmallVector<Tensor, 6> parts = array.getPartTensors();
  std::string operands;
  size_t next = 1;
  const std::pair<const char *, bool> names[] = {{"scale", encoding.scale.has_value()},
                                                 {"zero_point", encoding.zeroPoint.has_value()},
                                                 {"tensor_scale", encoding.tensorScale}};
  for (auto [name, isPresent] : names)
    if (isPresent) {
      std::string type = printType(parts[next]);
      operands += std::string(" ") + name + "(" + text.add(parts[next], type) + " : " + type + ")";
      ++next;
    }
  return operands;
}

/// What is requantized: its name and type. `rhs` is to become a constant.
static std::pair<std::string, std::string> addSource(MLIRContext &context, Random &random, FunctionText &text,
                                                     Source source, const Shape &result) {
  StorageChoice codes = {"i8", Format::I8};
  auto add = [&](Shape shape, numerics::BlockShape block, StorageChoice storage) {
    DrawnOperand operand = makeArray(context, random, shape, makeEncoding(storage, Format::F32, std::move(block)));
    return std::pair(text.add(operand.value, operand.type), operand.type);
  };
  numerics::BlockShape whole(result.size(), numerics::kWhole);
  if (source == Source::Array)
    return add(result, whole, {"i8_zp", Format::I8, {}, Format::F32, Format::I8});
  bool isConvolution = source == Source::Convolution;
  int64_t inner = isConvolution ? 16 : 72, columns = result.back();
  Shape lhs = result, rhs = {inner, columns};
  lhs.back() = inner;
  if (isConvolution)
    rhs.insert(rhs.begin(), {3, 3});
  auto [lhsName, lhsType] = add(lhs, whole, codes);
  auto [rhsName, rhsType] = add(rhs, numerics::BlockShape(rhs.size(), numerics::kWhole), codes);
  std::string type = printType(result, "i32");
  std::string op = isConvolution
                       ? "qnt.conv_general_dilated " + lhsName + ", " + rhsName +
                             " dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = "
                             "[1, 1, 1, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1]"
                       : "qnt.dot_general " + lhsName + ", " + rhsName + " contracting = [1] x [0] batch = [] x []";
  text.ops += "%acc = " + op + " : (" + lhsType + ", " + rhsType + ") -> " + type + "\n";
  return {"%acc", type};
}

static Shape getShape(Source source, size_t which) {
  const Shape gemv[] = {{1, 64}, {3, 33}, {16, 130}, {7, 8}}, mma[] = {{64, 64}, {33, 65}, {20, 127}, {40, 8}};
  const Shape convolution[] = {{1, 5, 6, 16}, {2, 4, 3, 33}}, array[] = {{5, 64}, {33, 47}, {9, 1}};
  switch (source) {
  case Source::Gemv:
    return gemv[which % std::size(gemv)];
  case Source::Mma:
    return mma[which % std::size(mma)];
  case Source::Convolution:
    return convolution[which % std::size(convolution)];
  case Source::Array:
    return array[which % std::size(array)];
  }
  llvm_unreachable("an unknown source");
}

static MatrixCase makeRequantize(MLIRContext &context, Random &random, const RequantizeCase &c, size_t which) {
  static constexpr const char *sources[] = {"gemv", "mma", "convolution", "array"};
  Shape shape = getShape(c.source, which);
  FunctionText text;
  auto [input, inputType] = addSource(context, random, text, c.source, shape);
  unsigned last = shape.size() - 1;
  numerics::BlockShape block = makeBlock(c.granularity, shape.size(), last, 0, 4);
  DrawnOperand array = makeArray(context, random, shape, makeEncoding(c.result, Format::F32, block));
  // An array brings its own scale.
  std::string operands;
  if (c.source != Source::Array || isIntegerForm(c.factor))
    operands = addFactors(context, random, text, c.factor, shape.size(), shape.back());
  operands += addParameters(text, array.value.getArray());
  text.ops += "%q = qnt.requantize " + input + operands + " : " + inputType + " -> " + array.type + "\n";
  MatrixCase result;
  result.kind = "requantize";
  result.name = std::string("requantize_") + sources[static_cast<int>(c.source)] + "_" + c.result.name + "_" +
                getName(c.granularity) + "_" + std::to_string(which);
  result.function = makeFunction(result.name, text.arguments, text.ops, "%q", array.type);
  result.inputs = std::move(text.inputs);
  if (c.source != Source::Array)
    result.constants = {1};
  return result;
}

std::vector<MatrixCase> test::makeRequantizeCases(MLIRContext &context, MatrixScope scope) {
  const Source sources[] = {Source::Gemv, Source::Mma, Source::Convolution, Source::Array};
  const Factor factors[] = {Factor::InputScale, Factor::Multiplier, Factor::InputScalePerColumn,
                            Factor::MultiplierPerColumn};
  const Granularity granularities[] = {Granularity::PerTensor, Granularity::PerChannel, Granularity::Tile};
  Random random(23);
  std::vector<MatrixCase> cases;
  const size_t numTurns = scope == MatrixScope::Sample ? 1 : std::size(factors) * std::size(granularities);
  for (const StorageChoice &storage : getQuantizedStorages())
    for (size_t turn = 0; turn < numTurns; ++turn)
      for (auto [i, source] : llvm::enumerate(sources)) {
        size_t which = cases.size() / std::size(sources) + i;
        Factor factor = factors[which % std::size(factors)];
        if (numerics::isFloat(storage.storage) && isIntegerForm(factor))
          factor = factors[which / 4 % 2 * 2];
        Granularity granularity = granularities[which / std::size(factors) % std::size(granularities)];
        cases.push_back(makeRequantize(context, random, {source, factor, storage, granularity}, which));
      }
  return cases;
}
