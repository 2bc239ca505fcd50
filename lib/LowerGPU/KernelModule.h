//===- KernelModule.h - where kernels stand ---------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_KERNELMODULE_H
#define QNT_LIB_LOWERGPU_KERNELMODULE_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace mlir::qnt {

/// The `gpu.module @qnt_kernels` of a program, made where there is none.
gpu::GPUModuleOp getKernelModule(ModuleOp module);

/// A kernel behind the others, without a body, for blocks of `numThreads` x 1 x 1.
gpu::GPUFuncOp createKernel(gpu::GPUModuleOp kernels, Location loc, StringRef name, TypeRange arguments,
                            int64_t numThreads);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_KERNELMODULE_H
