//===- OrderIterations.cpp - qnt-order-iterations ---------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_ORDERITERATIONS
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Steps that are not positive become a failed assertion.
static void assertSteps(IRRewriter &rewriter, Operation *op, ValueRange steps) {
  ImplicitLocOpBuilder b(op->getLoc(), rewriter);
  for (Value step : steps) {
    if (std::optional<int64_t> known = getConstantIntValue(step); known && *known > 0)
      continue;
    Value zero = arith::ConstantIndexOp::create(b, 0);
    Value isPositive = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, step, zero);
    cf::AssertOp::create(b, isPositive, "'" + op->getName().getStringRef().str() + "' op expected positive steps");
  }
}

static void cloneBody(OpBuilder &builder, Block &body, IRMapping &mapping) {
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping);
}

static SmallVector<Value> lookup(OperandRange values, const IRMapping &mapping) {
  return llvm::map_to_vector(values, [&](Value value) { return mapping.lookupOrDefault(value); });
}

/// The slice goes into what the iterations before have made.
static Value insertSlice(OpBuilder &builder, tensor::ParallelInsertSliceOp op, Value carried,
                         const IRMapping &mapping) {
  return tensor::InsertSliceOp::create(builder, op.getLoc(), carried.getType(), mapping.lookupOrDefault(op.getSource()),
                                       carried, lookup(op.getOffsets(), mapping), lookup(op.getSizes(), mapping),
                                       lookup(op.getStrides(), mapping), op.getStaticOffsets(), op.getStaticSizes(),
                                       op.getStaticStrides());
}

/// Iterations see the shared tensors as they came in.
static void orderForall(IRRewriter &rewriter, scf::ForallOp op) {
  rewriter.setInsertionPoint(op);
  SmallVector<Value> lower = op.getLowerBound(rewriter), upper = op.getUpperBound(rewriter),
                     steps = op.getStep(rewriter);
  assertSteps(rewriter, op, steps);
  auto body = [&](OpBuilder &builder, Location, ValueRange position, ValueRange carried) -> scf::ValueVector {
    IRMapping mapping;
    mapping.map(op.getInductionVars(), position);
    mapping.map(op.getRegionOutArgs(), op.getOutputs());
    cloneBody(builder, *op.getBody(), mapping);
    scf::ValueVector next(carried.begin(), carried.end());
    for (Operation &combining : op.getTerminator().getYieldingOps()) {
      auto insert = cast<tensor::ParallelInsertSliceOp>(combining);
      Value &result = next[cast<BlockArgument>(insert.getDest()).getArgNumber() - op.getRank()];
      result = insertSlice(builder, insert, result, mapping);
    }
    return next;
  };
  scf::LoopNest nest = scf::buildLoopNest(rewriter, op.getLoc(), lower, upper, steps, op.getOutputs(), body);
  rewriter.replaceOp(op, nest.results);
}

static void orderParallel(IRRewriter &rewriter, scf::ParallelOp op) {
  rewriter.setInsertionPoint(op);
  assertSteps(rewriter, op, op.getStep());
  auto reduce = cast<scf::ReduceOp>(op.getBody()->getTerminator());
  auto body = [&](OpBuilder &builder, Location, ValueRange position, ValueRange carried) -> scf::ValueVector {
    IRMapping mapping;
    mapping.map(op.getInductionVars(), position);
    cloneBody(builder, *op.getBody(), mapping);
    scf::ValueVector next;
    for (auto [region, operand, before] : llvm::zip_equal(reduce.getReductions(), reduce.getOperands(), carried)) {
      Block &block = region.front();
      mapping.map(block.getArgument(0), before);
      mapping.map(block.getArgument(1), mapping.lookupOrDefault(operand));
      cloneBody(builder, block, mapping);
      next.push_back(mapping.lookupOrDefault(cast<scf::ReduceReturnOp>(block.getTerminator()).getResult()));
    }
    return next;
  };
  scf::LoopNest nest = scf::buildLoopNest(rewriter, op.getLoc(), op.getLowerBound(), op.getUpperBound(), op.getStep(),
                                          op.getInitVals(), body);
  rewriter.replaceOp(op, nest.results);
}

/// Slices of tensors are all that the iterations give.
static bool hasOnlySlices(scf::ForallOp op) {
  return llvm::all_of(op.getTerminator().getYieldingOps(),
                      [](Operation &combining) { return isa<tensor::ParallelInsertSliceOp>(combining); });
}

namespace {
struct OrderIterationsPass : qnt::impl::OrderIterationsBase<OrderIterationsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-order-iterations", getOperation());
    IRRewriter rewriter(&getContext());
    // Inner loops first: the outer ones are made of copies of their bodies.
    SmallVector<Operation *> loops;
    getOperation()->walk([&](Operation *op) {
      auto forall = dyn_cast<scf::ForallOp>(op);
      if (isa<scf::ParallelOp>(op) || (forall && hasOnlySlices(forall)))
        loops.push_back(op);
    });
    for (Operation *op : loops) {
      if (auto forall = dyn_cast<scf::ForallOp>(op))
        orderForall(rewriter, forall);
      else
        orderParallel(rewriter, cast<scf::ParallelOp>(op));
      summary.add(numOrdered, "ordered");
    }
  }
};
} // namespace
