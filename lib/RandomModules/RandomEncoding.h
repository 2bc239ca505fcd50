//===- RandomEncoding.h - encodings, conventions and calibration rules ------------------------------------===//
#ifndef QNT_LIB_RANDOMMODULES_RANDOMENCODING_H
#define QNT_LIB_RANDOMMODULES_RANDOMENCODING_H

#include "Qnt/IR/QntDialect.h"
#include "Qnt/RandomModules/Random.h"

namespace mlir::qnt::random_modules {

/// What an encoding must or must not have.
struct EncodingRequest {
  std::optional<Format> expressed;
  bool integerCodes = false;     ///< integers that stand for themselves, integer zero points or none
  unsigned maxCodeBits = 32;     ///< of integer codes
  bool wholeBlock = false;       ///< one block for the whole value
  bool codebookZeroPoint = true; ///< a code book may have zero points
  bool scale = false;            ///< must have a scale
};

/// An encoding that fits a value of sizes `shape` (those at run time).
EncodingAttr makeEncoding(Random &random, MLIRContext *context, ArrayRef<int64_t> shape,
                          const EncodingRequest &request);

/// A preset, sometimes with parameters set on top; null (the default) in half of the cases.
ConventionAttr makeConvention(Random &random, MLIRContext *context);

/// A rule that the encoding takes.
CalibrationAttr makeCalibration(Random &random, ArrayType type);

/// A block size for a dimension: whole, 1, a divisor, a size with a tail, one beyond the dimension.
int64_t makeBlockSize(Random &random, int64_t dim);

} // namespace mlir::qnt::random_modules

#endif // QNT_LIB_RANDOMMODULES_RANDOMENCODING_H
