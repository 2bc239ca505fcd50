//===- QuantizeMethod.h - weights to integers and small floats by a scheme ----------------------------------===//
#ifndef QNT_LIB_COMPRESS_QUANTIZEMETHOD_H
#define QNT_LIB_COMPRESS_QUANTIZEMETHOD_H

#include "CompressionMethod.h"

namespace mlir::qnt {

class QuantizeMethod : public CompressionMethod {
public:
  /// `masksTails`: a block that does not divide its dimension is cut off at the end instead of being an obstacle.
  QuantizeMethod(Scheme scheme, bool masksTails) : scheme(std::move(scheme)), masksTails(masksTails) {}

  std::string getDescription() const override;
  std::string findObstacle(const Weight &weight) const override;
  bool findsNonFinite(const Weight &) const override { return scheme.search == ScaleSearch::None; }
  llvm::Expected<EncodedWeight> encode(const WeightInput &input) const override;
  const Scheme &getScheme() const { return scheme; }

private:
  Scheme scheme;
  bool masksTails;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_QUANTIZEMETHOD_H
