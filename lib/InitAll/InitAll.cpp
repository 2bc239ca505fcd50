//===- InitAll.cpp - everything of Qnt in one call --------------------------------------------------------===//
#include "Qnt/InitAll.h"
#include "Qnt/Compress/Passes.h"
#include "Qnt/Conversion/Passes.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/QntDialect.h"
#include "Qnt/Import/Passes.h"
#include "Qnt/LowerCPU/Passes.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "Qnt/Target/Passes.h"
#include "Qnt/Version.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

void qnt::registerAllDialects(DialectRegistry &registry) {
  registry.insert<QntDialect>();
  registerLowerCPUDialects(registry);
  registerLowerGPUDialects(registry);
  registerTargetDialects(registry);
}

void qnt::registerAllPasses() {
  registerQntCompressPasses();
  registerQntConversionPasses();
  registerQntFusePasses();
  registerFusePipeline();
  registerQntImportPasses();
  registerImportPipeline();
  registerQntLowerLinalgPasses();
  registerQntLowerCPUPasses();
  registerLowerToLLVMPipeline();
  registerQntLowerGPUPasses();
  registerLowerToGPUPipeline();
  registerQntTargetPasses();
}

void qnt::addVersionPrinter() {
  llvm::cl::AddExtraVersionPrinter([](llvm::raw_ostream &stream) { stream << "Qnt " QNT_VERSION "\n"; });
}
