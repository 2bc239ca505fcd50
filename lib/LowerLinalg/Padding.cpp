//===- Padding.cpp - tensor.pad without upstream's rewrites -----------------------------------------------===//
#include "Qnt/LowerLinalg/Padding.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;

tensor::GenerateOp qnt::generatePadding(RewriterBase &rewriter, tensor::PadOp op, ValueRange dynamicSizes) {
  auto generate = tensor::GenerateOp::create(rewriter, op.getLoc(), op.getResultType(), dynamicSizes);
  rewriter.inlineRegionBefore(op.getRegion(), generate.getBody(), generate.getBody().begin());
  return generate;
}

bool qnt::hasAllPaddings(tensor::PadOp op) {
  auto isFull = [](ArrayRef<int64_t> sizes, ValueRange operands) {
    return llvm::count_if(sizes, ShapedType::isDynamic) == static_cast<int64_t>(operands.size());
  };
  return isFull(op.getStaticLow(), op.getLow()) && isFull(op.getStaticHigh(), op.getHigh());
}

FailureOr<SmallVector<Value>> qnt::getDynamicSizes(RewriterBase &rewriter, tensor::PadOp op) {
  if (!hasAllPaddings(op))
    return failure();
  ReifiedRankedShapedTypeDims shapes;
  if (failed(op.reifyResultShapes(rewriter, shapes)))
    return failure();
  SmallVector<Value> sizes;
  for (auto [dim, size] : llvm::enumerate(shapes.front()))
    if (op.getResultType().isDynamicDim(dim))
      sizes.push_back(getValueOrCreateConstantIndexOp(rewriter, op.getLoc(), size));
  return sizes;
}
