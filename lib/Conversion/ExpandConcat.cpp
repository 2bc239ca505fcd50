//===- ExpandConcat.cpp - qnt.concat as tensor.concat of the parts ----------------------------------------===//
#include "LayoutExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// Dynamic dimensions of the inputs, but for the concatenated one, must be equal.
static void createChecks(OpBuilder &builder, ConcatOp op, ArrayRef<SmallVector<Value>> inputs) {
  Location loc = op.getLoc();
  ArrayType type = op.getResult().getType();
  for (unsigned dim = 0; dim < type.getRank(); ++dim) {
    if (dim == op.getDim() || !type.isDynamicDim(dim))
      continue;
    Value first = tensor::DimOp::create(builder, loc, inputs.front().front(), dim);
    for (auto [number, parts] : llvm::drop_begin(llvm::enumerate(inputs))) {
      Value size = tensor::DimOp::create(builder, loc, parts.front(), dim);
      Value isEqual = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, size, first);
      createAssert(builder, op, isEqual,
                   "input #" + Twine(number) + " to have the size of input #0 in dimension " + Twine(dim));
    }
  }
}

namespace {
struct ExpandConcat : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConcatOp op, PatternRewriter &rewriter) const override {
    if (op.getInputs().size() == 1) {
      rewriter.replaceOp(op, op.getInputs().front());
      return success();
    }
    Location loc = op.getLoc();
    SmallVector<SmallVector<Value>> inputs;
    for (Value input : op.getInputs())
      inputs.push_back(createParts(rewriter, loc, input));
    createChecks(rewriter, op, inputs);
    // Without a tensor scale (C3) every part has a grid.
    SmallVector<Value> parts;
    for (auto [i, type] : llvm::enumerate(op.getResult().getType().getPartTypes())) {
      SmallVector<Value> pieces = llvm::map_to_vector(inputs, [i = i](ArrayRef<Value> input) { return input[i]; });
      parts.push_back(tensor::ConcatOp::create(rewriter, loc, type, op.getDim(), pieces));
    }
    rewriter.replaceOpWithNewOp<AssembleOp>(op, op.getType(), parts);
    return success();
  }
};
} // namespace

void mlir::qnt::populateConcatExpansion(RewritePatternSet &patterns) {
  patterns.add<ExpandConcat>(patterns.getContext());
}
