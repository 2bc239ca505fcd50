//===- InlineStages.cpp - edge-inline-stages --------------------------------------------------------------===//
#include "Edge/Passes.h"
#include "mlir/IR/PatternMatch.h"

namespace edge {
#define GEN_PASS_DEF_INLINESTAGES
#include "Edge/Passes.h.inc"
} // namespace edge

using namespace mlir;
using namespace edge;

namespace {
struct InlineStagesPass : edge::impl::InlineStagesBase<InlineStagesPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation()->walk<WalkOrder::PostOrder>([&](StageOp stage) {
      Operation *end = stage.getBody().front().getTerminator();
      rewriter.inlineBlockBefore(&stage.getBody().front(), stage, stage.getInputs());
      rewriter.replaceOp(stage, end->getOperands());
      rewriter.eraseOp(end);
    });
  }
};
} // namespace
