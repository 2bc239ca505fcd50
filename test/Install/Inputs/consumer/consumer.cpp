//===- consumer.cpp - another project's use of the installed package --------------------------------------===//
//
// Parses a float program, quantizes its weight with a pass, and runs it in the interpreter.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Compress/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/InitAll.h"
#include "Qnt/Reference/Interpreter.h"
#include "Qnt/Reference/Print.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

static constexpr const char *kProgram = R"(
func.func @main() -> tensor<1x2xf32> {
  %x = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %w = arith.constant dense<[[127.0, 63.5], [-127.0, 1.0]]> : tensor<2x2xf32>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
         : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
})";

int main() {
  mlir::DialectRegistry registry;
  mlir::qnt::registerAllDialects(registry);
  registry.insert<mlir::arith::ArithDialect, mlir::func::FuncDialect>();
  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(kProgram, &context);
  if (!module)
    return 1;
  mlir::PassManager passes(&context);
  mlir::qnt::QuantizeWeightsOptions options;
  options.weightNumThreshold = 2; // the activation stays
  options.dtype = "int8";
  options.granularity = "per_channel";
  passes.addPass(mlir::qnt::createQuantizeWeights(options));
  if (failed(passes.run(*module)))
    return 1;
  module->print(llvm::outs());
  auto results = mlir::qnt::reference::Interpreter(*module).run("main", {});
  if (!results)
    return 1;
  for (const auto &value : *results)
    mlir::qnt::reference::printValue(llvm::outs(), value);
  llvm::outs() << "\n";
  return 0;
}
