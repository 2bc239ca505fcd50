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
  /// For each element whether it is kept: the others are pruned (and 0 in `data`). Empty: all are.
  ArrayRef<uint8_t> kept = {};
  /// Mean square of what each index of the block axis is multiplied with; empty when nothing is known of it.
  ArrayRef<double> inputEnergy = {};
};

/// Of a method that leaves the weight as it is for what it found in its elements: no error of the run.
class Declined : public llvm::ErrorInfo<Declined> {
public:
  static char ID; // NOLINT(readability-identifier-naming): the name that llvm::ErrorInfo reads
  explicit Declined(const Twine &reason) : reason(reason.str()) {}
  void log(raw_ostream &stream) const override { stream << reason; }
  std::error_code convertToErrorCode() const override { return llvm::inconvertibleErrorCode(); }
  const std::string &getReason() const { return reason; }

private:
  std::string reason;
};

class CompressionMethod {
public:
  virtual ~CompressionMethod() = default;
  /// For reports and plans: "int4 per_block 32".
  virtual std::string getDescription() const = 0;
  /// Why this method leaves the weight as it is; empty when it does not. Asked before anything is computed.
  virtual std::string findObstacle(const Weight &weight) const = 0;
  /// Whether `encode` notes in EncodedWeight::isFinite if an element is NaN or infinite, so that nobody has to look
  /// before.
  virtual bool findsNonFinite(const Weight &) const { return false; }
  /// May be Declined.
  virtual llvm::Expected<EncodedWeight> encode(const WeightInput &input) const = 0;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_COMPRESSIONMETHOD_H
