//===- FuseDequantize.cpp - qnt-fuse-dequantize -----------------------------------------------------------===//
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_FUSEDEQUANTIZE
#include "Qnt/Fuse/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

static constexpr StringLiteral passName = "qnt-fuse-dequantize";

namespace {
struct FuseDequantizePass : qnt::impl::FuseDequantizeBase<FuseDequantizePass> {
  using FuseDequantizeBase::FuseDequantizeBase;

  void runOnOperation() override {
    PassSummary summary(passName, getOperation());
    for (Operation *op : findContractions(getOperation()))
      fuse(op, summary);
  }

private:
  void fuse(Operation *op, PassSummary &summary) {
    bool isFused = false;
    for (OpOperand &operand : op->getOpOperands().take_front(2)) {
      auto dequantize = operand.get().getDefiningOp<DequantizeOp>();
      if (!dequantize)
        continue;
      if (op->getParentOfType<InvokeQuantOp>()) {
        summary.add(numSkipped, "skipped");
        remarkSkipped(passName, op, "it stands in a 'qnt.invoke_quant', whose body is computed as it is written");
        continue;
      }
      operand.set(dequantize.getInput());
      isFused = true;
      summary.add(numFused, "fused");
      if (dequantize->use_empty())
        dequantize.erase();
    }
    if (!isFused)
      return;
    // A verdict was on other operands.
    op->removeAttr("accumulator");
    remarkDone(passName, op) << remark::metric("contraction", getSourceName(op));
  }
};
} // namespace
