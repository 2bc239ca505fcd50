//===- LowerDequantize.cpp - qnt.dequantize to linalg -----------------------------------------------------===//
#include "ArrayElements.h"
#include "LoweringPatterns.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct LowerDequantize : OpConversionPattern<DequantizeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(DequantizeOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ArrayElements elements = unpackArray(builder, LoweredArray(op.getInput().getType(), adaptor.getInput()));
    rewriter.replaceOp(op, castTensor(builder, dequantizeElements(builder, elements), op.getType()));
    return success();
  }
};
} // namespace

void mlir::qnt::populateDequantizeLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerDequantize>(converter, patterns.getContext());
}
