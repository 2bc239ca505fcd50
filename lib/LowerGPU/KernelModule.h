//===- KernelModule.h - where kernels stand ---------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_KERNELMODULE_H
#define QNT_LIB_LOWERGPU_KERNELMODULE_H

#include "NumberedSymbols.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace mlir::qnt {

/// The `gpu.module @qnt_kernels` of a program, made where there is none.
gpu::GPUModuleOp getKernelModule(ModuleOp module);

/// The memory that the blocks of a launch share: a symbol of the module as soon as a kernel needs it.
inline constexpr llvm::StringLiteral kDynamicSharedName = "qnt_dynamic_shared";

/// The kernels of a program while a pass adds to them. The program says that it holds some.
struct KernelModule {
  explicit KernelModule(ModuleOp program);

  gpu::GPUModuleOp op;
  NumberedSymbols symbols;
};

/// A kernel behind the others, without a body, for blocks of `numThreads` x 1 x 1.
gpu::GPUFuncOp createKernel(gpu::GPUModuleOp kernels, Location loc, StringRef name, TypeRange arguments,
                            int64_t numThreads);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_KERNELMODULE_H
