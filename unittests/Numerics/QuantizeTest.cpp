//===- QuantizeTest.cpp - codes by the default convention, with its traps --------------------------------===//

#include "TestSupport.h"

using namespace mlir::qnt::numerics;

namespace {

const Encoding &getInt8() {
  static const Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F32, Format::I32);
  return encoding;
}

//===----------------------------------------------------------------------===//
// One element
//===----------------------------------------------------------------------===//

/// The two orders differ at ties when the zero point is odd.
TEST(Quantize, odd_zero_point_at_a_tie) {
  for (int k = -5; k < 5; ++k) {
    double even = 2 * std::floor((k + 1) / 2.0); // the even one of k and k + 1
    EXPECT_EQ(quantizeOne(k + 0.5, 1.0, 3.0, getInt8()), even + 3) << k;
    double odd = even == k ? k + 1 : k; // k + 1/2 + 3 has its even neighbour on the other side
    EXPECT_EQ(quantizeOne(k + 0.5, 1.0, 3.0, getInt8(), makePreset("qwix")), odd + 3) << k;
  }
}

TEST(Quantize, large_quotients_saturate_before_they_overflow) {
  EXPECT_EQ(quantizeOne(300.0, 0.001, 0, getInt8()), 127.0);
  EXPECT_EQ(quantizeOne(1e30, 1e-5, 100, getInt8()), 127.0);
  EXPECT_EQ(quantizeOne(-1e30, 1e-5, 100, getInt8()), -128.0);
  EXPECT_EQ(quantizeOne(3e38, double(1e-40f), 0, getInt8()), 127.0) << "an infinite quotient";
  Encoding int32 = makeEncoding(Format::I32, {kWhole}, Format::F32, Format::I32);
  EXPECT_EQ(quantizeOne(3e9, 1.0, 2147483647.0, int32), 2147483647.0) << "quotient and zero point beyond i32";
  EXPECT_EQ(quantizeOne(-3e9, 1.0, -2147483648.0, int32), -2147483648.0);
}

TEST(Quantize, nan_gives_the_zero_point_and_infinities_the_ends) {
  EXPECT_EQ(quantizeOne(kNaN, 1.0, 7, getInt8()), 7.0);
  EXPECT_EQ(quantizeOne(kInf, 1.0, 7, getInt8()), 127.0);
  EXPECT_EQ(quantizeOne(-kInf, 1.0, 7, getInt8()), -128.0);
  EXPECT_EQ(quantizeOne(kNaN, 1.0, 1000, getInt8()), 127.0) << "a zero point outside the codes saturates";
  Encoding uint8 = makeEncoding(Format::U8, {kWhole}, Format::F32, Format::U8);
  EXPECT_EQ(quantizeOne(kNaN, 1.0, 200, uint8), 200.0);
}

TEST(Quantize, minus_zero) {
  EXPECT_EQ(quantizeOne(-0.0, 1.0, 0, getInt8()), 0.0);
  Encoding fp8 = makeEncoding(Format::F8E4M3FN, {kWhole});
  EXPECT_EQ(quantizeElement(-0.0, 1.0, 0, Format::F32, fp8, {}), 0x80u);
  EXPECT_EQ(quantizeElement(-1e-30, 1.0, 0, Format::F32, fp8, {}), 0x80u);
}

TEST(Quantize, floats_are_rounded_once) {
  Encoding fp8 = makeEncoding(Format::F8E4M3FN, {kWhole});
  EXPECT_EQ(quantizeOne(double(1.0625001f), 1.0, 0, fp8), 1.125);
  EXPECT_EQ(quantizeOne(double(1.0625001f) * 4, 4.0, 0, fp8), 1.125);
}

TEST(Quantize, floats_saturate_and_keep_nan) {
  Encoding fp8 = makeEncoding(Format::F8E4M3FN, {kWhole});
  EXPECT_EQ(quantizeElement(kInf, 1.0, 0, Format::F32, fp8, {}), 0x7Eu);
  EXPECT_EQ(quantizeElement(kNaN, 1.0, 0, Format::F32, fp8, {}), 0x7Fu);
  Encoding fp4 = makeEncoding(Format::F4E2M1FN, {kWhole});
  EXPECT_EQ(quantizeElement(kNaN, 1.0, 0, Format::F32, fp4, {}), 0x7u) << "the largest value where there is no NaN";
  EXPECT_EQ(quantizeElement(-100, 1.0, 0, Format::F32, fp4, {}), 0xFu);
}

TEST(Quantize, codes_of_128_and_more) {
  Encoding uint8 = makeEncoding(Format::U8, {kWhole}, Format::F32, Format::U8);
  EXPECT_EQ(quantizeElement(72.0, 1.0, 128, Format::F32, uint8, {}), 200u);
  EXPECT_EQ(dequantizeElement(200, 1.0, 128, uint8), 72.0);
}

TEST(Quantize, tiny_scale) {
  double scale = double(1e-40f);
  EXPECT_EQ(quantizeOne(double(5e-40f), scale, 0, getInt8()), 5.0);
  EXPECT_EQ(dequantizeElement(5, scale, 0, getInt8()), double(5.0f * 1e-40f));
}

/// f64 must not pass through f32: 0.5 + 2^-40 is above the tie.
TEST(Quantize, f64_stays_f64) {
  Encoding wide = makeEncoding(Format::I8, {kWhole}, Format::F64, Format::I32, Format::F64);
  EXPECT_EQ(quantizeOne(0.5 + 0x1p-40, 1.0, 0, wide, {}, Format::F64), 1.0);
  EXPECT_EQ(quantizeOne(0.5, 1.0, 0, wide, {}, Format::F64), 0.0);
}

/// In f32 the quotient is rounded before it becomes a code: that is the convention, also for f16 and bf16 inputs.
TEST(Quantize, quotient_is_f32) {
  double scale = double(0.1f), x = double(1.45f);
  double expected = std::nearbyint(double(1.45f / 0.1f));
  for (Format input : {Format::F32, Format::F16, Format::BF16}) {
    double value = roundTo(input, x);
    double code = input == Format::F32 ? expected : std::nearbyint(double(float(value) / 0.1f));
    EXPECT_EQ(quantizeOne(value, scale, 0, getInt8(), {}, input), code);
  }
}

TEST(Quantize, clamp_range_of_the_encoding) {
  Encoding int5 = getInt8();
  int5.clamp = {-16, 15};
  EXPECT_EQ(quantizeOne(100, 1.0, 0, int5), 15.0);
  EXPECT_EQ(quantizeOne(-kInf, 1.0, 0, int5), -16.0);
  EXPECT_EQ(quantizeOne(kNaN, 1.0, 20, int5), 15.0);
}

TEST(Quantize, narrow_integers_clip) {
  for (auto [format, low, high] :
       {std::tuple(Format::I2, -2, 1), std::tuple(Format::I3, -4, 3), std::tuple(Format::I5, -16, 15),
        std::tuple(Format::I6, -32, 31), std::tuple(Format::I7, -64, 63)}) {
    Encoding encoding = makeEncoding(format, {kWhole});
    EXPECT_EQ(quantizeOne(1000, 1.0, 0, encoding), high);
    EXPECT_EQ(quantizeOne(-1000, 1.0, 0, encoding), low);
    EXPECT_EQ(quantizeOne(-1, 1.0, 0, encoding), -1.0);
  }
}

TEST(Quantize, float_zero_point) {
  Encoding encoding = makeEncoding(Format::U4, {kWhole}, Format::F32, Format::F32);
  EXPECT_EQ(quantizeOne(2.0, 1.0, 7.25, encoding), 9.0);
  EXPECT_EQ(quantizeOne(0.3, 1.0, 7.25, encoding), 7.0) << "rounded before and after";
  EXPECT_EQ(quantizeOne(0.3, 1.0, 7.25, encoding, makePreset("default", "zero_point_order", "before_rounding")), 8.0);
}

TEST(Quantize, stochastic_rounding_is_deterministic_and_unbiased) {
  Convention convention = makePreset("default", "rounding", "stochastic");
  double sum = 0;
  const int samples = 100000;
  for (uint64_t i = 0; i < samples; ++i) {
    double code = quantizeOne(3.3, 1.0, 0, getInt8(), convention);
    EXPECT_EQ(code, quantizeOne(3.3, 1.0, 0, getInt8(), convention));
    sum += decode(Format::I8, quantizeElement(3.3, 1.0, 0, Format::F32, getInt8(), convention, i));
  }
  EXPECT_NEAR(sum / samples, 3.3, 5 * 0.5 / std::sqrt(samples));
}

TEST(Quantize, noisy_half_even_is_for_4_and_8_bit_integers) {
  Convention convention = makePreset("qwix", "rounding", "noisy_half_even");
  auto countUp = [&](Format storage) {
    int up = 0;
    for (uint64_t i = 0; i < 100; ++i)
      up += decode(storage,
                   quantizeElement(1.25, 1.0, 0, Format::F32, makeEncoding(storage, {kWhole}), convention, i)) == 2;
    return up;
  };
  EXPECT_GT(countUp(Format::I8), 5);
  EXPECT_GT(countUp(Format::I4), 5);
  EXPECT_EQ(countUp(Format::I3), 0);
  EXPECT_EQ(countUp(Format::I6), 0);
  EXPECT_EQ(countUp(Format::F4E2M1FN), 0);
}

//===----------------------------------------------------------------------===//
// Whole arrays
//===----------------------------------------------------------------------===//

/// Codes of an array are those of its elements with their block's parameters.
void checkAgainstElements(Shape shape, BlockShape block, Format storage, std::optional<Format> zeroPoint) {
  Encoding encoding = makeEncoding(storage, block, Format::F32, zeroPoint);
  std::vector<double> values = drawNormal(size_t(getNumElements(shape)), unsigned(shape.size()));
  Calibration rule = makeCalibration(zeroPoint ? "minmax" : "absmax");
  ArrayParts parts = quantizeOrDie(values, shape, encoding, {}, rule);
  ASSERT_EQ(parts.scales.size(), size_t(getNumElements(getGridShape(shape, block))));
  std::vector<double> decoded = dequantize(parts, encoding);
  for (size_t i = 0; i < values.size(); ++i) {
    auto b = size_t(getBlockIndex(int64_t(i), shape, block));
    double zero = zeroPoint ? parts.zeroPoints[b] : 0.0;
    Encoding chosen = getChosenEncoding(encoding, {}, rule);
    ASSERT_EQ(parts.codes[i], quantizeElement(values[i], parts.scales[b], zero, Format::F32, chosen, {}, i));
    ASSERT_EQ(decoded[i], dequantizeElement(decode(storage, parts.codes[i]), parts.scales[b], zero, encoding));
    ASSERT_LE(std::fabs(decoded[i] - values[i]), parts.scales[b] * 1.0001) << "at most one step off";
  }
}

TEST(Quantize, any_rank_and_block_shape) {
  checkAgainstElements({}, {}, Format::I8, std::nullopt);
  checkAgainstElements({7}, {kWhole}, Format::I4, std::nullopt);
  checkAgainstElements({5, 9}, {1, kWhole}, Format::I8, Format::I8);
  checkAgainstElements({5, 9}, {kWhole, 1}, Format::U8, Format::U8);
  checkAgainstElements({6, 70}, {1, 32}, Format::I4, Format::I4);
  checkAgainstElements({17, 19}, {8, 8}, Format::I8, std::nullopt);
  checkAgainstElements({3, 4, 5, 6}, {1, kWhole, 2, 5}, Format::U4, Format::U4);
}

/// A scale belongs to the elements of its block, full or not, and to no other.
TEST(Quantize, block_sizes_1_31_32_33) {
  for (int64_t block : {1, 31, 32, 33})
    for (int64_t length : {1, 30, 31, 32, 33, 64, 65, 66, 100}) {
      std::vector<double> values = drawNormal(size_t(length), unsigned(block * 1000 + length));
      Encoding encoding = makeEncoding(Format::I8, {block});
      ArrayParts parts = quantizeOrDie(values, {length}, encoding, {}, makeCalibration("absmax"));
      ASSERT_EQ(int64_t(parts.scales.size()), (length + block - 1) / block);
      for (int64_t b = 0; b * block < length; ++b) {
        double absmax = 0;
        for (int64_t i = b * block; i < std::min(length, (b + 1) * block); ++i)
          absmax = std::max(absmax, std::fabs(values[size_t(i)]));
        EXPECT_EQ(parts.scales[size_t(b)], double(float(absmax) / 127.0f)) << block << ' ' << length;
      }
    }
}

TEST(Quantize, zero_sized_dimensions) {
  for (const auto &[shape, block] :
       {std::pair(Shape{0}, BlockShape{kWhole}), std::pair(Shape{0, 5}, BlockShape{1, kWhole}),
        std::pair(Shape{5, 0}, BlockShape{1, 32}), std::pair(Shape{5, 0}, BlockShape{1, kWhole})}) {
    Encoding encoding = makeEncoding(Format::I8, block, Format::F32, Format::I8);
    ArrayParts parts = quantizeOrDie({}, shape, encoding, {}, makeCalibration("minmax"));
    EXPECT_TRUE(parts.codes.empty());
    EXPECT_EQ(int64_t(parts.scales.size()), getNumElements(getGridShape(shape, block)));
    for (double scale : parts.scales)
      EXPECT_EQ(scale, 1.0) << "an empty block";
    EXPECT_TRUE(dequantize(parts, encoding).empty());
  }
}

TEST(Quantize, nan_and_infinities_are_left_out_of_the_statistics) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F32, Format::I8);
  ArrayParts parts = quantizeOrDie({kNaN, 1.0, -kInf, 2.54, kInf}, {5}, encoding, {}, makeCalibration("absmax"));
  EXPECT_EQ(parts.scales.front(), double(float(2.54) / 127.0f));
  EXPECT_EQ(getNumbers(parts, encoding), (std::vector<double>{0, 50, -127, 127, 127}));
  parts = quantizeOrDie({kNaN, kInf, kNaN}, {3}, encoding, {}, makeCalibration("minmax"));
  EXPECT_EQ(parts.scales.front(), 1.0) << "no finite element";
}

TEST(Quantize, sparse_positions_decode_to_exactly_zero) {
  Encoding encoding = makeEncoding(Format::U8, {kWhole}, Format::F32, Format::U8);
  encoding.sparsity.kind = Sparsity::Kind::Bitmask;
  ArrayParts parts = quantizeOrDie({1.0, 0.0, 3.0, 0.0}, {4}, encoding, makePreset("default", "include_zero", "false"),
                                   makeCalibration("minmax"));
  EXPECT_EQ(parts.mask, (std::vector<uint8_t>{1, 0, 1, 0}));
  EXPECT_EQ(parts.scales.front(), double(2.0f / 255.0f)) << "pruned elements are no statistics";
  std::vector<double> decoded = dequantize(parts, encoding);
  EXPECT_EQ(decoded[1], 0.0);
  EXPECT_EQ(decoded[3], 0.0);
  EXPECT_EQ(decodeReal(parts, encoding)[1], 0.0);
}

TEST(Quantize, n_of_m_sparsity_is_checked) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole, kWhole});
  encoding.sparsity = {Sparsity::Kind::NOfM, 2, 4, 1};
  std::vector<double> values = {1, 0, 2, 0, 0, 5, 0, 0, 3, 4, 0, 1};
  ArrayParts parts = quantizeOrDie(values, {2, 6}, encoding, {}, makeCalibration("absmax"));
  EXPECT_EQ(parts.mask, (std::vector<uint8_t>{1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1})) << "the tail group is shorter";
  values[1] = 7;
  auto result = quantize(values, {2, 6}, Format::F32, encoding, {}, makeCalibration("absmax"));
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()),
            "expected at most 2 nonzero values in every 4 along dimension 1, but got 3");
}

std::string getError(const std::vector<double> &values, Shape shape, const Encoding &encoding,
                     const Calibration &rule) {
  auto result = quantize(values, shape, Format::F32, encoding, {}, rule);
  return result ? "no error" : llvm::toString(result.takeError());
}

TEST(Quantize, errors) {
  Encoding int8 = makeEncoding(Format::I8, {kWhole});
  EXPECT_EQ(getError({1}, {1, 1}, int8, makeCalibration("absmax")),
            "expected a block size for each of the 2 dimensions, but got 1");
  EXPECT_EQ(getError({1, 2}, {3}, int8, makeCalibration("absmax")), "expected 3 values, but got 2");
  EXPECT_EQ(getError({1}, {1}, int8, makeCalibration("minmax")), "expected a zero point for scale rule 'minmax'");
  EXPECT_EQ(getError({1}, {1}, int8, makeCalibration("fixed", {-1, 2})),
            "expected a zero point for scale rule 'fixed'");
  EXPECT_EQ(getError({1}, {1}, makeEncoding(Format::I8, {kWhole}, Format::F32, Format::I8),
                     makeCalibration("percentile", {49})),
            "expected scale rule 'percentile' to have a percentile of at least 50 for the range between both tails");
  EXPECT_EQ(getError({1}, {1}, int8, makeCalibration("percentile", {49})), "no error");
  Encoding fp8 = makeEncoding(Format::F8E4M3FN, {kWhole}, Format::F32, Format::I8);
  EXPECT_EQ(getError({1}, {1}, fp8, makeCalibration("absmax")),
            "expected no zero point with float storage or a code book");
  Encoding blocks = makeEncoding(Format::I8, {1});
  EXPECT_EQ(getError({1, 2}, {2}, blocks, makeCalibration("fixed", {1})),
            "expected scale rule 'fixed' to have one block for the whole tensor");
}

TEST(Quantize, symmetric_rules_need_a_code_above_that_of_0) {
  auto getErrorOfCodes = [](Format storage, int64_t low, int64_t high, bool hasZeroPoint, const char *rule) {
    Encoding encoding =
        makeEncoding(storage, {kWhole}, Format::F32, hasZeroPoint ? std::optional(storage) : std::nullopt);
    encoding.clamp = {low, high};
    return getError({1, -2}, {2}, encoding, makeCalibration(rule));
  };
  EXPECT_EQ(getErrorOfCodes(Format::I8, -10, -5, false, "absmax"),
            "expected a code above 0, the code of 0, for scale rule 'absmax', but got codes from -10 to -5");
  EXPECT_EQ(getErrorOfCodes(Format::I8, -8, 0, false, "mse"),
            "expected a code above 0, the code of 0, for scale rule 'mse', but got codes from -8 to 0");
  EXPECT_EQ(getErrorOfCodes(Format::U2, 0, 1, true, "absmax"),
            "expected a code above 1, the code of 0, for scale rule 'absmax', but got codes from 0 to 1");
  EXPECT_EQ(getErrorOfCodes(Format::U2, 0, 1, true, "minmax"), "no error");
  EXPECT_EQ(getErrorOfCodes(Format::U2, 0, 2, true, "absmax"), "no error");
  EXPECT_EQ(getErrorOfCodes(Format::U2, 0, 1, false, "absmax"), "no error");
  EXPECT_EQ(getErrorOfCodes(Format::I8, -8, 1, false, "absmax"), "no error");
}

TEST(Quantize, mse_takes_one_scalar_table) {
  Encoding grouped = makeNF4({kWhole});
  grouped.codebook->group = {2};
  auto result = quantize({1, 2, 3, 4}, {4}, Format::F32, grouped, {}, makeCalibration("mse"), getNF4Table());
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()),
            "expected scale rule 'mse' to have no code book or one with scalar entries for the whole tensor");
}

TEST(Quantize, missing_parts_are_errors) {
  Encoding encoding = makeEncoding(Format::I8, {1}, Format::F32, Format::I8);
  ArrayParts parts;
  parts.shape = {2};
  parts.scales = {1.0};
  parts.zeroPoints = {0.0, 0.0};
  EXPECT_EQ(llvm::toString(computeCodes(parts, {1, 2}, Format::F32, encoding, {})), "expected 2 scales, but got 1");
  parts.scales = {1.0, 1.0};
  parts.zeroPoints.clear();
  EXPECT_EQ(llvm::toString(computeCodes(parts, {1, 2}, Format::F32, encoding, {})),
            "expected 2 zero points, but got 0");
}

} // namespace
