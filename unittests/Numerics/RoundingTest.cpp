//===- RoundingTest.cpp - one rounding, every mode, every end of range ----------------------------------===//

#include "Qnt/Numerics/Rounding.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

EncodeOptions withRounding(Rounding rounding, double noise = 0.5) {
  EncodeOptions options;
  options.rounding = rounding;
  options.noise = noise;
  return options;
}

EncodeOptions withOverflow(Overflow overflow) {
  EncodeOptions options;
  options.overflow = overflow;
  return options;
}

EncodeOptions withRule(E8M0Rule rule) {
  EncodeOptions options;
  options.e8m0 = rule;
  return options;
}

TEST(Rounding, ties) {
  const double values[] = {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5};
  const double even[] = {-2, -2, -0.0, 0, 2, 2};
  const double away[] = {-3, -2, -1, 1, 2, 3};
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(roundToIntegral(values[i], Rounding::HalfEven), even[i]);
    EXPECT_EQ(roundToIntegral(values[i], Rounding::HalfAway), away[i]);
  }
  EXPECT_TRUE(std::signbit(roundToIntegral(-0.5, Rounding::HalfEven)));
}

TEST(Rounding, half_away_of_the_value_below_one_half) {
  double below = std::nextafter(0.5, 0.0);
  EXPECT_EQ(roundToIntegral(below, Rounding::HalfAway), 0.0);
  EXPECT_EQ(roundToIntegral(0x1p52 + 1, Rounding::HalfAway), 0x1p52 + 1);
}

TEST(Rounding, stochastic_is_floor_of_the_sum) {
  EXPECT_EQ(roundToIntegral(1.25, Rounding::Stochastic, 0.74), 1.0);
  EXPECT_EQ(roundToIntegral(1.25, Rounding::Stochastic, 0.75), 2.0);
  EXPECT_EQ(roundToIntegral(-1.25, Rounding::Stochastic, 0.24), -2.0);
  EXPECT_EQ(roundToIntegral(-1.25, Rounding::Stochastic, 0.25), -1.0);
  EXPECT_EQ(roundToIntegral(3.0, Rounding::Stochastic, 0.999), 3.0) << "integers never move";
  EXPECT_EQ(roundToIntegral(2.5, Rounding::Stochastic, 0.5), 3.0) << "ties up at noise 0.5";
}

TEST(Rounding, noisy_half_even_adds_centred_noise) {
  EXPECT_EQ(roundToIntegral(1.25, Rounding::NoisyHalfEven, 0.7), 1.0);
  EXPECT_EQ(roundToIntegral(1.25, Rounding::NoisyHalfEven, 0.8), 2.0);
  EXPECT_EQ(roundToIntegral(2.5, Rounding::NoisyHalfEven, 0.5), 2.0) << "no noise: half to even";
}

TEST(Rounding, stochastic_mean_is_unbiased) {
  for (double value : {0.1, 2.75, -1.3}) {
    double sum = 0, noisySum = 0;
    const int samples = 200000;
    for (int i = 0; i < samples; ++i) {
      sum += roundToIntegral(value, Rounding::Stochastic, uniformNoise(7, uint64_t(i)));
      noisySum += roundToIntegral(value, Rounding::NoisyHalfEven, uniformNoise(7, uint64_t(i)));
    }
    // Five standard deviations of a mean of 200,000 draws of variance at most 1/4.
    EXPECT_NEAR(sum / samples, value, 5 * 0.5 / std::sqrt(samples));
    EXPECT_NEAR(noisySum / samples, value, 5 * 0.5 / std::sqrt(samples));
  }
}

/// The known answer of Philox 4x32-10 for a zero counter and key starts with 6627e8d5 e169c58d (Random123,
/// kat_vectors).
TEST(Rounding, noise_is_philox) {
  uint64_t bits = (uint64_t(0xe169c58du) << 32 | 0x6627e8d5u) >> 11;
  EXPECT_EQ(uniformNoise(0, 0), double(bits) * 0x1p-53);
}

TEST(Rounding, noise_depends_on_seed_and_index_only) {
  EXPECT_EQ(uniformNoise(1, 5), uniformNoise(1, 5));
  EXPECT_NE(uniformNoise(1, 5), uniformNoise(1, 6));
  EXPECT_NE(uniformNoise(1, 5), uniformNoise(2, 5));
  EXPECT_NE(uniformNoise(1, uint64_t(1) << 32), uniformNoise(1, 0)) << "the upper half of the index counts";
  for (uint64_t i = 0; i < 1000; ++i) {
    EXPECT_GE(uniformNoise(3, i), 0.0);
    EXPECT_LT(uniformNoise(3, i), 1.0);
  }
}

/// 1.0625001 lies above the tie of 1.0 and 1.125; through f16 or bf16 it would become the tie and then 1.0.
TEST(Rounding, no_double_rounding_to_f8e4m3fn) {
  EXPECT_EQ(roundTo(Format::F8E4M3FN, double(1.0625001f)), 1.125);
  EXPECT_EQ(roundTo(Format::F8E4M3FN, roundTo(Format::F16, double(1.0625001f))), 1.0) << "the trap itself";
  EXPECT_EQ(roundTo(Format::F8E4M3FN, 1.0625), 1.0);
  EXPECT_EQ(roundTo(Format::F8E4M3FN, std::nextafter(1.0625, 2.0)), 1.125) << "nor through f32";
}

TEST(Rounding, f8e4m3fn_overflow_boundary) {
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, 464.0, withOverflow(Overflow::NonFinite)), 0x7Eu) << "the tie goes to 448";
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, 464.1, withOverflow(Overflow::NonFinite)), 0x7Fu)
      << "NaN, there is no infinity";
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, -1e9, withOverflow(Overflow::NonFinite)), 0xFFu);
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, 464.1), 0x7Eu);
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, inf), 0x7Eu);
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, -inf), 0xFEu);
}

TEST(Rounding, f8e5m2_overflow_boundary) {
  EXPECT_EQ(encodeFloat(Format::F8E5M2, 61439.0, withOverflow(Overflow::NonFinite)), 0x7Bu);
  EXPECT_EQ(encodeFloat(Format::F8E5M2, 61440.0, withOverflow(Overflow::NonFinite)), 0x7Cu)
      << "the tie goes to infinity";
  EXPECT_EQ(encodeFloat(Format::F8E5M2, 61440.0), 0x7Bu);
  EXPECT_EQ(encodeFloat(Format::F8E5M2, -inf, withOverflow(Overflow::NonFinite)), 0xFCu);
}

TEST(Rounding, formats_without_infinity_and_nan_saturate) {
  for (Overflow overflow : {Overflow::Saturate, Overflow::NonFinite}) {
    EXPECT_EQ(encodeFloat(Format::F4E2M1FN, inf, withOverflow(overflow)), 0x7u);
    EXPECT_EQ(encodeFloat(Format::F6E2M3FN, -100.0, withOverflow(overflow)), 0x3Fu);
    EXPECT_EQ(encodeFloat(Format::F6E3M2FN, 1e30, withOverflow(overflow)), 0x1Fu);
  }
}

TEST(Rounding, nan_of_floats) {
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, nan), 0x7Fu);
  EXPECT_EQ(encodeFloat(Format::F8E5M2, nan), 0x7Eu);
  EXPECT_EQ(encodeFloat(Format::F4E2M1FN, nan), 0x7u) << "the largest value by default";
  EncodeOptions options;
  options.floatNaN = FloatNaN::Zero;
  EXPECT_EQ(encodeFloat(Format::F6E3M2FN, nan, options), 0u);
  options.floatNaN = FloatNaN::NegativeZero;
  EXPECT_EQ(encodeFloat(Format::F4E2M1FN, nan, options), 8u);
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, nan, options), 0x7Fu) << "the rule is for formats without NaN";
}

TEST(Rounding, signed_zero_is_kept) {
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, -0.0), 0x80u);
  EXPECT_EQ(encodeFloat(Format::F4E2M1FN, -0.1), 0x8u) << "rounds to minus zero";
  EXPECT_EQ(encodeFloat(Format::F64, -0.0), uint64_t(1) << 63);
}

TEST(Rounding, subnormals_round_once) {
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, 0x1p-10), 0u) << "half of the smallest goes to even";
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, 0x1.0000001p-10), 1u);
  EXPECT_EQ(encodeFloat(Format::F8E4M3FN, 0x1.8p-9), 2u);
  EXPECT_EQ(encodeFloat(Format::F32, 0x1p-149), 1u);
  EXPECT_EQ(encodeFloat(Format::F32, 0x1p-150), 0u);
  EXPECT_EQ(encodeFloat(Format::F16, 1e-300), 0u);
  EXPECT_EQ(roundTo(Format::F32, 5e-324), 0.0);
}

TEST(Rounding, f32_agrees_with_the_machine) {
  for (double value : {0.1, -1.0 / 3, 1e-40, 3.4028235677973366e38, 1.17549435e-38, 65504.0001, 0x1.000001p0}) {
    EXPECT_EQ(roundTo(Format::F32, value, withOverflow(Overflow::NonFinite)), double(float(value))) << value;
  }
}

TEST(Rounding, e8m0_rules) {
  struct {
    double value, floor, nearest, ceil;
  } cases[] = {{1.0, 1, 1, 1},   {1.49, 1, 1, 2}, {1.5, 1, 2, 2},         {std::nextafter(1.5, 0.0), 1, 1, 2},
               {2.999, 2, 2, 4}, {3.0, 2, 4, 4},  {0.3, 0.25, 0.25, 0.5}, {1e-40, 0x1p-127, 0x1p-127, 0x1p-127}};
  for (auto &c : cases) {
    EXPECT_EQ(roundTo(Format::F8E8M0FNU, c.value, withRule(E8M0Rule::Floor)), c.floor) << c.value;
    EXPECT_EQ(roundTo(Format::F8E8M0FNU, c.value, withRule(E8M0Rule::Nearest)), c.nearest) << c.value;
    EXPECT_EQ(roundTo(Format::F8E8M0FNU, c.value, withRule(E8M0Rule::Ceil)), c.ceil) << c.value;
  }
}

TEST(Rounding, e8m0_ends_of_range) {
  for (E8M0Rule rule : {E8M0Rule::Floor, E8M0Rule::Nearest, E8M0Rule::Ceil}) {
    EXPECT_EQ(encodeFloat(Format::F8E8M0FNU, 1e300, withRule(rule)), 0xFEu);
    EXPECT_EQ(encodeFloat(Format::F8E8M0FNU, inf, withRule(rule)), 0xFEu);
    EXPECT_EQ(encodeFloat(Format::F8E8M0FNU, 5e-324, withRule(rule)), 0u);
    for (double bad : {0.0, -0.0, -1.0, -inf, nan})
      EXPECT_EQ(encodeFloat(Format::F8E8M0FNU, bad, withRule(rule)), 0xFFu) << bad;
  }
  EXPECT_EQ(encodeFloat(Format::F8E8M0FNU, inf, withOverflow(Overflow::NonFinite)), 0xFFu);
}

TEST(Rounding, integers_saturate_without_overflow) {
  EXPECT_EQ(encodeInteger(Format::I8, 1e30), 0x7Fu);
  EXPECT_EQ(encodeInteger(Format::I8, -inf), 0x80u);
  EXPECT_EQ(encodeInteger(Format::U8, -3.0), 0u);
  EXPECT_EQ(encodeInteger(Format::U8, 255.5), 0xFFu);
  EXPECT_EQ(encodeInteger(Format::I32, 3e9), 0x7FFFFFFFu);
  EXPECT_EQ(encodeInteger(Format::I32, -3e9), 0x80000000u);
  EXPECT_EQ(encodeInteger(Format::I4, -1.0), 0xFu);
  EXPECT_EQ(encodeInteger(Format::I8, nan, {}, -5), 0xFBu);
}

/// Between two neighbouring values the tie goes to the even code, and both neighbours of the tie to their sides.
TEST(Rounding, every_boundary_of_the_small_floats) {
  for (Format format : {Format::F8E4M3FN, Format::F8E5M2, Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN}) {
    for (uint64_t code = 0; code < getMaxFiniteCode(format); ++code) {
      double tie = (decode(format, code) + decode(format, code + 1)) / 2;
      uint64_t even = code % 2 ? code + 1 : code;
      EXPECT_EQ(encodeFloat(format, tie), even) << getName(format).str() << ' ' << code;
      EXPECT_EQ(encodeFloat(format, std::nextafter(tie, 0.0)), code);
      EXPECT_EQ(encodeFloat(format, std::nextafter(tie, inf)), code + 1);
      EXPECT_EQ(encodeFloat(format, tie, withRounding(Rounding::HalfAway)), code + 1);
    }
  }
}

TEST(Rounding, stochastic_floats_stay_between_neighbours) {
  // 1.03125 is a quarter of the way from 1.0 to 1.125.
  EXPECT_EQ(roundTo(Format::F8E4M3FN, 1.03125, withRounding(Rounding::Stochastic, 0.74)), 1.0);
  EXPECT_EQ(roundTo(Format::F8E4M3FN, 1.03125, withRounding(Rounding::Stochastic, 0.76)), 1.125);
  EXPECT_EQ(roundTo(Format::F8E4M3FN, -1.03125, withRounding(Rounding::Stochastic, 0.24)), -1.125);
  EXPECT_EQ(roundTo(Format::F8E4M3FN, 1.125, withRounding(Rounding::Stochastic, 0.999)), 1.125);
}

} // namespace
