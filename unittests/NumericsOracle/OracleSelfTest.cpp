//===- OracleSelfTest.cpp - is the oracle right? ---------------------------------------------------------===//
//
// The oracle against llvm::APFloat where APFloat is right (in-range rounding and IEEE arithmetic), against values
// written down from the standards, and against itself by a second route. Qnt takes no part.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "BoundaryTable.h"
#include "CodebookOracle.h"
#include "ExactArithmetic.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/ArrayRef.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace oracle;
using llvm::APFloat;

namespace {

struct Pair {
  FloatSpec spec;
  const llvm::fltSemantics *semantics;
};
llvm::ArrayRef<Pair> smallFormats() {
  static const Pair pairs[] = {{kE4M3FN, &APFloat::Float8E4M3FN()}, {kE5M2, &APFloat::Float8E5M2()},
                               {kE2M3FN, &APFloat::Float6E2M3FN()}, {kE3M2FN, &APFloat::Float6E3M2FN()},
                               {kE2M1FN, &APFloat::Float4E2M1FN()}, {kBF16, &APFloat::BFloat()},
                               {kF16, &APFloat::IEEEhalf()}};
  return pairs;
}
llvm::ArrayRef<Pair> arithmeticFormats() {
  static const Pair pairs[] = {{kBF16, &APFloat::BFloat()},
                               {kF16, &APFloat::IEEEhalf()},
                               {kF32, &APFloat::IEEEsingle()},
                               {kF64, &APFloat::IEEEdouble()}};
  return pairs;
}

const Choice kAway{Rule::HalfAway, 0.5};

uint64_t bitsOf(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

/// Equal bits; any NaN equals any NaN.
bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || bitsOf(a) == bitsOf(b); }

double toDouble(APFloat value) {
  bool losesInfo;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
  return value.convertToDouble();
}

APFloat fromDouble(const llvm::fltSemantics &semantics, double value,
                   APFloat::roundingMode mode = APFloat::rmNearestTiesToEven) {
  APFloat result(value);
  bool losesInfo;
  result.convert(semantics, mode, &losesInfo);
  return result;
}

/// Any pattern, or one with an exponent near 0 so that results stay in range, or one with few mantissa bits so that
/// ties occur.
uint64_t drawCode(const FloatSpec &spec, std::mt19937_64 &random) {
  uint64_t code = random() & (spec.signMask() * 2 - 1);
  if (random() % 4 == 0)
    code &= ~((uint64_t(1) << (spec.mantissaBits - random() % 4)) - 1);
  if (random() % 2 == 0)
    return code;
  uint64_t exponentField = ((uint64_t(1) << spec.exponentBits) - 1) << spec.mantissaBits;
  uint64_t exponent = uint64_t(spec.bias) + random() % 9 - 4;
  return (code & ~exponentField) | exponent << spec.mantissaBits;
}

TEST(OracleSelf, every_code_has_the_value_that_apfloat_gives) {
  for (const Pair &pair : smallFormats())
    for (uint64_t code = 0; code < pair.spec.signMask() * 2; ++code) {
      APFloat expected(*pair.semantics, llvm::APInt(pair.spec.bits(), code));
      ASSERT_TRUE(same(valueOf(pair.spec, code), toDouble(expected))) << pair.spec.name << " code " << code;
    }
  std::mt19937_64 random(1);
  for (const Pair &pair : arithmeticFormats())
    for (int i = 0; i < 20000; ++i) {
      uint64_t code = drawCode(pair.spec, random);
      APFloat expected(*pair.semantics, llvm::APInt(pair.spec.bits(), code));
      ASSERT_TRUE(same(valueOf(pair.spec, code), toDouble(expected))) << pair.spec.name << " code " << code;
    }
}

TEST(OracleSelf, small_formats_are_those_of_the_standards) {
  const double fp4[] = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
  for (uint64_t code = 0; code < 8; ++code) {
    EXPECT_EQ(valueOf(kE2M1FN, code), fp4[code]);
    EXPECT_EQ(valueOf(kE2M1FN, code | 8), -fp4[code]);
  }
  EXPECT_EQ(valueOf(kE4M3FN, 0x7E), 448.0);
  EXPECT_EQ(valueOf(kE4M3FN, 0x01), 0x1p-9);
  EXPECT_TRUE(std::isnan(valueOf(kE4M3FN, 0xFF)));
  EXPECT_EQ(valueOf(kE5M2, 0x7B), 57344.0);
  EXPECT_EQ(valueOf(kE5M2, 0x01), 0x1p-16);
  EXPECT_EQ(valueOf(kE2M3FN, 0x1F), 7.5);
  EXPECT_EQ(valueOf(kE2M3FN, 0x01), 0.125);
  EXPECT_EQ(valueOf(kE3M2FN, 0x1F), 28.0);
  EXPECT_EQ(valueOf(kE3M2FN, 0x01), 0.0625);
  EXPECT_EQ(valueOfE8M0(0), 0x1p-127);
  EXPECT_EQ(valueOfE8M0(254), 0x1p127);
  EXPECT_TRUE(std::isnan(valueOfE8M0(255)));
}

TEST(OracleSelf, operations_round_as_apfloat_does) {
  std::mt19937_64 random(2);
  constexpr auto mode = APFloat::rmNearestTiesToEven;
  for (const Pair &pair : arithmeticFormats())
    for (int i = 0; i < 200000; ++i) {
      double a = valueOf(pair.spec, drawCode(pair.spec, random));
      double b = valueOf(pair.spec, drawCode(pair.spec, random));
      APFloat left = fromDouble(*pair.semantics, a), right = fromDouble(*pair.semantics, b);
      APFloat quotient = left, product = left, sum = left, difference = left;
      quotient.divide(right, mode);
      product.multiply(right, mode);
      sum.add(right, mode);
      difference.subtract(right, mode);
      ASSERT_TRUE(same(divide(pair.spec, a, b), toDouble(quotient))) << pair.spec.name << ' ' << a << " / " << b;
      ASSERT_TRUE(same(multiply(pair.spec, a, b), toDouble(product))) << pair.spec.name << ' ' << a << " * " << b;
      ASSERT_TRUE(same(add(pair.spec, a, b), toDouble(sum))) << pair.spec.name << ' ' << a << " + " << b;
      ASSERT_TRUE(same(subtract(pair.spec, a, b), toDouble(difference))) << pair.spec.name << ' ' << a << " - " << b;
    }
}

TEST(OracleSelf, rounding_a_double_agrees_with_apfloat) {
  std::mt19937_64 random(3);
  for (const Pair &pair : arithmeticFormats())
    for (int i = 0; i < 200000; ++i) {
      double value = valueOf(kF64, drawCode(kF64, random));
      if (random() % 2)
        value = valueOf(pair.spec, drawCode(pair.spec, random)) * (1 + std::ldexp(1.0, -int(random() % 53)));
      double expected = toDouble(fromDouble(*pair.semantics, value));
      ASSERT_TRUE(same(roundTo(pair.spec, value), expected)) << pair.spec.name << ' ' << value;
    }
}

TEST(OracleSelf, boundary_tables_round_as_apfloat_does_in_range) {
  std::mt19937_64 random(4);
  for (const Pair &pair : smallFormats()) {
    BoundaryTable table(pair.spec);
    double largest = table.values()[table.numFinite() - 1];
    for (int i = 0; i < 200000; ++i) {
      size_t at = random() % (table.numFinite() - 1);
      double value = table.midpoint(at);
      for (int step = int(random() % 5) - 2; step != 0; step += step > 0 ? -1 : 1)
        value = std::nextafter(value, step > 0 ? 1e300 : -1e300);
      if (random() % 4 == 0)
        value = largest * std::ldexp(double(random()), -64 - int(random() % 12));
      if (random() % 2)
        value = -value;
      APFloat even = fromDouble(*pair.semantics, value);
      APFloat away = fromDouble(*pair.semantics, value, APFloat::rmNearestTiesToAway);
      ASSERT_EQ(table.encode(value), even.bitcastToAPInt().getZExtValue()) << pair.spec.name << ' ' << value;
      ASSERT_EQ(table.encode(value, kAway), away.bitcastToAPInt().getZExtValue()) << pair.spec.name << ' ' << value;
    }
  }
}

TEST(OracleSelf, boundary_tables_saturate_and_overflow_by_the_rules) {
  FloatRules open{false, FloatRules::NaN::Zero};
  BoundaryTable e4m3(kE4M3FN), e5m2(kE5M2), fp4(kE2M1FN);
  EXPECT_EQ(e4m3.encode(464, {}, open), 0x7Eu); // 448 is even: the tie stays finite
  EXPECT_EQ(e4m3.encode(464, kAway, open), 0x7Fu);
  EXPECT_EQ(e4m3.encode(std::nextafter(464, 1e9), {}, open), 0x7Fu);
  EXPECT_EQ(e4m3.encode(-HUGE_VAL), 0xFEu);
  EXPECT_EQ(e5m2.encode(61440, {}, open), 0x7Cu); // 57344 is odd: the tie overflows
  EXPECT_EQ(e5m2.encode(61440), 0x7Bu);
  EXPECT_EQ(e5m2.encode(std::nextafter(-61440, 0), {}, open), 0xFBu);
  EXPECT_EQ(fp4.encode(1e9, {}, open), 7u);
  EXPECT_EQ(fp4.encode(NAN), 7u);
  EXPECT_EQ(fp4.encode(NAN, {}, open), 0u);
  EXPECT_EQ(fp4.encode(-0.0), 8u);
  EXPECT_EQ(e4m3.encode(1.0625001), e4m3.encode(1.125)); // f32 -> f16 -> f8 would give 1.0
}

TEST(OracleSelf, integers_round_as_apfloat_does) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 200000; ++i) {
    double value = std::ldexp(double(int64_t(random())), -int(random() % 70));
    if (random() % 2)
      value = std::floor(value) + 0.5;
    if (std::fabs(value) >= 0x1p61)
      continue;
    APFloat even(value), away(value);
    even.roundToIntegral(APFloat::rmNearestTiesToEven);
    away.roundToIntegral(APFloat::rmNearestTiesToAway);
    ASSERT_EQ(double(roundToInteger(value)), even.convertToDouble()) << value;
    ASSERT_EQ(double(roundToInteger(value, kAway)), away.convertToDouble()) << value;
  }
  EXPECT_EQ(saturate(roundToInteger(HUGE_VAL), -128, 127), 127);
  EXPECT_EQ(saturate(roundToInteger(-3e38), -128, 127), -128);
}

TEST(OracleSelf, stochastic_choice_takes_up_the_fraction_of_all_noises) {
  BoundaryTable fp4(kE2M1FN);
  for (int eighth = 0; eighth < 8; ++eighth) {
    int upFloat = 0, upInteger = 0, upNegative = 0;
    for (int i = 0; i < 8; ++i) {
      Choice choice{Rule::Stochastic, i / 8.0};
      upFloat += fp4.encode(4 + eighth / 4.0, choice) == 7;
      upInteger += roundToInteger(5 + eighth / 8.0, choice) == 6;
      upNegative += roundToInteger(-6 + eighth / 8.0, choice) == -5;
    }
    EXPECT_EQ(upFloat, eighth);
    EXPECT_EQ(upInteger, eighth);
    EXPECT_EQ(upNegative, eighth);
  }
}

TEST(OracleSelf, products_compare_exactly) {
  EXPECT_EQ(compareToProduct(0.25, 0.5, 0.5), 0);
  EXPECT_EQ(compareToProduct(0x1p-1074, 0x1p-600, 0x1p-600), 1); // the product underflows in f64
  EXPECT_EQ(compareToProduct(-0.25, 0.5, 0.5), -1);
  EXPECT_EQ(compareToProduct(0.0, -0.0, 5), 0);
  double third = 1.0 / 3;
  EXPECT_EQ(compareToProduct(1, third, 3), 1); // f64 rounds this product to 1
  EXPECT_EQ(compareToProduct(-1, third, -3), -1);
}

//===----------------------------------------------------------------------===//
// Nearest entries
//===----------------------------------------------------------------------===//

TEST(OracleSelf, the_nearest_entry_in_values_written_down_by_hand) {
  CodebookOracle signs({1, -1});
  EXPECT_EQ(signs.nearest(0x1p-1074), 0u);
  EXPECT_EQ(signs.nearest(-0x1p-1074), 1u);
  EXPECT_EQ(signs.nearest(0.0), 0u) << "a tie";
  EXPECT_EQ(signs.nearest(std::nan("")), 0u) << "as 0";
  EXPECT_EQ(CodebookOracle({-1, 1}).nearest(-0.0), 0u);
  EXPECT_EQ(CodebookOracle({7, 3, 3, 5}).nearest(3), 1u);
  EXPECT_EQ(CodebookOracle({7, 3, 3, 5}).nearest(4), 1u) << "a tie of three";
  EXPECT_EQ(CodebookOracle({0x1p-1074, 1}).nearest(0.5), 0u) << "the midpoint is above 1/2";
  EXPECT_EQ(CodebookOracle({-0x1p-1074, 1}).nearest(0.5), 1u) << "the midpoint is below 1/2";
  const double largest = std::numeric_limits<double>::max();
  EXPECT_EQ(CodebookOracle({-largest, largest}).nearest(-0x1p-1074), 0u) << "distances that double lacks";
  EXPECT_EQ(CodebookOracle({kInfinity, 2, 5, -3, 5}).nearest(kInfinity), 2u);
  EXPECT_EQ(CodebookOracle({kInfinity, 2, 5, -3, 5}).nearest(-kInfinity), 3u);
  EXPECT_EQ(CodebookOracle({kInfinity, 2, 5, -3, 5}).nearest(largest), 2u);
  EXPECT_TRUE(signs.isTie(0));
  EXPECT_FALSE(signs.isTie(0x1p-1074));
  EXPECT_FALSE(CodebookOracle({3, 3}).isTie(1)) << "one number twice";
}

/// |a - b| of values of up to 24 bits in 60 binades fits the 113 bits of IEEE's binary128.
TEST(OracleSelf, the_nearest_entry_against_APFloat) {
  auto quad = [](double value) { return fromDouble(APFloat::IEEEquad(), value); };
  std::mt19937 generator(11);
  auto draw = [&] { return std::ldexp(double(int32_t(generator())) / 256, int(generator() % 60) - 60); };
  for (int table = 0; table < 200; ++table) {
    std::vector<double> entries;
    for (int i = 0; i < 16; ++i)
      entries.push_back(double(float(draw())));
    CodebookOracle oracle(entries);
    for (int i = 0; i < 200; ++i) {
      double value = i % 2 ? double(float(draw())) : (entries[i % 16] + entries[i / 16]) / 2;
      uint32_t best = 0;
      APFloat bestDistance = abs(quad(value) - quad(entries[0]));
      for (uint32_t entry = 1; entry < entries.size(); ++entry)
        if (APFloat distance = abs(quad(value) - quad(entries[entry])); distance < bestDistance) {
          best = entry;
          bestDistance = distance;
        }
      ASSERT_EQ(oracle.nearest(value), best) << value;
    }
  }
}

} // namespace
