//===- RegionCanonicalize.cpp - canonicalization of invoke_quant and kernel -------------------------------===//
//
// The regions stay isolated: block arguments are merged or dropped together with the inputs they stand for, and are
// never replaced by values from outside.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// invoke_quant packed(<scheme = "nf4", ...>) -> invoke_quant scheme("nf4") ...
struct UnpackOptions : OpRewritePattern<InvokeQuantOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(InvokeQuantOp op, PatternRewriter &rewriter) const override {
    InvokeOptionsAttr options = op.getPackedOptionsAttr();
    if (!options)
      return rewriter.notifyMatchFailure(op, "the options are not packed");
    rewriter.modifyOpInPlace(op, [&] {
      op.removePackedOptionsAttr();
      if (options.getScheme())
        op.setSchemeAttr(options.getScheme());
      op.setCodegenLowPrecision(options.getCodegenLowPrecision());
    });
    return success();
  }
};

/// Inputs that the body does not use are dropped; an input given twice becomes one.
template <typename OpT>
struct SimplifyInputs : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    Block *body = op.getBodyBlock();
    DenseMap<Value, unsigned> firstUse;
    SmallVector<std::optional<unsigned>> equalTo(body->getNumArguments());
    BitVector dropped(body->getNumArguments());
    for (auto [i, input] : llvm::enumerate(op.getInputs())) {
      auto [first, isNew] = firstUse.try_emplace(input, i);
      if (!isNew)
        equalTo[i] = first->second;
      dropped[i] = !isNew || body->getArgument(i).use_empty();
      // A later equal input must not be merged into one that goes away.
      if (isNew && dropped[i])
        firstUse.erase(first);
    }
    if (dropped.none())
      return rewriter.notifyMatchFailure(op, "every input is used and given once");
    for (auto [i, first] : llvm::enumerate(equalTo))
      if (first)
        rewriter.replaceAllUsesWith(body->getArgument(i), body->getArgument(*first));
    rewriter.modifyOpInPlace(op, [&] {
      body->eraseArguments(dropped);
      op->eraseOperands(dropped);
    });
    return success();
  }
};

/// Results without users are dropped; results that yield the same value become one.
template <typename OpT>
struct SimplifyResults : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    Operation *yield = op.getTerminator();
    DenseMap<Value, unsigned> newIndex;
    SmallVector<std::optional<unsigned>> replacedBy(op.getNumResults());
    SmallVector<Value> yielded;
    for (auto [i, value] : llvm::enumerate(yield->getOperands())) {
      if (op.getResult(i).use_empty())
        continue;
      auto [entry, isNew] = newIndex.try_emplace(value, yielded.size());
      if (isNew)
        yielded.push_back(value);
      replacedBy[i] = entry->second;
    }
    if (yielded.size() == op.getNumResults())
      return rewriter.notifyMatchFailure(op, "every result is used and yields its own value");

    rewriter.modifyOpInPlace(yield, [&] { yield->setOperands(yielded); });
    auto smaller = cast<OpT>(cloneWithResults(op, TypeRange(ValueRange(yielded)), rewriter));
    SmallVector<Value> replacements(op.getNumResults());
    for (auto [replacement, index] : llvm::zip(replacements, replacedBy))
      if (index)
        replacement = smaller->getResult(*index);
    rewriter.replaceOp(op, replacements);
    return success();
  }

private:
  /// The same op with other result types and the body of `op`.
  static Operation *cloneWithResults(OpT op, TypeRange types, PatternRewriter &rewriter) {
    OperationState state(op.getLoc(), op->getName());
    state.addTypes(types);
    state.addOperands(op->getOperands());
    state.attributes = op->getAttrs();
    state.addRegion();
    Operation *clone = rewriter.create(state);
    rewriter.inlineRegionBefore(op.getBody(), clone->getRegion(0), clone->getRegion(0).end());
    return clone;
  }
};
} // namespace

void InvokeQuantOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<UnpackOptions, SimplifyInputs<InvokeQuantOp>, SimplifyResults<InvokeQuantOp>>(context);
}

void KernelOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<SimplifyInputs<KernelOp>, SimplifyResults<KernelOp>>(context);
}
