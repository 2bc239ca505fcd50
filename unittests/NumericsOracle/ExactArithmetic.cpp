//===- ExactArithmetic.cpp - real arithmetic in integers -------------------------------------------------===//
#include "ExactArithmetic.h"
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace oracle {

using Wide = unsigned __int128;

static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

static int bitLength(Wide value) {
  auto high = uint64_t(value >> 64);
  auto low = uint64_t(value);
  if (high)
    return 128 - __builtin_clzll(high);
  return low ? 64 - __builtin_clzll(low) : 0;
}

Real toReal(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  auto exponent = int(bits >> 52 & 0x7FF);
  uint64_t mantissa = bits & 0xFFFFFFFFFFFFF;
  assert(exponent != 0x7FF && "expected a finite value");
  Real result;
  result.negative = bits >> 63;
  result.magnitude = exponent ? mantissa | uint64_t(1) << 52 : mantissa;
  result.exponent = (exponent ? exponent : 1) - 1075;
  return result;
}

/// The double of a magnitude of at most 53 bits that a double holds exactly.
static double compose(bool negative, uint64_t magnitude, int exponent) {
  double value = std::ldexp(double(magnitude), exponent);
  return negative ? -value : value;
}

int compareMagnitudes(const Real &a, const Real &b) {
  assert(!a.inexact && !b.inexact);
  if (a.magnitude == 0 || b.magnitude == 0)
    return int(a.magnitude != 0) - int(b.magnitude != 0);
  int lengthA = bitLength(a.magnitude), lengthB = bitLength(b.magnitude);
  int topA = lengthA + a.exponent, topB = lengthB + b.exponent;
  if (topA != topB)
    return topA < topB ? -1 : 1;
  // The leading bits have the same weight: moved to the same place, the magnitudes compare.
  Wide left = a.magnitude << (128 - lengthA), right = b.magnitude << (128 - lengthB);
  return left == right ? 0 : left < right ? -1 : 1;
}

static Real exactProduct(double a, double b) {
  Real left = toReal(a), right = toReal(b);
  return {left.negative != right.negative, left.magnitude * right.magnitude, left.exponent + right.exponent, false};
}

int compareToProduct(double x, double a, double b) {
  Real left = toReal(x), right = exactProduct(a, b);
  int signLeft = left.magnitude == 0 ? 0 : left.negative ? -1 : 1;
  int signRight = right.magnitude == 0 ? 0 : right.negative ? -1 : 1;
  if (signLeft != signRight)
    return signLeft < signRight ? -1 : 1;
  return signLeft * compareMagnitudes(left, right);
}

double roundTo(const FloatSpec &type, const Real &value) {
  double zero = value.negative ? -0.0 : 0.0;
  if (value.magnitude == 0)
    return zero;
  int length = bitLength(value.magnitude);
  assert((!value.inexact || length > 64) && "an inexact magnitude needs more bits than any format keeps");
  // Bits below the last place: those beyond the precision, or more where the result is subnormal.
  int dropped = length - type.precision();
  if (value.exponent + dropped < type.minExponent())
    dropped = type.minExponent() - value.exponent;
  if (dropped > length + 1)
    return zero; // below half the smallest subnormal
  if (dropped <= 0)
    return roundTo(type, compose(value.negative, uint64_t(value.magnitude), value.exponent));
  Wide kept = dropped >= 128 ? 0 : value.magnitude >> dropped;
  Wide rest = dropped >= 128 ? value.magnitude : value.magnitude & ((Wide(1) << dropped) - 1);
  Wide half = dropped > 128 ? 0 : Wide(1) << (dropped - 1);
  bool above = dropped <= 128 && (rest > half || (rest == half && value.inexact));
  bool tie = dropped <= 128 && rest == half && !value.inexact;
  if (above || (tie && (kept & 1)))
    ++kept;
  double rounded = compose(value.negative, uint64_t(kept), value.exponent + dropped);
  double largest = valueOf(type, type.maxFiniteCode());
  return std::fabs(rounded) > largest ? (value.negative ? -kInfinity : kInfinity) : rounded;
}

double roundTo(const FloatSpec &type, double value) {
  if (!std::isfinite(value) || value == 0)
    return value;
  Real real = toReal(value);
  // Strip trailing zeros: a value with few bits needs no rounding unless it is out of range.
  int zeros = __builtin_ctzll(uint64_t(real.magnitude));
  real.magnitude >>= zeros;
  real.exponent += zeros;
  if (bitLength(real.magnitude) <= type.precision() && real.exponent >= type.minExponent()) {
    double largest = valueOf(type, type.maxFiniteCode());
    return std::fabs(value) > largest ? std::copysign(kInfinity, value) : value;
  }
  return roundTo(type, real);
}

double divide(const FloatSpec &type, double dividend, double divisor) {
  bool negative = std::signbit(dividend) != std::signbit(divisor);
  bool bothZero = dividend == 0 && divisor == 0, bothInfinite = std::isinf(dividend) && std::isinf(divisor);
  if (std::isnan(dividend) || std::isnan(divisor) || bothZero || bothInfinite)
    return kNaN;
  if (std::isinf(dividend) || divisor == 0)
    return negative ? -kInfinity : kInfinity;
  if (std::isinf(divisor) || dividend == 0)
    return negative ? -0.0 : 0.0;
  Real a = toReal(dividend), b = toReal(divisor);
  // Both magnitudes have at most 53 bits: the quotient has at least 127 - 53 = 74 bits.
  int shift = 127 - bitLength(a.magnitude);
  Wide numerator = a.magnitude << shift;
  Real quotient{negative, numerator / b.magnitude, a.exponent - shift - b.exponent, numerator % b.magnitude != 0};
  return roundTo(type, quotient);
}

double multiply(const FloatSpec &type, double a, double b) {
  bool negative = std::signbit(a) != std::signbit(b);
  bool zeroTimesInfinity = (a == 0 && std::isinf(b)) || (b == 0 && std::isinf(a));
  if (std::isnan(a) || std::isnan(b) || zeroTimesInfinity)
    return kNaN;
  if (std::isinf(a) || std::isinf(b))
    return negative ? -kInfinity : kInfinity;
  return roundTo(type, exactProduct(a, b));
}

/// Sum of two exact reals, |a| >= |b| > 0.
static Real exactSum(Real a, Real b) {
  int up = 127 - bitLength(a.magnitude) - 1; // one bit of head room for the carry
  a.magnitude <<= up;
  a.exponent -= up;
  int distance = b.exponent - a.exponent;
  bool lost = false;
  if (distance >= 0) {
    b.magnitude <<= distance; // |b| <= |a|: stays within the bits of a
  } else if (-distance >= 128) {
    lost = true;
    b.magnitude = 0;
  } else {
    lost = (b.magnitude & ((Wide(1) << -distance) - 1)) != 0;
    b.magnitude >>= -distance;
  }
  if (a.negative == b.negative)
    return {a.negative, a.magnitude + b.magnitude, a.exponent, lost};
  // a - (b + delta) = (a - b - 1) + (1 - delta)
  return {a.negative, a.magnitude - b.magnitude - (lost ? 1 : 0), a.exponent, lost};
}

double add(const FloatSpec &type, double a, double b) {
  if (std::isnan(a) || std::isnan(b) || (std::isinf(a) && std::isinf(b) && a != b))
    return kNaN;
  if (std::isinf(a) || std::isinf(b))
    return std::isinf(a) ? a : b;
  if (a == 0 && b == 0)
    return std::signbit(a) && std::signbit(b) ? -0.0 : 0.0;
  if (a == 0 || b == 0)
    return roundTo(type, a == 0 ? b : a);
  Real left = toReal(a), right = toReal(b);
  int order = compareMagnitudes(left, right);
  if (order == 0 && left.negative != right.negative)
    return 0.0;
  return roundTo(type, order >= 0 ? exactSum(left, right) : exactSum(right, left));
}

} // namespace oracle
