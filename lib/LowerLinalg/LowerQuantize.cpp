//===- LowerQuantize.cpp - qnt.quantize, fake_quantize and their gradients to linalg ----------------------===//
#include "BlockRange.h"
#include "LoweringPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "QuantizeValues.h"
#include "RuntimeChecks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// The operands and attributes that all these ops have. `type` is the array that input is quantized to.
template <typename OpT>
static QuantizeRequest makeRequest(ImplicitLocOpBuilder &builder, OpT op, typename OpT::Adaptor adaptor,
                                   ArrayType type) {
  QuantizeRequest request;
  request.encoding = type.getEncoding();
  request.scale = adaptor.getScale();
  request.zeroPoint = adaptor.getZeroPoint();
  request.codebook = adaptor.getCodebook();
  request.tensorScale = adaptor.getTensorScale();
  request.mask = adaptor.getMask();
  request.calibration = op.getCalibrationAttr();
  request.convention = op.getConventionAttr();
  setInput(builder, op, request, adaptor.getInput(), type);
  return request;
}

namespace {
struct LowerQuantize : OpConversionPattern<QuantizeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(QuantizeOp op, OpAdaptor adaptor, ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ArrayType type = op.getResult().getType();
    ArrayElements elements = quantizeValues(builder, makeRequest(builder, op, adaptor, type));
    rewriter.replaceOpWithMultiple(op, {packArray(builder, elements, type)});
    return success();
  }
};

struct LowerFakeQuantize : OpConversionPattern<FakeQuantizeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(FakeQuantizeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ArrayElements elements = quantizeValues(builder, makeRequest(builder, op, adaptor, op.getArrayType()));
    rewriter.replaceOp(op, castTensor(builder, dequantizeElements(builder, elements), op.getType()));
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Gradients
//===----------------------------------------------------------------------------------------------------===//

/// Whether a rule can find a range that leaves elements outside.
static bool cutsOff(const QuantizeRequest &request) {
  if (!request.calibration || request.encoding.hasLut())
    return false;
  numerics::Calibration calibration = request.calibration.toNumerics();
  bool hasFactor = calibration.rule == numerics::ScaleRule::AbsMax || calibration.rule == numerics::ScaleRule::MinMax;
  return !hasFactor || calibration.argument(0, 1.0) < 1.0;
}

/// The range that the scale of the block at `position` is made of: for `mse` that of the candidate that won.
static emit::RangeValues emitChosenRange(ImplicitLocOpBuilder &b, const QuantizeRequest &request,
                                         const emit::ParameterRule &rule, ValueRange position, Value tensorScale) {
  emit::RangeValues range = emitBlockRange(b, request, rule, position);
  if (request.calibration.getRule() != numerics::ScaleRule::MSE)
    return range;
  Value scale = tensorScale ? tensor::ExtractOp::create(b, tensorScale) : Value();
  return rule.emitScaledRange(b, range, emitErrorSearch(b, request, rule, position, range, scale).factor);
}

/// tensor<...xi1>: the element lies in the range that the rule finds for its block. Whether there is one block matters
/// to candidates, not to ranges.
static Value findInRange(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value tensorScale) {
  bool searches = request.calibration.getRule() == numerics::ScaleRule::MSE;
  SizeCondition oneBlock = searches ? isOneBlock(builder, request) : SizeCondition();
  AffineMap identity = builder.getMultiDimIdentityMap(request.sizes.size());
  auto build = [&](ImplicitLocOpBuilder &outer, bool hasOneBlock) {
    emit::ParameterRule rule = makeRule(outer, request, request.getConvention(), hasOneBlock);
    BlockRanges ranges(outer, request, [&](ImplicitLocOpBuilder &b, ValueRange position) {
      return emitChosenRange(b, request, rule, position, tensorScale);
    });
    return mapElements(outer, request.sizes, {{request.input, identity}},
                       [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                         SmallVector<Value> block =
                             emitMapped(b, getScaleMap(request.encoding), emitPosition(b, request.sizes.size()));
                         return {rule.emitIsInRange(b, args[0], ranges.load(b, block))};
                       });
  };
  return buildFor(builder, oneBlock, build).front();
}

/// tensor<...xi1>: quantizing the element does not saturate. `scales`: numbers over the grid, null for 1.
static Value findUnsaturated(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                             const BlockParameters &parameters) {
  if (request.encoding.hasLut())
    return findInsideTables(builder, request, parameters.codeScales);
  emit::ElementQuantizer quantizer(emit::ElementEncoding(request.getChosenEncoding()), request.getConvention(),
                                   request.getInputFormat());
  PreparedBlocks blocks(builder, request, parameters, quantizer);
  SmallVector<LoopInput> inputs = {{request.input, builder.getMultiDimIdentityMap(request.sizes.size())}};
  blocks.addInputs(inputs);
  return mapElements(builder, request.sizes, inputs,
                     [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                       return {quantizer.emitPassesGradient(b, args[0], blocks.getBlock(b, args.drop_front()))};
                     })
      .front();
}

/// `gradient`, divided by the scale for qnt.quantize_grad, where every mask holds.
static Value passGradient(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value gradient, Value scales,
                          ArrayRef<Value> masks) {
  AffineMap identity = builder.getMultiDimIdentityMap(request.sizes.size());
  SmallVector<LoopInput> inputs = {{gradient, identity}};
  for (Value mask : masks)
    inputs.push_back({mask, identity});
  if (scales)
    inputs.push_back({scales, getScaleMap(request.encoding)});
  return mapElements(builder, request.sizes, inputs,
                     [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                       Value value = scales ? emit::emitGradientQuotient(b, args[0], args.back()) : args[0];
                       Value zero = arith::ConstantOp::create(b, b.getZeroAttr(value.getType()));
                       for (Value mask : args.slice(1, masks.size()))
                         value = arith::SelectOp::create(b, mask, value, zero);
                       return {value};
                     })
      .front();
}

namespace {
template <typename OpT>
struct LowerGradient : OpConversionPattern<OpT> {
  using Base = OpConversionPattern<OpT>;
  using Base::Base;
  LogicalResult matchAndRewrite(OpT op, typename Base::OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    constexpr bool dividesByScale = std::is_same_v<OpT, QuantizeGradOp>;
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    QuantizeRequest request = makeRequest(builder, op, adaptor, op.getArrayType());
    BlockParameters parameters = getParameters(builder, request, /*finer=*/false);
    SmallVector<Value> masks = {findUnsaturated(builder, request, parameters)};
    if (request.mask)
      masks.push_back(request.mask);
    if (cutsOff(request))
      masks.push_back(findInRange(builder, request, parameters.tensorScale));
    assertSizes(builder, op, "gradient", adaptor.getGradient(), request.sizes);
    Value gradient =
        refineShape(builder, adaptor.getGradient(), cast<RankedTensorType>(request.input.getType()).getShape());
    Value result = passGradient(builder, request, gradient, dividesByScale ? parameters.codeScales : Value(), masks);
    rewriter.replaceOp(op, castTensor(builder, result, op.getType()));
    return success();
  }
};
} // namespace

void mlir::qnt::populateQuantizeLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerQuantize, LowerFakeQuantize, LowerGradient<FakeQuantizeGradOp>, LowerGradient<QuantizeGradOp>>(
      converter, patterns.getContext());
}
