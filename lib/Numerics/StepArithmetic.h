//===- StepArithmetic.h - arithmetic with every step rounded to a type -----------------------------------===//
#ifndef QNT_LIB_NUMERICS_STEPARITHMETIC_H
#define QNT_LIB_NUMERICS_STEPARITHMETIC_H

#include "Qnt/Numerics/Convention.h"

namespace mlir::qnt::numerics {

/// `a / b`, `a * b` and `a + b` rounded to odd: a later rounding to at most 51 bits gives what one rounding of the
/// exact result would (Boldo and Melquiond 2008). Operands must be far from the ends of the f64 range.
double divideToOdd(double a, double b);
double multiplyToOdd(double a, double b);
double addToOdd(double a, double b);

/// What the rounded `sum` of a and b lost: a + b - sum, exactly (Knuth's two-sum).
inline double getSumError(double a, double b, double sum) {
  double bRounded = sum - a;
  return (a - (sum - bRounded)) + (b - bRounded);
}

/// The exact product of two doubles, rounded once to f32.
inline double multiplyInF32(double a, double b) { return double(float(multiplyToOdd(a, b))); }

/// Arithmetic on doubles that hold values of a type; every result is rounded to it.
class StepArithmetic {
public:
  /// What `arithmetic` means for values of type `input` and scales of type `scale`.
  StepArithmetic(Arithmetic arithmetic, Subnormals subnormals, Format input, Format scale);

  double round(double value) const;
  double divide(double a, double b) const;
  double multiply(double a, double b) const;
  double add(double a, double b) const;
  double subtract(double a, double b) const { return add(a, -b); }

  /// a / b as a product with the reciprocal: getReciprocal(b), then multiplyReciprocal(a, that).
  double getReciprocal(double b, Quotient quotient) const;
  double multiplyReciprocal(double a, double reciprocal, Quotient quotient) const;

  bool isExact() const { return exact; }
  /// The type that steps are rounded to; F64 when exact.
  Format getType() const { return type; }

private:
  double roundToType(double value) const;
  /// 0 for subnormal numbers where these are flushed.
  double flush(double value) const;

  Format type;
  bool exact;
  bool flushes;
};

} // namespace mlir::qnt::numerics

#endif // QNT_LIB_NUMERICS_STEPARITHMETIC_H
