//===- StochasticTest.cpp - noise, and rounding with it --------------------------------------------------===//
//
// The generator against the published answers of Philox 4x32-10; codes against the oracle with the same noise; that
// they are neighbours of the quotient, independent of order and thread, and as often up as the fraction says.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Arrays.h"
#include "ExactArithmetic.h"
#include "StepOracle.h"
#include "gtest/gtest.h"
#include <array>
#include <cmath>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

Convention stochastic(uint64_t seed) {
  Convention convention;
  convention.rounding = Rounding::Stochastic;
  convention.seed = seed;
  return convention;
}

/// Philox 4x32-10 as its authors define it (Salmon et al. 2011).
std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t left = uint64_t(0xD2511F53) * counter[0], right = uint64_t(0xCD9E8D57) * counter[2];
    counter = {uint32_t(right >> 32) ^ counter[1] ^ key[0], uint32_t(right), uint32_t(left >> 32) ^ counter[3] ^ key[1],
               uint32_t(left)};
    key = {key[0] + 0x9E3779B9, key[1] + 0xBB67AE85};
  }
  return counter;
}

TEST(Stochastic, noise_is_philox) {
  // The three known answers that its authors publish.
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (std::array<uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (std::array<uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (std::array<uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
  for (uint64_t seed : {uint64_t(0), uint64_t(1), uint64_t(0x0123456789ABCDEF)})
    for (uint64_t index : {uint64_t(0), uint64_t(1), uint64_t(12345), uint64_t(0xFEDCBA9876543210)}) {
      std::array<uint32_t, 4> words =
          philox({uint32_t(index), uint32_t(index >> 32), 0, 0}, {uint32_t(seed), uint32_t(seed >> 32)});
      double expected = std::ldexp(double((uint64_t(words[1]) << 32 | words[0]) >> 11), -53);
      EXPECT_EQ(uniformNoise(seed, index), expected) << "seed " << seed << " index " << index;
    }
}

TEST(Stochastic, noise_is_uniform_and_uncorrelated) {
  constexpr int count = 1 << 16, bins = 64;
  double sum = 0, products = 0, previous = uniformNoise(42, count);
  int histogram[bins] = {};
  for (int i = 0; i < count; ++i) {
    double noise = uniformNoise(42, i);
    ASSERT_TRUE(noise >= 0 && noise < 1);
    ++histogram[int(noise * bins)];
    sum += noise;
    products += (noise - 0.5) * (previous - 0.5);
    previous = noise;
  }
  double chiSquare = 0, expected = double(count) / bins;
  for (int found : histogram)
    chiSquare += (found - expected) * (found - expected) / expected;
  EXPECT_LT(chiSquare, 63 + 5 * std::sqrt(2 * 63.0));
  EXPECT_NEAR(sum / count, 0.5, 5 * std::sqrt(1.0 / 12 / count));
  EXPECT_NEAR(products / count, 0, 5.0 / 12 / std::sqrt(double(count)));
}

TEST(Stochastic, codes_are_the_oracles_with_the_same_noise) {
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (const IntegerCase &storage : {kIntegers[2], kIntegers[6], kIntegers[15]}) {
      const IntegerSpec &spec = storage.spec;
      const std::vector<double> &values = patternsOf(input.spec);
      for (bool zeroPointFirst : {false, true}) {
        Convention convention = stochastic(7);
        convention.zeroPointOrder = zeroPointFirst ? ZeroPointOrder::BeforeRounding : ZeroPointOrder::AfterRounding;
        Parameters parameters{double(0.3f), 5};
        std::vector<uint64_t> codes =
            quantizeWith(values, input.format, perTensor(storage.format, Format::I8), parameters, convention);
        for (size_t i = 0; i < values.size(); ++i) {
          Recipe recipe;
          recipe.zeroPointFirst = zeroPointFirst;
          recipe.choice = {Rule::Stochastic, uniformNoise(7, i)};
          int64_t code = quantizeToInteger(values[i], parameters.scale, 5, {spec.low(), spec.high()}, recipe, 5);
          tally.compare(codes[i], uint64_t(code) & spec.codeMask(),
                        [&] { return describeElement(input.spec.name, values[i], spec.name, parameters); });
        }
      }
    }
  EXPECT_NO_MISMATCH(tally);
}

TEST(Stochastic, float_codes_are_the_oracles_with_the_same_noise) {
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (const FloatCase &storage : kSmallFloats) {
      BoundaryTable table(storage.spec);
      const std::vector<double> &values = patternsOf(input.spec);
      Parameters parameters{double(0.3f)};
      std::vector<uint64_t> codes =
          quantizeWith(values, input.format, perTensor(storage.format), parameters, stochastic(8));
      for (size_t i = 0; i < values.size(); ++i) {
        Recipe recipe;
        recipe.choice = {Rule::Stochastic, uniformNoise(8, i)};
        tally.compare(codes[i], quantizeToFloat(values[i], parameters.scale, table, recipe),
                      [&] { return describeElement(input.spec.name, values[i], storage.spec.name, parameters); });
      }
    }
  EXPECT_NO_MISMATCH(tally);
}

/// With any noise at all, a code is one of the two that enclose the quotient.
TEST(Stochastic, codes_are_always_one_of_two_neighbours) {
  BoundaryTable table(kE4M3FN);
  for (uint64_t seed = 0; seed < 20; ++seed)
    for (uint64_t index = 0; index < 500; ++index) {
      double x = (double(index) - 250) * 1.7109375;
      double code = decode(Format::F8E4M3FN, quantizeElement(x, 1.0, 0, Format::F32, perTensor(Format::F8E4M3FN),
                                                             stochastic(seed), index));
      double step = std::exp2(std::max(std::floor(std::log2(std::max(std::fabs(x), 0x1p-6))), -6.0) - 3);
      EXPECT_TRUE(code == std::floor(x / step) * step || code == std::ceil(x / step) * step) << x << " gave " << code;
      auto integer = int8_t(quantizeElement(x, 4.0, 0, Format::F32, perTensor(Format::I8), stochastic(seed), index));
      EXPECT_TRUE(integer == std::floor(x / 4) || integer == std::ceil(x / 4)) << x << " gave " << int(integer);
    }
}

TEST(Stochastic, the_fraction_is_the_probability_of_rounding_up) {
  constexpr size_t count = 100000;
  for (double fraction : {0.0, 0.125, 0.3, 0.5, 0.9375})
    for (double below : {-3.0, 0.0, 5.0}) {
      std::vector<double> values(count, double(float(below + fraction)));
      std::vector<uint64_t> codes = quantizeWith(values, Format::F32, perTensor(Format::I8), {1.0}, stochastic(9));
      double ups = 0;
      for (uint64_t code : codes)
        ups += double(int8_t(code)) - below;
      double deviation = std::sqrt(fraction * (1 - fraction) / count);
      EXPECT_NEAR(ups / count, double(float(below + fraction)) - below, 5 * deviation + 1e-12) << below + fraction;
    }
}

TEST(Stochastic, the_seed_and_the_index_decide) {
  std::vector<double> values(1000, 0.5);
  Encoding encoding = perTensor(Format::I4);
  std::vector<uint64_t> codes = quantizeWith(values, Format::F32, encoding, {1.0}, stochastic(10));
  EXPECT_EQ(codes, quantizeWith(values, Format::F32, encoding, {1.0}, stochastic(10)));
  EXPECT_NE(codes, quantizeWith(values, Format::F32, encoding, {1.0}, stochastic(11)));
  for (size_t i = values.size(); i-- > 0;)
    EXPECT_EQ(quantizeElement(0.5, 1.0, 0, Format::F32, encoding, stochastic(10), i), codes[i]);
}

/// Qwix: noise centred on 0 is added in f32, then an ordinary rounding; for integers only.
TEST(Stochastic, noisy_half_even_adds_the_noise_in_f32) {
  Convention convention = stochastic(12);
  convention.rounding = Rounding::NoisyHalfEven;
  const std::vector<double> &values = patternsOf(kBF16);
  Parameters parameters{double(0.3f)};
  std::vector<uint64_t> codes = quantizeWith(values, Format::BF16, perTensor(Format::I8), parameters, convention);
  Tally tally;
  for (size_t i = 0; i < values.size(); ++i) {
    double quotient = divide(kF32, values[i], parameters.scale);
    double noisy = add(kF32, quotient, roundTo(kF32, uniformNoise(12, i) - 0.5));
    int64_t code = std::isnan(noisy) ? 0 : saturate(roundToInteger(noisy), -128, 127);
    tally.compare(codes[i], uint64_t(code) & 0xFF,
                  [&] { return describeElement("bf16", values[i], "i8", parameters); });
  }
  EXPECT_NO_MISMATCH(tally);
  EXPECT_EQ(quantizeWith(values, Format::BF16, perTensor(Format::F4E2M1FN), parameters, convention),
            quantizeWith(values, Format::BF16, perTensor(Format::F4E2M1FN), parameters));
}

} // namespace
