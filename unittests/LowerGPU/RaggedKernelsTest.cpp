//===- RaggedKernelsTest.cpp - one launch for all groups of a ragged contraction, against the interpreter -===//
#include "ContractionProgram.h"
#include "DrawnWeights.h"
#include "EmulatedProgram.h"
#include "Qnt/IR/QntOps.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::InterpreterValue;
using reference::Tensor;

namespace {
struct RaggedCase {
  bool isInteger = false, isTransposed = false;
  std::string storage = "i4", sizeType = "i32";
  SmallVector<int64_t> groups, block = {1, 1, 0}; ///< [group, column, K]
  int64_t rows = 40, columns = 72, sizeK = 96;
};
class RaggedKernels : public ::testing::Test {
protected:
  void check(const RaggedCase &drawn, StringRef schedule);
  Tensor drawTensor(Type type, ArrayRef<int64_t> shape, int64_t low, int64_t high);

  std::unique_ptr<MLIRContext> context = createProgramContext();
  std::mt19937 random{5};
};
} // namespace

Tensor RaggedKernels::drawTensor(Type type, ArrayRef<int64_t> shape, int64_t low, int64_t high) {
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

void RaggedKernels::check(const RaggedCase &drawn, StringRef schedule) {
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
  std::string declarations, constant = drawConstant(weights, random, declarations);
  Tensor sizes(IntegerType::get(context.get(), drawn.sizeType == "i64" ? 64 : 32), {count},
               std::vector<uint64_t>(drawn.groups.begin(), drawn.groups.end()));
  SmallVector<InterpreterValue> inputs = {InterpreterValue(sizes)};
  Type f32 = Float32Type::get(context.get());
  std::string arguments, assemble, lhs = "tensor<?x" + std::to_string(drawn.sizeK) + "xf16>";
  if (drawn.isInteger) {
    lhs = "!qnt.array<?x" + std::to_string(drawn.sizeK) + ", #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>";
    inputs.push_back(drawTensor(IntegerType::get(context.get(), 8), {drawn.rows, drawn.sizeK}, -128, 127));
    inputs.push_back(drawTensor(f32, {drawn.rows, 1}, 1, 9));
    arguments = llvm::formatv("%c: tensor<?x{0}xi8>, %s: tensor<?x1xf32>", drawn.sizeK).str();
    assemble =
        llvm::formatv("  %x = qnt.assemble %c, %s : (tensor<?x{0}xi8>, tensor<?x1xf32>) -> {1}\n", drawn.sizeK, lhs)
            .str();
  } else {
    inputs.push_back(drawTensor(Float16Type::get(context.get()), {drawn.rows, drawn.sizeK}, -4, 4));
    arguments = "%x: " + lhs;
  }
  std::string result = llvm::formatv("tensor<?x{0}xf32>", drawn.columns).str();
  std::string text = declarations;
  text +=
      llvm::formatv("func.func @main(%z: tensor<{0}x{1}>, {2}) -> {3} {{\n", count, drawn.sizeType, arguments, result);
  text += constant + assemble;
  text += llvm::formatv(
      "  %y = qnt.kernel \"experts\" {0}(%a = %x : {1}, %b = %w : !w, %g = %z : tensor<{2}x{3}>) -> {4} {{\n",
      schedule.empty() ? "" : ("schedule(" + schedule + ") ").str(), lhs, count, drawn.sizeType, result);
  text += llvm::formatv(
      "    %d = qnt.ragged_dot_general %a, %b groups(%g : tensor<{0}x{1}>) contracting = [1] x [{2}] batch = [] "
      "x [] ragged = [0] group = [0]{3} : ({4}, !w) -> {5}\n    qnt.yield %d : {5}\n  }\n  return %y : "
      "{5}\n}\n",
      count, drawn.sizeType, drawn.isTransposed ? 1 : 2, drawn.isInteger ? " accumulator = <i32>" : "", lhs, result);
  SCOPED_TRACE(text.substr(text.find("func.func @main"), 100) + schedule.str());
  OwningOpRef<ModuleOp> module = parseProgram(*context, text);
  ASSERT_TRUE(module);
  auto expected = reference::Interpreter(*module).run("main", inputs);
  ASSERT_TRUE(bool(expected)) << llvm::toString(expected.takeError());
  const Tensor &right = (*expected)[0].getTensor();
  ASSERT_TRUE(lowerKernels(*module, "sm_80"));
  SmallVector<Tensor> got = runLaunch(*module, "sm_80", inputs, {right});
  ASSERT_EQ(got.size(), 1u);
  int64_t different = 0;
  for (int64_t i = 0; i < right.getNumElements(); ++i)
    if (right.getRaw(i) != got[0].getRaw(i) && ++different <= 3)
      ADD_FAILURE() << "element " << i << ": expected " << right.getNumber(i) << ", got " << got[0].getNumber(i);
  EXPECT_EQ(different, 0);
}

static std::string getSchedule(bool isGemv, const RaggedCase &drawn) {
  std::string layout = std::string(drawn.isInteger ? "mma_k32_b" : "mma_k16_b") + (drawn.isTransposed ? "_t" : "");
  return isGemv ? "#qnt.gemv<layout = \"" + layout + "\", tokens = 8, warps = 1, stages = 2>"
                : "#qnt.mma<layout = \"" + layout + "\", tokens = 8, column_warps = 2, row_warps = 2, stages = 3>";
}

/// Groups that are empty, fill tiles, end inside of one; sums below, at and above the number of rows.
TEST_F(RaggedKernels, Groups) {
  SmallVector<int64_t> groups[] = {{10, 0, 17, 13},       {40},        {0, 0, 0}, {16, 16},
                                   {1, 1, 1, 1, 1, 1, 1}, {30, 30, 5}, {0, 5, 0}};
  for (const SmallVector<int64_t> &sizes : groups)
    for (bool isInteger : {false, true})
      for (bool isGemv : {false, true}) {
        RaggedCase drawn;
        drawn.groups = sizes;
        drawn.isInteger = isInteger;
        drawn.storage = sizes.size() % 2 ? "i8" : "u4";
        drawn.isTransposed = isGemv;
        drawn.sizeType = isInteger ? "i64" : "i32";
        check(drawn, getSchedule(isGemv, drawn));
      }
}

/// Scales of groups along K, of all groups of rows together, and of the whole; sizes that fill no tile.
TEST_F(RaggedKernels, Blocks) {
  SmallVector<int64_t> blocks[] = {{0, 0, 0}, {1, 1, 32}, {2, 4, 24}, {0, 1, 64}};
  for (const SmallVector<int64_t> &block : blocks)
    for (bool isInteger : {false, true}) {
      RaggedCase drawn;
      drawn.groups = {7, 20, 3};
      drawn.block = block;
      drawn.isInteger = isInteger;
      drawn.rows = 33;
      drawn.columns = 65;
      drawn.sizeK = 130;
      drawn.storage = "u4";
      check(drawn, "");
    }
}
