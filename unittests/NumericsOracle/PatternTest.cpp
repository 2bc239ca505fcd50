//===- PatternTest.cpp - every f16 and bf16 pattern, every storage format, all traps ---------------------===//
//
// The default convention: q = saturate(rne(f32(x / s)) + zp). Each test quantizes all 65536 patterns of an input type
// with every scale and zero point below and compares every code.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Arrays.h"
#include "StepOracle.h"
#include "gtest/gtest.h"
#include <array>
#include <cmath>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

/// Scales that f32 holds; they make ties, underflow, overflow before the clamp, or inexact quotients.
const std::array<float, 22> kScales = {
    1.0f,              // ties at every half-integer of the input
    2.0f,              // ties at odd integers
    0.5f,       0.25f, // exact quotients
    0.0078125f, 0.1f,  // f32(0.25 / 0.1f) is 2.5, a tie that the exact quotient is not
    0.3f,       1.0f / 3.0f,    3.0f,       7.0f,
    1.0f / 255, 1.0f / 127,     448.0f / 3, 1.5078125f, // 98.5 / 1.5078125 rounds to 65.5 in bf16, to 65.33 in f32
    100.0f,     1e10f,          1e-10f,     1e-40f,     // subnormal: 300 / 1e-40 is infinite before the clamp
    0x1p-149f,  0x1p-126f,                              // smallest subnormal, smallest normal
    0x1p127f,   0x1.fffffep127f};                       // subnormal quotients

/// Every scale with and without a zero point that is odd, at an end of the range, just outside or far outside; then
/// every scale that makes ties with more odd ones.
std::vector<Parameters> parametersFor(const IntegerSpec &spec) {
  int64_t low = spec.low(), high = spec.high(), middle = low + (high - low) / 2;
  const int64_t zeroPoints[] = {1,  low,      high,    -1,      low - 1,  high + 1,   middle | 1,
                                77, high - 1, low + 1, 1000003, -1000003, 2147483647, -2147483647 - 1};
  std::vector<Parameters> all;
  for (size_t i = 0; i < kScales.size(); ++i) {
    all.push_back({kScales[i], 0});
    all.push_back({kScales[i], double(zeroPoints[i % std::size(zeroPoints)])});
  }
  for (float scale : {1.0f, 2.0f, 0.1f})
    for (int64_t zeroPoint : {int64_t(-1), int64_t(3), middle | 1})
      all.push_back({scale, double(zeroPoint)});
  return all;
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

class IntegerPatterns : public testing::TestWithParam<IntegerCase> {};

void compareIntegerCodes(const FloatCase &input, const IntegerSpec &spec, const Encoding &encoding,
                         Parameters parameters, Range range, Tally &tally) {
  std::vector<uint64_t> codes = quantizeWith(patternsOf(input.spec), input.format, encoding, parameters);
  const std::vector<double> &quotients = quotientsOf(input.spec, parameters.scale);
  auto zeroPoint = int64_t(parameters.zeroPoint);
  for (size_t i = 0; i < kNumPatterns; ++i) {
    int64_t rounded = std::isnan(quotients[i]) ? 0 : roundToInteger(quotients[i]);
    uint64_t expected = uint64_t(saturate(rounded + zeroPoint, range.low, range.high)) & spec.codeMask();
    tally.compare(codes[i], expected,
                  [&] { return describeElement(input.spec.name, patternsOf(input.spec)[i], spec.name, parameters); });
  }
}

TEST_P(IntegerPatterns, all_patterns_with_all_scales_and_zero_points) {
  const auto &[format, spec] = GetParam();
  std::vector<Parameters> all = parametersFor(spec);
  ASSERT_GE(all.size(), 40u);
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (Parameters parameters : all) {
      Encoding encoding = perTensor(format);
      if (parameters.zeroPoint != 0)
        encoding.zeroPoint = Format::I32;
      compareIntegerCodes(input, spec, encoding, parameters, {spec.low(), spec.high()}, tally);
    }
  EXPECT_NO_MISMATCH(tally);
}

TEST_P(IntegerPatterns, narrow_ranges_saturate_at_their_own_ends) {
  const auto &[format, spec] = GetParam();
  Range narrow{spec.low() + 1, spec.high() - (spec.isSigned ? 0 : 1)};
  Encoding encoding = perTensor(format, Format::I32);
  encoding.clamp = {narrow.low, narrow.high};
  const Parameters all[] = {{1.0f, 0}, {0.1f, 1}, {2.0f, double(spec.low())}, {1e-40f, double(spec.high())}};
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (Parameters parameters : all)
      compareIntegerCodes(input, spec, encoding, parameters, narrow, tally);
  EXPECT_NO_MISMATCH(tally);
}

/// rne(rne(x / s) + zp): a zero point with a fraction makes a second rounding.
TEST_P(IntegerPatterns, float_zero_points_are_added_after_rounding_and_rounded) {
  const auto &[format, spec] = GetParam();
  Encoding encoding = perTensor(format, Format::F32);
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (Parameters parameters : {Parameters{0.1f, 0.5}, Parameters{2.0f, 1.5f}, Parameters{1.0f, -7.25f},
                                  Parameters{1.0f, double(0.1f)}, Parameters{0.3f, 3.0f}}) {
      std::vector<uint64_t> codes = quantizeWith(patternsOf(input.spec), input.format, encoding, parameters);
      const std::vector<double> &quotients = quotientsOf(input.spec, parameters.scale);
      for (size_t i = 0; i < kNumPatterns; ++i) {
        int64_t nanCode = finishInteger(0, parameters.zeroPoint, {spec.low(), spec.high()}, Recipe(), 0);
        int64_t code = finishInteger(quotients[i], parameters.zeroPoint, {spec.low(), spec.high()}, Recipe(), nanCode);
        tally.compare(codes[i], uint64_t(code) & spec.codeMask(), [&, &spec = spec] {
          return describeElement(input.spec.name, patternsOf(input.spec)[i], spec.name, parameters);
        });
      }
    }
  EXPECT_NO_MISMATCH(tally);
}

INSTANTIATE_TEST_SUITE_P(All, IntegerPatterns, testing::ValuesIn(kIntegers, kIntegers + kNumStorageIntegers),
                         nameOfCase<testing::TestParamInfo<IntegerCase>>);

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

class FloatPatterns : public testing::TestWithParam<FloatCase> {};

/// Those above and more powers of two around the formats' ranges.
std::vector<float> floatScales() {
  std::vector<float> scales(kScales.begin(), kScales.end());
  for (int exponent : {-20, -14, -9, -6, -3, -1, 1, 3, 4, 8, 9, 15, 16, 30})
    scales.push_back(std::ldexp(1.25f, exponent));
  for (float scale : {1.0f / 6, 1.0f / 448, 1.0f / 28, 1.0f / 7.5f, 1.0f / 57344, 0.9999999f})
    scales.push_back(scale);
  return scales;
}

TEST_P(FloatPatterns, all_patterns_with_all_scales) {
  const auto &[format, spec] = GetParam();
  BoundaryTable table(spec);
  std::vector<float> scales = floatScales();
  ASSERT_GE(scales.size(), 40u);
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (float scale : scales) {
      const std::vector<double> &values = patternsOf(input.spec), &quotients = quotientsOf(input.spec, scale);
      std::vector<uint64_t> codes = quantizeWith(values, input.format, perTensor(format), {scale});
      for (size_t i = 0; i < kNumPatterns; ++i)
        tally.compare(codes[i], table.encode(quotients[i]),
                      [&, &spec = spec] { return describeElement(input.spec.name, values[i], spec.name, {scale}); });
    }
  EXPECT_NO_MISMATCH(tally);
}

INSTANTIATE_TEST_SUITE_P(All, FloatPatterns, testing::ValuesIn(kSmallFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);

//===----------------------------------------------------------------------===//
// Scales to E8M0, and single elements
//===----------------------------------------------------------------------===//

TEST(Patterns, all_patterns_become_e8m0_scales_by_three_rules) {
  const std::pair<E8M0Rule, PowerRule> rules[] = {
      {E8M0Rule::Floor, PowerRule::Floor}, {E8M0Rule::Nearest, PowerRule::Nearest}, {E8M0Rule::Ceil, PowerRule::Ceil}};
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (auto [rule, powerRule] : rules) {
      EncodeOptions options;
      options.e8m0 = rule;
      for (double value : patternsOf(input.spec))
        tally.compare(encodeFloat(Format::F8E8M0FNU, value, options), encodeE8M0(value, powerRule),
                      [&] { return describeElement(input.spec.name, value, "f8E8M0FNU", {1}); });
    }
  EXPECT_NO_MISMATCH(tally);
}

TEST(Patterns, one_element_is_quantized_as_the_array_is) {
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (Format storage : {Format::I4, Format::U8, Format::F8E4M3FN, Format::F4E2M1FN}) {
      Encoding encoding = perTensor(storage);
      Parameters parameters{double(0.1f), 0};
      if (isInteger(storage)) {
        encoding.zeroPoint = Format::I8;
        parameters.zeroPoint = 3;
      }
      const std::vector<double> &values = patternsOf(input.spec);
      std::vector<uint64_t> codes = quantizeWith(values, input.format, encoding, parameters);
      for (size_t i = 0; i < kNumPatterns; ++i)
        tally.compare(
            quantizeElement(values[i], parameters.scale, parameters.zeroPoint, input.format, encoding, Convention(), i),
            codes[i], [&] { return describeElement(input.spec.name, values[i], getInfo(storage).name, parameters); });
    }
  EXPECT_NO_MISMATCH(tally);
}

} // namespace
