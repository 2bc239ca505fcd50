//===- InverseTrigonometry.cpp - angles of sines, cosines and tangents ------------------------------------===//
//
// The arc tangent by its series around 0 after taking off the angle of 1/2, 1, 3/2 or infinity.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Functions.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

static constexpr double kHalfPi = 0x1.921fb54442d18p+0, kHalfPiLow = 0x1.1a62633145c07p-54;

/// (arctan t - t) / t as a function of t^2 <= 0.2.
static Real buildTangentTail(const Real &square) {
  double coefficients[24];
  for (int n = 0; n < 24; ++n)
    coefficients[n] = (n % 2 == 0 ? -1.0 : 1.0) / (2 * n + 3);
  return square * polynomial(square, coefficients);
}

/// arctan(above / below) as a pair; above >= 0, below > 0 and above / below is finite, or below is 0 and above is not.
static Pair buildAngle(const Real &above, const Real &below) {
  // Angles of c in {0, 1/2, 1, 3/2, infinity}; tan of the difference is (a - c b) / (b + c a).
  struct {
    double from, c, high, low;
  } const kSteps[] = {{7.0 / 16, 0.5, 0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
                      {11.0 / 16, 1.0, 0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
                      {19.0 / 16, 1.5, 0x1.f730bd281f69bp-1, 0x1.007887af0cbbdp-56}};
  Real numerator = above, denominator = below;
  Real lowNumerator = above.constant(0.0), lowDenominator = lowNumerator;
  Pair angle = {above.constant(0.0), above.constant(0.0)};
  for (const auto &step : kSteps) {
    Whole isBeyond = above >= below * step.from;
    // A part of a product with 3/2 is lost otherwise.
    Pair product = multiplyExactly(below, step.c), other = multiplyExactly(above, step.c);
    Pair difference = addExactly(above, -product.high), sum = addExactly(below, other.high);
    numerator = select(isBeyond, difference.high, numerator);
    lowNumerator = select(isBeyond, difference.low - product.low, lowNumerator);
    denominator = select(isBeyond, sum.high, denominator);
    lowDenominator = select(isBeyond, sum.low + other.low, lowDenominator);
    angle = {select(isBeyond, step.high, angle.high), select(isBeyond, step.low, angle.low)};
  }
  Whole isSteep = above >= below * (39.0 / 16);
  numerator = select(isSteep, -below, numerator);
  denominator = select(isSteep, above, denominator);
  lowNumerator = select(isSteep, 0.0, lowNumerator);
  lowDenominator = select(isSteep, 0.0, lowDenominator);
  angle = {select(isSteep, kHalfPi, angle.high), select(isSteep, kHalfPiLow, angle.low)};
  Pair t = divide({numerator, lowNumerator}, {denominator, lowDenominator});
  Real tail = fma(t.high, buildTangentTail(t.high * t.high), t.low);
  return angle + addSmaller(t.high, tail);
}

Real math_functions::buildAtan(const Real &x) {
  Real size = abs(x);
  Real bounded = select(size > 0x1p60, 0x1p60, size);
  Pair angle = buildAngle(bounded, x.constant(1.0));
  return select(x == 0.0, x, copySign(angle.high + angle.low, x));
}

Real math_functions::buildAtan2(const Real &y, const Real &x) {
  Real above = abs(y), below = abs(x);
  // Infinite ones as 1 beside numbers; two of them are equal.
  Whole yIsInfinite = (above == kInfinity), xIsInfinite = (below == kInfinity);
  Whole isInfinite = yIsInfinite | xIsInfinite;
  Real a = select(isInfinite, select(yIsInfinite, x.constant(1.0), 0.0), above);
  Real b = select(isInfinite, select(xIsInfinite, x.constant(1.0), 0.0), below);
  // Of sizes whose products neither overflow nor underflow.
  Real larger = select(a > b, a, b);
  Whole isHuge = larger > 0x1p1000, isTiny = larger < 0x1p-900;
  Real factor = select(isHuge, 0x1p-200, select(isTiny, x.constant(0x1p170), 1.0));
  a = a * factor;
  b = b * factor;
  Whole isZero = (a == 0.0);
  Real safeBelow = select(isZero & (b == 0.0), 1.0, b);
  // Quotients beyond these bounds: the angle is the quotient, or pi/2 less nothing.
  Whole isFlat = a < b * 0x1p-60;
  Pair angle = buildAngle(select(isFlat, 0.0, a), safeBelow);
  Real flat = a / safeBelow;
  Pair positive = {select(isFlat, flat, angle.high), select(isFlat, 0.0, angle.low)};
  Pair pi = {x.constant(2 * kHalfPi), x.constant(2 * kHalfPiLow)};
  Pair negative = pi + Pair{-positive.high, -positive.low};
  Whole isLeft = toBits(x) < 0;
  Real size = select(isLeft, negative.high + negative.low, positive.high + positive.low);
  return select(isNaN(x) | isNaN(y), x + y, copySign(size, y));
}

/// (arcsin s - s) / s as a function of s^2 <= 1/4.
static Real buildSineTail(const Real &square) {
  double coefficients[28], factor = 1.0;
  for (int n = 0; n < 28; ++n) {
    factor *= (2.0 * n + 1) / (2.0 * n + 2);
    coefficients[n] = factor / (2 * n + 3);
  }
  return square * polynomial(square, coefficients);
}

/// arcsin s for a pair of at most 1/2.
static Pair buildSmallAngle(const Pair &s) {
  Real tail = s.high * buildSineTail(s.high * s.high);
  // The derivative is 1 / sqrt(1 - s^2); the low part needs no more than a few bits of it.
  Real slope = fma(s.high * s.high, 0.5, 1.0);
  return addSmaller(s.high, fma(s.low, slope, tail));
}

/// sqrt((1 - size) / 2) as a pair, for 1/2 <= size <= 1.
static Pair buildHalfChord(const Real &size) {
  Real half = (1.0 - size) * 0.5; // exact
  Real root = sqrt(half);
  Real rest = fma(-root, root, half);
  return {root, select(root == 0.0, 0.0, rest / (root + root))};
}

Real math_functions::buildAsin(const Real &x) {
  Real size = abs(x);
  Pair small = buildSmallAngle({select(size > 0.5, 0.5, size), x.constant(0.0)});
  Pair half = buildSmallAngle(buildHalfChord(select(size < 0.5, 0.5, size)));
  Pair large = Pair{x.constant(kHalfPi), x.constant(kHalfPiLow)} + Pair{-2.0 * half.high, -2.0 * half.low};
  Real angle = select(size <= 0.5, small.high + small.low, large.high + large.low);
  return select(size > 1.0, kNaN, select(isNaN(x), x, copySign(angle, x)));
}

Real math_functions::buildAcos(const Real &x) {
  Real size = abs(x);
  Pair halfPi = {x.constant(kHalfPi), x.constant(kHalfPiLow)};
  Pair small = buildSmallAngle({select(size > 0.5, 0.5, size), x.constant(0.0)});
  Real sign = select(x < 0.0, x.constant(-1.0), 1.0);
  Pair middle = halfPi + Pair{-sign * small.high, -sign * small.low};
  Pair half = buildSmallAngle(buildHalfChord(select(size < 0.5, 0.5, size)));
  Pair twice = {2.0 * half.high, 2.0 * half.low};
  Pair left = Pair{2.0 * halfPi.high, 2.0 * halfPi.low} + Pair{-twice.high, -twice.low};
  Real outer = select(x < 0.0, left.high + left.low, twice.high + twice.low);
  Real angle = select(size <= 0.5, middle.high + middle.low, outer);
  return select(size > 1.0, kNaN, select(isNaN(x), x, angle));
}
