//===- ClusterPoints.cpp - optimal clusters of numbers ---------------------------------------------------===//

#include "Qnt/Numerics/Clustering.h"
#include "Qnt/Numerics/SquareShift.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;

namespace {
/// A list that does not fall, in two bits an entry: as many ones as it rises, then a zero, for each.
class RisingList {
public:
  RisingList() = default;
  explicit RisingList(llvm::ArrayRef<uint32_t> entries) {
    uint32_t last = 0;
    for (uint32_t entry : entries) {
      bits.insert(bits.end(), entry - last, true);
      bits.push_back(false);
      last = entry;
    }
  }

  uint32_t get(size_t index) const {
    uint32_t entry = 0;
    size_t zeros = 0;
    for (bool bit : bits)
      if (bit)
        ++entry;
      else if (zeros++ == index)
        break;
    return entry;
  }

private:
  std::vector<bool> bits;
};

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
  /// Prefixes first .. last of a layer, whose last clusters begin in low .. high.
  void fill(size_t first, size_t last, size_t low, size_t high);

  size_t numPoints;
  unsigned numClusters;
  double center; ///< subtracted from all points, so that sums of like sign do not cancel
  std::vector<double> sums, weights;
  std::vector<double> previous, current;
  std::vector<uint32_t> begins;        ///< of the last cluster, by prefix, in the current layer
  std::vector<RisingList> layerBegins; ///< of the layers from 1, of the prefixes from the layer + 1
};
} // namespace

OptimalClusters::OptimalClusters(llvm::ArrayRef<WeightedPoint> points, unsigned numClusters)
    : numPoints(points.size()), numClusters(numClusters), sums(numPoints + 1), weights(numPoints + 1),
      previous(numPoints + 1), current(numPoints + 1), begins(numPoints + 1) {
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
    fill(layer + 1, numPoints, layer, numPoints - 1);
    layerBegins.emplace_back(llvm::ArrayRef<uint32_t>(begins).drop_front(layer + 1));
  }
}

void OptimalClusters::fill(size_t first, size_t last, size_t low, size_t high) {
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
  begins[middle] = uint32_t(best);
  fill(first, middle - 1, low, best);
  fill(middle + 1, last, best, high);
}

std::vector<double> OptimalClusters::getMeans() const {
  std::vector<double> means(numClusters);
  size_t end = numPoints;
  for (unsigned layer = numClusters; layer-- > 0;) {
    size_t begin = layer == 0 ? 0 : layerBegins[layer - 1].get(end - layer - 1);
    means[layer] = center + (sums[end] - sums[begin]) / (weights[end] - weights[begin]);
    end = begin;
  }
  return means;
}

std::vector<double> mlir::qnt::numerics::clusterPoints(llvm::ArrayRef<WeightedPoint> points, unsigned numClusters) {
  std::vector<double> means;
  if (points.size() <= numClusters) {
    for (const WeightedPoint &point : points)
      means.push_back(point.value);
    return means;
  }
  int shift = getSquareShift(std::max(std::fabs(points.front().value), std::fabs(points.back().value)));
  if (shift == 0)
    return OptimalClusters(points, numClusters).getMeans();
  std::vector<WeightedPoint> scaled(points);
  for (WeightedPoint &point : scaled)
    point.value = std::ldexp(point.value, -shift);
  means = OptimalClusters(scaled, numClusters).getMeans();
  for (double &mean : means)
    mean = std::ldexp(mean, shift);
  return means;
}
