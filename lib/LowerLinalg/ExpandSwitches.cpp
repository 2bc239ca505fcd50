//===- ExpandSwitches.cpp - qnt-expand-switches -----------------------------------------------------------===//
//
// Upstream's bufferization does not see that the result of scf.index_switch is the memory of what a region yields: it
// writes into that memory in place, be it a constant or a value that is read later. Of scf.if it knows.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_EXPANDSWITCHES
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// The number of the region that runs: its position among the cases, or their count for the default.
static Value emitRegionNumber(ImplicitLocOpBuilder &b, scf::IndexSwitchOp op) {
  Value number = arith::ConstantIndexOp::create(b, op.getNumCases());
  for (auto [position, value] : llvm::enumerate(op.getCases())) {
    Value isCase =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, op.getArg(), arith::ConstantIndexOp::create(b, value));
    number = arith::SelectOp::create(b, isCase, arith::ConstantIndexOp::create(b, position), number);
  }
  return number;
}

/// Moves the ops of a region to where the builder stands.
static void takeRegion(ImplicitLocOpBuilder &b, Region &region) {
  b.getBlock()->getOperations().splice(b.getBlock()->end(), region.front().getOperations());
}

/// The regions first .. last as a tree: the number of a large switch's cases is no depth.
static ValueRange emitTree(ImplicitLocOpBuilder &b, scf::IndexSwitchOp op, Value number, ArrayRef<Region *> regions,
                           int64_t first) {
  size_t half = regions.size() / 2;
  Value isLower =
      arith::CmpIOp::create(b, arith::CmpIPredicate::ult, number, arith::ConstantIndexOp::create(b, first + half));
  auto branch = scf::IfOp::create(b, op.getResultTypes(), isLower, /*addThenBlock=*/true, /*addElseBlock=*/true);
  auto fill = [&](Block *block, ArrayRef<Region *> part, int64_t start) {
    OpBuilder::InsertionGuard guard(b);
    block->clear();
    b.setInsertionPointToStart(block);
    if (part.size() == 1)
      return takeRegion(b, *part.front());
    scf::YieldOp::create(b, emitTree(b, op, number, part, start));
  };
  fill(branch.thenBlock(), regions.take_front(half), first);
  fill(branch.elseBlock(), regions.drop_front(half), first + half);
  return branch.getResults();
}

static void expand(scf::IndexSwitchOp op) {
  ImplicitLocOpBuilder builder(op.getLoc(), op);
  SmallVector<Region *> regions;
  for (Region &region : op.getCaseRegions())
    regions.push_back(&region);
  regions.push_back(&op.getDefaultRegion());
  if (regions.size() > 1) {
    op.replaceAllUsesWith(emitTree(builder, op, emitRegionNumber(builder, op), regions, 0));
  } else {
    Operation *yield = regions.front()->front().getTerminator();
    op.replaceAllUsesWith(yield->getOperands());
    yield->erase();
    op->getBlock()->getOperations().splice(op->getIterator(), regions.front()->front().getOperations());
  }
  op.erase();
}

namespace {
struct ExpandSwitchesPass : qnt::impl::ExpandSwitchesBase<ExpandSwitchesPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-expand-switches", getOperation());
    // Inner ones first.
    getOperation()->walk([&](scf::IndexSwitchOp op) {
      if (llvm::none_of(op.getResultTypes(), llvm::IsaPred<TensorType>))
        return;
      expand(op);
      summary.add(numExpanded, "expanded");
    });
  }
};
} // namespace
