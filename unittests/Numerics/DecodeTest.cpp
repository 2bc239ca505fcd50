//===- DecodeTest.cpp - arrays to values -----------------------------------------------------------------===//

#include "TestSupport.h"

using namespace mlir::qnt::numerics;

namespace {

TEST(Decode, subtraction_is_exact_and_the_product_rounded_once) {
  Encoding encoding = makeEncoding(Format::I32, {kWhole}, Format::F32, Format::I32);
  // 2^31 - 1 + 2^31 has 32 bits; times a 24 bit scale the product needs 56: one rounding to f32.
  double code = 2147483647.0, zeroPoint = -2147483648.0;
  for (uint64_t bits = 0x3F800001; bits < 0x3F800100; ++bits) {
    double scale = decode(Format::F32, bits);
    __int128 product = __int128(4294967295ll) * __int128(std::ldexp(scale, 23));
    // The exact integer product, rounded to 24 bits by hand: it has 56 or 57.
    int drop = product >= (__int128(1) << 55) ? 32 : 31;
    drop += product >= (__int128(1) << 56);
    __int128 kept = product >> drop, rest = product - (kept << drop), half = __int128(1) << (drop - 1);
    kept += rest > half || (rest == half && (kept & 1));
    EXPECT_EQ(dequantizeElement(code, scale, zeroPoint, encoding), std::ldexp(double(kept), drop - 23));
  }
}

TEST(Decode, two_roundings_with_an_f32_scale_and_a_bf16_result) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F32, std::nullopt, Format::BF16);
  for (uint64_t bits = 0x3F800000; bits < 0x3F802000; bits += 7) {
    float scale = float(decode(Format::F32, bits));
    for (int code : {3, -77, 127})
      EXPECT_EQ(dequantizeElement(code, double(scale), 0, encoding),
                roundTo(Format::BF16, double(float(code) * scale)));
  }
}

TEST(Decode, f64_arithmetic_when_expressed_or_scale_is_f64) {
  Encoding wide = makeEncoding(Format::I8, {kWhole}, Format::F64, std::nullopt, Format::F64);
  EXPECT_EQ(dequantizeElement(3, 0.1, 0, wide), 3 * 0.1);
  Encoding narrow = makeEncoding(Format::I8, {kWhole}, Format::F64, std::nullopt, Format::F32);
  EXPECT_EQ(dequantizeElement(3, 0.1, 0, narrow), double(float(3 * 0.1)));
}

TEST(Decode, float_zero_points_are_subtracted_in_f32) {
  Encoding encoding = makeEncoding(Format::U8, {kWhole}, Format::F32, Format::F32);
  double zeroPoint = double(0.1f);
  EXPECT_EQ(dequantizeElement(200, 1.0, zeroPoint, encoding), double(200.0f - 0.1f));
}

TEST(Decode, differences_beside_ties_of_f32_are_rounded_once) {
  Encoding wideZeroPoint = makeEncoding(Format::I8, {kWhole}, Format::F32, Format::F64);
  EXPECT_EQ(dequantizeElement(1, 1.0, -(0x1p-24 + 0x1p-64), wideZeroPoint), 1 + 0x1p-23);
  EXPECT_EQ(dequantizeElement(-1, 1.0, 0x1p-24 + 0x1p-64, wideZeroPoint), -1 - 0x1p-23);
  Encoding wideCode = makeEncoding(Format::I32, {kWhole}, Format::F32, Format::F32);
  EXPECT_EQ(dequantizeElement(0x1p30 + 64, 1.0, -0x1p-40, wideCode), 0x1p30 + 128);
  EXPECT_EQ(dequantizeElement(0x1p30 + 192, 1.0, 0x1p-40, wideCode), 0x1p30 + 128);
  EXPECT_EQ(dequantizeElement(0x1p30 + 64, 1.0, 0x1p-40, wideCode), 0x1p30);
  // A code book whose zero points are integers: nothing is rounded before the product.
  Encoding table = makeEncoding(Format::U8, {kWhole}, Format::F32, Format::I32);
  table.codebook = Codebook{Format::U8, Format::F32, {kWhole}, {1}};
  EXPECT_EQ(dequantizeElement(0x1p-60, 1.0, -16777217.0, table), 16777218.0);
}

TEST(Decode, mul_sub_rounds_each_product) {
  Encoding encoding = makeEncoding(Format::U8, {kWhole}, Format::F32, Format::U8);
  encoding.decode = DecodeRule::MulSub;
  int differing = 0;
  for (int code = 0; code < 256; ++code) {
    float scale = 0.1f;
    EXPECT_EQ(dequantizeElement(code, double(scale), 77, encoding), double(float(code) * scale - 77.0f * scale));
    Encoding subMul = encoding;
    subMul.decode = DecodeRule::SubMul;
    differing +=
        dequantizeElement(code, double(scale), 77, encoding) != dequantizeElement(code, double(scale), 77, subMul);
  }
  EXPECT_GT(differing, 0);
}

TEST(Decode, mul_sub_rounds_products_to_the_expressed_type) {
  Encoding encoding = makeEncoding(Format::U8, {kWhole}, Format::F16, Format::U8, Format::F16);
  encoding.decode = DecodeRule::MulSub;
  // In f16: 255 * 1.0009765625 is 255.25 (of 255.249...), 254 * it is 254.25 (of 254.248...), each to a multiple of
  // 1/8.
  const double scale = 1.0009765625;
  EXPECT_EQ(dequantizeElement(255, scale, 254, encoding), 1.0);
  encoding.expressed = Format::F32;
  EXPECT_EQ(dequantizeElement(255, scale, 254, encoding), scale);
  // Products beyond the type are infinite, and their difference is no number.
  encoding.expressed = Format::F16;
  EXPECT_TRUE(std::isnan(dequantizeElement(255, 300.0, 254, encoding)));
  EXPECT_EQ(dequantizeElement(255, 300.0, 1, encoding), kInf);
}

TEST(Decode, results_beyond_the_expressed_type_are_infinite) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F32, std::nullopt, Format::F16);
  EXPECT_EQ(dequantizeElement(127, 1000.0, 0, encoding), kInf);
}

TEST(Decode, special_codes_of_floats) {
  Encoding encoding = makeEncoding(Format::F8E4M3FN, {kWhole});
  ArrayParts parts;
  parts.shape = {3};
  parts.codes = {0x7F, 0x80, 0x7E};
  parts.scales = {2.0};
  std::vector<double> values = dequantize(parts, encoding);
  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_TRUE(std::signbit(values[1]) && values[1] == 0.0) << "minus zero stays";
  EXPECT_EQ(values[2], 896.0);
}

TEST(Decode, e8m0_nan_scale) {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {kWhole}, Format::F8E8M0FNU);
  ArrayParts parts;
  parts.shape = {1};
  parts.codes = {7};
  parts.scales = {decode(Format::F8E8M0FNU, 0xFF)};
  EXPECT_TRUE(std::isnan(dequantize(parts, encoding)[0]));
}

TEST(Decode, tensor_scale_is_multiplied_in_f32_first) {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {2}, Format::F8E4M3FN);
  encoding.tensorScale = true;
  ArrayParts parts;
  parts.shape = {4};
  parts.codes = {1, 7, 5, 15};
  parts.scales = {0.8125, 448};
  parts.tensorScale = double(0.0123f);
  std::vector<double> values = dequantize(parts, encoding);
  const float entries[] = {0.5f, 6, 3, -6};
  for (size_t i = 0; i < 4; ++i)
    EXPECT_EQ(values[i], double(entries[i] * (0.0123f * float(parts.scales[i / 2]))));
}

TEST(Decode, real_values_are_not_rounded_to_the_expressed_type) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F32, Format::I32, Format::BF16);
  ArrayParts parts;
  parts.shape = {2};
  parts.codes = {127, 0x80};
  parts.scales = {double(0.1f)};
  parts.zeroPoints = {-1000};
  EXPECT_EQ(decodeReal(parts, encoding), (std::vector<double>{1127 * double(0.1f), 872 * double(0.1f)}));
  EXPECT_EQ(dequantize(parts, encoding)[0], roundTo(Format::BF16, double(1127 * 0.1f)));
}

/// A value that decodes from a code quantizes back to it, when the scale is well inside the format's range.
TEST(Decode, codes_round_trip) {
  for (Format storage : {Format::I8, Format::U8, Format::I4, Format::U4, Format::I2, Format::I6, Format::U3,
                         Format::F8E4M3FN, Format::F8E5M2, Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN}) {
    bool isInt = isInteger(storage);
    Encoding encoding =
        makeEncoding(storage, {kWhole}, Format::F32, isInt ? std::optional<Format>(Format::I32) : std::nullopt);
    for (double scale : {1.0, double(0.1f), 0x1p-20, double(3e5f)})
      for (double zeroPoint : {0.0, 3.0, -200.0})
        for (uint64_t code = 0; code < uint64_t(1) << bitWidth(storage); ++code) {
          double number = decode(storage, code);
          double value = dequantizeElement(number, scale, isInt ? zeroPoint : 0, encoding);
          if (std::isnan(value) || std::isinf(value))
            continue;
          EXPECT_EQ(quantizeElement(value, scale, isInt ? zeroPoint : 0, Format::F32, encoding, {}), code)
              << getName(storage).str() << ' ' << scale << ' ' << zeroPoint;
        }
  }
}

} // namespace
