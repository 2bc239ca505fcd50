//===- ContractionOperand.cpp - an operand of a contraction, element by element ---------------------------===//
#include "ContractionOperand.h"
#include "ArraySlices.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/IR/Accumulators.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

ContractionOperand::ContractionOperand(ImplicitLocOpBuilder &builder, LoweredArray lowered)
    : shape(lowered.getType().getShape()), sizes(lowered.getSizes(builder, builder.getLoc())),
      array(std::move(lowered)) {}

ContractionOperand::ContractionOperand(ImplicitLocOpBuilder &builder, Value original, ValueRange converted) {
  if (auto type = dyn_cast<ArrayType>(original.getType())) {
    *this = ContractionOperand(builder, LoweredArray(type, converted));
    return;
  }
  tensor = llvm::getSingleElement(converted);
  shape = cast<RankedTensorType>(original.getType()).getShape();
  sizes = getTensorSizes(builder, builder.getLoc(), tensor);
}

ContractionOperand ContractionOperand::slice(ImplicitLocOpBuilder &builder, ArrayRef<IndexRange> ranges) const {
  return ContractionOperand(builder, sliceArray(builder, *array, ranges));
}

int64_t ContractionOperand::getBlock(unsigned dim) const {
  if (!array)
    return numerics::kWhole;
  int64_t block = getEncoding().getBlock()[dim];
  bool coversAll = !ShapedType::isDynamic(shape[dim]) && block >= shape[dim] && shape[dim] > 0;
  return coversAll ? numerics::kWhole : block;
}

bool ContractionOperand::isWide() const {
  if (!array)
    return cast<RankedTensorType>(tensor.getType()).getElementType().isF64();
  return getEncoding().getExpressed() == Format::F64 || getEncoding().getScale() == Format::F64;
}

bool ContractionOperand::mayBeNonFinite() const {
  if (!array)
    return true;
  LutAttr lut = getEncoding().getLut();
  const numerics::FormatInfo &info = numerics::getInfo(lut ? lut.getEntry() : getEncoding().getStorage());
  return info.isFloat && (info.hasNaN || info.hasInfinity);
}

//===----------------------------------------------------------------------------------------------------===//
// Reals
//===----------------------------------------------------------------------------------------------------===//

/// Widens (f16, bf16 or f32 to f32 or f64) exactly.
static Value widen(ImplicitLocOpBuilder &b, Value value, FloatType type) {
  return value.getType() == type ? value : arith::ExtFOp::create(b, type, value);
}

NumberTensor ContractionOperand::buildReals(ImplicitLocOpBuilder &builder, FloatType type) const {
  if (array)
    return {realElements(builder, unpackArray(builder, *array), type)};
  if (cast<RankedTensorType>(tensor.getType()).getElementType() == type)
    return {tensor};
  LoopInput input{tensor, builder.getMultiDimIdentityMap(getRank())};
  return {mapElements(builder, sizes, input, [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
            return {widen(b, args[0], type)};
          }).front()};
}

//===----------------------------------------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------------------------------------===//

static bool isSigned(Format format) { return numerics::getInfo(format).isSigned; }

/// `value` of any width as `type`; `isUnsigned` decides how it is widened.
static Value resize(ImplicitLocOpBuilder &b, Value value, Type type, bool isUnsigned) {
  unsigned from = value.getType().getIntOrFloatBitWidth(), to = type.getIntOrFloatBitWidth();
  if (from == to)
    return value;
  if (from > to)
    return arith::TruncIOp::create(b, type, value);
  return isUnsigned ? arith::ExtUIOp::create(b, type, value).getResult()
                    : arith::ExtSIOp::create(b, type, value).getResult();
}

/// A stored integer, whose container sign-extends the bits of every format, as `type`.
static Value emitStoredInteger(ImplicitLocOpBuilder &b, Value value, Format format, Type type) {
  unsigned bits = numerics::bitWidth(format);
  if (!isSigned(format) && bits < value.getType().getIntOrFloatBitWidth())
    value = arith::TruncIOp::create(b, b.getIntegerType(bits), value);
  return resize(b, value, type, !isSigned(format));
}

/// The narrowest width, at most `width`, that holds a range as signed integers.
static unsigned chooseWidth(IntegerRange range, unsigned width) {
  for (unsigned bits : {8u, 16u, 32u})
    if (bits < width && llvm::isIntN(bits, range.low) && llvm::isIntN(bits, range.high))
      return bits;
  return std::min(width, 64u);
}

NumberTensor ContractionOperand::buildIntegers(ImplicitLocOpBuilder &builder, unsigned width) const {
  EncodingAttr encoding = getEncoding();
  ArrayElements elements = unpackArray(builder, *array);
  bool isUnsignedCode = !isSigned(encoding.getStorage());
  unsigned containerWidth = cast<RankedTensorType>(elements.codes.getType()).getElementTypeBitWidth();
  if (!elements.zeroPoints && !elements.mask && containerWidth <= width)
    return {elements.codes, isUnsignedCode};
  Type type = builder.getIntegerType(chooseWidth(getElementRange(encoding), width));
  AffineMap identity = builder.getMultiDimIdentityMap(getRank());
  SmallVector<LoopInput> inputs = {{elements.codes, identity}};
  if (elements.zeroPoints)
    inputs.push_back({elements.zeroPoints, getScaleMap(encoding)});
  if (elements.mask)
    inputs.push_back({elements.mask, identity});
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
    Value number = resize(b, args[0], type, isUnsignedCode);
    if (elements.zeroPoints)
      number = arith::SubIOp::create(b, number, emitStoredInteger(b, args[1], *encoding.getZeroPoint(), type));
    if (!elements.mask)
      return {number};
    Value zero = arith::ConstantOp::create(b, b.getZeroAttr(type));
    return {arith::SelectOp::create(b, args.back(), number, zero)};
  };
  return {mapElements(builder, sizes, inputs, body).front()};
}

//===----------------------------------------------------------------------------------------------------===//
// Scales
//===----------------------------------------------------------------------------------------------------===//

Value ContractionOperand::buildScales(ImplicitLocOpBuilder &builder) const {
  Value scales = array->getPart(PartKind::Scales), tensorScale = array->getPart(PartKind::TensorScale);
  if (!scales)
    return {};
  emit::ElementEncoding encoding(getEncoding());
  if (!tensorScale && encoding.scale == Format::F32)
    return scales;
  Sizes grid = getGridSizes(builder, sizes, getEncoding().getBlock());
  AffineMap identity = builder.getMultiDimIdentityMap(getRank());
  SmallVector<LoopInput> inputs = {{scales, identity}};
  if (tensorScale)
    inputs.push_back({tensorScale, AffineMap::get(getRank(), 0, builder.getContext())});
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
    return {emit::emitScale(b, encoding, args[0], tensorScale ? args[1] : Value())};
  };
  return mapElements(builder, grid, inputs, body).front();
}
