//===- ExpandTranspose.cpp - qnt.transpose as linalg.transpose of the parts -------------------------------===//
#include "LayoutExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace mlir::qnt;

static Value createTranspose(OpBuilder &builder, Location loc, Value part, ArrayRef<int64_t> permutation) {
  if (isIdentityPermutation(permutation))
    return part;
  Sizes sizes = applyPermutation(tensor::getMixedSizes(builder, loc, part), permutation);
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, getElementTypeOrSelf(part));
  return linalg::TransposeOp::create(builder, loc, part, empty, permutation)->getResult(0);
}

/// The elements of each vector (the last dimension) in another order.
static Value reorderVectors(OpBuilder &builder, Location loc, Value table, ArrayRef<int64_t> vector,
                            ArrayRef<int64_t> permutation) {
  auto type = cast<RankedTensorType>(table.getType());
  int64_t numOuter = type.getRank() - 1;
  Sizes outer = tensor::getMixedSizes(builder, loc, table), sizes(outer);
  SmallVector<int64_t> shape(type.getShape().drop_back());
  llvm::append_range(shape, vector);
  sizes.pop_back();
  for (int64_t size : vector)
    sizes.push_back(builder.getIndexAttr(size));
  Value split = createReshape(builder, loc, table, type.clone(shape), sizes);
  auto whole = llvm::to_vector_of<int64_t>(llvm::seq(numOuter));
  for (int64_t dim : permutation)
    whole.push_back(numOuter + dim);
  return createReshape(builder, loc, createTranspose(builder, loc, split, whole), type, outer);
}

namespace {
struct ExpandTranspose : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TransposeOp op, PatternRewriter &rewriter) const override {
    ArrayType input = op.getInput().getType();
    auto mapping = mapTranspose(input, op.getPermutation(), [&] { return op.emitOpError(); });
    if (failed(mapping))
      return failure();
    SmallVector<Value> parts = createParts(rewriter, op.getLoc(), op.getInput());
    replaceByParts(rewriter, op, parts, input, [&](size_t number, const PartGrid &, Value part) {
      const PartTranspose &how = mapping->parts[number];
      if (!how.vectorPermutation.empty())
        part = reorderVectors(rewriter, op.getLoc(), part, how.vectorShape, how.vectorPermutation);
      return createTranspose(rewriter, op.getLoc(), part, how.permutation);
    });
    return success();
  }
};
} // namespace

void mlir::qnt::populateTransposeExpansion(RewritePatternSet &patterns) {
  patterns.add<ExpandTranspose>(patterns.getContext());
}
