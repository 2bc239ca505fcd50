//===- ExpandReshape.cpp - qnt.reshape as reshapes of the parts -------------------------------------------===//
#include "LayoutExpansionPatterns.h"
#include "Qnt/IR/LayoutMapping.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;

/// The only dynamic size of the result: the number of elements divided by the static sizes.
static OpFoldResult createLastSize(OpBuilder &builder, ReshapeOp op, ArrayRef<OpFoldResult> dynamicSizes) {
  Location loc = op.getLoc();
  int64_t given = getProductOfStaticSizes(op.getInput().getType().getShape());
  int64_t known = getProductOfStaticSizes(op.getResult().getType().getShape());
  // No elements: the verifier wants the same dynamic size on both sides.
  int64_t common = std::max<int64_t>(std::gcd(given, known), 1);
  OpFoldResult size = dynamicSizes.front();
  for (OpFoldResult other : dynamicSizes.drop_front())
    size = arith::MulIOp::create(builder, loc, cast<Value>(size), cast<Value>(other)).getResult();
  size = createProduct(builder, loc, size, known == 0 ? 1 : given / common);
  int64_t divisor = known == 0 ? 1 : known / common;
  if (divisor == 1)
    return size;
  Value by = arith::ConstantIndexOp::create(builder, loc, divisor);
  Value rest = arith::RemUIOp::create(builder, loc, cast<Value>(size), by);
  Value divides = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, rest,
                                        arith::ConstantIndexOp::create(builder, loc, 0));
  createAssert(builder, op, divides, "a dynamic size that follows from the input's shape");
  return arith::DivUIOp::create(builder, loc, cast<Value>(size), by).getResult();
}

/// Sizes of the result, by what qnt.reshape says of dynamic ones.
static Sizes getResultSizes(OpBuilder &builder, ReshapeOp op, ArrayRef<OpFoldResult> inputSizes) {
  ArrayType input = op.getInput().getType(), result = op.getResult().getType();
  Sizes dynamic, sizes;
  for (auto [size, dim] : llvm::zip_equal(inputSizes, input.getShape()))
    if (ShapedType::isDynamic(dim))
      dynamic.push_back(size);
  if (llvm::count(result.getShape(), ShapedType::kDynamic) == 1)
    dynamic.assign(1, createLastSize(builder, op, dynamic));
  ArrayRef<OpFoldResult> next = dynamic;
  for (int64_t dim : result.getShape()) {
    if (!ShapedType::isDynamic(dim)) {
      sizes.push_back(builder.getIndexAttr(dim));
      continue;
    }
    sizes.push_back(next.front());
    next = next.drop_front();
  }
  return sizes;
}

namespace {
struct ExpandReshape : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    ArrayType input = op.getInput().getType(), result = op.getResult().getType();
    SmallVector<Value> parts = createParts(rewriter, loc, op.getInput());
    Sizes sizes = getResultSizes(rewriter, op, getArraySizes(rewriter, loc, input, parts.front()));
    SmallVector<PartGrid> grids = getPartGrids(result);
    replaceByParts(rewriter, op, parts, input, [&](size_t number, const PartGrid &grid, Value part) {
      return createReshape(rewriter, loc, part, result.getPartType(grid.part),
                           getPartSizes(rewriter, loc, result, sizes, grids[number]));
    });
    return success();
  }
};
} // namespace

void mlir::qnt::populateReshapeExpansion(RewritePatternSet &patterns) {
  patterns.add<ExpandReshape>(patterns.getContext());
}
