//===- CompressionMethod.h - how one weight becomes an encoding ---------------------------------------------===//
//
// A method sees a weight, and optionally statistics of what it is multiplied with, and returns its encoded form. It
// neither reads nor changes the program, and is called from several threads.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_COMPRESSIONMETHOD_H
#define QNT_LIB_COMPRESS_COMPRESSIONMETHOD_H

#include "EncodedWeight.h"
#include "Weights.h"

namespace mlir::qnt {

/// What a method sees.
struct WeightInput {
  const Weight &weight;
  /// Its elements; finite unless `nonfinite=keep`.
  numerics::TypedInput data;
  /// Mean square of what each index of the block axis is multiplied with; empty when nothing is known of it.
  ArrayRef<double> inputEnergy = {};
};

class CompressionMethod {
public:
  virtual ~CompressionMethod() = default;
  /// For reports and plans: "int4 per_block 32".
  virtual std::string getDescription() const = 0;
  /// Why this method leaves the weight as it is; empty when it does not. Asked before anything is computed.
  virtual std::string findObstacle(const Weight &weight) const = 0;
  virtual llvm::Expected<EncodedWeight> encode(const WeightInput &input) const = 0;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_COMPRESSIONMETHOD_H
