//===- SquareShift.h - a power of two that keeps squares in range ------------------------------------------===//
//
// Squares of f64 numbers leave its range from about 1e154 and 1e-154 on. Numbers that are divided by a power of two
// first, which is exact, have the same digits in their squares.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_SQUARESHIFT_H
#define QNT_NUMERICS_SQUARESHIFT_H

#include "llvm/ADT/ArrayRef.h"
#include <algorithm>
#include <cmath>

namespace mlir::qnt::numerics {

/// The exponent of the power of two that numbers are divided by before they are squared, `absmax` being the largest of
/// their magnitudes. None (0) up to an exponent of `limit`, and where `absmax` is 0 or not finite. The default leaves
/// room for products of two sums of squares.
inline int getSquareShift(double absmax, int limit = 200) {
  if (!(absmax > 0.0) || !std::isfinite(absmax))
    return 0;
  int exponent = std::ilogb(absmax);
  return exponent > limit || exponent < -limit ? exponent : 0;
}

/// The same for all of `values`.
inline int getSquareShift(llvm::ArrayRef<double> values) {
  double absmax = 0.0;
  for (double value : values)
    absmax = std::max(absmax, std::fabs(value));
  return getSquareShift(absmax);
}

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_SQUARESHIFT_H
