//===- RaggedKernelsTest.cpp - one launch for all groups of a ragged contraction, against the interpreter -===//
#include "EmulatedProgram.h"
#include "Qnt/IR/QntOps.h"
#include "RaggedProgram.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::Tensor;

namespace {
class RaggedKernels : public ::testing::Test {
protected:
  void check(const RaggedCase &drawn);

  std::unique_ptr<MLIRContext> context = createProgramContext();
  std::mt19937 random{5};
};
} // namespace

void RaggedKernels::check(const RaggedCase &drawn) {
  SCOPED_TRACE(drawn.describe());
  ContractionProgram program = drawProgram(*context, drawn, random);
  OwningOpRef<ModuleOp> module = parseProgram(*context, program.text);
  ASSERT_TRUE(module);
  auto expected = reference::Interpreter(*module).run("main", program.inputs);
  ASSERT_TRUE(bool(expected)) << llvm::toString(expected.takeError());
  const Tensor &right = (*expected)[0].getTensor();
  ASSERT_TRUE(lowerKernels(*module, "sm_80"));
  SmallVector<Tensor> got = runLaunch(*module, "sm_80", program.inputs, {right});
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
        drawn.schedule = getSchedule(isGemv, drawn);
        check(drawn);
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
      check(drawn);
    }
}
