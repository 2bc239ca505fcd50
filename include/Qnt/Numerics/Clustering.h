//===- Clustering.h - tables for palettes ----------------------------------------------------------------===//
//
// Tables of few numbers, or short vectors, that stand for many. Every result depends on the input alone: not on
// threads, addresses or a seed of the machine.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_CLUSTERING_H
#define QNT_NUMERICS_CLUSTERING_H

#include "Qnt/Numerics/Kernels.h"
#include <vector>

namespace mlir::qnt::numerics {

/// A value and how often it occurs (or how much it matters).
struct WeightedPoint {
  double value, weight;
};

/// Values as points in ascending order, equal ones joined. Values beyond `maxPoints` in number are gathered by their
/// leading bits, finer where many of them are; a point is then the mean of what it stands for. `values` are finite.
inline constexpr size_t kMaxPoints = 65536;
std::vector<WeightedPoint> gatherPoints(llvm::ArrayRef<double> values, size_t maxPoints = kMaxPoints);

/// The same of the elements of a typed buffer, without a copy of them: memory for some points alone.
std::vector<WeightedPoint> gatherTypedPoints(const TypedInput &input, ParallelFor parallelFor = nullptr);

/// The means of at most `numClusters` clusters of the points (ascending, distinct, with positive weights) with the
/// smallest weighted sum of squared distances, in ascending order: one for each point when there are no more. Optimal
/// (Wang and Song, Ckmeans.1d.dp, The R Journal 2011; divide and conquer over the monotone boundaries), time
/// k n log n, memory n.
std::vector<double> clusterPoints(llvm::ArrayRef<WeightedPoint> points, unsigned numClusters);

/// At most `numClusters` vectors of `size` values each, one after the other in lexicographic order, that stand for
/// `vectors`: k-means++ seeding with fixed noise, then Lloyd's iteration until nothing changes or 100 times. Of more
/// than `maxVectors` an evenly spaced part is looked at. Finds a local optimum.
std::vector<double> clusterVectors(llvm::ArrayRef<double> vectors, unsigned size, unsigned numClusters,
                                   size_t maxVectors = 65536);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_CLUSTERING_H
