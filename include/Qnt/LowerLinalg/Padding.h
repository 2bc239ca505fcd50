//===- Padding.h - tensor.pad without upstream's rewrites -------------------------------------------------===//
#ifndef QNT_LOWERLINALG_PADDING_H
#define QNT_LOWERLINALG_PADDING_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace mlir::qnt {

/// A tensor of the type of `op`, every element of which is what the op's region yields. Takes the region; `op` has to
/// be replaced. `dynamicSizes` are those of getDynamicSizes.
tensor::GenerateOp generatePadding(RewriterBase &rewriter, tensor::PadOp op, ValueRange dynamicSizes);

/// The dynamic sizes of the result, in order. Fails where they cannot be computed.
FailureOr<SmallVector<Value>> getDynamicSizes(RewriterBase &rewriter, tensor::PadOp op);

/// Whether each padding that is dynamic has an operand, which upstream's verifier does not ask for and its rewrites
/// rely on.
bool hasAllPaddings(tensor::PadOp op);

} // namespace mlir::qnt

#endif // QNT_LOWERLINALG_PADDING_H
