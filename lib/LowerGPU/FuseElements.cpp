//===- FuseElements.cpp - qnt-fuse-elements ---------------------------------------------------------------===//
#include "ElementReads.h"
#include "LoopKernels.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/UseOrder.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"

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

/// The producer can be computed where its result is read, and the memory of the result saved.
static bool isFusable(OpOperand &operand) {
  auto producer = operand.get().getDefiningOp<linalg::GenericOp>();
  return producer && !readsInit(producer) && linalg::areElementwiseOpsFusable(&operand) &&
         knowsLoops(producer, operand);
}

static bool isWorthFusing(OpOperand &operand) {
  auto producer = operand.get().getDefiningOp<linalg::GenericOp>();
  return producer && producer->hasOneUse() && (isCheap(producer) || readsEachOnce(operand)) && isFusable(operand);
}

/// Upstream keeps the producer's result where it does not see that other operands give all sizes.
static linalg::GenericOp dropUnusedResults(linalg::GenericOp op, RewriterBase &rewriter) {
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
    return op;
  rewriter.setInsertionPoint(op);
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
  return smaller;
}

/// The op that computes what `operand` reads as well as what its owner computes.
static FailureOr<linalg::GenericOp> fuse(OpOperand *operand, RewriterBase &rewriter) {
  Operation *producer = operand->get().getDefiningOp(), *consumer = operand->getOwner();
  rewriter.setInsertionPoint(consumer);
  FailureOr<linalg::ElementwiseOpFusionResult> fused = linalg::fuseElementwiseOps(rewriter, operand);
  if (failed(fused))
    return failure();
  for (auto [value, replacement] : fused->replacements)
    rewriter.replaceUsesWithIf(value, replacement,
                               [&](OpOperand &use) { return use.get().getDefiningOp() != producer; });
  rewriter.eraseOp(consumer);
  return dropUnusedResults(cast<linalg::GenericOp>(fused->fusedOp), rewriter);
}

namespace {
struct FuseProducer : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp consumer, PatternRewriter &rewriter) const override {
    auto *operand =
        llvm::find_if(consumer->getOpOperands(), [](OpOperand &candidate) { return isWorthFusing(candidate); });
    if (operand == consumer->getOpOperands().end())
      return rewriter.notifyMatchFailure(consumer, "nothing that it reads should be a part of it");
    if (failed(fuse(operand, rewriter)))
      return rewriter.notifyMatchFailure(consumer, "the producer cannot be fused");
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Kernels with a contraction
//===----------------------------------------------------------------------------------------------------===//

/// One operand for all that read the same elements.
static linalg::GenericOp mergeEqualOperands(linalg::GenericOp op, RewriterBase &rewriter) {
  SmallVector<Value> inputs;
  SmallVector<Attribute> maps;
  llvm::BitVector dropped(op.getBody()->getNumArguments());
  DenseMap<std::pair<Value, AffineMap>, BlockArgument> first;
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    BlockArgument argument = op.getMatchingBlockArgument(input);
    auto [known, isNew] = first.try_emplace({input->get(), map}, argument);
    if (isNew) {
      inputs.push_back(input->get());
      maps.push_back(AffineMapAttr::get(map));
      continue;
    }
    rewriter.replaceAllUsesWith(argument, known->second);
    dropped.set(argument.getArgNumber());
  }
  if (dropped.none())
    return op;
  llvm::append_range(maps, op.getIndexingMaps().getValue().drop_front(op.getNumDpsInputs()));
  rewriter.setInsertionPoint(op);
  auto merged = linalg::GenericOp::create(rewriter, op.getLoc(), op->getResultTypes(), inputs, op.getOutputs(),
                                          rewriter.getArrayAttr(maps), op.getIteratorTypes(), /*doc=*/StringAttr(),
                                          /*libraryCall=*/StringAttr());
  rewriter.inlineRegionBefore(op.getRegion(), merged.getRegion(), merged.getRegion().end());
  merged.getBody()->eraseArguments(dropped);
  rewriter.replaceOp(op, merged);
  return merged;
}

/// Nothing that `op` needs is a sum: it may be computed again for each element of one.
static bool isBeforeSums(Operation *op, DenseMap<Operation *, bool> &known) {
  auto [found, isNew] = known.try_emplace(op, true);
  if (!isNew)
    return found->second;
  auto generic = dyn_cast<linalg::GenericOp>(op);
  bool isBefore = !generic || generic.getNumReductionLoops() == 0;
  SetVector<Value> needed(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), needed);
  for (Value value : needed)
    if (Operation *producer = value.getDefiningOp(); isBefore && producer)
      isBefore = isBeforeSums(producer, known);
  return known[op] = isBefore;
}

/// What the op reads becomes a part of it, however dear and however often read: the kernel is formed, and is to be one.
/// Of what several ops need between here and there, the last comes first, so that it is there once when all need it.
static void fuseInto(linalg::GenericOp op, RewriterBase &rewriter) {
  DenseMap<Operation *, bool> known;
  while (true) {
    op = mergeEqualOperands(op, rewriter);
    OpOperand *latest = nullptr;
    for (OpOperand *operand : op.getDpsInputOperands()) {
      Operation *producer = operand->get().getDefiningOp();
      bool isLater = producer && producer->getBlock() == op->getBlock() &&
                     (!latest || latest->get().getDefiningOp()->isBeforeInBlock(producer));
      if (isLater && isBeforeSums(producer, known) && isFusable(*operand))
        latest = operand;
    }
    if (!latest)
      break;
    FailureOr<linalg::GenericOp> fused = fuse(latest, rewriter);
    if (failed(fused))
      break;
    op = *fused;
  }
  computeReads(op, rewriter, [&](Operation *producer) { return isBeforeSums(producer, known); });
}

/// Erases ops that nothing needs any more, and fuses into the others, the last first.
static void fuseKernel(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  Block &block = function.getBody().front();
  SmallVector<Operation *> ops;
  for (Operation &op : block.without_terminator())
    ops.push_back(&op);
  for (Operation *op : llvm::reverse(ops)) {
    if (isOpTriviallyDead(op))
      rewriter.eraseOp(op);
    else if (auto generic = dyn_cast<linalg::GenericOp>(op))
      fuseInto(generic, rewriter);
  }
}

namespace {
struct FuseElementsPass : qnt::impl::FuseElementsBase<FuseElementsPass> {
  using FuseElementsBase::FuseElementsBase;

  void runOnOperation() override {
    PassSummary summary("qnt-fuse-elements", getOperation());
    unsigned before = count();
    getOperation()->walk([](func::FuncOp function) {
      if (isa_and_nonnull<SimtScheduleAttr>(function->getAttr(kFunctionScheduleName)))
        fuseKernel(function);
    });
    RewritePatternSet fusion(&getContext());
    fusion.add<FuseProducer>(&getContext());
    affine::AffineApplyOp::getCanonicalizationPatterns(fusion, &getContext());
    apply(std::move(fusion));
    // Upstream's other patterns of the set drop what nobody reads and fold constants into bodies. Not before: an
    // operand that says how many trips a loop has may be the only one that does, later.
    RewritePatternSet cleanup(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(cleanup, [](OpOperand *) { return false; });
    apply(std::move(cleanup));
    sortUses(getOperation());
    summary.add(numFused, "fused", before - std::min(before, count()));
  }

private:
  /// What has not converged is kept: each pattern gives a program that computes the same.
  void apply(RewritePatternSet &&patterns) {
    GreedyRewriteConfig config;
    config.setMaxIterations(maxIterations);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      remarkSkipped(getArgument(), getOperation(), kNotConverged);
  }

  unsigned count() {
    unsigned number = 0;
    getOperation()->walk([&](linalg::LinalgOp) { ++number; });
    return number;
  }
};
} // namespace
