//===- LowerQuantCasts.cpp - upstream's quant.qcast, dcast and scast --------------------------------------===//
//
// Upstream leaves rounding open; here it is that of the default convention: saturate(round_half_even(x / scale) +
// zero_point) with scales in the expressed type.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ExplainedConversion.h"
#include "LoweringPatterns.h"
#include "Qnt/IR/UniformTypes.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "QuantizeValues.h"
#include "RuntimeChecks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;

static Value getScales(ImplicitLocOpBuilder &b, const UniformParameters &uniform) {
  auto element = cast<FloatType>(getBuiltinType(b.getContext(), *uniform.encoding.scale));
  SmallVector<APFloat> scales;
  for (double value : uniform.scales) {
    bool losesInfo;
    scales.emplace_back(value).convert(element.getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
  }
  return arith::ConstantOp::create(b, DenseElementsAttr::get(RankedTensorType::get(uniform.grid, element), scales));
}

static Value getZeroPoints(ImplicitLocOpBuilder &b, const UniformParameters &uniform) {
  SmallVector<int32_t> zeroPoints;
  for (int64_t zeroPoint : uniform.zeroPoints)
    zeroPoints.push_back(static_cast<int32_t>(zeroPoint));
  auto type = RankedTensorType::get(uniform.grid, b.getI32Type());
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, ArrayRef<int32_t>(zeroPoints)));
}

/// Scalars are tensors of rank 0 in between.
static Value toTensor(ImplicitLocOpBuilder &b, Value value) {
  if (isa<RankedTensorType>(value.getType()))
    return value;
  return tensor::FromElementsOp::create(b, RankedTensorType::get({}, value.getType()), value);
}

static Value fromTensor(ImplicitLocOpBuilder &b, Value tensor, Type type) {
  if (isa<RankedTensorType>(type))
    return castTensor(b, tensor, type);
  Value element = tensor::ExtractOp::create(b, tensor);
  return element.getType() == type ? element : arith::TruncIOp::create(b, type, element);
}

static unsigned getRank(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getRank() : 0;
}

/// What the cast `op` to or from `type` means, with floats of `expressed` on the other side.
template <typename OpT>
static FailureOr<UniformParameters> getUniformType(OpT op, Type type, Type expressed) {
  std::string reason;
  FailureOr<UniformParameters> uniform = readUniformType(op.getQuantizedType(), getRank(type), reason);
  if (failed(uniform))
    (void)declineToLower(op, reason);
  else // which may be wider than the type says
    uniform->encoding.expressed = *getFormat(cast<FloatType>(getElementTypeOrSelf(expressed)));
  return uniform;
}

/// Constants of the parameters, checked against the sizes of the value.
static std::pair<Value, Value> getParts(ImplicitLocOpBuilder &b, Operation *op, const UniformParameters &uniform,
                                        const Sizes &sizes) {
  Value scales = getScales(b, uniform), zeroPoints = getZeroPoints(b, uniform);
  assertSizes(b, op, "scales", scales, getGridSizes(b, sizes, uniform.encoding.block));
  return {scales, zeroPoints};
}

namespace {
struct LowerQuantizeCast : OpConversionPattern<quant::QuantizeCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(quant::QuantizeCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    FailureOr<UniformParameters> uniform = getUniformType(op, op.getType(), op.getInput().getType());
    if (failed(uniform))
      return failure();
    QuantizeRequest request;
    request.encoding = EncodingAttr::fromNumerics(op.getContext(), uniform->encoding);
    request.input = toTensor(b, adaptor.getInput());
    request.sizes = getTensorSizes(b, op.getLoc(), request.input);
    std::tie(request.scale, request.zeroPoint) = getParts(b, op, *uniform, request.sizes);
    Value codes = computeCodes(b, request, getParameters(b, request, /*finer=*/true));
    rewriter.replaceOp(op, fromTensor(b, codes, typeConverter->convertType(op.getType())));
    return success();
  }
};

struct LowerDequantizeCast : OpConversionPattern<quant::DequantizeCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(quant::DequantizeCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    FailureOr<UniformParameters> uniform = getUniformType(op, op.getType(), op.getType());
    if (failed(uniform))
      return failure();
    ArrayElements elements;
    elements.encoding = EncodingAttr::fromNumerics(op.getContext(), uniform->encoding);
    elements.codes = toTensor(b, adaptor.getInput());
    elements.sizes = getTensorSizes(b, op.getLoc(), elements.codes);
    std::tie(elements.scales, elements.zeroPoints) = getParts(b, op, *uniform, elements.sizes);
    elements.highBits = emit::HighBits::Unknown;
    rewriter.replaceOp(op, fromTensor(b, dequantizeElements(b, elements), op.getType()));
    return success();
  }
};

/// Both types have the same container.
struct LowerStorageCast : OpConversionPattern<quant::StorageCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(quant::StorageCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, adaptor.getInput());
    return success();
  }
};
} // namespace

void mlir::qnt::populateQuantCastLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerQuantizeCast, LowerDequantizeCast, LowerStorageCast>(converter, patterns.getContext());
}
