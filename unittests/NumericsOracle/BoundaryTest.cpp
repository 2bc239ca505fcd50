//===- BoundaryTest.cpp - every rounding boundary of every format, with its neighbours -------------------===//
//
// A boundary is a midpoint between two adjacent values of a format. The boundary itself, the values on both sides of it
// that f32 and f64 hold, and the format's own values, both signs, by every rounding and overflow mode.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Cases.h"
#include "ExactArithmetic.h"
#include "Qnt/Numerics/Rounding.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

const Choice kChoices[] = {{Rule::HalfEven, 0.5},       {Rule::HalfAway, 0.5},          {Rule::Stochastic, 0.0},
                           {Rule::Stochastic, 0x1p-53}, {Rule::Stochastic, 0.25},       {Rule::Stochastic, 0.5},
                           {Rule::Stochastic, 0.8125},  {Rule::Stochastic, 1 - 0x1p-53}};

EncodeOptions toOptions(const Choice &choice, const FloatRules &rules) {
  EncodeOptions options;
  options.rounding = choice.rule == Rule::HalfEven   ? Rounding::HalfEven
                     : choice.rule == Rule::HalfAway ? Rounding::HalfAway
                                                     : Rounding::Stochastic;
  options.noise = choice.noise;
  options.overflow = rules.saturate ? Overflow::Saturate : Overflow::NonFinite;
  options.floatNaN = rules.nan == FloatRules::NaN::LargestFinite ? FloatNaN::LargestFinite
                     : rules.nan == FloatRules::NaN::Zero        ? FloatNaN::Zero
                                                                 : FloatNaN::NegativeZero;
  return options;
}

/// `value`, its neighbours in f64 and, where f32 has it, in f32; all of them with both signs.
std::vector<double> aroundInBothTypes(double value) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> around{value, std::nextafter(value, infinity), std::nextafter(value, -infinity)};
  auto narrow = float(value);
  if (double(narrow) == value && std::isfinite(narrow)) {
    around.push_back(std::nextafterf(narrow, std::numeric_limits<float>::infinity()));
    around.push_back(std::nextafterf(narrow, -std::numeric_limits<float>::infinity()));
  }
  for (size_t i = 0, count = around.size(); i < count; ++i)
    around.push_back(-around[i]);
  return around;
}

std::vector<double> extremes() {
  std::vector<double> values{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
  for (double value : {0.0, 0x1p-1074, 0x1p-1022, 0x1p-149, 0x1p-126, 0x1p127, 0x1.fffffep127, 0x1p128, 0x1p1000,
                       std::numeric_limits<double>::max()})
    for (double neighbour : aroundInBothTypes(value))
      values.push_back(neighbour);
  values.push_back(-values[0]);
  values.push_back(-values[1]);
  return values;
}

std::string describeEncode(const char *format, double value, const Choice &choice, bool saturates) {
  return std::string(format) + " of " + describe(value) + " " + describe(choice.rule) + " noise " +
         describe(choice.noise) + (saturates ? " saturating" : "");
}

//===----------------------------------------------------------------------===//
// Formats with a table
//===----------------------------------------------------------------------===//

class TableBoundaries : public testing::TestWithParam<FloatCase> {};

void compareEncodings(const FloatCase &floatCase, const BoundaryTable &table, double value, Tally &tally) {
  for (const Choice &choice : kChoices)
    for (bool saturates : {true, false}) {
      FloatRules rules{saturates, FloatRules::NaN::LargestFinite};
      tally.compare(encodeFloat(floatCase.format, value, toOptions(choice, rules)), table.encode(value, choice, rules),
                    [&] { return describeEncode(floatCase.spec.name, value, choice, saturates); });
    }
}

TEST_P(TableBoundaries, both_neighbours_of_every_boundary) {
  BoundaryTable table(GetParam().spec);
  Tally tally;
  for (size_t i = 0; i < table.numFinite(); ++i)
    for (double centre : {table.midpoint(i), table.values()[i]})
      for (double value : aroundInBothTypes(centre))
        compareEncodings(GetParam(), table, value, tally);
  for (double value : aroundInBothTypes(table.values().back()))
    compareEncodings(GetParam(), table, value, tally);
  for (double value : extremes())
    compareEncodings(GetParam(), table, value, tally);
  EXPECT_NO_MISMATCH(tally);
}

TEST_P(TableBoundaries, values_and_codes_go_both_ways) {
  const FloatSpec &spec = GetParam().spec;
  for (uint64_t code = 0; code < spec.signMask() * 2; ++code) {
    double value = valueOf(spec, code);
    if (!std::isfinite(value))
      continue;
    EXPECT_EQ(encode(GetParam().format, value), code);
    EXPECT_EQ(roundTo(GetParam().format, value), value);
  }
}

TEST_P(TableBoundaries, nan_by_every_rule) {
  const FloatSpec &spec = GetParam().spec;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (auto rule : {FloatRules::NaN::LargestFinite, FloatRules::NaN::Zero, FloatRules::NaN::NegativeZero})
    for (bool saturates : {true, false}) {
      FloatRules rules{saturates, rule};
      EXPECT_EQ(encodeFloat(GetParam().format, nan, toOptions({}, rules)), codeOfNaN(spec, rules));
      EXPECT_EQ(encodeFloat(GetParam().format, -nan, toOptions({}, rules)), codeOfNaN(spec, rules));
    }
}

INSTANTIATE_TEST_SUITE_P(Small, TableBoundaries, testing::ValuesIn(kSmallFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);
INSTANTIATE_TEST_SUITE_P(Half, TableBoundaries, testing::ValuesIn(kHalfFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);

//===----------------------------------------------------------------------===//
// F32 and F64
//===----------------------------------------------------------------------===//

/// Codes at the ends of every exponent's range and random ones inside it.
std::vector<uint64_t> codesOfF32() {
  std::mt19937_64 random(7);
  std::vector<uint64_t> codes;
  for (uint64_t exponent = 0; exponent < 255; ++exponent) {
    for (uint64_t mantissa : {0u, 1u, 2u, 0x3FFFFFu, 0x400000u, 0x7FFFFDu, 0x7FFFFEu, 0x7FFFFFu})
      codes.push_back(exponent << 23 | mantissa);
    for (int i = 0; i < 32; ++i)
      codes.push_back(exponent << 23 | (random() & 0x7FFFFF));
  }
  return codes;
}

uint64_t encodeF32ByNeighbours(double value, const Choice &choice, const FloatRules &rules, uint64_t lowerCode) {
  double magnitude = std::fabs(value), lower = valueOf(kF32, lowerCode);
  double upper = lowerCode == kF32.maxFiniteCode() ? 0x1p128 : valueOf(kF32, lowerCode + 1);
  bool negative = std::signbit(value);
  uint64_t code = lowerCode;
  if (magnitude >= upper || belongsToUpper(magnitude, lower, upper, lowerCode % 2 != 0, negative, choice))
    ++code;
  if (code > kF32.maxFiniteCode())
    return codeOfOverflow(kF32, negative, rules);
  return code | (negative ? kF32.signMask() : 0);
}

TEST(WideBoundaries, f32_boundaries_with_both_f64_neighbours) {
  Tally tally;
  for (uint64_t lowerCode : codesOfF32()) {
    double lower = valueOf(kF32, lowerCode);
    double upper = lowerCode == kF32.maxFiniteCode() ? 0x1p128 : valueOf(kF32, lowerCode + 1);
    double boundary = (lower + upper) / 2;
    std::vector<double> values{lower,
                               boundary,
                               std::nextafter(boundary, 0),
                               std::nextafter(boundary, upper),
                               std::nextafter(lower, upper),
                               std::nextafter(upper, lower)};
    for (double magnitude : values)
      for (double value : {magnitude, -magnitude})
        for (const Choice &choice : kChoices)
          for (bool saturates : {true, false}) {
            FloatRules rules{saturates, FloatRules::NaN::LargestFinite};
            tally.compare(encodeFloat(Format::F32, value, toOptions(choice, rules)),
                          encodeF32ByNeighbours(value, choice, rules, lowerCode),
                          [&] { return describeEncode("f32", value, choice, saturates); });
          }
  }
  EXPECT_NO_MISMATCH(tally);
}

TEST(WideBoundaries, f64_keeps_every_finite_value) {
  std::mt19937_64 random(8);
  Tally tally;
  for (int i = 0; i < 100000; ++i) {
    uint64_t code = random();
    double value = valueOf(kF64, code);
    if (std::isfinite(value))
      for (const Choice &choice : kChoices)
        tally.compare(encodeFloat(Format::F64, value, toOptions(choice, {})), code,
                      [&] { return describeEncode("f64", value, choice, true); });
  }
  EXPECT_NO_MISMATCH(tally);
}

//===----------------------------------------------------------------------===//
// E8M0
//===----------------------------------------------------------------------===//

TEST(WideBoundaries, e8m0_powers_and_midpoints_by_three_rules) {
  const std::pair<E8M0Rule, PowerRule> rules[] = {
      {E8M0Rule::Floor, PowerRule::Floor}, {E8M0Rule::Nearest, PowerRule::Nearest}, {E8M0Rule::Ceil, PowerRule::Ceil}};
  std::vector<double> values = extremes();
  for (int exponent = -150; exponent <= 130; ++exponent)
    for (double centre : {std::ldexp(1.0, exponent), std::ldexp(1.5, exponent)})
      for (double value : aroundInBothTypes(centre))
        values.push_back(value);
  Tally tally;
  for (double value : values)
    for (auto [rule, powerRule] : rules)
      for (bool saturates : {true, false}) {
        EncodeOptions options = toOptions({}, {saturates, FloatRules::NaN::LargestFinite});
        options.e8m0 = rule;
        tally.compare(encodeFloat(Format::F8E8M0FNU, value, options), encodeE8M0(value, powerRule, saturates),
                      [&, rule = rule] {
                        return describeEncode("f8E8M0FNU", value, {}, saturates) + " rule " + std::to_string(int(rule));
                      });
      }
  EXPECT_NO_MISMATCH(tally);
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

class IntegerBoundaries : public testing::TestWithParam<IntegerCase> {};

/// All codes up to 16 bits, and one beyond each end; of i32 the ends, zero, powers of two and random ones.
std::vector<int64_t> integersAround(const IntegerSpec &spec) {
  std::vector<int64_t> integers;
  if (spec.bits <= 16) {
    for (int64_t i = spec.low() - 2; i <= spec.high() + 2; ++i)
      integers.push_back(i);
    return integers;
  }
  std::mt19937_64 random(9);
  for (int64_t centre : {spec.low(), int64_t(0), spec.high()})
    for (int64_t i = centre - 1000; i <= centre + 1000; ++i)
      integers.push_back(i);
  for (int exponent = 10; exponent < 40; ++exponent)
    for (int64_t i = -4; i <= 4; ++i)
      integers.push_back((int64_t(1) << exponent) + i);
  for (int i = 0; i < 20000; ++i)
    integers.push_back(int32_t(random()));
  return integers;
}

uint64_t expectedInteger(const IntegerSpec &spec, double value, const Choice &choice, int64_t nanCode) {
  int64_t rounded = std::isnan(value) ? nanCode : roundToInteger(value, choice);
  return uint64_t(saturate(rounded, spec.low(), spec.high())) & spec.codeMask();
}

TEST_P(IntegerBoundaries, both_neighbours_of_every_boundary) {
  const auto &[format, spec] = GetParam();
  std::vector<double> values = extremes();
  for (int64_t integer : integersAround(spec))
    for (double centre : {double(integer), double(integer) + 0.5})
      for (double value : aroundInBothTypes(centre))
        values.push_back(value);
  Tally tally;
  int64_t nanCode = spec.high() / 2;
  for (double value : values)
    for (const Choice &choice : kChoices)
      tally.compare(encodeInteger(format, value, toOptions(choice, {}), nanCode),
                    expectedInteger(spec, value, choice, nanCode),
                    [&, &spec = spec] { return describeEncode(spec.name, value, choice, true); });
  EXPECT_NO_MISMATCH(tally);
}

TEST_P(IntegerBoundaries, rounding_alone_keeps_the_sign_of_zero) {
  Tally tally;
  for (int64_t integer : integersAround(GetParam().spec))
    for (double value : aroundInBothTypes(double(integer) + 0.5))
      for (const Choice &choice : kChoices) {
        double expected = std::copysign(double(roundToInteger(value, choice)), value);
        tally.compareValues(roundToIntegral(value, toOptions(choice, {}).rounding, choice.noise), expected,
                            [&] { return describeEncode("integral", value, choice, false); });
      }
  EXPECT_NO_MISMATCH(tally);
}

INSTANTIATE_TEST_SUITE_P(All, IntegerBoundaries, testing::ValuesIn(kIntegers),
                         nameOfCase<testing::TestParamInfo<IntegerCase>>);

} // namespace
