//===- Compare.h - comparisons of set, setp and vset ------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_ARITHMETIC_COMPARE_H
#define QNT_LIB_EMULATOR_ARITHMETIC_COMPARE_H

#include "FloatOps.h"

namespace mlir::qnt::emulator {

/// .eq .ne .lt .le .gt .ge; the unordered ones are true when an operand is a NaN. .lo .ls .hi .hs are the unsigned
/// orders and decode to Less ... of an unsigned type.
enum class Comparison : uint8_t {
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  EqualUnordered,
  NotEqualUnordered,
  LessUnordered,
  LessEqualUnordered,
  GreaterUnordered,
  GreaterEqualUnordered,
  Number,
  NaN,
};

/// The result for operands whose order is known: -1, 0, 1.
inline bool holds(Comparison comparison, int order) {
  switch (comparison) {
  case Comparison::Equal:
  case Comparison::EqualUnordered:
    return order == 0;
  case Comparison::NotEqual:
  case Comparison::NotEqualUnordered:
    return order != 0;
  case Comparison::Less:
  case Comparison::LessUnordered:
    return order < 0;
  case Comparison::LessEqual:
  case Comparison::LessEqualUnordered:
    return order <= 0;
  case Comparison::Greater:
  case Comparison::GreaterUnordered:
    return order > 0;
  case Comparison::GreaterEqual:
  case Comparison::GreaterEqualUnordered:
    return order >= 0;
  case Comparison::Number:
    return true;
  case Comparison::NaN:
    return false;
  }
  return false;
}

/// Integers of Type, which may be signed; also bits, for eq and ne.
template <class Type>
bool compareInteger(uint64_t a, uint64_t b, Comparison comparison) {
  Type x = static_cast<Type>(a);
  Type y = static_cast<Type>(b);
  return holds(comparison, x < y ? -1 : x > y ? 1 : 0);
}

/// Floats of F; -0 equals +0.
template <class F>
bool compareFloat(uint64_t a, uint64_t b, Comparison comparison, bool flush) {
  if (flush) {
    a = flushSubnormal<F>(a);
    b = flushSubnormal<F>(b);
  }
  if (isNaN<F>(a) || isNaN<F>(b))
    return comparison >= Comparison::EqualUnordered && comparison != Comparison::Number;
  if (isZero<F>(a) && isZero<F>(b))
    return holds(comparison, 0);
  int64_t x = orderKey<F>(a);
  int64_t y = orderKey<F>(b);
  return holds(comparison, x < y ? -1 : x > y ? 1 : 0);
}

/// How set and setp combine the comparison with a predicate: .and .or .xor.
enum class BooleanOp : uint8_t { None, And, Or, Xor };

inline bool combineBoolean(BooleanOp op, bool a, bool b) {
  switch (op) {
  case BooleanOp::None:
    return a;
  case BooleanOp::And:
    return a && b;
  case BooleanOp::Or:
    return a || b;
  case BooleanOp::Xor:
    return a != b;
  }
  return a;
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_COMPARE_H
