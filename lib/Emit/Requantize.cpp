//===- Requantize.cpp - ops on accumulators, with integers only -------------------------------------------===//

#include "Qnt/Emit/Requantize.h"
#include "ElementOps.h"
#include "Qnt/Emit/Decode.h"
#include <limits>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using arith::CmpIPredicate;
using numerics::Rounding;

static Value clampToI32(const ElementOps &ops, Value value) {
  Value low = ops.integer(64, std::numeric_limits<int32_t>::min());
  Value high = ops.integer(64, std::numeric_limits<int32_t>::max());
  return ops.signedMaximum(ops.signedMinimum(value, high), low);
}

/// All i64, 0 <= by < 64.
static Value shiftLeftBy(const ElementOps &ops, Value value, Value by) {
  return arith::ShLIOp::create(ops.builder(), value, by);
}

static Value shiftRightBy(const ElementOps &ops, Value value, Value by) {
  return arith::ShRSIOp::create(ops.builder(), value, by);
}

/// `value / 2^shift` to nearest, 1 <= shift <= 62, i64; stochastic modes are half even.
static Value shiftRightRounding(const ElementOps &ops, Value value, Value shift, Rounding rounding) {
  Value one = ops.integer(64, 1);
  Value below = shiftRightBy(ops, value, shift);
  Value remainder = ops.subtract(value, shiftLeftBy(ops, below, shift));
  Value half = shiftLeftBy(ops, one, ops.subtract(shift, one));
  Value isAbove = ops.compare(CmpIPredicate::sgt, remainder, half);
  Value isTie = ops.compare(CmpIPredicate::eq, remainder, half);
  Value tieGoesUp = rounding == Rounding::HalfAway ? ops.compare(CmpIPredicate::sge, value, 0)
                                                   : ops.compare(CmpIPredicate::ne, ops.bitAnd(below, 1), 0);
  Value goesUp = ops.bitOr(isAbove, ops.bitAnd(isTie, tieGoesUp));
  return ops.add(below, ops.zeroExtend(goesUp, 64));
}

/// One rounding of acc * multiplier * 2^-shift. Operands i64, result saturated to i32's range.
static Value multiplyOnce(const ElementOps &ops, Value acc, Value multiplier, Value shift, Rounding rounding) {
  Value zero = ops.integer(64, 0), one = ops.integer(64, 1);
  Value product = ops.multiply(acc, multiplier); // below 2^62
  Value rightShift = ops.signedMinimum(ops.signedMaximum(shift, one), ops.integer(64, 62));
  Value shifted = shiftRightRounding(ops, product, rightShift, rounding);
  // To the left: what is not 0 is at least 2^30, so that a shift of 2 already saturates; more must not overflow.
  Value leftShift = ops.signedMinimum(ops.signedMaximum(ops.subtract(zero, shift), zero), ops.integer(64, 3));
  Value low = ops.integer(64, -(int64_t(1) << 40)), high = ops.integer(64, int64_t(1) << 40);
  Value limited = ops.signedMaximum(ops.signedMinimum(product, high), low);
  Value enlarged = shiftLeftBy(ops, limited, leftShift);
  Value goesRight = ops.compare(CmpIPredicate::sgt, shift, 0);
  return clampToI32(ops, ops.select(goesRight, shifted, enlarged));
}

/// High 32 bits of 2 * a * b as ARM's SQRDMULH: to nearest, ties away from zero. `b` is positive.
static Value doublingHighMultiply(const ElementOps &ops, Value a, Value b) {
  Value product = ops.multiply(a, b);
  Value isNegative = ops.compare(CmpIPredicate::slt, product, 0);
  Value nudge = ops.select(isNegative, ops.integer(64, 1 - (int64_t(1) << 30)), ops.integer(64, int64_t(1) << 30));
  Value nudged = ops.add(product, nudge);
  // A division by 2^31 that truncates: negative numbers get 2^31 - 1 before the shift.
  Value correction = ops.select(ops.compare(CmpIPredicate::slt, nudged, 0), ops.integer(64, (int64_t(1) << 31) - 1),
                                ops.integer(64, 0));
  return ops.shiftRightSigned(ops.add(nudged, correction), 31);
}

/// TFLite's MultiplyByQuantizedMultiplier: left shift first, high multiply, then a rounding right shift, half away.
static Value multiplyTwice(const ElementOps &ops, Value acc, Value multiplier, Value shift) {
  Value zero = ops.integer(64, 0), one = ops.integer(64, 1);
  Value exponent = ops.subtract(ops.integer(64, 31), shift);
  Value leftShift = ops.signedMinimum(ops.signedMaximum(exponent, zero), ops.integer(64, 31));
  Value high = doublingHighMultiply(ops, clampToI32(ops, shiftLeftBy(ops, acc, leftShift)), multiplier);
  Value rightShift = ops.signedMinimum(ops.signedMaximum(ops.subtract(zero, exponent), one), ops.integer(64, 62));
  Value shifted = shiftRightRounding(ops, high, rightShift, Rounding::HalfAway);
  Value goesRight = ops.compare(CmpIPredicate::slt, exponent, 0);
  return clampToI32(ops, ops.select(goesRight, shifted, high));
}

/// The number as an i64 in the range of i32.
static Value multiplyByFixedPoint(const ElementOps &ops, Value acc, Value multiplier, Value shift,
                                  const numerics::Convention &convention) {
  acc = ops.signExtend(acc, 64);
  multiplier = ops.signExtend(multiplier, 64);
  shift = ops.signExtend(shift, 64);
  if (convention.requantize == numerics::RequantizeRounding::TFLite)
    return multiplyTwice(ops, acc, multiplier, shift);
  return multiplyOnce(ops, acc, multiplier, shift, convention.rounding);
}

Value emit::emitMultiplyByFixedPoint(ImplicitLocOpBuilder &b, Value acc, Value multiplier, Value shift,
                                     const numerics::Convention &convention) {
  ElementOps ops(b, acc);
  return ops.truncate(multiplyByFixedPoint(ops, acc, multiplier, shift, convention), 32);
}

Value emit::emitRequantize(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value acc, Value multiplier,
                           Value shift, Value zeroPoint, const numerics::Convention &convention) {
  assert(encoding.hasIntegerCodes() && "expected integer codes");
  ElementOps ops(b, acc);
  Value code = multiplyByFixedPoint(ops, acc, multiplier, shift, convention);
  if (zeroPoint)
    code = ops.add(code, emitIntegerCode(b, *encoding.zeroPoint, zeroPoint, 64));
  Value high = ops.integer(64, encoding.high), low = ops.integer(64, encoding.low);
  code = ops.signedMaximum(ops.signedMinimum(code, high), low);
  unsigned bits = numerics::bitWidth(encoding.storage);
  return ops.truncate(code, bits <= 8 ? 8 : bits);
}

Value emit::emitRoundBits(ImplicitLocOpBuilder &b, Value x, unsigned lsbs, unsigned bits) {
  ElementOps ops(b, x);
  Value rounded = x;
  if (lsbs != 0) {
    Value sum = ops.add(x, ops.integer(x, int64_t(1) << (lsbs - 1)));
    rounded = ops.bitAnd(sum, static_cast<int64_t>(~uint64_t(0) << lsbs));
  }
  unsigned spare = bits == 0 ? 0 : ElementOps::width(x) - bits;
  return ops.shiftRightSigned(ops.shiftLeft(rounded, spare), spare);
}
