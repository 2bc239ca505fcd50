//===- quant-lsp-server.cpp - language server for .mlir files with the qnt dialect -----------------------===//
//
// An editor starts it and speaks the Language Server Protocol over stdin and stdout: diagnostics, hover, completion,
// definitions and references, for the qnt dialect and all of upstream's.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/InitAll.h"
#include "mlir/IR/Dialect.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::qnt::addVersionPrinter();
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::qnt::registerAllDialects(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry)) ? EXIT_FAILURE : EXIT_SUCCESS;
}
