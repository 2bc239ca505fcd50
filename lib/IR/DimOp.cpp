//===- DimOp.cpp - sizes of arrays ------------------------------------------------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace mlir::qnt;

void DimOp::build(OpBuilder &builder, OperationState &state, Value source, int64_t index) {
  build(builder, state, source, arith::ConstantIndexOp::create(builder, state.location, index));
}

// (C1)
LogicalResult DimOp::verify() {
  if (getSource().getType().getRank() == 0)
    return emitOpError() << "expected source to have a dimension, but got " << getSource().getType();
  return success();
}

std::optional<int64_t> DimOp::getConstantIndex() { return getConstantIntValue(getIndex()); }

/// True when the index is constant and below the rank.
static bool hasKnownDimension(DimOp op) {
  std::optional<int64_t> index = op.getConstantIndex();
  return index && *index >= 0 && *index < static_cast<int64_t>(op.getSource().getType().getRank());
}

Speculation::Speculatability DimOp::getSpeculatability() {
  return hasKnownDimension(*this) ? Speculation::Speculatable : Speculation::NotSpeculatable;
}

OpFoldResult DimOp::fold(FoldAdaptor) {
  if (!hasKnownDimension(*this))
    return {};
  ArrayType type = getSource().getType();
  unsigned index = *getConstantIndex();
  if (!type.isDynamicDim(index))
    return IntegerAttr::get(IndexType::get(getContext()), type.getDimSize(index));
  // A cast hides static sizes of its source but never makes a static one dynamic in value.
  if (auto cast = getSource().getDefiningOp<CastOp>()) {
    getSourceMutable().assign(cast.getSource());
    return getResult();
  }
  return {};
}

namespace {
/// dim(op(x)) becomes what `op` says about its shape in terms of x.
struct ReifyDim : OpRewritePattern<DimOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DimOp dim, PatternRewriter &rewriter) const override {
    auto source = dim.getSource().getDefiningOp<ReifyRankedShapedTypeOpInterface>();
    if (!source)
      return rewriter.notifyMatchFailure(dim, "source does not tell its shape");
    if (!hasKnownDimension(dim))
      return rewriter.notifyMatchFailure(dim, "index is not known");
    rewriter.setInsertionPoint(dim);
    int result = cast<OpResult>(dim.getSource()).getResultNumber();
    FailureOr<OpFoldResult> size = source.reifyDimOfResult(rewriter, result, *dim.getConstantIndex());
    if (failed(size) || !*size)
      return rewriter.notifyMatchFailure(dim, "source cannot tell its shape");
    rewriter.replaceOp(dim, getValueOrCreateConstantIndexOp(rewriter, dim.getLoc(), *size));
    return success();
  }
};
} // namespace

void DimOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ReifyDim>(context);
}

SmallVector<OpFoldResult> mlir::qnt::getMixedSizes(OpBuilder &builder, Location loc, Value value) {
  auto array = dyn_cast<ArrayType>(value.getType());
  if (!array)
    return tensor::getMixedSizes(builder, loc, value);
  SmallVector<OpFoldResult> sizes;
  for (auto [index, size] : llvm::enumerate(array.getShape())) {
    if (ShapedType::isDynamic(size))
      sizes.push_back(DimOp::create(builder, loc, value, static_cast<int64_t>(index)).getResult());
    else
      sizes.push_back(builder.getIndexAttr(size));
  }
  return sizes;
}
