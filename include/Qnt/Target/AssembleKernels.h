//===- AssembleKernels.h - PTX to a cubin by NVIDIA's assembler -------------------------------------------===//
#ifndef QNT_TARGET_ASSEMBLEKERNELS_H
#define QNT_TARGET_ASSEMBLEKERNELS_H

#include "Qnt/Target/DeviceTarget.h"
#include <optional>
#include <string>
#include <vector>

namespace mlir::qnt {

/// What ptxas says of a kernel.
struct AssembledKernel {
  std::string name;
  unsigned registers = 0; ///< a thread
  unsigned stackBytes = 0, spillStoreBytes = 0, spillLoadBytes = 0;
};

struct AssembledKernels {
  std::string cubin;
  std::vector<AssembledKernel> kernels;
  std::vector<std::string> warnings; ///< lines that warn, or speak of a "Potential Performance Loss"
};

/// The assembler: `given`, or ptxas on the path when that is empty. Nothing when there is none.
std::optional<std::string> findPtxas(llvm::StringRef given);

/// Assembles the text. Errors: a program that is missing or fails; then the text is kept in a file, and the message
/// holds what the program says and the command.
llvm::Expected<AssembledKernels> assembleKernels(llvm::StringRef ptx, const DeviceTarget &target,
                                                 llvm::StringRef ptxas = "");

} // namespace mlir::qnt

#endif // QNT_TARGET_ASSEMBLEKERNELS_H
