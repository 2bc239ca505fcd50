//===- RequantizeTest.cpp - fixed-point rescaling against exact integers ---------------------------------===//

#include "Qnt/Numerics/Requantize.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace mlir::qnt::numerics;

namespace {

constexpr int64_t lowest = std::numeric_limits<int32_t>::min();
constexpr int64_t highest = std::numeric_limits<int32_t>::max();

/// acc * multiplier * 2^-shift in 128 bits, rounded once and saturated.
int32_t multiplyExactly(int32_t acc, FixedPointMultiplier by, bool halfAway) {
  __int128 numerator = __int128(acc) * by.multiplier;
  __int128 denominator = 1;
  (by.shift >= 0 ? denominator : numerator) *= __int128(1) << std::abs(by.shift);
  __int128 quotient = numerator / denominator, remainder = numerator % denominator;
  __int128 twice = 2 * (remainder < 0 ? -remainder : remainder);
  bool up = twice > denominator || (twice == denominator && (halfAway || quotient % 2 != 0));
  quotient += up ? (numerator < 0 ? -1 : 1) : 0;
  return int32_t(quotient < lowest ? lowest : quotient > highest ? highest : quotient);
}

/// The two roundings of gemmlowp, in 128 bits: nearest doubling high product with ties up (away for negative ones
/// only beyond the tie), then a divide by a power of two with ties away from zero.
int32_t multiplyTwiceExactly(int32_t acc, FixedPointMultiplier by) {
  int exponent = 31 - by.shift;
  __int128 shifted = __int128(acc) * (exponent > 0 ? __int128(1) << exponent : 1);
  shifted = shifted < lowest ? lowest : shifted > highest ? highest : shifted;
  __int128 doubled = shifted * by.multiplier + (__int128(1) << 30);
  __int128 high = doubled >> 31;
  if (exponent >= 0)
    return int32_t(high);
  int right = -exponent;
  __int128 magnitude = high < 0 ? -high : high;
  __int128 rounded = (magnitude + (__int128(1) << (right - 1))) >> right;
  return int32_t(high < 0 ? -rounded : rounded);
}

std::vector<int32_t> drawAccumulators(unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<int32_t> values = {0, 1, -1, 2, -2, 3, -3, int32_t(lowest), int32_t(lowest) + 1, int32_t(highest)};
  for (int i = 0; i < 200; ++i)
    values.push_back(int32_t(uint32_t(random()) >> (random() % 32)) * (random() % 2 ? 1 : -1));
  return values;
}

std::vector<FixedPointMultiplier> drawMultipliers(unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<FixedPointMultiplier> multipliers;
  for (int32_t shift = -31; shift <= 62; ++shift) {
    multipliers.push_back({1 << 30, shift});
    multipliers.push_back({int32_t(highest), shift});
    for (int i = 0; i < 4; ++i)
      multipliers.push_back({int32_t((1u << 30) + random() % (1u << 30)), shift});
  }
  return multipliers;
}

TEST(Requantize, single_rounding_is_exact) {
  for (FixedPointMultiplier by : drawMultipliers(1))
    for (int32_t acc : drawAccumulators(2)) {
      EXPECT_EQ(multiplyByFixedPoint(acc, by, Rounding::HalfEven, RequantizeRounding::Single),
                multiplyExactly(acc, by, false))
          << acc << " * " << by.multiplier << " >> " << by.shift;
      EXPECT_EQ(multiplyByFixedPoint(acc, by, Rounding::HalfAway, RequantizeRounding::Single),
                multiplyExactly(acc, by, true))
          << acc << " * " << by.multiplier << " >> " << by.shift;
    }
}

TEST(Requantize, tflite_rounds_twice) {
  for (FixedPointMultiplier by : drawMultipliers(3))
    for (int32_t acc : drawAccumulators(4))
      EXPECT_EQ(multiplyByFixedPoint(acc, by, Rounding::HalfEven, RequantizeRounding::TFLite),
                multiplyTwiceExactly(acc, by))
          << acc << " * " << by.multiplier << " >> " << by.shift;
}

/// 3 * 0.166..: the high product rounds up to the tie, and the tie rounds away.
TEST(Requantize, two_roundings_differ_from_one) {
  int differing = 0;
  for (FixedPointMultiplier by : drawMultipliers(5))
    for (int32_t acc : drawAccumulators(6))
      differing += multiplyByFixedPoint(acc, by, Rounding::HalfAway, RequantizeRounding::TFLite) !=
                   multiplyByFixedPoint(acc, by, Rounding::HalfAway, RequantizeRounding::Single);
  EXPECT_GT(differing, 0);
}

TEST(Requantize, ties) {
  FixedPointMultiplier half{1 << 30, 31};
  EXPECT_EQ(multiplyByFixedPoint(5, half, Rounding::HalfEven, RequantizeRounding::Single), 2);
  EXPECT_EQ(multiplyByFixedPoint(5, half, Rounding::HalfAway, RequantizeRounding::Single), 3);
  EXPECT_EQ(multiplyByFixedPoint(-5, half, Rounding::HalfEven, RequantizeRounding::Single), -2);
  EXPECT_EQ(multiplyByFixedPoint(-5, half, Rounding::HalfAway, RequantizeRounding::Single), -3);
}

TEST(Requantize, multipliers_are_nearest) {
  std::mt19937_64 random(9);
  for (int i = 0; i < 2000; ++i) {
    double real = std::ldexp(0.5 + double(random() >> 11) * 0x1p-54, int(random() % 60) - 20);
    auto by = getFixedPointMultiplier(real);
    ASSERT_TRUE(bool(by)) << real;
    EXPECT_GE(by->multiplier, 1 << 30);
    EXPECT_LE(std::fabs(std::ldexp(double(by->multiplier), -by->shift) - real), std::ldexp(0.5, -by->shift));
  }
}

TEST(Requantize, multiplier_carry) {
  auto by = getFixedPointMultiplier(std::nextafter(1.0, 0.0));
  ASSERT_TRUE(bool(by));
  EXPECT_EQ(by->multiplier, 1 << 30);
  EXPECT_EQ(by->shift, 30);
}

TEST(Requantize, multiplier_errors) {
  for (double bad : {0.0, -1.0, double(INFINITY), double(NAN), 1e-20, 1e20}) {
    auto by = getFixedPointMultiplier(bad);
    ASSERT_FALSE(bool(by)) << bad;
    EXPECT_FALSE(llvm::toString(by.takeError()).empty());
  }
  EXPECT_EQ(llvm::toString(getFixedPointMultiplier(-1.0).takeError()),
            "expected a positive finite multiplier, but got -1");
  EXPECT_EQ(llvm::toString(getFixedPointMultiplier(0x1p-40).takeError()),
            "expected a multiplier from 2^-32 to 2^62, but got 9.09495e-13");
}

TEST(Requantize, round_bits) {
  EXPECT_EQ(roundBits(3, 3), 0);
  EXPECT_EQ(roundBits(4, 3), 8);
  EXPECT_EQ(roundBits(12, 3), 16);
  EXPECT_EQ(roundBits(-4, 3), 0) << "half goes up";
  EXPECT_EQ(roundBits(-5, 3), -8);
  EXPECT_EQ(roundBits(-12, 3), -8);
  EXPECT_EQ(roundBits(77, 0), 77);
  EXPECT_EQ(roundBits(1, 63), 0);
  EXPECT_EQ(roundBits(INT64_MAX, 63), INT64_MIN) << "the sum wraps";
  for (int64_t x = -300; x <= 300; ++x)
    for (unsigned lsbs = 1; lsbs < 8; ++lsbs)
      EXPECT_EQ(roundBits(x, lsbs), int64_t(std::floor(double(x) / (1 << lsbs) + 0.5)) * (1 << lsbs));
}

} // namespace
