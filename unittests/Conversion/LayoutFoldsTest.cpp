//===- LayoutFoldsTest.cpp - folds of layout ops keep every bit -------------------------------------------===//
//
// Random chains of two ops of a kind (and single ones that may do nothing) are run before and after canonicalization.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LayoutPrograms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class LayoutFolds : public ::testing::Test {
protected:
  LayoutFolds() { context.loadDialect<QntDialect, arith::ArithDialect, func::FuncDialect, tensor::TensorDialect>(); }
  /// Makes `count` chains; at least `least` of them must have got shorter.
  template <typename OpT>
  void check(LayoutOp kind, unsigned count, unsigned least);

  MLIRContext context;
  std::mt19937 random{20260118};
};
} // namespace

template <typename OpT>
static unsigned countOps(ModuleOp module) {
  unsigned count = 0;
  module.walk([&](OpT) { ++count; });
  return count;
}

template <typename OpT>
void LayoutFolds::check(LayoutOp kind, unsigned count, unsigned least) {
  unsigned numFolded = 0;
  for (unsigned n = 0; n < count; ++n) {
    LayoutProgram program(context, random);
    std::optional<SizedArray> value = program.addInput();
    for (unsigned i = 0; i < 2 && value; ++i)
      value = program.addOp(kind, *value);
    if (!value)
      continue;
    program.finish(*value);
    OwningOpRef<ModuleOp> folded = program.getModule().clone();
    PassManager manager(&context);
    manager.addPass(createCanonicalizerPass());
    ASSERT_TRUE(succeeded(manager.run(*folded)));
    numFolded += countOps<OpT>(*folded) < 2;
    std::string text;
    llvm::raw_string_ostream(text) << program.getModule() << *folded;
    SCOPED_TRACE(text);
    expectSame(program.run(program.getModule()), program.run(*folded), program.hasEmptyArray());
    if (HasFailure())
      return;
  }
  EXPECT_GE(numFolded, least);
}

TEST_F(LayoutFolds, transposes) { check<TransposeOp>(LayoutOp::Transpose, 300, 300); }
TEST_F(LayoutFolds, reshapes) { check<ReshapeOp>(LayoutOp::Reshape, 400, 100); }
TEST_F(LayoutFolds, slices) { check<SliceOp>(LayoutOp::Slice, 600, 200); }
TEST_F(LayoutFolds, concats) { check<ConcatOp>(LayoutOp::Concat, 600, 50); }
TEST_F(LayoutFolds, pads) { check<PadOp>(LayoutOp::Pad, 1200, 100); }
