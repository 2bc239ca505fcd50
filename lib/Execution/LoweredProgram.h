//===- LoweredProgram.h - a module in the LLVM dialect, and how its functions are called ------------------===//
//
// What the JIT and the files that quant-compile writes have in common.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_LOWEREDPROGRAM_H
#define QNT_LIB_EXECUTION_LOWEREDPROGRAM_H

#include "KernelSums.h"
#include "LaunchFacts.h"
#include "PassRecorder.h"
#include "ProgramMemory.h"
#include "Qnt/Target/CompileKernels.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Target/TargetMachine.h"
#include <functional>

namespace mlir::qnt::execution {

/// How a program for a GPU is lowered.
struct DeviceLowering {
  const DeviceTarget *target;
  bool plansMemory;               ///< one allocation for the buffers of a function
  SmallVector<MathMode> math;     ///< as in DeviceCodeOptions
  PassRecords *records = nullptr; ///< where passes are noted
  /// Is called with kernels, if there are any, before the host's part is lowered.
  std::function<void(const CompiledKernels &kernels)> onKernels = nullptr;
};

/// Memory of the device that a function allocates, results included.
struct WorkspaceFacts {
  std::string function;
  int64_t staticBytes = 0;
  unsigned numAllocations = 0;
  bool isDynamic = false; ///< there are allocations whose size is computed, or in loops
};

struct LoweredProgram {
  OwningOpRef<ModuleOp> module;
  std::vector<EntryPoint> entries;        ///< in the order of the module, or of the names asked for
  std::optional<CompiledKernels> kernels; ///< of a program for a GPU, as is what follows; without text: it has none
  std::vector<LaunchFacts> launches;
  std::vector<WorkspaceFacts> workspaces;
  std::vector<BufferFacts> buffers;
  std::map<std::string, std::string> sums; ///< collectSums
  std::vector<ConstantFacts> constants;    ///< in the order of the module

  bool isDeviceConstant(StringRef name) const {
    return llvm::any_of(constants, [&](const ConstantFacts &constant) { return constant.name == name; });
  }

  /// Lowers a copy of `module`. `entries` as in CompiledProgram::compile. `hasCInterface`: entries get the functions
  /// `_mlir_ciface_` that take descriptors by pointer. The code uses the instruction sets of `machine`. `records` as in
  /// DeviceLowering. Errors: no such function, types that cannot enter or leave, and whatever the lowering says, with
  /// locations.
  static llvm::Expected<LoweredProgram> lower(ModuleOp module, ArrayRef<StringRef> entries, bool hasCInterface,
                                              const llvm::TargetMachine &machine, PassRecords *records = nullptr);
  /// The same for a GPU: the host's part, and kernels. A module that holds kernels already keeps them. The code calls
  /// what Qnt/Target/Passes.h names.
  static llvm::Expected<LoweredProgram> lowerForDevice(ModuleOp module, ArrayRef<StringRef> entries, bool hasCInterface,
                                                       const DeviceLowering &lowering);

private:
  llvm::Error prepare(ModuleOp source, ArrayRef<StringRef> names, bool hasCInterface);
};

/// Runs `run` on `module`; what it reports becomes the error.
llvm::Error runAndExplain(ModuleOp module, llvm::function_ref<LogicalResult()> run);
/// Removes what no entry reaches. Fails, with a diagnostic, for functions without a body.
LogicalResult dropUnreached(ModuleOp module);

/// Code generation for this machine's architecture at the highest level. `cpu`: a name that LLVM knows, or "native".
/// `isShared`: the code may end in a shared library, else it stays in this process.
/// Errors: no such processor.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> createTargetMachine(StringRef cpu, bool isShared);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_LOWEREDPROGRAM_H
