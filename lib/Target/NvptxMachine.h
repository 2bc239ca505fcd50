//===- NvptxMachine.h - LLVM's code generation for a GPU --------------------------------------------------===//
#ifndef QNT_LIB_TARGET_NVPTXMACHINE_H
#define QNT_LIB_TARGET_NVPTXMACHINE_H

#include "Qnt/Target/DeviceTarget.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace mlir::qnt {

/// Errors: an LLVM without NVPTX.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> createNvptxMachine(const DeviceTarget &target);

/// PTX text of the module. Errors: what LLVM says that it cannot select.
llvm::Expected<std::string> emitPTX(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_NVPTXMACHINE_H
