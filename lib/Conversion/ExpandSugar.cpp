//===- ExpandSugar.cpp - qnt-expand-sugar -----------------------------------------------------------------===//
#include "Qnt/Conversion/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_EXPANDSUGAR
#include "Qnt/Conversion/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

static int64_t countSugar(Operation *root) {
  int64_t count = 0;
  root->walk([&](Operation *op) { count += isa<DotOp, EinsumOp, RaggedDotOp>(op); });
  return count;
}

namespace {
struct ExpandSugarPass : qnt::impl::ExpandSugarBase<ExpandSugarPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-expand-sugar", getOperation());
    int64_t before = countSugar(getOperation());
    RewritePatternSet patterns(&getContext());
    DotOp::getCanonicalizationPatterns(patterns, &getContext());
    EinsumOp::getCanonicalizationPatterns(patterns, &getContext());
    RaggedDotOp::getCanonicalizationPatterns(patterns, &getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    summary.add(numExpanded, "expanded", before - countSugar(getOperation()));
    getOperation()->walk([&](Operation *op) {
      auto einsum = dyn_cast<EinsumOp>(op);
      std::optional<StringRef> reason = einsum ? einsum.getReasonToStay() : std::nullopt;
      if (!reason)
        return;
      summary.add(numSkipped, "skipped");
      remarkSkipped("qnt-expand-sugar", op, *reason);
    });
  }
};
} // namespace
