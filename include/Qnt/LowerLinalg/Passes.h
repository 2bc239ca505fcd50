//===- Passes.h - passes and pipelines of stage LowerLinalg ------------------------------------------------===//
#ifndef QNT_LOWERLINALG_PASSES_H
#define QNT_LOWERLINALG_PASSES_H

#include "Qnt/IR/DialectDeclarations.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/LowerLinalg/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/LowerLinalg/Passes.h.inc"

struct LowerToLinalgPipelineOptions {
  /// For the threads of a GPU: `decode-singly` of qnt-lower-to-linalg; what is in a gpu.module is left alone.
  bool forDevice = false;
};

/// From qnt, func, scf, cf, arith, math, tensor and linalg to the same without qnt: linalg on the parts of arrays as
/// they lie in memory (Pipeline.cpp says why that order).
void buildLowerToLinalgPipeline(OpPassManager &manager, const LowerToLinalgPipelineOptions &options = {});
/// From tensors to memrefs that are freed when nobody needs them.
void buildBufferizePipeline(OpPassManager &manager);

/// Dialects and interface implementations that the pipelines need.
void registerLowerLinalgDialects(DialectRegistry &registry);

} // namespace mlir::qnt

#endif // QNT_LOWERLINALG_PASSES_H
