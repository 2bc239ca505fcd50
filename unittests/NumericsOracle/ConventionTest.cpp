//===- ConventionTest.cpp - every combination of steps ---------------------------------------------------===//
//
// Order of the zero point, order of the clamp, division or reciprocal, type of the steps, rounding: all combinations,
// each on all bf16 or f16 patterns with some formats, scales and zero points, against the steps in exact arithmetic.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ConventionCases.h"
#include "ExactArithmetic.h"
#include "StepOracle.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

void compareIntegers(const FloatCase &input, const ConventionSetting &setting, const Convention &convention,
                     Tally &tally) {
  const IntegerSpec &spec = setting.storage.spec;
  Parameters parameters{double(float(setting.parameters.scale)), setting.parameters.zeroPoint};
  Encoding encoding = perTensor(setting.storage.format, Format::I32);
  const std::vector<double> &values = patternsOf(input.spec);
  std::vector<uint64_t> codes = quantizeWith(values, input.format, encoding, parameters, convention);
  Recipe recipe = toRecipe(convention, input.spec);
  auto nanCode = int64_t(parameters.zeroPoint);
  for (size_t i = 0; i < values.size(); ++i) {
    int64_t code = quantizeToInteger(values[i], parameters.scale, parameters.zeroPoint, {spec.low(), spec.high()},
                                     recipe, nanCode);
    tally.compare(codes[i], uint64_t(code) & spec.codeMask(), [&] {
      return describeElement(input.spec.name, values[i], spec.name, parameters) + describeConvention(convention);
    });
  }
}

TEST(Conventions, integers_by_every_combination_of_steps) {
  std::vector<ConventionSetting> settings = conventionSettings();
  Tally tally;
  size_t turn = 0; // 11 settings: every one meets both types
  for (const Convention &convention : allCombinations())
    for (const FloatCase &input : kHalfFloats)
      compareIntegers(input, settings[turn++ % settings.size()], convention, tally);
  EXPECT_NO_MISMATCH(tally);
}

void compareFloats(const FloatCase &input, const BoundaryTable &table, Format storage, double scale,
                   const Convention &convention, Tally &tally) {
  const std::vector<double> &values = patternsOf(input.spec);
  std::vector<uint64_t> codes = quantizeWith(values, input.format, perTensor(storage), {scale}, convention);
  Recipe recipe = toRecipe(convention, input.spec);
  for (size_t i = 0; i < values.size(); ++i)
    tally.compare(codes[i], quantizeToFloat(values[i], scale, table, recipe), [&] {
      return describeElement(input.spec.name, values[i], table.spec().name, {scale}) + describeConvention(convention);
    });
}

TEST(Conventions, floats_by_every_combination_of_steps) {
  const float scales[] = {1.0f, 0.1f, 1.5078125f, 1.0f / 448, 1e-40f, 3.0f, 0.0078125f};
  Tally tally;
  size_t turn = 0;
  for (const Convention &convention : allCombinations()) {
    // 2 types, 5 formats and 7 scales meet in 70 ways.
    const FloatCase &input = kHalfFloats[turn % std::size(kHalfFloats)];
    const FloatCase &storage = kSmallFloats[turn % std::size(kSmallFloats)];
    float scale = scales[turn++ % std::size(scales)];
    compareFloats(input, BoundaryTable(storage.spec), storage.format, scale, convention, tally);
  }
  EXPECT_NO_MISMATCH(tally);
}

TEST(Conventions, overflow_and_nan_rules_reach_float_codes) {
  Tally tally;
  for (const FloatCase &storage : kSmallFloats) {
    BoundaryTable table(storage.spec);
    for (auto [floatNaN, rule] : {std::pair(FloatNaN::LargestFinite, FloatRules::NaN::LargestFinite),
                                  std::pair(FloatNaN::Zero, FloatRules::NaN::Zero),
                                  std::pair(FloatNaN::NegativeZero, FloatRules::NaN::NegativeZero)})
      for (bool saturates : {true, false}) {
        Convention convention;
        convention.floatNaN = floatNaN;
        convention.overflow = saturates ? Overflow::Saturate : Overflow::NonFinite;
        const std::vector<double> &values = patternsOf(kF16);
        Parameters parameters{0.25};
        std::vector<uint64_t> codes =
            quantizeWith(values, Format::F16, perTensor(storage.format), parameters, convention);
        for (size_t i = 0; i < values.size(); ++i)
          tally.compare(codes[i], quantizeToFloat(values[i], 0.25, table, Recipe(), {saturates, rule}),
                        [&] { return describeElement("f16", values[i], storage.spec.name, parameters); });
      }
  }
  EXPECT_NO_MISMATCH(tally);
}

TEST(Conventions, integer_nan_by_every_rule) {
  const double nan = std::nan("");
  Encoding encoding = perTensor(Format::I4, Format::I32);
  auto codeOfNaN = [&](IntegerNaN rule, double zeroPoint) {
    Convention convention;
    convention.nan = rule;
    return quantizeElement(nan, 1.0, zeroPoint, Format::F32, encoding, convention);
  };
  EXPECT_EQ(codeOfNaN(IntegerNaN::ZeroPoint, 3), 3u);
  EXPECT_EQ(codeOfNaN(IntegerNaN::ZeroPoint, -3), 0xDu);
  EXPECT_EQ(codeOfNaN(IntegerNaN::ZeroPoint, 100), 7u);
  EXPECT_EQ(codeOfNaN(IntegerNaN::ZeroPoint, -100), 8u);
  EXPECT_EQ(codeOfNaN(IntegerNaN::Zero, 3), 0u);
  EXPECT_EQ(codeOfNaN(IntegerNaN::Low, 3), 8u);
  encoding.clamp = {2, 5};
  EXPECT_EQ(codeOfNaN(IntegerNaN::Zero, 3), 2u);
  EXPECT_EQ(codeOfNaN(IntegerNaN::Low, 3), 2u);
}

/// Codes of `values` in i8 with zero point 3 by every type of the steps, which are f64 for f64 values.
void compareF64Steps(llvm::ArrayRef<double> values, double scale, Tally &tally) {
  Encoding encoding = perTensor(Format::I8, Format::I8);
  encoding.scale = Format::F64;
  for (auto type : {Arithmetic::F32, Arithmetic::Input, Arithmetic::F64, Arithmetic::Exact}) {
    Convention convention;
    convention.quotientType = type;
    Recipe recipe = toRecipe(convention, kF64);
    recipe.arithmetic = kF64;
    Parameters parameters{scale, 3};
    std::vector<uint64_t> codes = quantizeWith(values, Format::F64, encoding, parameters, convention);
    for (size_t i = 0; i < values.size(); ++i)
      tally.compare(codes[i], uint64_t(quantizeToInteger(values[i], scale, 3, {-128, 127}, recipe, 3)) & 0xFF, [&] {
        return describeElement("f64", values[i], "i8", parameters) + describeConvention(convention);
      });
  }
}

/// f64 values must not pass through f32: quotients at boundaries, and the doubles beside them. Of scales with 53 bits
/// the f64 quotient is often a tie that the exact one is not.
TEST(Conventions, f64_values_take_f64_steps) {
  Tally tally;
  for (double scale : {1.0, double(0.1f), 0.1, 1.0 / 3, double(1e-40f), 7.0, 1e-200}) {
    std::vector<double> values;
    for (int half = -300; half <= 300; ++half)
      for (int steps = -3; steps <= 3; ++steps) {
        double value = half * 0.5 * scale;
        for (int step = 0; step < std::abs(steps); ++step)
          value = std::nextafter(value, steps > 0 ? HUGE_VAL : -HUGE_VAL);
        values.push_back(value);
      }
    compareF64Steps(values, scale, tally);
  }
  EXPECT_NO_MISMATCH(tally);
}

/// f32 values beside a tie plus a zero point of 31 bits: their sum is longer than f64.
TEST(Conventions, exact_sums_are_rounded_once) {
  Convention convention;
  convention.quotientType = Arithmetic::Exact;
  convention.zeroPointOrder = ZeroPointOrder::BeforeRounding;
  Recipe recipe = toRecipe(convention, kF32);
  Encoding encoding = perTensor(Format::I32, Format::I32);
  Tally tally;
  for (int64_t zeroPoint = -2147483647; zeroPoint < -2147483600; ++zeroPoint)
    for (float half : {0.5f, 1.5f, 2.5f, 7.5f})
      for (float x : {half, std::nextafterf(half, 0), std::nextafterf(half, 8)}) {
        int64_t expected = quantizeToInteger(x, 1.0, double(zeroPoint), {INT32_MIN, INT32_MAX}, recipe, 0);
        tally.compare(quantizeElement(x, 1.0, double(zeroPoint), Format::F32, encoding, convention), uint32_t(expected),
                      [&] { return describeElement("f32", x, "i32", {1.0, double(zeroPoint)}); });
      }
  EXPECT_NO_MISMATCH(tally);
}

} // namespace
