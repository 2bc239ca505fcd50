//===- PruneElements.h - which elements of a weight are pruned ----------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_PRUNEELEMENTS_H
#define QNT_LIB_COMPRESS_PRUNEELEMENTS_H

#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt {

/// A rule that prunes.
struct Pruning {
  std::optional<double> ratio; ///< of all elements or blocks, the smallest; else n of m
  int64_t kept = 0, group = 0; ///< of each `group` elements in a row along the input dimension the `kept` largest stay
  int64_t blockSize = 1;       ///< elements in a row along the output dimension that are pruned together
  bool prunesTies = false;     ///< with all elements of the magnitude at which the ratio is reached (Core AI)

  /// "0.5", "2:4", with " block 8".
  std::string getDescription() const;
};

/// 0 for pruned elements, 1 for kept ones; elements that are 0 are pruned. `values` row-major of `shape`.
///
/// With a ratio: round(ratio * n) elements of the smallest magnitudes, the first of equal ones. Blocks count by the sum
/// of their squares; a last one that is cut off too. n of m: of a last group of t elements min(n, t) stay.
std::vector<uint8_t> findKept(const std::vector<double> &values, const numerics::Shape &shape, const Pruning &pruning,
                              int64_t outputAxis, int64_t inputAxis);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_PRUNEELEMENTS_H
