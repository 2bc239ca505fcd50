//===- LayoutExpansionTest.cpp - expanded layout ops against the interpreter's ----------------------------===//
//
// Random programs of one or two layout ops are run before and after qnt-expand-layout-ops: the interpreter moves
// element by element and knows nothing of the mappings that the expansion uses. Every bit of every part must be the
// same. With an empty array only sizes are compared: entries of blocks without elements may be any number.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Conversion/LayoutExpansion.h"
#include "LayoutPrograms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class LayoutExpansion : public ::testing::Test {
protected:
  LayoutExpansion() {
    context.loadDialect<QntDialect, arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect,
                        linalg::LinalgDialect, tensor::TensorDialect>();
  }
  /// Makes `count` programs of `kinds` in turn; at least `least` of them must be possible and without empty arrays.
  void check(ArrayRef<LayoutOp> kinds, unsigned count, unsigned least);

  MLIRContext context;
  std::mt19937 random{20260117};
};
} // namespace

static std::string print(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream);
  return text;
}

static bool hasLayoutOp(ModuleOp module) {
  return module
      .walk([](Operation *op) {
        bool isBoundary = isa<AssembleOp, DisassembleOp, CastOp>(op);
        bool isQnt = isa<QntDialect>(op->getDialect());
        return isQnt && !isBoundary ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

void LayoutExpansion::check(ArrayRef<LayoutOp> kinds, unsigned count, unsigned least) {
  unsigned numCompared = 0;
  for (unsigned n = 0; n < count; ++n) {
    LayoutProgram program(context, random);
    std::optional<SizedArray> value = program.addInput();
    for (LayoutOp kind : kinds)
      value = value ? program.addOp(kind, *value) : value;
    if (!value)
      continue;
    program.addSizes(*value);
    program.finish(*value);
    ASSERT_TRUE(succeeded(verify(program.getModule()))) << print(program.getModule());
    OwningOpRef<ModuleOp> expanded = program.getModule().clone();
    expandLayoutOps(*expanded);
    SCOPED_TRACE(print(program.getModule()) + print(*expanded));
    ASSERT_TRUE(succeeded(verify(*expanded)));
    ASSERT_FALSE(hasLayoutOp(*expanded));
    expectSame(program.run(program.getModule()), program.run(*expanded), program.hasEmptyArray());
    if (HasFailure())
      return;
    numCompared += !program.hasEmptyArray();
  }
  EXPECT_GE(numCompared, least);
}

TEST_F(LayoutExpansion, transpose) { check({LayoutOp::Transpose}, 400, 300); }
TEST_F(LayoutExpansion, reshape) { check({LayoutOp::Reshape}, 600, 300); }
TEST_F(LayoutExpansion, slice) { check({LayoutOp::Slice}, 800, 300); }
TEST_F(LayoutExpansion, concat) { check({LayoutOp::Concat}, 800, 200); }
TEST_F(LayoutExpansion, pad) { check({LayoutOp::Pad}, 1000, 300); }
TEST_F(LayoutExpansion, gather) { check({LayoutOp::Gather}, 1000, 200); }
TEST_F(LayoutExpansion, slice_of_transpose) { check({LayoutOp::Transpose, LayoutOp::Slice}, 200, 100); }
TEST_F(LayoutExpansion, pad_of_slice) { check({LayoutOp::Slice, LayoutOp::Pad}, 400, 50); }
TEST_F(LayoutExpansion, reshape_of_gather) { check({LayoutOp::Gather, LayoutOp::Reshape}, 400, 50); }
TEST_F(LayoutExpansion, sizes_only) { check({}, 100, 80); }
