//===- ElementReads.h - elements of tensors computed in the body that reads them --------------------------===//
//
// What upstream's fusion of linalg ops does not follow: reshapes, slices and tensor.extract between a parallel op and
// the op that reads its elements.
//
//   %d = decode %codes : tensor<8x64xf16>                  sum of z[i, k] * decode(codes[j floordiv 4, 16 * (j mod 4) +
//   k]) %r = reshape %d : tensor<8x64xf16> to tensor<32x16xf16> sum of z[i, k] * r[j, k]
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_ELEMENTREADS_H
#define QNT_LIB_LOWERGPU_ELEMENTREADS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qnt {

/// Computes in the body of `op` what it reads of tensors that would take memory otherwise: results of parallel ops,
/// perhaps reshaped or sliced, and reshaped slices, which are no views. Returns the op that `op` became; null where
/// it reads nothing of the kind, or where nothing else tells how many trips its loops have. Parallel ops that it may
/// not compute again stay.
linalg::GenericOp computeReads(linalg::GenericOp op, RewriterBase &rewriter,
                               function_ref<bool(Operation *)> mayCompute);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_ELEMENTREADS_H
