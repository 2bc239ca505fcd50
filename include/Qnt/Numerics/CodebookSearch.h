//===- CodebookSearch.h - tables and nearest entries -----------------------------------------------------===//
#ifndef QNT_NUMERICS_CODEBOOKSEARCH_H
#define QNT_NUMERICS_CODEBOOKSEARCH_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace mlir::qnt::numerics {

/// The 16 entries of NF4 (QLoRA, Dettmers et al. 2023, appendix E), f32 values in ascending order.
llvm::ArrayRef<double> getNF4Table();

/// Index of the nearest of `entries` (of `vectorSize` values each) to `value`, first on ties, squared distance.
/// NaN and infinities: NaN gives the entry nearest to 0, +-inf the extreme entries (scalar entries).
uint64_t findNearestEntry(llvm::ArrayRef<double> value, llvm::ArrayRef<double> entries, int64_t vectorSize);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_CODEBOOKSEARCH_H
