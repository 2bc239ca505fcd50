//===- Passes.h - passes and pipeline of stage LowerGPU ---------------------------------------------------===//
#ifndef QNT_LOWERGPU_PASSES_H
#define QNT_LOWERGPU_PASSES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::arith {
class ArithDialect;
} // namespace mlir::arith
namespace mlir::gpu {
class GPUDialect;
} // namespace mlir::gpu
namespace mlir::LLVM {
class LLVMDialect;
} // namespace mlir::LLVM
namespace mlir::NVVM {
class NVVMDialect;
} // namespace mlir::NVVM
namespace mlir::scf {
class SCFDialect;
} // namespace mlir::scf
namespace mlir::tensor {
class TensorDialect;
} // namespace mlir::tensor

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/LowerGPU/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/LowerGPU/Passes.h.inc"

/// The module that holds all kernels of a program.
inline constexpr llvm::StringLiteral kKernelModuleName = "qnt_kernels";

/// Dialects and interface implementations that the stage needs.
void registerLowerGPUDialects(DialectRegistry &registry);

} // namespace mlir::qnt

#endif // QNT_LOWERGPU_PASSES_H
