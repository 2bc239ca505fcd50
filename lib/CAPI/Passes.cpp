//===- Passes.cpp - C API: passes and pipelines -----------------------------------------------------------===//
#include "qnt-c/Passes.h"
#include "Qnt/Compress/Passes.h"
#include "Qnt/Conversion/Passes.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/Import/Passes.h"
#include "Qnt/InitAll.h"
#include "Qnt/LowerCPU/Passes.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "Qnt/Target/Passes.h"
#include "mlir/CAPI/Pass.h"
#include <mutex>

using namespace mlir;
using namespace mlir::qnt;

#include "Qnt/Compress/Passes.capi.cpp.inc"
#include "Qnt/Conversion/Passes.capi.cpp.inc"
#include "Qnt/Fuse/Passes.capi.cpp.inc"
#include "Qnt/Import/Passes.capi.cpp.inc"
#include "Qnt/LowerCPU/Passes.capi.cpp.inc"
#include "Qnt/LowerGPU/Passes.capi.cpp.inc"
#include "Qnt/LowerLinalg/Passes.capi.cpp.inc"
#include "Qnt/Target/Passes.capi.cpp.inc"

void qntRegisterAllPasses(void) {
  static std::once_flag once;
  std::call_once(once, registerAllPasses);
}

void qntOpPassManagerAddImportPipeline(MlirOpPassManager manager) { buildImportPipeline(*unwrap(manager)); }

void qntOpPassManagerAddFusePipeline(MlirOpPassManager manager) { buildFusePipeline(*unwrap(manager)); }

void qntOpPassManagerAddLowerToLLVMPipeline(MlirOpPassManager manager) { buildLowerToLLVMPipeline(*unwrap(manager)); }
