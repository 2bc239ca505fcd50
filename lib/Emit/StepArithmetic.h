//===- StepArithmetic.h - ops with every step rounded to a type ------------------------------------------===//
//
// What a convention's quotient_type, range_type and scale_type mean. Numbers are f32 or f64 values with the format that
// holds them, so that steps in f16 and bf16 are done in f32 where that is innocuous (24 >= 2 * 11 + 2 bits, Figueroa
// 1995) and in f64 where an operand is wider than the type.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMIT_STEPARITHMETIC_H
#define QNT_LIB_EMIT_STEPARITHMETIC_H

#include "ElementOps.h"
#include "Qnt/Emit/Quantize.h"

namespace mlir::qnt::emit {

/// Rounded to odd (Boldo and Melquiond 2008), f64; the operands must be f64.
Value divideToOdd(const ElementOps &ops, Value a, Value b);
Value multiplyToOdd(const ElementOps &ops, Value a, Value b);
Value addToOdd(const ElementOps &ops, Value a, Value b);
/// What the rounded `sum` of a and b lost: a + b - sum, exactly.
Value getSumError(const ElementOps &ops, Value a, Value b, Value sum);

/// A compile-time number in the narrowest of bf16, f16, f32, f64 that holds it.
StepValue makeConstant(const ElementOps &ops, double value);
/// A value as it is: f16, bf16 (extended to f32), f32 or f64.
StepValue makeStepValue(const ElementOps &ops, Value value);

class StepArithmetic {
public:
  StepArithmetic(numerics::Arithmetic arithmetic, numerics::Subnormals subnormals, Format input, Format scale);

  StepValue round(const ElementOps &ops, StepValue value) const;
  StepValue divide(const ElementOps &ops, StepValue a, StepValue b) const;
  StepValue multiply(const ElementOps &ops, StepValue a, StepValue b) const;
  StepValue add(const ElementOps &ops, StepValue a, StepValue b) const;
  StepValue subtract(const ElementOps &ops, StepValue a, StepValue b) const;

  /// a / b as a product with the reciprocal: getReciprocal(b), then multiplyReciprocal(a, that).
  StepValue getReciprocal(const ElementOps &ops, StepValue b, numerics::Quotient quotient) const;
  StepValue multiplyReciprocal(const ElementOps &ops, StepValue a, StepValue reciprocal,
                               numerics::Quotient quotient) const;

  bool isExact() const { return exact; }
  /// The type that steps are rounded to; F64 when exact.
  Format getType() const { return type; }

private:
  using Operation = Value (*)(const ElementOps &, Value, Value);
  StepValue apply(const ElementOps &ops, Operation operation, StepValue a, StepValue b) const;
  /// `value`, f32 or f64, rounded to a type narrower than f32.
  StepValue roundToHalf(const ElementOps &ops, Value value) const;
  StepValue flush(const ElementOps &ops, StepValue value) const;

  Format type;
  bool exact;
  bool flushes;
};

} // namespace mlir::qnt::emit

#endif // QNT_LIB_EMIT_STEPARITHMETIC_H
