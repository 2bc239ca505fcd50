//===- SeparateResults.cpp - qnt-separate-results ---------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_SEPARATERESULTS
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// The memref that `value` is a view of. In code that is never reached a view may be its own source.
static Value getRoot(Value value) {
  llvm::SmallPtrSet<Operation *, 8> views;
  for (auto view = value.getDefiningOp<ViewLikeOpInterface>();
       view && !isa<bufferization::CloneOp>(view) && views.insert(view).second;
       view = value.getDefiningOp<ViewLikeOpInterface>())
    value = view.getViewSource();
  return value;
}

/// Memory of a caller or of the module: freeing buffers copies it before it leaves a function or region.
static bool isForeign(Value root) {
  if (auto argument = dyn_cast<BlockArgument>(root))
    return argument.getOwner()->isEntryBlock() && isa<func::FuncOp>(argument.getOwner()->getParentOp());
  return root.getDefiningOp<memref::GetGlobalOp>();
}

/// Memory that nothing but views of `root` shares. Each result of a call has its own, by this pass.
static bool isOwn(Value root) {
  return isa_and_nonnull<memref::AllocOp, bufferization::CloneOp, func::CallOp>(root.getDefiningOp());
}

/// What a loop carries through a trip unchanged keeps its owner.
static bool isCarried(Value root, Operation *terminator) {
  auto argument = dyn_cast<BlockArgument>(root);
  return argument && argument.getOwner() == terminator->getBlock() && !isa<func::ReturnOp>(terminator);
}

static bool mayShare(Value root, Value other, Operation *terminator) {
  if (root == other)
    return true;
  bool areDistinct = (isOwn(root) && isOwn(other)) || (isCarried(root, terminator) && isCarried(other, terminator));
  return !areDistinct;
}

/// Operands that may share memory with an operand before them.
static SmallVector<OpOperand *> findShared(Operation *terminator) {
  SmallVector<OpOperand *> shared;
  SmallVector<Value> before;
  for (OpOperand &operand : terminator->getOpOperands()) {
    Value root = getRoot(operand.get());
    if (!isa<MemRefType>(root.getType()) || isForeign(root))
      continue;
    if (llvm::any_of(before, [&](Value other) { return mayShare(root, other, terminator); }))
      shared.push_back(&operand);
    else
      before.push_back(root);
  }
  return shared;
}

namespace {
struct SeparateResultsPass : qnt::impl::SeparateResultsBase<SeparateResultsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-separate-results", getOperation());
    SmallVector<OpOperand *> shared;
    getOperation()->walk([&](Operation *op) {
      if (isa<func::ReturnOp, RegionBranchTerminatorOpInterface>(op))
        llvm::append_range(shared, findShared(op));
    });
    for (OpOperand *operand : shared) {
      OpBuilder builder(operand->getOwner());
      operand->set(bufferization::CloneOp::create(builder, operand->getOwner()->getLoc(), operand->get()));
      summary.add(numSeparated, "separated");
    }
  }
};
} // namespace
