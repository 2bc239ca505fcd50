//===- LowerCodes.cpp - qnt.lookup, round_bits, observe ---------------------------------------------------===//
#include "ArrayElements.h"
#include "LoweringPatterns.h"
#include "Qnt/Emit/Requantize.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// code - lowest code, as an index.
static Value emitTableIndex(ImplicitLocOpBuilder &b, Value code, unsigned width, bool isSigned) {
  auto type = b.getIntegerType(width);
  if (code.getType() != type)
    code = arith::TruncIOp::create(b, type, code);
  if (isSigned)
    code =
        arith::XOrIOp::create(b, code, arith::ConstantOp::create(b, b.getIntegerAttr(type, APInt::getSignMask(width))));
  return arith::IndexCastUIOp::create(b, b.getIndexType(), code);
}

namespace {
struct LowerLookup : OpConversionPattern<LookupOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(LookupOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Value codes, table = llvm::getSingleElement(adaptor.getTable());
    if (auto array = dyn_cast<ArrayType>(op.getInput().getType()))
      codes = unpackArray(builder, LoweredArray(array, adaptor.getInput())).codes;
    else
      codes = llvm::getSingleElement(adaptor.getInput());
    Sizes sizes = getTensorSizes(builder, op.getLoc(), codes);
    bool isSigned = op.getLowestCode() < 0;
    Value result = mapElements(builder, sizes, {{codes, builder.getMultiDimIdentityMap(sizes.size())}},
                               [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                                 Value index = emitTableIndex(b, args[0], op.getCodeWidth(), isSigned);
                                 return {tensor::ExtractOp::create(b, table, index)};
                               })
                       .front();
    rewriter.replaceOp(op, castTensor(builder, result, typeConverter->convertType(op.getType())));
    return success();
  }
};

struct LowerRoundBits : OpConversionPattern<RoundBitsOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(RoundBitsOp op, OpAdaptor adaptor, ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Value input = adaptor.getInput();
    Sizes sizes = getTensorSizes(builder, op.getLoc(), input);
    unsigned width = op.getType().getElementTypeBitWidth();
    Value result = mapElements(builder, sizes, {{input, builder.getMultiDimIdentityMap(sizes.size())}},
                               [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                                 return {emit::emitRoundBits(b, args[0], op.getLsbs(), width)};
                               })
                       .front();
    rewriter.replaceOp(op, castTensor(builder, result, input.getType()));
    return success();
  }
};

/// Compiled code records nothing: calibration runs on the interpreter.
struct DropObserve : OpConversionPattern<ObserveOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(ObserveOp op, OpAdaptor, ConversionPatternRewriter &rewriter) const override {
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void mlir::qnt::populateCodeLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerLookup, LowerRoundBits, DropObserve>(converter, patterns.getContext());
}
