//===- ClusterPoints.cpp - optimal clusters of numbers ---------------------------------------------------===//

#include "Qnt/Numerics/Clustering.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>
#include <limits>

using namespace mlir::qnt::numerics;

//===----------------------------------------------------------------------===//
// Values to points
//===----------------------------------------------------------------------===//

static std::vector<WeightedPoint> joinEqual(std::vector<double> values) {
  llvm::sort(values);
  std::vector<WeightedPoint> points;
  for (double value : values)
    if (!points.empty() && points.back().value == value)
      points.back().weight += 1.0;
    else
      points.push_back({value, 1.0});
  return points;
}

/// The bits of a number as an integer that orders alike.
static uint64_t getOrderedBits(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  constexpr uint64_t sign = uint64_t(1) << 63;
  return bits & sign ? ~bits : bits | sign;
}

namespace {
struct Bin {
  double count = 0.0, sum = 0.0;
};

/// Counts values by their leading bits: sign, exponent and 4 bits of the mantissa; what falls into a bin is counted by
/// the more further bits the more it is.
class LeadingBits {
public:
  explicit LeadingBits(llvm::ArrayRef<double> values);
  std::vector<WeightedPoint> getPoints() const;

private:
  static constexpr unsigned kCoarseBits = 16, kMaxFineBits = 15;

  struct Division {
    size_t first = 0;  ///< fine bin
    unsigned bits = 0; ///< log2 of the number of fine bins
  };
  /// The further bits of a value in a bin.
  static size_t getFine(uint64_t bits, unsigned count) { return (bits << kCoarseBits) >> (63 - count) >> 1; }

  std::vector<Division> divisions;
  std::vector<Bin> bins;
};
} // namespace

LeadingBits::LeadingBits(llvm::ArrayRef<double> values) : divisions(1 << kCoarseBits) {
  std::vector<size_t> counts(divisions.size(), 0);
  for (double value : values)
    ++counts[getOrderedBits(value) >> (64 - kCoarseBits)];
  // A bin with a share p of the values is divided into at least 32768 p: no more than 65536 beside the coarse ones.
  size_t numBins = 0;
  for (auto [division, count] : llvm::zip(divisions, counts)) {
    division.first = numBins;
    while (division.bits < kMaxFineBits && values.size() << division.bits < count << kMaxFineBits)
      ++division.bits;
    numBins += count == 0 ? 0 : size_t(1) << division.bits;
  }
  bins.resize(numBins);
  for (double value : values) {
    uint64_t bits = getOrderedBits(value);
    const Division &division = divisions[bits >> (64 - kCoarseBits)];
    Bin &bin = bins[division.first + getFine(bits, division.bits)];
    bin.count += 1.0;
    bin.sum += value;
  }
}

std::vector<WeightedPoint> LeadingBits::getPoints() const {
  std::vector<WeightedPoint> points;
  for (const Bin &bin : bins) {
    if (bin.count == 0.0)
      continue;
    double mean = bin.sum / bin.count;
    // Rounding may put the means of neighbours on one number.
    if (!points.empty() && mean <= points.back().value)
      points.back().weight += bin.count;
    else
      points.push_back({mean, bin.count});
  }
  return points;
}

/// Nothing when there are more than `maxPoints` different ones; -0.0 counts as 0.0.
static std::optional<std::vector<WeightedPoint>> countDifferent(llvm::ArrayRef<double> values, size_t maxPoints) {
  // Open addressing at a load of at most a half.
  size_t size = 2;
  while (size < 2 * maxPoints)
    size *= 2;
  std::vector<WeightedPoint> table(size, {0.0, 0.0});
  size_t numDifferent = 0;
  for (double value : values) {
    value += 0.0;
    uint64_t hash = getOrderedBits(value) * 0x9E3779B97F4A7C15u;
    size_t at = size_t(hash >> 32) & (size - 1);
    while (table[at].weight != 0.0 && table[at].value != value)
      at = (at + 1) & (size - 1);
    if (table[at].weight == 0.0 && ++numDifferent > maxPoints)
      return std::nullopt;
    table[at].value = value;
    table[at].weight += 1.0;
  }
  llvm::erase_if(table, [](const WeightedPoint &point) { return point.weight == 0.0; });
  llvm::sort(table, [](const WeightedPoint &a, const WeightedPoint &b) { return a.value < b.value; });
  return table;
}

std::vector<WeightedPoint> mlir::qnt::numerics::gatherPoints(llvm::ArrayRef<double> values, size_t maxPoints) {
  if (values.size() <= maxPoints)
    return joinEqual(values.vec());
  if (std::optional<std::vector<WeightedPoint>> points = countDifferent(values, maxPoints))
    return std::move(*points);
  return LeadingBits(values).getPoints();
}

//===----------------------------------------------------------------------===//
// Optimal clusters
//===----------------------------------------------------------------------===//

namespace {
/// Layer k of the dynamic program holds for each prefix of the points the best gain of k + 1 clusters. The sum of
/// squared distances is the sum of squares minus the gain, S * S / W summed over the clusters, with the sum S and the
/// weight W of each: the squares are the same for all partitions.
class OptimalClusters {
public:
  OptimalClusters(llvm::ArrayRef<WeightedPoint> points, unsigned numClusters);
  std::vector<double> getMeans() const;

private:
  double getGain(size_t begin, size_t end) const {
    double sum = sums[end] - sums[begin];
    return sum * sum / (weights[end] - weights[begin]);
  }
  /// Prefixes first .. last of the layer, whose last clusters begin in low .. high.
  void fill(unsigned layer, size_t first, size_t last, size_t low, size_t high);

  size_t numPoints;
  unsigned numClusters;
  double center; ///< subtracted from all points, so that sums of like sign do not cancel
  std::vector<double> sums, weights;
  std::vector<double> previous, current;
  std::vector<std::vector<uint32_t>> begins; ///< of the last cluster, by layer and prefix
};
} // namespace

OptimalClusters::OptimalClusters(llvm::ArrayRef<WeightedPoint> points, unsigned numClusters)
    : numPoints(points.size()), numClusters(numClusters), sums(numPoints + 1), weights(numPoints + 1),
      previous(numPoints + 1), current(numPoints + 1), begins(numClusters, std::vector<uint32_t>(numPoints + 1)) {
  double sum = 0.0, weight = 0.0;
  for (const WeightedPoint &point : points) {
    sum += point.value * point.weight;
    weight += point.weight;
  }
  center = sum / weight;
  for (auto [i, point] : llvm::enumerate(points)) {
    sums[i + 1] = sums[i] + (point.value - center) * point.weight;
    weights[i + 1] = weights[i] + point.weight;
  }
  for (size_t end = 1; end <= numPoints; ++end)
    current[end] = getGain(0, end);
  for (unsigned layer = 1; layer < numClusters; ++layer) {
    std::swap(previous, current);
    fill(layer, layer + 1, numPoints, layer, numPoints - 1);
  }
}

void OptimalClusters::fill(unsigned layer, size_t first, size_t last, size_t low, size_t high) {
  if (first > last)
    return;
  size_t middle = first + (last - first) / 2, best = low;
  double bestGain = -std::numeric_limits<double>::infinity();
  for (size_t begin = low; begin <= std::min(high, middle - 1); ++begin) {
    double gain = previous[begin] + getGain(begin, middle);
    if (gain > bestGain) {
      bestGain = gain;
      best = begin;
    }
  }
  current[middle] = bestGain;
  begins[layer][middle] = uint32_t(best);
  fill(layer, first, middle - 1, low, best);
  fill(layer, middle + 1, last, best, high);
}

std::vector<double> OptimalClusters::getMeans() const {
  std::vector<double> means(numClusters);
  size_t end = numPoints;
  for (unsigned layer = numClusters; layer-- > 0;) {
    size_t begin = layer == 0 ? 0 : begins[layer][end];
    means[layer] = center + (sums[end] - sums[begin]) / (weights[end] - weights[begin]);
    end = begin;
  }
  return means;
}

std::vector<double> mlir::qnt::numerics::clusterPoints(llvm::ArrayRef<WeightedPoint> points, unsigned numClusters) {
  if (points.size() > numClusters)
    return OptimalClusters(points, numClusters).getMeans();
  std::vector<double> means;
  for (const WeightedPoint &point : points)
    means.push_back(point.value);
  return means;
}
