//===- ConventionTest.cpp - every combination of steps ---------------------------------------------------===//
//
// Order of the zero point, order of the clamp, division or reciprocal, type of the steps, rounding: all combinations,
// each on all bf16 or f16 patterns with some formats, scales and zero points, against the steps in exact arithmetic.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Arrays.h"
#include "ExactArithmetic.h"
#include "StepOracle.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

/// The combinations that an oracle without noise can judge.
std::vector<Convention> allCombinations() {
  std::vector<Convention> all;
  for (auto zeroPointOrder : {ZeroPointOrder::AfterRounding, ZeroPointOrder::BeforeRounding})
    for (auto clampOrder : {ClampOrder::AfterRounding, ClampOrder::BeforeRounding})
      for (auto quotient : {Quotient::Divide, Quotient::Reciprocal})
        for (auto type : {Arithmetic::F32, Arithmetic::Input, Arithmetic::Exact, Arithmetic::F64})
          for (auto rounding : {Rounding::HalfEven, Rounding::HalfAway}) {
            Convention convention;
            convention.zeroPointOrder = zeroPointOrder;
            convention.clampOrder = clampOrder;
            convention.quotient = quotient;
            convention.quotientType = type;
            convention.rounding = rounding;
            all.push_back(convention);
          }
  return all;
}

/// The order of the clamp has no part in it: the ends of a range are codes, and rounding is monotone.
Recipe toRecipe(const Convention &convention, const FloatSpec &input) {
  Recipe recipe;
  recipe.reciprocal = convention.quotient == Quotient::Reciprocal;
  recipe.zeroPointFirst = convention.zeroPointOrder == ZeroPointOrder::BeforeRounding;
  recipe.exact = convention.quotientType == Arithmetic::Exact;
  recipe.choice.rule = convention.rounding == Rounding::HalfEven ? Rule::HalfEven : Rule::HalfAway;
  if (convention.quotientType == Arithmetic::Input)
    recipe.arithmetic = input;
  if (convention.quotientType == Arithmetic::F64)
    recipe.arithmetic = kF64;
  return recipe;
}

std::string describeConvention(const Convention &convention) {
  std::string text;
  for (const char *parameter : {"zero_point_order", "clamp_order", "quotient", "quotient_type", "rounding"})
    text += std::string(" ") + parameter + "=" + convention.get(parameter);
  return text;
}

struct IntegerSetting {
  IntegerCase storage;
  Parameters parameters;
};

/// Scales and zero points that bf16 and f16 hold and some that they do not.
std::vector<IntegerSetting> integerSettings() {
  const IntegerCase &i4 = kIntegers[2], &i8 = kIntegers[6], &u8 = kIntegers[15], &i16 = kIntegers[7],
                    &u3 = kIntegers[10];
  return {{i8, {1.5078125, 1}},
          {u8, {double(0.1f), 77}},
          {i4, {2.0, 3}},
          {i8, {0.10009765625, -5}},
          {u3, {1.0, 9}},
          {u8, {1e-3, 128}},
          {i16, {0.0078125, -32769}},
          {i8, {double(1e-40f), 7}},
          {i4, {0.5, -9}},
          {u8, {1.0 / 3, 255}}};
}

void compareIntegers(const FloatCase &input, const IntegerSetting &setting, const Convention &convention,
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
  std::vector<IntegerSetting> settings = integerSettings();
  Tally tally;
  size_t turn = 0;
  for (const Convention &convention : allCombinations())
    for (const FloatCase &input : kHalfFloats)
      for (int i = 0; i < 2; ++i)
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
  for (const Convention &convention : allCombinations())
    for (const FloatCase &input : kHalfFloats) {
      const FloatCase &storage = kSmallFloats[turn % std::size(kSmallFloats)];
      float scale = scales[turn++ % std::size(scales)]; // 5 formats and 7 scales meet in 35 pairs
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
