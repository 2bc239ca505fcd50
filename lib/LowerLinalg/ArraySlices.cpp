//===- ArraySlices.cpp - parts of arrays whose codes stay packed ------------------------------------------===//
#include "ArraySlices.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Where arrays can be cut
//===----------------------------------------------------------------------------------------------------===//

/// Elements along `dim` that share a block, and those that share a table; numerics::kWhole for all.
static SmallVector<int64_t, 2> getGroups(ArrayType type, unsigned dim) {
  EncodingAttr encoding = type.getEncoding();
  SmallVector<int64_t, 2> groups = {encoding.getBlock()[dim]};
  if (LutAttr lut = encoding.getLut(); lut && !lut.getGroup().empty())
    groups.push_back(lut.getGroup()[dim]);
  return groups;
}

/// Elements along `dim` that cannot be separated: of a vector, or of a byte.
static int64_t getAtom(ArrayType type, unsigned dim) {
  LutAttr lut = type.getEncoding().getLut();
  int64_t vector = lut && lut.isVector() ? lut.getVector()[dim] : 1;
  bool isInner = dim + 1 == type.getRank();
  bool isPacked = isInner && (hasPackedCodes(type) || type.getMaskType());
  return isPacked ? vector * 8 : vector;
}

bool mlir::qnt::canSlice(ArrayType type, unsigned dim, int64_t step) {
  return step % getAtom(type, dim) == 0 && llvm::all_of(getGroups(type, dim), [&](int64_t group) {
           return group == numerics::kWhole || step % group == 0 || group % step == 0;
         });
}

int64_t mlir::qnt::getSliceUnit(ArrayType type, unsigned dim) {
  int64_t unit = getAtom(type, dim);
  for (int64_t group : getGroups(type, dim))
    if (group != numerics::kWhole)
      unit = std::lcm(unit, group);
  return unit;
}

//===----------------------------------------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------------------------------------===//

/// The part of a grid with one element for each `group` elements.
static IndexRange emitGroups(ImplicitLocOpBuilder &b, const IndexRange &range, int64_t group) {
  AffineExpr s0 = b.getAffineSymbolExpr(0);
  if (group == numerics::kWhole)
    return {b.getIndexAttr(0), b.getIndexAttr(1)};
  return {emitIndex(b, s0.floorDiv(group), {range.offset}), emitIndex(b, s0.ceilDiv(group), {range.size})};
}

static SmallVector<IndexRange> emitGrid(ImplicitLocOpBuilder &b, ArrayRef<IndexRange> ranges,
                                        ArrayRef<int64_t> groups) {
  SmallVector<IndexRange> grid;
  for (auto [range, group] : llvm::zip_equal(ranges, groups))
    grid.push_back(emitGroups(b, range, group));
  return grid;
}

/// Codes of `width` bits as bytes of rows.
static void packInner(ImplicitLocOpBuilder &b, SmallVector<IndexRange> &ranges, unsigned width) {
  AffineExpr s0 = b.getAffineSymbolExpr(0);
  if (ranges.empty())
    ranges.push_back({b.getIndexAttr(0), b.getIndexAttr(1)});
  else
    ranges.back() = {emitIndex(b, (s0 * width).floorDiv(8), {ranges.back().offset}),
                     emitIndex(b, (s0 * width).ceilDiv(8), {ranges.back().size})};
}

/// Dimensions of `part` behind `ranges` are taken whole.
static Value emitPart(ImplicitLocOpBuilder &b, Value part, ArrayRef<IndexRange> ranges) {
  Sizes sizes = getTensorSizes(b, b.getLoc(), part), offsets(sizes.size(), b.getIndexAttr(0)),
        ones(sizes.size(), b.getIndexAttr(1));
  for (auto [i, range] : llvm::enumerate(ranges)) {
    offsets[i] = range.offset;
    sizes[i] = range.size;
  }
  // A slice without elements would be refused where it starts at the end.
  if (llvm::any_of(sizes, isZeroInteger) || llvm::is_contained(cast<RankedTensorType>(part.getType()).getShape(), 0))
    return tensor::EmptyOp::create(b, sizes, cast<RankedTensorType>(part.getType()).getElementType());
  return tensor::ExtractSliceOp::create(b, part, offsets, sizes, ones);
}

static SmallVector<IndexRange> emitPartRanges(ImplicitLocOpBuilder &b, ArrayType type, PartKind kind,
                                              ArrayRef<IndexRange> ranges) {
  EncodingAttr encoding = type.getEncoding();
  LutAttr lut = encoding.getLut();
  SmallVector<IndexRange> part(ranges);
  switch (kind) {
  case PartKind::Codes:
    if (lut && lut.isVector())
      part = emitGrid(b, ranges, lut.getVector());
    if (hasPackedCodes(type))
      packInner(b, part, encoding.getCodeWidth());
    return part;
  case PartKind::Scales:
  case PartKind::ZeroPoints:
    return emitGrid(b, ranges, encoding.getBlock());
  case PartKind::Codebook:
    if (lut.getGroup().empty())
      return emitGrid(b, ranges, SmallVector<int64_t>(ranges.size(), numerics::kWhole));
    return emitGrid(b, ranges, lut.getGroup());
  case PartKind::TensorScale:
    return {};
  case PartKind::Mask:
    packInner(b, part, 1);
    return part;
  }
  llvm_unreachable("unknown part");
}

LoweredArray mlir::qnt::sliceArray(ImplicitLocOpBuilder &builder, const LoweredArray &array,
                                   ArrayRef<IndexRange> ranges) {
  SmallVector<int64_t> shape;
  for (const IndexRange &range : ranges)
    shape.push_back(getConstantIntValue(range.size).value_or(ShapedType::kDynamic));
  ArrayType type = array.getType(), sliced = type.withShape(shape);
  SmallVector<Value> parts;
  for (PartKind kind : type.getPartKinds()) {
    Value part = array.getPart(kind);
    if (kind != PartKind::TensorScale)
      part = emitPart(builder, part, emitPartRanges(builder, type, kind, ranges));
    parts.push_back(castTensor(builder, part, getContainerPartType(sliced, kind)));
  }
  if (needsInnerSize(sliced))
    parts.push_back(toValue(builder, ranges.back().size));
  return LoweredArray(sliced, parts);
}
