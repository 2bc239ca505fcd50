//===- ExpandGather.cpp - qnt.gather as loads by index from the parts -------------------------------------===//
//
// A part with an entry for each element of the gathered dimension is read by index; one that covers the dimension with
// one entry gets dimensions of size 1 in its place.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LayoutExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// One i1: every index is at least 0 and below `size`.
static Value createAllInside(OpBuilder &builder, Location loc, Value indices, Value size) {
  auto type = cast<RankedTensorType>(indices.getType());
  Value truth = arith::ConstantOp::create(builder, loc,
                                          DenseElementsAttr::get(RankedTensorType::get({}, builder.getI1Type()), true));
  AffineMap maps[] = {builder.getMultiDimIdentityMap(type.getRank()),
                      AffineMap::get(type.getRank(), 0, builder.getContext())};
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::reduction);
  auto body = [&](OpBuilder &nested, Location bodyLoc, ValueRange arguments) {
    Value index = arith::IndexCastOp::create(nested, bodyLoc, nested.getIndexType(), arguments[0]);
    // A negative index is a large unsigned one.
    Value isInside = arith::CmpIOp::create(nested, bodyLoc, arith::CmpIPredicate::ult, index, size);
    linalg::YieldOp::create(nested, bodyLoc,
                            arith::AndIOp::create(nested, bodyLoc, arguments[1], isInside).getResult());
  };
  auto all = linalg::GenericOp::create(builder, loc, truth.getType(), indices, truth, maps, iterators, body);
  return tensor::ExtractOp::create(builder, loc, all->getResult(0), ValueRange());
}

/// Dimensions `dim`, `dim` + 1 ... of the result are those of `indices`.
static Value gatherPart(OpBuilder &builder, Location loc, Value part, Value indices, int64_t dim, RankedTensorType type,
                        ArrayRef<OpFoldResult> sizes) {
  MLIRContext *context = builder.getContext();
  int64_t numIndexDims = cast<RankedTensorType>(indices.getType()).getRank();
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
  SmallVector<AffineExpr> indexDims;
  for (int64_t i = 0; i < numIndexDims; ++i)
    indexDims.push_back(getAffineDimExpr(dim + i, context));
  AffineMap maps[] = {AffineMap::get(type.getRank(), 0, indexDims, context),
                      builder.getMultiDimIdentityMap(type.getRank())};
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  auto body = [&](OpBuilder &nested, Location bodyLoc, ValueRange arguments) {
    SmallVector<Value> position;
    for (int64_t i = 0; i < type.getRank(); ++i)
      if (i < dim || i >= dim + numIndexDims)
        position.push_back(linalg::IndexOp::create(nested, bodyLoc, i));
    Value index = arith::IndexCastOp::create(nested, bodyLoc, nested.getIndexType(), arguments[0]);
    position.insert(position.begin() + dim, index);
    linalg::YieldOp::create(nested, bodyLoc, tensor::ExtractOp::create(nested, bodyLoc, part, position).getResult());
  };
  return linalg::GenericOp::create(builder, loc, type, indices, empty, maps, iterators, body)->getResult(0);
}

namespace {
struct ExpandGather : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(GatherOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    ArrayType input = op.getInput().getType(), result = op.getResult().getType();
    Value indices = op.getIndices();
    auto dim = static_cast<int64_t>(op.getDim());
    auto mapping = mapGather(input, op.getIndices().getType(), dim, [&] { return op.emitOpError(); });
    if (failed(mapping))
      return failure();
    SmallVector<Value> parts = createParts(rewriter, loc, op.getInput());
    // The vector of a code book is 1 along the dimension (C3): the codes have its size.
    Value size = tensor::DimOp::create(rewriter, loc, parts.front(), dim);
    createAssert(rewriter, op, createAllInside(rewriter, loc, indices, size), "indices inside dimension " + Twine(dim));
    Sizes sizes = getResultSizes(rewriter, op, getArraySizes(rewriter, loc, input, parts.front()));
    SmallVector<PartGrid> grids = getPartGrids(result);
    replaceByParts(rewriter, op, parts, input, [&](size_t number, const PartGrid &grid, Value part) {
      RankedTensorType type = result.getPartType(grid.part);
      Sizes partSizes = getPartSizes(rewriter, loc, result, sizes, grids[number]);
      if (mapping->parts[number].isIndexed)
        return gatherPart(rewriter, loc, part, indices, dim, type, partSizes);
      return createReshape(rewriter, loc, part, type, partSizes);
    });
    return success();
  }

private:
  static Sizes getResultSizes(OpBuilder &builder, GatherOp op, ArrayRef<OpFoldResult> inputSizes) {
    Sizes sizes(inputSizes.take_front(op.getDim()));
    llvm::append_range(sizes, tensor::getMixedSizes(builder, op.getLoc(), op.getIndices()));
    llvm::append_range(sizes, inputSizes.drop_front(op.getDim() + 1));
    return sizes;
  }
};
} // namespace

void mlir::qnt::populateGatherExpansion(RewritePatternSet &patterns) {
  patterns.add<ExpandGather>(patterns.getContext());
}
