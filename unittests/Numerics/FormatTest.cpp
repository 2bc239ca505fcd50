//===- FormatTest.cpp - every code of every format ------------------------------------------------------===//

#include "Qnt/Numerics/Rounding.h"
#include "llvm/ADT/APFloat.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <set>

using namespace mlir::qnt::numerics;

namespace {

std::vector<Format> allFormats() {
  std::vector<Format> formats;
  for (unsigned i = 0; i < kNumFormats; ++i)
    formats.push_back(static_cast<Format>(i));
  return formats;
}

constexpr double inf = std::numeric_limits<double>::infinity();

TEST(Format, names_round_trip_and_are_distinct) {
  std::set<std::string> names;
  for (Format format : allFormats()) {
    EXPECT_EQ(parseFormat(getName(format)), format);
    names.insert(getName(format).str());
  }
  EXPECT_EQ(names.size(), kNumFormats);
  EXPECT_EQ(parseFormat("f8E4M3"), std::nullopt);
  EXPECT_EQ(parseFormat(""), std::nullopt);
}

TEST(Format, integers_are_twos_complement) {
  EXPECT_EQ(decode(Format::I2, 0b10), -2.0);
  EXPECT_EQ(decode(Format::I4, 0xF), -1.0);
  EXPECT_EQ(decode(Format::I4, 0xF7), 7.0) << "bits above the width are ignored";
  EXPECT_EQ(decode(Format::I8, 0x80), -128.0);
  EXPECT_EQ(decode(Format::I32, 0x80000000), -2147483648.0);
  EXPECT_EQ(decode(Format::U1, 3), 1.0);
  EXPECT_EQ(decode(Format::U8, 200), 200.0) << "codes of 128 and more stay positive";
  EXPECT_EQ(decode(Format::U16, 65535), 65535.0);
}

TEST(Format, integer_ranges) {
  EXPECT_EQ(getInfo(Format::I3).minInt, -4);
  EXPECT_EQ(getInfo(Format::I3).maxInt, 3);
  EXPECT_EQ(getInfo(Format::U5).minInt, 0);
  EXPECT_EQ(getInfo(Format::U5).maxInt, 31);
  EXPECT_EQ(getInfo(Format::I32).minInt, std::numeric_limits<int32_t>::min());
  EXPECT_EQ(getInfo(Format::I32).maxInt, std::numeric_limits<int32_t>::max());
}

TEST(Format, f4e2m1fn_table) {
  const double table[8] = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
  for (uint64_t code = 0; code < 8; ++code) {
    EXPECT_EQ(decode(Format::F4E2M1FN, code), table[code]);
    EXPECT_EQ(decode(Format::F4E2M1FN, code | 8), -table[code]);
  }
  EXPECT_TRUE(std::signbit(decode(Format::F4E2M1FN, 8)));
}

TEST(Format, f6_tables) {
  const double e2m3[32] = {0,     0.125, 0.25,  0.375, 0.5,   0.625, 0.75, 0.875, 1,    1.125, 1.25,
                           1.375, 1.5,   1.625, 1.75,  1.875, 2,     2.25, 2.5,   2.75, 3,     3.25,
                           3.5,   3.75,  4,     4.5,   5,     5.5,   6,    6.5,   7,    7.5};
  const double e3m2[32] = {0,     0.0625, 0.125, 0.1875, 0.25, 0.3125, 0.375, 0.4375, 0.5, 0.625, 0.75,
                           0.875, 1,      1.25,  1.5,    1.75, 2,      2.5,   3,      3.5, 4,     5,
                           6,     7,      8,     10,     12,   14,     16,    20,     24,  28};
  for (uint64_t code = 0; code < 32; ++code) {
    EXPECT_EQ(decode(Format::F6E2M3FN, code), e2m3[code]);
    EXPECT_EQ(decode(Format::F6E2M3FN, code | 32), -e2m3[code]);
    EXPECT_EQ(decode(Format::F6E3M2FN, code), e3m2[code]);
    EXPECT_EQ(decode(Format::F6E3M2FN, code | 32), -e3m2[code]);
  }
}

TEST(Format, f8e4m3fn_special_codes) {
  EXPECT_TRUE(std::isnan(decode(Format::F8E4M3FN, 0x7F)));
  EXPECT_TRUE(std::isnan(decode(Format::F8E4M3FN, 0xFF)));
  EXPECT_EQ(decode(Format::F8E4M3FN, 0x7E), 448.0);
  EXPECT_EQ(decode(Format::F8E4M3FN, 0xFE), -448.0);
  EXPECT_EQ(decode(Format::F8E4M3FN, 0x01), 0x1p-9);
  EXPECT_EQ(decode(Format::F8E4M3FN, 0x08), 0x1p-6);
  EXPECT_EQ(decode(Format::F8E4M3FN, 0x38), 1.0);
}

TEST(Format, f8e5m2_special_codes) {
  EXPECT_EQ(decode(Format::F8E5M2, 0x7B), 57344.0);
  EXPECT_EQ(decode(Format::F8E5M2, 0x7C), inf);
  EXPECT_EQ(decode(Format::F8E5M2, 0xFC), -inf);
  for (uint64_t code = 0x7D; code <= 0x7F; ++code)
    EXPECT_TRUE(std::isnan(decode(Format::F8E5M2, code)));
  EXPECT_EQ(decode(Format::F8E5M2, 0x01), 0x1p-16);
}

TEST(Format, e8m0_table) {
  for (int code = 0; code < 255; ++code)
    EXPECT_EQ(decode(Format::F8E8M0FNU, uint64_t(code)), std::ldexp(1.0, code - 127));
  EXPECT_TRUE(std::isnan(decode(Format::F8E8M0FNU, 0xFF)));
}

TEST(Format, wide_floats) {
  EXPECT_EQ(decode(Format::F16, 0x7BFF), 65504.0);
  EXPECT_EQ(decode(Format::F16, 0x0001), 0x1p-24);
  EXPECT_EQ(decode(Format::F16, 0xFC00), -inf);
  EXPECT_EQ(decode(Format::BF16, 0x3F80), 1.0);
  EXPECT_EQ(decode(Format::BF16, 0x0001), 0x1p-133);
  EXPECT_EQ(decode(Format::F32, 0x3DCCCCCD), double(0.1f));
  EXPECT_EQ(decode(Format::F64, 0x3FB999999999999A), 0.1);
}

void expectDecodedAsAPFloat(Format format, const llvm::fltSemantics &semantics) {
  for (uint64_t code = 0; code < 0x10000; ++code) {
    double expected = llvm::APFloat(semantics, llvm::APInt(16, code)).convertToDouble();
    double value = decode(format, code);
    if (std::isnan(expected))
      EXPECT_TRUE(std::isnan(value)) << code;
    else
      EXPECT_EQ(value, expected) << code;
  }
}

TEST(Format, half_codes_decode_as_llvm_does) {
  expectDecodedAsAPFloat(Format::F16, llvm::APFloat::IEEEhalf());
  expectDecodedAsAPFloat(Format::BF16, llvm::APFloat::BFloat());
}

TEST(Format, properties_agree_with_decode) {
  for (Format format : allFormats()) {
    const FormatInfo &info = getInfo(format);
    EXPECT_EQ(decode(format, getMaxFiniteCode(format)), info.maxFinite) << info.name;
    if (!info.isFloat)
      continue;
    EXPECT_EQ(decode(format, format == Format::F8E8M0FNU ? 0 : 1), info.minPositive) << info.name;
    EXPECT_EQ(decode(format, encode(format, info.minNormal)), info.minNormal) << info.name;
    ASSERT_EQ(getNaNCode(format).has_value(), info.hasNaN) << info.name;
    if (info.hasNaN)
      EXPECT_TRUE(std::isnan(decode(format, getNaNCode(format).value_or(0)))) << info.name;
  }
}

/// Every code of at most 16 bits comes back from its value.
TEST(Format, every_narrow_code_round_trips) {
  for (Format format : allFormats()) {
    const FormatInfo &info = getInfo(format);
    if (info.bits > 16)
      continue;
    EncodeOptions options;
    options.overflow = Overflow::NonFinite;
    for (uint64_t code = 0; code < uint64_t(1) << info.bits; ++code) {
      double value = decode(format, code);
      uint64_t expected = std::isnan(value) ? getNaNCode(format).value_or(0) : code;
      EXPECT_EQ(encode(format, value, options), expected) << info.name << " code " << code;
    }
  }
}

TEST(Format, kinds) {
  EXPECT_TRUE(isStorageFormat(Format::I32));
  EXPECT_TRUE(isStorageFormat(Format::F4E2M1FN));
  EXPECT_FALSE(isStorageFormat(Format::U1)) << "an index format only";
  EXPECT_FALSE(isStorageFormat(Format::F8E8M0FNU));
  EXPECT_FALSE(isStorageFormat(Format::F16));
  EXPECT_TRUE(isScaleFormat(Format::F8E8M0FNU));
  EXPECT_TRUE(isScaleFormat(Format::F8E4M3FN));
  EXPECT_FALSE(isScaleFormat(Format::F8E5M2));
  EXPECT_TRUE(isZeroPointFormat(Format::I32));
  EXPECT_TRUE(isZeroPointFormat(Format::BF16));
  EXPECT_FALSE(isZeroPointFormat(Format::F8E4M3FN));
  EXPECT_TRUE(isExpressedFormat(Format::F64));
  EXPECT_FALSE(isExpressedFormat(Format::F8E5M2));
}

} // namespace
