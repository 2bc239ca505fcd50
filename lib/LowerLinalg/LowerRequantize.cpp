//===- LowerRequantize.cpp - qnt.requantize to linalg -----------------------------------------------------===//
#include "BlockMaps.h"
#include "LoweringPatterns.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Emit/Requantize.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerLinalg/OperandChecks.h"
#include "QuantizeValues.h"
#include "RuntimeChecks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
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

/// Whether every code less `zeroPoint` fits in 32 bits.
static bool hasNarrowDifferences(Format codes, int64_t zeroPoint) {
  const numerics::FormatInfo &info = numerics::getInfo(codes);
  return llvm::isInt<32>(info.minInt - zeroPoint) && llvm::isInt<32>(info.maxInt - zeroPoint);
}

/// Whether the types, or zero points that are constant, say that code - zero point fits in 32 bits.
static bool areDifferencesNarrow(const ArrayElements &elements) {
  std::optional<Format> format = elements.encoding.getZeroPoint();
  if (!format)
    return true;
  Format codes = elements.encoding.getStorage();
  const numerics::FormatInfo &info = numerics::getInfo(*format);
  if (hasNarrowDifferences(codes, info.minInt) && hasNarrowDifferences(codes, info.maxInt))
    return true;
  DenseIntElementsAttr constant = info.bits == 32 ? getConstantIntegers(elements.zeroPoints) : DenseIntElementsAttr();
  if (!constant)
    return false;
  return llvm::all_of(constant.getValues<APInt>(),
                      [&](const APInt &zeroPoint) { return hasNarrowDifferences(codes, zeroPoint.getSExtValue()); });
}

/// i1: the number, an i64, is one of i32.
static Value emitFitsI32(ImplicitLocOpBuilder &b, Value number) {
  Value shifted = arith::AddIOp::create(b, number, arith::ConstantIntOp::create(b, int64_t(1) << 31, 64));
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ult, shifted,
                               arith::ConstantIntOp::create(b, int64_t(1) << 32, 64));
}

/// i1: the differences of all elements that the mask keeps fit in 32 bits.
static Value emitDifferencesFit(ImplicitLocOpBuilder &builder, const ArrayElements &elements) {
  EncodingAttr encoding = elements.encoding;
  return emitForAll(builder, elements.sizes, [&](ImplicitLocOpBuilder &b, ValueRange position) -> Value {
    Value stored = tensor::ExtractOp::create(b, elements.codes, position);
    Value code = emit::emitIntegerCode(b, encoding.getStorage(), stored, 64);
    stored = tensor::ExtractOp::create(b, elements.zeroPoints, emitMapped(b, getScaleMap(encoding), position));
    Value zeroPoint = emit::emitIntegerCode(b, *encoding.getZeroPoint(), stored, 64);
    Value fits = emitFitsI32(b, arith::SubIOp::create(b, code, zeroPoint));
    if (!elements.mask)
      return fits;
    Value isLeftOut = arith::XOrIOp::create(b, tensor::ExtractOp::create(b, elements.mask, position),
                                            arith::ConstantIntOp::create(b, 1, 1));
    return arith::OrIOp::create(b, fits, isLeftOut);
  });
}

/// i1: every code less every zero point fits in 32 bits.
static Value emitZeroPointsFit(ImplicitLocOpBuilder &builder, const ArrayElements &elements) {
  const numerics::FormatInfo &codes = numerics::getInfo(elements.encoding.getStorage());
  Sizes grid = getTensorSizes(builder, builder.getLoc(), elements.zeroPoints);
  return emitForAll(builder, grid, [&](ImplicitLocOpBuilder &b, ValueRange position) -> Value {
    Value stored = tensor::ExtractOp::create(b, elements.zeroPoints, position);
    Value zeroPoint = emit::emitIntegerCode(b, *elements.encoding.getZeroPoint(), stored, 64);
    auto fits = [&](int64_t code) {
      return emitFitsI32(b, arith::SubIOp::create(b, arith::ConstantIntOp::create(b, code, 64), zeroPoint));
    };
    return arith::AndIOp::create(b, fits(codes.minInt), fits(codes.maxInt));
  });
}

/// Elements are looked at only where the zero points leave it open.
static void assertDifferencesFit(ImplicitLocOpBuilder &builder, Operation *op, const ArrayElements &elements) {
  if (areDifferencesNarrow(elements))
    return;
  auto fit = scf::IfOp::create(
      builder, emitZeroPointsFit(builder, elements),
      [](OpBuilder &b, Location loc) {
        scf::YieldOp::create(b, loc, arith::ConstantIntOp::create(b, loc, 1, 1).getResult());
      },
      [&](OpBuilder &b, Location loc) {
        ImplicitLocOpBuilder inner(loc, b);
        scf::YieldOp::create(inner, emitDifferencesFit(inner, elements));
      });
  emitExpectation(builder, op, fit.getResult(0), "code - zero point to fit in 32 bits");
}

/// code - zero point of every element, as tensor<...xi32>: 0 for one that the mask leaves out.
static Value getAccumulators(ImplicitLocOpBuilder &builder, const ArrayElements &elements) {
  AffineMap identity = builder.getMultiDimIdentityMap(elements.sizes.size());
  SmallVector<LoopInput> inputs = {{elements.codes, identity}};
  if (elements.zeroPoints)
    inputs.push_back({elements.zeroPoints, getScaleMap(elements.encoding)});
  if (elements.mask)
    inputs.push_back({elements.mask, identity});
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
    Value number = emit::emitIntegerCode(b, elements.encoding.getStorage(), args[0], 32);
    if (elements.zeroPoints)
      number =
          arith::SubIOp::create(b, number, emit::emitIntegerCode(b, *elements.encoding.getZeroPoint(), args[1], 32));
    if (elements.mask)
      number = arith::SelectOp::create(b, args.back(), number, arith::ConstantIntOp::create(b, 0, 32));
    return {number};
  };
  return mapElements(builder, elements.sizes, inputs, body).front();
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
    if (op.isIntegerForm())
      checkFactors(builder, op, adaptor, request.sizes);
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
    if (!op.isIntegerForm())
      return dequantizeElements(builder, elements);
    assertDifferencesFit(builder, op, elements);
    return getAccumulators(builder, elements);
  }

  static void checkFactors(ImplicitLocOpBuilder &builder, RequantizeOp op, OneToNOpAdaptor adaptor,
                           ArrayRef<OpFoldResult> sizes) {
    Value multiplier = getOptional(adaptor.getMultiplier()), shift = getOptional(adaptor.getShift());
    assertBroadcasts(builder, op, "multiplier", multiplier, sizes);
    assertBroadcasts(builder, op, "shift", shift, sizes);
    assertFixedPointFactors(builder, multiplier, shift);
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
