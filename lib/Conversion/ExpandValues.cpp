//===- ExpandValues.cpp - ops that give one of their operands, or none ------------------------------------===//
#include "ExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct ExpandSelect : OpConversionPattern<arith::SelectOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::SelectOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Value> parts;
    Value condition = llvm::getSingleElement(adaptor.getCondition());
    for (auto [ifTrue, ifFalse] : llvm::zip_equal(adaptor.getTrueValue(), adaptor.getFalseValue()))
      parts.push_back(arith::SelectOp::create(rewriter, op.getLoc(), condition, ifTrue, ifFalse));
    rewriter.replaceOpWithMultiple(op, {parts});
    return success();
  }
};

struct ExpandPoison : OpConversionPattern<ub::PoisonOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(ub::PoisonOp op, OneToNOpAdaptor, ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> types;
    if (failed(typeConverter->convertType(op.getType(), types)))
      return rewriter.notifyMatchFailure(op, "the type has no conversion");
    SmallVector<Value> parts;
    for (Type type : types)
      parts.push_back(ub::PoisonOp::create(rewriter, op.getLoc(), type, op.getValue()));
    rewriter.replaceOpWithMultiple(op, {parts});
    return success();
  }
};

struct ExpandCast : OpConversionPattern<CastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(CastOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Value> parts;
    for (auto [part, type] : llvm::zip_equal(adaptor.getSource(), op.getResult().getType().getPartTypes()))
      parts.push_back(part.getType() == type ? part : tensor::CastOp::create(rewriter, op.getLoc(), type, part));
    rewriter.replaceOpWithMultiple(op, {parts});
    return success();
  }
};
} // namespace

void mlir::qnt::populateValueExpansion(const TypeConverter &converter, RewritePatternSet &patterns,
                                       ConversionTarget &target) {
  patterns.add<ExpandSelect, ExpandPoison, ExpandCast>(converter, patterns.getContext());
  target.addDynamicallyLegalOp<arith::SelectOp, ub::PoisonOp, CastOp>(
      [&](Operation *op) { return converter.isLegal(op); });
}
