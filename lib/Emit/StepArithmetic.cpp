//===- StepArithmetic.cpp - ops with every step rounded to a type ----------------------------------------===//

#include "StepArithmetic.h"
#include "FloatRounding.h"
#include <limits>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Arithmetic;
using numerics::Quotient;

//===----------------------------------------------------------------------------------------------------===//
// Rounding to odd
//===----------------------------------------------------------------------------------------------------===//

/// `nearest` moved by one place towards `error` where it is even and not exact.
static Value makeOdd(const ElementOps &ops, Value nearest, Value error) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Value bits = ops.bitsOf(nearest);
  Value sameSign = ops.compare(arith::CmpIPredicate::sge, ops.bitXor(bits, ops.bitsOf(error)), 0);
  Value moved = ops.add(bits, ops.select(sameSign, ops.integer(64, 1), ops.integer(64, -1)));
  Value isEven = ops.compare(arith::CmpIPredicate::eq, ops.bitAnd(bits, 1), 0);
  Value isInexact = ops.compare(arith::CmpFPredicate::ONE, error, 0.0);
  Value isFinite = ops.bitAnd(ops.compare(arith::CmpFPredicate::OLT, ops.abs(nearest), infinity),
                              ops.compare(arith::CmpFPredicate::OLT, ops.abs(error), infinity));
  Value moves = ops.bitAnd(ops.bitAnd(isEven, isInexact), isFinite);
  return ops.select(moves, ops.bitcast(moved, ops.f64()), nearest);
}

Value emit::divideToOdd(const ElementOps &ops, Value a, Value b) {
  Value quotient = ops.divide(a, b);
  Value remainder = ops.fma(ops.negate(quotient), b, a);
  // Relative to b's sign it says on which side of `quotient` the real quotient lies.
  Value signOfB = ops.bitAnd(ops.bitsOf(b), std::numeric_limits<int64_t>::min());
  Value error = ops.bitcast(ops.bitXor(ops.bitsOf(remainder), signOfB), ops.f64());
  Value isZero = ops.compare(arith::CmpFPredicate::OEQ, quotient, 0.0);
  return ops.select(isZero, quotient, makeOdd(ops, quotient, error));
}

Value emit::multiplyToOdd(const ElementOps &ops, Value a, Value b) {
  Value product = ops.multiply(a, b);
  return makeOdd(ops, product, ops.fma(a, b, ops.negate(product)));
}

Value emit::getSumError(const ElementOps &ops, Value a, Value b, Value sum) {
  Value bRounded = ops.subtract(sum, a);
  return ops.add(ops.subtract(a, ops.subtract(sum, bRounded)), ops.subtract(b, bRounded));
}

Value emit::addToOdd(const ElementOps &ops, Value a, Value b) {
  Value sum = ops.add(a, b);
  return makeOdd(ops, sum, getSumError(ops, a, b, sum));
}

//===----------------------------------------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------------------------------------===//

static bool isExactIn(double value, const llvm::fltSemantics &semantics) {
  APFloat exact(value);
  bool loses = false;
  exact.convert(semantics, APFloat::rmNearestTiesToEven, &loses);
  return !loses;
}

StepValue emit::makeConstant(const ElementOps &ops, double value) {
  if (!isExactIn(value, APFloat::IEEEsingle()))
    return {ops.number(ops.f64(), value), Format::F64};
  Value number = ops.number(ops.f32(), value);
  bool fitsBF16 = isExactIn(value, APFloat::BFloat()), fitsF16 = isExactIn(value, APFloat::IEEEhalf());
  return {number, fitsBF16 ? Format::BF16 : fitsF16 ? Format::F16 : Format::F32, fitsBF16 && fitsF16};
}

StepValue emit::makeStepValue(const ElementOps &ops, Value value) {
  Format format = *getFormat(cast<FloatType>(ElementOps::elementType(value)));
  return {ElementOps::width(value) < 32 ? ops.toF32(value) : value, format};
}

/// True when every number of `value` is one of `type`.
static bool fits(const StepValue &value, Format type) {
  if (value.format == type || value.isHalf)
    return true;
  if (type == Format::F64)
    return true;
  return type == Format::F32 && value.format != Format::F64;
}

//===----------------------------------------------------------------------------------------------------===//
// StepArithmetic
//===----------------------------------------------------------------------------------------------------===//

static Format getStepType(Arithmetic arithmetic, Format input, Format scale) {
  switch (arithmetic) {
  case Arithmetic::F32:
    return input == Format::F64 || scale == Format::F64 ? Format::F64 : Format::F32;
  case Arithmetic::Input:
    return input;
  case Arithmetic::Exact:
  case Arithmetic::F64:
    return Format::F64;
  }
  llvm_unreachable("unknown arithmetic");
}

StepArithmetic::StepArithmetic(Arithmetic arithmetic, numerics::Subnormals subnormals, Format input, Format scale)
    : type(getStepType(arithmetic, input, scale)), exact(arithmetic == Arithmetic::Exact),
      flushes(subnormals == numerics::Subnormals::Flush && (type == Format::F32 || type == Format::BF16)) {}

StepValue StepArithmetic::flush(const ElementOps &ops, StepValue value) const {
  // The smallest f16 is far above the smallest normal f32.
  if (!flushes || value.format == Format::F16)
    return value;
  Value isSmall = ops.compare(arith::CmpFPredicate::OLT, ops.abs(value.value), 0x1p-126);
  int64_t signMask = std::numeric_limits<int64_t>::min() >> (64 - ElementOps::width(value.value));
  Value zero = ops.bitcast(ops.bitAnd(ops.bitsOf(value.value), signMask), ElementOps::elementType(value.value));
  value.value = ops.select(isSmall, zero, value.value);
  return value;
}

StepValue StepArithmetic::roundToHalf(const ElementOps &ops, Value value) const {
  return flush(ops, {roundWithinF32(ops, value, type), type});
}

StepValue StepArithmetic::round(const ElementOps &ops, StepValue value) const {
  if (type == Format::F64)
    return value;
  if (fits(value, type))
    return flush(ops, value);
  if (type == Format::F32)
    return flush(ops, {ops.toF32(value.value), Format::F32});
  return roundToHalf(ops, value.value);
}

StepValue StepArithmetic::apply(const ElementOps &ops, Operation operation, StepValue a, StepValue b) const {
  a = flush(ops, a);
  b = flush(ops, b);
  if (type == Format::F64)
    return {operation(ops, ops.toF64(a.value), ops.toF64(b.value)), Format::F64};
  if (type == Format::F32)
    return flush(ops, {operation(ops, ops.toF32(a.value), ops.toF32(b.value)), Format::F32});
  bool inF32 = fits(a, type) && fits(b, type);
  return roundToHalf(ops, inF32 ? operation(ops, ops.toF32(a.value), ops.toF32(b.value))
                                : operation(ops, ops.toF64(a.value), ops.toF64(b.value)));
}

StepValue StepArithmetic::divide(const ElementOps &ops, StepValue a, StepValue b) const {
  if (exact)
    return {divideToOdd(ops, ops.toF64(a.value), ops.toF64(b.value)), Format::F64};
  return apply(ops, [](const ElementOps &ops, Value l, Value r) { return ops.divide(l, r); }, a, b);
}

StepValue StepArithmetic::multiply(const ElementOps &ops, StepValue a, StepValue b) const {
  if (exact)
    return {multiplyToOdd(ops, ops.toF64(a.value), ops.toF64(b.value)), Format::F64};
  return apply(ops, [](const ElementOps &ops, Value l, Value r) { return ops.multiply(l, r); }, a, b);
}

StepValue StepArithmetic::add(const ElementOps &ops, StepValue a, StepValue b) const {
  if (exact)
    return {addToOdd(ops, ops.toF64(a.value), ops.toF64(b.value)), Format::F64};
  return apply(ops, [](const ElementOps &ops, Value l, Value r) { return ops.add(l, r); }, a, b);
}

StepValue StepArithmetic::subtract(const ElementOps &ops, StepValue a, StepValue b) const {
  b.value = ops.negate(b.value);
  return add(ops, a, b);
}

//===----------------------------------------------------------------------------------------------------===//
// Reciprocals
//===----------------------------------------------------------------------------------------------------===//

static bool staysInF32(Quotient quotient, Format type) {
  return quotient == Quotient::ReciprocalXLA && type == Format::BF16;
}

StepValue StepArithmetic::getReciprocal(const ElementOps &ops, StepValue b, Quotient quotient) const {
  if (!staysInF32(quotient, type))
    return divide(ops, makeConstant(ops, 1.0), b);
  Value divisor = ops.toF32(flush(ops, b).value);
  return flush(ops, {ops.divide(ops.number(ops.f32(), 1.0), divisor), Format::F32});
}

StepValue StepArithmetic::multiplyReciprocal(const ElementOps &ops, StepValue a, StepValue reciprocal,
                                             Quotient quotient) const {
  if (!staysInF32(quotient, type))
    return multiply(ops, a, reciprocal);
  Value product = ops.multiply(ops.toF32(flush(ops, a).value), ops.toF32(reciprocal.value));
  return round(ops, {product, Format::F32});
}
