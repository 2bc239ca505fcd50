//===- SinkReshapes.h - elementwise ops before reshapes ----------------------------------------------------===//
#ifndef QNT_LIB_FUSE_SINKRESHAPES_H
#define QNT_LIB_FUSE_SINKRESHAPES_H

#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// Moves each tensor.expand_shape of a computed value behind the elementwise ops that read it, where their other
/// operands can be collapsed for nothing: a reshape at the border of a kernel costs nothing, one inside keeps its loops
/// from being those of the contraction. What stands in kernels and in invoke_quant is left alone.
///
///   %e = expand_shape %y; %z = addf %x, %e   ->   %c = collapse_shape %x; %s = addf %c, %y; %z = expand_shape %s
void sinkReshapes(Operation *root);

} // namespace mlir::qnt

#endif // QNT_LIB_FUSE_SINKRESHAPES_H
