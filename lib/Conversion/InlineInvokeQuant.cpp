//===- InlineInvokeQuant.cpp - qnt-inline-invoke-quant ----------------------------------------------------===//
#include "Qnt/Conversion/InlineRegions.h"
#include "Qnt/Conversion/Passes.h"
#include "Qnt/IR/Remarks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_INLINEINVOKEQUANT
#include "Qnt/Conversion/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct InlineInvokeQuantPass : qnt::impl::InlineInvokeQuantBase<InlineInvokeQuantPass> {
  using InlineInvokeQuantBase::InlineInvokeQuantBase;

  void runOnOperation() override {
    PassSummary summary("qnt-inline-invoke-quant", getOperation());
    IRRewriter rewriter(&getContext());
    inlineUnder(getOperation(), rewriter, summary);
  }

private:
  bool isChosen(InvokeQuantOp region) {
    if (scheme.empty())
      return true;
    StringAttr own = region.getSchemeOfEitherForm();
    return own && own.getValue() == scheme;
  }

  /// True when `region` was replaced by its body.
  bool inlineOne(InvokeQuantOp region, IRRewriter &rewriter, PassSummary &summary) {
    if (!isChosen(region))
      return false;
    if (auto blocker = findInliningBlocker(region)) {
      summary.add(numSkipped, "skipped");
      remarkSkipped("qnt-inline-invoke-quant", blocker->op, blocker->reason);
      return false;
    }
    inlineInvokeQuant(rewriter, region);
    summary.add(numInlined, "inlined");
    return true;
  }

  /// Outer regions first: what they hold is then seen in the place it goes to.
  void inlineUnder(Operation *root, IRRewriter &rewriter, PassSummary &summary) {
    for (Region &region : root->getRegions()) {
      for (Block &block : region) {
        Operation *op = block.empty() ? nullptr : &block.front();
        while (op) {
          Operation *previous = op->getPrevNode();
          auto invoke = dyn_cast<InvokeQuantOp>(op);
          if (invoke && inlineOne(invoke, rewriter, summary)) {
            // Go on with the first op that came out.
            op = previous ? previous->getNextNode() : &block.front();
            continue;
          }
          inlineUnder(op, rewriter, summary);
          op = op->getNextNode();
        }
      }
    }
  }
};
} // namespace
