//===- MeasureError.h - how far a decoded weight is from the given one --------------------------------------===//
#ifndef QNT_LIB_COMPRESS_MEASUREERROR_H
#define QNT_LIB_COMPRESS_MEASUREERROR_H

#include "EncodedWeight.h"
#include "Qnt/Compress/Report.h"

namespace mlir::qnt {

/// Decodes `encoded` and compares it with the elements it was made from. NaN and infinite elements take no part.
WeightError measureError(const numerics::TypedInput &weight, const EncodedWeight &encoded);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_MEASUREERROR_H
