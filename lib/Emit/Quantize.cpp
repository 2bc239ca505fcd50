//===- Quantize.cpp - ops that quantize one element under a convention -----------------------------------===//

#include "Qnt/Emit/Quantize.h"
#include "FloatRounding.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Emit/Encode.h"
#include "StepArithmetic.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::ClampOrder;
using numerics::IntegerNaN;
using numerics::Quotient;
using numerics::Rounding;
using numerics::ZeroPointOrder;

ElementQuantizer::ElementQuantizer(const ElementEncoding &encoding, const numerics::Convention &convention,
                                   Format input, bool onePerElement)
    : encoding(encoding), convention(convention), input(input), onePerElement(onePerElement) {}

static StepArithmetic getArithmetic(const ElementEncoding &encoding, const numerics::Convention &convention,
                                    Format input) {
  return StepArithmetic(convention.quotientType, convention.subnormals, input, encoding.scale.value_or(Format::F32));
}

/// True where quotients are products with the reciprocal of the scale.
static bool usesReciprocal(const StepArithmetic &arithmetic, Quotient quotient, bool onePerElement) {
  if (arithmetic.isExact() || quotient == Quotient::Divide)
    return false;
  return quotient == Quotient::Reciprocal || !onePerElement;
}

/// Qwix adds its noise to integers of 4 and 8 bits only.
static Rounding getRounding(const ElementEncoding &encoding, Rounding rounding) {
  unsigned bits = numerics::bitWidth(encoding.storage);
  bool takesNoise = numerics::isInteger(encoding.storage) && (bits == 4 || bits == 8);
  return rounding == Rounding::NoisyHalfEven && !takesNoise ? Rounding::HalfEven : rounding;
}

bool ElementQuantizer::needsIndex() const {
  Rounding rounding = getRounding(encoding, convention.rounding);
  return !encoding.entry && (rounding == Rounding::Stochastic || rounding == Rounding::NoisyHalfEven);
}

//===----------------------------------------------------------------------------------------------------===//
// Quotients
//===----------------------------------------------------------------------------------------------------===//

BlockValues ElementQuantizer::emitBlock(ImplicitLocOpBuilder &b, Value scale, Value zeroPoint) const {
  BlockValues block;
  block.zeroPoint = zeroPoint;
  StepArithmetic arithmetic = getArithmetic(encoding, convention, input);
  if (scale) {
    ElementOps ops(b, scale);
    block.scale = arithmetic.round(ops, makeStepValue(ops, scale));
    if (usesReciprocal(arithmetic, convention.quotient, onePerElement))
      block.reciprocal = arithmetic.getReciprocal(ops, block.scale, convention.quotient);
  }
  if (zeroPoint && convention.zeroPointOrder == ZeroPointOrder::BeforeRounding) {
    ElementOps ops(b, zeroPoint);
    block.roundedZeroPoint = arithmetic.round(ops, makeStepValue(ops, zeroPoint));
  }
  return block;
}

StepValue ElementQuantizer::emitStepQuotient(ImplicitLocOpBuilder &b, Value x, const BlockValues &block) const {
  ElementOps ops(b, x);
  StepArithmetic arithmetic = getArithmetic(encoding, convention, input);
  StepValue value = makeStepValue(ops, x);
  if (block.reciprocal.value)
    return arithmetic.multiplyReciprocal(ops, value, block.reciprocal, convention.quotient);
  return arithmetic.divide(ops, value, block.scale.value ? block.scale : makeConstant(ops, 1.0));
}

Value ElementQuantizer::emitQuotient(ImplicitLocOpBuilder &b, Value x, const BlockValues &block) const {
  if (block.scale.value)
    return emitStepQuotient(b, x, block).value;
  return makeStepValue(ElementOps(b, x), x).value;
}

//===----------------------------------------------------------------------------------------------------===//
// Integer codes
//===----------------------------------------------------------------------------------------------------===//

namespace {

/// The steps from a quotient to an integer code, in f32 where that loses nothing, else in f64.
class IntegerCode {
public:
  IntegerCode(const ElementOps &ops, const ElementEncoding &encoding, const numerics::Convention &convention)
      : ops(ops), encoding(encoding), convention(convention), rounding(getRounding(encoding, convention.rounding)),
        zeroPointIsFloat(encoding.zeroPoint && numerics::isFloat(*encoding.zeroPoint)) {}

  /// An integral number, NaN where there is none.
  Value emitUnsaturated(StepValue quotient, const BlockValues &block, const StepArithmetic &arithmetic, Value noise);
  Value emitSaturated(Value code, Value zeroPoint);
  /// NaN gives the zero point where NaN counts as 0 in place of a quotient.
  bool treatsNaNAsZero() const {
    return convention.nan == IntegerNaN::ZeroPoint && !zeroPointIsFloat &&
           (!encoding.zeroPoint || convention.zeroPointOrder == ZeroPointOrder::AfterRounding);
  }

private:
  bool fitsF32(Value quotient, Value zeroPoint) const {
    return ElementOps::width(quotient) == 32 && (!zeroPoint || ElementOps::width(zeroPoint) == 32) &&
           !zeroPointIsFloat && encoding.storage != Format::I32 && rounding != Rounding::Stochastic;
  }
  Value clampBeforeRounding(Value quotient, Value added);
  Value getCodeOfNaN(Value code, Value zeroPoint);

  const ElementOps &ops;
  const ElementEncoding &encoding;
  const numerics::Convention &convention;
  Rounding rounding;
  bool zeroPointIsFloat;
};

} // namespace

/// To the codes less what is added later. NaN stays.
Value IntegerCode::clampBeforeRounding(Value quotient, Value added) {
  Value low = ops.number(quotient, double(encoding.low)), high = ops.number(quotient, double(encoding.high));
  if (added) {
    low = ops.subtract(low, added);
    high = ops.subtract(high, added);
  }
  Value isBelow = ops.compare(arith::CmpFPredicate::OLT, quotient, low);
  Value isAbove = ops.compare(arith::CmpFPredicate::OLT, high, quotient);
  return ops.select(isBelow, low, ops.select(isAbove, high, quotient));
}

Value IntegerCode::emitUnsaturated(StepValue quotient, const BlockValues &block, const StepArithmetic &arithmetic,
                                   Value noise) {
  bool zeroPointFirst = convention.zeroPointOrder == ZeroPointOrder::BeforeRounding;
  if (zeroPointFirst && block.zeroPoint)
    quotient = arithmetic.add(ops, quotient, block.roundedZeroPoint);
  Value value = quotient.value, added = zeroPointFirst ? Value() : block.zeroPoint;
  if (!fitsF32(value, added)) {
    value = ops.toF64(value);
    added = added ? ops.toF64(added) : Value();
  }
  if (treatsNaNAsZero())
    value = ops.select(ops.isNaN(value), ops.number(value, 0.0), value);
  if (convention.clampOrder == ClampOrder::BeforeRounding)
    value = clampBeforeRounding(value, added);
  value = emitRoundToIntegral(ops.builder(), value, rounding, noise);
  if (!added)
    return value;
  // Sums of integral numbers are integral, and in f32 exact as far as codes go.
  value = ops.add(value, added);
  return zeroPointIsFloat ? Value(math::RoundEvenOp::create(ops.builder(), value)) : value;
}

Value IntegerCode::getCodeOfNaN(Value code, Value zeroPoint) {
  auto type = cast<FloatType>(ElementOps::elementType(code));
  switch (convention.nan) {
  case IntegerNaN::Zero:
    return ops.number(code, 0.0);
  case IntegerNaN::Low:
    return ops.number(code, double(encoding.low));
  case IntegerNaN::ZeroPoint:
    break;
  }
  if (!zeroPoint)
    return ops.number(code, 0.0);
  if (!zeroPointIsFloat)
    return ops.toFloat(zeroPoint, type);
  Value rounded = math::RoundEvenOp::create(ops.builder(), ops.toFloat(zeroPoint, type));
  return ops.select(ops.isNaN(rounded), ops.number(code, 0.0), rounded);
}

Value IntegerCode::emitSaturated(Value code, Value zeroPoint) {
  if (encoding.storage == Format::I32)
    code = ops.toF64(code);
  if (!treatsNaNAsZero())
    code = ops.select(ops.isNaN(code), getCodeOfNaN(code, zeroPoint), code);
  Value saturated = ops.clamp(code, double(encoding.low), double(encoding.high));
  unsigned bits = numerics::bitWidth(encoding.storage);
  return ops.truncate(ops.toInteger(saturated, 32), bits <= 8 ? 8 : bits);
}

//===----------------------------------------------------------------------------------------------------===//
// Codes and gradients
//===----------------------------------------------------------------------------------------------------===//

static numerics::EncodeOptions makeOptions(const ElementEncoding &encoding, const numerics::Convention &convention) {
  numerics::EncodeOptions options;
  options.rounding = getRounding(encoding, convention.rounding);
  options.floatNaN = convention.floatNaN;
  // A value clamped first never overflows.
  bool clampsFirst = convention.clampOrder == ClampOrder::BeforeRounding;
  options.overflow = clampsFirst ? numerics::Overflow::Saturate : convention.overflow;
  return options;
}

Value ElementQuantizer::emitCode(ImplicitLocOpBuilder &b, Value x, const BlockValues &block, Value index) const {
  assert(!encoding.entry && "expected an encoding without a code book");
  assert((index || !needsIndex()) && "expected an index for stochastic rounding");
  ElementOps ops(b, x);
  StepValue quotient = emitStepQuotient(b, x, block);
  Value noise = needsIndex() ? emitNoise(b, convention.seed, index) : Value();
  if (numerics::isFloat(encoding.storage))
    return emitEncode(b, encoding.storage, quotient.value, makeOptions(encoding, convention), noise);
  IntegerCode code(ops, encoding, convention);
  Value unsaturated = code.emitUnsaturated(quotient, block, getArithmetic(encoding, convention, input), noise);
  return code.emitSaturated(unsaturated, block.zeroPoint);
}

Value ElementQuantizer::emitPassesGradient(ImplicitLocOpBuilder &b, Value x, const BlockValues &block) const {
  assert(!encoding.entry && "expected an encoding without a code book");
  ElementOps ops(b, x);
  StepValue quotient = emitStepQuotient(b, x, block);
  if (numerics::isFloat(encoding.storage))
    return ops.compare(arith::CmpFPredicate::OLE, ops.abs(quotient.value),
                       numerics::getInfo(encoding.storage).maxFinite);
  // A value clamped before it is rounded would never be out of range, and NaN is in none.
  numerics::Convention unclamped = convention;
  unclamped.clampOrder = ClampOrder::AfterRounding;
  unclamped.nan = IntegerNaN::Low;
  Value noise = needsIndex() ? ops.number(ops.f64(), 0.5) : Value();
  Value code = IntegerCode(ops, encoding, unclamped)
                   .emitUnsaturated(quotient, block, getArithmetic(encoding, convention, input), noise);
  if (encoding.storage == Format::I32)
    code = ops.toF64(code);
  return ops.bitAnd(ops.compare(arith::CmpFPredicate::OGE, code, double(encoding.low)),
                    ops.compare(arith::CmpFPredicate::OLE, code, double(encoding.high)));
}

Value emit::emitGradientQuotient(ImplicitLocOpBuilder &b, Value gradient, Value scale) {
  if (!scale)
    return gradient;
  ElementOps ops(b, gradient);
  auto type = cast<FloatType>(ElementOps::elementType(gradient));
  if (type.isF64())
    return ops.divide(gradient, ops.toF64(scale));
  return emitFloatCast(b, ops.divide(ops.toF32(gradient), ops.toF32(scale)), type);
}
