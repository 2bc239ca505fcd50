//===- Logarithm.cpp - logarithms, powers, inverse hyperbolic functions -----------------------------------===//
//
// x = 2^k m with 1/sqrt(2) <= m < sqrt(2); ln m = 2 artanh s with s = (m - 1) / (m + 1), by its series.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Functions.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

namespace {
/// 2^k m
struct Parts {
  Real k, m;
};
} // namespace

/// Of a positive finite number.
static Parts splitExponent(const Real &x) {
  Whole isSmall = x < 0x1p-1022;
  Whole bits = toBits(select(isSmall, x * 0x1p54, x));
  Whole exponent = (bits - 0x3fe6a09e667f3bcdull) >> 52; // those of 1/sqrt(2) give 0
  Real k = fromInteger(exponent) - select(isSmall, x.constant(54.0), 0.0);
  return {k, fromBits(bits - (exponent << 52))};
}

/// (artanh s - s) / s^3 as a function of s^2 <= 0.03, times 2.
static Real buildLogarithmTail(const Real &square) {
  static constexpr double kCoefficients[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                             2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23, 2.0 / 25};
  return polynomial(square, kCoefficients);
}

/// ln(1 + f) + k ln 2 + rest, for f between 1/sqrt(2) - 1 and sqrt(2) - 1. With s = f / (2 + f):
/// ln(1 + f) = 2 s + s^3 T = f - f^2/2 + s (f^2/2 + s^2 T).
static Real buildLogOfSum(const Real &f, const Real &k, const Real &rest) {
  Real s = f / (f + 2.0);
  Real square = s * s;
  Real half = 0.5 * f * f;
  Real tail = fma(s, fma(square, buildLogarithmTail(square), half), fma(k, kLn2Low, rest));
  return fma(k, kLn2High, f - (half - tail));
}

/// What logarithms have at and beyond the ends of their range.
static Real selectEnds(const Real &x, const Real &inside) {
  Real positive = select(x == kInfinity, kInfinity, inside);
  Real atLeastZero = select(x == 0.0, -kInfinity, positive);
  return select(x < 0.0, kNaN, select(isNaN(x), x, atLeastZero));
}

Real math_functions::buildLog(const Real &x) {
  Parts parts = splitExponent(x);
  return selectEnds(x, buildLogOfSum(parts.m - 1.0, parts.k, x.constant(0.0)));
}

Real math_functions::buildLog1p(const Real &x) {
  Real u = x + 1.0;
  // What the addition has lost counts relative to the sum.
  Pair sum = addExactly(x, x.constant(1.0));
  Parts parts = splitExponent(u);
  Whole isNear = (parts.k == 0.0);
  Real f = select(isNear, x, parts.m - 1.0);
  Real rest = select(isNear, 0.0, sum.low / u);
  Real inside = buildLogOfSum(f, parts.k, rest);
  Real tiny = select(abs(x) < 0x1p-54, x, inside);
  return select(x == kInfinity, kInfinity, select(x == -1.0, -kInfinity, select(x < -1.0, kNaN, tiny)));
}

/// ln m to some 65 bits.
static Pair buildLogOfPart(const Real &m) {
  Real f = m - 1.0;
  Pair s = divide({f, f.constant(0.0)}, addExactly(f.constant(2.0), f));
  Pair square = s * s;
  // Two thirds need more bits than one number has; from there on a number is enough.
  Pair third = {f.constant(2.0 / 3), f.constant(0x1.5555555555555p-55)};
  static constexpr double kCoefficients[] = {2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13, 2.0 / 15,
                                             2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23, 2.0 / 25, 2.0 / 27};
  Pair tail = third + square.high * polynomial(square.high, kCoefficients);
  Pair twice = {s.high + s.high, s.low + s.low};
  return twice + s * (square * tail);
}

Pair math_functions::buildLogarithm(const Real &x) {
  Parts parts = splitExponent(x);
  Pair ln2 = {x.constant(0x1.62e42fefa39efp-1), x.constant(0x1.abc9e3b39803fp-56)};
  return ln2 * parts.k + buildLogOfPart(parts.m);
}

Real math_functions::buildLog2(const Real &x) {
  Parts parts = splitExponent(x);
  Pair inverse = {x.constant(0x1.71547652b82fep+0), x.constant(0x1.777d0ffda0d24p-56)};
  Pair log = buildLogOfPart(parts.m) * inverse;
  Pair sum = log + parts.k;
  return selectEnds(x, sum.high + sum.low);
}

Real math_functions::buildLog10(const Real &x) {
  Parts parts = splitExponent(x);
  Pair inverse = {x.constant(0x1.bcb7b1526e50ep-2), x.constant(0x1.95355baaafad3p-57)};
  Pair log = buildLogOfPart(parts.m) * inverse;
  Pair exponent = {parts.k * 0x1.34413509f6000p-2, parts.k * 0x1.9fef311f12b36p-42};
  Pair sum = exponent + log;
  return selectEnds(x, sum.high + sum.low);
}

//===----------------------------------------------------------------------------------------------------===//
// Powers
//===----------------------------------------------------------------------------------------------------===//

/// size^y for size >= 0.
static Real buildPowOfSize(const Real &size, const Real &y) {
  Whole isInside = (size > 0.0) & (size < kInfinity);
  Pair log = buildLogarithm(select(isInside, size, 2.0));
  Pair product = log * y;
  // Too large or small, or y is infinite: the sign decides.
  Real rough = log.high * y;
  Whole isHuge = (rough > 720.0), isTiny = (rough < -760.0);
  Whole isBounded = !(isHuge | isTiny);
  Pair exponent = {select(isBounded, product.high, 0.0), select(isBounded, product.low, 0.0)};
  Exponential e = buildExponential(exponent);
  Pair sum = addSmaller(size.constant(1.0), e.p.high);
  Real inside = scale(sum.high + (sum.low + e.p.low), e.k);
  Real bounded = select(isHuge, kInfinity, select(isTiny, 0.0, inside));
  // 0 or infinity.
  Whole grows = (size == 0.0) ^ (y > 0.0);
  Real end = select(grows, y.constant(kInfinity), 0.0);
  return select(isInside, bounded, end);
}

Real math_functions::buildPow(const Real &x, const Real &y) {
  Real size = abs(x);
  Whole isInteger = (trunc(y) == y);
  Real half = 0.5 * y;
  Whole isOdd = isInteger & (trunc(half) != half);
  Real power = buildPowOfSize(size, y);
  // (-1)^(+-infinity) is 1.
  power = select(size == 1.0, 1.0, power);
  Whole isNegative = toBits(x) < 0;
  Real signedPower = select(isOdd & isNegative, -power, power);
  Whole isUndefined = (x < 0.0) & (x != -kInfinity) & !isInteger;
  Real result = select(isUndefined, kNaN, signedPower);
  Real withNaN = select(isNaN(x) | isNaN(y), x + y, result);
  return select((y == 0.0) | (x == 1.0), 1.0, withNaN);
}

//===----------------------------------------------------------------------------------------------------===//
// Inverse hyperbolic functions
//===----------------------------------------------------------------------------------------------------===//

Real math_functions::buildAsinh(const Real &x) {
  Real size = abs(x);
  Real bounded = select(size > 0x1p28, 1.0, size);
  // ln(1 + x + x^2 / (1 + sqrt(1 + x^2)))
  Real square = bounded * bounded;
  Real root = sqrt(square + 1.0);
  Real moderate = buildLog1p(bounded + square / (root + 1.0));
  Real large = buildLog(size) + 0x1.62e42fefa39efp-1;
  Real tiny = select(size < 0x1p-28, size, moderate);
  return copySign(select(size > 0x1p28, large, tiny), x);
}

Real math_functions::buildAcosh(const Real &x) {
  Real bounded = select(x > 0x1p28, 2.0, x);
  // ln(1 + t + sqrt(2 t + t^2)), t = x - 1
  Real t = bounded - 1.0;
  Real moderate = buildLog1p(t + sqrt(fma(t, t, t + t)));
  Real large = buildLog(x) + 0x1.62e42fefa39efp-1;
  return select(x < 1.0, kNaN, select(x > 0x1p28, large, moderate));
}

Real math_functions::buildAtanh(const Real &x) {
  Real size = abs(x);
  // ln((1 + x) / (1 - x)) / 2
  Real moderate = 0.5 * buildLog1p((size + size) / (1.0 - size));
  Real tiny = select(size < 0x1p-28, size, moderate);
  return select(size > 1.0, kNaN, copySign(tiny, x));
}
