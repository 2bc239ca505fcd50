//===- LayoutSizes.cpp - run-time sizes of the layout ops' results and of parts ---------------------------===//
//
//   qnt.dim(qnt.concat dim = 0 %a, %b, 0)   ->   qnt.dim(%a, 0) + qnt.dim(%b, 0)
//
// Sizes that a result's type says are taken from there; the others follow from the inputs' as the ops say.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContractionShapes.h"
#include "Qnt/IR/LayoutMapping.h"
#include "SizeArithmetic.h"
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;

/// The sizes of a result of this shape: `build(dim)` makes the dynamic ones.
static SmallVector<OpFoldResult> buildSizes(OpBuilder &builder, ArrayRef<int64_t> shape,
                                            function_ref<OpFoldResult(int64_t)> build) {
  SmallVector<OpFoldResult> sizes;
  for (auto [dim, size] : llvm::enumerate(shape))
    sizes.push_back(ShapedType::isDynamic(size) ? build(dim) : OpFoldResult(builder.getIndexAttr(size)));
  return sizes;
}

//===----------------------------------------------------------------------------------------------------===//
// disassemble
//===----------------------------------------------------------------------------------------------------===//

/// An entry of a part covers a tile of elements, the last one perhaps less.
LogicalResult DisassembleOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  SizeArithmetic index{builder, getLoc()};
  SmallVector<PartGrid> grids = getPartGrids(getInput().getType());
  for (auto [part, kind] : llvm::zip_equal(getParts(), getInput().getType().getPartKinds())) {
    auto *grid = llvm::find_if(grids, [kind = kind](const PartGrid &grid) { return grid.part == kind; });
    shapes.push_back(buildSizes(builder, cast<RankedTensorType>(part.getType()).getShape(), [&](int64_t dim) {
      return index.ceilDivide(index.getDim(getInput(), dim), grid->tile[dim]);
    }));
  }
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// Layout ops
//===----------------------------------------------------------------------------------------------------===//

LogicalResult TransposeOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(buildSizes(builder, getResult().getType().getShape(), [&](int64_t dim) {
    return getDimSize(builder, getLoc(), getInput(), getPermutation()[dim]);
  }));
  return success();
}

/// Only the rest of a dynamic dimension (a size of -1) is dynamic.
LogicalResult SliceOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  SizeArithmetic index{builder, getLoc()};
  shapes.push_back(buildSizes(builder, getResult().getType().getShape(), [&](int64_t dim) {
    return index.ceilDivide(index.add(index.getDim(getInput(), dim), -getOffsets()[dim]), getStrides()[dim]);
  }));
  return success();
}

LogicalResult ConcatOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  SizeArithmetic index{builder, getLoc()};
  shapes.push_back(buildSizes(builder, getResult().getType().getShape(), [&](int64_t dim) {
    Value size = index.getDim(getInputs().front(), dim);
    if (dim == static_cast<int64_t>(getDim()))
      for (Value input : getInputs().drop_front())
        size = arith::AddIOp::create(builder, getLoc(), size, index.getDim(input, dim));
    return size;
  }));
  return success();
}

LogicalResult PadOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  SizeArithmetic index{builder, getLoc()};
  shapes.push_back(buildSizes(builder, getResult().getType().getShape(), [&](int64_t dim) {
    return index.add(index.getDim(getInput(), dim), getLow()[dim] + getHigh()[dim]);
  }));
  return success();
}

/// The dimensions of the indices stand where `dim` stood.
LogicalResult GatherOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  int64_t first = getDim(), numIndices = getIndices().getType().getRank();
  shapes.push_back(buildSizes(builder, getResult().getType().getShape(), [&](int64_t dim) {
    if (dim >= first && dim < first + numIndices)
      return getDimSize(builder, getLoc(), getIndices(), dim - first);
    return getDimSize(builder, getLoc(), getInput(), dim < first ? dim : dim - numIndices + 1);
  }));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// reshape
//===----------------------------------------------------------------------------------------------------===//

int64_t mlir::qnt::getProductOfStaticSizes(ArrayRef<int64_t> shape) {
  int64_t product = 1;
  for (int64_t dim : shape)
    product *= ShapedType::isDynamic(dim) ? 1 : dim;
  return product;
}

/// The only dynamic size of the result: the number of elements divided by the static sizes. Where those are 0, (C3) has
/// the same dynamic size on both sides.
static Value buildOnlyDynamicSize(const SizeArithmetic &index, ReshapeOp op, ArrayRef<int64_t> dynamicDims) {
  Value size = index.getDim(op.getInput(), dynamicDims.front());
  for (int64_t dim : dynamicDims.drop_front())
    size = arith::MulIOp::create(index.builder, index.loc, size, index.getDim(op.getInput(), dim));
  int64_t given = getProductOfStaticSizes(op.getInput().getType().getShape());
  int64_t known = getProductOfStaticSizes(op.getResult().getType().getShape());
  if (known == 0)
    return size;
  int64_t common = std::gcd(given, known);
  return index.divide(index.mul(size, given / common), known / common);
}

LogicalResult ReshapeOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  SizeArithmetic index{builder, getLoc()};
  SmallVector<int64_t> dynamicDims;
  for (auto [dim, size] : llvm::enumerate(getInput().getType().getShape()))
    if (ShapedType::isDynamic(size))
      dynamicDims.push_back(dim);
  ArrayRef<int64_t> result = getResult().getType().getShape();
  if (llvm::count(result, ShapedType::kDynamic) == 1) {
    shapes.push_back(buildSizes(
        builder, result, [&](int64_t) -> OpFoldResult { return buildOnlyDynamicSize(index, *this, dynamicDims); }));
    return success();
  }
  // The same sizes in order.
  ArrayRef<int64_t> next = dynamicDims;
  shapes.push_back(buildSizes(builder, result, [&](int64_t) {
    int64_t dim = next.front();
    next = next.drop_front();
    return getDimSize(builder, getLoc(), getInput(), dim);
  }));
  return success();
}
