//===- Passes.h - passes and pipeline of stage Fuse -------------------------------------------------------===//
#ifndef QNT_FUSE_PASSES_H
#define QNT_FUSE_PASSES_H

#include "Qnt/IR/DialectDeclarations.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/Fuse/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Fuse/Passes.h.inc"

/// The passes in order (Pipeline.cpp says why that order).
void buildFusePipeline(OpPassManager &manager);
/// The pipeline as `--qnt-fuse`.
void registerFusePipeline();

} // namespace mlir::qnt

#endif // QNT_FUSE_PASSES_H
