//===- ExactArithmetic.h - real arithmetic in integers ---------------------------------------------------===//
//
// Finite doubles as integers times powers of two, in 128 bits: products and comparisons of products exactly, quotients
// and sums rounded once to any binary float format. No floating-point instruction takes part in a result; doubles only
// carry values in and out. IEEE 754's rules hold for zeros, infinities and NaN.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_EXACTARITHMETIC_H
#define QNT_UNITTESTS_NUMERICSORACLE_EXACTARITHMETIC_H

#include "FormatSpec.h"
#include <limits>

namespace oracle {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// (-1)^negative * (magnitude + delta) * 2^exponent, where delta is 0, or, when `inexact`, lies strictly between 0 and
/// 1. An inexact magnitude has more than 64 bits, more than any format keeps.
struct Real {
  bool negative = false;
  unsigned __int128 magnitude = 0;
  int exponent = 0;
  bool inexact = false;
};

/// The exact value of a finite double.
Real toReal(double value);
/// -1, 0 or 1 as |a| is less than, equal to or greater than |b|; both exact.
int compareMagnitudes(const Real &a, const Real &b);
/// -1, 0 or 1 as x is less than, equal to or greater than a * b; all finite.
int compareToProduct(double x, double a, double b);

/// To nearest, ties to even; beyond the largest finite value (after rounding) infinity.
double roundTo(const FloatSpec &type, const Real &value);
double roundTo(const FloatSpec &type, double value);

/// The IEEE 754 operations of `type`, rounded once, to nearest even. Operands need not be of that type.
double divide(const FloatSpec &type, double dividend, double divisor);
double multiply(const FloatSpec &type, double a, double b);
double add(const FloatSpec &type, double a, double b);
inline double subtract(const FloatSpec &type, double a, double b) { return add(type, a, -b); }

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_EXACTARITHMETIC_H
