//===- KernelFacts.h - what callers need to know of kernels -----------------------------------------------===//
#ifndef QNT_LIB_TARGET_KERNELFACTS_H
#define QNT_LIB_TARGET_KERNELFACTS_H

#include "Qnt/Target/CompileKernels.h"
#include "llvm/IR/Module.h"

namespace mlir::qnt {

/// The kernels of the module in order.
std::vector<KernelFacts> getKernelFacts(const llvm::Module &module);

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_KERNELFACTS_H
