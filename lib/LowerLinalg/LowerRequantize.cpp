//===- LowerRequantize.cpp - qnt.requantize to linalg -----------------------------------------------------===//
#include "BlockMaps.h"
#include "LoweringPatterns.h"
#include "Qnt/Emit/Requantize.h"
#include "Qnt/IR/QntOps.h"
#include "QuantizeValues.h"
#include "RuntimeChecks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Operands that broadcast
//===----------------------------------------------------------------------------------------------------===//

/// In a loop over elements: the element of `tensor` that stands for the position, its dimensions of size 1 for every
/// index.
static Value emitBroadcast(ImplicitLocOpBuilder &b, Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<Value> position = emitPosition(b, type.getRank());
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  for (auto [dim, index] : llvm::enumerate(position)) {
    if (type.getDimSize(dim) == 1) {
      index = zero;
    } else if (type.isDynamicDim(dim)) {
      Value isOne = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, tensor::DimOp::create(b, tensor, dim), one);
      index = arith::SelectOp::create(b, isOne, zero, index);
    }
  }
  return tensor::ExtractOp::create(b, tensor, position);
}

/// f32(acc) * input_scale, in f64 where the scale is.
static Value scaleAccumulators(ImplicitLocOpBuilder &builder, Value accumulators, ArrayRef<OpFoldResult> sizes,
                               Value inputScale) {
  AffineMap identity = builder.getMultiDimIdentityMap(sizes.size());
  return mapElements(builder, sizes, {{accumulators, identity}},
                     [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                       Value number = arith::SIToFPOp::create(b, b.getF32Type(), args[0]);
                       Value scale = emitBroadcast(b, inputScale);
                       Type type = scale.getType().isF64() ? Type(b.getF64Type()) : b.getF32Type();
                       if (number.getType() != type)
                         number = arith::ExtFOp::create(b, type, number);
                       if (scale.getType() != type)
                         scale = arith::ExtFOp::create(b, type, scale);
                       return {arith::MulFOp::create(b, number, scale)};
                     })
      .front();
}

//===----------------------------------------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------------------------------------===//

/// A code or zero point in its container as an i32; `format` says what the container holds.
static Value emitInteger(ImplicitLocOpBuilder &b, Value value, Format format) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  if (value.getType().getIntOrFloatBitWidth() > info.bits)
    value = arith::TruncIOp::create(b, b.getIntegerType(info.bits), value);
  if (info.bits == 32)
    return value;
  return info.isSigned ? arith::ExtSIOp::create(b, b.getI32Type(), value).getResult()
                       : arith::ExtUIOp::create(b, b.getI32Type(), value).getResult();
}

/// code - zero point of every element, as tensor<...xi32>.
static Value getAccumulators(ImplicitLocOpBuilder &builder, const ArrayElements &elements) {
  SmallVector<LoopInput> inputs = {{elements.codes, getCodeMap(elements.encoding)}};
  if (elements.zeroPoints)
    inputs.push_back({elements.zeroPoints, getScaleMap(elements.encoding)});
  return mapElements(builder, elements.sizes, inputs,
                     [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                       Value code = emitInteger(b, args[0], elements.encoding.getStorage());
                       if (args.size() == 1)
                         return {code};
                       Value zeroPoint = emitInteger(b, args[1], *elements.encoding.getZeroPoint());
                       return {arith::SubIOp::create(b, code, zeroPoint)};
                     })
      .front();
}

/// saturate(round(acc * multiplier * 2^-shift) + zero_point)
static Value requantizeIntegers(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value multiplier,
                                Value shift) {
  emit::ElementEncoding encoding(request.encoding);
  SmallVector<LoopInput> inputs = {{request.input, builder.getMultiDimIdentityMap(request.sizes.size())}};
  if (request.zeroPoint)
    inputs.push_back({request.zeroPoint, getScaleMap(request.encoding)});
  return mapElements(builder, request.sizes, inputs,
                     [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                       return {emit::emitRequantize(b, encoding, args[0], emitBroadcast(b, multiplier),
                                                    emitBroadcast(b, shift), args.size() > 1 ? args[1] : Value(),
                                                    request.getConvention())};
                     })
      .front();
}

//===----------------------------------------------------------------------------------------------------===//
// The pattern
//===----------------------------------------------------------------------------------------------------===//

static Value getOptional(ValueRange values) { return values.empty() ? Value() : llvm::getSingleElement(values); }

namespace {
struct LowerRequantize : OpConversionPattern<RequantizeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(RequantizeOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ArrayType type = op.getResult().getType();
    QuantizeRequest request;
    request.encoding = type.getEncoding();
    request.scale = getOptional(adaptor.getScale());
    request.zeroPoint = getOptional(adaptor.getZeroPoint());
    request.codebook = getOptional(adaptor.getCodebook());
    request.tensorScale = getOptional(adaptor.getTensorScale());
    request.mask = getOptional(adaptor.getMask());
    request.calibration = op.getCalibrationAttr();
    request.convention = op.getConventionAttr();
    setInput(builder, op, request, getInput(builder, op, adaptor), type);
    for (auto [name, values] : {std::pair("multiplier", adaptor.getMultiplier()), {"shift", adaptor.getShift()}})
      if (Value operand = getOptional(values))
        assertBroadcasts(builder, op, name, operand, request.sizes);
    ArrayElements elements =
        op.isIntegerForm() ? getIntegerElements(builder, request, adaptor) : quantizeValues(builder, request);
    rewriter.replaceOpWithMultiple(op, {packArray(builder, elements, type)});
    return success();
  }

private:
  /// Accumulators for the integer form, real values for the other.
  static Value getInput(ImplicitLocOpBuilder &builder, RequantizeOp op, OneToNOpAdaptor adaptor) {
    auto array = dyn_cast<ArrayType>(op.getInput().getType());
    if (!array) {
      Value accumulators = llvm::getSingleElement(adaptor.getInput());
      if (op.isIntegerForm())
        return accumulators;
      Sizes sizes = getTensorSizes(builder, op.getLoc(), accumulators);
      assertBroadcasts(builder, op, "input_scale", getOptional(adaptor.getInputScale()), sizes);
      return scaleAccumulators(builder, accumulators, sizes, getOptional(adaptor.getInputScale()));
    }
    ArrayElements elements = unpackArray(builder, LoweredArray(array, adaptor.getInput()));
    return op.isIntegerForm() ? getAccumulators(builder, elements) : dequantizeElements(builder, elements);
  }

  static ArrayElements getIntegerElements(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                                          OneToNOpAdaptor adaptor) {
    ArrayElements elements;
    elements.encoding = request.encoding;
    elements.sizes = request.sizes;
    elements.codes =
        requantizeIntegers(builder, request, getOptional(adaptor.getMultiplier()), getOptional(adaptor.getShift()));
    elements.scales = request.scale;
    elements.zeroPoints = request.zeroPoint;
    elements.tensorScale = request.tensorScale;
    elements.mask = request.mask;
    return elements;
  }
};
} // namespace

void mlir::qnt::populateRequantizeLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerRequantize>(converter, patterns.getContext());
}
