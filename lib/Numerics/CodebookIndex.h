//===- CodebookIndex.h - a table prepared for finding its nearest entry ----------------------------------===//
#ifndef QNT_LIB_NUMERICS_CODEBOOKINDEX_H
#define QNT_LIB_NUMERICS_CODEBOOKINDEX_H

#include "Qnt/Numerics/Convention.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir::qnt::numerics {

/// One table of scalar entries, sorted once so that a search costs log2 of its size. Does not own the entries.
class ScalarCodebookIndex {
public:
  ScalarCodebookIndex(llvm::ArrayRef<double> entries, CodebookDistance distance);
  uint64_t findNearest(double value) const;

private:
  uint64_t findNearestInF32(double value) const;

  llvm::ArrayRef<double> entries;
  CodebookDistance distance;
  /// Distinct finite entries in ascending order, each with its first index.
  llvm::SmallVector<std::pair<double, uint64_t>, 16> sorted;
};

/// Index of the entry with the smallest squared distance over the components that `present` marks, first on ties.
/// NaN components count as 0. With infinite ones: of the entries that reach furthest their way (the sum of the
/// components there, with the signs of the infinities) the nearest in the other components.
uint64_t findNearestVector(llvm::ArrayRef<double> value, llvm::ArrayRef<bool> present, llvm::ArrayRef<double> entries);

} // namespace mlir::qnt::numerics

#endif // QNT_LIB_NUMERICS_CODEBOOKINDEX_H
