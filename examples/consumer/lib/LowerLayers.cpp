//===- LowerLayers.cpp - edge-lower-layers ----------------------------------------------------------------===//
#include "Edge/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace edge {
#define GEN_PASS_DEF_LOWERLAYERS
#include "Edge/Passes.h.inc"
} // namespace edge

using namespace mlir;
using namespace edge;

/// A tensor of the shape of `like`, without content.
static Value buildEmpty(OpBuilder &builder, Location loc, Value like) {
  Type element = cast<RankedTensorType>(like.getType()).getElementType();
  return tensor::EmptyOp::create(builder, loc, tensor::getMixedSizes(builder, loc, like), element);
}

namespace {
struct LowerLinear : OpRewritePattern<LinearOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LinearOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto dims = [&](std::initializer_list<int64_t> list) { return rewriter.getDenseI64ArrayAttr(list); };
    Value product = qnt::DotGeneralOp::create(rewriter, loc, op.getType(), op.getInput(), op.getWeight(), dims({1}),
                                              dims({0}), dims({}), dims({}));
    if (Value bias = op.getBias()) {
      Value init = buildEmpty(rewriter, loc, product);
      Value rows = linalg::BroadcastOp::create(rewriter, loc, bias, init, ArrayRef<int64_t>{0})->getResult(0);
      product = arith::AddFOp::create(rewriter, loc, product, rows);
    }
    rewriter.replaceOp(op, product);
    return success();
  }
};

struct LowerRelu : OpRewritePattern<ReluOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReluOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type element = op.getType().getElementType();
    Value zero = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(element));
    Value zeros = linalg::FillOp::create(rewriter, loc, zero, buildEmpty(rewriter, loc, op.getInput())).getResult(0);
    rewriter.replaceOpWithNewOp<arith::MaximumFOp>(op, op.getInput(), zeros);
    return success();
  }
};

struct LowerLayersPass : edge::impl::LowerLayersBase<LowerLayersPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerLinear, LowerRelu>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
