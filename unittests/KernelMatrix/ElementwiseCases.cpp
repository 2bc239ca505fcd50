//===- ElementwiseCases.cpp - quantize, dequantize and fake quantize kernels of the matrix ----------------===//
#include "EncodingList.h"
#include "MatrixCase.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Format;
using reference::Tensor;

static std::string printType(const Tensor &tensor) {
  std::string text = "tensor<";
  for (int64_t size : tensor.getShape())
    text += std::to_string(size) + "x";
  llvm::raw_string_ostream(text) << tensor.getElementType() << ">";
  return text;
}

namespace {
/// A function under construction.
struct FunctionText {
  SmallVector<std::pair<std::string, std::string>> arguments;
  SmallVector<reference::InterpreterValue> inputs;
  std::string ops;

  std::string addArgument(reference::InterpreterValue value, const std::string &type) {
    std::string name = "%a" + std::to_string(arguments.size());
    arguments.push_back({name, type});
    inputs.push_back(std::move(value));
    return name;
  }
  /// " scale(%a1 : T) zero_point(...)": the parameters of an array as operands.
  std::string addParameters(const reference::Array &array) {
    numerics::Encoding encoding = array.getEncoding();
    SmallVector<Tensor, 6> parts = array.getPartTensors();
    std::string text;
    size_t next = 1;
    const std::pair<const char *, bool> names[] = {{"scale", encoding.scale.has_value()},
                                                   {"zero_point", encoding.zeroPoint.has_value()},
                                                   {"codebook", encoding.codebook.has_value()},
                                                   {"tensor_scale", encoding.tensorScale}};
    for (auto [name, isPresent] : names) {
      if (!isPresent)
        continue;
      std::string type = printType(parts[next]);
      text += std::string(" ") + name + "(" + addArgument(parts[next], type) + " : " + type + ")";
      ++next;
    }
    return text;
  }
};
} // namespace

/// max(x + x, 0) before a quantize.
static std::string makeChain(const std::string &from, const std::string &to, const std::string &type) {
  return "%zero" + to.substr(1) + " = arith.constant dense<0.0> : " + type + "\n" + to + "h = arith.addf " + from +
         ", " + from + " : " + type + "\n" + to + " = arith.maximumf " + to + "h, %zero" + to.substr(1) + " : " + type +
         "\n";
}

static MatrixCase finish(const std::string &name, FunctionText text, const std::string &result,
                         const std::string &resultType) {
  MatrixCase matrixCase;
  matrixCase.kind = "elementwise";
  matrixCase.name = "elementwise_" + name;
  matrixCase.function = makeFunction(matrixCase.name, text.arguments, text.ops, result, resultType);
  matrixCase.inputs = std::move(text.inputs);
  return matrixCase;
}

namespace {
struct ElementwiseContext {
  MLIRContext &context;
  Random random;
};
} // namespace

static MatrixCase makeQuantize(ElementwiseContext &c, const numerics::Encoding &encoding, Shape shape, FloatType type,
                               bool isChain, const std::string &suffix) {
  DrawnOperand x = makeTensor(c.random, shape, type);
  DrawnOperand array = makeArray(c.context, c.random, shape, encoding);
  FunctionText text;
  std::string input = text.addArgument(x.value, x.type);
  std::string parameters = text.addParameters(array.value.getArray());
  if (isChain) {
    text.ops += makeChain(input, "%c", x.type);
    input = "%c";
  }
  text.ops += "%q = qnt.quantize " + input + parameters + " : " + x.type + " -> " + array.type + "\n";
  return finish(std::string(isChain ? "chain_" : "quantize_") + suffix, std::move(text), "%q", array.type);
}

static MatrixCase makeDequantize(ElementwiseContext &c, const numerics::Encoding &encoding, Shape shape, FloatType type,
                                 const std::string &suffix) {
  DrawnOperand array = makeArray(c.context, c.random, shape, encoding);
  FunctionText text;
  std::string input = text.addArgument(array.value, array.type);
  DrawnOperand sample = makeTensor(c.random, shape, type);
  text.ops = "%y = qnt.dequantize " + input + " : " + array.type + " -> " + sample.type + "\n";
  return finish("dequantize_" + suffix, std::move(text), "%y", sample.type);
}

std::vector<MatrixCase> test::makeElementwiseCases(MLIRContext &context, MatrixScope scope) {
  Builder builder(&context);
  const std::pair<Format, FloatType> types[] = {
      {Format::F32, builder.getF32Type()}, {Format::F16, builder.getF16Type()}, {Format::BF16, builder.getBF16Type()}};
  const Granularity granularities[] = {Granularity::PerTensor, Granularity::PerChannel, Granularity::PerBlock,
                                       Granularity::Tile};
  const Shape shapes[] = {{5, 64}, {33, 47}, {1, 300}, {64, 7}, {16, 32}, {9, 1}};
  ElementwiseContext c{context, Random(17)};
  std::vector<MatrixCase> cases;
  size_t i = 0;
  // In a product every storage and kind goes through all of the others: a multiple of 3, 4 and 6.
  const size_t numTurns = scope == MatrixScope::Sample ? 1 : 3 * 4 * std::size(shapes);
  for (const StorageChoice &storage : getQuantizedStorages())
    for (size_t turn = 0; turn < 4 * numTurns; ++turn, ++i) {
      const size_t kind = turn / numTurns;
      auto [format, type] = types[i % 3];
      Granularity granularity = granularities[(i / 3) % 4];
      Shape shape = shapes[numTurns == 1 ? i % std::size(shapes) : i / 12 % std::size(shapes)];
      numerics::Encoding encoding = makeEncoding(storage, format, makeBlock(granularity, 2, 0, 1, 32));
      std::string suffix = storage.name + "_" + getName(granularity) + "_" + std::to_string(i);
      cases.push_back(kind < 2 ? makeQuantize(c, encoding, shape, type, kind == 1, suffix)
                               : makeDequantize(c, encoding, shape, type, suffix));
    }
  return cases;
}
