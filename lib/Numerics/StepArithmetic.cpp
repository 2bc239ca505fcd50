//===- StepArithmetic.cpp - arithmetic with every step rounded to a type ---------------------------------===//

#include "StepArithmetic.h"
#include <cmath>
#include <cstring>

using namespace mlir::qnt::numerics;

/// Rounds to odd: `nearest` is the nearest double of a value that differs from it by something of the sign of `error`.
static double makeOdd(double nearest, double error) {
  if (error == 0.0 || !std::isfinite(nearest) || !std::isfinite(error))
    return nearest;
  uint64_t bits;
  std::memcpy(&bits, &nearest, sizeof(bits));
  if (bits & 1)
    return nearest;
  return std::nextafter(nearest, error > 0.0 ? HUGE_VAL : -HUGE_VAL);
}

double mlir::qnt::numerics::divideToOdd(double a, double b) {
  double quotient = a / b;
  if (!std::isfinite(quotient) || quotient == 0.0)
    return quotient;
  // a - quotient * b is exact; its sign relative to b's says on which side of `quotient` the real quotient lies.
  double remainder = std::fma(-quotient, b, a);
  return makeOdd(quotient, std::signbit(b) ? -remainder : remainder);
}

double mlir::qnt::numerics::multiplyToOdd(double a, double b) {
  double product = a * b;
  return makeOdd(product, std::fma(a, b, -product));
}

double mlir::qnt::numerics::addToOdd(double a, double b) {
  double sum = a + b;
  return makeOdd(sum, getSumError(a, b, sum));
}

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
  return Format::F64;
}

StepArithmetic::StepArithmetic(Arithmetic arithmetic, Subnormals subnormals, Format input, Format scale)
    : type(getStepType(arithmetic, input, scale)), exact(arithmetic == Arithmetic::Exact),
      flushes(subnormals == Subnormals::Flush && (type == Format::F32 || type == Format::BF16)) {}

double StepArithmetic::flush(double value) const {
  return flushes && std::fabs(value) < getInfo(Format::F32).minNormal ? std::copysign(0.0, value) : value;
}

double StepArithmetic::roundToType(double value) const {
  if (type == Format::F64)
    return value;
  if (type == Format::F32)
    return double(float(value));
  EncodeOptions options;
  options.overflow = Overflow::NonFinite;
  return roundTo(type, value, options);
}

double StepArithmetic::round(double value) const { return flush(roundToType(value)); }

double StepArithmetic::divide(double a, double b) const {
  if (exact)
    return divideToOdd(a, b);
  a = flush(a);
  b = flush(b);
  return type == Format::F32 ? flush(double(float(a) / float(b))) : round(a / b);
}

double StepArithmetic::multiply(double a, double b) const {
  if (exact)
    return multiplyToOdd(a, b);
  a = flush(a);
  b = flush(b);
  return type == Format::F32 ? flush(double(float(a) * float(b))) : round(a * b);
}

double StepArithmetic::add(double a, double b) const {
  if (exact)
    return addToOdd(a, b);
  a = flush(a);
  b = flush(b);
  return type == Format::F32 ? flush(double(float(a) + float(b))) : round(a + b);
}

static bool staysInF32(Quotient quotient, Format type) {
  return quotient == Quotient::ReciprocalXLA && type == Format::BF16;
}

double StepArithmetic::getReciprocal(double b, Quotient quotient) const {
  return staysInF32(quotient, type) ? flush(double(1.0f / float(flush(b)))) : divide(1.0, b);
}

double StepArithmetic::multiplyReciprocal(double a, double reciprocal, Quotient quotient) const {
  return staysInF32(quotient, type) ? round(double(float(flush(a)) * float(reciprocal))) : multiply(a, reciprocal);
}
