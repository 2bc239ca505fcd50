//===- NormalizeLoops.cpp - qnt-normalize-loops -----------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include <limits>

namespace mlir::qnt {
#define GEN_PASS_DEF_NORMALIZELOOPS
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// A signed loop over an index whose constant step does not pass the end of the type: a step of 1, which meets the
/// upper bound, or an upper bound with room above it.
static bool isNormal(scf::ForOp op) {
  std::optional<int64_t> step = getConstantIntValue(op.getStep()), upper = getConstantIntValue(op.getUpperBound());
  if (!op.getInductionVar().getType().isIndex() || op.getUnsignedCmp() || !step || *step < 1)
    return false;
  return *step == 1 || (upper && *upper <= std::numeric_limits<int64_t>::max() - *step);
}

static Value constantOf(ImplicitLocOpBuilder &b, Type type, int64_t value) {
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, value));
}

/// ceil((upper - lower) / step) as an index, 0 for no trips; in the unsigned arithmetic of the type, where the
/// difference fits.
static Value emitTripCount(ImplicitLocOpBuilder &b, scf::ForOp op) {
  Type type = op.getStep().getType();
  Value zero = constantOf(b, type, 0), one = constantOf(b, type, 1);
  auto less = op.getUnsignedCmp() ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt;
  Value isPositive = arith::CmpIOp::create(b, less, zero, op.getStep());
  cf::AssertOp::create(b, isPositive, "'scf.for' op expected a positive step");
  // A step of 0 does not come this far.
  Value step = arith::SelectOp::create(b, isPositive, op.getStep(), one);
  Value hasTrips = arith::CmpIOp::create(b, less, op.getLowerBound(), op.getUpperBound());
  Value last = arith::SubIOp::create(b, arith::SubIOp::create(b, op.getUpperBound(), op.getLowerBound()), one);
  Value count = arith::AddIOp::create(b, arith::DivUIOp::create(b, last, step), one);
  count = arith::SelectOp::create(b, hasTrips, count, zero);
  return type.isIndex() ? count : arith::IndexCastUIOp::create(b, b.getIndexType(), count);
}

/// The same loop over 0 .. trips - 1.
static void normalize(IRRewriter &rewriter, scf::ForOp op) {
  rewriter.setInsertionPoint(op);
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  Type type = op.getStep().getType();
  Value trips = emitTripCount(b, op);
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  auto loop = scf::ForOp::create(b, zero, trips, one, op.getInitArgs());
  if (!loop.getBody()->empty())
    rewriter.eraseOp(loop.getBody()->getTerminator());
  b.setInsertionPointToStart(loop.getBody());
  Value trip = loop.getInductionVar();
  if (!type.isIndex())
    trip = arith::IndexCastOp::create(b, type, trip);
  Value induction = arith::AddIOp::create(b, op.getLowerBound(), arith::MulIOp::create(b, trip, op.getStep()));
  SmallVector<Value> arguments = {induction};
  llvm::append_range(arguments, loop.getRegionIterArgs());
  rewriter.mergeBlocks(op.getBody(), loop.getBody(), arguments);
  rewriter.replaceOp(op, loop.getResults());
}

namespace {
struct NormalizeLoopsPass : qnt::impl::NormalizeLoopsBase<NormalizeLoopsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-normalize-loops", getOperation());
    IRRewriter rewriter(&getContext());
    SmallVector<scf::ForOp> loops;
    getOperation()->walk([&](scf::ForOp op) {
      if (!isNormal(op))
        loops.push_back(op);
    });
    for (scf::ForOp op : loops) {
      normalize(rewriter, op);
      summary.add(numNormalized, "normalized");
    }
  }
};
} // namespace
