//===- Passes.h - passes and pipeline of stage LowerCPU ---------------------------------------------------===//
#ifndef QNT_LOWERCPU_PASSES_H
#define QNT_LOWERCPU_PASSES_H

#include "Qnt/IR/DialectDeclarations.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/LowerCPU/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/LowerCPU/Passes.h.inc"

/// `void qnt_runtime_fail(const char *message)`: what compiled code calls when an assertion fails. It must not return.
inline constexpr llvm::StringLiteral kRuntimeFailName = "qnt_runtime_fail";

/// From qnt, func, scf, cf, arith, math, tensor and linalg to the LLVM dialect (Pipeline.cpp says why that order).
/// `features` are the processor's, as LLVM names them: "+avx2,+fma".
void buildLowerToLLVMPipeline(OpPassManager &manager, StringRef features = "");
/// Its end: from scf, cf, arith, math, vector and memref to the LLVM dialect.
void buildLoopsToLLVMPipeline(OpPassManager &manager);
/// The pipeline as `--qnt-lower-to-llvm`.
void registerLowerToLLVMPipeline();

/// Dialects and interface implementations that the pipeline needs, those of LowerLinalg included.
void registerLowerCPUDialects(DialectRegistry &registry);

} // namespace mlir::qnt

#endif // QNT_LOWERCPU_PASSES_H
