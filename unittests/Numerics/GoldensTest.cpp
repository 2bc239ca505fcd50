//===- GoldensTest.cpp - values that the quantized systems themselves give -------------------------------===//

#include "TestSupport.h"

using namespace mlir::qnt::numerics;

namespace {

std::vector<double> quantizeAll(const std::vector<double> &values, double scale, const Encoding &encoding,
                                const Convention &convention) {
  std::vector<double> codes;
  for (double value : values)
    codes.push_back(quantizeOne(double(float(value)), scale, 0.0, encoding, convention));
  return codes;
}

TEST(Goldens, qwix_integers) {
  Convention qwix = makePreset("qwix");
  EXPECT_EQ(quantizeAll({1.2, 3.5, -127.5, 129, -1300}, 1.0, makeEncoding(Format::I8, {kWhole}), qwix),
            (std::vector<double>{1, 4, -128, 127, -128}));
  EXPECT_EQ(quantizeAll({1.2, 3.5, 8, -1300}, 1.0, makeEncoding(Format::I4, {kWhole}), qwix),
            (std::vector<double>{1, 4, 7, -8}));
  EXPECT_EQ(quantizeAll({129}, 1.0, makeEncoding(Format::I6, {kWhole}), qwix), (std::vector<double>{31}));
}

TEST(Goldens, qwix_nf4) {
  Encoding encoding = makeNF4({kWhole});
  ArrayParts parts =
      quantizeOrDie({-1, -0.5, 0, double(0.8f), 1}, {5}, encoding, makePreset("qwix"), makeCalibration("absmax"));
  EXPECT_EQ(parts.scales, (std::vector<double>{1}));
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{0, 2, 7, 14, 15}));
}

TEST(Goldens, qwix_nf4_of_nan_and_infinities_is_code_0) {
  Encoding encoding = makeNF4({kWhole});
  Calibration fixed = makeCalibration("fixed", {1});
  ArrayParts parts = quantizeOrDie({kNaN, kInf, -kInf, 1}, {4}, encoding, makePreset("qwix"), fixed);
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{0, 0, 0, 15}));
  parts = quantizeOrDie({kNaN, kInf, -kInf, 1}, {4}, encoding, Convention(), fixed);
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{7, 15, 0, 15})) << "the default: nearest to 0, and the ends";
}

TEST(Goldens, qwix_minmax_of_a_ramp) {
  std::vector<double> values;
  for (int i = 0; i < 256; ++i)
    values.push_back(double(float(i) / 255.0f));
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F32, Format::I8);
  ArrayParts parts = quantizeOrDie(values, {256}, encoding, makePreset("qwix"), makeCalibration("minmax"));
  EXPECT_EQ(parts.zeroPoints, (std::vector<double>{-128}));
  std::vector<double> codes = getNumbers(parts, encoding);
  for (int i = 0; i < 256; ++i)
    EXPECT_EQ(codes[size_t(i)], i - 128);
}

TEST(Goldens, qwix_overflow_aware_scales) {
  Convention oas = makePreset("qwix", "mx_scale", "oas");
  auto scaleOf = [&](Format storage, double amax, const Convention &convention) {
    Encoding encoding = makeEncoding(storage, {32}, Format::F8E8M0FNU);
    return quantizeOrDie({amax}, {1}, encoding, convention, makeCalibration("absmax")).scales.front();
  };
  EXPECT_EQ(scaleOf(Format::F4E2M1FN, 6.5, oas), 1.0);
  EXPECT_EQ(scaleOf(Format::F4E2M1FN, 7.5, oas), 2.0);
  EXPECT_EQ(scaleOf(Format::F8E4M3FN, 460.0, oas), 1.0);
  EXPECT_EQ(scaleOf(Format::F8E4M3FN, 465.0, oas), 2.0);
  Convention live = makePreset("qwix");
  EXPECT_EQ(scaleOf(Format::F4E2M1FN, 6.5, live), 2.0);
  EXPECT_EQ(scaleOf(Format::F4E2M1FN, 7.5, live), 2.0);
  EXPECT_EQ(scaleOf(Format::F8E4M3FN, 460.0, live), 2.0);
}

/// bf16 98.5 / 1.5078125: the quotient becomes 65.5 and then 66; one rounding would give 65.
TEST(Goldens, qwix_rounds_the_quotient_to_the_input_type) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::BF16, std::nullopt, Format::BF16);
  EXPECT_EQ(quantizeOne(98.5, 1.5078125, 0, encoding, makePreset("qwix"), Format::BF16), 66.0);
  EXPECT_EQ(quantizeOne(98.5, 1.5078125, 0, encoding, Convention(), Format::BF16), 65.0);
}

TEST(Goldens, qwix_cpu_multiplies_by_the_reciprocal) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole});
  double x = double(1.55f), scale = double(0.1f);
  EXPECT_EQ(quantizeOne(x, scale, 0, encoding, makePreset("qwix-cpu")), 16.0);
  EXPECT_EQ(quantizeOne(x, scale, 0, encoding, makePreset("qwix")), 15.0);
}

/// A bf16 reciprocal stays in f32, so the product is rounded once; a single scale is divided for.
TEST(Goldens, qwix_cpu_in_bf16_and_with_one_scale) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::BF16, std::nullopt, Format::BF16);
  int differing = 0;
  for (int code = 1; code < 127; ++code) {
    double scale = roundTo(Format::BF16, 0.1), x = roundTo(Format::BF16, (code + 0.5) * scale);
    double divided = std::nearbyint(roundTo(Format::BF16, x / scale));
    double inBF16 = std::nearbyint(roundTo(Format::BF16, x * roundTo(Format::BF16, 1 / scale)));
    EXPECT_EQ(quantizeOne(x, scale, 0, encoding, makePreset("qwix-cpu"), Format::BF16), divided);
    differing += inBF16 != divided;
  }
  EXPECT_GT(differing, 0);
  Encoding perTensor = makeEncoding(Format::I8, {kWhole}), perElement = makeEncoding(Format::I8, {1});
  float x = 1.0f;
  while (x * (1.0f / 127.5f) == x / 127.5f)
    x += 1.0f;
  auto scaleOf = [&](const std::vector<double> &values, const Encoding &encoding) {
    return quantizeOrDie(values, {int64_t(values.size())}, encoding, makePreset("qwix-cpu"), makeCalibration("absmax"))
        .scales.front();
  };
  EXPECT_EQ(scaleOf({x}, perTensor), double(x / 127.5f));
  EXPECT_EQ(scaleOf({x, x}, perElement), double(x * (1.0f / 127.5f)));
}

TEST(Goldens, qwix_guard_is_of_the_input_type) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F16, std::nullopt, Format::F16);
  // sqrt(2^-14) = 0.0078125; 0.99 / 127.5 lies below, 1 / 127.5 above.
  auto scaleOf = [&](double amax) {
    return quantizeOrDie({roundTo(Format::F16, amax)}, {1}, encoding, makePreset("qwix"), makeCalibration("absmax"),
                         Format::F16)
        .scales.front();
  };
  EXPECT_EQ(scaleOf(0.99), 1.0);
  EXPECT_EQ(scaleOf(1.0), roundTo(Format::F16, 1.0 / 127.5));
}

TEST(Goldens, qwix_relative_error_bands) {
  struct {
    Format storage;
    BlockShape block;
    std::optional<Format> scale;
    const char *mxScale;
    double error;
  } cases[] = {
      {Format::I8, {1, kWhole}, Format::F32, "ceil", 0.0077},
      {Format::I4, {1, kWhole}, Format::F32, "ceil", 0.123},
      {Format::F4E2M1FN, {1, 32}, Format::F8E8M0FNU, "oas", 0.106},
      {Format::F4E2M1FN, {1, 32}, Format::F8E8M0FNU, "ceil", 0.1133},
      {Format::F4E2M1FN, {1, 16}, Format::F8E4M3FN, "ceil", 0.089},
      {Format::F8E4M3FN, {1, 32}, Format::F8E8M0FNU, "oas", 0.022},
  };
  std::vector<double> values = drawNormal(512 * 256, 11);
  for (auto &c : cases) {
    Encoding encoding = makeEncoding(c.storage, c.block, c.scale);
    ArrayParts parts = quantizeOrDie(values, {512, 256}, encoding, makePreset("qwix", "mx_scale", c.mxScale),
                                     makeCalibration("absmax"));
    std::vector<double> decoded = dequantize(parts, encoding);
    double error = 0, magnitude = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      error += std::fabs(values[i] - decoded[i]);
      magnitude += std::fabs(values[i]);
    }
    EXPECT_NEAR(error / magnitude, c.error, 0.05 * c.error) << getName(c.storage).str() << ' ' << c.mxScale;
  }
}

TEST(Goldens, baracuda) {
  const std::vector<double> values = {.05, .15, .25, -1.27, -12.8, -20, 12.7, 20};
  for (const char *preset : {"baracuda", "default"})
    EXPECT_EQ(quantizeAll(values, double(0.1f), makeEncoding(Format::I8, {kWhole}), makePreset(preset)),
              (std::vector<double>{0, 2, 2, -13, -128, -128, 127, 127}))
        << preset;
}

/// Seven bits, unsigned, asymmetric: the error is at most half a step.
TEST(Goldens, concrete_error_is_at_most_half_a_step) {
  std::vector<double> values = drawNormal(1000, 5, Format::F64);
  Encoding encoding = makeEncoding(Format::U7, {kWhole}, Format::F64, Format::I32, Format::F64);
  ArrayParts parts =
      quantizeOrDie(values, {1000}, encoding, makePreset("concrete"), makeCalibration("minmax"), Format::F64);
  std::vector<double> decoded = dequantize(parts, encoding);
  for (size_t i = 0; i < values.size(); ++i)
    EXPECT_LE(std::fabs(decoded[i] - values[i]), parts.scales[0] * 0.5000001);
}

TEST(Goldens, concrete_zero_point_may_lie_outside_the_codes) {
  Encoding encoding = makeEncoding(Format::U7, {kWhole}, Format::F64, Format::I32, Format::F64);
  ArrayParts parts =
      quantizeOrDie({10.0, 11.0}, {2}, encoding, makePreset("concrete"), makeCalibration("minmax"), Format::F64);
  EXPECT_EQ(parts.zeroPoints.front(), -1270.0);
  EXPECT_EQ(getNumbers(parts, encoding), (std::vector<double>{0, 127}));
}

TEST(Goldens, concrete_constant_tensors) {
  Encoding encoding = makeEncoding(Format::U7, {kWhole}, Format::F64, Format::I32, Format::F64);
  auto run = [&](std::vector<double> values) {
    return quantizeOrDie(values, {int64_t(values.size())}, encoding, makePreset("concrete"), makeCalibration("minmax"),
                         Format::F64);
  };
  ArrayParts constant = run({0.25, 0.25});
  EXPECT_EQ(constant.scales.front(), 0.25);
  EXPECT_EQ(constant.zeroPoints.front(), 0.0);
  EXPECT_EQ(constant.codes, (std::vector<uint64_t>{1, 1}));
  ArrayParts negative = run({-3.0, -3.0});
  EXPECT_EQ(negative.scales.front(), -3.0) << "the scale may be negative";
  EXPECT_EQ(negative.codes, (std::vector<uint64_t>{1, 1}));
  ArrayParts nearlyConstant = run({0.5, 0.5 + 9e-7});
  EXPECT_EQ(nearlyConstant.scales.front(), 0.5 + 9e-7) << "a range below 1e-6 counts as constant";
  ArrayParts zero = run({1e-7, -1e-7});
  EXPECT_EQ(zero.scales.front(), 1.0);
  EXPECT_EQ(zero.codes, (std::vector<uint64_t>{0, 0}));
}

TEST(Goldens, concrete_symmetric_bound) {
  Encoding encoding = makeEncoding(Format::I7, {kWhole}, Format::F64, std::nullopt, Format::F64);
  ArrayParts parts =
      quantizeOrDie({-2.0, 1.0}, {2}, encoding, makePreset("concrete"), makeCalibration("absmax"), Format::F64);
  EXPECT_EQ(parts.scales.front(), 2.0 / (127 - 64));
}

/// In f16 the epsilon underflows in the scale of small blocks, and 2 * 57344 is infinite.
TEST(Goldens, apple_in_f16) {
  Convention apple = makePreset("apple");
  Encoding int8 = makeEncoding(Format::I8, {kWhole}, Format::F16, std::nullopt, Format::F16);
  ArrayParts zero = quantizeOrDie({0.0}, {1}, int8, apple, makeCalibration("absmax"), Format::F16);
  EXPECT_EQ(zero.scales.front(), 0.0) << "f16(1e-6 / 254) is 0";
  Encoding fp8 = makeEncoding(Format::F8E5M2, {kWhole}, Format::F16, std::nullopt, Format::F16);
  ArrayParts float8 = quantizeOrDie({1.0, -2.0}, {2}, fp8, apple, makeCalibration("absmax"), Format::F16);
  EXPECT_EQ(float8.scales.front(), 0.0);
}

/// Symmetric INT2 is {-1, 0, 1}, UINT2 [0, 2] with zero point 1.
TEST(Goldens, apple_two_bits) {
  Convention apple = makePreset("apple");
  std::vector<double> values = {-1.0, -0.5, 0.0, 0.25, 0.75, 1.0};
  Encoding int2 = makeEncoding(Format::I2, {kWhole});
  ArrayParts parts = quantizeOrDie(values, {6}, int2, apple, makeCalibration("absmax"));
  EXPECT_EQ(getNumbers(parts, int2), (std::vector<double>{-1, 0, 0, 0, 1, 1}));
  Encoding uint2 = makeEncoding(Format::U2, {kWhole}, Format::F32, Format::U2);
  parts = quantizeOrDie(values, {6}, uint2, apple, makeCalibration("absmax"));
  EXPECT_EQ(parts.zeroPoints.front(), 1.0);
  EXPECT_EQ(getNumbers(parts, uint2), (std::vector<double>{0, 1, 1, 1, 2, 2}));
}

/// The absolute epsilon wastes half of the codes at absmax 1e-6; the default has none.
TEST(Goldens, apple_epsilon_wastes_codes) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole});
  std::vector<double> values = {double(1e-6f), double(-1e-6f)};
  ArrayParts apple = quantizeOrDie(values, {2}, encoding, makePreset("apple"), makeCalibration("absmax"));
  EXPECT_EQ(getNumbers(apple, encoding), (std::vector<double>{85, -85}));
  ArrayParts ours = quantizeOrDie(values, {2}, encoding, Convention(), makeCalibration("absmax"));
  EXPECT_EQ(getNumbers(ours, encoding), (std::vector<double>{127, -127}));
}

} // namespace
