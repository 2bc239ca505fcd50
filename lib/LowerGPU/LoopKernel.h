//===- LoopKernel.h - a group of linalg ops as one kernel -------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_LOOPKERNEL_H
#define QNT_LIB_LOWERGPU_LOOPKERNEL_H

#include "LoopGroups.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace mlir::qnt {

/// Puts the group's kernel into `kernels` under `name`, a launch of it in place of the group's last op, and removes the
/// ops and the buffers that only they used. A thread computes the elements whose row-major number in the parallel space
/// it has, and that number plus all threads, and so on; other loops run within the thread, in order.
void launchLoopGroup(const LoopGroup &group, gpu::GPUModuleOp kernels, StringRef name);

/// The reason why an op cannot be a part of a kernel; empty where it can.
std::string explainNoKernel(linalg::GenericOp op);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_LOOPKERNEL_H
