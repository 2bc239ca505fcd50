//===- SparsifyMethod.h - weights without their smallest elements -------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_SPARSIFYMETHOD_H
#define QNT_LIB_COMPRESS_SPARSIFYMETHOD_H

#include "CompressionMethod.h"
#include "PruneElements.h"

namespace mlir::qnt {

class SparsifyMethod : public CompressionMethod {
public:
  /// `inner` compresses what is left; null: it stays a float constant, with zeros.
  SparsifyMethod(Pruning pruning, std::unique_ptr<CompressionMethod> inner)
      : pruning(pruning), inner(std::move(inner)) {}

  std::string getDescription() const override;
  std::string findObstacle(const Weight &weight) const override;
  llvm::Expected<EncodedWeight> encode(const WeightInput &input) const override;

private:
  Pruning pruning;
  std::unique_ptr<CompressionMethod> inner;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_SPARSIFYMETHOD_H
