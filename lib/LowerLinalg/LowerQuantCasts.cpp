//===- LowerQuantCasts.cpp - upstream's quant.qcast, dcast and scast --------------------------------------===//
//
// Upstream leaves rounding open; here it is that of the default convention: saturate(round_half_even(x / scale) +
// zero_point) with scales in f32 (f64 for an expressed type of f64).
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ExplainedConversion.h"
#include "LoweringPatterns.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "QuantizeValues.h"
#include "RuntimeChecks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// A `!quant.uniform` type for a value of some rank, as an encoding and its parameters.
struct UniformType {
  numerics::Encoding encoding;
  SmallVector<int64_t> grid; ///< of scales
  SmallVector<double> scales;
  SmallVector<int32_t> zeroPoints;
};
} // namespace

static void setPerAxis(UniformType &uniform, quant::UniformQuantizedPerAxisType type) {
  auto axis = static_cast<size_t>(type.getQuantizedDimension());
  uniform.encoding.block[axis] = 1;
  uniform.grid[axis] = type.getScales().size();
  llvm::append_range(uniform.scales, type.getScales());
  llvm::append_range(uniform.zeroPoints, type.getZeroPoints());
}

static void setSubChannel(UniformType &uniform, quant::UniformQuantizedSubChannelType type) {
  for (auto [axis, size] : llvm::zip(type.getQuantizedDimensions(), type.getBlockSizes()))
    uniform.encoding.block[axis] = size;
  llvm::copy(type.getScales().getType().getShape(), uniform.grid.begin());
  for (APFloat scale : type.getScales().getValues<APFloat>()) {
    bool losesInfo;
    scale.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
    uniform.scales.push_back(scale.convertToDouble());
  }
  for (const APInt &zeroPoint : type.getZeroPoints().getValues<APInt>())
    uniform.zeroPoints.push_back(static_cast<int32_t>(zeroPoint.getSExtValue()));
}

/// Fails for storage that has no format.
static FailureOr<UniformType> getUniformType(quant::QuantizedType type, unsigned rank, Type expressed) {
  UniformType uniform;
  if (!isa_and_present<IntegerType>(type.getStorageType()))
    return failure();
  std::string storage = (type.isSigned() ? "i" : "u") + std::to_string(type.getStorageTypeIntegralWidth());
  std::optional<Format> format = numerics::parseFormat(storage);
  if (!format || !numerics::isStorageFormat(*format))
    return failure();
  bool isWide = expressed.isF64();
  uniform.encoding.storage = *format;
  uniform.encoding.expressed = expressed.isF64()    ? Format::F64
                               : expressed.isF16()  ? Format::F16
                               : expressed.isBF16() ? Format::BF16
                                                    : Format::F32;
  uniform.encoding.block.assign(rank, numerics::kWhole);
  uniform.encoding.scale = isWide ? Format::F64 : Format::F32;
  uniform.encoding.zeroPoint = Format::I32;
  uniform.encoding.clamp = {type.getStorageTypeMin(), type.getStorageTypeMax()};
  uniform.grid.assign(rank, 1);
  if (auto perLayer = dyn_cast<quant::UniformQuantizedType>(type)) {
    uniform.scales = {perLayer.getScale()};
    uniform.zeroPoints = {static_cast<int32_t>(perLayer.getZeroPoint())};
  } else if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type)) {
    setPerAxis(uniform, perAxis);
  } else if (auto subChannel = dyn_cast<quant::UniformQuantizedSubChannelType>(type)) {
    setSubChannel(uniform, subChannel);
  } else {
    return failure();
  }
  return uniform;
}

static Value getScales(ImplicitLocOpBuilder &b, const UniformType &uniform) {
  bool isWide = uniform.encoding.scale == Format::F64;
  auto type = RankedTensorType::get(uniform.grid, isWide ? Type(b.getF64Type()) : b.getF32Type());
  if (isWide)
    return arith::ConstantOp::create(b, DenseElementsAttr::get(type, ArrayRef<double>(uniform.scales)));
  SmallVector<float> scales(uniform.scales.begin(), uniform.scales.end());
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, ArrayRef<float>(scales)));
}

static Value getZeroPoints(ImplicitLocOpBuilder &b, const UniformType &uniform) {
  auto type = RankedTensorType::get(uniform.grid, b.getI32Type());
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, ArrayRef<int32_t>(uniform.zeroPoints)));
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
static FailureOr<UniformType> getUniformTypeOf(OpT op, Type type, Type expressed) {
  auto uniform = getUniformType(op.getQuantizedType(), getRank(type), getElementTypeOrSelf(expressed));
  if (failed(uniform))
    (void)declineToLower(op, "its storage type is no integer of a known format");
  return uniform;
}

/// Constants of the parameters, checked against the sizes of the value.
static std::pair<Value, Value> getParts(ImplicitLocOpBuilder &b, Operation *op, const UniformType &uniform,
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
    FailureOr<UniformType> uniform = getUniformTypeOf(op, op.getType(), op.getInput().getType());
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
    FailureOr<UniformType> uniform = getUniformTypeOf(op, op.getType(), op.getType());
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
