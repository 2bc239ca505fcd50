//===- KernelNames.h - names of kernels ---------------------------------------------------------------------===//
#ifndef QNT_LIB_FUSE_KERNELNAMES_H
#define QNT_LIB_FUSE_KERNELNAMES_H

#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// Names each kernel under `root` that has no name, contractions first, in program order: after its contraction, else
/// its first reduction, else its last op with a name of its own, made an identifier. Where another kernel has the name,
/// one without a contraction adds the kind of that op, and then a number follows.
void nameKernels(Operation *root);

} // namespace mlir::qnt

#endif // QNT_LIB_FUSE_KERNELNAMES_H
