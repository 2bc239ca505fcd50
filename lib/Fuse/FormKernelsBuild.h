//===- FormKernelsBuild.h - qnt.kernel ops out of planned kernels ------------------------------------------===//
#ifndef QNT_LIB_FUSE_FORMKERNELSBUILD_H
#define QNT_LIB_FUSE_FORMKERNELSBUILD_H

#include "FormKernelsGraph.h"
#include "Qnt/IR/QntOps.h"

namespace mlir::qnt::form_kernels {

/// Moves the ops of each kernel into a qnt.kernel without a name where its last op stood, with copies of the repeated
/// ops that they need. Every value that an op outside reads is a result. The block's order is to be mended then:
/// orderBlock.
SmallVector<KernelOp> buildKernels(ArrayRef<PlannedKernel *> kernels, const BlockGraph &graph);

/// Orders the ops of a block so that values are defined before they are used. Ops with effects keep their order; the
/// others come as early as they did.
void orderBlock(Block *block);

/// Erases ops without effects that nothing reads, outside of kernels and invoke_quant.
void eraseUnread(Operation *root);

/// Drops the results of the kernels in `built` that nothing reads.
void dropUnreadResults(Operation *root, const DenseSet<Operation *> &built);

} // namespace mlir::qnt::form_kernels

#endif // QNT_LIB_FUSE_FORMKERNELSBUILD_H
