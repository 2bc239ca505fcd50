//===- Passes.h - passes and pipeline of stage Import -----------------------------------------------------===//
#ifndef QNT_IMPORT_PASSES_H
#define QNT_IMPORT_PASSES_H

#include "Qnt/IR/DialectDeclarations.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/Import/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Import/Passes.h.inc"

/// All import passes in order (Pipeline.cpp says why that order).
void buildImportPipeline(OpPassManager &manager);
/// The pipeline as `--qnt-import`.
void registerImportPipeline();

} // namespace mlir::qnt

#endif // QNT_IMPORT_PASSES_H
