//===- RaggedProgram.cpp - drawn programs of one kernel that holds a ragged contraction -------------------===//
#include "RaggedProgram.h"
#include "DrawnWeights.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::InterpreterValue;
using reference::Tensor;

static Tensor drawTensor(std::mt19937 &random, Type type, ArrayRef<int64_t> shape, int64_t low, int64_t high) {
  std::vector<double> values(numerics::getNumElements(shape));
  for (double &value : values)
    value = static_cast<double>(std::uniform_int_distribution<int64_t>(low, high)(random));
  if (auto floatType = dyn_cast<FloatType>(type))
    return Tensor::fromFloats(floatType, shape, values);
  std::vector<uint64_t> bits;
  for (double value : values)
    bits.push_back(static_cast<uint64_t>(static_cast<int64_t>(value)) & 0xFF);
  return Tensor(type, shape, bits);
}

namespace {
/// What the rows are: the type of %x, the arguments of @main that make it, and the op that does.
struct Activations {
  std::string type, arguments, assemble;
};
} // namespace

static Activations drawActivations(MLIRContext &context, const RaggedCase &drawn, std::mt19937 &random,
                                   SmallVectorImpl<InterpreterValue> &inputs) {
  std::string k = std::to_string(drawn.sizeK);
  SmallVector<int64_t> shape = {drawn.rows, drawn.sizeK};
  if (!drawn.isInteger) {
    inputs.push_back(drawTensor(random, Float16Type::get(&context), shape, -4, 4));
    std::string type = "tensor<?x" + k + "xf16>";
    return {type, "%x: " + type, ""};
  }
  std::string type = "!qnt.array<?x" + k + ", #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>";
  inputs.push_back(drawTensor(random, IntegerType::get(&context, 8), shape, -128, 127));
  inputs.push_back(drawTensor(random, Float32Type::get(&context), {drawn.rows, 1}, 1, 9));
  return {type, "%c: tensor<?x" + k + "xi8>, %s: tensor<?x1xf32>",
          "  %x = qnt.assemble %c, %s : (tensor<?x" + k + "xi8>, tensor<?x1xf32>) -> " + type + "\n"};
}

ContractionProgram qnt::testing::drawProgram(MLIRContext &context, const RaggedCase &drawn, std::mt19937 &random) {
  DrawnWeights weights;
  weights.storage = drawn.storage;
  weights.zeroPoints = drawn.storage == "u4";
  int64_t count = drawn.groups.size();
  weights.shape = {count, drawn.columns, drawn.sizeK};
  weights.block = drawn.block;
  if (drawn.isTransposed) {
    std::swap(weights.shape[1], weights.shape[2]);
    std::swap(weights.block[1], weights.block[2]);
  }
  ContractionProgram program;
  std::string constant = drawConstant(weights, random, program.text);
  program.inputs = {Tensor(IntegerType::get(&context, drawn.sizeType == "i64" ? 64 : 32), {count},
                           std::vector<uint64_t>(drawn.groups.begin(), drawn.groups.end()))};
  Activations lhs = drawActivations(context, drawn, random, program.inputs);
  std::string result = llvm::formatv("tensor<?x{0}xf32>", drawn.columns).str(),
              sizes = llvm::formatv("tensor<{0}x{1}>", count, drawn.sizeType).str();
  program.text += "func.func @main(%z: " + sizes + ", " + lhs.arguments + ") -> " + result + " {\n";
  program.text += constant + lhs.assemble;
  program.text +=
      llvm::formatv("  %y = qnt.kernel \"experts\" {0}(%a = %x : {1}, %b = %w : !w, %g = %z : {2}) -> {3} {{\n",
                    drawn.schedule.empty() ? "" : "schedule(" + drawn.schedule + ") ", lhs.type, sizes, result);
  program.text += llvm::formatv(
      "    %d = qnt.ragged_dot_general %a, %b groups(%g : {0}) contracting = [1] x [{1}] batch = [] x [] ragged = [0] "
      "group = [0]{2} : ({3}, !w) -> {4}\n    qnt.yield %d : {4}\n  }\n  return %y : {4}\n}\n",
      sizes, drawn.isTransposed ? 1 : 2, drawn.isInteger ? " accumulator = <i32>" : "", lhs.type, result);
  return program;
}

std::string RaggedCase::describe() const {
  return llvm::formatv("ragged {0} x {1}{2}, {3} groups, {4}x{5}x{6} {7}", isInteger ? "i8" : "f16", storage,
                       isTransposed ? " transposed" : "", groups.size(), rows, columns, sizeK, schedule)
      .str();
}
