//===- quant-reduce.cpp - makes a failing module small ----------------------------------------------------===//
//
// Upstream's mlir-reduce with the dialects of random modules and patterns for them. scripts/reduce-failure.sh calls it:
//
//   quant-reduce failing.mlir -reduction-tree='traversal-mode=0 test=interesting.sh' -o reduced.mlir
//
// The test gets the name of a module as its last argument and exits with 1 when the module is interesting.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/InitAll.h"
#include "Qnt/RandomModules/RandomModule.h"
#include "ReductionPatterns.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Tools/mlir-reduce/MlirReduceMain.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

int main(int argc, char **argv) {
  qnt::addVersionPrinter();
  registerTransformsPasses();
  qnt::registerAllPasses();
  DialectRegistry registry;
  qnt::random_modules::registerRandomModuleDialects(registry);
  registry.insert<quant::QuantDialect>();
  qnt::registerAllDialects(registry);
  qnt::registerReductionPatterns(registry);
  MLIRContext context(registry);
  context.loadAllAvailableDialects();
  return failed(mlirReduceMain(argc, argv, context));
}
