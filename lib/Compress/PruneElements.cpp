//===- PruneElements.cpp - which elements of a weight are pruned --------------------------------------------===//
#include "PruneElements.h"
#include "Qnt/Numerics/SquareShift.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir::qnt;
using numerics::Shape;

std::string Pruning::getDescription() const {
  if (!ratio)
    return llvm::formatv("{0}:{1}", kept, group).str();
  std::string text = llvm::formatv("{0}", *ratio).str();
  text.erase(text.find_last_not_of('0') + 1);
  return blockSize > 1 ? text + " block " + std::to_string(blockSize) : text;
}

/// Elements of `runLength` in a row along `axis`, the last run of a line shorter. Calls `visit(elements)` with their
/// linear indices.
static void forEachRun(const Shape &shape, int64_t axis, int64_t runLength,
                       llvm::function_ref<void(llvm::ArrayRef<size_t>)> visit) {
  size_t numElements = numerics::getNumElements(shape), stride = 1;
  for (size_t dim = axis + 1; dim < shape.size(); ++dim)
    stride *= shape[dim];
  size_t size = shape[axis];
  std::vector<size_t> run;
  for (size_t first = 0; first < numElements; ++first) {
    size_t at = first / stride % size;
    if (at % runLength != 0)
      continue;
    run.clear();
    for (size_t i = at; i < std::min<size_t>(at + runLength, size); ++i)
      run.push_back(first + (i - at) * stride);
    visit(run);
  }
}

/// The `count` indices of the smallest magnitudes; of equal ones the first.
static std::vector<uint32_t> findSmallest(llvm::ArrayRef<double> magnitudes, size_t count) {
  std::vector<uint32_t> order(magnitudes.size());
  std::iota(order.begin(), order.end(), 0);
  auto isSmaller = [&](uint32_t a, uint32_t b) {
    return magnitudes[a] != magnitudes[b] ? magnitudes[a] < magnitudes[b] : a < b;
  };
  std::nth_element(order.begin(), order.begin() + std::min(count, order.size()), order.end(), isSmaller);
  order.resize(std::min(count, order.size()));
  return order;
}

/// As `magnitude <= percentile(magnitudes, 100 * ratio)` prunes: all that are not above the element at ratio * (n - 1).
static std::vector<uint32_t> findNotAbove(llvm::ArrayRef<double> magnitudes, double ratio) {
  std::vector<uint32_t> indices;
  if (ratio == 0.0 || magnitudes.empty())
    return indices;
  std::vector<double> sorted = magnitudes.vec();
  llvm::sort(sorted);
  double threshold = ratio == 1.0 ? sorted.back() : sorted[size_t(ratio * double(sorted.size() - 1))];
  for (size_t i = 0; i < magnitudes.size(); ++i)
    if (magnitudes[i] <= threshold)
      indices.push_back(i);
  return indices;
}

namespace {
/// A sum of squares that may lie outside of the range of f64: sum * 4^exponent.
struct SquareSum {
  double sum = 0.0;
  int exponent = 0;

  /// Ascending as the number is: the exponent when the sum is in [0.5, 1), then that.
  std::pair<int, double> getKey() const {
    if (sum == 0.0)
      return {std::numeric_limits<int>::min(), 0.0};
    if (!std::isfinite(sum))
      return {std::numeric_limits<int>::max(), 0.0};
    int own;
    double fraction = std::frexp(sum, &own);
    return {own + 2 * exponent, fraction};
  }
};
} // namespace

static SquareSum sumSquares(const std::vector<double> &values, llvm::ArrayRef<size_t> run) {
  double absmax = 0.0;
  for (size_t i : run)
    absmax = std::max(absmax, std::fabs(values[i]));
  SquareSum result;
  result.exponent = numerics::getSquareShift(absmax);
  for (size_t i : run) {
    double value = result.exponent == 0 ? values[i] : std::ldexp(values[i], -result.exponent);
    result.sum += value * value;
  }
  return result;
}

/// Of each block, whose elements go to `blocks`.
static std::vector<SquareSum> sumBlocks(std::vector<std::vector<size_t>> &blocks, const std::vector<double> &values,
                                        const Shape &shape, int64_t axis, int64_t blockSize) {
  std::vector<SquareSum> sums;
  forEachRun(shape, axis, blockSize, [&](llvm::ArrayRef<size_t> run) {
    sums.push_back(sumSquares(values, run));
    blocks.push_back(run.vec());
  });
  return sums;
}

/// Numbers that compare as the sums do: these, or their ranks where f64 does not hold some of them.
static std::vector<double> getMagnitudes(llvm::ArrayRef<SquareSum> sums) {
  std::vector<double> magnitudes;
  if (llvm::all_of(sums, [](const SquareSum &sum) { return sum.exponent == 0; })) {
    for (const SquareSum &sum : sums)
      magnitudes.push_back(sum.sum);
    return magnitudes;
  }
  std::vector<std::pair<int, double>> keys;
  for (const SquareSum &sum : sums)
    keys.push_back(sum.getKey());
  llvm::sort(keys);
  for (const SquareSum &sum : sums)
    magnitudes.push_back(double(llvm::lower_bound(keys, sum.getKey()) - keys.begin()));
  return magnitudes;
}

static void pruneToRatio(std::vector<uint8_t> &kept, const std::vector<double> &values, const Shape &shape,
                         const Pruning &pruning, int64_t outputAxis) {
  std::vector<double> magnitudes;
  std::vector<std::vector<size_t>> blocks;
  if (pruning.blockSize == 1)
    for (double value : values)
      magnitudes.push_back(std::fabs(value));
  else
    magnitudes = getMagnitudes(sumBlocks(blocks, values, shape, outputAxis, pruning.blockSize));
  std::vector<uint32_t> pruned =
      pruning.prunesTies ? findNotAbove(magnitudes, *pruning.ratio)
                         : findSmallest(magnitudes, size_t(std::llround(*pruning.ratio * double(magnitudes.size()))));
  for (uint32_t index : pruned)
    if (blocks.empty())
      kept[index] = 0;
    else
      for (size_t i : blocks[index])
        kept[i] = 0;
}

static void pruneGroups(std::vector<uint8_t> &kept, const std::vector<double> &values, const Shape &shape,
                        const Pruning &pruning, int64_t inputAxis) {
  std::vector<double> magnitudes;
  forEachRun(shape, inputAxis, pruning.group, [&](llvm::ArrayRef<size_t> run) {
    magnitudes.clear();
    for (size_t i : run)
      magnitudes.push_back(std::fabs(values[i]));
    if (int64_t(run.size()) > pruning.kept)
      for (uint32_t index : findSmallest(magnitudes, run.size() - pruning.kept))
        kept[run[index]] = 0;
  });
}

std::vector<uint8_t> mlir::qnt::findKept(const std::vector<double> &values, const Shape &shape, const Pruning &pruning,
                                         int64_t outputAxis, int64_t inputAxis) {
  std::vector<uint8_t> kept(values.size());
  for (auto [isKept, value] : llvm::zip(kept, values))
    isKept = value != 0.0;
  if (values.empty())
    return kept;
  if (pruning.ratio)
    pruneToRatio(kept, values, shape, pruning, outputAxis);
  else
    pruneGroups(kept, values, shape, pruning, inputAxis);
  return kept;
}
