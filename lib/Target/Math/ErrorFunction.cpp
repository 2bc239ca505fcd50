//===- ErrorFunction.cpp - erf, erfc ----------------------------------------------------------------------===//
#include "Functions.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

/// erf(x) / x as a function of x^2 <= 1: 2 / sqrt(pi) times the sum of (-x^2)^n / (n! (2 n + 1)).
static Real buildErfSeries(const Real &square) {
  double coefficients[22], factor = 1.0;
  for (int n = 0; n < 22; ++n) {
    coefficients[n] = factor / (2 * n + 1);
    factor /= -(n + 1);
  }
  return polynomial(square, coefficients);
}

/// erfc for 0.5 <= x <= 28. e^(x^2) erfc(x) (1 + 2 x) is a polynomial of (x - 3.75) / (x + 3.75), to 2^-57:
/// interpolated at the Chebyshev points of the range with 200 bits.
static Real buildErfcTail(const Real &x) {
  static constexpr double kCoefficients[] = {-0x1.1f367683f89a7p-3, 0x1.d5f294815b0d0p-9,   0x1.510169d0967dfp-4,
                                             -0x1.bda9309a2b2b4p-4, 0x1.7a14188a9a287p-4,   -0x1.e0d0fa6d73e4ap-5,
                                             0x1.d0b0037da1e24p-6,  -0x1.3f603c5200febp-7,  0x1.cc3a0e438b6b5p-10,
                                             0x1.33fb42f808fbfp-12, -0x1.303fa17b20856p-12, 0x1.b13f75fcbd76bp-15,
                                             0x1.778b52e5b3d65p-16, -0x1.7fc9ac3ceddaep-17, -0x1.055f130b5bb8fp-20,
                                             0x1.d28d9ece83670p-20, -0x1.e605e8fface5ep-25, -0x1.02469feb80891p-22,
                                             0x1.7ca4b56803c57p-26, 0x1.a77fbce501202p-26,  -0x1.83752a92529c5p-29};
  Real t = (x - 3.75) / (x + 3.75);
  // The first coefficient in two parts.
  Pair g = addExactly(x.constant(0x1.3ccda0b5d5dc2p+0), fma(t, polynomial(t, kCoefficients), 0x1.cde12d329183ap-54));
  Pair quotient = divide(g, addExactly(x.constant(1.0), x + x));
  Pair square = multiplyExactly(x, x);
  Exponential e = buildExponential({-square.high, -square.low});
  Real sum = quotient.high + fma(quotient.high, e.p.high, fma(quotient.high, e.p.low, quotient.low));
  return scale(sum, e.k);
}

static Real buildSmallErf(const Real &x) {
  // 2 / sqrt(pi) in two parts.
  Real series = buildErfSeries(x * x) * x;
  return fma(series, 0x1.20dd750429b6dp+0, series * 0x1.1ae3a914fed80p-56);
}

Real math_functions::buildErf(const Real &x) {
  Real size = abs(x);
  Real small = buildSmallErf(x);
  Real large = 1.0 - buildErfcTail(select(size < 1.0, 1.0, select(size > 6.5, 6.5, size)));
  return select(size < 1.0, small, select(isNaN(x), x, copySign(large, x)));
}

Real math_functions::buildErfc(const Real &x) {
  Real size = abs(x);
  Real small = 1.0 - buildSmallErf(x);
  Real tail = buildErfcTail(select(size < 0.5, 0.5, select(size > 28.0, 28.0, size)));
  Real large = select(x < 0.0, 2.0 - tail, tail);
  return select(size < 0.5, small, large);
}
