//===- FuseElements.cpp - qnt-fuse-elements ---------------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/UseOrder.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_FUSEELEMENTS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Ops of a body that is computed again for each use of its element rather than written to memory and read.
static constexpr unsigned kMostRepeatedOps = 48;

/// Decoding a code is cheap; a division, a function or a loop for each product is not.
static bool isCheap(linalg::GenericOp producer) {
  unsigned numOps = 0;
  WalkResult result = producer.getBody()->walk([&](Operation *op) {
    bool isCostly = isa<arith::DivFOp, arith::RemFOp, LoopLikeOpInterface>(op) ||
                    (isa<math::MathDialect>(op->getDialect()) && !isa<math::AbsFOp, math::CopySignOp>(op));
    return isCostly || ++numOps > kMostRepeatedOps ? WalkResult::interrupt() : WalkResult::advance();
  });
  return !result.wasInterrupted();
}

/// Each element of the producer is read once: at a permutation of all loops.
static bool readsEachOnce(OpOperand &operand) {
  auto consumer = cast<linalg::GenericOp>(operand.getOwner());
  return consumer.getMatchingIndexingMap(&operand).isPermutation();
}

/// The producer looks at what its result held before, of which fusion would keep the memory.
static bool readsInit(linalg::GenericOp producer) {
  return llvm::any_of(producer.getDpsInitsMutable(),
                      [&](OpOperand &init) { return producer.payloadUsesValueFromOperand(&init); });
}

/// Without the producer's result the number of trips of each loop is still known: fusion would keep its memory
/// otherwise.
static bool knowsLoops(linalg::GenericOp producer, OpOperand &operand) {
  auto consumer = cast<linalg::GenericOp>(operand.getOwner());
  llvm::SmallBitVector known(consumer.getNumLoops());
  auto add = [&](AffineMap map) {
    for (AffineExpr expr : map.getResults())
      if (auto dim = dyn_cast<AffineDimExpr>(expr))
        known.set(dim.getPosition());
  };
  for (OpOperand &other : consumer->getOpOperands())
    if (&other != &operand)
      add(consumer.getMatchingIndexingMap(&other));
  AffineMap fromElement = inversePermutation(producer.getIndexingMapMatchingResult(cast<OpResult>(operand.get())));
  AffineMap toElement = consumer.getMatchingIndexingMap(&operand);
  for (OpOperand *input : producer.getDpsInputOperands())
    if (fromElement)
      add(producer.getMatchingIndexingMap(input).compose(fromElement).compose(toElement));
  return known.all();
}

static bool isWorthFusing(OpOperand &operand) {
  auto producer = operand.get().getDefiningOp<linalg::GenericOp>();
  if (!producer || !producer->hasOneUse() || readsInit(producer) || !linalg::areElementwiseOpsFusable(&operand))
    return false;
  return (isCheap(producer) || readsEachOnce(operand)) && knowsLoops(producer, operand);
}

/// Upstream keeps the producer's result where it does not see that other operands give all sizes.
static void dropUnusedResults(linalg::GenericOp op, PatternRewriter &rewriter) {
  SmallVector<Value> outputs, kept;
  SmallVector<Attribute> maps(op.getIndexingMaps().getValue().take_front(op.getNumDpsInputs()));
  llvm::BitVector dropped(op->getNumResults()), droppedArguments(op.getBody()->getNumArguments());
  for (OpOperand &init : op.getDpsInitsMutable()) {
    OpResult result = op.getTiedOpResult(&init);
    if (result.use_empty() && !op.payloadUsesValueFromOperand(&init)) {
      dropped.set(result.getResultNumber());
      droppedArguments.set(init.getOperandNumber());
      continue;
    }
    outputs.push_back(init.get());
    kept.push_back(result);
    maps.push_back(AffineMapAttr::get(op.getMatchingIndexingMap(&init)));
  }
  if (dropped.none() || kept.empty())
    return;
  auto smaller = linalg::GenericOp::create(rewriter, op.getLoc(), TypeRange(outputs), op.getInputs(), outputs,
                                           rewriter.getArrayAttr(maps), op.getIteratorTypes(), /*doc=*/StringAttr(),
                                           /*libraryCall=*/StringAttr());
  rewriter.inlineRegionBefore(op.getRegion(), smaller.getRegion(), smaller.getRegion().end());
  Block *body = smaller.getBody();
  rewriter.modifyOpInPlace(body->getTerminator(), [&] { body->getTerminator()->eraseOperands(dropped); });
  body->eraseArguments(droppedArguments);
  for (auto [value, replacement] : llvm::zip_equal(kept, smaller->getResults()))
    rewriter.replaceAllUsesWith(value, replacement);
  rewriter.eraseOp(op);
}

namespace {
struct FuseProducer : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp consumer, PatternRewriter &rewriter) const override {
    auto *operand =
        llvm::find_if(consumer->getOpOperands(), [](OpOperand &candidate) { return isWorthFusing(candidate); });
    if (operand == consumer->getOpOperands().end())
      return rewriter.notifyMatchFailure(consumer, "nothing that it reads should be a part of it");
    Operation *producer = operand->get().getDefiningOp();
    FailureOr<linalg::ElementwiseOpFusionResult> fused = linalg::fuseElementwiseOps(rewriter, operand);
    if (failed(fused))
      return rewriter.notifyMatchFailure(consumer, "the producer cannot be fused");
    for (auto [value, replacement] : fused->replacements)
      rewriter.replaceUsesWithIf(value, replacement,
                                 [&](OpOperand &use) { return use.get().getDefiningOp() != producer; });
    rewriter.eraseOp(consumer);
    dropUnusedResults(cast<linalg::GenericOp>(fused->fusedOp), rewriter);
    return success();
  }
};
} // namespace

namespace {
struct FuseElementsPass : qnt::impl::FuseElementsBase<FuseElementsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-fuse-elements", getOperation());
    unsigned before = count();
    RewritePatternSet fusion(&getContext());
    fusion.add<FuseProducer>(&getContext());
    affine::AffineApplyOp::getCanonicalizationPatterns(fusion, &getContext());
    (void)applyPatternsGreedily(getOperation(), std::move(fusion));
    // Upstream's other patterns of the set drop what nobody reads and fold constants into bodies. Not before: an
    // operand that says how many trips a loop has may be the only one that does, later.
    RewritePatternSet cleanup(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(cleanup, [](OpOperand *) { return false; });
    (void)applyPatternsGreedily(getOperation(), std::move(cleanup));
    sortUses(getOperation());
    summary.add(numFused, "fused", before - std::min(before, count()));
  }

private:
  unsigned count() {
    unsigned number = 0;
    getOperation()->walk([&](linalg::LinalgOp) { ++number; });
    return number;
  }
};
} // namespace
