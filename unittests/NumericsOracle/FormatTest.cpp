//===- FormatTest.cpp - what Qnt says of a format, and every code decoded --------------------------------===//
#include "Cases.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

class FloatFormats : public testing::TestWithParam<FloatCase> {};
class IntegerFormats : public testing::TestWithParam<IntegerCase> {};

const char *kDecodes = "decode";

/// Codes to decode: all of them up to 16 bits, else the ends of every exponent and random ones.
std::vector<uint64_t> codesOf(const FloatSpec &spec) {
  std::vector<uint64_t> codes;
  if (spec.bits() <= 16) {
    for (uint64_t code = 0; code < spec.signMask() * 2; ++code)
      codes.push_back(code);
    return codes;
  }
  uint64_t lastMantissa = (uint64_t(1) << spec.mantissaBits) - 1;
  for (uint64_t exponent = 0; exponent < uint64_t(2) << spec.exponentBits; ++exponent) // the sign included
    for (uint64_t mantissa : {uint64_t(0), uint64_t(1), lastMantissa / 2, lastMantissa})
      codes.push_back(exponent << spec.mantissaBits | mantissa);
  std::mt19937_64 random(6);
  for (int i = 0; i < 100000; ++i)
    codes.push_back(random() & (spec.signMask() * 2 - 1));
  return codes;
}

TEST_P(FloatFormats, every_code_decodes_to_its_value) {
  const auto &[format, spec] = GetParam();
  uint64_t beyondWidth = spec.bits() < 64 ? ~uint64_t(0) << spec.bits() : 0;
  Tally tally;
  for (uint64_t code : codesOf(spec)) {
    auto what = [&, &spec = spec] { return std::string(kDecodes) + " " + spec.name + " " + std::to_string(code); };
    tally.compareValues(decode(format, code), valueOf(spec, code), what);
    tally.compareValues(decode(format, code | beyondWidth), valueOf(spec, code), what);
  }
  EXPECT_NO_MISMATCH(tally);
}

TEST_P(FloatFormats, properties_are_those_of_the_standard) {
  const auto &[format, spec] = GetParam();
  const FormatInfo &info = getInfo(format);
  EXPECT_EQ(info.format, format);
  EXPECT_STREQ(info.name, spec.name);
  EXPECT_EQ(parseFormat(spec.name), format);
  EXPECT_EQ(int(info.bits), spec.bits());
  EXPECT_TRUE(info.isFloat && info.isSigned);
  EXPECT_EQ(int(info.exponentBits), spec.exponentBits);
  EXPECT_EQ(int(info.mantissaBits), spec.mantissaBits);
  EXPECT_EQ(info.bias, spec.bias);
  EXPECT_EQ(info.hasInfinity, spec.infinityCode().has_value());
  EXPECT_EQ(info.hasNaN, spec.nanCode().has_value());
  EXPECT_EQ(info.maxFinite, valueOf(spec, spec.maxFiniteCode()));
  EXPECT_EQ(info.minNormal, valueOf(spec, uint64_t(1) << spec.mantissaBits));
  EXPECT_EQ(info.minPositive, valueOf(spec, 1));
  EXPECT_EQ(getMaxFiniteCode(format), spec.maxFiniteCode());
  EXPECT_EQ(getNaNCode(format), spec.nanCode());
}

TEST_P(IntegerFormats, every_code_decodes_to_its_value) {
  const auto &[format, spec] = GetParam();
  Tally tally;
  uint64_t step = spec.bits <= 16 ? 1 : 65521; // a prime
  for (uint64_t code = 0; code <= spec.codeMask(); code += step) {
    auto what = [&, &spec = spec] { return std::string(kDecodes) + " " + spec.name + " " + std::to_string(code); };
    tally.compareValues(decode(format, code), valueOf(spec, code), what);
    tally.compareValues(decode(format, code | ~spec.codeMask()), valueOf(spec, code), what);
  }
  EXPECT_NO_MISMATCH(tally);
  EXPECT_EQ(decode(format, uint64_t(spec.low())), double(spec.low()));
  EXPECT_EQ(decode(format, uint64_t(spec.high())), double(spec.high()));
}

TEST_P(IntegerFormats, properties_are_those_of_the_width) {
  const auto &[format, spec] = GetParam();
  const FormatInfo &info = getInfo(format);
  EXPECT_EQ(info.format, format);
  EXPECT_STREQ(info.name, spec.name);
  EXPECT_EQ(parseFormat(spec.name), format);
  EXPECT_EQ(int(info.bits), spec.bits);
  EXPECT_FALSE(info.isFloat);
  EXPECT_EQ(info.isSigned, spec.isSigned);
  EXPECT_EQ(info.minInt, spec.low());
  EXPECT_EQ(info.maxInt, spec.high());
}

TEST(E8M0, every_code_decodes_to_its_power_of_two) {
  for (uint64_t code = 0; code < 255; ++code) {
    EXPECT_EQ(decode(Format::F8E8M0FNU, code), valueOfE8M0(code));
    EXPECT_EQ(decode(Format::F8E8M0FNU, code | 0xABCD00), valueOfE8M0(code));
  }
  EXPECT_TRUE(std::isnan(decode(Format::F8E8M0FNU, 0xFF)));
  EXPECT_EQ(getNaNCode(Format::F8E8M0FNU), std::optional<uint64_t>(0xFF));
  EXPECT_EQ(getMaxFiniteCode(Format::F8E8M0FNU), 0xFEu);
  EXPECT_EQ(getInfo(Format::F8E8M0FNU).minPositive, 0x1p-127);
  EXPECT_EQ(getInfo(Format::F8E8M0FNU).maxFinite, 0x1p127);
}

INSTANTIATE_TEST_SUITE_P(Small, FloatFormats, testing::ValuesIn(kSmallFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);
INSTANTIATE_TEST_SUITE_P(Half, FloatFormats, testing::ValuesIn(kHalfFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);
INSTANTIATE_TEST_SUITE_P(Wide, FloatFormats, testing::ValuesIn(kWideFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);
INSTANTIATE_TEST_SUITE_P(All, IntegerFormats, testing::ValuesIn(kIntegers),
                         nameOfCase<testing::TestParamInfo<IntegerCase>>);

} // namespace
