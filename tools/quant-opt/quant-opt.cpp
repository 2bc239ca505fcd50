//===- quant-opt.cpp - Qnt's passes beside upstream's -----------------------------------------------------===//
#include "Qnt/IR/QntDialect.h"
#include "RegisterUpstream.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registerUpstream(registry);
  registry.insert<mlir::qnt::QntDialect>();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "Qnt quantization compiler\n", registry));
}
