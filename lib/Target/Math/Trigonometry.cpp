//===- Trigonometry.cpp - sine, cosine, tangent -----------------------------------------------------------===//
//
// x = n pi/2 + r with |r| <= pi/4; sine and cosine of r by their series. n of large x comes from an exact product with
// the bits of 2/pi (M. H. Payne and R. N. Hanek, Radian reduction for trigonometric functions, 1983).
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Functions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

namespace {
/// x = n pi/2 + r
struct Angle {
  Whole n; ///< its two low bits count
  Pair r;
};
} // namespace

/// For |x| < 2^30: pi/2 as a sum of three numbers.
static Angle reduceModerate(const Real &x) {
  Real n = roundEven(x * 0x1.45f306dc9c883p-1);
  Pair first = multiplyExactly(n, 0x1.921fb54442d18p+0);
  Pair second = multiplyExactly(n, 0x1.1a62633145c07p-54);
  Real third = n * -0x1.f1976b7ed8fbcp-110;
  // The first difference is exact: its operands are close.
  Pair r = addExactly(x - first.high, -first.low);
  Pair rest = addExactly(r.low, -second.high);
  Pair sum = addExactly(r.high, rest.high);
  return {toInteger(n), addExactly(sum.high, sum.low + (rest.low - (second.low + third)))};
}

//===----------------------------------------------------------------------------------------------------===//
// Large arguments
//===----------------------------------------------------------------------------------------------------===//

/// 2/pi, 64 bits each, the first one behind the point.
static constexpr uint64_t kTwoOverPi[] = {
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
    0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
    0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d};

/// Word `index` + `offset` of 2/pi behind a word of zeros; index is 0 to 16.
static Whole selectWord(const Whole &index, unsigned offset) {
  auto getWord = [](unsigned i) { return i == 0 ? 0 : kTwoOverPi[i - 1]; };
  Whole word = index.constant(getWord(offset));
  for (unsigned i = 1; i <= 16; ++i)
    word = select(index == i, index.constant(getWord(i + offset)), word);
  return word;
}

/// Low and high word.
static std::pair<Whole, Whole> multiplyWide(const Whole &x, const Whole &y) {
  auto product = arith::MulUIExtendedOp::create(*x.b, x.value, y.value);
  return {{x.b, product.getLow()}, {x.b, product.getHigh()}};
}

/// high 2^-64 + low 2^-128, high with a sign.
static Pair fromFixedPoint(const Whole &high, const Whole &low) {
  auto getPart = [](const Whole &part, double unit) { return fromInteger(part) * unit; };
  Pair upper = addExactly(getPart(high >> 32, 0x1p-32), getPart(high & 0xffffffff, 0x1p-64));
  Pair lower = addExactly(getPart(shiftIn0(low, 32), 0x1p-96), getPart(low & 0xffffffff, 0x1p-128));
  return upper + lower;
}

/// For 2^30 <= x < infinity. x = m 2^e with m of 53 bits. Bits of 2/pi that weigh 2^(2 - e) and more give multiples of
/// 4 and are left out; of the 192 bits behind them, as a fraction, m times them is x 2/pi / 4 but for whole numbers.
static Angle reduceLarge(const Real &x) {
  Whole bits = toBits(x);
  Whole e = shiftIn0(bits, 52) - 1075;
  Whole m = (bits & 0xfffffffffffffull) | (1ull << 52);
  Whole first = e + 62;
  Whole index = shiftIn0(first, 6), shift = first & 63;
  auto getWord = [&](unsigned i) {
    return (selectWord(index, i) << shift) | shiftIn0(shiftIn0(selectWord(index, i + 1), 1), shift ^ 63);
  };
  Whole top = m * getWord(0);
  auto [low, carried] = multiplyWide(m, getWord(1));
  Whole least = multiplyWide(m, getWord(2)).second;
  auto sum = arith::AddUIExtendedOp::create(*x.b, low.value, least.value);
  Whole carry = {x.b, arith::ExtUIOp::create(*x.b, top.value.getType(), sum.getOverflow())};
  Whole high = top + carried + carry, next = {x.b, sum.getSum()};
  // Two bits are the quarter turns, to the nearest; the rest is a fraction with a sign.
  Whole n = shiftIn0(high + (1ull << 61), 62);
  Pair fraction = fromFixedPoint((high << 2) | shiftIn0(next, 62), next << 2);
  Pair halfPi = {x.constant(0x1.921fb54442d18p+0), x.constant(0x1.1a62633145c07p-54)};
  return {n, fraction * halfPi};
}

//===----------------------------------------------------------------------------------------------------===//
// All arguments
//===----------------------------------------------------------------------------------------------------===//

/// Of x >= 0; of infinities and NaN it gives something.
static Angle reduce(const Real &x) {
  ImplicitLocOpBuilder &b = *x.b;
  Type types[] = {b.getI64Type(), b.getF64Type(), b.getF64Type()};
  Whole isLarge = (x >= 0x1p30);
  auto branch = scf::IfOp::create(b, TypeRange(types), isLarge.value, /*withElseRegion=*/true);
  auto fill = [&](Block *block, Angle (*build)(const Real &)) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(block);
    Angle angle = build(x);
    scf::YieldOp::create(b, ValueRange{angle.n.value, angle.r.high.value, angle.r.low.value});
  };
  fill(branch.thenBlock(), reduceLarge);
  fill(branch.elseBlock(), reduceModerate);
  return {{&b, branch.getResult(0)}, {{&b, branch.getResult(1)}, {&b, branch.getResult(2)}}};
}

static Pair buildSinOfPart(const Pair &r) {
  static constexpr double kCoefficients[] = {-1.0 / 6,
                                             1.0 / 120,
                                             -1.0 / 5040,
                                             1.0 / 362880,
                                             -1.0 / 39916800,
                                             1.0 / 6227020800,
                                             -1.0 / 1307674368000,
                                             1.0 / 355687428096000,
                                             -1.0 / 121645100408832000};
  Real square = r.high * r.high;
  Real tail = polynomial(square, kCoefficients) * (square * r.high);
  return addSmaller(r.high, fma(r.low, fma(square, -0.5, 1.0), tail));
}

static Pair buildCosOfPart(const Pair &r) {
  static constexpr double kCoefficients[] = {
      1.0 / 24,        -1.0 / 720,         1.0 / 40320,          -1.0 / 3628800,
      1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000, -1.0 / 6402373705728000};
  Pair square = multiplyExactly(r.high, r.high);
  Pair start = addSmaller(r.high.constant(1.0), -0.5 * square.high);
  Real tail = fma(square.high * square.high, polynomial(square.high, kCoefficients), start.low);
  return addSmaller(start.high, tail - fma(r.high, r.low, 0.5 * square.low));
}

/// The sine of x >= 0 and `quarters` quarter turns.
static Real buildSine(const Real &x, uint64_t quarters) {
  Angle angle = reduce(x);
  Whole n = angle.n + quarters;
  Pair sine = buildSinOfPart(angle.r), cosine = buildCosOfPart(angle.r);
  Real value = select((n & 1) == 0, sine.high + sine.low, cosine.high + cosine.low);
  return select((n & 2) == 0, value, -value);
}

static Real selectFinite(const Real &x, const Real &value) { return select(abs(x) < kInfinity, value, x - x); }

Real math_functions::buildSin(const Real &x) {
  Real sine = buildSine(abs(x), 0);
  Real odd = select(toBits(x) < 0, -sine, sine);
  return selectFinite(x, select(x == 0.0, x, odd));
}

Real math_functions::buildCos(const Real &x) { return selectFinite(x, buildSine(abs(x), 1)); }

Real math_functions::buildTan(const Real &x) {
  Angle angle = reduce(abs(x));
  Pair sine = buildSinOfPart(angle.r), cosine = buildCosOfPart(angle.r);
  Whole isOdd = (angle.n & 1) == 1;
  // -cos / sin after an odd number of quarter turns.
  Pair above = {select(isOdd, -cosine.high, sine.high), select(isOdd, -cosine.low, sine.low)};
  Pair below = {select(isOdd, sine.high, cosine.high), select(isOdd, sine.low, cosine.low)};
  Pair quotient = divide(above, below);
  Real tangent = quotient.high + quotient.low;
  Real odd = select(toBits(x) < 0, -tangent, tangent);
  return selectFinite(x, select(x == 0.0, x, odd));
}
