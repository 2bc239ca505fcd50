//===- Compare.h - results against expected ones ----------------------------------------------------------===//
#ifndef QNT_EXECUTION_COMPARE_H
#define QNT_EXECUTION_COMPARE_H

#include "Qnt/Reference/Tensor.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir::qnt::execution {

/// An element is good when |got - expected| <= absolute + relative * |expected|; NaN matches NaN, an infinity itself.
/// The difference of integers is exact, whatever their width.
struct Tolerance {
  double relative = 0.0;
  double absolute = 0.0;
};

/// What results of an element type should keep to when nobody says more; relative and absolute:
///
/// | type | bound | why |
/// |---|---|---|
/// | f64 | 1e-10, 1e-10 | sums of some thousand terms in another order |
/// | f32 | 1e-5, 1e-5 | the same: 84 units in the last place, and as much where terms of order 1 cancel |
/// | f16 | 2e-3, 1e-5 | two units in the last place |
/// | bf16 | 1.6e-2, 1e-5 | two units in the last place |
/// | others | 0, 0 | codes and integers are exact |
Tolerance getDefaultTolerance(Type elementType);

struct ComparisonStatistics {
  int64_t count = 0;
  int64_t numMismatches = 0; ///< elements beyond the tolerance
  double maxAbsoluteError = 0.0;
  double maxRelativeError = 0.0; ///< of elements whose expected value is not 0
  std::optional<int64_t> worst;  ///< row-major index of the mismatch with the largest absolute error
  double worstError = 0.0;
  std::string worstGot, worstExpected; ///< that element as text
};

/// Errors: shapes or element types differ. `isUnsigned`: integers are codes of an unsigned format.
llvm::Expected<ComparisonStatistics> compareTensors(const reference::Tensor &got, const reference::Tensor &expected,
                                                    const Tolerance &tolerance, bool isUnsigned = false);

/// "3600 elements, max abs error 1.2e-07, max rel error 3e-06, 0 mismatches", and the worst element when there are
/// some.
void printStatistics(llvm::raw_ostream &stream, const ComparisonStatistics &statistics);

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_COMPARE_H
