//===- ArrayElements.cpp - arrays with one code an element ------------------------------------------------===//
#include "ArrayElements.h"
#include "BlockMaps.h"
#include "PackedCodes.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------------------------------------===//

static bool isUnsigned(EncodingAttr encoding) {
  const numerics::FormatInfo &info = numerics::getInfo(encoding.getStorage());
  return info.isFloat || !info.isSigned;
}

ArrayElements mlir::qnt::unpackArray(ImplicitLocOpBuilder &builder, const LoweredArray &array) {
  ArrayType type = array.getType();
  Location loc = builder.getLoc();
  ArrayElements elements;
  elements.encoding = type.getEncoding();
  elements.sizes = array.getSizes(builder, loc);
  elements.codes = array.getPart(PartKind::Codes);
  if (hasPackedCodes(type))
    elements.codes = unpackCodes(builder, loc, elements.codes, type.getCodesType(), array.getCodeSizes(builder, loc),
                                 isUnsigned(type.getEncoding()));
  elements.scales = array.getPart(PartKind::Scales);
  elements.zeroPoints = array.getPart(PartKind::ZeroPoints);
  elements.codebook = array.getPart(PartKind::Codebook);
  elements.tensorScale = array.getPart(PartKind::TensorScale);
  if (Value mask = array.getPart(PartKind::Mask))
    elements.mask = unpackCodes(builder, loc, mask, type.getMaskType(), elements.sizes);
  return elements;
}

SmallVector<Value> mlir::qnt::packArray(ImplicitLocOpBuilder &builder, const ArrayElements &elements, ArrayType type) {
  SmallVector<Value> parts;
  for (PartKind kind : type.getPartKinds()) {
    Value part;
    switch (kind) {
    case PartKind::Codes:
      part = elements.codes;
      if (hasPackedCodes(type))
        part = packCodes(builder, builder.getLoc(), part, type.getEncoding().getCodeWidth());
      break;
    case PartKind::Scales:
      part = elements.scales;
      break;
    case PartKind::ZeroPoints:
      part = elements.zeroPoints;
      break;
    case PartKind::Codebook:
      part = elements.codebook;
      break;
    case PartKind::TensorScale:
      part = elements.tensorScale;
      break;
    case PartKind::Mask:
      part = packCodes(builder, builder.getLoc(), elements.mask, 1);
      break;
    }
    parts.push_back(castTensor(builder, part, getContainerPartType(type, kind)));
  }
  if (needsInnerSize(type))
    parts.push_back(getValueOrCreateConstantIndexOp(builder, builder.getLoc(), elements.sizes.back()));
  return parts;
}

//===----------------------------------------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------------------------------------===//

static SmallVector<int64_t> getVector(EncodingAttr encoding) {
  LutAttr lut = encoding.getLut();
  return lut && lut.isVector() ? llvm::to_vector(lut.getVector()) : SmallVector<int64_t>(encoding.getRank(), 1);
}

AffineMap mlir::qnt::getCodeMap(EncodingAttr encoding) {
  return getBlockMap(encoding.getContext(), getVector(encoding));
}

AffineMap mlir::qnt::getScaleMap(EncodingAttr encoding) {
  return getBlockMap(encoding.getContext(), encoding.getBlock());
}

/// From an element to its table, and within an entry of vectors to its component.
static AffineMap getTableMap(EncodingAttr encoding) {
  SmallVector<int64_t> group(encoding.getLut().getGroup());
  if (group.empty())
    group.assign(encoding.getRank(), numerics::kWhole);
  return getBlockMap(encoding.getContext(), group);
}

static AffineMap getComponentMap(EncodingAttr encoding) {
  AffineExpr component = getAffineConstantExpr(0, encoding.getContext());
  for (auto [dim, size] : llvm::enumerate(getVector(encoding)))
    component = component * size + getAffineDimExpr(dim, encoding.getContext()) % size;
  return AffineMap::get(encoding.getRank(), 0, component);
}

Value mlir::qnt::emitTableEntry(ImplicitLocOpBuilder &builder, const ArrayElements &elements, ValueRange position,
                                Value index) {
  SmallVector<Value> indices = emitMapped(builder, getTableMap(elements.encoding), position);
  indices.push_back(index);
  if (elements.encoding.getLut().isVector())
    llvm::append_range(indices, emitMapped(builder, getComponentMap(elements.encoding), position));
  return tensor::ExtractOp::create(builder, elements.codebook, indices);
}

//===----------------------------------------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Scales and zero points as numbers, a tensor over the grid each; null where absent.
struct GridNumbers {
  Value scales, zeroPoints;
};
} // namespace

/// Done once a block: a scale may be a small float times a tensor scale.
static GridNumbers getGridNumbers(ImplicitLocOpBuilder &builder, const ArrayElements &elements,
                                  const emit::ElementEncoding &encoding) {
  if (!elements.scales)
    return {};
  Sizes grid = getGridSizes(builder, elements.sizes, elements.encoding.getBlock());
  AffineMap identity = builder.getMultiDimIdentityMap(grid.size());
  SmallVector<LoopInput> inputs = {{elements.scales, identity}};
  if (elements.zeroPoints)
    inputs.push_back({elements.zeroPoints, identity});
  if (elements.tensorScale)
    inputs.push_back({elements.tensorScale, AffineMap::get(grid.size(), 0, builder.getContext())});
  bool hasZeroPoints = elements.zeroPoints != nullptr, hasTensorScale = elements.tensorScale != nullptr;
  SmallVector<Value> numbers = mapElements(builder, grid, inputs, [&](ImplicitLocOpBuilder &b, ValueRange args) {
    Value tensorScale = hasTensorScale ? args.back() : Value();
    SmallVector<Value> results = {emit::emitScale(b, encoding, args[0], tensorScale)};
    if (hasZeroPoints)
      results.push_back(emit::emitZeroPoint(b, encoding, args[1]));
    return results;
  });
  return {numbers[0], hasZeroPoints ? numbers[1] : Value()};
}

/// The number that a code means, through the code book where there is one.
static Value emitCodeNumber(ImplicitLocOpBuilder &b, const ArrayElements &elements,
                            const emit::ElementEncoding &encoding, Value code) {
  auto highBits = isUnsigned(elements.encoding) ? emit::HighBits::Zeros : emit::HighBits::Sign;
  if (!elements.codebook)
    return emit::emitNumber(b, encoding, code, elements.highBits.value_or(highBits));
  Value index = arith::IndexCastUIOp::create(b, b.getIndexType(), code);
  Value entry = emitTableEntry(b, elements, emitPosition(b, elements.sizes.size()), index);
  return emit::emitNumber(b, encoding, entry);
}

/// An element from its number, scale and zero point (null where absent).
using ElementDecoder = function_ref<Value(ImplicitLocOpBuilder &b, const emit::ElementEncoding &encoding, Value number,
                                          Value scale, Value zeroPoint)>;

static Value decodeElements(ImplicitLocOpBuilder &builder, const ArrayElements &elements, ElementDecoder decode) {
  emit::ElementEncoding encoding(elements.encoding);
  GridNumbers grid = getGridNumbers(builder, elements, encoding);
  SmallVector<LoopInput> inputs = {{elements.codes, getCodeMap(elements.encoding)}};
  for (Value number : {grid.scales, grid.zeroPoints})
    if (number)
      inputs.push_back({number, getScaleMap(elements.encoding)});
  if (elements.mask)
    inputs.push_back({elements.mask, builder.getMultiDimIdentityMap(elements.sizes.size())});
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
    Value number = emitCodeNumber(b, elements, encoding, args[0]);
    Value scale = grid.scales ? args[1] : Value(), zeroPoint = grid.zeroPoints ? args[2] : Value();
    Value result = decode(b, encoding, number, scale, zeroPoint);
    if (!elements.mask)
      return {result};
    Value zero = arith::ConstantOp::create(b, b.getZeroAttr(result.getType()));
    return {arith::SelectOp::create(b, args.back(), result, zero)};
  };
  return mapElements(builder, elements.sizes, inputs, body).front();
}

Value mlir::qnt::dequantizeElements(ImplicitLocOpBuilder &builder, const ArrayElements &elements) {
  return decodeElements(builder, elements, emit::emitDequantize);
}

Value mlir::qnt::realElements(ImplicitLocOpBuilder &builder, const ArrayElements &elements, FloatType type) {
  return decodeElements(
      builder, elements,
      [&](ImplicitLocOpBuilder &b, const emit::ElementEncoding &encoding, Value number, Value scale, Value zeroPoint) {
        return emit::emitRealValue(b, encoding, number, scale, zeroPoint, type);
      });
}
