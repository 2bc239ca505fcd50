//===- KernelParts.h - LLVM's work on kernels, one kernel at a time in several threads --------------------===//
#ifndef QNT_LIB_TARGET_KERNELPARTS_H
#define QNT_LIB_TARGET_KERNELPARTS_H

#include "Qnt/Target/CompileKernels.h"
#include "llvm/IR/Module.h"

namespace mlir::qnt {

/// Optimizes `module` and generates its code: each kernel by itself, with what it calls, in the threads of `context`,
/// and the texts put together in the order of the module. So the text is the same for every number of threads. A module
/// whose kernels share variables that they write is compiled as one. Errors: what LLVM has no instruction for.
llvm::Expected<CompiledKernels> compileParts(llvm::Module &module, const DeviceTarget &target, MLIRContext &context);

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_KERNELPARTS_H
