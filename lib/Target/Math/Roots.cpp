//===- Roots.cpp - cube root, reciprocal square root, remainder -------------------------------------------===//
#include "Functions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

Real math_functions::buildCbrt(const Real &x) {
  Real size = abs(x);
  Whole isSmall = size < 0x1p-1000, isLarge = size > 0x1p1000;
  Real large = select(isSmall, size * 0x1p300, select(isLarge, size * 0x1p-300, size));
  // A third of the exponent, and of the leading bits as if they continued it: within 6 % of the root.
  Whole third = {x.b, arith::DivUIOp::create(*x.b, toBits(large).value, toBits(large).constant(3).value)};
  Real root = fromBits(third + 0x2a9f7893782da1ceull);
  // Halley's iteration: each step has three times as many good digits.
  for (int i = 0; i < 3; ++i) {
    Real cube = root * root * root;
    root = root * ((cube + large + large) / (cube + cube + large));
  }
  // One step of Newton's on the exact remainder.
  Pair square = multiplyExactly(root, root);
  Pair cube = square * root;
  root = root - ((cube.high - large) + cube.low) / (3.0 * square.high);
  Real scaled = select(isSmall, root * 0x1p-100, select(isLarge, root * 0x1p100, root));
  Whole isRegular = (size > 0.0) & (size < kInfinity);
  return select(isRegular, copySign(scaled, x), x);
}

Real math_functions::buildRsqrt(const Real &x) { return 1.0 / sqrt(x); }

/// The exponent of a positive finite number: of 1 it is 0.
static Whole getExponent(const Real &x) {
  Whole isSmall = x < 0x1p-1022;
  Whole bits = toBits(select(isSmall, x * 0x1p54, x));
  return (shiftIn0(bits, 52) - 1023) - select(isSmall, bits.constant(54), bits.constant(0));
}

/// rest - q y 2^s with an integral q < 2^52, exact: both are multiples of one unit and the difference is below 2 y 2^s.
static Real reduceOnce(const Real &rest, const Real &y) {
  Whole distance = getExponent(rest) - getExponent(y) - 50;
  Whole s = select(distance < 0, distance.constant(0), distance);
  // At most 2047 in all.
  Whole half = s >> 1, quarter = (s - half) >> 1;
  Real multiple = y * powerOfTwo(half) * powerOfTwo(quarter) * powerOfTwo(s - half - quarter);
  Real quotient = trunc(rest / multiple);
  Real less = fma(-quotient, multiple, rest);
  // The quotient is one too large when the division was rounded up to an integer.
  return select(less < 0.0, less + multiple, less);
}

Real math_functions::buildRemainder(const Real &x, const Real &y) {
  ImplicitLocOpBuilder &b = *x.b;
  Real size = abs(x), divisor = abs(y);
  Whole isRegular = (size < kInfinity) & (divisor > 0.0) & (divisor < kInfinity);
  Real start = select(isRegular, size, 0.0), by = select(isRegular, divisor, 1.0);
  auto loop = scf::WhileOp::create(
      b, TypeRange(b.getF64Type()), ValueRange(start.value),
      [&](OpBuilder &, Location, ValueRange values) {
        Real rest = {&b, values[0]};
        scf::ConditionOp::create(b, (rest >= by).value, values);
      },
      [&](OpBuilder &, Location, ValueRange values) {
        scf::YieldOp::create(b, reduceOnce({&b, values[0]}, by).value);
      });
  Real rest = copySign({&b, loop.getResult(0)}, x);
  // Infinite multiples of nothing: of an infinite divisor it is x itself, if that is finite.
  Real whole = select((divisor == kInfinity) & (size < kInfinity), x, (x * y) / (x * y));
  return select(isRegular, rest, select(isNaN(x) | isNaN(y), x + y, whole));
}
