//===- IntegerPower.cpp - powers of integers by squares ---------------------------------------------------===//
#include "Functions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

/// The product of the squares that stand for the exponent's bits; wraps around.
static Whole multiplySquares(const Whole &base, const Whole &exponent) {
  ImplicitLocOpBuilder &b = *base.b;
  Type type = base.value.getType();
  auto loop = scf::WhileOp::create(
      b, TypeRange{type, type, type}, ValueRange{base.constant(1).value, base.value, exponent.value},
      [&](OpBuilder &, Location, ValueRange values) {
        Whole rest = {&b, values[2]};
        scf::ConditionOp::create(b, (rest != 0).value, values);
      },
      [&](OpBuilder &, Location, ValueRange values) {
        Whole power = {&b, values[0]}, square = {&b, values[1]}, rest = {&b, values[2]};
        Whole next = select((rest & 1) != 0, power * square, power);
        scf::YieldOp::create(b, ValueRange{next.value, (square * square).value, shiftIn0(rest, 1).value});
      });
  return {&b, loop.getResult(0)};
}

Whole math_functions::buildIntegerPower(const Whole &base, const Whole &exponent) {
  Whole isNegative = exponent < 0, zero = base.constant(0), one = base.constant(1);
  Whole power = multiplySquares(base, select(isNegative, zero, exponent));
  Whole isUnit = (base == 1) | (base + 1 == 0);
  Whole reciprocal = select(isUnit, select((exponent & 1) != 0, base, one), zero);
  return select(isNegative, reciprocal, power);
}
