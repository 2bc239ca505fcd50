//===- BlockStatistics.h - what the scale rules need to know of a block ----------------------------------===//
#ifndef QNT_LIB_NUMERICS_BLOCKSTATISTICS_H
#define QNT_LIB_NUMERICS_BLOCKSTATISTICS_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::numerics {

/// Of the elements of a block that count; NaN when one of them is.
struct BlockStatistics {
  double min = 0.0, max = 0.0;
  int64_t count = 0;

  void add(double value);
  double absmax() const { return max > -min ? max : -min; }
};

/// Which elements count: those that `mask` keeps (all when it is empty), the finite ones only or all.
struct StatisticsFilter {
  llvm::ArrayRef<uint8_t> mask;
  Statistics statistics = Statistics::Finite;
};

/// One entry per block in grid order; a block without elements that count has count 0 and a range of [0, 0].
std::vector<BlockStatistics> collectStatistics(llvm::ArrayRef<double> values, StatisticsFilter filter,
                                               llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block);

/// The elements that count, bucketed by block: those of block b are values[offsets[b], offsets[b + 1]).
struct BlockValues {
  std::vector<double> values;
  std::vector<int64_t> elements; ///< the linear index of each
  std::vector<int64_t> offsets;

  llvm::MutableArrayRef<double> get(int64_t block);
  llvm::ArrayRef<int64_t> getElements(int64_t block) const;
};
BlockValues gatherBlocks(llvm::ArrayRef<double> values, StatisticsFilter filter, llvm::ArrayRef<int64_t> shape,
                         llvm::ArrayRef<int64_t> block);

} // namespace mlir::qnt::numerics

#endif // QNT_LIB_NUMERICS_BLOCKSTATISTICS_H
