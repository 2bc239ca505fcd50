//===- ClusteringTest.cpp - clusters against every partition ---------------------------------------------===//
#include "Qnt/Numerics/Clustering.h"
#include "gtest/gtest.h"
#include <cmath>
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
