//===- Padding.cpp - tensor.pad without upstream's rewrites -----------------------------------------------===//
#include "Qnt/LowerLinalg/Padding.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;

tensor::GenerateOp qnt::generatePadding(RewriterBase &rewriter, tensor::PadOp op, ValueRange dynamicSizes) {
  auto generate = tensor::GenerateOp::create(rewriter, op.getLoc(), op.getResultType(), dynamicSizes);
  rewriter.inlineRegionBefore(op.getRegion(), generate.getBody(), generate.getBody().begin());
  return generate;
}

FailureOr<SmallVector<Value>> qnt::getDynamicSizes(RewriterBase &rewriter, tensor::PadOp op) {
  ReifiedRankedShapedTypeDims shapes;
  if (failed(op.reifyResultShapes(rewriter, shapes)))
    return failure();
  SmallVector<Value> sizes;
  for (auto [dim, size] : llvm::enumerate(shapes.front()))
    if (op.getResultType().isDynamicDim(dim))
      sizes.push_back(getValueOrCreateConstantIndexOp(rewriter, op.getLoc(), size));
  return sizes;
}
