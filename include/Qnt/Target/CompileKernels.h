//===- CompileKernels.h - from a gpu.module to PTX text and what callers need to know ---------------------===//
//
//   const DeviceTarget *target = ...;
//   llvm::Expected<CompiledKernels> kernels = compileKernels(module, *target);
//   kernels->ptx, kernels->find("gemv_0")->parameters
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_TARGET_COMPILEKERNELS_H
#define QNT_TARGET_COMPILEKERNELS_H

#include "Qnt/Target/DeviceTarget.h"
#include "mlir/IR/BuiltinOps.h"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace mlir::qnt {

/// A parameter of a kernel, in PTX's order.
struct KernelParameter {
  bool isPointer;     ///< to global memory
  std::string type;   ///< LLVM's: "ptr", "i64", "float"
  unsigned size;      ///< bytes, those that a launch has to give
  unsigned alignment; ///< bytes
};

/// What the text says of a kernel.
struct KernelFacts {
  std::string name;
  std::vector<KernelParameter> parameters;
  std::optional<std::array<unsigned, 3>> requiredBlock; ///< .reqntid
  std::optional<std::array<unsigned, 3>> cluster;       ///< .reqnctapercluster
  std::optional<unsigned> minBlocks;                    ///< .minnctapersm
  std::optional<unsigned> maxRegisters;                 ///< .maxnreg
  unsigned staticSharedBytes = 0;
};

struct CompiledKernels {
  std::string ptx;
  std::vector<KernelFacts> kernels; ///< in the order of the module

  /// Null when there is no such kernel.
  const KernelFacts *find(llvm::StringRef name) const;
};

/// The kernels of `module`'s gpu.module as PTX of the target; `module` stays as it is. Runs qnt-expand-math and
/// qnt-convert-kernels on a copy, then LLVM on each kernel in the threads of the context. No fma is made of a
/// multiplication and an addition, denormals are kept, division and square root are IEEE's. Errors: no gpu.module or
/// several; what the passes say, with locations; a function without a body that the kernels call; code that LLVM has no
/// instruction for on the target.
llvm::Expected<CompiledKernels> compileKernels(ModuleOp module, const DeviceTarget &target);

} // namespace mlir::qnt

#endif // QNT_TARGET_COMPILEKERNELS_H
