//===- LowerSmallFloats.cpp - arith and math on fp8, fp6, fp4 and e8m0 codes ------------------------------===//
//
// The scalars are codes in i8. An op decodes its operands to f64, computes there, and rounds its result to the format:
// what the op is defined to be, rounded once from f64.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContainerValues.h"
#include "ExpandFloats.h"
#include "LoweringPatterns.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "RoundedCast.h"
#include "WidenFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qnt;

/// A scalar of the program's `type` as f64, or itself when it is no float.
static Value widen(ImplicitLocOpBuilder &b, Value value, Type type) {
  if (isSmallFloat(type))
    return emit::emitDecode(b, getFloatFormat(type), value, b.getF64Type(), emit::HighBits::Zeros);
  return isa<FloatType>(type) ? toF64(b, value) : value;
}

static Type getWideType(Type type) { return isa<FloatType>(type) ? Float64Type::get(type.getContext()) : type; }

namespace {
/// An elementwise op of which an operand or result is a small float.
struct LowerElementwise : ConversionPattern {
  LowerElementwise(const TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                                ConversionPatternRewriter &rewriter) const override {
    // A select moves codes as they are (populateArrayExpansionPatternsAndLegality).
    bool isKnown = isa_and_nonnull<arith::ArithDialect, math::MathDialect>(op->getDialect()) &&
                   op->getNumRegions() == 0 && OpTrait::hasElementwiseMappableTraits(op) && !isa<arith::SelectOp>(op);
    if (!isKnown || llvm::any_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>))
      return failure();
    ImplicitLocOpBuilder b(op->getLoc(), rewriter);
    SmallVector<Value> wide;
    for (auto [value, type] : llvm::zip(operands, op->getOperandTypes()))
      wide.push_back(widen(b, value, type));
    OperationState state(op->getLoc(), op->getName(), wide, llvm::map_to_vector(op->getResultTypes(), getWideType),
                         op->getAttrs());
    SmallVector<Value> results;
    for (auto [value, type] : llvm::zip(rewriter.create(state)->getResults(), op->getResultTypes()))
      results.push_back(isa<FloatType>(type) ? emitRoundedCast(b, value, type, std::nullopt) : Value(value));
    rewriter.replaceOp(op, results);
    return success();
  }
};

struct LowerExtF : OpConversionPattern<arith::ExtFOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Format format = getFloatFormat(op.getIn().getType());
    auto type = op.getType().isF64() ? FloatType(b.getF64Type()) : FloatType(b.getF32Type());
    Value value = emit::emitDecode(b, format, adaptor.getIn(), type, emit::HighBits::Zeros);
    rewriter.replaceOp(op, emitRoundedCast(b, value, op.getType(), std::nullopt));
    return success();
  }
};

struct LowerTruncF : OpConversionPattern<arith::TruncFOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Value value = adaptor.getIn();
    if (isSmallFloat(op.getIn().getType()))
      value = emit::emitDecode(b, getFloatFormat(op.getIn().getType()), value, b.getF32Type(), emit::HighBits::Zeros);
    rewriter.replaceOp(op, emitRoundedCast(b, value, op.getType(), op.getRoundingmode()));
    return success();
  }
};

/// Between a small float and the integer of its width.
struct LowerBitcast : OpConversionPattern<arith::BitcastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::BitcastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Value value = adaptor.getIn();
    Type type = getContainerScalarType(op.getType());
    if (value.getType().getIntOrFloatBitWidth() > type.getIntOrFloatBitWidth())
      value = arith::TruncIOp::create(rewriter, op.getLoc(), type, value);
    else if (value.getType() != type)
      value = arith::ExtUIOp::create(rewriter, op.getLoc(), type, value);
    rewriter.replaceOp(op, value);
    return success();
  }
};

struct LowerFma : OpConversionPattern<math::FmaOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(math::FmaOp op, OpAdaptor adaptor, ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Type type = op.getType();
    Value odd =
        emitFmaToOdd(b, widen(b, adaptor.getA(), type), widen(b, adaptor.getB(), type), widen(b, adaptor.getC(), type));
    rewriter.replaceOp(op, emitRoundedCast(b, odd, type, std::nullopt));
    return success();
  }
};

struct LowerIsNormal : OpConversionPattern<math::IsNormalOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(math::IsNormalOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Type type = op.getOperand().getType();
    double smallest = numerics::getInfo(getFloatFormat(type)).minNormal;
    rewriter.replaceOp(op, emitIsNormal(b, widen(b, adaptor.getOperand(), type), smallest));
    return success();
  }
};

//===----------------------------------------------------------------------------------------------------===//
// Scaled casts
//===----------------------------------------------------------------------------------------------------===//

/// The scale as a power of two in f64: what is not f8E8M0FNU is cast to it first.
static Value emitPowerOfTwo(ImplicitLocOpBuilder &b, Value scale, Type type) {
  auto power = Float8E8M0FNUType::get(b.getContext());
  Value code = type == power ? scale : emitRoundedCast(b, widen(b, scale, type), power, std::nullopt);
  return emit::emitDecode(b, Format::F8E8M0FNU, code, b.getF64Type(), emit::HighBits::Zeros);
}

struct LowerScalingExtF : OpConversionPattern<arith::ScalingExtFOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::ScalingExtFOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Value scale = emitPowerOfTwo(b, adaptor.getScale(), op.getScale().getType());
    Value product = arith::MulFOp::create(b, widen(b, adaptor.getIn(), op.getIn().getType()), scale);
    rewriter.replaceOp(op, emitRoundedCast(b, product, op.getType(), std::nullopt));
    return success();
  }
};

struct LowerScalingTruncF : OpConversionPattern<arith::ScalingTruncFOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::ScalingTruncFOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Type type = op.getIn().getType();
    Value scale = emitPowerOfTwo(b, adaptor.getScale(), op.getScale().getType());
    Value quotient = arith::DivFOp::create(b, widen(b, adaptor.getIn(), type), scale);
    Value rounded = widen(b, emitRoundedCast(b, quotient, type, std::nullopt), type);
    rewriter.replaceOp(op, emitRoundedCast(b, rounded, op.getType(), op.getRoundingmode()));
    return success();
  }
};

/// A pattern above where its op is on scalars: `qnt-normalize-tensors` has taken the others apart.
template <typename Pattern, typename Op>
struct OnScalars : Pattern {
  using Pattern::Pattern;
  LogicalResult matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (isa<ShapedType>(op->getResult(0).getType()))
      return rewriter.notifyMatchFailure(op, "it is on tensors or vectors");
    return Pattern::matchAndRewrite(op, adaptor, rewriter);
  }
};
} // namespace

void mlir::qnt::populateSmallFloatLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<OnScalars<LowerExtF, arith::ExtFOp>, OnScalars<LowerTruncF, arith::TruncFOp>,
               OnScalars<LowerBitcast, arith::BitcastOp>, OnScalars<LowerFma, math::FmaOp>,
               OnScalars<LowerIsNormal, math::IsNormalOp>, OnScalars<LowerScalingExtF, arith::ScalingExtFOp>,
               OnScalars<LowerScalingTruncF, arith::ScalingTruncFOp>>(converter, patterns.getContext(), /*benefit=*/2);
  patterns.add<LowerElementwise>(converter, patterns.getContext());
}
