//===- SquaresTest.cpp - weights whose squares leave the range of f64 -------------------------------------===//
#include "LargeBlob.h"
#include "MeasureError.h"
#include "PruneElements.h"
#include "ScaleSearch.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <cmath>

using namespace mlir::qnt;
using numerics::Format;

static constexpr int kExponents[] = {-1000, -600, -201, 0, 201, 600, 1018};

static std::vector<double> multiply(std::vector<double> values, int exponent) {
  for (double &value : values)
    value = std::ldexp(value, exponent);
  return values;
}

TEST(Squares, exactScale) {
  // With codes up to 3, of 3 s, s, s and s the scale s is without error.
  for (int exponent : kExponents)
    EXPECT_EQ(findExactScale(multiply({6.0, -2.0, 2.0, 2.0}, exponent), 3), std::ldexp(2.0, exponent)) << exponent;
  EXPECT_EQ(findExactScale({0.0, 0.0}, 3), 1.0);
}

TEST(Squares, fittedZeroPoint) {
  std::vector<double> values = {-1.0, -0.25, 0.3, 0.6, 1.1, 1.9, 2.75, 0.1, 0.12, -0.4};
  ScaleAndZeroPoint near = fitZeroPoint(values, 15, Format::F64);
  EXPECT_EQ(near.scale, 3.75 / 15);
  EXPECT_NEAR(near.zeroPoint, 4.0, 0.5);
  for (int exponent : kExponents) {
    ScaleAndZeroPoint far = fitZeroPoint(multiply(values, exponent), 15, Format::F64);
    EXPECT_EQ(far.scale, std::ldexp(near.scale, exponent)) << exponent;
    EXPECT_EQ(far.zeroPoint, near.zeroPoint) << exponent;
  }
}

TEST(Squares, prunedBlocks) {
  Pruning pruning;
  pruning.ratio = 0.5;
  pruning.blockSize = 2;
  // Sums of squares 10, 8.5, 2 and 13 in columns of two.
  std::vector<double> values = {1.0, 1.5, 1.0, -2.0, 3.0, -2.5, 1.0, 3.0};
  for (int exponent : kExponents)
    EXPECT_EQ(findKept(multiply(values, exponent), {2, 4}, pruning, /*outputAxis=*/0, /*inputAxis=*/1),
              (std::vector<uint8_t>{1, 0, 0, 1, 1, 0, 0, 1}))
        << exponent;
  // Blocks of all magnitudes at once: the sums of the first two are 0 in f64.
  pruning.ratio = 0.25;
  EXPECT_EQ(findKept({0x1p-600, 0x1p-700, 1.0, 0x1p700, 0x1p-600, 0x1p-700, 1.0, 0.0}, {2, 4}, pruning, 0, 1),
            (std::vector<uint8_t>{1, 0, 1, 1, 1, 0, 1, 0}));
}

/// The error of a float weight that became `found`.
static WeightError measure(const std::vector<double> &given, const std::vector<double> &found) {
  EncodedWeight encoded;
  encoded.isPlain = true;
  encoded.encoding.expressed = Format::F64;
  encoded.shape = {2, 2};
  encoded.codes =
      copyToBlob(llvm::ArrayRef(reinterpret_cast<const char *>(found.data()), found.size() * sizeof(double)));
  std::vector<int64_t> shape = {2, 2};
  return measureError({given.data(), Format::F64, shape}, encoded);
}

TEST(Squares, measuredError) {
  // Noise 1 + 4 of a signal of 9 + 16.
  for (int exponent : kExponents) {
    WeightError error = measure(multiply({3.0, 4.0, 0.0, 0.0}, exponent), multiply({2.0, 4.0, 0.0, 2.0}, exponent));
    EXPECT_EQ(error.relative, std::sqrt(5.0 / 25.0)) << exponent;
    EXPECT_NEAR(error.cosine, 22.0 / std::sqrt(25.0 * 24.0), 1e-15) << exponent;
  }
}

TEST(Squares, measuredErrorOfDifferentBlocks) {
  numerics::Encoding encoding;
  encoding.storage = Format::I8;
  encoding.expressed = Format::F64;
  encoding.scale = Format::F64;
  encoding.block = {1, numerics::kWhole};
  std::vector<int64_t> shape = {3, 2};
  EncodedWeight encoded = EncodedWeight::allocate(encoding, shape);
  encoded.setScales({1.0, 0x1p-600, 0x1p600});
  constexpr uint8_t codes[] = {0, 0, 2, 4, 3, 5};
  std::copy(std::begin(codes), std::end(codes), encoded.getOutput().codes);
  std::vector<double> given = {0.0, 0.0, 3 * 0x1p-600, 4 * 0x1p-600, 3 * 0x1p600, 4 * 0x1p600};
  WeightError error = measureError({given.data(), Format::F64, shape}, encoded);
  EXPECT_EQ(error.worstBlock, 1);
  EXPECT_EQ(error.worstRelative, std::sqrt(1.0 / 25.0)) << "of the second and the third";
  EXPECT_EQ(error.relative, std::sqrt(1.0 / 25.0)) << "what the third makes";
}
