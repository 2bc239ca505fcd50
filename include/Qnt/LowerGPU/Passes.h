//===- Passes.h - passes and pipeline of stage LowerGPU ---------------------------------------------------===//
#ifndef QNT_LOWERGPU_PASSES_H
#define QNT_LOWERGPU_PASSES_H

#include "Qnt/IR/DialectDeclarations.h"
#include "Qnt/IR/Enums.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassOptions.h"

namespace llvm::cl {
/// What an option `math` may name: tf32 or fp8.
template <>
class parser<mlir::qnt::MathMode> : public basic_parser<mlir::qnt::MathMode> {
public:
  using basic_parser::basic_parser;

  bool parse(Option &option, StringRef, StringRef name, mlir::qnt::MathMode &math) {
    std::optional<mlir::qnt::MathMode> known = mlir::qnt::symbolizeMathMode(name);
    if (!known || *known == mlir::qnt::MathMode::Full)
      return option.error("expected tf32 or fp8, got '" + name + "'");
    math = *known;
    return false;
  }
  StringRef getValueName() const override { return "tf32,fp8"; }
};
} // namespace llvm::cl

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/LowerGPU/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/LowerGPU/Passes.h.inc"

/// The module that holds all kernels of a program.
inline constexpr llvm::StringLiteral kKernelModuleName = "qnt_kernels";

struct LowerToGPUOptions : PassPipelineOptions<LowerToGPUOptions> {
  PassOptions::Option<std::string> target{
      *this, "target",
      llvm::cl::desc("choose schedules for this GPU: sm_80, sm_89, sm_90a, sm_100a or sm_120a; default: "
                     "kernels have the schedules that are written on them")};
  PassOptions::ListOption<MathMode> math{*this, "math", llvm::cl::desc("with a target: as of qnt-choose-schedule")};
};

/// From qnt, func, scf, cf, arith, math, tensor and linalg to functions of the host on memrefs of the GPU, launches,
/// and kernels in a gpu.module (Pipeline.cpp says why that order).
void buildLowerToGPUPipeline(OpPassManager &manager, const LowerToGPUOptions &options);
/// Its middle: from qnt to linalg on tensors as qnt-lower-outlined and bufferization take it.
void buildOutlinedToLoopsPipeline(OpPassManager &manager);
/// The pipeline as `--qnt-lower-to-gpu`.
void registerLowerToGPUPipeline();

/// Dialects and interface implementations that the stage needs.
void registerLowerGPUDialects(DialectRegistry &registry);

} // namespace mlir::qnt

#endif // QNT_LOWERGPU_PASSES_H
