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

/// In f32 arithmetic. Operands are f32, or f64 where they hold i32 or f64 numbers.
static Value decodeInF32(const ElementOps &ops, const ElementEncoding &encoding, Value number, Value scale,
                         Value zeroPoint) {
  auto multiply = [&](Value value) { return scale ? multiplyInF32(ops, value, scale) : ops.toF32(value); };
  if (!zeroPoint)
    return multiply(number);
  if (encoding.decode == numerics::DecodeRule::MulSub)
    return ops.subtract(roundToExpressed(ops, encoding, multiply(number)),
                        roundToExpressed(ops, encoding, multiply(zeroPoint)));
  if (ElementOps::width(number) == 32 && ElementOps::width(zeroPoint) == 32)
    return multiply(ops.subtract(number, zeroPoint));
  // Exact where both are integers; a float zero point makes it a step of its own.
  Value difference = ops.subtract(ops.toF64(number), ops.toF64(zeroPoint));
  return multiply(numerics::isFloat(*encoding.zeroPoint) ? ops.toF32(difference) : difference);
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
