//===- ClusteringTest.cpp - clusters against every partition ---------------------------------------------===//
#include "Qnt/Numerics/Clustering.h"
#include "Qnt/Numerics/Format.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace mlir::qnt::numerics;

/// Weighted sum of squared distances to the nearest mean.
static double getCost(const std::vector<WeightedPoint> &points, const std::vector<double> &means) {
  double cost = 0.0;
  for (const WeightedPoint &point : points) {
    double best = std::numeric_limits<double>::infinity();
    for (double mean : means)
      best = std::min(best, (point.value - mean) * (point.value - mean));
    cost += best * point.weight;
  }
  return cost;
}

/// The smallest cost of all assignments of points to clusters, contiguous or not.
static double findSmallestCost(const std::vector<WeightedPoint> &points, unsigned numClusters) {
  double smallest = std::numeric_limits<double>::infinity();
  std::vector<unsigned> clusterOf(points.size(), 0);
  while (true) {
    std::vector<double> sums(numClusters, 0.0), weights(numClusters, 0.0);
    for (size_t i = 0; i < points.size(); ++i) {
      sums[clusterOf[i]] += points[i].value * points[i].weight;
      weights[clusterOf[i]] += points[i].weight;
    }
    double cost = 0.0;
    for (size_t i = 0; i < points.size(); ++i) {
      double distance = points[i].value - sums[clusterOf[i]] / weights[clusterOf[i]];
      cost += points[i].weight * distance * distance;
    }
    smallest = std::min(smallest, cost);
    size_t i = 0;
    while (i < clusterOf.size() && ++clusterOf[i] == numClusters)
      clusterOf[i++] = 0;
    if (i == clusterOf.size())
      return smallest;
  }
}

TEST(Clustering, optimalAmongAllAssignments) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(-2.0, 2.0);
  for (int round = 0; round < 60; ++round) {
    std::vector<WeightedPoint> points;
    for (int i = 0, n = 2 + round % 7; i < n; ++i)
      points.push_back({round % 3 == 0 ? std::round(uniform(random) * 4) : uniform(random), 1.0 + round % 2 * i});
    std::sort(points.begin(), points.end(), [](auto &a, auto &b) { return a.value < b.value; });
    points.erase(std::unique(points.begin(), points.end(), [](auto &a, auto &b) { return a.value == b.value; }),
                 points.end());
    for (unsigned k = 1; k <= 4; ++k) {
      std::vector<double> means = clusterPoints(points, k);
      EXPECT_EQ(means.size(), std::min<size_t>(k, points.size()));
      EXPECT_TRUE(std::is_sorted(means.begin(), means.end()));
      EXPECT_NEAR(getCost(points, means), findSmallestCost(points, k), 1e-12) << "round " << round << ", k " << k;
    }
  }
}

TEST(Clustering, farFromZero) {
  // A million away from zero the sums of squares would cancel.
  std::vector<WeightedPoint> points{{1e6, 1}, {1e6 + 1, 1}, {1e6 + 10, 1}, {1e6 + 11, 1}};
  EXPECT_EQ(clusterPoints(points, 2), (std::vector<double>{1e6 + 0.5, 1e6 + 10.5}));
}

/// Squares of these leave the range of f64.
TEST(Clustering, ofHugeAndTinyNumbers) {
  for (double unit : {0x1p-1000, 0x1p-600, 1.0, 0x1p600, 0x1p1018}) {
    std::vector<WeightedPoint> points{{-3 * unit, 1}, {-2 * unit, 1}, {10 * unit, 1}, {12 * unit, 3}, {40 * unit, 2}};
    EXPECT_EQ(clusterPoints(points, 3), (std::vector<double>{-2.5 * unit, 11.5 * unit, 40 * unit}));
    std::vector<double> vectors{unit,     0.0,       3 * unit, 0.0,       20 * unit,
                                8 * unit, 22 * unit, 8 * unit, 21 * unit, 11 * unit};
    EXPECT_EQ(clusterVectors(vectors, 2, 2), (std::vector<double>{2 * unit, 0.0, 21 * unit, 9 * unit}));
  }
}

TEST(Clustering, equalValuesAreOnePoint) {
  std::vector<WeightedPoint> points = gatherPoints({3.0, -1.0, 3.0, -0.0, 0.0, 3.0});
  ASSERT_EQ(points.size(), 3u);
  EXPECT_EQ(points[0].value, -1.0);
  EXPECT_EQ(points[1].value, 0.0);
  EXPECT_EQ(points[1].weight, 2.0);
  EXPECT_EQ(points[2].weight, 3.0);
  EXPECT_TRUE(gatherPoints({}).empty());
  EXPECT_TRUE(clusterPoints({}, 4).empty());
}

TEST(Clustering, fewDifferentValuesAreCountedExactly) {
  std::vector<double> values;
  for (int i = 0; i < 5000; ++i)
    values.push_back((i * 7919 % 97 - 48) / 8.0);
  std::vector<WeightedPoint> counted = gatherPoints(values, 100), sorted = gatherPoints(values, 5000);
  ASSERT_EQ(counted.size(), 97u);
  ASSERT_EQ(sorted.size(), 97u);
  for (size_t i = 0; i < counted.size(); ++i) {
    EXPECT_EQ(counted[i].value, sorted[i].value);
    EXPECT_EQ(counted[i].weight, sorted[i].weight);
  }
}

TEST(Clustering, manyValuesLoseNextToNothing) {
  std::mt19937 random(11);
  std::normal_distribution<double> normal(0.0, 0.02);
  for (double outlier : {0.0, 3.0, 1e5}) {
    std::vector<double> values;
    for (int i = 0; i < 40000; ++i)
      values.push_back(float(normal(random)));
    values[17] = outlier;
    std::vector<WeightedPoint> exact = gatherPoints(values, values.size()), gathered = gatherPoints(values, 1000);
    EXPECT_LT(gathered.size(), exact.size());
    double weight = 0.0;
    for (const WeightedPoint &point : gathered)
      weight += point.weight;
    EXPECT_EQ(weight, 40000.0);
    for (unsigned k : {2u, 16u, 64u}) {
      double best = getCost(exact, clusterPoints(exact, k)), found = getCost(exact, clusterPoints(gathered, k));
      EXPECT_LE(best, found * (1 + 1e-12));
      EXPECT_LE(found, best * 1.0005) << "k " << k << ", outlier " << outlier;
    }
  }
}

TEST(Clustering, vectors) {
  // Four clouds in the plane.
  std::mt19937 random(3);
  std::normal_distribution<double> normal(0.0, 0.1);
  std::vector<double> vectors;
  for (int i = 0; i < 400; ++i) {
    vectors.push_back((i % 2 ? 5.0 : -5.0) + normal(random));
    vectors.push_back((i % 4 < 2 ? 3.0 : -3.0) + normal(random));
  }
  std::vector<double> centers = clusterVectors(vectors, 2, 4);
  ASSERT_EQ(centers.size(), 8u);
  for (int i = 0; i < 4; ++i) {
    int found = 0;
    for (int k = 0; k < 4; ++k)
      found += std::hypot(centers[2 * k] - (i % 2 ? 5.0 : -5.0), centers[2 * k + 1] - (i < 2 ? 3.0 : -3.0)) < 0.05;
    EXPECT_EQ(found, 1) << "cloud " << i;
  }
  EXPECT_EQ(centers, clusterVectors(vectors, 2, 4));
  // As many as there are: each is its own.
  EXPECT_EQ(clusterVectors({1.0, 2.0, 0.0, 4.0, 1.0, 2.0}, 2, 2), (std::vector<double>{0.0, 4.0, 1.0, 2.0}));
}

TEST(Clustering, vectorCentersAreMeansOfTheirClusters) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal(0.0, 1.0);
  std::vector<double> vectors(3 * 500);
  for (double &value : vectors)
    value = normal(random);
  std::vector<double> centers = clusterVectors(vectors, 3, 16);
  std::vector<double> sums(centers.size(), 0.0), counts(16, 0.0);
  for (size_t i = 0; i < 500; ++i) {
    size_t best = 0;
    double bestDistance = std::numeric_limits<double>::infinity();
    for (size_t k = 0; k < 16; ++k) {
      double distance = 0.0;
      for (size_t j = 0; j < 3; ++j)
        distance += std::pow(vectors[3 * i + j] - centers[3 * k + j], 2);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = k;
      }
    }
    counts[best] += 1.0;
    for (size_t j = 0; j < 3; ++j)
      sums[3 * best + j] += vectors[3 * i + j];
  }
  for (size_t k = 0; k < 16; ++k)
    for (size_t j = 0; j < 3; ++j)
      EXPECT_NEAR(centers[3 * k + j], sums[3 * k + j] / counts[k], 1e-12);
}

static void expectSamePoints(llvm::ArrayRef<WeightedPoint> expected, llvm::ArrayRef<WeightedPoint> got) {
  ASSERT_EQ(expected.size(), got.size());
  for (size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(expected[i].value, got[i].value) << i;
    ASSERT_EQ(std::signbit(expected[i].value), std::signbit(got[i].value)) << i;
    ASSERT_EQ(expected[i].weight, got[i].weight) << i;
  }
}

static void runBackwards(size_t count, llvm::function_ref<void(size_t)> body) {
  while (count-- > 0)
    body(count);
}

/// The points of typed elements are those of their numbers.
static void expectSameWhenTyped(Format type, llvm::ArrayRef<uint64_t> codes) {
  const size_t bytes = getStoredBytes(type);
  std::vector<char> data(codes.size() * bytes + 1);
  std::vector<double> values;
  char *begin = data.data() + 1; // at an odd address
  for (size_t i = 0; i < codes.size(); ++i) {
    std::memcpy(begin + i * bytes, &codes[i], bytes);
    values.push_back(decode(type, codes[i]));
  }
  const int64_t count = codes.size();
  expectSamePoints(gatherPoints(values), gatherTypedPoints(TypedInput{begin, type, count}));
}

/// Finite codes: all, or those of some exponents.
static std::vector<uint64_t> drawCodes(Format type, size_t count, uint64_t mask, uint64_t base) {
  std::mt19937_64 random(5);
  std::vector<uint64_t> codes;
  while (codes.size() < count)
    if (uint64_t code = (random() & mask) | base; std::isfinite(decode(type, code)))
      codes.push_back(code);
  return codes;
}

TEST(Clustering, typedValuesAreGatheredAlike) {
  for (size_t count : {size_t(0), size_t(1000), size_t(200000)}) {
    expectSameWhenTyped(Format::BF16, drawCodes(Format::BF16, count, 0xFFFF, 0));
    expectSameWhenTyped(Format::F16, drawCodes(Format::F16, count, 0x80FF, 0));
    expectSameWhenTyped(Format::F32, drawCodes(Format::F32, count, 0xFFFFFFFF, 0));          // too many different ones
    expectSameWhenTyped(Format::F32, drawCodes(Format::F32, count, 0x807FFFFF, 0));          // subnormal
    expectSameWhenTyped(Format::F32, drawCodes(Format::F32, count, 0x80FFFFFF, 0x3C000000)); // few bins
    expectSameWhenTyped(Format::F32, drawCodes(Format::F32, count, 0x80FF8000, 0x3C000000)); // few different ones
    expectSameWhenTyped(Format::F64, drawCodes(Format::F64, count, 0x800FFFFFFFFFFFFF, 0x3F00000000000000));
  }
}

TEST(Clustering, largeValuesAreCountedInParts) {
  std::vector<float> values((size_t(1) << 24) + 1);
  uint32_t state = 1;
  for (float &value : values) {
    state = state * 1664525 + 1013904223;
    value = std::ldexp(float(int32_t(state)), -20 - int(state >> 8 & 7));
  }
  const int64_t count = values.size();
  expectSamePoints(gatherPoints(std::vector<double>(values.begin(), values.end())),
                   gatherTypedPoints(TypedInput{values.data(), Format::F32, count}, runBackwards));
}

TEST(Clustering, manyClustersOfManyPoints) {
  std::vector<WeightedPoint> points;
  std::vector<double> expected;
  for (int group = 0; group < 16; ++group) {
    for (int i = 0; i < 300; ++i)
      points.push_back({group * 1000.0 + i, 1.0});
    expected.push_back(group * 1000.0 + 149.5);
  }
  EXPECT_EQ(clusterPoints(points, 16), expected);
}
