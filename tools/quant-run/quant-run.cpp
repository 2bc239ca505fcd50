//===- quant-run.cpp - runs a function of a module --------------------------------------------------------===//

#include "Qnt/IR/QntDialect.h"
#include "Qnt/Reference/Interpreter.h"
#include "Qnt/Reference/Print.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace mlir::qnt;

static llvm::cl::opt<std::string> modelFile(llvm::cl::Positional, llvm::cl::Required, llvm::cl::desc("<model>"));
static llvm::cl::opt<std::string> entry("entry", llvm::cl::init("main"), llvm::cl::desc("Function to run"));
static llvm::cl::opt<bool> printResults("print", llvm::cl::desc("Print the results"));

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::ParseCommandLineOptions(argc, argv, "runs a function of a module\n");
  DialectRegistry registry;
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect,
                  math::MathDialect, quant::QuantDialect, scf::SCFDialect, tensor::TensorDialect, QntDialect>();
  MLIRContext context(registry);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(modelFile, &context);
  if (!module)
    return 2;
  auto results = reference::Interpreter(*module).run(entry, {});
  if (!results) {
    llvm::errs() << "quant-run: error: " << llvm::toString(results.takeError()) << "\n";
    return 2;
  }
  for (const reference::InterpreterValue &value : *results) {
    reference::printValue(llvm::outs(), value);
    llvm::outs() << "\n";
  }
  return 0;
}
