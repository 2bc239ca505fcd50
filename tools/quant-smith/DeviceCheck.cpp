//===- DeviceCheck.cpp - a device against the reference interpreter ---------------------------------------===//
#include "Checks.h"
#include "Outcome.h"
#include "Qnt/RandomModules/InputData.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::smith;

ArrayRef<StringLiteral> smith::getDevices() { return {}; }

llvm::Error smith::checkDevice(ModuleOp module, StringRef device) {
  return llvm::createStringError("device " + device + " is not available in this build");
}
