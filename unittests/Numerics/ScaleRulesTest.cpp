//===- ScaleRulesTest.cpp - scales and zero points by rule and guard -------------------------------------===//

#include "TestSupport.h"

using namespace mlir::qnt::numerics;

namespace {

ArrayParts choose(const std::vector<double> &values, const Encoding &encoding, const Calibration &rule,
                  const Convention &convention = {}, Format input = Format::F32) {
  return quantizeOrDie(values, {int64_t(values.size())}, encoding, convention, rule, input);
}

double getScale(const std::vector<double> &values, const Encoding &encoding, const Calibration &rule,
                const Convention &convention = {}, Format input = Format::F32) {
  return choose(values, encoding, rule, convention, input).scales.front();
}

Encoding makeSymmetric(Format storage = Format::I8, Format scale = Format::F32) {
  return makeEncoding(storage, {kWhole}, scale);
}
Encoding makeAsymmetric(Format storage = Format::U8) { return makeEncoding(storage, {kWhole}, Format::F32, storage); }

TEST(ScaleRules, absmax) {
  EXPECT_EQ(getScale({1, -254, 3}, makeSymmetric(), makeCalibration("absmax")), 2.0);
  EXPECT_EQ(getScale({1, -254, 3}, makeSymmetric(), makeCalibration("absmax", {0.5})), 1.0);
  EXPECT_EQ(getScale({-14}, makeSymmetric(Format::I4), makeCalibration("absmax")), 2.0);
  EXPECT_EQ(getScale({-896}, makeSymmetric(Format::F8E4M3FN), makeCalibration("absmax")), 2.0);
  EXPECT_EQ(getScale({510}, makeSymmetric(Format::U8), makeCalibration("absmax")), 2.0)
      << "unsigned without zero point";
}

TEST(ScaleRules, symmetric_unsigned_codes_have_their_zero_point_in_the_middle) {
  ArrayParts narrow = choose({-254, 254}, makeAsymmetric(), makeCalibration("absmax"));
  EXPECT_EQ(narrow.zeroPoints.front(), 127.0);
  EXPECT_EQ(narrow.scales.front(), 2.0);
  EXPECT_EQ(narrow.codes, (std::vector<uint64_t>{0, 254}));
  ArrayParts full =
      choose({-254, 254}, makeAsymmetric(), makeCalibration("absmax"), makePreset("default", "range", "full"));
  EXPECT_EQ(full.zeroPoints.front(), 128.0);
  EXPECT_EQ(full.codes, (std::vector<uint64_t>{1, 255}));
}

TEST(ScaleRules, half_integer_bounds) {
  Convention convention = makePreset("default", "bound", "half_integer");
  EXPECT_EQ(getScale({255}, makeSymmetric(), makeCalibration("absmax"), convention), 2.0);
  EXPECT_EQ(getScale({15}, makeSymmetric(Format::I4), makeCalibration("absmax"), convention), 2.0);
  EXPECT_EQ(getScale({511}, makeSymmetric(Format::U8), makeCalibration("absmax"), convention), 2.0);
  EXPECT_EQ(getScale({65536}, makeSymmetric(Format::I16), makeCalibration("absmax"), convention), 2.0);
  EXPECT_EQ(getScale({12}, makeSymmetric(Format::F4E2M1FN), makeCalibration("absmax"), convention), 2.0) << "floats: 6";
}

TEST(ScaleRules, minmax) {
  ArrayParts parts = choose({-51, 204}, makeAsymmetric(), makeCalibration("minmax"));
  EXPECT_EQ(parts.scales.front(), 1.0);
  EXPECT_EQ(parts.zeroPoints.front(), 51.0);
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{0, 255}));
  parts = choose({-51, 204}, makeAsymmetric(Format::I8), makeCalibration("minmax"));
  EXPECT_EQ(parts.zeroPoints.front(), -77.0);
  EXPECT_EQ(getScale({-51, 204}, makeAsymmetric(), makeCalibration("minmax", {2})), 2.0);
}

TEST(ScaleRules, minmax_range_is_widened_to_hold_zero) {
  ArrayParts positive = choose({100, 255}, makeAsymmetric(), makeCalibration("minmax"));
  EXPECT_EQ(positive.scales.front(), 1.0);
  EXPECT_EQ(positive.zeroPoints.front(), 0.0);
  ArrayParts negative = choose({-255, -100}, makeAsymmetric(), makeCalibration("minmax"));
  EXPECT_EQ(negative.scales.front(), 1.0);
  EXPECT_EQ(negative.zeroPoints.front(), 255.0);
}

TEST(ScaleRules, rms) {
  EXPECT_EQ(getScale({3, -4, 0, 0}, makeSymmetric(), makeCalibration("rms", {2})), double(5.0f / 127.0f));
  EXPECT_EQ(getScale({1e200, -1e200}, makeEncoding(Format::I8, {kWhole}, Format::F64, std::nullopt, Format::F64),
                     makeCalibration("rms", {1}), {}, Format::F64),
            1e200 / 127)
      << "squares beyond f64";
}

/// Squares of 2^70 overflow f32, those of 2^-80 vanish; a power of two takes both away.
TEST(ScaleRules, rms_far_from_1) {
  for (int exponent : {-126, -80, -64, -31, -30, 0, 30, 31, 63, 64, 70, 120}) {
    double unit = std::ldexp(1.0, exponent);
    EXPECT_EQ(getScale({3 * unit, -4 * unit, 0, 0}, makeSymmetric(), makeCalibration("rms", {2})),
              double(float(5 * unit) / 127.0f))
        << exponent;
  }
  EXPECT_EQ(getScale({0x1p70, -0x1p70}, makeSymmetric(), makeCalibration("rms", {1}), makePreset("qwix")), kInf)
      << "squares in the type of the input, as the package";
}

TEST(ScaleRules, fixed) {
  EXPECT_EQ(getScale({1, 2}, makeSymmetric(), makeCalibration("fixed", {254})), 2.0);
  EXPECT_EQ(getScale({1, 2}, makeSymmetric(), makeCalibration("fixed", {-254, 254})), 2.0);
  ArrayParts parts = choose({1, 500}, makeAsymmetric(), makeCalibration("fixed", {-55, 200}));
  EXPECT_EQ(parts.scales.front(), 1.0);
  EXPECT_EQ(parts.zeroPoints.front(), 55.0);
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{56, 255}));
}

TEST(ScaleRules, percentile) {
  std::vector<double> values;
  for (int i = -100; i <= 100; ++i)
    values.push_back(i);
  // |x| sorted: 0 1 1 2 2 ... 100 100; half of the way is 50.
  EXPECT_EQ(getScale(values, makeSymmetric(), makeCalibration("percentile", {50})), double(50.0f / 127.0f));
  EXPECT_EQ(getScale(values, makeSymmetric(), makeCalibration("percentile", {100})), double(100.0f / 127.0f));
  ArrayParts tails = choose(values, makeAsymmetric(), makeCalibration("percentile", {95}));
  EXPECT_EQ(tails.scales.front(), double(180.0f / 255.0f)) << "from -90 to 90";
}

/// What lies between two elements may be more than f64 holds.
TEST(ScaleRules, percentile_of_the_ends_of_f64) {
  Encoding encoding = makeEncoding(Format::U8, {kWhole}, Format::F64, Format::U8, Format::F64);
  ArrayParts parts =
      choose({-1.6e308, -1.5e308, 1.5e308}, encoding, makeCalibration("percentile", {60}), {}, Format::F64);
  EXPECT_NEAR(parts.scales.front() / 1e305, 1520.0 / 255, 1e-12) << "from -1.52e308 to 0";
  EXPECT_EQ(parts.zeroPoints.front(), 255.0);
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{0, 3, 255}));
}

TEST(ScaleRules, percentile_of_all_elements) {
  Convention all = makePreset("default", "statistics", "all");
  for (const Encoding &encoding : {makeSymmetric(), makeAsymmetric()}) {
    EXPECT_TRUE(std::isnan(getScale({1, kNaN, 2}, encoding, makeCalibration("percentile"), all)));
    EXPECT_EQ(getScale({1, -kInf, 2, 3}, encoding, makeCalibration("percentile", {60}), all), kInf);
    EXPECT_GT(getScale({1, kNaN, kInf, 2}, encoding, makeCalibration("percentile")), 0.0) << "finite ones only";
  }
}

/// With one outlier a smaller scale has the smaller error, and the search finds the best of its candidates.
TEST(ScaleRules, mse_search_finds_the_best_candidate) {
  std::vector<double> values = drawNormal(256, 3);
  values.push_back(8.0);
  Encoding encoding = makeSymmetric(Format::I4);
  auto getError = [&](double scale) {
    double sum = 0;
    for (double x : values) {
      double q = std::clamp(std::nearbyint(double(float(x) / float(scale))), -7.0, 7.0);
      sum += (q * scale - x) * (q * scale - x);
    }
    return sum;
  };
  double best = 0, bestError = kInf;
  for (int step = 0; step < 80; ++step) {
    double scale = double(float(8.0f * float(0.4 + 0.6 * step / 79)) / 7.0f);
    if (getError(scale) < bestError) {
      bestError = getError(scale);
      best = scale;
    }
  }
  EXPECT_EQ(getScale(values, encoding, makeCalibration("mse")), best);
  EXPECT_LT(best, 8.0 / 7);
  EXPECT_EQ(getScale(values, encoding, makeCalibration("mse", {1, 1})), double(8.0f / 7.0f)) << "one step is absmax";
}

/// Squares of errors leave the range of f64 from 2^512 and 2^-537 on; a power of two takes that away.
TEST(ScaleRules, mse_far_from_1) {
  std::vector<double> values = drawNormal(256, 5);
  values.push_back(8.0);
  for (bool symmetric : {true, false}) {
    Encoding encoding = makeEncoding(Format::I4, {kWhole}, Format::F64,
                                     symmetric ? std::nullopt : std::optional(Format::I4), Format::F64);
    ArrayParts near = choose(values, encoding, makeCalibration("mse"), {}, Format::F64);
    EXPECT_LT(near.scales.front(), symmetric ? 8.0 / 7 : 12.0 / 15);
    for (int exponent : {-900, -600, -401, -400, 400, 401, 600, 1019}) {
      std::vector<double> far = values;
      for (double &value : far)
        value = std::ldexp(value, exponent);
      ArrayParts found = choose(far, encoding, makeCalibration("mse"), {}, Format::F64);
      EXPECT_EQ(found.scales.front(), std::ldexp(near.scales.front(), exponent)) << exponent;
      EXPECT_EQ(found.zeroPoints, near.zeroPoints) << exponent;
      EXPECT_EQ(found.codes, near.codes) << exponent;
    }
  }
}

/// The factor of 80 from 0.4 to 1 with the smallest `getError(float(factor))`, the first one on ties.
template <typename GetError>
float findBestFactor(GetError getError) {
  float best = 0;
  double bestError = kInf;
  for (int step = 0; step < 80; ++step) {
    auto factor = float(0.4 + 0.6 * step / 79);
    if (double error = getError(factor); error < bestError) {
      bestError = error;
      best = factor;
    }
  }
  return best;
}

TEST(ScaleRules, mse_search_of_nf4) {
  std::vector<double> values = drawNormal(256, 4);
  values.push_back(9.0);
  float best = findBestFactor([&](float factor) {
    double sum = 0, scale = 9.0f * factor;
    for (double x : values) {
      double nearest = kInf;
      for (double entry : getNF4Table())
        if (std::fabs(entry - x / scale) < std::fabs(nearest - x / scale))
          nearest = entry;
      sum += (nearest * scale - x) * (nearest * scale - x);
    }
    return sum;
  });
  EXPECT_LT(best, 1.0f);
  EXPECT_EQ(getScale(values, makeNF4({kWhole}), makeCalibration("mse")), double(9.0f * best));
}

TEST(ScaleRules, mse_search_of_asymmetric) {
  std::vector<double> values = drawNormal(256, 4);
  values.push_back(9.0);
  auto smallest = float(*std::min_element(values.begin(), values.end()));
  auto getParameters = [&](float factor) {
    float low = smallest * factor, scale = (9.0f * factor - low) / 15.0f;
    return std::pair(double(scale), std::clamp(double(std::nearbyint(-low / scale)), 0.0, 15.0));
  };
  float best = findBestFactor([&](float factor) {
    auto [scale, zeroPoint] = getParameters(factor);
    double sum = 0;
    for (double x : values) {
      double q = std::clamp(std::nearbyint(double(float(x) / float(scale))) + zeroPoint, 0.0, 15.0);
      sum += ((q - zeroPoint) * scale - x) * ((q - zeroPoint) * scale - x);
    }
    return sum;
  });
  EXPECT_LT(best, 1.0f);
  ArrayParts found = choose(values, makeAsymmetric(Format::U4), makeCalibration("mse"));
  EXPECT_EQ(found.scales.front(), getParameters(best).first);
  EXPECT_EQ(found.zeroPoints.front(), getParameters(best).second);
}

//===----------------------------------------------------------------------===//
// Guards: a scale is never 0, infinite or NaN
//===----------------------------------------------------------------------===//

TEST(ScaleRules, zero_and_subnormal_blocks_have_scale_1) {
  for (Format scale : {Format::F32, Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN}) {
    EXPECT_EQ(getScale({0, 0}, makeSymmetric(Format::I8, scale), makeCalibration("absmax")), 1.0);
    EXPECT_EQ(getScale({1e-39, -0.0}, makeSymmetric(Format::I8, scale), makeCalibration("absmax")), 1.0);
  }
  ArrayParts zero = choose({0, 0}, makeAsymmetric(), makeCalibration("minmax"));
  EXPECT_EQ(zero.scales.front(), 1.0);
  EXPECT_EQ(zero.zeroPoints.front(), 0.0);
  EXPECT_EQ(dequantize(zero, makeAsymmetric()), (std::vector<double>{0, 0}));
}

TEST(ScaleRules, scales_that_their_type_cannot_hold) {
  struct {
    Format scale;
    double amax, expected;
  } cases[] = {{Format::F16, 1e-10, 0x1p-24},        {Format::F16, 3e38, 65504.0},
               {Format::F8E4M3FN, 1e-6, 0x1p-9},     {Format::F8E4M3FN, 1e20, 448.0},
               {Format::F8E8M0FNU, 2e-38, 0x1p-127}, {Format::BF16, 3.4e38, roundTo(Format::BF16, 3.4e38 / 127)}};
  for (auto &c : cases)
    EXPECT_EQ(getScale({double(float(c.amax))}, makeSymmetric(Format::I8, c.scale), makeCalibration("absmax")),
              c.expected)
        << getName(c.scale).str() << ' ' << c.amax;
}

TEST(ScaleRules, infinite_range_gives_the_largest_scale) {
  EXPECT_EQ(getScale({-3e38, 3e38}, makeAsymmetric(), makeCalibration("minmax")), getInfo(Format::F32).maxFinite);
}

TEST(ScaleRules, no_guard_gives_what_the_arithmetic_gives) {
  Convention none = makePreset("default", "guard", "none");
  EXPECT_EQ(getScale({0, 0}, makeSymmetric(), makeCalibration("absmax"), none), 0.0);
  EXPECT_EQ(getScale({1e-10}, makeSymmetric(Format::I8, Format::F16), makeCalibration("absmax"), none), 0.0);
  EXPECT_EQ(getScale({3e38}, makeSymmetric(Format::I8, Format::F16), makeCalibration("absmax"), none), kInf);
  EXPECT_TRUE(std::isnan(getScale({0}, makeSymmetric(Format::I8, Format::F8E8M0FNU), makeCalibration("absmax"), none)));
}

/// Random blocks of every magnitude: the default never stores a bad scale.
TEST(ScaleRules, default_scales_are_positive_and_finite) {
  std::mt19937_64 random(8);
  for (Format scale : {Format::F64, Format::F32, Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN})
    for (Format storage : {Format::I8, Format::I2, Format::U4, Format::F8E5M2, Format::F4E2M1FN})
      for (E8M0Rule rule : {E8M0Rule::Floor, E8M0Rule::Nearest, E8M0Rule::Ceil, E8M0Rule::OAS})
        for (int i = 0; i < 40; ++i) {
          Convention convention;
          convention.mxScale = rule;
          double x = double(float(std::ldexp(1.0 + double(random() >> 40) * 0x1p-24, int(random() % 280) - 150)));
          double chosen = getScale({x}, makeSymmetric(storage, scale), makeCalibration("absmax"), convention);
          ASSERT_TRUE(chosen > 0 && std::isfinite(chosen)) << getName(scale).str() << ' ' << x;
        }
}

//===----------------------------------------------------------------------===//
// Power-of-two scales and two levels
//===----------------------------------------------------------------------===//

/// OCP MX: the exponent of absmax less the exponent of the largest value of the format.
TEST(ScaleRules, floor_is_the_ocp_rule) {
  for (auto [storage, emax] :
       {std::pair(Format::F4E2M1FN, 2), std::pair(Format::F6E2M3FN, 2), std::pair(Format::F6E3M2FN, 4),
        std::pair(Format::F8E4M3FN, 8), std::pair(Format::F8E5M2, 15), std::pair(Format::I8, 6)})
    for (double amax : {1.0, 1.4, 1.99, 2.0, 3.7, 100.0, 448.0, 460.0, 0.01})
      EXPECT_EQ(getScale({amax}, makeSymmetric(storage, Format::F8E8M0FNU), makeCalibration("absmax")),
                std::exp2(std::floor(std::log2(amax)) - emax))
          << getName(storage).str() << ' ' << amax;
}

/// Mean squared relative error of mxfp4: the floor rule's codes from the stored scale beat codes from the finer one.
TEST(ScaleRules, codes_from_the_stored_scale_are_better) {
  std::vector<double> values = drawNormal(64 * 1024, 21);
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {32}, Format::F8E8M0FNU);
  auto getError = [&](const Convention &convention) {
    ArrayParts parts = choose(values, encoding, makeCalibration("absmax"), convention);
    std::vector<double> decoded = dequantize(parts, encoding);
    double error = 0, magnitude = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      error += std::fabs(values[i] - decoded[i]);
      magnitude += std::fabs(values[i]);
    }
    return error / magnitude;
  };
  EXPECT_NEAR(getError(Convention()), 0.108, 0.006);
  EXPECT_NEAR(getError(makePreset("apple")), 0.219, 0.02);
}

TEST(ScaleRules, nvfp4_with_a_tensor_scale) {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {16}, Format::F8E4M3FN);
  encoding.tensorScale = true;
  std::vector<double> values = drawNormal(64, 9);
  ArrayParts parts = choose(values, encoding, makeCalibration("absmax"));
  float absmax = 0;
  for (double x : values)
    absmax = std::max(absmax, float(std::fabs(x)));
  float tensorScale = absmax / 2688.0f;
  ASSERT_TRUE(parts.tensorScale.has_value());
  EXPECT_EQ(parts.tensorScale, double(tensorScale));
  for (size_t b = 0; b < 4; ++b) {
    float blockMax = 0;
    for (size_t i = 16 * b; i < 16 * (b + 1); ++i)
      blockMax = std::max(blockMax, float(std::fabs(values[i])));
    EXPECT_EQ(parts.scales[b], roundTo(Format::F8E4M3FN, double(blockMax / 6.0f / tensorScale)));
    float scale = tensorScale * float(parts.scales[b]);
    for (size_t i = 16 * b; i < 16 * (b + 1); ++i) {
      EXPECT_EQ(parts.codes[i], encodeFloat(Format::F4E2M1FN, double(float(values[i]) / scale)));
      EXPECT_EQ(dequantize(parts, encoding)[i], double(float(decode(Format::F4E2M1FN, parts.codes[i])) * scale));
    }
  }
}

TEST(ScaleRules, nvfp4_without_a_tensor_scale) {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {16}, Format::F8E4M3FN);
  EXPECT_EQ(getScale({6.5}, encoding, makeCalibration("absmax")), roundTo(Format::F8E4M3FN, double(6.5f / 6.0f)));
  EXPECT_EQ(getScale({1e-4}, encoding, makeCalibration("absmax")), 0x1p-9) << "never 0";
  EXPECT_EQ(getScale({1e-4}, encoding, makeCalibration("absmax"), makePreset("qwix")), 0x1p-9) << "nor in qwix";
}

TEST(ScaleRules, tensor_scale_of_tiny_and_zero_tensors) {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {16}, Format::F8E4M3FN);
  encoding.tensorScale = true;
  EXPECT_EQ(choose({0, 0}, encoding, makeCalibration("absmax")).tensorScale, 1.0);
  std::vector<double> values = {0x1p-126, 0};
  ArrayParts parts = choose(values, encoding, makeCalibration("absmax"));
  // In units of 2^-149: 2^23 / 2688 is 3120.8; 2^23 / 6 / 3121 is 447.97; 2^23 / (3121 * 448) is 5.9995, which
  // becomes 6.
  EXPECT_EQ(parts.tensorScale, 3121 * 0x1p-149);
  EXPECT_EQ(parts.scales.front(), 448.0);
  EXPECT_EQ(dequantize(parts, encoding), (std::vector<double>{6 * 448 * 3121 * 0x1p-149, 0}));
}

TEST(ScaleRules, tflite_zero_point_comes_from_the_nearer_end) {
  ArrayParts parts = choose({-255, 0}, makeAsymmetric(Format::I8), makeCalibration("minmax"), makePreset("tflite"));
  EXPECT_EQ(parts.zeroPoints.front(), 127.0);
  parts = choose({-0.5, 254.5}, makeAsymmetric(Format::U8), makeCalibration("minmax"), makePreset("tflite"));
  EXPECT_EQ(parts.zeroPoints.front(), 1.0) << "half away from zero";
  parts = choose({-0.5, 254.5}, makeAsymmetric(Format::U8), makeCalibration("minmax"));
  EXPECT_EQ(parts.zeroPoints.front(), 0.0) << "half to even";
}

} // namespace
