//===- quant-opt.cpp - Qnt's passes beside upstream's -----------------------------------------------------===//
#include "Qnt/Compress/Passes.h"
#include "Qnt/Conversion/Passes.h"
#include "Qnt/IR/QntDialect.h"
#include "Qnt/Import/Passes.h"
#include "RegisterUpstream.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registerUpstream(registry);
  registry.insert<mlir::qnt::QntDialect>();
  mlir::qnt::registerQntCompressPasses();
  mlir::qnt::registerQntConversionPasses();
  mlir::qnt::registerQntImportPasses();
  mlir::qnt::registerImportPipeline();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "Qnt quantization compiler\n", registry));
}
