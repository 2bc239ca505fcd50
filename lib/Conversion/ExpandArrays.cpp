//===- ExpandArrays.cpp - qnt-expand-arrays ---------------------------------------------------------------===//
#include "ExpansionPatterns.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "Qnt/Conversion/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_EXPANDARRAYS
#include "Qnt/Conversion/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct ExpandArraysPass : qnt::impl::ExpandArraysBase<ExpandArraysPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-expand-arrays", getOperation());
    getOperation()->walk([&](func::FuncOp op) {
      if (hasArray(op.getArgumentTypes()) || hasArray(op.getResultTypes()))
        summary.add(numFunctions, "functions");
    });
    if (failed(expandArrays(getOperation())))
      return signalPassFailure();
    getOperation()->walk([&](Operation *op) {
      if (isa_and_nonnull<QntDialect>(op->getDialect()) ||
          !(hasArray(op->getOperandTypes()) || hasArray(op->getResultTypes())))
        return;
      summary.add(numSkipped, "skipped");
      remarkSkipped("qnt-expand-arrays", op, "'" + op->getName().getStringRef() + "' is not known to carry arrays");
    });
  }
};
} // namespace
