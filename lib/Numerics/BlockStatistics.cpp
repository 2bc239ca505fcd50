//===- BlockStatistics.cpp - what the scale rules need to know of a block --------------------------------===//

#include "BlockStatistics.h"
#include "Qnt/Numerics/BlockSegments.h"
#include <cmath>

using namespace mlir::qnt::numerics;

void BlockStatistics::add(double value) {
  // Comparisons with NaN are false: once there, it stays.
  min = count == 0 || value < min || std::isnan(value) ? value : min;
  max = count == 0 || value > max || std::isnan(value) ? value : max;
  ++count;
}

/// Calls `visit(block, element)` for the elements that count, by their linear index.
template <typename Visitor>
static void forEachKept(llvm::ArrayRef<double> values, StatisticsFilter filter, llvm::ArrayRef<int64_t> shape,
                        llvm::ArrayRef<int64_t> block, Visitor &&visit) {
  bool takesAll = filter.statistics == Statistics::All;
  forEachSegment(shape, block, [&](Segment segment) {
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      if ((takesAll || std::isfinite(values[i])) && (filter.mask.empty() || filter.mask[i]))
        visit(segment.block, i);
  });
}

std::vector<BlockStatistics> mlir::qnt::numerics::collectStatistics(llvm::ArrayRef<double> values,
                                                                    StatisticsFilter filter,
                                                                    llvm::ArrayRef<int64_t> shape,
                                                                    llvm::ArrayRef<int64_t> block) {
  std::vector<BlockStatistics> statistics(size_t(getNumElements(getGridShape(shape, block))));
  forEachKept(values, filter, shape, block,
              [&](int64_t b, int64_t i) { statistics[size_t(b)].add(values[size_t(i)]); });
  return statistics;
}

llvm::MutableArrayRef<double> BlockValues::get(int64_t block) {
  int64_t begin = offsets[size_t(block)];
  return llvm::MutableArrayRef<double>(values).slice(size_t(begin), size_t(offsets[size_t(block) + 1] - begin));
}

llvm::ArrayRef<int64_t> BlockValues::getElements(int64_t block) const {
  int64_t begin = offsets[size_t(block)];
  return llvm::ArrayRef<int64_t>(elements).slice(size_t(begin), size_t(offsets[size_t(block) + 1] - begin));
}

BlockValues mlir::qnt::numerics::gatherBlocks(llvm::ArrayRef<double> values, StatisticsFilter filter,
                                              llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block) {
  BlockValues result;
  result.offsets.assign(size_t(getNumElements(getGridShape(shape, block))) + 1, 0);
  forEachKept(values, filter, shape, block, [&](int64_t b, int64_t) { ++result.offsets[size_t(b) + 1]; });
  for (size_t b = 1; b < result.offsets.size(); ++b)
    result.offsets[b] += result.offsets[b - 1];
  result.values.resize(size_t(result.offsets.back()));
  result.elements.resize(result.values.size());
  std::vector<int64_t> next(result.offsets);
  forEachKept(values, filter, shape, block, [&](int64_t b, int64_t i) {
    auto place = size_t(next[size_t(b)]++);
    result.values[place] = values[size_t(i)];
    result.elements[place] = i;
  });
  return result;
}
