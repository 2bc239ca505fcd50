//===- InlineRegions.cpp - invoke_quant and kernel replaced by their bodies -------------------------------===//
#include "Qnt/Conversion/InlineRegions.h"
#include "WidenBody.h"

using namespace mlir;
using namespace mlir::qnt;

std::optional<InliningBlocker> mlir::qnt::findInliningBlocker(InvokeQuantOp region) {
  if (auto outer = region->getParentOfType<InvokeQuantOp>(); outer && !outer.isLowPrecision())
    return InliningBlocker{outer, "the 'qnt.invoke_quant' around it has codegen_low_precision = false"};
  if (region.isLowPrecision())
    return std::nullopt;
  return findUnwidenable(region.getBody());
}

/// Moves the body's ops to the region op's place.
static void moveBody(RewriterBase &rewriter, Operation *op) {
  Block *body = &op->getRegion(0).front();
  Operation *yield = body->getTerminator();
  rewriter.inlineBlockBefore(body, op, op->getOperands());
  rewriter.replaceOp(op, yield->getOperands());
  rewriter.eraseOp(yield);
}

static void cloneWideBody(RewriterBase &rewriter, InvokeQuantOp region) {
  rewriter.setInsertionPoint(region);
  Location loc = region.getLoc();
  Block *body = region.getBodyBlock();
  IRMapping mapping;
  for (auto [argument, input] : llvm::zip_equal(body->getArguments(), region.getInputs()))
    mapping.map(argument, castFloat(rewriter, loc, input, getWideType(input.getType())));
  cloneWidened(rewriter, *body, mapping);
  SmallVector<Value> results;
  for (Value yielded : region.getTerminator()->getOperands())
    results.push_back(castFloat(rewriter, loc, mapping.lookupOrDefault(yielded), yielded.getType()));
  rewriter.replaceOp(region, results);
}

void mlir::qnt::inlineInvokeQuant(RewriterBase &rewriter, InvokeQuantOp region) {
  if (region.isLowPrecision())
    moveBody(rewriter, region);
  else
    cloneWideBody(rewriter, region);
}

void mlir::qnt::inlineKernel(RewriterBase &rewriter, KernelOp kernel) { moveBody(rewriter, kernel); }
