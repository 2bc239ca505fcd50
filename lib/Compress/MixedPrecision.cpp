//===- MixedPrecision.cpp - a dtype for each weight from measured errors ------------------------------------===//
#include "MixedPrecision.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>
#include <tuple>

using namespace mlir::qnt;

static double getLoss(const Candidate &candidate) { return candidate.relativeError * candidate.relativeError; }

/// Positions of the candidates on the lower convex hull of (bytes, squared error), by ascending bytes and falling
/// error.
static std::vector<size_t> findHull(llvm::ArrayRef<Candidate> candidates) {
  std::vector<size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::make_tuple(candidates[a].bytes, getLoss(candidates[a]), a) <
           std::make_tuple(candidates[b].bytes, getLoss(candidates[b]), b);
  });
  auto getSlope = [&](size_t from, size_t to) {
    return (getLoss(candidates[from]) - getLoss(candidates[to])) /
           double(candidates[to].bytes - candidates[from].bytes);
  };
  std::vector<size_t> hull;
  for (size_t i : order) {
    if (!hull.empty() && getLoss(candidates[i]) >= getLoss(candidates[hull.back()]))
      continue;
    while (hull.size() > 1 && getSlope(hull[hull.size() - 2], hull.back()) <= getSlope(hull.back(), i))
      hull.pop_back();
    hull.push_back(i);
  }
  return hull;
}

namespace {
/// From one candidate of a weight to the next on its hull.
struct Step {
  double gain;          ///< squared error lowered for a byte
  size_t weight, order; ///< along the hull
  size_t position;
  int64_t bytes;
};
} // namespace

std::optional<std::vector<size_t>> mlir::qnt::chooseWithinBudget(llvm::ArrayRef<std::vector<Candidate>> weights,
                                                                 int64_t maxBytes) {
  std::vector<size_t> chosen(weights.size(), 0);
  std::vector<Step> steps;
  int64_t bytes = 0;
  for (auto [index, candidates] : llvm::enumerate(weights)) {
    if (candidates.empty())
      continue;
    std::vector<size_t> hull = findHull(candidates);
    chosen[index] = hull.front();
    bytes += candidates[hull.front()].bytes;
    for (size_t i = 1; i < hull.size(); ++i) {
      const Candidate &from = candidates[hull[i - 1]], &to = candidates[hull[i]];
      steps.push_back(
          {(getLoss(from) - getLoss(to)) / double(to.bytes - from.bytes), index, i, hull[i], to.bytes - from.bytes});
    }
  }
  if (bytes > maxBytes)
    return std::nullopt;
  // The gains of one weight fall, so its steps stay in order.
  llvm::sort(steps, [](const Step &a, const Step &b) {
    return std::make_tuple(-a.gain, a.weight, a.order) < std::make_tuple(-b.gain, b.weight, b.order);
  });
  std::vector<bool> isStopped(weights.size(), false);
  for (const Step &step : steps) {
    if (isStopped[step.weight])
      continue;
    if (bytes + step.bytes > maxBytes) {
      isStopped[step.weight] = true;
      continue;
    }
    bytes += step.bytes;
    chosen[step.weight] = step.position;
  }
  return chosen;
}

std::optional<size_t> mlir::qnt::chooseWithinError(llvm::ArrayRef<Candidate> candidates, double maxError) {
  std::optional<size_t> best;
  for (auto [i, candidate] : llvm::enumerate(candidates)) {
    if (!(candidate.relativeError <= maxError))
      continue;
    if (!best || std::make_pair(candidate.bytes, candidate.relativeError) <
                     std::make_pair(candidates[*best].bytes, candidates[*best].relativeError))
      best = i;
  }
  return best;
}
