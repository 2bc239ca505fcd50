//===- ErrorSearch.h - the scale with the smallest squared error -----------------------------------------===//
#ifndef QNT_LIB_NUMERICS_ERRORSEARCH_H
#define QNT_LIB_NUMERICS_ERRORSEARCH_H

#include "CodebookIndex.h"
#include "ElementCodec.h"
#include "ScaleRules.h"

namespace mlir::qnt::numerics {

/// Tries candidate ranges (the rule mse) and keeps the first with the smallest squared error of the decoded values.
class ErrorSearch {
public:
  ErrorSearch(const ScaleRules &rules, const Encoding &encoding, const Convention &convention,
              const Calibration &calibration, Format input, llvm::ArrayRef<double> codebook);

  /// `values` of a block, and the places that they have in the array: stochastic rounding depends on them.
  ChosenParameters search(ValueRange whole, std::optional<double> tensorScale, llvm::ArrayRef<double> values,
                          llvm::ArrayRef<int64_t> elements) const;

private:
  /// Of errors divided by 2^shift.
  double getSquaredError(const ChosenParameters &candidate, std::optional<double> tensorScale,
                         llvm::ArrayRef<double> values, llvm::ArrayRef<int64_t> elements, int shift) const;

  const ScaleRules &rules;
  Encoding encoding; ///< with the range of chosen codes
  const Convention &convention;
  ElementEncoder encoder;
  double lowest;
  int steps;
  llvm::ArrayRef<double> entries;
  std::optional<ScalarCodebookIndex> index;
};

} // namespace mlir::qnt::numerics

#endif // QNT_LIB_NUMERICS_ERRORSEARCH_H
