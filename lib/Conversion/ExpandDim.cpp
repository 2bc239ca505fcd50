//===- ExpandDim.cpp - qnt.dim as tensor.dim of the codes -------------------------------------------------===//
#include "LayoutExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// Elements that a code stands for along the dimension `index`, which may be known only at run time.
static Value createVectorSize(OpBuilder &builder, DimOp op, ArrayRef<int64_t> vector) {
  Location loc = op.getLoc();
  auto makeConstant = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(builder, loc, value); };
  std::optional<int64_t> known = op.getConstantIndex();
  if (known && *known >= 0 && *known < static_cast<int64_t>(vector.size()))
    return makeConstant(vector[*known]);
  Value size = makeConstant(1);
  for (auto [i, entry] : llvm::enumerate(vector)) {
    if (entry == 1)
      continue;
    Value isDim = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, op.getIndex(), makeConstant(i));
    size = arith::SelectOp::create(builder, loc, isDim, makeConstant(entry), size);
  }
  return size;
}

namespace {
struct ExpandDim : OpRewritePattern<DimOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DimOp op, PatternRewriter &rewriter) const override {
    Value codes = createParts(rewriter, op.getLoc(), op.getSource()).front();
    Value size = tensor::DimOp::create(rewriter, op.getLoc(), codes, op.getIndex());
    SmallVector<int64_t> vector(getPartGrids(op.getSource().getType()).front().tile);
    if (llvm::any_of(vector, [](int64_t entry) { return entry != 1; }))
      size = arith::MulIOp::create(rewriter, op.getLoc(), size, createVectorSize(rewriter, op, vector));
    rewriter.replaceOp(op, size);
    return success();
  }
};
} // namespace

void mlir::qnt::populateDimExpansion(RewritePatternSet &patterns) { patterns.add<ExpandDim>(patterns.getContext()); }
