//===- ClusterVectors.cpp - clusters of short vectors ----------------------------------------------------===//

#include "Qnt/Numerics/Clustering.h"
#include "Qnt/Numerics/Rounding.h"
#include "Qnt/Numerics/SquareShift.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

using namespace mlir::qnt::numerics;

namespace {
/// k-means over different vectors with the number of times that each occurs.
class VectorClusters {
public:
  VectorClusters(llvm::ArrayRef<double> vectors, unsigned size, size_t maxVectors);
  std::vector<double> cluster(unsigned numClusters);

private:
  const double *getVector(size_t i) const { return vectors.data() + i * size; }
  size_t getNumVectors() const { return counts.size(); }
  static double getDistance(const double *a, const double *b, unsigned size);
  void seed(unsigned numClusters);
  /// True when a vector went to another cluster.
  bool assign();
  void moveCenters();

  unsigned size;
  std::vector<double> vectors, counts;
  std::vector<double> centers;
  std::vector<uint32_t> clusterOf;
};
} // namespace

static constexpr uint64_t kSeed = 0x716E74;

VectorClusters::VectorClusters(llvm::ArrayRef<double> all, unsigned size, size_t maxVectors) : size(size) {
  size_t numAll = all.size() / size, stride = (numAll + maxVectors - 1) / maxVectors;
  std::map<std::vector<double>, double> different;
  for (size_t i = 0; i < numAll; i += std::max<size_t>(stride, 1))
    different[std::vector<double>(all.begin() + i * size, all.begin() + (i + 1) * size)] += 1.0;
  for (const auto &[vector, count] : different) {
    llvm::append_range(vectors, vector);
    counts.push_back(count);
  }
  clusterOf.assign(counts.size(), 0);
}

double VectorClusters::getDistance(const double *a, const double *b, unsigned size) {
  double sum = 0.0;
  for (unsigned i = 0; i < size; ++i)
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

/// Each next center is a vector, taken with a probability in proportion to its squared distance from the nearest center
/// so far (Arthur and Vassilvitskii 2007); the first by its count.
void VectorClusters::seed(unsigned numClusters) {
  std::vector<double> chances = counts;
  std::vector<double> nearest(getNumVectors(), std::numeric_limits<double>::infinity());
  for (unsigned k = 0; k < numClusters; ++k) {
    double total = 0.0;
    for (double chance : chances)
      total += chance;
    double rest = uniformNoise(kSeed, k) * total;
    size_t chosen = 0;
    for (size_t i = 0; i < chances.size(); ++i) {
      if (chances[i] > 0.0)
        chosen = i;
      rest -= chances[i];
      if (rest < 0.0)
        break;
    }
    const double *center = getVector(chosen);
    centers.insert(centers.end(), center, center + size);
    for (size_t i = 0; i < getNumVectors(); ++i) {
      nearest[i] = std::min(nearest[i], getDistance(getVector(i), center, size));
      chances[i] = counts[i] * nearest[i];
    }
  }
}

bool VectorClusters::assign() {
  bool hasChanged = false;
  for (size_t i = 0; i < getNumVectors(); ++i) {
    uint32_t best = 0;
    double bestDistance = std::numeric_limits<double>::infinity();
    for (uint32_t k = 0; size_t(k) * size < centers.size(); ++k) {
      double distance = getDistance(getVector(i), centers.data() + size_t(k) * size, size);
      if (distance < bestDistance) {
        best = k;
        bestDistance = distance;
      }
    }
    hasChanged |= best != clusterOf[i];
    clusterOf[i] = best;
  }
  return hasChanged;
}

/// A cluster without vectors keeps its center.
void VectorClusters::moveCenters() {
  std::vector<double> sums(centers.size(), 0.0), weights(centers.size() / size, 0.0);
  for (size_t i = 0; i < getNumVectors(); ++i) {
    weights[clusterOf[i]] += counts[i];
    for (unsigned j = 0; j < size; ++j)
      sums[size_t(clusterOf[i]) * size + j] += counts[i] * getVector(i)[j];
  }
  for (size_t k = 0; k < weights.size(); ++k)
    for (unsigned j = 0; j < size && weights[k] > 0.0; ++j)
      centers[k * size + j] = sums[k * size + j] / weights[k];
}

std::vector<double> VectorClusters::cluster(unsigned numClusters) {
  if (getNumVectors() <= numClusters)
    return vectors;
  seed(numClusters);
  assign();
  for (int iteration = 0; iteration < 100; ++iteration) {
    moveCenters();
    if (!assign())
      break;
  }
  std::vector<std::vector<double>> sorted;
  for (size_t k = 0; k * size < centers.size(); ++k)
    sorted.emplace_back(centers.begin() + k * size, centers.begin() + (k + 1) * size);
  llvm::sort(sorted);
  std::vector<double> result;
  for (const std::vector<double> &center : sorted)
    llvm::append_range(result, center);
  return result;
}

std::vector<double> mlir::qnt::numerics::clusterVectors(llvm::ArrayRef<double> vectors, unsigned size,
                                                        unsigned numClusters, size_t maxVectors) {
  int shift = getSquareShift(vectors);
  if (shift == 0)
    return VectorClusters(vectors, size, maxVectors).cluster(numClusters);
  std::vector<double> scaled(vectors);
  for (double &value : scaled)
    value = std::ldexp(value, -shift);
  std::vector<double> centers = VectorClusters(scaled, size, maxVectors).cluster(numClusters);
  for (double &value : centers)
    value = std::ldexp(value, shift);
  return centers;
}
