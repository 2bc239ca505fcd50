//===- Exponential.cpp - e^x and its relatives ------------------------------------------------------------===//
//
// x = k ln 2 + r with |r| <= ln 2 / 2; e^r by its series.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Functions.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

/// (e^r - 1 - r) / r^2 for |r| <= 0.35.
static Real buildExponentialTail(const Real &r) {
  static constexpr double kCoefficients[] = {1.0 / 2,
                                             1.0 / 6,
                                             1.0 / 24,
                                             1.0 / 120,
                                             1.0 / 720,
                                             1.0 / 5040,
                                             1.0 / 40320,
                                             1.0 / 362880,
                                             1.0 / 3628800.0,
                                             1.0 / 39916800.0,
                                             1.0 / 479001600.0,
                                             1.0 / 6227020800.0,
                                             1.0 / 87178291200.0};
  return polynomial(r, kCoefficients);
}

/// e^(high + low) - 1 for a small pair whose low part is below a unit of its high part.
static Pair buildSmallExponential(const Real &high, const Real &low) {
  Real tail = fma(high * high, buildExponentialTail(high), fma(high, low, low));
  return addSmaller(high, tail);
}

Exponential math_functions::buildExponential(const Pair &x) {
  Real k = roundEven(x.high * 0x1.71547652b82fep+0);
  Real high = fma(-k, kLn2High, x.high);
  Pair part = addExactly(high, -k * kLn2Low);
  Pair r = addExactly(part.high, part.low + x.low);
  return {toInteger(k), buildSmallExponential(r.high, r.low)};
}

/// 2^k (1 + p)
static Real buildWhole(const Exponential &x) {
  Pair sum = addSmaller(x.p.high.constant(1.0), x.p.high);
  return scale(sum.high + (sum.low + x.p.low), x.k);
}

Real math_functions::buildExp(const Real &x) {
  Real inside = clamp(x, -746.0, 710.0);
  return buildWhole(buildExponential({inside, x.constant(0.0)}));
}

Real math_functions::buildExp2(const Real &x) {
  Real inside = clamp(x, -1080.0, 1025.0);
  Real k = roundEven(inside);
  // The fraction is exact.
  Pair ln2 = {x.constant(0x1.62e42fefa39efp-1), x.constant(0x1.abc9e3b39803fp-56)};
  Pair r = ln2 * (inside - k);
  return buildWhole({toInteger(k), buildSmallExponential(r.high, r.low)});
}

/// Half of e^x - 1.
static Pair buildHalfOfExpM1(const Real &x) {
  Exponential e = buildExponential({clamp(x, -50.0, 710.0), x.constant(0.0)});
  // (2^k p + (2^k - 1)) / 2; 2^1024 does not occur in halves. Products are exact.
  Real half = powerOfTwo(e.k - 1);
  Pair sum = addExactly(half - 0.5, half * e.p.high);
  return addSmaller(sum.high, fma(half, e.p.low, sum.low));
}

Real math_functions::buildExpM1(const Real &x) {
  Pair half = buildHalfOfExpM1(x);
  Real sum = half.high + half.low;
  // Zeros keep their sign.
  return select(abs(x) < 0x1p-54, x, sum + sum);
}

Real math_functions::buildSinh(const Real &x) {
  Real size = abs(x);
  // With t = e^x - 1: (t + t / (t + 1)) / 2.
  Pair half = buildHalfOfExpM1(size);
  Pair quotient = divide(half, half + half + half.high.constant(1.0));
  Pair sum = half + quotient;
  Real small = select(size < 0x1p-28, size, sum.high + sum.low);
  // Half of e^x without overflow.
  Exponential e = buildExponential({clamp(size, 0.0, 711.0), x.constant(0.0)});
  Real large = buildWhole({e.k - 1, e.p});
  return copySign(select(size < 22.0, small, large), x);
}

Real math_functions::buildCosh(const Real &x) {
  Real size = abs(x);
  Exponential e = buildExponential({clamp(size, 0.0, 711.0), x.constant(0.0)});
  Real half = buildWhole({e.k - 1, e.p});
  return half + 0.25 / half;
}

Real math_functions::buildTanh(const Real &x) {
  Real size = abs(x);
  // With t = e^(-2 x) - 1: -t / (t + 2).
  Pair half = buildHalfOfExpM1(-2.0 * select(size > 30.0, 30.0, size));
  Pair quotient = divide({-half.high, -half.low}, half + half.high.constant(1.0));
  return select(size < 0x1p-28, x, copySign(quotient.high + quotient.low, x));
}
