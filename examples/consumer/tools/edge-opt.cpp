//===- edge-opt.cpp - the passes of edge and of Qnt on .mlir files ----------------------------------------===//
#include "Edge/Passes.h"
#include "Qnt/InitAll.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::qnt::registerAllDialects(registry);
  edge::registerDialects(registry);
  registry.insert<mlir::arith::ArithDialect, mlir::func::FuncDialect, mlir::linalg::LinalgDialect,
                  mlir::tensor::TensorDialect>();
  mlir::qnt::registerAllPasses();
  mlir::registerTransformsPasses();
  edge::registerEdgePasses();
  mlir::PassPipelineRegistration<>("edge-compile", "All passes of the edge compiler", edge::buildPipeline);
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "Edge compiler\n", registry));
}
