//===- NumberRange.h - which numbers an operand of a contraction may hold ---------------------------------===//
//
// Decides, before the program runs, whether f32 arithmetic decodes an array, and multiplies what it decodes to, within
// its range. Constant scales, zero points and code books are looked at; codes are not: each one that the type has
// counts.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_NUMBERRANGE_H
#define QNT_LIB_LOWERLINALG_NUMBERRANGE_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Value.h"

namespace mlir::qnt {

/// Finite numbers: multiples of 2^lowest with at most `bits` significant bits; those that are not 0 have magnitudes
/// from `least` to `most`.
struct NumberRange {
  int bits, lowest;
  double least, most;
  /// False where values of the run decide, which take up the range of their type (bf16, e8m0, f32, f64) as good as
  /// never: then the range is the worst case, and is not expected.
  bool isExpected = true;

  /// Each number is a number of f32; it may be subnormal.
  bool isExactInF32() const;
  /// Each number lies between the smallest normal and the largest f32, or is 0.
  bool isNormalInF32() const;
};

/// Numbers of a type of tensors (f16, bf16, f32, f64) or of parts.
NumberRange getNumberRange(numerics::Format format);
/// Decoded numbers of an array, before any rounding: the range of code - zero point times that of the scale.
NumberRange getDecodedRange(Value array);
/// Numbers of one or of the other.
NumberRange uniteRanges(const NumberRange &lhs, const NumberRange &rhs);
/// Exact products.
NumberRange multiplyRanges(const NumberRange &lhs, const NumberRange &rhs);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_NUMBERRANGE_H
