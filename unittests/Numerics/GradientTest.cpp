//===- GradientTest.cpp - straight-through masks ---------------------------------------------------------===//

#include "Qnt/Numerics/Gradient.h"
#include "TestSupport.h"

using namespace mlir::qnt::numerics;

namespace {

/// absmax 1 times 0.5: [-2, -1, 0, 1, 2] keeps the gradient inside [-1, 1], ends included.
TEST(Gradient, qwix_golden) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole});
  std::vector<double> values = {-2, -1, 0, 1, 2};
  auto mask =
      getCalibrationMask(values, {5}, Format::F32, encoding, makePreset("qwix"), makeCalibration("absmax", {0.5}));
  ASSERT_TRUE(bool(mask));
  EXPECT_EQ(*mask, (std::vector<uint8_t>{0, 1, 1, 1, 0}));
}

TEST(Gradient, calibration_that_covers_all_values) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole});
  auto mask = getCalibrationMask({-2, 5, kInf}, {3}, Format::F32, encoding, {}, makeCalibration("absmax"));
  ASSERT_TRUE(bool(mask));
  EXPECT_EQ(*mask, (std::vector<uint8_t>{1, 1, 1}));
}

TEST(Gradient, nan_does_not_pass) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F32, Format::I8);
  for (const char *rule : {"absmax", "minmax"})
    for (double factor : {0.5, 1.0, 2.0}) {
      auto mask = getCalibrationMask({kNaN, 0}, {2}, Format::F32, encoding, {}, makeCalibration(rule, {factor}));
      ASSERT_TRUE(bool(mask));
      EXPECT_EQ(*mask, (std::vector<uint8_t>{0, 1})) << rule << factor;
    }
}

/// The winner of 80 candidates is the one of 0.9848 * 1.04 = 1.0242.
TEST(Gradient, mse_has_the_range_of_the_candidate_that_won) {
  auto mask = getCalibrationMask({double(1.04f), 0.5, double(-0.98f), double(0.3f)}, {4}, Format::F32,
                                 makeEncoding(Format::I4, {kWhole}), {}, makeCalibration("mse"));
  ASSERT_TRUE(bool(mask));
  EXPECT_EQ(*mask, (std::vector<uint8_t>{0, 1, 1, 1}));
}

/// 1.4 * sqrt((1 + 1 + 1.97^2) / 3) = 1.9602; with 100 among them it would be 70.
TEST(Gradient, elements_that_the_mask_leaves_out_take_no_part) {
  auto mask = getCalibrationMask({1, 1, 100, double(1.97f)}, {4}, Format::F32, makeEncoding(Format::I4, {kWhole}), {},
                                 makeCalibration("rms", {1.4}), {1, 1, 0, 1});
  ASSERT_TRUE(bool(mask));
  EXPECT_EQ(*mask, (std::vector<uint8_t>{1, 1, 0, 0}));
}

TEST(Gradient, every_block_has_its_range) {
  Encoding encoding = makeEncoding(Format::I8, {2}, Format::F32, Format::I8);
  auto mask = getCalibrationMask({-1, 4, 100, 1}, {4}, Format::F32, encoding, {}, makeCalibration("minmax", {0.5}));
  ASSERT_TRUE(bool(mask));
  EXPECT_EQ(*mask, (std::vector<uint8_t>{0, 0, 0, 1}));
  auto bad = getCalibrationMask({1, 2, 3}, {4}, Format::F32, encoding, {}, makeCalibration("minmax"));
  ASSERT_FALSE(bool(bad));
  EXPECT_EQ(llvm::toString(bad.takeError()), "expected 4 values, but got 3");
}

TEST(Gradient, the_code_at_the_boundary_passes) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F32, Format::I32);
  for (const char *preset : {"baracuda", "stablehlo"}) {
    Convention convention = makePreset(preset);
    EXPECT_TRUE(passesGradient(127.49, 1.0, 0, Format::F32, encoding, convention)) << "rounds to the last code";
    EXPECT_FALSE(passesGradient(127.5, 1.0, 0, Format::F32, encoding, convention)) << preset;
    EXPECT_TRUE(passesGradient(-128.5, 1.0, 0, Format::F32, encoding, convention)) << "half to even";
    EXPECT_FALSE(passesGradient(-128.51, 1.0, 0, Format::F32, encoding, convention));
    EXPECT_FALSE(passesGradient(120, 1.0, 10, Format::F32, encoding, convention)) << "the zero point counts";
    EXPECT_FALSE(passesGradient(kNaN, 1.0, 0, Format::F32, encoding, convention));
    EXPECT_FALSE(passesGradient(kInf, 1.0, 0, Format::F32, encoding, convention));
  }
}

TEST(Gradient, float_storage) {
  Encoding encoding = makeEncoding(Format::F8E4M3FN, {kWhole});
  EXPECT_TRUE(passesGradient(896, 2.0, 0, Format::F32, encoding, {}));
  EXPECT_FALSE(passesGradient(-897, 2.0, 0, Format::F32, encoding, {}));
}

} // namespace
