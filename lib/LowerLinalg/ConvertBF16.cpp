//===- ConvertBF16.cpp - qnt-convert-bf16 -----------------------------------------------------------------===//
#include "ExplainedConversion.h"
#include "LoweringPatterns.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/UseOrder.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CONVERTBF16
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

static Type convertElement(Type type) { return type.isBF16() ? IntegerType::get(type.getContext(), 16) : type; }

namespace {
struct IntegerConverter : TypeConverter {
  IntegerConverter() {
    addConversion([](Type type) { return convertElement(type); });
    addConversion([](RankedTensorType type) { return type.clone(convertElement(type.getElementType())); });
    addConversion([this](FunctionType type) { return convertSignature(*this, type); });
  }
};

struct ConvertConstant : OpConversionPattern<arith::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::ConstantOp op, OpAdaptor, ConversionPatternRewriter &rewriter) const override {
    auto type = rewriter.getI16Type();
    TypedAttr value;
    if (auto number = dyn_cast<FloatAttr>(op.getValue()))
      value = rewriter.getIntegerAttr(type, number.getValue().bitcastToAPInt());
    else if (auto dense = dyn_cast<DenseFPElementsAttr>(op.getValue()))
      value = dense.mapValues(type, [](const APFloat &number) { return number.bitcastToAPInt(); });
    else if (auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue()))
      value = DenseResourceElementsAttr::get(resource.getShapedType().clone(type), resource.getRawHandle());
    else
      return rewriter.notifyMatchFailure(op, "its value is neither a number nor elements");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, value);
    return success();
  }
};

/// The bits are the upper half of those of an f32.
struct ConvertExtF : OpConversionPattern<arith::ExtFOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    if (!isa<FloatType>(op.getType()))
      return declineToLower(op, "it is no scalar");
    Value wide = arith::ExtUIOp::create(rewriter, loc, rewriter.getI32Type(), adaptor.getIn());
    Value half = arith::ConstantOp::create(rewriter, loc, rewriter.getI32IntegerAttr(16));
    Value bits = arith::ShLIOp::create(rewriter, loc, wide, half);
    Value number = arith::BitcastOp::create(rewriter, loc, rewriter.getF32Type(), bits);
    rewriter.replaceOp(op, number.getType() == op.getType()
                               ? number
                               : arith::ExtFOp::create(rewriter, loc, op.getType(), number).getResult());
    return success();
  }
};

struct ConvertBitcast : OpConversionPattern<arith::BitcastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::BitcastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Type type = typeConverter->convertType(op.getType());
    Value value = adaptor.getIn();
    rewriter.replaceOp(
        op, value.getType() == type ? value : arith::BitcastOp::create(rewriter, op.getLoc(), type, value).getResult());
    return success();
  }
};

struct ConvertNegF : OpConversionPattern<arith::NegFOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::NegFOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!adaptor.getOperand().getType().isInteger(16))
      return declineToLower(op, "it is no scalar");
    Value sign = arith::ConstantOp::create(rewriter, op.getLoc(), rewriter.getI16IntegerAttr(INT16_MIN));
    rewriter.replaceOpWithNewOp<arith::XOrIOp>(op, adaptor.getOperand(), sign);
    return success();
  }
};

struct ConvertBF16Pass : qnt::impl::ConvertBF16Base<ConvertBF16Pass> {
  void runOnOperation() override {
    PassSummary summary("qnt-convert-bf16", getOperation());
    IntegerConverter converter;
    auto isLegal = [&](Operation *op) {
      return converter.isLegal(op) &&
             llvm::all_of(op->getRegions(), [&](Region &region) { return converter.isLegal(&region); });
    };
    getOperation()->walk([&](Operation *op) {
      if (!isa<func::FuncOp, ModuleOp>(op) && !isLegal(op))
        summary.add(numConverted, "converted");
    });
    RewritePatternSet patterns(&getContext());
    ConversionTarget target(getContext());
    populateArrayExpansionPatternsAndLegality(converter, patterns, target);
    populateTensorLowering(converter, patterns);
    patterns.add<ConvertConstant, ConvertExtF, ConvertBitcast, ConvertNegF>(converter, &getContext(), /*benefit=*/2);
    // Kernels may have bf16, of which they know how a GPU computes with it.
    target.addLegalOp<gpu::GPUModuleOp>();
    target.markOpRecursivelyLegal<gpu::GPUModuleOp>();
    target.markUnknownOpDynamicallyLegal(isLegal);
    if (failed(convertOrExplain(getOperation(), target, std::move(patterns))))
      return signalPassFailure();
    sortUses(getOperation());
  }
};
} // namespace
