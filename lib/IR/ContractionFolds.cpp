//===- ContractionFolds.cpp - canonicalizations of the general contractions -------------------------------===//
//
// Numbers: exact. Every pattern leaves which products are summed, in which tiles and in which order.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContractionShapes.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Sums of nothing
//===----------------------------------------------------------------------------------------------------===//

static bool hasZeroSize(Value operand, ArrayRef<int64_t> dims) {
  ContractionInput input("", operand);
  return llvm::any_of(dims, [&](int64_t dim) { return input.shape[dim] == 0; });
}

static bool sumsNothing(DotGeneralOp op) {
  return hasZeroSize(op.getLhs(), op.getLhsContracting()) || hasZeroSize(op.getRhs(), op.getRhsContracting());
}

static bool sumsNothing(RaggedDotGeneralOp op) {
  return hasZeroSize(op.getLhs(), op.getLhsContracting()) || hasZeroSize(op.getRhs(), op.getRhsContracting());
}

static bool sumsNothing(ConvGeneralDilatedOp op) {
  return hasZeroSize(op.getRhs(), op.getDims().getKernelInput()) ||
         hasZeroSize(op.getRhs(), op.getDims().getKernelSpatial());
}

namespace {
/// A contracting dimension of size 0: every sum is +0.
template <typename OpT>
struct FoldEmptySum : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    RankedTensorType type = op.getType();
    if (!type.hasStaticShape() || !sumsNothing(op))
      return rewriter.notifyMatchFailure(op, "expected a contracting dimension of size 0 and a static result");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, cast<TypedAttr>(rewriter.getZeroAttr(type)));
    return success();
  }
};

//===----------------------------------------------------------------------------------------------------===//
// Transposed operands of dot_general
//===----------------------------------------------------------------------------------------------------===//

/// A value in another order: dimension i is dimension permutation[i] of the source.
struct Transposed {
  Value source;
  SmallVector<int64_t> permutation;
};
} // namespace

static std::optional<Transposed> matchTranspose(Value value) {
  if (auto transpose = value.getDefiningOp<TransposeOp>())
    return Transposed{transpose.getInput(), SmallVector<int64_t>(transpose.getPermutation())};
  if (auto transpose = value.getDefiningOp<linalg::TransposeOp>())
    return Transposed{transpose.getInput(), SmallVector<int64_t>(transpose.getPermutation())};
  return std::nullopt;
}

static SmallVector<int64_t> mapDims(ArrayRef<int64_t> dims, ArrayRef<int64_t> permutation) {
  return llvm::map_to_vector(dims, [&](int64_t dim) { return permutation[dim]; });
}

namespace {
/// dot_general(transpose(x)) -> dot_general(x) with other dimension numbers, where the free dimensions keep their order
/// (they are the result's).
struct FoldTransposeIntoDot : OpRewritePattern<DotGeneralOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DotGeneralOp op, PatternRewriter &rewriter) const override {
    return success(
        succeeded(foldSide(op, op.getLhsMutable(), op.getLhsContractingAttr(), op.getLhsBatchAttr(), true, rewriter)) ||
        succeeded(foldSide(op, op.getRhsMutable(), op.getRhsContractingAttr(), op.getRhsBatchAttr(), false, rewriter)));
  }

private:
  static LogicalResult foldSide(DotGeneralOp op, OpOperand &operand, ArrayRef<int64_t> contracting,
                                ArrayRef<int64_t> batch, bool isLhs, PatternRewriter &rewriter) {
    std::optional<Transposed> transposed = matchTranspose(operand.get());
    if (!transposed)
      return rewriter.notifyMatchFailure(op, "expected a transposed operand");
    SmallVector<int64_t> free = getFreeDimensions(transposed->permutation.size(), contracting, batch);
    if (!llvm::is_sorted(mapDims(free, transposed->permutation)))
      return rewriter.notifyMatchFailure(op, "expected a transpose that keeps the order of free dimensions");
    SmallVector<int64_t> newContracting = mapDims(contracting, transposed->permutation);
    SmallVector<int64_t> newBatch = mapDims(batch, transposed->permutation);
    rewriter.modifyOpInPlace(op, [&] {
      operand.set(transposed->source);
      if (isLhs) {
        op.setLhsContracting(newContracting);
        op.setLhsBatch(newBatch);
      } else {
        op.setRhsContracting(newContracting);
        op.setRhsBatch(newBatch);
      }
    });
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Casts of shape before dot_general
//===----------------------------------------------------------------------------------------------------===//

/// The source of a cast that only forgets static sizes; null otherwise.
static Value getMoreStatic(Value value) {
  auto getIfMoreStatic = [&](Value source) -> Value {
    ContractionInput from("", source), to("", value);
    for (auto [known, forgotten] : llvm::zip_equal(from.shape, to.shape))
      if (ShapedType::isDynamic(known) && !ShapedType::isDynamic(forgotten))
        return {};
    return source;
  };
  if (auto castOp = value.getDefiningOp<CastOp>())
    return getIfMoreStatic(castOp.getSource());
  if (auto castOp = value.getDefiningOp<tensor::CastOp>())
    if (isa<RankedTensorType>(castOp.getSource().getType()))
      return getIfMoreStatic(castOp.getSource());
  return {};
}

static bool arePairsCompatible(Value lhs, Value rhs, ArrayRef<int64_t> lhsDims, ArrayRef<int64_t> rhsDims) {
  ContractionInput left("", lhs), right("", rhs);
  return llvm::all_of(llvm::zip_equal(lhsDims, rhsDims), [&](auto pair) {
    return areSizesCompatible(left.shape[std::get<0>(pair)], right.shape[std::get<1>(pair)]);
  });
}

namespace {
/// dot_general(cast(x)) -> dot_general(x), where x has more static sizes and they agree with all others (a program
/// whose sizes disagree fails when it runs, and must still be valid until then).
struct FoldCastIntoDot : OpRewritePattern<DotGeneralOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DotGeneralOp op, PatternRewriter &rewriter) const override {
    Value lhs = getMoreStatic(op.getLhs()), rhs = getMoreStatic(op.getRhs());
    if (!lhs && !rhs)
      return rewriter.notifyMatchFailure(op, "expected an operand cast to a less static shape");
    lhs = lhs ? lhs : op.getLhs();
    rhs = rhs ? rhs : op.getRhs();
    if (!arePairsCompatible(lhs, rhs, op.getLhsContracting(), op.getRhsContracting()) ||
        !arePairsCompatible(lhs, rhs, op.getLhsBatch(), op.getRhsBatch()) || !fitsResult(op, lhs, rhs))
      return rewriter.notifyMatchFailure(op, "expected sizes that agree");
    rewriter.modifyOpInPlace(op, [&] {
      op.getLhsMutable().set(lhs);
      op.getRhsMutable().set(rhs);
    });
    return success();
  }

private:
  static bool fitsResult(DotGeneralOp op, Value lhs, Value rhs) {
    ContractionInput left("", lhs), right("", rhs);
    SmallVector<int64_t> shape;
    for (int64_t dim : op.getLhsBatch())
      shape.push_back(left.shape[dim]);
    for (int64_t dim : getFreeDimensions(left.getRank(), op.getLhsContracting(), op.getLhsBatch()))
      shape.push_back(left.shape[dim]);
    for (int64_t dim : getFreeDimensions(right.getRank(), op.getRhsContracting(), op.getRhsBatch()))
      shape.push_back(right.shape[dim]);
    bool fits = llvm::all_of(llvm::zip_equal(shape, op.getType().getShape()),
                             [](auto pair) { return areSizesCompatible(std::get<0>(pair), std::get<1>(pair)); });
    // A batch size may be known by rhs only.
    for (auto [i, dim] : llvm::enumerate(op.getRhsBatch()))
      fits &= areSizesCompatible(right.shape[dim], op.getType().getDimSize(i));
    return fits;
  }
};

//===----------------------------------------------------------------------------------------------------===//
// Ragged dots that are less than they look
//===----------------------------------------------------------------------------------------------------===//

/// A ragged batch dimension without offset splits the work and changes no value.
struct RaggedBatchToDot : OpRewritePattern<RaggedDotGeneralOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(RaggedDotGeneralOp op, PatternRewriter &rewriter) const override {
    if (op.getGroupOffset() || !llvm::is_contained(op.getLhsBatch(), op.getLhsRagged().front()))
      return rewriter.notifyMatchFailure(op, "expected a ragged batch dimension and no offset");
    auto dot = DotGeneralOp::create(rewriter, op.getLoc(), op.getType(), op.getLhs(), op.getRhs(),
                                    op.getLhsContracting(), op.getRhsContracting(), op.getLhsBatch(), op.getRhsBatch(),
                                    op.getPrecision(), op.getAccumulatorAttr());
    dot->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.replaceOp(op, dot);
    return success();
  }
};

/// An offset of 0 with all groups is no offset.
struct DropZeroOffset : OpRewritePattern<RaggedDotGeneralOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(RaggedDotGeneralOp op, PatternRewriter &rewriter) const override {
    Value offset = op.getGroupOffset();
    if (!offset || !matchPattern(offset, m_Zero()) || !holdsAllGroups(op))
      return rewriter.notifyMatchFailure(op, "expected a group_offset of 0 and all groups");
    rewriter.modifyOpInPlace(op, [&] { op.getGroupOffsetMutable().clear(); });
    return success();
  }

private:
  static bool holdsAllGroups(RaggedDotGeneralOp op) {
    int64_t total = op.getGroupSizes().getType().getShape().back();
    if (!op.getRhsGroup().empty())
      return !ShapedType::isDynamic(total) &&
             ContractionInput("rhs", op.getRhs()).shape[op.getRhsGroup().front()] == total;
    if (llvm::is_contained(op.getLhsContracting(), op.getLhsRagged().front()))
      return op.getType().getDimSize(0) == total;
    return true;
  }
};
} // namespace

void DotGeneralOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<FoldEmptySum<DotGeneralOp>, FoldTransposeIntoDot, FoldCastIntoDot>(context);
}

void ConvGeneralDilatedOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<FoldEmptySum<ConvGeneralDilatedOp>>(context);
}

void RaggedDotGeneralOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<FoldEmptySum<RaggedDotGeneralOp>, RaggedBatchToDot, DropZeroOffset>(context);
}
