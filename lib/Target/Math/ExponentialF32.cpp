//===- ExponentialF32.cpp - e^x with f32 arithmetic --------------------------------------------------------===//
//
//   x = n ln 2 / 4 + h + l, |h| <= ln 2 / 8, l below a unit of h;   e^x = 2^k 2^(j / 4) e^(h + l), n = 4 k + j
//   e^(h + l) - 1 = h + h^2 / 2 + (h^3 / 6 + ... + h^7 / 5040) + l e^h
//
// ln 2 / 4 is the sum of three numbers: the first two have 14 bits, so their products with n, of 10 bits, are exact,
// and so are both differences from x (h and what its rounding leaves for l). h + h^2 / 2 and 2^(j / 4) are pairs. What
// is rounded otherwise is at most h^3 / 6 < 2^-13, to 2^-24 of it in each of six steps: together less than 3e-11,
// 0.0005 of a unit in the last place, before the last sum is rounded. Over all f32 the largest error is 0.50045 units
// (ExponentialTest.cpp).
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Functions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

/// ln 2 / 4 in three parts.
static constexpr double kFirst = 0x1.62ep-3, kSecond = 0x1.0bf8p-17, kThird = 0x1.f473dep-32;
/// A number below 2^22 in size added to this is rounded to an integer, which stands in the low bits.
static constexpr double kShift = 0x1.8p23;
static constexpr uint64_t kShiftBits = 0x4b400000;

namespace {
/// (1 + p) * 2^(number / 4)
struct Quartered {
  Whole number;
  Pair p; ///< the low part is not below half a unit of the high one
};
} // namespace

static Quartered split(const Real &x) {
  Real shifted = fma(x, 0x1.715476p+2, kShift), n = shifted - kShift;
  Real rest = fma(-n, kFirst, x), h = fma(-n, kSecond, rest);
  Real l = fma(-n, kThird, fma(-n, kSecond, rest - h));
  Pair square = multiplyExactly(h, h);
  Real high = fma(square.high, 0.5, h);
  Real low = fma(square.high, 0.5, h - high) + fma(square.low, 0.5, fma(l, high, l));
  low = fma(square.high, h * polynomial(h, {1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040}), low);
  return {toBits(shifted) - kShiftBits, {high, low}};
}

/// 2^(j / 4) for the two low bits of `number`.
static Pair buildRoot(const Real &near, const Whole &number) {
  Whole isOdd = (number & 1) != 0, isUpper = (number & 2) != 0;
  auto choose = [&](double zero, double one, double two, double three) {
    Real upper = select(isOdd, three, near.constant(two)), lower = select(isOdd, one, near.constant(zero));
    return select(isUpper, upper, lower);
  };
  return {choose(1.0, 0x1.306fep+0, 0x1.6a09e6p+0, 0x1.ae89fap+0),
          choose(0.0, 0x1.4636e2p-25, 0x1.9fcef4p-26, -0x1.a94b14p-26)};
}

/// (high + low) * 2^k, rounded once. `high + low` is between 0.9 and 1.9, or NaN.
static Real scaleOnce(const Real &high, const Real &low, const Whole &k) {
  ImplicitLocOpBuilder &b = *high.b;
  // Beyond the normal numbers, or NaN.
  Value isFar = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, (k + 124).value, k.constant(250).value);
  auto choice = scf::IfOp::create(b, TypeRange(b.getF32Type()), isFar, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(choice.thenBlock());
  auto widen = [&](const Real &x) { return Real{&b, arith::ExtFOp::create(b, b.getF64Type(), x.value)}; };
  Real wide = (widen(high) + widen(low)) * powerOfTwo({&b, arith::ExtSIOp::create(b, b.getI64Type(), k.value)});
  scf::YieldOp::create(b, arith::TruncFOp::create(b, b.getF32Type(), wide.value).getResult());
  b.setInsertionPointToStart(choice.elseBlock());
  scf::YieldOp::create(b, fromBits(toBits(high + low) + (k << 23)).value);
  return {&b, choice.getResult(0)};
}

Real math_functions::buildExpF32(const Real &x) {
  Quartered parts = split(clamp(x, -104.0, 89.0));
  Pair root = buildRoot(x, parts.number);
  Real high = fma(root.high, parts.p.high, root.high);
  Real low = fma(root.high, parts.p.high, root.high - high) +
             fma(root.high, parts.p.low, fma(root.low, parts.p.high, root.low));
  return scaleOnce(high, low, parts.number >> 2);
}
