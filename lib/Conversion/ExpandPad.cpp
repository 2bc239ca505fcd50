//===- ExpandPad.cpp - qnt.pad as padding of the parts ----------------------------------------------------===//
//
// Every part is padded with a constant, but the codes of an encoding with zero points: a new element has the zero point
// of its block, so the result's zero points are spread over all elements, and the codes are put on top of them.
//
// An array without elements may still have blocks (`*` along an empty dimension is one block). Their entries hold what
// nobody has ever used, a NaN for example: the result's are new ones.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LayoutExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// What the new entries of a part hold.
static TypedAttr getFill(PadOp op, PadFill fill, Type type) {
  int64_t value = fill == PadFill::ZeroCode ? *op.getZeroCode() : fill == PadFill::One ? 1 : 0;
  if (auto floatType = dyn_cast<FloatType>(type))
    return FloatAttr::get(floatType, static_cast<double>(value));
  // The index of a table's upper half is a negative signless integer.
  return IntegerAttr::get(type, APInt(type.getIntOrFloatBitWidth(), value, /*isSigned=*/false, /*implicitTrunc=*/true));
}

/// Paddings of all dimensions of a part: inner ones get none.
static SmallVector<OpFoldResult> getPadding(OpBuilder &builder, ArrayRef<int64_t> padding, int64_t rank) {
  SmallVector<OpFoldResult> sizes = getAsIndexOpFoldResult(builder.getContext(), padding);
  sizes.resize(rank, builder.getIndexAttr(0));
  return sizes;
}

static bool isZero(ArrayRef<int64_t> list) {
  return llvm::all_of(list, [](int64_t entry) { return entry == 0; });
}

/// Whether a block of the part, which will hold an element, holds none of the input: when the array is empty along a
/// padded dimension that is one block. Null when that cannot be.
static Value createIsUnused(OpBuilder &builder, PadOp op, const PartGrid &grid, Value codes) {
  Location loc = op.getLoc();
  ArrayType input = op.getInput().getType();
  Value isUnused;
  for (auto [i, tile] : llvm::enumerate(grid.tile)) {
    bool mayBeEmpty = input.isDynamicDim(i) || input.getDimSize(i) == 0;
    if (tile != numerics::kWhole || !mayBeEmpty || (op.getLow()[i] == 0 && op.getHigh()[i] == 0))
      continue;
    Value size = tensor::DimOp::create(builder, loc, codes, i), zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value isEmpty = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, size, zero);
    isUnused = isUnused ? arith::OrIOp::create(builder, loc, isUnused, isEmpty).getResult() : isEmpty;
  }
  return isUnused;
}

/// `fill` in place of every entry of `part` where `condition` holds.
static Value fillWhere(OpBuilder &builder, Location loc, Value condition, Value part, Value fill) {
  auto type = cast<RankedTensorType>(part.getType());
  Value empty = tensor::EmptyOp::create(builder, loc, tensor::getMixedSizes(builder, loc, part), type.getElementType());
  SmallVector<AffineMap> maps(2, builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  auto body = [&](OpBuilder &nested, Location bodyLoc, ValueRange arguments) {
    Value chosen = arith::SelectOp::create(nested, bodyLoc, condition, fill, arguments.front());
    linalg::YieldOp::create(nested, bodyLoc, chosen);
  };
  Value filled =
      linalg::GenericOp::create(builder, loc, empty.getType(), part, empty, maps, iterators, body)->getResult(0);
  return filled.getType() == type ? filled : tensor::CastOp::create(builder, loc, type, filled).getResult();
}

static Value padWithConstant(OpBuilder &builder, PadOp op, Value codes, Value part, const PartGrid &grid,
                             const PartPad &pad) {
  // An entry of a table is 0 in every table (C4), used or not.
  Value isUnused = grid.part == PartKind::Codebook ? Value() : createIsUnused(builder, op, grid, codes);
  bool isPadded = !isZero(pad.low) || !isZero(pad.high);
  if (!isPadded && !isUnused)
    return part;
  Location loc = op.getLoc();
  RankedTensorType type = op.getResult().getType().getPartType(grid.part);
  Value fill = arith::ConstantOp::create(builder, loc, getFill(op, pad.fill, type.getElementType()));
  if (isPadded)
    part = tensor::PadOp::create(builder, loc, type, part, getPadding(builder, pad.low, type.getRank()),
                                 getPadding(builder, pad.high, type.getRank()), fill);
  return isUnused ? fillWhere(builder, loc, isUnused, part, fill) : part;
}

/// The entry of a part with tiles `tile` that an element of the value lies in.
static AffineMap getTileMap(MLIRContext *context, ArrayRef<int64_t> tile) {
  SmallVector<AffineExpr> entries;
  for (auto [i, size] : llvm::enumerate(tile))
    entries.push_back(size == numerics::kWhole ? getAffineConstantExpr(0, context)
                                               : getAffineDimExpr(i, context).floorDiv(size));
  return AffineMap::get(tile.size(), 0, entries, context);
}

/// The zero point of every element as a code. The type of zero points lies in the range of the codes (C5).
static Value spreadZeroPoints(OpBuilder &builder, Location loc, Value zeroPoints, ArrayType type,
                              ArrayRef<int64_t> tile, ArrayRef<OpFoldResult> sizes) {
  MLIRContext *context = builder.getContext();
  Type codeType = type.getEncoding().getCodeType();
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, codeType);
  AffineMap maps[] = {getTileMap(context, tile), builder.getMultiDimIdentityMap(type.getRank())};
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  bool isSigned = numerics::getInfo(*type.getEncoding().getZeroPoint()).minInt < 0;
  auto body = [&](OpBuilder &nested, Location bodyLoc, ValueRange arguments) {
    Value code = arguments.front();
    if (code.getType() != codeType && isSigned)
      code = arith::ExtSIOp::create(nested, bodyLoc, codeType, code);
    else if (code.getType() != codeType)
      code = arith::ExtUIOp::create(nested, bodyLoc, codeType, code);
    linalg::YieldOp::create(nested, bodyLoc, code);
  };
  return linalg::GenericOp::create(builder, loc, empty.getType(), zeroPoints, empty, maps, iterators, body)
      ->getResult(0);
}

namespace {
struct ExpandPad : OpRewritePattern<PadOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(PadOp op, PatternRewriter &rewriter) const override {
    ArrayType input = op.getInput().getType();
    auto mapping = mapPad(input, op.getLow(), op.getHigh(), op.getZeroCode(), [&] { return op.emitOpError(); });
    if (failed(mapping))
      return failure();
    SmallVector<Value> parts = createParts(rewriter, op.getLoc(), op.getInput());
    Value codes;
    if (mapping->parts.front().fill == PadFill::ZeroPointOfElement)
      codes = padWithZeroPoints(rewriter, op, parts, *mapping);
    replaceByParts(rewriter, op, parts, input, [&](size_t number, const PartGrid &grid, Value part) {
      if (grid.part == PartKind::Codes && codes)
        return codes;
      return padWithConstant(rewriter, op, parts.front(), part, grid, mapping->parts[number]);
    });
    return success();
  }

private:
  static Value padWithZeroPoints(OpBuilder &builder, PadOp op, ArrayRef<Value> parts, const PadMapping &mapping) {
    if (isZero(op.getLow()) && isZero(op.getHigh()))
      return parts.front();
    Location loc = op.getLoc();
    ArrayType input = op.getInput().getType(), result = op.getResult().getType();
    SmallVector<PartGrid> grids = getPartGrids(input);
    const auto *grid = llvm::find_if(grids, [](const PartGrid &entry) { return entry.part == PartKind::ZeroPoints; });
    size_t number = grid - grids.begin();
    Value zeroPoints = padWithConstant(builder, op, parts.front(), parts[number], *grid, mapping.parts[number]);
    Sizes inputSizes = tensor::getMixedSizes(builder, loc, parts.front()), sizes;
    for (auto [i, size] : llvm::enumerate(inputSizes))
      sizes.push_back(createSum(builder, loc, size, op.getLow()[i] + op.getHigh()[i]));
    Value filled = spreadZeroPoints(builder, loc, zeroPoints, result, grid->tile, sizes);
    // No code: tensor.insert_slice would not take an offset at the end.
    if (llvm::is_contained(input.getShape(), 0))
      return filled;
    SmallVector<OpFoldResult> offsets = getAsIndexOpFoldResult(builder.getContext(), op.getLow());
    SmallVector<OpFoldResult> strides(offsets.size(), builder.getIndexAttr(1));
    return tensor::InsertSliceOp::create(builder, loc, parts.front(), filled, offsets, inputSizes, strides);
  }

  static OpFoldResult createSum(OpBuilder &builder, Location loc, OpFoldResult size, int64_t padding) {
    if (std::optional<int64_t> known = getConstantIntValue(size))
      return builder.getIndexAttr(*known + padding);
    if (padding == 0)
      return size;
    return arith::AddIOp::create(builder, loc, cast<Value>(size), arith::ConstantIndexOp::create(builder, loc, padding))
        .getResult();
  }
};
} // namespace

void mlir::qnt::populatePadExpansion(RewritePatternSet &patterns) { patterns.add<ExpandPad>(patterns.getContext()); }
