//===- ScaleSearch.h - scales and zero points that lower an error -------------------------------------------===//
//
// Searches that are no rule of the statistics: they look at what the codes would be. On the values of one block.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_SCALESEARCH_H
#define QNT_LIB_COMPRESS_SCALESEARCH_H

#include "Qnt/Numerics/Format.h"

namespace mlir::qnt {

/// The scale s with the smallest sum of squared (x - s * q), q the nearest of the integers -maxCode .. maxCode: of all
/// scales, not of a grid. As s falls, codes go up one by one where |x| / s passes k - 1/2; between two such places the
/// best s is sum |x| q / sum q^2, and the error the smaller the larger (sum |x| q)^2 / sum q^2 is. Time n maxCode log
/// n. 1 for a block of zeros.
double findExactScale(llvm::ArrayRef<double> values, int64_t maxCode);

struct ScaleAndZeroPoint {
  double scale = 1.0, zeroPoint = 0.0;
};

/// Half-quadratic quantization (Badri and Shaji 2023): the scale that spreads the values over 0 .. maxCode, and a zero
/// point that is fitted to make the sum of |x - s * (q - z)|^0.7 small, q = round(x / s + z). Alternates between the
/// errors that count as outliers (a shrinkage) and the mean that fits the rest, 20 times at most, and keeps the best.
/// Scale and zero point are numbers of `format`.
ScaleAndZeroPoint fitZeroPoint(llvm::ArrayRef<double> values, int64_t maxCode, numerics::Format format);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_SCALESEARCH_H
