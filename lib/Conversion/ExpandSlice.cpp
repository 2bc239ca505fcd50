//===- ExpandSlice.cpp - qnt.slice as tensor.extract_slice of the parts -----------------------------------===//
#include "LayoutExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// The smallest size of dimension `i` that holds the slice.
static int64_t getNeededSize(SliceOp op, unsigned i) {
  int64_t offset = op.getOffsets()[i], size = op.getSizes()[i];
  return size <= 0 ? offset : offset + (size - 1) * op.getStrides()[i] + 1;
}

/// Dynamic dimensions must hold the slice.
static void createChecks(OpBuilder &builder, SliceOp op, ArrayRef<OpFoldResult> inputSizes) {
  for (auto [i, size] : llvm::enumerate(inputSizes)) {
    int64_t needed = getNeededSize(op, i);
    if (needed == 0 || !op.getInput().getType().isDynamicDim(i))
      continue;
    Value bound = arith::ConstantIndexOp::create(builder, op.getLoc(), needed);
    Value isInside = arith::CmpIOp::create(builder, op.getLoc(), arith::CmpIPredicate::sge, cast<Value>(size), bound);
    createAssert(builder, op, isInside,
                 "a slice inside dimension " + Twine(i) + ", which needs a size of at least " + Twine(needed));
  }
}

/// Sizes of the result: those that are dynamic reach to the end of the input.
static Sizes getResultSizes(OpBuilder &builder, SliceOp op, ArrayRef<OpFoldResult> inputSizes) {
  Location loc = op.getLoc();
  Sizes sizes;
  for (auto [i, dim] : llvm::enumerate(op.getResult().getType().getShape())) {
    if (!ShapedType::isDynamic(dim)) {
      sizes.push_back(builder.getIndexAttr(dim));
      continue;
    }
    Value size = cast<Value>(inputSizes[i]);
    if (op.getOffsets()[i] != 0)
      size =
          arith::SubIOp::create(builder, loc, size, arith::ConstantIndexOp::create(builder, loc, op.getOffsets()[i]));
    sizes.push_back(createCeilDiv(builder, loc, size, op.getStrides()[i]));
  }
  return sizes;
}

/// The window of a part; inner dimensions whole. An empty window may begin where the part ends, which
/// tensor.extract_slice does not allow.
static Value slicePart(OpBuilder &builder, Location loc, Value part, const PartSlice &slice, RankedTensorType type,
                       ArrayRef<OpFoldResult> sizes) {
  if (llvm::is_contained(type.getShape(), 0))
    return tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
  SmallVector<OpFoldResult> offsets = getAsIndexOpFoldResult(builder.getContext(), slice.offsets);
  SmallVector<OpFoldResult> strides = getAsIndexOpFoldResult(builder.getContext(), slice.strides);
  offsets.resize(type.getRank(), builder.getIndexAttr(0));
  strides.resize(type.getRank(), builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(builder, loc, type, part, offsets, sizes, strides);
}

namespace {
struct ExpandSlice : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SliceOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    ArrayType input = op.getInput().getType(), result = op.getResult().getType();
    auto mapping = mapSlice(input, op.getOffsets(), op.getSizes(), op.getStrides(), [&] { return op.emitOpError(); });
    if (failed(mapping))
      return failure();
    SmallVector<Value> parts = createParts(rewriter, loc, op.getInput());
    Sizes inputSizes = getArraySizes(rewriter, loc, input, parts.front());
    createChecks(rewriter, op, inputSizes);
    Sizes sizes = getResultSizes(rewriter, op, inputSizes);
    // Of the result: its blocks may be smaller.
    SmallVector<PartGrid> grids = getPartGrids(result);
    replaceByParts(rewriter, op, parts, input, [&](size_t number, const PartGrid &grid, Value part) {
      return slicePart(rewriter, loc, part, mapping->parts[number], result.getPartType(grid.part),
                       getPartSizes(rewriter, loc, result, sizes, grids[number]));
    });
    return success();
  }
};
} // namespace

void mlir::qnt::populateSliceExpansion(RewritePatternSet &patterns) {
  patterns.add<ExpandSlice>(patterns.getContext());
}
