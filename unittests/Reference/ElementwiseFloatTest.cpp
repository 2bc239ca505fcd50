//===- ElementwiseFloatTest.cpp - float arithmetic against APFloat ----------------------------------------===//
//
// Every pair of codes for the formats of eight bits; edges, their neighbours and random patterns for the others. All
// results are compared bit for bit, but for the bits of a NaN.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ElementwiseFixture.h"

using namespace mlir;
using namespace mlir::qnt::reference;
using llvm::APFloat;

namespace {
using BinaryOracle = std::function<APFloat(const APFloat &, const APFloat &)>;

class ElementwiseFloat : public Elementwise {
protected:
  void checkBinary(const std::string &op, const FloatFormat &format, const BinaryOracle &oracle);
  std::mt19937_64 random{20260119};
};
} // namespace

static void expectSame(const FloatFormat &format, ArrayRef<uint64_t> got, ArrayRef<APFloat> expected,
                       const std::function<std::string(size_t)> &describe) {
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    bool isSame = expected[i].isNaN() ? format.isNaN(got[i]) : got[i] == FloatFormat::getBits(expected[i]);
    ASSERT_TRUE(isSame) << format.name << " " << describe(i) << ": got " << format.get(got[i]).convertToDouble()
                        << ", expected " << expected[i].convertToDouble();
  }
}

void ElementwiseFloat::checkBinary(const std::string &op, const FloatFormat &format, const BinaryOracle &oracle) {
  auto [lhs, rhs] = makePairs(drawFloats(format, random, 60));
  std::vector<APFloat> expected;
  for (size_t i = 0; i < lhs.size(); ++i)
    expected.push_back(oracle(format.get(lhs[i]), format.get(rhs[i])));
  Bits got = compute(op + " $0, $1 : $T", {format.name, format.name}, format.name, {lhs, rhs});
  expectSame(format, got, expected, [&, &lhs = lhs, &rhs = rhs](size_t i) {
    return op + " " + std::to_string(format.get(lhs[i]).convertToDouble()) + ", " +
           std::to_string(format.get(rhs[i]).convertToDouble());
  });
}

/// A method of APFloat that takes a rounding mode.
static BinaryOracle makeOracle(APFloat::opStatus (APFloat::*method)(const APFloat &, APFloat::roundingMode)) {
  return [method](APFloat a, const APFloat &b) {
    (a.*method)(b, APFloat::rmNearestTiesToEven);
    return a;
  };
}

TEST_F(ElementwiseFloat, arithmetic) {
  for (const FloatFormat &format : getFloatFormats()) {
    checkBinary("arith.addf", format, makeOracle(&APFloat::add));
    checkBinary("arith.subf", format, makeOracle(&APFloat::subtract));
    checkBinary("arith.mulf", format, makeOracle(&APFloat::multiply));
    checkBinary("arith.divf", format, makeOracle(&APFloat::divide));
    checkBinary("arith.remf", format, [](APFloat a, const APFloat &b) {
      a.mod(b);
      return a;
    });
  }
}

/// -0 is below +0; NaN wins or loses.
TEST_F(ElementwiseFloat, minimaAndMaxima) {
  for (const FloatFormat &format : getFloatFormats()) {
    checkBinary("arith.maximumf", format, [](const APFloat &a, const APFloat &b) { return llvm::maximum(a, b); });
    checkBinary("arith.minimumf", format, [](const APFloat &a, const APFloat &b) { return llvm::minimum(a, b); });
    checkBinary("arith.maxnumf", format, [](const APFloat &a, const APFloat &b) { return llvm::maximumnum(a, b); });
    checkBinary("arith.minnumf", format, [](const APFloat &a, const APFloat &b) { return llvm::minimumnum(a, b); });
  }
}

TEST_F(ElementwiseFloat, comparisons) {
  // Which of less, equal, greater, unordered a predicate accepts.
  const std::pair<const char *, const char *> predicates[] = {
      {"false", ""},  {"oeq", "="},   {"ogt", ">"},  {"oge", "=>"},   {"olt", "<"},   {"ole", "<="},
      {"one", "<>"},  {"ord", "<=>"}, {"ueq", "=?"}, {"ugt", ">?"},   {"uge", "=>?"}, {"ult", "<?"},
      {"ule", "<=?"}, {"une", "<>?"}, {"uno", "?"},  {"true", "<=>?"}};
  for (const FloatFormat &format : getFloatFormats()) {
    auto [lhs, rhs] = makePairs(drawFloats(format, random, 20));
    for (auto [name, accepted] : predicates) {
      Bits expected;
      for (size_t i = 0; i < lhs.size(); ++i) {
        APFloat::cmpResult order = format.get(lhs[i]).compare(format.get(rhs[i]));
        char sign = order == APFloat::cmpLessThan      ? '<'
                    : order == APFloat::cmpEqual       ? '='
                    : order == APFloat::cmpGreaterThan ? '>'
                                                       : '?';
        expected.push_back(StringRef(accepted).contains(sign));
      }
      EXPECT_EQ(
          compute(std::string("arith.cmpf ") + name + ", $0, $1 : $T", {format.name, format.name}, "i1", {lhs, rhs}),
          expected)
          << name << " " << format.name;
    }
  }
}

/// One rounding of a * b + c, also where a * b + c lies beside a tie by less than a double can tell.
TEST_F(ElementwiseFloat, fusedMultiplyAdd) {
  for (const FloatFormat &format : getFloatFormats()) {
    auto [a, b] = makePairs(drawFloats(format, random, 60));
    Bits c = a;
    std::shuffle(c.begin(), c.end(), random);
    // Products that a third operand nearly cancels, or completes to a tie.
    for (size_t i = 0; i < a.size(); i += 3) {
      APFloat product = format.get(a[i]);
      product.multiply(format.get(b[i]), APFloat::rmNearestTiesToEven);
      product.changeSign();
      c[i] = FloatFormat::getBits(product);
    }
    std::vector<APFloat> expected;
    for (size_t i = 0; i < a.size(); ++i) {
      APFloat value = format.get(a[i]);
      value.fusedMultiplyAdd(format.get(b[i]), format.get(c[i]), APFloat::rmNearestTiesToEven);
      expected.push_back(value);
    }
    Bits got = compute("math.fma $0, $1, $2 : $T", {format.name, format.name, format.name}, format.name, {a, b, c});
    expectSame(format, got, expected, [&, &a = a, &b = b](size_t i) {
      return "fma " + std::to_string(a[i]) + " " + std::to_string(b[i]) + " " + std::to_string(c[i]);
    });
  }
}

/// (1 + 2^-12)^2 + 2^-60 in f32: the tie of the product is decided by what f64 cannot hold beside it.
TEST_F(ElementwiseFloat, fusedMultiplyAddBesideTie) {
  auto getBits = [](float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    return uint64_t(bits);
  };
  float a = 1.0F + std::ldexp(1.0F, -12), tiny = std::ldexp(1.0F, -60);
  // a * a = 1 + 2^-11 + 2^-24: halfway between two floats.
  Bits got = compute("math.fma $0, $1, $2 : $T", {"f32", "f32", "f32"}, "f32",
                     {Bits(3, getBits(a)), Bits(3, getBits(a)), {getBits(tiny), getBits(0), getBits(-tiny)}});
  float even = 1.0F + std::ldexp(1.0F, -11);
  EXPECT_EQ(got, (Bits{getBits(std::nextafter(even, 2.0F)), getBits(even), getBits(even)}));
}

TEST_F(ElementwiseFloat, negation) {
  for (const FloatFormat &format : getFloatFormats()) {
    Bits values = drawFloats(format, random, 100);
    std::vector<APFloat> negative, magnitude;
    for (uint64_t value : values) {
      negative.push_back(neg(format.get(value)));
      magnitude.push_back(abs(format.get(value)));
    }
    auto describe = [&](size_t i) { return std::to_string(values[i]); };
    expectSame(format, compute("arith.negf $0 : $T", {format.name}, format.name, {values}), negative, describe);
    expectSame(format, compute("math.absf $0 : $T", {format.name}, format.name, {values}), magnitude, describe);
  }
}
