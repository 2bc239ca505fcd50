//===- ExpandLayoutOps.cpp - qnt-expand-layout-ops --------------------------------------------------------===//
#include "Qnt/Conversion/LayoutExpansion.h"
#include "Qnt/Conversion/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_EXPANDLAYOUTOPS
#include "Qnt/Conversion/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct ExpandLayoutOpsPass : qnt::impl::ExpandLayoutOpsBase<ExpandLayoutOpsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-expand-layout-ops", getOperation());
    getOperation()->walk([&](Operation *op) {
      if (isa<TransposeOp, ReshapeOp, SliceOp, ConcatOp, PadOp, GatherOp, DimOp>(op))
        summary.add(numExpanded, "expanded");
    });
    expandLayoutOps(getOperation());
  }
};
} // namespace
