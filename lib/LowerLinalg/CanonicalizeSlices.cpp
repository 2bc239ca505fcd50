//===- CanonicalizeSlices.cpp - qnt-canonicalize-slices ---------------------------------------------------===//
//
// Upstream's verifiers refuse a slice that starts at index 0 of a dimension of size 0, or at the end of any dimension.
// Canonicalization makes such slices of valid ones when it finds out that a dynamic size is 0, and bufferization makes
// them of the padding of nothing, so that both must go in the same run.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/UseOrder.h"
#include "Qnt/LowerLinalg/Padding.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CANONICALIZESLICES
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// A tensor or memory of which a size is known to be 0, perhaps before a cast.
static bool isEmpty(Value value) {
  auto hasNoElements = [](Type type) {
    auto shaped = dyn_cast<ShapedType>(type);
    return shaped && shaped.hasRank() && llvm::is_contained(shaped.getShape(), 0);
  };
  // In code that is never reached a cast may be its own source.
  llvm::SmallPtrSet<Operation *, 8> casts;
  while (!hasNoElements(value.getType())) {
    Operation *cast = value.getDefiningOp();
    if (!isa_and_nonnull<tensor::CastOp, memref::CastOp>(cast) || !casts.insert(cast).second)
      return false;
    value = cast->getOperand(0);
  }
  return true;
}

/// Names of the patterns that give the producer of a cast the sizes that the cast promises. They do so before the
/// assertion that stands between both, which holds then by itself: memory would be read that is not there.
static SmallVector<std::string> findPatternsThatTrustCasts(RewritePatternSet &patterns) {
  SmallVector<std::string> names;
  for (const std::unique_ptr<RewritePattern> &pattern : patterns.getNativePatterns())
    if (pattern->getDebugName().ends_with("::FoldTensorCastConsumerOp"))
      names.push_back(pattern->getDebugName().str());
  return names;
}

namespace {
/// A slice of an empty tensor: any tensor of its size.
struct DropExtraction : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::ExtractSliceOp op, PatternRewriter &rewriter) const override {
    if (!isEmpty(op.getSource()))
      return rewriter.notifyMatchFailure(op, "the source may have elements");
    SmallVector<OpFoldResult> sizes = op.getMixedSizes(), kept;
    llvm::SmallBitVector dropped = op.getDroppedDims();
    for (auto [dim, size] : llvm::enumerate(sizes))
      if (!dropped.test(dim))
        kept.push_back(size);
    Value empty = tensor::EmptyOp::create(rewriter, op.getLoc(), kept, op.getType().getElementType());
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, op.getType(), empty);
    return success();
  }
};

/// An insertion of nothing, or into an empty tensor.
struct DropInsertion : OpRewritePattern<tensor::InsertSliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::InsertSliceOp op, PatternRewriter &rewriter) const override {
    if (!isEmpty(op.getSource()) && !isEmpty(op.getDest()))
      return rewriter.notifyMatchFailure(op, "there may be elements");
    rewriter.replaceOp(op, op.getDest());
    return success();
  }
};

/// Padding of nothing: every element is what the region yields.
struct GeneratePadding : OpRewritePattern<tensor::PadOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::PadOp op, PatternRewriter &rewriter) const override {
    if (!isEmpty(op.getSource()))
      return rewriter.notifyMatchFailure(op, "the source may have elements");
    FailureOr<SmallVector<Value>> sizes = getDynamicSizes(rewriter, op);
    if (failed(sizes))
      return rewriter.notifyMatchFailure(op, "the sizes are not known");
    rewriter.replaceOp(op, generatePadding(rewriter, op, *sizes));
    return success();
  }
};

/// Nothing with fewer dimensions. Bufferization gives `?x0` in one dimension the size 0, where the verifier of memory
/// wants a dynamic one.
struct DropCollapse : OpRewritePattern<tensor::CollapseShapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::CollapseShapeOp op, PatternRewriter &rewriter) const override {
    if (!isEmpty(op.getSrc()))
      return rewriter.notifyMatchFailure(op, "the source may have elements");
    SmallVector<Value> sizes;
    SmallVector<ReassociationIndices> groups = op.getReassociationIndices();
    for (auto [dim, group] : llvm::enumerate(groups)) {
      if (!op.getResultType().isDynamicDim(dim))
        continue;
      Value size = arith::ConstantIndexOp::create(rewriter, op.getLoc(), 1);
      for (int64_t source : group) {
        Value factor = tensor::DimOp::create(rewriter, op.getLoc(), op.getSrc(), source);
        size = arith::MulIOp::create(rewriter, op.getLoc(), size, factor);
      }
      sizes.push_back(size);
    }
    rewriter.replaceOpWithNewOp<tensor::EmptyOp>(op, op.getResultType(), sizes);
    return success();
  }
};

/// A view of empty memory: the same without a verifier that looks at offsets.
struct ReinterpretView : OpRewritePattern<memref::SubViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(memref::SubViewOp op, PatternRewriter &rewriter) const override {
    if (!isEmpty(op.getSource()))
      return rewriter.notifyMatchFailure(op, "the source may have elements");
    SmallVector<int64_t> strides;
    int64_t offset;
    if (failed(op.getType().getStridesAndOffset(strides, offset)))
      return rewriter.notifyMatchFailure(op, "the view has no strides");
    SmallVector<OpFoldResult> sizes, mixedStrides;
    llvm::SmallBitVector dropped = op.getDroppedDims();
    for (auto [dim, size] : llvm::enumerate(op.getMixedSizes()))
      if (!dropped.test(dim))
        sizes.push_back(size);
    // What is not known of the layout of no element is free.
    auto choose = [&](int64_t number, int64_t other) -> OpFoldResult {
      if (!ShapedType::isDynamic(number))
        return rewriter.getIndexAttr(number);
      return arith::ConstantIndexOp::create(rewriter, op.getLoc(), other).getResult();
    };
    for (int64_t stride : strides)
      mixedStrides.push_back(choose(stride, 1));
    rewriter.replaceOpWithNewOp<memref::ReinterpretCastOp>(op, op.getType(), op.getSource(), choose(offset, 0), sizes,
                                                           mixedStrides);
    return success();
  }
};

/// A size of a dimension that is not there: undefined where it is reached, and upstream's patterns read past the shape.
struct DropDim : OpRewritePattern<memref::DimOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(memref::DimOp op, PatternRewriter &rewriter) const override {
    auto type = dyn_cast<MemRefType>(op.getSource().getType());
    std::optional<int64_t> index = op.getConstantIndex();
    if (!type || !index || (*index >= 0 && *index < type.getRank()))
      return rewriter.notifyMatchFailure(op, "the dimension may be there");
    rewriter.replaceOpWithNewOp<arith::ConstantIndexOp>(op, 0);
    return success();
  }
};

/// Counts what the patterns of this file replace.
struct CountReplaced : RewriterBase::Listener {
  static constexpr llvm::StringLiteral kLabel = "qnt-canonicalize-slices";

  void notifyPatternEnd(const Pattern &pattern, LogicalResult status) override {
    if (succeeded(status) && llvm::is_contained(pattern.getDebugLabels(), kLabel))
      ++numReplaced;
  }

  int64_t numReplaced = 0;
};

struct CanonicalizeSlicesPass : qnt::impl::CanonicalizeSlicesBase<CanonicalizeSlicesPass> {
  using CanonicalizeSlicesBase::CanonicalizeSlicesBase;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet all(context);
    for (Dialect *dialect : context->getLoadedDialects())
      dialect->getCanonicalizationPatterns(all);
    for (RegisteredOperationName op : context->getRegisteredOperations())
      op.getCanonicalizationPatterns(all, context);
    all.addWithLabel<DropCollapse, DropDim, DropExtraction, DropInsertion, GeneratePadding, ReinterpretView>(
        CountReplaced::kLabel, context, /*benefit=*/100);
    SmallVector<std::string> disabled = findPatternsThatTrustCasts(all);
    patterns = FrozenRewritePatternSet(std::move(all), disabled);
    return success();
  }

  void runOnOperation() override {
    // As in upstream's canonicalization, what has not converged is kept.
    GreedyRewriteConfig config;
    config.setMaxIterations(maxIterations);
    CountReplaced counter;
    config.setListener(&counter);
    if (failed(applyPatternsGreedily(getOperation(), patterns, config)))
      remarkSkipped(getArgument(), getOperation(), kNotConverged);
    PassSummary(getArgument(), getOperation()).add(numReplaced, "replaced", counter.numReplaced);
    sortUses(getOperation());
  }

  FrozenRewritePatternSet patterns;
};
} // namespace
