//===- Weights.h - which constants are weights, and along what ---------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_WEIGHTS_H
#define QNT_LIB_COMPRESS_WEIGHTS_H

#include "Qnt/Compress/Scheme.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace mlir::qnt {

/// What a dimension of a weight is to the contraction that reads it.
enum class WeightAxis : uint8_t { Batch, Output, Input };

/// A float constant that contractions read.
struct Weight {
  arith::ConstantOp constant;
  ElementsAttr value;
  SmallVector<WeightAxis> axes;
  /// The dimension that blocks cut: the first input dimension of a dot product, the input channels of a convolution.
  int64_t blockAxis = 0;
};

/// The weight that `constant` is, or a failure with the reason. Constants that no contraction reads are no weights:
/// their reason is empty.
FailureOr<Weight> getWeight(arith::ConstantOp constant, std::string &reason);

/// Axes of operand `index` of a contraction (0 lhs, 1 rhs); nothing for other ops.
std::optional<SmallVector<WeightAxis>> getOperandAxes(Operation *op, unsigned index);

/// Block shape of a weight under a scheme.
SmallVector<int64_t> getWeightBlock(const Weight &weight, const Scheme &scheme);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_WEIGHTS_H
