//===- PackedCodes.cpp - packed codes from and to one code a byte -----------------------------------------===//
//
// Widths that divide a byte: a loop over bytes with the codes of a byte unrolled or innermost, so that every shift is a
// constant and the loop vectorizes. Other widths: 8 codes have as many bytes as a code has bits, and are unpacked
// together; what is left of a row, and packing, is a loop over codes (unpack) or bytes (pack) that looks at the two to
// four neighbours it shares bits with.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "PackedCodes.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;
using namespace mlir::qnt;

bool mlir::qnt::decodesSingly(OpBuilder &builder) {
  for (Operation *op = builder.getInsertionBlock()->getParentOp(); op; op = op->getParentOp())
    if (op->hasAttr(kDecodeSinglyAttrName))
      return true;
  return false;
}

using Indices = SmallVector<OpFoldResult>;

static SmallVector<utils::IteratorType> getParallel(unsigned rank) {
  return SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel);
}

static OpFoldResult apply(OpBuilder &builder, Location loc, AffineExpr expr, OpFoldResult symbol) {
  return affine::makeComposedFoldedAffineApply(builder, loc, expr, {symbol});
}

/// {{0}, {1}, ..., {rank - 1, rank}}: the last two of rank + 1 dimensions are one.
static SmallVector<ReassociationIndices> splitLast(unsigned rank) {
  SmallVector<ReassociationIndices> groups;
  for (unsigned dim = 0; dim < rank; ++dim)
    groups.push_back({dim});
  groups.back().push_back(rank);
  return groups;
}

static Value constantOf(OpBuilder &builder, Location loc, Type type, int64_t value) {
  return arith::ConstantOp::create(builder, loc, builder.getIntegerAttr(type, value));
}

/// The low bits of `value` (an i8 or wider) as the container of `element`.
static Value toCodeContainer(OpBuilder &builder, Location loc, Value value, Type element, bool zeroExtend) {
  unsigned width = element.getIntOrFloatBitWidth();
  Value code = arith::TruncIOp::create(builder, loc, builder.getIntegerType(width), value);
  if (width == 1)
    return code;
  if (zeroExtend || isa<FloatType>(element))
    return arith::ExtUIOp::create(builder, loc, builder.getI8Type(), code);
  return arith::ExtSIOp::create(builder, loc, builder.getI8Type(), code);
}

//===----------------------------------------------------------------------------------------------------===//
// Unpacking
//===----------------------------------------------------------------------------------------------------===//

/// [..., bytes] -> [..., bytes, codes of a byte].
static Value splitBytes(OpBuilder &builder, Location loc, Value packed, Type element, bool zeroExtend) {
  unsigned width = element.getIntOrFloatBitWidth();
  Indices sizes = tensor::getMixedSizes(builder, loc, packed);
  unsigned rank = sizes.size();
  sizes.push_back(builder.getIndexAttr(8 / width));
  Value init = tensor::EmptyOp::create(builder, loc, sizes, getContainerElementType(element));
  AffineMap identity = builder.getMultiDimIdentityMap(rank + 1);
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), packed, init, {identity.dropResult(rank), identity}, getParallel(rank + 1),
      [&](OpBuilder &nested, Location loc, ValueRange args) {
        Value position = linalg::IndexOp::create(nested, loc, rank);
        position = arith::IndexCastOp::create(nested, loc, nested.getI8Type(), position);
        Value shift = arith::MulIOp::create(nested, loc, position, constantOf(nested, loc, nested.getI8Type(), width));
        Value shifted = arith::ShRUIOp::create(nested, loc, args[0], shift);
        linalg::YieldOp::create(nested, loc, toCodeContainer(nested, loc, shifted, element, zeroExtend));
      });
  return generic.getResult(0);
}

/// `tensor` with the type that an insertion of `sizes` takes: packed codes may know sizes that the value does not, or
/// not know them.
static Value castToSizes(OpBuilder &builder, Location loc, Value tensor, ArrayRef<OpFoldResult> sizes) {
  SmallVector<int64_t> shape;
  SmallVector<Value> dynamic;
  dispatchIndexOpFoldResults(sizes, dynamic, shape);
  auto type = cast<RankedTensorType>(tensor.getType());
  return type.getShape() == ArrayRef<int64_t>(shape)
             ? tensor
             : tensor::CastOp::create(builder, loc, type.clone(shape), tensor).getResult();
}

/// `codes` without what lies behind `size` elements of each row. Nothing is copied.
static Value cutRows(OpBuilder &builder, Location loc, Value codes, OpFoldResult size) {
  Indices sizes = tensor::getMixedSizes(builder, loc, codes);
  if (isEqualConstantIntOrValue(sizes.back(), size))
    return codes;
  Indices offsets(sizes.size(), builder.getIndexAttr(0)), ones(sizes.size(), builder.getIndexAttr(1));
  sizes.back() = size;
  return tensor::ExtractSliceOp::create(builder, loc, codes, offsets, sizes, ones);
}

/// All codes of all bytes; those that pad rows are cut off.
static Value unpackDividing(OpBuilder &builder, Location loc, Value packed, RankedTensorType logical,
                            OpFoldResult rowSize, bool zeroExtend) {
  Value split = splitBytes(builder, loc, packed, logical.getElementType(), zeroExtend);
  Value codes = tensor::CollapseShapeOp::create(builder, loc, split, splitLast(logical.getRank()));
  return cutRows(builder, loc, codes, rowSize);
}

/// The code of `width` bits at the position of the loops, counted from `first`, from the byte it starts in and the next
/// one.
static Value extractCode(OpBuilder &builder, Location loc, Value packed, OpFoldResult first, unsigned rank,
                         unsigned width) {
  SmallVector<Value> position;
  for (unsigned dim = 0; dim < rank; ++dim)
    position.push_back(linalg::IndexOp::create(builder, loc, dim));
  AffineExpr code = builder.getAffineSymbolExpr(0) + builder.getAffineSymbolExpr(1);
  Value last = position.back();
  auto at = [&](AffineExpr expr) {
    OpFoldResult index = affine::makeComposedFoldedAffineApply(builder, loc, expr, {last, first});
    return getValueOrCreateConstantIndexOp(builder, loc, index);
  };
  Value start = at((code * width).floorDiv(8)), offset = at((code * width) % 8);
  Value next = at((code * width + width - 1).floorDiv(8));
  auto load = [&](Value byte) -> Value {
    position.back() = byte;
    Value value = tensor::ExtractOp::create(builder, loc, packed, position);
    return arith::ExtUIOp::create(builder, loc, builder.getI16Type(), value);
  };
  Value both = load(start);
  // No code of these crosses into another byte.
  if (8 % width != 0) {
    Value high = arith::ShLIOp::create(builder, loc, load(next), constantOf(builder, loc, builder.getI16Type(), 8));
    // Both are the same byte when the code ends in it: the copy lies above the bits that are kept.
    both = arith::OrIOp::create(builder, loc, both, high);
  }
  return arith::ShRUIOp::create(builder, loc, both,
                                arith::IndexCastOp::create(builder, loc, builder.getI16Type(), offset));
}

/// Codes of rows from code `first` on, one at a time.
static Value unpackSingly(OpBuilder &builder, Location loc, Value packed, RankedTensorType logical, OpFoldResult first,
                          ArrayRef<OpFoldResult> sizes, bool zeroExtend) {
  unsigned rank = logical.getRank(), width = logical.getElementTypeBitWidth();
  Value init = tensor::EmptyOp::create(builder, loc, sizes, getContainerElementType(logical.getElementType()));
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  SmallVector<AffineMap> maps = {identity};
  SmallVector<Value> inputs;
  // What this is fused into may know the number of its trips by nothing else.
  if (decodesSingly(builder)) {
    inputs.push_back(tensor::EmptyOp::create(builder, loc, sizes, builder.getI1Type()));
    maps.push_back(identity);
  }
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), inputs, init, maps, getParallel(rank),
      [&](OpBuilder &nested, Location loc, ValueRange) {
        Value code = extractCode(nested, loc, packed, first, rank, width);
        linalg::YieldOp::create(nested, loc, toCodeContainer(nested, loc, code, logical.getElementType(), zeroExtend));
      });
  return generic.getResult(0);
}

/// Rows of whole groups: [..., groups * width] bytes -> [..., groups, 8 codes] -> [..., groups * 8].
static Value unpackGroups(OpBuilder &builder, Location loc, Value packed, OpFoldResult numGroups, Type element,
                          bool zeroExtend) {
  unsigned width = element.getIntOrFloatBitWidth();
  Indices sizes = tensor::getMixedSizes(builder, loc, packed);
  unsigned rank = sizes.size();
  sizes.back() = numGroups;
  sizes.push_back(builder.getIndexAttr(8));
  SmallVector<AffineMap> maps;
  for (unsigned i = 0; i < width; ++i) {
    SmallVector<AffineExpr> exprs(builder.getMultiDimIdentityMap(rank).getResults());
    exprs.back() = exprs.back() * width + i;
    maps.push_back(AffineMap::get(rank + 1, 0, exprs, builder.getContext()));
  }
  maps.push_back(builder.getMultiDimIdentityMap(rank + 1));
  Value init = tensor::EmptyOp::create(builder, loc, sizes, getContainerElementType(element));
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), SmallVector<Value>(width, packed), init, maps, getParallel(rank + 1),
      [&](OpBuilder &nested, Location loc, ValueRange bytes) {
        Type i64 = nested.getI64Type();
        Value word = arith::ExtUIOp::create(nested, loc, i64, bytes[0]);
        for (unsigned i = 1; i < width; ++i) {
          Value byte = arith::ExtUIOp::create(nested, loc, i64, bytes[i]);
          byte = arith::ShLIOp::create(nested, loc, byte, constantOf(nested, loc, i64, 8 * i));
          word = arith::OrIOp::create(nested, loc, word, byte);
        }
        Value position = linalg::IndexOp::create(nested, loc, rank);
        position = arith::IndexCastOp::create(nested, loc, i64, position);
        Value shift = arith::MulIOp::create(nested, loc, position, constantOf(nested, loc, i64, width));
        Value code = arith::ShRUIOp::create(nested, loc, word, shift);
        linalg::YieldOp::create(nested, loc, toCodeContainer(nested, loc, code, element, zeroExtend));
      });
  return tensor::CollapseShapeOp::create(builder, loc, generic.getResult(0), splitLast(rank));
}

static Value unpackCrossing(OpBuilder &builder, Location loc, Value packed, RankedTensorType logical,
                            ArrayRef<OpFoldResult> sizes, bool zeroExtend) {
  Type element = logical.getElementType();
  unsigned width = element.getIntOrFloatBitWidth();
  AffineExpr size = builder.getAffineSymbolExpr(0);
  std::optional<int64_t> rowSize = getConstantIntValue(sizes.back());
  if (rowSize && *rowSize < 8)
    return unpackSingly(builder, loc, packed, logical, builder.getIndexAttr(0), sizes, zeroExtend);
  OpFoldResult numGroups = apply(builder, loc, size.floorDiv(8), sizes.back());
  Value whole = cutRows(builder, loc, packed, apply(builder, loc, size * width, numGroups));
  Value groups = unpackGroups(builder, loc, whole, numGroups, element, zeroExtend);
  if (rowSize && *rowSize % 8 == 0)
    return groups;
  Indices groupSizes(sizes), restSizes(sizes), ones(sizes.size(), builder.getIndexAttr(1));
  Indices starts(sizes.size(), builder.getIndexAttr(0)), restStarts(starts);
  groupSizes.back() = restStarts.back() = apply(builder, loc, size * 8, numGroups);
  restSizes.back() = apply(builder, loc, size % 8, sizes.back());
  Value rest = unpackSingly(builder, loc, packed, logical, restStarts.back(), restSizes, zeroExtend);
  Value all = tensor::EmptyOp::create(builder, loc, sizes, getContainerElementType(element));
  groups = castToSizes(builder, loc, groups, groupSizes);
  all = tensor::InsertSliceOp::create(builder, loc, groups, all, starts, groupSizes, ones);
  return tensor::InsertSliceOp::create(builder, loc, rest, all, restStarts, restSizes, ones);
}

Value mlir::qnt::unpackCodes(OpBuilder &builder, Location loc, Value packed, RankedTensorType logical,
                             ArrayRef<OpFoldResult> sizes, bool zeroExtend) {
  unsigned width = logical.getElementTypeBitWidth();
  assert(width < 8 && "wider codes are not packed");
  if (logical.getRank() == 0) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value byte = tensor::ExtractOp::create(builder, loc, packed, zero);
    Value code = toCodeContainer(builder, loc, byte, logical.getElementType(), zeroExtend);
    return tensor::FromElementsOp::create(builder, loc, getContainerType(logical), code);
  }
  // No slice of an empty tensor: its verifier refuses it.
  if (llvm::any_of(sizes, isZeroInteger) || llvm::is_contained(logical.getShape(), 0)) {
    Value empty = tensor::EmptyOp::create(builder, loc, sizes, getContainerElementType(logical.getElementType()));
    return tensor::CastOp::create(builder, loc, getContainerType(logical), empty);
  }
  if (decodesSingly(builder)) {
    Value codes = unpackSingly(builder, loc, packed, logical, builder.getIndexAttr(0), sizes, zeroExtend);
    return codes.getType() == getContainerType(logical)
               ? codes
               : tensor::CastOp::create(builder, loc, getContainerType(logical), codes).getResult();
  }
  Value unpacked = 8 % width == 0 ? unpackDividing(builder, loc, packed, logical, sizes.back(), zeroExtend)
                                  : unpackCrossing(builder, loc, packed, logical, sizes, zeroExtend);
  if (unpacked.getType() == getContainerType(logical))
    return unpacked;
  return tensor::CastOp::create(builder, loc, getContainerType(logical), unpacked);
}

//===----------------------------------------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------------------------------------===//

/// `codes` with zeros behind each row, up to `size`. No tensor.pad: the slices that it becomes must not be empty.
static Value padRows(OpBuilder &builder, Location loc, Value codes, OpFoldResult size) {
  auto type = cast<RankedTensorType>(codes.getType());
  Indices sizes = tensor::getMixedSizes(builder, loc, codes);
  if (isEqualConstantIntOrValue(sizes.back(), size))
    return codes;
  Value rowSize = getValueOrCreateConstantIndexOp(builder, loc, sizes.back());
  sizes.back() = size;
  Value init = tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), ValueRange(), init, identity, getParallel(type.getRank()),
      [&](OpBuilder &nested, Location loc, ValueRange) {
        SmallVector<Value> position;
        for (int64_t dim = 0; dim < type.getRank(); ++dim)
          position.push_back(linalg::IndexOp::create(nested, loc, dim));
        Value isInside = arith::CmpIOp::create(nested, loc, arith::CmpIPredicate::ult, position.back(), rowSize);
        auto choice = scf::IfOp::create(
            nested, loc, isInside,
            [&](OpBuilder &inner, Location loc) {
              Value code = tensor::ExtractOp::create(inner, loc, codes, position);
              scf::YieldOp::create(inner, loc, code);
            },
            [&](OpBuilder &inner, Location loc) {
              scf::YieldOp::create(inner, loc, constantOf(inner, loc, type.getElementType(), 0));
            });
        linalg::YieldOp::create(nested, loc, choice.getResults());
      });
  return generic.getResult(0);
}

/// The low `width` bits of a code as i32.
static Value maskCode(OpBuilder &builder, Location loc, Value code, unsigned width) {
  if (!code.getType().isInteger(width))
    code = arith::TruncIOp::create(builder, loc, builder.getIntegerType(width), code);
  return arith::ExtUIOp::create(builder, loc, builder.getI32Type(), code);
}

static Value packDividing(OpBuilder &builder, Location loc, Value codes, Value init, unsigned width) {
  unsigned rank = cast<RankedTensorType>(codes.getType()).getRank(), perByte = 8 / width;
  SmallVector<AffineMap> maps;
  for (unsigned i = 0; i < perByte; ++i) {
    SmallVector<AffineExpr> exprs(builder.getMultiDimIdentityMap(rank).getResults());
    exprs.back() = exprs.back() * perByte + i;
    maps.push_back(AffineMap::get(rank, 0, exprs, builder.getContext()));
  }
  maps.push_back(builder.getMultiDimIdentityMap(rank));
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), SmallVector<Value>(perByte, codes), init, maps, getParallel(rank),
      [&](OpBuilder &nested, Location loc, ValueRange args) {
        Value byte = maskCode(nested, loc, args[0], width);
        for (unsigned i = 1; i < perByte; ++i) {
          Value shift = constantOf(nested, loc, nested.getI32Type(), i * width);
          Value shifted = arith::ShLIOp::create(nested, loc, maskCode(nested, loc, args[i], width), shift);
          byte = arith::OrIOp::create(nested, loc, byte, shifted);
        }
        linalg::YieldOp::create(nested, loc,
                                arith::TruncIOp::create(nested, loc, nested.getI8Type(), byte).getResult());
      });
  return generic.getResult(0);
}

/// At most this many codes have bits in one byte.
static unsigned getCodesOfByte(unsigned width) { return (width + 6) / width + 1; }

/// The code at `position` as i32. With `isOwn` one that begins behind the byte, at `bits` >= 16, is not asked for: on a
/// GPU it may belong to other threads.
static Value extractFor(OpBuilder &builder, Location loc, Value codes, SmallVector<Value> position, Value bits,
                        unsigned width, bool isOwn) {
  auto extract = [&](OpBuilder &b) {
    return maskCode(b, loc, tensor::ExtractOp::create(b, loc, codes, position).getResult(), width);
  };
  if (!isOwn)
    return extract(builder);
  Value behind = arith::ConstantIndexOp::create(builder, loc, 16);
  Value isNeeded = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, bits, behind);
  return scf::IfOp::create(
             builder, loc, isNeeded,
             [&](OpBuilder &inner, Location) { scf::YieldOp::create(inner, loc, extract(inner)); },
             [&](OpBuilder &inner, Location) {
               scf::YieldOp::create(inner, loc, constantOf(inner, loc, inner.getI32Type(), 0));
             })
      .getResult(0);
}

/// Codes `first` .. of the row, each shifted to where it lies relative to byte `byte`, which itself lies at bit 8.
static Value gatherByte(OpBuilder &builder, Location loc, Value codes, unsigned rank, unsigned width, bool isOwn) {
  SmallVector<Value> position;
  for (unsigned dim = 0; dim < rank; ++dim)
    position.push_back(linalg::IndexOp::create(builder, loc, dim));
  Value byte = position.back();
  AffineExpr symbol = builder.getAffineSymbolExpr(0);
  Value all;
  for (unsigned i = 0; i < getCodesOfByte(width); ++i) {
    AffineExpr code = (symbol * 8).floorDiv(width) + i;
    position.back() = getValueOrCreateConstantIndexOp(builder, loc, apply(builder, loc, code, byte));
    Value bits =
        getValueOrCreateConstantIndexOp(builder, loc, apply(builder, loc, code * width - symbol * 8 + 8, byte));
    Value shift = arith::IndexCastOp::create(builder, loc, builder.getI32Type(), bits);
    Value value = extractFor(builder, loc, codes, position, bits, width, isOwn);
    Value shifted = arith::ShLIOp::create(builder, loc, value, shift);
    all = all ? arith::OrIOp::create(builder, loc, all, shifted) : shifted;
  }
  all = arith::ShRUIOp::create(builder, loc, all, constantOf(builder, loc, builder.getI32Type(), 8));
  return arith::TruncIOp::create(builder, loc, builder.getI8Type(), all);
}

static Value packCrossing(OpBuilder &builder, Location loc, Value codes, Value init, unsigned width) {
  unsigned rank = cast<RankedTensorType>(codes.getType()).getRank();
  bool isOwn = decodesSingly(builder); // not known in the body, which is in no op yet
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), ValueRange(), init, {builder.getMultiDimIdentityMap(rank)}, getParallel(rank),
      [&](OpBuilder &nested, Location loc, ValueRange) {
        linalg::YieldOp::create(nested, loc, gatherByte(nested, loc, codes, rank, width, isOwn));
      });
  return generic.getResult(0);
}

Value mlir::qnt::packCodes(OpBuilder &builder, Location loc, Value codes, unsigned width) {
  assert(width < 8 && "wider codes are not packed");
  if (cast<RankedTensorType>(codes.getType()).getRank() == 0) {
    Value code = maskCode(builder, loc, tensor::ExtractOp::create(builder, loc, codes), width);
    Value byte = arith::TruncIOp::create(builder, loc, builder.getI8Type(), code);
    return tensor::FromElementsOp::create(builder, loc, byte);
  }
  Indices sizes = tensor::getMixedSizes(builder, loc, codes);
  AffineExpr size = builder.getAffineSymbolExpr(0);
  OpFoldResult bytes = sizes.back() = apply(builder, loc, (size * width).ceilDiv(8), sizes.back());
  Value init = tensor::EmptyOp::create(builder, loc, sizes, builder.getI8Type());
  bool divides = 8 % width == 0;
  // The last byte looks at this many codes; an empty row has no byte, and then nothing is looked at.
  AffineExpr needed = divides ? size * (8 / width) : (size * 8 - 8).floorDiv(width) + getCodesOfByte(width);
  Value padded = padRows(builder, loc, codes, apply(builder, loc, needed, bytes));
  return divides ? packDividing(builder, loc, padded, init, width) : packCrossing(builder, loc, padded, init, width);
}
