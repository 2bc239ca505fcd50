//===- QntPlugin.cpp - the dialect and passes as a plugin of mlir-opt -------------------------------------===//
#include "Qnt/InitAll.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

extern "C" LLVM_ATTRIBUTE_WEAK mlir::DialectPluginLibraryInfo mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Qnt", "0.1",
          [](mlir::DialectRegistry *registry) { mlir::qnt::registerAllDialects(*registry); }};
}

extern "C" LLVM_ATTRIBUTE_WEAK mlir::PassPluginLibraryInfo mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Qnt", "0.1", [] { mlir::qnt::registerAllPasses(); }};
}
