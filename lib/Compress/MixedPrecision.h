//===- MixedPrecision.h - a dtype for each weight from measured errors --------------------------------------===//
#ifndef QNT_LIB_COMPRESS_MIXEDPRECISION_H
#define QNT_LIB_COMPRESS_MIXEDPRECISION_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace mlir::qnt {

/// What one dtype makes of a weight.
struct Candidate {
  unsigned index;       ///< in the list of dtypes
  int64_t bytes;        ///< scales counted
  double relativeError; ///< norm of the differences / norm of the weight
};

/// For each weight the position in its list of candidates such that all together take at most `maxBytes` and the sum of
/// squared relative errors is small: from the smallest candidates on, the step that lowers the error most for a byte is
/// taken again and again (the first weight on ties), over the lower convex hull of each weight's candidates. Nothing
/// when the smallest ones take more. A weight without candidates gets 0.
std::optional<std::vector<size_t>> chooseWithinBudget(llvm::ArrayRef<std::vector<Candidate>> weights, int64_t maxBytes);

/// The candidate with the fewest bytes (then the smallest error) whose relative error is at most `maxError`.
std::optional<size_t> chooseWithinError(llvm::ArrayRef<Candidate> candidates, double maxError);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_MIXEDPRECISION_H
