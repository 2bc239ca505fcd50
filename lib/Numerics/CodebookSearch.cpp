//===- CodebookSearch.cpp - tables and nearest entries ---------------------------------------------------===//

#include "Qnt/Numerics/CodebookSearch.h"
#include "CodebookIndex.h"
#include "StepArithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;

llvm::ArrayRef<double> mlir::qnt::numerics::getNF4Table() {
  // The decimals of the paper, each rounded to f32.
  static const double table[16] = {
      -1.0,
      double(-0.6961928009986877f),
      double(-0.5250730514526367f),
      double(-0.39491748809814453f),
      double(-0.28444138169288635f),
      double(-0.18477343022823334f),
      double(-0.09105003625154495f),
      0.0,
      double(0.07958029955625534f),
      double(0.16093020141124725f),
      double(0.24611230194568634f),
      double(0.33791524171829224f),
      double(0.44070982933044434f),
      double(0.5626170039176941f),
      double(0.7229568362236023f),
      1.0,
  };
  return table;
}

ScalarCodebookIndex::ScalarCodebookIndex(llvm::ArrayRef<double> entries, CodebookDistance distance)
    : entries(entries), distance(distance) {
  for (auto [index, entry] : llvm::enumerate(entries))
    if (std::isfinite(entry))
      sorted.emplace_back(entry, index);
  llvm::sort(sorted);
  sorted.erase(std::unique(sorted.begin(), sorted.end(), [](auto &a, auto &b) { return a.first == b.first; }),
               sorted.end());
}

/// As argmin runs: the first NaN wins, then the first smallest.
uint64_t ScalarCodebookIndex::findNearestInF32(double value) const {
  uint64_t best = 0;
  float bestDistance = std::fabs(float(entries[0]) - float(value));
  for (uint64_t i = 1; i < entries.size() && !std::isnan(bestDistance); ++i) {
    float candidate = std::fabs(float(entries[i]) - float(value));
    if (candidate < bestDistance || std::isnan(candidate)) {
      best = i;
      bestDistance = candidate;
    }
  }
  return best;
}

/// The sign of `value - (low + high) / 2`, exactly: differences that are rounded can be equal on either side of it. The
/// rounded sum of both decides but where it equals twice the value; then what it lost in rounding does.
static int compareWithMidpoint(double value, double low, double high) {
  if (std::isinf(low + high)) { // both are large, so halves are exact
    low /= 2;
    high /= 2;
    value /= 2;
  }
  double sum = low + high, twice = 2 * value;
  if (twice != sum)
    return twice < sum ? -1 : 1;
  double lost = getSumError(low, high, sum);
  return lost > 0.0 ? -1 : lost < 0.0 ? 1 : 0;
}

uint64_t ScalarCodebookIndex::findNearest(double value) const {
  if (distance == CodebookDistance::F32)
    return findNearestInF32(value);
  if (sorted.empty())
    return 0;
  if (std::isnan(value))
    value = 0.0;
  auto above = llvm::lower_bound(sorted, std::make_pair(value, uint64_t(0)));
  if (above == sorted.begin())
    return above->second;
  auto below = std::prev(above);
  if (above == sorted.end())
    return below->second;
  int side = compareWithMidpoint(value, below->first, above->first);
  if (side == 0)
    return std::min(below->second, above->second);
  return side < 0 ? below->second : above->second;
}

namespace {
/// How far an entry is from a vector. Infinite components ask for the entry that reaches furthest their way; it counts
/// before the distance in the others, in which any finite entry is at infinity all the same.
struct VectorDistance {
  double reach = 0.0; ///< the entry's components along the infinite ones, added up
  double sum = 0.0;   ///< squared distance over the others; NaN or infinite for entries that are no candidates

  void add(double value, double entry) {
    if (std::isinf(value)) {
      reach += value > 0.0 ? entry : -entry;
      value = entry;
    }
    double difference = (std::isnan(value) ? 0.0 : value) - entry;
    sum += difference * difference;
  }
  bool isNearerThan(const VectorDistance &other) const {
    return std::isfinite(sum) && (reach > other.reach || (reach == other.reach && sum < other.sum));
  }
};
} // namespace

uint64_t mlir::qnt::numerics::findNearestVector(llvm::ArrayRef<double> value, llvm::ArrayRef<bool> present,
                                                llvm::ArrayRef<double> entries) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  size_t size = value.size();
  uint64_t best = 0;
  VectorDistance bestDistance{-infinity, infinity};
  for (uint64_t entry = 0; entry * size < entries.size(); ++entry) {
    VectorDistance distance;
    for (size_t i = 0; i < size; ++i)
      if (present[i])
        distance.add(value[i], entries[entry * size + i]);
    if (distance.isNearerThan(bestDistance)) {
      best = entry;
      bestDistance = distance;
    }
  }
  return best;
}

uint64_t mlir::qnt::numerics::findNearestEntry(llvm::ArrayRef<double> value, llvm::ArrayRef<double> entries,
                                               int64_t vectorSize) {
  assert(vectorSize >= 1 && int64_t(value.size()) == vectorSize && "expected one value per component");
  assert(!entries.empty() && entries.size() % size_t(vectorSize) == 0 && "expected whole entries");
  if (vectorSize == 1)
    return ScalarCodebookIndex(entries, CodebookDistance::Exact).findNearest(value.front());
  llvm::SmallVector<bool> present(value.size(), true);
  return findNearestVector(value, present, entries);
}
