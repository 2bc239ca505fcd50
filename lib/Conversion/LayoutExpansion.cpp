//===- LayoutExpansion.cpp - pieces shared by the patterns of the layout expansion ------------------------===//
#include "Qnt/Conversion/LayoutExpansion.h"
#include "LayoutExpansionPatterns.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Value> mlir::qnt::createParts(OpBuilder &builder, Location loc, Value array) {
  auto op = DisassembleOp::create(builder, loc, cast<ArrayType>(array.getType()).getPartTypes(), array);
  return llvm::to_vector(ValueRange(op.getParts()));
}

void mlir::qnt::replaceByParts(PatternRewriter &rewriter, Operation *op, ArrayRef<Value> inputParts,
                               ArrayType inputType, function_ref<Value(size_t, const PartGrid &, Value)> makePart) {
  SmallVector<PartGrid> grids = getPartGrids(inputType);
  SmallVector<Value> parts;
  size_t number = 0;
  for (auto [kind, part] : llvm::zip_equal(inputType.getPartKinds(), inputParts)) {
    if (kind == PartKind::TensorScale) {
      parts.push_back(part);
      continue;
    }
    parts.push_back(makePart(number, grids[number], part));
    ++number;
  }
  rewriter.replaceOpWithNewOp<AssembleOp>(op, op->getResultTypes(), parts);
}

//===----------------------------------------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------------------------------------===//

OpFoldResult mlir::qnt::createProduct(OpBuilder &builder, Location loc, OpFoldResult size, int64_t factor) {
  if (factor == 1)
    return size;
  if (std::optional<int64_t> known = getConstantIntValue(size))
    return builder.getIndexAttr(*known * factor);
  return arith::MulIOp::create(builder, loc, cast<Value>(size), arith::ConstantIndexOp::create(builder, loc, factor))
      .getResult();
}

OpFoldResult mlir::qnt::createCeilDiv(OpBuilder &builder, Location loc, OpFoldResult size, int64_t divisor) {
  if (divisor == 1)
    return size;
  if (std::optional<int64_t> known = getConstantIntValue(size))
    return builder.getIndexAttr(llvm::divideCeil(*known, divisor));
  Value above =
      arith::AddIOp::create(builder, loc, cast<Value>(size), arith::ConstantIndexOp::create(builder, loc, divisor - 1));
  return arith::DivUIOp::create(builder, loc, above, arith::ConstantIndexOp::create(builder, loc, divisor)).getResult();
}

Sizes mlir::qnt::getArraySizes(OpBuilder &builder, Location loc, ArrayType type, Value codes) {
  Sizes sizes = tensor::getMixedSizes(builder, loc, codes);
  PartGrid grid = getPartGrids(type).front();
  for (auto [i, size] : llvm::enumerate(sizes))
    size = type.isDynamicDim(i) ? createProduct(builder, loc, size, grid.tile[i])
                                : OpFoldResult(builder.getIndexAttr(type.getDimSize(i)));
  return sizes;
}

Sizes mlir::qnt::getPartSizes(OpBuilder &builder, Location loc, ArrayType type, ArrayRef<OpFoldResult> sizes,
                              const PartGrid &grid) {
  Sizes partSizes;
  for (auto [i, dim] : llvm::enumerate(type.getPartType(grid.part).getShape()))
    partSizes.push_back(ShapedType::isDynamic(dim) ? createCeilDiv(builder, loc, sizes[i], grid.tile[i])
                                                   : OpFoldResult(builder.getIndexAttr(dim)));
  return partSizes;
}

//===----------------------------------------------------------------------------------------------------===//
// Ops on parts
//===----------------------------------------------------------------------------------------------------===//

/// All dimensions in one group; none for rank 0.
static SmallVector<ReassociationIndices> getOneGroup(int64_t rank) {
  SmallVector<ReassociationIndices> groups;
  if (rank > 0)
    groups.push_back(llvm::to_vector_of<int64_t>(llvm::seq(rank)));
  return groups;
}

/// Dimensions that become one, or that one becomes, when there are such groups.
static Value createGroupedReshape(OpBuilder &builder, Location loc, Value part, RankedTensorType type,
                                  ArrayRef<OpFoldResult> sizes, ArrayRef<ReassociationIndices> groups) {
  if (type.getRank() > cast<RankedTensorType>(part.getType()).getRank())
    return tensor::ExpandShapeOp::create(builder, loc, type, part, groups, sizes);
  return tensor::CollapseShapeOp::create(builder, loc, type, part, groups);
}

Value mlir::qnt::createReshape(OpBuilder &builder, Location loc, Value part, RankedTensorType type,
                               ArrayRef<OpFoldResult> sizes) {
  auto source = cast<RankedTensorType>(part.getType());
  // The element counts are equal: so are the dynamic sizes.
  if (source == type)
    return part;
  if (source.getRank() != type.getRank())
    if (auto groups = getReassociationIndicesForReshape(source, type))
      return createGroupedReshape(builder, loc, part, type, sizes, *groups);
  int64_t count = source.hasStaticShape() ? source.getNumElements() : ShapedType::kDynamic;
  auto flat = RankedTensorType::get({count}, source.getElementType());
  part = tensor::CollapseShapeOp::create(builder, loc, flat, part, getOneGroup(source.getRank()));
  return tensor::ExpandShapeOp::create(builder, loc, type, part, getOneGroup(type.getRank()), sizes);
}

void mlir::qnt::createAssert(OpBuilder &builder, Operation *op, Value condition, const Twine &expectation) {
  cf::AssertOp::create(builder, op->getLoc(), condition,
                       ("'" + op->getName().getStringRef() + "' op expected " + expectation).str());
}

//===----------------------------------------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------------------------------------===//

void mlir::qnt::populateLayoutExpansionPatterns(RewritePatternSet &patterns) {
  populateTransposeExpansion(patterns);
  populateReshapeExpansion(patterns);
  populateSliceExpansion(patterns);
  populateConcatExpansion(patterns);
  populatePadExpansion(patterns);
  populateGatherExpansion(patterns);
  populateDimExpansion(patterns);
}

void mlir::qnt::expandLayoutOps(Operation *root) {
  RewritePatternSet patterns(root->getContext());
  populateLayoutExpansionPatterns(patterns);
  walkAndApplyPatterns(root, std::move(patterns));
  foldArrayBoundaries(root);
}
