//===- Pipeline.cpp - the import passes in order ----------------------------------------------------------===//
#include "Qnt/IR/NoPipelineOptions.h"
#include "Qnt/Import/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

void qnt::buildImportPipeline(OpPassManager &manager) {
  // Whole programs of another dialect first; nothing to do for others.
  manager.addPass(createImportCoreAI());
  // Types first: contractions are then seen on arrays and float tensors only.
  manager.addPass(createImportQuant());
  manager.addPass(createImportLinalg());
}

void qnt::registerImportPipeline() {
  PassPipelineRegistration<NoPipelineOptions>(
      "qnt-import", "All of stage Import: upstream's forms of quantized and float programs to qnt",
      [](OpPassManager &manager, const NoPipelineOptions &) { buildImportPipeline(manager); });
}
