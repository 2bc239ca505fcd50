//===- Decode.cpp - ops that turn codes into numbers -----------------------------------------------------===//

#include "Qnt/Emit/Decode.h"
#include "FloatRounding.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;

Value emit::emitIntegerCode(ImplicitLocOpBuilder &b, Format format, Value code, unsigned bits, HighBits highBits) {
  ElementOps ops(b, code);
  const numerics::FormatInfo &info = numerics::getInfo(format);
  assert(!info.isFloat && bits >= info.bits && "expected an integer format that fits");
  bool fills = ElementOps::width(code) == info.bits;
  if (!info.isSigned) {
    Value extended = ops.zeroExtend(code, bits);
    return fills || highBits == HighBits::Zeros ? extended : ops.bitAnd(extended, info.maxInt);
  }
  if (fills || highBits == HighBits::Sign)
    return ops.signExtend(code, bits);
  return ops.shiftRightSigned(ops.shiftLeft(ops.zeroExtend(code, bits), bits - info.bits), bits - info.bits);
}

/// Codes of at most 8 bits with fewer exponent and mantissa bits than f16: their bits are those of an f16 that differs
/// by a power of two, subnormal ones too. (In f32 these would be subnormal, which is slow.)
static Value decodeSmallFloat(const ElementOps &ops, const numerics::FormatInfo &info, Value code) {
  Value bits = ops.zeroExtend(code, 16);
  Value sign = ops.bitAnd(ops.shiftLeft(bits, 16 - info.bits), 0x8000);
  Value magnitude = ops.bitAnd(bits, (int64_t(1) << (info.bits - 1)) - 1);
  Value half = ops.bitcast(ops.bitOr(sign, ops.shiftLeft(magnitude, 10 - info.mantissaBits)), ops.f16());
  Value value = ops.toF32(half);
  if (info.bias != 15)
    value = ops.multiply(value, ops.number(value, double(1 << (15 - info.bias))));
  if (!info.hasNaN || info.hasInfinity)
    return value;
  Value isNaN = ops.compare(arith::CmpIPredicate::eq, magnitude, (int64_t(1) << (info.bits - 1)) - 1);
  Value nan = ops.constant(ops.f32(), FloatAttr::get(ops.f32(), APFloat::getQNaN(APFloat::IEEEsingle())));
  return ops.select(isNaN, nan, value);
}

/// 2^(code - 127): an f32 exponent, but for 2^-127, which is subnormal, and NaN.
static Value decodeE8M0(const ElementOps &ops, Value code) {
  Value bits = ops.bitAnd(ops.zeroExtend(code, 32), 0xFF);
  Value power = ops.shiftLeft(bits, 23);
  Value isSmallest = ops.compare(arith::CmpIPredicate::eq, bits, 0);
  Value isNaN = ops.compare(arith::CmpIPredicate::eq, bits, 0xFF);
  power = ops.select(isSmallest, ops.integer(power, 0x00400000), power);
  return ops.bitcast(ops.select(isNaN, ops.integer(power, 0x7FC00000), power), ops.f32());
}

Value emit::emitDecode(ImplicitLocOpBuilder &b, Format format, Value code, FloatType type, HighBits highBits) {
  assert(type.isF32() || type.isF64());
  ElementOps ops(b, code);
  const numerics::FormatInfo &info = numerics::getInfo(format);
  if (!info.isFloat)
    return ops.fromInteger(emitIntegerCode(b, format, code, 32, highBits), type);
  if (numerics::isExpressedFormat(format))
    return ops.toFloat(code, type);
  Value value = format == Format::F8E8M0FNU ? decodeE8M0(ops, code) : decodeSmallFloat(ops, info, code);
  return ops.toFloat(value, type);
}

//===----------------------------------------------------------------------------------------------------===//
// Operands of the decode formula
//===----------------------------------------------------------------------------------------------------===//

static bool fitsF32(Format format) { return format != Format::I32 && format != Format::F64; }

FloatType emit::getNumberType(MLIRContext *context, const ElementEncoding &encoding) {
  bool single = !encoding.isWide() && fitsF32(encoding.getNumberFormat());
  return single ? FloatType(Float32Type::get(context)) : FloatType(Float64Type::get(context));
}

Value emit::emitNumber(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value codeOrEntry, HighBits highBits) {
  return emitDecode(b, encoding.getNumberFormat(), codeOrEntry, getNumberType(b.getContext(), encoding), highBits);
}

Value emit::emitScale(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value storedScale, Value tensorScale) {
  if (!encoding.scale)
    return {};
  bool isF64 = encoding.scale == Format::F64;
  Value scale = emitDecode(b, *encoding.scale, storedScale, isF64 ? FloatType(b.getF64Type()) : b.getF32Type());
  if (!encoding.tensorScale)
    return scale;
  ElementOps ops(b, storedScale);
  return ops.multiply(ops.toF32(tensorScale), ops.toF32(scale));
}

Value emit::emitZeroPoint(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value storedZeroPoint) {
  if (!encoding.zeroPoint)
    return {};
  bool single = !encoding.isWide() && fitsF32(*encoding.zeroPoint);
  return emitDecode(b, *encoding.zeroPoint, storedZeroPoint, single ? b.getF32Type() : FloatType(b.getF64Type()));
}
