//===- LoopKernel.h - groups of linalg ops as one kernel --------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_LOOPKERNEL_H
#define QNT_LIB_LOWERGPU_LOOPKERNEL_H

#include "LoopGroups.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace mlir::qnt {

/// Puts the launch's kernel into `kernels` under `name`, a launch of it in place of its last op, and removes the ops
/// and the buffers that only they used. A thread computes, of each group, the elements whose row-major number in the
/// parallel space it has, and that number plus all threads, and so on; other loops run within the thread, in order.
void launchLoops(const LoopLaunch &launch, gpu::GPUModuleOp kernels, StringRef name);

/// The reason why an op cannot be a part of a kernel; empty where it can.
std::string explainNoKernel(linalg::GenericOp op);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_LOOPKERNEL_H
