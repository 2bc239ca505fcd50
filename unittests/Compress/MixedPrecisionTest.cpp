//===- MixedPrecisionTest.cpp - choices within a budget against all choices -------------------------------===//
#include "MixedPrecision.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace mlir::qnt;

namespace {
using Weights = std::vector<std::vector<Candidate>>;

struct Total {
  int64_t bytes = 0;
  double loss = 0.0;
};
} // namespace

static Total getTotal(const Weights &weights, const std::vector<size_t> &chosen) {
  Total total;
  for (size_t i = 0; i < weights.size(); ++i)
    if (!weights[i].empty()) {
      total.bytes += weights[i][chosen[i]].bytes;
      total.loss += weights[i][chosen[i]].relativeError * weights[i][chosen[i]].relativeError;
    }
  return total;
}

/// The smallest loss of all choices within the budget; infinite when none is.
static double findBest(const Weights &weights, int64_t maxBytes) {
  double best = std::numeric_limits<double>::infinity();
  std::vector<size_t> chosen(weights.size(), 0);
  while (true) {
    Total total = getTotal(weights, chosen);
    if (total.bytes <= maxBytes)
      best = std::min(best, total.loss);
    size_t i = 0;
    while (i < weights.size() && ++chosen[i] >= std::max<size_t>(weights[i].size(), 1))
      chosen[i++] = 0;
    if (i == weights.size())
      return best;
  }
}

/// Dtypes of 2 to 8 bits; errors halve with a bit, more or less.
static Weights makeWeights(std::mt19937 &random, size_t count) {
  Weights weights(count);
  for (std::vector<Candidate> &candidates : weights) {
    double size = 100 + random() % 1000, error = 0.2 + (random() % 100) / 200.0;
    for (unsigned bits : {2, 3, 4, 6, 8})
      candidates.push_back({unsigned(candidates.size()), int64_t(size * bits / 8),
                            error * std::pow(0.5, bits) * (0.7 + (random() % 100) / 160.0)});
  }
  return weights;
}

TEST(MixedPrecision, withinTheBudgetAndNearTheBestOfAllChoices) {
  std::mt19937 random(1);
  for (int round = 0; round < 40; ++round) {
    Weights weights = makeWeights(random, 1 + round % 6);
    int64_t smallest = 0, largest = 0, step = 0;
    for (const std::vector<Candidate> &candidates : weights) {
      smallest += candidates.front().bytes;
      largest += candidates.back().bytes;
      for (size_t i = 1; i < candidates.size(); ++i)
        step = std::max(step, candidates[i].bytes - candidates[i - 1].bytes);
    }
    for (int part = 0; part <= 10; ++part) {
      int64_t budget = smallest + (largest - smallest) * part / 10;
      std::optional<std::vector<size_t>> chosen = chooseWithinBudget(weights, budget);
      ASSERT_TRUE(chosen);
      Total total = getTotal(weights, *chosen);
      EXPECT_LE(total.bytes, budget);
      // What the last step that did not fit could have gained is all that is lost.
      EXPECT_LE(total.loss, findBest(weights, std::max(smallest, budget - 2 * step)) * (1 + 1e-12));
    }
    EXPECT_EQ(getTotal(weights, *chooseWithinBudget(weights, largest)).loss, findBest(weights, largest));
    EXPECT_FALSE(chooseWithinBudget(weights, smallest - 1));
  }
}

TEST(MixedPrecision, candidatesThatAreWorseInBothAreNotTaken) {
  Weights weights{{{0, 10, 0.5}, {1, 20, 0.6}, {2, 30, 0.1}}};
  EXPECT_EQ(chooseWithinBudget(weights, 29)->front(), 0u);
  EXPECT_EQ(chooseWithinBudget(weights, 30)->front(), 2u);
}

TEST(MixedPrecision, withoutCandidates) {
  Weights weights{{}, {{0, 10, 0.5}}};
  EXPECT_EQ(*chooseWithinBudget(weights, 10), (std::vector<size_t>{0, 0}));
  EXPECT_EQ(*chooseWithinBudget({}, 0), std::vector<size_t>());
  EXPECT_FALSE(chooseWithinError({}, 1.0));
}

TEST(MixedPrecision, fewestBytesWithinAnError) {
  std::vector<Candidate> candidates{{0, 10, 0.5}, {1, 20, 0.2}, {2, 20, 0.1}, {3, 40, 0.01}};
  EXPECT_EQ(chooseWithinError(candidates, 0.6), 0u);
  EXPECT_EQ(chooseWithinError(candidates, 0.3), 2u);
  EXPECT_EQ(chooseWithinError(candidates, 0.05), 3u);
  EXPECT_FALSE(chooseWithinError(candidates, 0.001));
  EXPECT_FALSE(chooseWithinError({{{0, 10, std::nan("")}}}, 1.0));
}
