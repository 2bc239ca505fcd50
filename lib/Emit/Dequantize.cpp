//===- Dequantize.cpp - ops for the decode formula --------------------------------------------------------===//

#include "FloatRounding.h"
#include "Qnt/Emit/Decode.h"
#include "StepArithmetic.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;

/// The product, rounded once to f32. f64 operands hold more than 24 bits.
static Value multiplyInF32(const ElementOps &ops, Value a, Value b) {
  if (ElementOps::width(a) == 32 && ElementOps::width(b) == 32)
    return ops.multiply(a, b);
  return ops.toF32(multiplyToOdd(ops, ops.toF64(a), ops.toF64(b)));
}

/// A product of mul_sub, rounded to the expressed type; of the type that it had.
static Value roundToExpressed(const ElementOps &ops, const ElementEncoding &encoding, Value value) {
  if (encoding.expressed == Format::F64)
    return value;
  bool isHalf = encoding.expressed != Format::F32;
  Value rounded = isHalf ? roundWithinF32(ops, value, encoding.expressed) : ops.toF32(value);
  return ElementOps::width(value) == 64 ? ops.toF64(rounded) : rounded;
}

/// number - zero point for a product that is rounded to f32: exact, but rounded to f32 where the zero point is a float.
/// In f32 where that gives the same: from two numbers of f32 to one, or of integers that f32 holds.
static Value subtractInF32(const ElementOps &ops, const ElementEncoding &encoding, Value number, Value zeroPoint) {
  bool isNumberInteger = numerics::isInteger(encoding.getNumberFormat());
  bool isZeroPointInteger = numerics::isInteger(*encoding.zeroPoint);
  bool areNarrow = ElementOps::width(number) == 32 && ElementOps::width(zeroPoint) == 32;
  if (areNarrow && (isNumberInteger || !isZeroPointInteger))
    return ops.subtract(number, zeroPoint);
  Value left = ops.toF64(number), right = ops.toF64(zeroPoint);
  if (isNumberInteger && isZeroPointInteger)
    return ops.subtract(left, right);
  Value difference = addToOdd(ops, left, ops.negate(right));
  return isZeroPointInteger ? difference : ops.toF32(difference);
}

/// In f32 arithmetic. Operands are f32, or f64 where they hold i32 or f64 numbers.
static Value decodeInF32(const ElementOps &ops, const ElementEncoding &encoding, Value number, Value scale,
                         Value zeroPoint) {
  auto multiply = [&](Value value) { return scale ? multiplyInF32(ops, value, scale) : ops.toF32(value); };
  if (!zeroPoint)
    return multiply(number);
  if (encoding.decode == numerics::DecodeRule::MulSub)
    return ops.subtract(roundToExpressed(ops, encoding, multiply(number)),
                        roundToExpressed(ops, encoding, multiply(zeroPoint)));
  return multiply(subtractInF32(ops, encoding, number, zeroPoint));
}

static Value decodeInF64(const ElementOps &ops, const ElementEncoding &encoding, Value number, Value scale,
                         Value zeroPoint) {
  auto multiply = [&](Value value) {
    return scale ? ops.multiply(ops.toF64(value), ops.toF64(scale)) : ops.toF64(value);
  };
  if (!zeroPoint)
    return multiply(number);
  if (encoding.decode == numerics::DecodeRule::MulSub)
    return ops.subtract(roundToExpressed(ops, encoding, multiply(number)),
                        roundToExpressed(ops, encoding, multiply(zeroPoint)));
  return multiply(ops.subtract(ops.toF64(number), ops.toF64(zeroPoint)));
}

Value emit::emitDequantize(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value number, Value scale,
                           Value zeroPoint) {
  ElementOps ops(b, number);
  Value value = encoding.isWide() ? decodeInF64(ops, encoding, number, scale, zeroPoint)
                                  : decodeInF32(ops, encoding, number, scale, zeroPoint);
  return roundToFloat(ops, value, getFloatType(b.getContext(), encoding.expressed));
}

Value emit::emitRealValue(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value number, Value scale,
                          Value zeroPoint, FloatType type) {
  ElementOps ops(b, number);
  ElementEncoding real = encoding;
  real.decode = numerics::DecodeRule::SubMul;
  if (type.isF64())
    return decodeInF64(ops, real, number, scale, zeroPoint);
  Value value = number;
  if (zeroPoint) {
    bool isWide = ElementOps::width(number) == 64 || ElementOps::width(zeroPoint) == 64;
    value = isWide ? ops.subtract(ops.toF64(number), ops.toF64(zeroPoint)) : ops.subtract(number, zeroPoint);
  }
  value = ops.toF32(value);
  return scale ? ops.multiply(value, ops.toF32(scale)) : value;
}
