//===- LowerDequantize.cpp - qnt.dequantize to linalg -----------------------------------------------------===//
#include "BlockMaps.h"
#include "LoweredArray.h"
#include "LoweringPatterns.h"
#include "PackedCodes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerCPU/ContainerTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct LowerDequantize : OpConversionPattern<DequantizeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(DequantizeOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    LoweredArray array(op.getInput().getType(), adaptor.getInput());
    EncodingAttr encoding = array.getEncoding();
    if (!encoding.hasIntegerCodes() || encoding.getScale() != Format::F32 || encoding.getExpressed() != Format::F32 ||
        encoding.getZeroPoint() || encoding.getTensorScale() || encoding.getSparsity())
      return rewriter.notifyMatchFailure(op, "only symmetric integer codes with f32 scales are decoded");
    Location loc = op.getLoc();
    RankedTensorType logical = array.getType().getCodesType();
    SmallVector<OpFoldResult> sizes = array.getSizes(rewriter, loc);
    Value codes = array.getPart(PartKind::Codes);
    if (hasPackedCodes(array.getType()))
      codes = unpackCodes(rewriter, loc, codes, logical, sizes);
    Value init = tensor::EmptyOp::create(rewriter, loc, sizes, rewriter.getF32Type());
    unsigned rank = logical.getRank();
    AffineMap identity = rewriter.getMultiDimIdentityMap(rank);
    bool isSigned = numerics::getInfo(encoding.getStorage()).isSigned;
    auto generic = linalg::GenericOp::create(
        rewriter, loc, init.getType(), {codes, array.getPart(PartKind::Scales)}, init,
        {identity, getBlockMap(getContext(), encoding.getBlock()), identity},
        SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel),
        [&](OpBuilder &builder, Location loc, ValueRange args) {
          Value code = args[0];
          if (code.getType() != logical.getElementType())
            code = arith::TruncIOp::create(builder, loc, logical.getElementType(), code);
          Value number = isSigned ? arith::SIToFPOp::create(builder, loc, builder.getF32Type(), code).getResult()
                                  : arith::UIToFPOp::create(builder, loc, builder.getF32Type(), code).getResult();
          linalg::YieldOp::create(builder, loc, arith::MulFOp::create(builder, loc, number, args[1]).getResult());
        });
    Value result = generic.getResult(0);
    if (result.getType() != op.getType())
      result = tensor::CastOp::create(rewriter, loc, op.getType(), result);
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void mlir::qnt::populateDequantizeLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerDequantize>(converter, patterns.getContext());
}
