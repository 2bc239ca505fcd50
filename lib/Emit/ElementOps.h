//===- ElementOps.h - short names for building ops on scalars and vectors --------------------------------===//
//
// Wraps a builder so that a formula reads as a formula. Constants and casts take the shape of a sample value, so that
// the same code builds scalars and vectors.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMIT_ELEMENTOPS_H
#define QNT_LIB_EMIT_ELEMENTOPS_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/TypeUtilities.h"

namespace mlir::qnt::emit {

class ElementOps {
public:
  /// Constants and results have the shape of `sample`.
  ElementOps(ImplicitLocOpBuilder &b, Value sample) : b(b), shaped(dyn_cast<VectorType>(sample.getType())) {}

  ImplicitLocOpBuilder &builder() const { return b; }
  FloatType f32() const { return b.getF32Type(); }
  FloatType f64() const { return b.getF64Type(); }
  FloatType f16() const { return b.getF16Type(); }
  IntegerType integer(unsigned bits) const { return b.getIntegerType(bits); }
  /// `element`, or a vector of it.
  Type like(Type element) const { return shaped ? Type(VectorType(shaped).clone(element)) : element; }
  static Type elementType(Value value) { return getElementTypeOrSelf(value.getType()); }
  static unsigned width(Value value) { return elementType(value).getIntOrFloatBitWidth(); }

  Value constant(Type element, TypedAttr scalar) const;
  Value number(FloatType type, double value) const;
  Value number(Value sample, double value) const { return number(cast<FloatType>(elementType(sample)), value); }
  Value integer(unsigned bits, int64_t value) const;
  Value integer(Value sample, int64_t value) const { return integer(width(sample), value); }

  /// A float in another float type: exact where it is wider, one rounding where it is narrower (f64 to f32, f32 to f16
  /// only). A value that was just extended is taken from where it came.
  Value toFloat(Value value, FloatType type) const;
  Value toF32(Value value) const { return toFloat(value, f32()); }
  Value toF64(Value value) const { return toFloat(value, f64()); }
  Value bitsOf(Value value) const { return bitcast(value, integer(width(value))); }
  Value bitcast(Value value, Type element) const { return arith::BitcastOp::create(b, like(element), value); }
  /// An integer in another width; index values too.
  Value signExtend(Value value, unsigned bits) const;
  Value zeroExtend(Value value, unsigned bits) const;
  Value truncate(Value value, unsigned bits) const;
  Value toInteger(Value value, unsigned bits) const { return arith::FPToSIOp::create(b, like(integer(bits)), value); }
  Value fromInteger(Value value, FloatType type) const { return arith::SIToFPOp::create(b, like(type), value); }

  Value add(Value l, Value r) const;
  Value subtract(Value l, Value r) const;
  Value multiply(Value l, Value r) const;
  Value divide(Value l, Value r) const { return arith::DivFOp::create(b, l, r); }
  Value negate(Value value) const { return arith::NegFOp::create(b, value); }
  Value abs(Value value) const;
  Value floor(Value value) const;
  Value fma(Value l, Value r, Value addend) const;

  Value bitAnd(Value l, Value r) const { return arith::AndIOp::create(b, l, r); }
  Value bitAnd(Value l, int64_t mask) const { return bitAnd(l, integer(l, mask)); }
  Value bitOr(Value l, Value r) const { return arith::OrIOp::create(b, l, r); }
  Value bitXor(Value l, Value r) const { return arith::XOrIOp::create(b, l, r); }
  Value shiftLeft(Value value, unsigned by) const;
  Value shiftRight(Value value, unsigned by) const; ///< zeros come in
  Value shiftRightSigned(Value value, unsigned by) const;

  Value compare(arith::CmpFPredicate predicate, Value l, Value r) const;
  Value compare(arith::CmpFPredicate predicate, Value l, double r) const { return compare(predicate, l, number(l, r)); }
  Value compare(arith::CmpIPredicate predicate, Value l, Value r) const;
  Value compare(arith::CmpIPredicate predicate, Value l, int64_t r) const {
    return compare(predicate, l, integer(l, r));
  }
  Value isNaN(Value value) const { return compare(arith::CmpFPredicate::UNO, value, value); }
  Value select(Value condition, Value ifTrue, Value ifFalse) const;
  /// Of floats: the other operand for NaN. Put what is no NaN on the right: that is one instruction on x86.
  Value minimum(Value l, Value r) const { return arith::MinNumFOp::create(b, l, r); }
  Value maximum(Value l, Value r) const { return arith::MaxNumFOp::create(b, l, r); }
  /// low <= value <= high; NaN becomes high.
  Value clamp(Value value, double low, double high) const;
  Value unsignedMinimum(Value l, Value r) const { return arith::MinUIOp::create(b, l, r); }
  Value unsignedMaximum(Value l, Value r) const { return arith::MaxUIOp::create(b, l, r); }
  Value signedMinimum(Value l, Value r) const { return arith::MinSIOp::create(b, l, r); }
  Value signedMaximum(Value l, Value r) const { return arith::MaxSIOp::create(b, l, r); }

private:
  ImplicitLocOpBuilder &b;
  VectorType shaped;
};

} // namespace mlir::qnt::emit

#endif // QNT_LIB_EMIT_ELEMENTOPS_H
