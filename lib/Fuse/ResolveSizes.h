//===- ResolveSizes.h - sizes of results read from what they are made of -----------------------------------===//
#ifndef QNT_LIB_FUSE_RESOLVESIZES_H
#define QNT_LIB_FUSE_RESOLVESIZES_H

#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// Replaces each tensor.dim and qnt.dim under `root` of a value that is computed by the size of what it is computed
/// from, so that sizes do not wait for values. What stands in kernels and in invoke_quant is left alone.
void resolveSizes(Operation *root);

} // namespace mlir::qnt

#endif // QNT_LIB_FUSE_RESOLVESIZES_H
