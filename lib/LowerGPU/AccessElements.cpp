//===- AccessElements.cpp - qnt-access-elements -----------------------------------------------------------===//
#include "DeviceMemory.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_ACCESSELEMENTS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct AccessElementsPass : qnt::impl::AccessElementsBase<AccessElementsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-access-elements", getOperation());
    getOperation()->walk([&](Operation *op) {
      OpBuilder builder(op);
      if (auto load = dyn_cast<memref::LoadOp>(op); load && isOnHost(op, load.getMemRef())) {
        Value element = ReadElementOp::create(builder, op->getLoc(), load.getMemRef(), load.getIndices());
        load.replaceAllUsesWith(element);
        load.erase();
        summary.add(numRead, "read");
      } else if (auto store = dyn_cast<memref::StoreOp>(op); store && isOnHost(op, store.getMemRef())) {
        WriteElementOp::create(builder, op->getLoc(), store.getValueToStore(), store.getMemRef(), store.getIndices());
        store.erase();
        summary.add(numWritten, "written");
      }
    });
  }

private:
  static bool isOnHost(Operation *op, Value memory) { return isDeviceMemory(memory.getType()) && !isInKernel(op); }
};
} // namespace
