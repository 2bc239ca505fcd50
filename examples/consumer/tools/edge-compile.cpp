//===- edge-compile.cpp - compiles a model and runs its @main in Qnt's interpreter ------------------------===//
//
//   edge-compile model.mlir     # prints the compiled module, then what @main (without inputs) gives
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Edge/Passes.h"
#include "Qnt/Reference/Interpreter.h"
#include "Qnt/Reference/Print.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;

static int fail(const llvm::Twine &message) {
  llvm::errs() << "edge-compile: error: " << message << "\n";
  return EXIT_FAILURE;
}

int main(int argc, char **argv) {
  if (argc != 2)
    return fail("expected a file");
  DialectRegistry registry;
  edge::registerDialects(registry);
  registry.insert<arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect, tensor::TensorDialect>();
  MLIRContext context(registry);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(argv[1], &context);
  if (!module)
    return EXIT_FAILURE;
  PassManager passes(&context);
  edge::buildPipeline(passes);
  if (failed(passes.run(*module)))
    return EXIT_FAILURE;
  module->print(llvm::outs());

  PassManager forOneProcessor(&context);
  forOneProcessor.addPass(edge::createInlineStages());
  if (failed(forOneProcessor.run(*module)))
    return EXIT_FAILURE;
  auto results = qnt::reference::Interpreter(*module).run("main", {});
  if (!results)
    return fail(llvm::toString(results.takeError()));
  for (const auto &value : *results)
    qnt::reference::printValue(llvm::outs(), value);
  llvm::outs() << "\n";
  return EXIT_SUCCESS;
}
