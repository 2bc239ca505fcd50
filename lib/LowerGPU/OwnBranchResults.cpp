//===- OwnBranchResults.cpp - memory of its own for what a branch yields ----------------------------------===//
#include "OwnBranchResults.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace mlir::qnt;

/// What the branches yield for a result of scf.if or scf.index_switch.
static SmallVector<OpOperand *> getYields(OpResult result) {
  SmallVector<OpOperand *> yields;
  for (Region &region : result.getOwner()->getRegions())
    if (!region.empty())
      yields.push_back(&region.front().getTerminator()->getOpOperand(result.getResultNumber()));
  return yields;
}

/// An insert_slice is among what wrote `value` into a tensor.empty.
static bool isWrittenBySlices(Value value) {
  bool hasSlice = false;
  while (auto result = dyn_cast<OpResult>(value)) {
    Operation *op = result.getOwner();
    if (isa<tensor::EmptyOp>(op))
      return hasSlice;
    auto insert = dyn_cast<tensor::InsertSliceOp>(op);
    hasSlice |= insert != nullptr;
    if (insert)
      value = insert.getDest();
    else if (auto written = dyn_cast<DestinationStyleOpInterface>(op))
      value = written.getTiedOpOperand(result)->get();
    else if (auto cast = dyn_cast<tensor::CastOp>(op))
      value = cast.getSource();
    else
      return false;
  }
  return false;
}

/// `value` may lie in memory that is not the function's. True where that is too deep to tell.
static bool isForeign(Value value, unsigned depth = 0) {
  constexpr unsigned kMaxDepth = 8;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return isa<FunctionOpInterface>(argument.getOwner()->getParentOp());
  Operation *op = value.getDefiningOp();
  if (depth == kMaxDepth || isa<arith::ConstantOp>(op))
    return true;
  if (isa<tensor::CastOp, tensor::ExtractSliceOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
    return isForeign(op->getOperand(0), depth + 1);
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return isForeign(select.getTrueValue(), depth + 1) || isForeign(select.getFalseValue(), depth + 1);
  return isa<scf::IfOp, scf::IndexSwitchOp>(op) &&
         llvm::any_of(getYields(cast<OpResult>(value)),
                      [&](OpOperand *yield) { return isForeign(yield->get(), depth + 1); });
}

static void replaceSelect(RewriterBase &rewriter, arith::SelectOp op) {
  rewriter.setInsertionPoint(op);
  auto yield = [](Value value) {
    return [value](OpBuilder &builder, Location loc) { scf::YieldOp::create(builder, loc, value); };
  };
  auto branch =
      scf::IfOp::create(rewriter, op.getLoc(), op.getCondition(), yield(op.getTrueValue()), yield(op.getFalseValue()));
  rewriter.replaceOp(op, branch.getResults());
}

static void ownYields(OpResult result) {
  SmallVector<OpOperand *> yields = getYields(result);
  if (!llvm::any_of(yields, [](OpOperand *yield) { return isWrittenBySlices(yield->get()); }))
    return;
  for (OpOperand *yield : yields) {
    auto type = dyn_cast<RankedTensorType>(yield->get().getType());
    if (!type || !isForeign(yield->get()))
      continue;
    OpBuilder builder(yield->getOwner());
    yield->set(bufferization::AllocTensorOp::create(builder, yield->getOwner()->getLoc(), type, /*dynamicSizes=*/{},
                                                    /*copy=*/yield->get()));
  }
}

void mlir::qnt::ownBranchResults(Operation *root) {
  IRRewriter rewriter(root->getContext());
  SmallVector<arith::SelectOp> selects;
  root->walk([&](arith::SelectOp op) {
    if (isa<RankedTensorType>(op.getType()) && op.getCondition().getType().isInteger(1) &&
        (isWrittenBySlices(op.getTrueValue()) || isWrittenBySlices(op.getFalseValue())))
      selects.push_back(op);
  });
  for (arith::SelectOp op : selects)
    replaceSelect(rewriter, op);
  root->walk([](Operation *op) {
    if (isa<scf::IfOp, scf::IndexSwitchOp>(op))
      for (OpResult result : op->getResults())
        ownYields(result);
  });
}
