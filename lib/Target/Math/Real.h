//===- Real.h - float arithmetic as it is written on paper, in arith ops ----------------------------------===//
//
//   Real y = select(x < 0.0, -x, x) * 0.5;
//
// Each operator makes one op that rounds once. Pairs of reals, high + low, stand for more bits than one has.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_TARGET_MATH_REAL_H
#define QNT_LIB_TARGET_MATH_REAL_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt::math_functions {

/// An i1, or an integer.
struct Whole {
  ImplicitLocOpBuilder *b;
  Value value;
  Whole constant(uint64_t number) const {
    auto attribute = IntegerAttr::get(value.getType(), APInt(value.getType().getIntOrFloatBitWidth(), number));
    return {b, arith::ConstantOp::create(*b, attribute)};
  }
};

/// An f64; or an f32, which all operands are then.
struct Real {
  ImplicitLocOpBuilder *b;
  Value value;
  Real constant(double number) const {
    return {b, arith::ConstantOp::create(*b, FloatAttr::get(value.getType(), number))};
  }
};

/// What stands next to a Real or Whole in an expression: another one, or a number.
inline Real toReal(const Real &near, double number) { return near.constant(number); }
inline Real toReal(const Real &, const Real &other) { return other; }
inline Whole toWhole(const Whole &near, uint64_t number) { return near.constant(number); }
inline Whole toWhole(const Whole &, const Whole &other) { return other; }

#define QNT_REAL_OPERATOR(symbol, op)                                                                                  \
  template <typename T>                                                                                                \
  Real operator symbol(const Real &x, const T &y) {                                                                    \
    return {x.b, arith::op::create(*x.b, x.value, toReal(x, y).value)};                                                \
  }                                                                                                                    \
  inline Real operator symbol(double x, const Real &y) { return y.constant(x) symbol y; }
QNT_REAL_OPERATOR(+, AddFOp)
QNT_REAL_OPERATOR(-, SubFOp)
QNT_REAL_OPERATOR(*, MulFOp)
QNT_REAL_OPERATOR(/, DivFOp)
#undef QNT_REAL_OPERATOR
inline Real operator-(const Real &x) { return {x.b, arith::NegFOp::create(*x.b, x.value)}; }

#define QNT_REAL_COMPARISON(symbol, predicate)                                                                         \
  template <typename T>                                                                                                \
  Whole operator symbol(const Real &x, const T &y) {                                                                   \
    return {x.b, arith::CmpFOp::create(*x.b, arith::CmpFPredicate::predicate, x.value, toReal(x, y).value)};           \
  }
QNT_REAL_COMPARISON(<, OLT)
QNT_REAL_COMPARISON(<=, OLE)
QNT_REAL_COMPARISON(>, OGT)
QNT_REAL_COMPARISON(>=, OGE)
QNT_REAL_COMPARISON(==, OEQ)
QNT_REAL_COMPARISON(!=, UNE)
#undef QNT_REAL_COMPARISON
inline Whole isNaN(const Real &x) { return x != x; }

#define QNT_WHOLE_OPERATOR(symbol, op)                                                                                 \
  template <typename T>                                                                                                \
  Whole operator symbol(const Whole &x, const T &y) {                                                                  \
    return {x.b, arith::op::create(*x.b, x.value, toWhole(x, y).value)};                                               \
  }
QNT_WHOLE_OPERATOR(+, AddIOp)
QNT_WHOLE_OPERATOR(-, SubIOp)
QNT_WHOLE_OPERATOR(*, MulIOp)
QNT_WHOLE_OPERATOR(&, AndIOp)
QNT_WHOLE_OPERATOR(|, OrIOp)
QNT_WHOLE_OPERATOR(^, XOrIOp)
QNT_WHOLE_OPERATOR(<<, ShLIOp)
QNT_WHOLE_OPERATOR(>>, ShRSIOp) // keeps the sign
#undef QNT_WHOLE_OPERATOR
template <typename T>
Whole shiftIn0(const Whole &x, const T &y) {
  return {x.b, arith::ShRUIOp::create(*x.b, x.value, toWhole(x, y).value)};
}
template <typename T>
Whole operator==(const Whole &x, const T &y) {
  return {x.b, arith::CmpIOp::create(*x.b, arith::CmpIPredicate::eq, x.value, toWhole(x, y).value)};
}
template <typename T>
Whole operator!=(const Whole &x, const T &y) {
  return {x.b, arith::CmpIOp::create(*x.b, arith::CmpIPredicate::ne, x.value, toWhole(x, y).value)};
}
/// Signed.
template <typename T>
Whole operator<(const Whole &x, const T &y) {
  return {x.b, arith::CmpIOp::create(*x.b, arith::CmpIPredicate::slt, x.value, toWhole(x, y).value)};
}
inline Whole operator!(const Whole &x) { return x ^ 1; }

inline Real select(const Whole &condition, const Real &x, const Real &y) {
  return {x.b, arith::SelectOp::create(*x.b, condition.value, x.value, y.value)};
}
inline Real select(const Whole &condition, double x, const Real &y) { return select(condition, y.constant(x), y); }
inline Real select(const Whole &condition, const Real &x, double y) { return select(condition, x, x.constant(y)); }
inline Whole select(const Whole &condition, const Whole &x, const Whole &y) {
  return {x.b, arith::SelectOp::create(*x.b, condition.value, x.value, y.value)};
}

/// x * y + z, rounded once.
template <typename Y, typename Z>
Real fma(const Real &x, const Y &y, const Z &z) {
  return {x.b, math::FmaOp::create(*x.b, x.value, toReal(x, y).value, toReal(x, z).value)};
}
inline Real fma(double x, const Real &y, const Real &z) { return fma(y.constant(x), y, z); }
inline Real abs(const Real &x) { return {x.b, math::AbsFOp::create(*x.b, x.value)}; }
inline Real sqrt(const Real &x) { return {x.b, math::SqrtOp::create(*x.b, x.value)}; }
inline Real trunc(const Real &x) { return {x.b, math::TruncOp::create(*x.b, x.value)}; }
inline Real roundEven(const Real &x) { return {x.b, math::RoundEvenOp::create(*x.b, x.value)}; }
inline Real copySign(const Real &x, const Real &sign) {
  return {x.b, math::CopySignOp::create(*x.b, x.value, sign.value)};
}

/// The bits as an integer of the same width, and back.
inline Whole toBits(const Real &x) {
  Type type = x.b->getIntegerType(x.value.getType().getIntOrFloatBitWidth());
  return {x.b, arith::BitcastOp::create(*x.b, type, x.value)};
}
inline Real fromBits(const Whole &x) {
  Type type = x.value.getType().isInteger(64) ? Type(x.b->getF64Type()) : x.b->getF32Type();
  return {x.b, arith::BitcastOp::create(*x.b, type, x.value)};
}
/// Of an integral number that an i64 holds; NaN gives 0.
inline Whole toInteger(const Real &x) {
  Real number = select(isNaN(x), 0.0, x);
  return {x.b, arith::FPToSIOp::create(*x.b, x.b->getI64Type(), number.value)};
}
inline Real fromInteger(const Whole &x) { return {x.b, arith::SIToFPOp::create(*x.b, x.b->getF64Type(), x.value)}; }
/// 2^k for -1022 <= k <= 1023.
inline Real powerOfTwo(const Whole &k) { return fromBits((k + 1023) << 52); }
/// x * 2^k for |k| <= 2044, rounded once: the first product is exact when x is between 1/4 and 4.
inline Real scale(const Real &x, const Whole &k) {
  Whole half = k >> 1;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

/// x within [low, high]; NaN stays.
inline Real clamp(const Real &x, double low, double high) { return select(x > high, high, select(x < low, low, x)); }

/// c[0] + c[1] x + c[2] x^2 + ...
inline Real polynomial(const Real &x, ArrayRef<double> coefficients) {
  Real sum = x.constant(coefficients.back());
  for (double coefficient : llvm::reverse(coefficients.drop_back()))
    sum = fma(sum, x, coefficient);
  return sum;
}

//===----------------------------------------------------------------------------------------------------===//
// Pairs (T. J. Dekker, A floating-point technique for extending the available precision, 1971)
//===----------------------------------------------------------------------------------------------------===//

/// high + low; |low| is at most half a unit in the last place of high, or nearly so.
struct Pair {
  Real high, low;
};

/// x + y exactly.
template <typename X, typename Y>
Pair addExactly(const X &first, const Y &second) {
  Real x = first, y = second;
  Real sum = x + y;
  Real part = sum - x;
  return {sum, (x - (sum - part)) + (y - part)};
}
/// The same for |x| >= |y|.
inline Pair addSmaller(const Real &x, const Real &y) {
  Real sum = x + y;
  return {sum, y - (sum - x)};
}
/// x * y exactly, but for underflow.
template <typename Y>
Pair multiplyExactly(const Real &x, const Y &y) {
  Real product = x * y;
  return {product, fma(x, y, -product)};
}
inline Pair operator+(const Pair &x, const Pair &y) {
  Pair sum = addExactly(x.high, y.high);
  return addSmaller(sum.high, sum.low + (x.low + y.low));
}
inline Pair operator+(const Pair &x, const Real &y) {
  Pair sum = addExactly(x.high, y);
  return addSmaller(sum.high, sum.low + x.low);
}
inline Pair operator*(const Pair &x, const Real &y) {
  Pair product = multiplyExactly(x.high, y);
  return addSmaller(product.high, fma(x.low, y, product.low));
}
inline Pair operator*(const Pair &x, const Pair &y) {
  Pair product = multiplyExactly(x.high, y.high);
  return addSmaller(product.high, fma(x.low, y.high, fma(x.high, y.low, product.low)));
}
/// x / y
inline Pair divide(const Pair &x, const Pair &y) {
  Real quotient = x.high / y.high;
  Real rest = fma(-quotient, y.high, x.high) + fma(-quotient, y.low, x.low);
  return addSmaller(quotient, rest / y.high);
}

} // namespace mlir::qnt::math_functions

#endif // QNT_LIB_TARGET_MATH_REAL_H
