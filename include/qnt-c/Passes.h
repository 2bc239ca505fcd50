//===- Passes.h - C API: passes and pipelines -------------------------------------------------------------===//
//
// For a pass `def QuantizeWeights` of stage Compress there are
//
//   MlirPass mlirCreateQntCompressQuantizeWeights(void);     // with its default options
//   void mlirRegisterQntCompressQuantizeWeights(void);       // so that pipelines can name it
//
// Options are given in text, as in MLIR's own C API:
//
//   mlirOpPassManagerAddPipeline(manager, "qnt-import,qnt-quantize-weights{dtype=int4}", onError, NULL);
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_C_PASSES_H
#define QNT_C_PASSES_H

#include "mlir-c/Pass.h"

#include "Qnt/Compress/Passes.capi.h.inc"
#include "Qnt/Conversion/Passes.capi.h.inc"
#include "Qnt/Fuse/Passes.capi.h.inc"
#include "Qnt/Import/Passes.capi.h.inc"
#include "Qnt/LowerCPU/Passes.capi.h.inc"
#include "Qnt/LowerGPU/Passes.capi.h.inc"
#include "Qnt/LowerLinalg/Passes.capi.h.inc"
#include "Qnt/Target/Passes.capi.h.inc"

#ifdef __cplusplus
extern "C" {
#endif

/// Registers the passes and pipelines of every stage. Calls after the first do nothing; do not call the functions that
/// register passes one by one as well.
MLIR_CAPI_EXPORTED void qntRegisterAllPasses(void);

/// Adds the pipeline `qnt-import`.
MLIR_CAPI_EXPORTED void qntOpPassManagerAddImportPipeline(MlirOpPassManager manager);
/// Adds the passes of stage Fuse in order, `qnt-fuse`.
MLIR_CAPI_EXPORTED void qntOpPassManagerAddFusePipeline(MlirOpPassManager manager);
/// Adds the pipeline `qnt-lower-to-llvm`.
MLIR_CAPI_EXPORTED void qntOpPassManagerAddLowerToLLVMPipeline(MlirOpPassManager manager);

#ifdef __cplusplus
}
#endif

#endif // QNT_C_PASSES_H
