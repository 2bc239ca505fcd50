//===- BlockSizes.h - sizes of blocks that all launches of a kernel agree on ------------------------------===//
#ifndef QNT_LIB_TARGET_BLOCKSIZES_H
#define QNT_LIB_TARGET_BLOCKSIZES_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::qnt {

/// Gives the kernels that all launches in `module` launch with the same blocks that size, unless they have one.
void noteBlockSizes(ModuleOp module, gpu::GPUModuleOp kernels);

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_BLOCKSIZES_H
