//===- SparsifyMethod.h - weights without their smallest elements -------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_SPARSIFYMETHOD_H
#define QNT_LIB_COMPRESS_SPARSIFYMETHOD_H

#include "CompressionMethod.h"
#include "PruneElements.h"

namespace mlir::qnt {

class SparsifyMethod : public CompressionMethod {
public:
  /// `inner` compresses what is left; null: it stays a float constant, with zeros. `layout`, of n:m and with an inner
  /// method only: of kept codes and positions; it is transposed where the weight is.
  SparsifyMethod(Pruning pruning, std::unique_ptr<CompressionMethod> inner,
                 std::optional<numerics::SparseLayout> layout = std::nullopt)
      : pruning(pruning), inner(std::move(inner)), layout(layout) {}

  std::string getDescription() const override;
  std::string findObstacle(const Weight &weight) const override;
  llvm::Expected<EncodedWeight> encode(const WeightInput &input) const override;

private:
  Pruning pruning;
  std::unique_ptr<CompressionMethod> inner;
  std::optional<numerics::SparseLayout> layout;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_SPARSIFYMETHOD_H
