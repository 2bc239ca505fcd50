//===- AssemblyTask.h - ptxas beside other work ------------------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_ASSEMBLYTASK_H
#define QNT_LIB_EXECUTION_ASSEMBLYTASK_H

#include "Qnt/Target/AssembleKernels.h"
#include "Qnt/Target/CompileKernels.h"
#include <future>

namespace mlir::qnt::execution {

/// Assembles kernels in a thread of its own, so that the host's part can be compiled meanwhile.
class AssemblyTask {
public:
  /// Once. `inBackground`: else the work is done by finish().
  void start(const CompiledKernels &kernels, const DeviceTarget &target, std::string ptxas, bool inBackground);
  bool isStarted() const { return result.valid(); }
  /// Waits, and gives what assembleKernels does. Once, after start().
  llvm::Expected<AssembledKernels> finish();

private:
  struct Result {
    AssembledKernels kernels;
    std::string error; ///< empty: none
  };
  std::future<Result> result; ///< waits where nobody took it
};

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_ASSEMBLYTASK_H
