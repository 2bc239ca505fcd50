//===- Functions.h - elementary functions in f64 ----------------------------------------------------------===//
//
// Errors are at most 2 units in the last place (unittests/Target measures them), special values are those of C's
// functions. Series are Taylor's, on ranges so short that a handful of terms is exact enough; where a constant needs
// more bits than one number has, it is a sum.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_TARGET_MATH_FUNCTIONS_H
#define QNT_LIB_TARGET_MATH_FUNCTIONS_H

#include "Real.h"
#include <limits>

namespace mlir::qnt::math_functions {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// ln 2 in two parts; products of the first with numbers below 2^20 are exact.
inline constexpr double kLn2High = 0x1.62e42fef00000p-1, kLn2Low = 0x1.473de6af278edp-34;

/// 2^k (1 + p) stands for e^(x.high + x.low); -708 <= x <= 710 or NaN. k is an integer.
struct Exponential {
  Whole k;
  Pair p;
};
Exponential buildExponential(const Pair &x);
/// The natural logarithm of 2^k m, 1/sqrt(2) <= m < sqrt(2), to some 65 bits; x > 0 and finite.
Pair buildLogarithm(const Real &x);

Real buildExp(const Real &x);
/// Of an f32, within 0.501 units in the last place.
Real buildExpF32(const Real &x);
Real buildExp2(const Real &x);
Real buildExpM1(const Real &x);
Real buildLog(const Real &x);
Real buildLog2(const Real &x);
Real buildLog10(const Real &x);
Real buildLog1p(const Real &x);
Real buildPow(const Real &x, const Real &y);

Real buildSin(const Real &x);
Real buildCos(const Real &x);
Real buildTan(const Real &x);
Real buildAsin(const Real &x);
Real buildAcos(const Real &x);
Real buildAtan(const Real &x);
/// The angle of the point (x, y).
Real buildAtan2(const Real &y, const Real &x);

Real buildSinh(const Real &x);
Real buildCosh(const Real &x);
Real buildTanh(const Real &x);
Real buildAsinh(const Real &x);
Real buildAcosh(const Real &x);
Real buildAtanh(const Real &x);

Real buildErf(const Real &x);
Real buildErfc(const Real &x);
Real buildCbrt(const Real &x);
Real buildRsqrt(const Real &x);
/// What is left of x after whole multiples of y, with the sign of x; exact.
Real buildRemainder(const Real &x, const Real &y);

/// Integers of one type, wrapping around. A negative exponent gives the reciprocal rounded towards 0, of 0 it gives 0.
Whole buildIntegerPower(const Whole &base, const Whole &exponent);

} // namespace mlir::qnt::math_functions

#endif // QNT_LIB_TARGET_MATH_FUNCTIONS_H
