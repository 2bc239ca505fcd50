//===- PlantFault.cpp - smith-plant-fault: a pass that changes values on purpose --------------------------===//
//
// Makes every arith.addf an arith.subf, so that a test can see a failure found, written out and reduced. Never drawn.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Checks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

namespace {
struct PlantFault : PassWrapper<PlantFault, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(PlantFault)
  StringRef getArgument() const override { return "smith-plant-fault"; }
  StringRef getDescription() const override { return "Subtracts where floats are added: an artificial failure"; }

  void runOnOperation() override {
    getOperation()->walk([](arith::AddFOp op) {
      OpBuilder builder(op);
      Value difference = arith::SubFOp::create(builder, op.getLoc(), op.getLhs(), op.getRhs());
      op.replaceAllUsesWith(difference);
      op.erase();
    });
  }
};
} // namespace

void qnt::smith::registerPlantFault() { PassRegistration<PlantFault>(); }
