//===- Parameters.cpp - ops from the range of a block to its scale and zero point -------------------------===//

#include "Qnt/Emit/Parameters.h"
#include "FloatRounding.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Emit/Encode.h"
#include "Qnt/Numerics/Quantize.h"
#include "StepArithmetic.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Quotient;
using numerics::ScaleGuard;

//===----------------------------------------------------------------------------------------------------===//
// What is known before any value is
//===----------------------------------------------------------------------------------------------------===//

/// The zero point of a symmetric choice: 0, or the middle of unsigned codes that have one.
static double getCenter(const numerics::Encoding &encoding, bool symmetric, double low, double high) {
  bool hasSignedCodes = encoding.codeRange().first < 0;
  return !symmetric || hasSignedCodes || !encoding.zeroPoint ? 0.0 : std::ceil((low + high) / 2);
}

static double getStorageBound(const numerics::Encoding &encoding, const numerics::Convention &convention, double low,
                              double high, double center) {
  bool hasSignedCodes = encoding.codeRange().first < 0;
  double bound = hasSignedCodes ? std::min(high, -low) : high - center;
  if (convention.bound != numerics::SymmetricBound::HalfInteger)
    return bound;
  return encoding.storage == Format::I16 ? 32768.0 : bound + 0.5;
}

static double getBoundForPowers(const numerics::Convention &convention, double bound) {
  bool toPowerOfTwo =
      convention.mxBound == numerics::MXBound::PowerOfTwo ||
      (convention.mxBound == numerics::MXBound::Auto && convention.mxScale == numerics::E8M0Rule::Floor);
  return toPowerOfTwo ? std::ldexp(1.0, std::ilogb(bound)) : bound;
}

ParameterRule::ParameterRule(const numerics::Encoding &encoding, const numerics::Convention &convention,
                             const numerics::Calibration &calibration, Format input, ParameterOptions options)
    : encoding(encoding), convention(convention), calibration(calibration), input(input), options(options),
      symmetric(numerics::isSymmetricChoice(encoding, calibration)) {
  assert(encoding.scale && "expected an encoding with a scale");
  auto [low, high] = numerics::getChosenEncoding(encoding, convention, calibration).codeRange();
  lowCode = double(low);
  highCode = double(high);
  center = getCenter(encoding, symmetric, lowCode, highCode);
  if (encoding.codebook)
    bound = options.codebookBound;
  else if (numerics::isFloat(encoding.storage))
    bound = numerics::getInfo(encoding.storage).maxFinite;
  else
    bound = getStorageBound(encoding, convention, lowCode, highCode, center);
  if (encoding.scale == Format::F8E8M0FNU)
    bound = getBoundForPowers(convention, bound);
}

StepArithmetic ParameterRule::getArithmetic() const {
  return StepArithmetic(convention.scaleType, convention.subnormals, input, *encoding.scale);
}

StepArithmetic ParameterRule::getRangeArithmetic() const {
  return StepArithmetic(convention.rangeType, convention.subnormals, input, *encoding.scale);
}

//===----------------------------------------------------------------------------------------------------===//
// Scales
//===----------------------------------------------------------------------------------------------------===//

StepValue ParameterRule::emitDivideBy(const ElementOps &ops, StepValue value, StepValue divisor) const {
  StepArithmetic arithmetic = getArithmetic();
  divisor = arithmetic.round(ops, divisor);
  Quotient quotient = convention.scaleQuotient;
  if (quotient == Quotient::Divide || (quotient == Quotient::ReciprocalXLA && options.oneBlock))
    return arithmetic.divide(ops, value, divisor);
  return arithmetic.multiplyReciprocal(ops, value, arithmetic.getReciprocal(ops, divisor, quotient), quotient);
}

/// What absmax is divided by, times `factor`.
StepValue ParameterRule::emitBound(const ElementOps &ops, double factor) const {
  Value found = encoding.codebook ? options.dynamicCodebookBound : Value();
  if (!found)
    return makeConstant(ops, bound * factor);
  if (encoding.scale == Format::F8E8M0FNU && getBoundForPowers(convention, 1.5) == 1.0) {
    constexpr int64_t exponent = 0x7FF0000000000000;
    found = ops.bitcast(ops.bitAnd(ops.bitsOf(found), exponent), ops.f64());
  }
  return {ops.multiply(found, ops.number(found, factor)), Format::F64};
}

/// max - min + epsilon.
StepValue ParameterRule::emitWidth(const ElementOps &ops, const RangeValues &range) const {
  StepArithmetic arithmetic = getRangeArithmetic();
  StepValue epsilon = arithmetic.round(ops, makeConstant(ops, convention.epsilon));
  return arithmetic.add(ops, arithmetic.subtract(ops, range.max, range.min), epsilon);
}

StepValue ParameterRule::emitRawScale(const ElementOps &ops, const RangeValues &range) const {
  if (!symmetric)
    return emitDivideBy(ops, emitWidth(ops, range), makeConstant(ops, highCode - lowCode));
  if (convention.symmetricScale == numerics::SymmetricScale::Span)
    return emitDivideBy(ops, emitWidth(ops, range), emitBound(ops, 2.0));
  StepArithmetic arithmetic = getRangeArithmetic();
  StepValue epsilon = arithmetic.round(ops, makeConstant(ops, convention.epsilon));
  return emitDivideBy(ops, arithmetic.add(ops, range.max, epsilon), emitBound(ops, 1.0));
}

Value ParameterRule::emitIsConstantBlock(const ElementOps &ops, const RangeValues &range) const {
  Value width = ops.subtract(ops.toF64(range.observedMax.value), ops.toF64(range.observedMin.value));
  return ops.compare(arith::CmpFPredicate::OLT, width, 1e-6);
}

/// `value` where `condition` holds, else `otherwise`.
static StepValue select(const ElementOps &ops, Value condition, StepValue value, StepValue otherwise) {
  if (ElementOps::width(value.value) == 64 || ElementOps::width(otherwise.value) == 64)
    return {ops.select(condition, ops.toF64(value.value), ops.toF64(otherwise.value)), Format::F64};
  bool sameFormat = value.format == otherwise.format || value.isHalf;
  return {ops.select(condition, value.value, otherwise.value), sameFormat ? otherwise.format : Format::F32};
}

/// The largest magnitude (f64) in the range.
Value ParameterRule::emitAbsmax(const ElementOps &ops, const RangeValues &range) const {
  Value max = ops.toF64(range.max.value);
  if (symmetric)
    return max;
  Value negatedMin = ops.negate(ops.toF64(range.min.value));
  return ops.select(ops.compare(arith::CmpFPredicate::OGT, max, negatedMin), max, negatedMin);
}

/// Applies what the guard says of scales that no value justifies.
StepValue ParameterRule::emitGuardedScale(const ElementOps &ops, StepValue raw, const RangeValues &range) const {
  StepValue one = makeConstant(ops, 1.0);
  switch (convention.guard) {
  case ScaleGuard::None:
    return raw;
  case ScaleGuard::Default: {
    double smallest = numerics::getInfo(getArithmetic().getType()).minNormal;
    return select(ops, ops.compare(arith::CmpFPredicate::OLT, emitAbsmax(ops, range), smallest), one, raw);
  }
  case ScaleGuard::SqrtSmallestNormal: {
    double smallest = std::sqrt(numerics::getInfo(input).minNormal);
    return select(ops, ops.compare(arith::CmpFPredicate::OLT, ops.toF64(raw.value), smallest), one, raw);
  }
  case ScaleGuard::Constant: {
    Value isSmall = ops.compare(arith::CmpFPredicate::OLT, ops.abs(ops.toF64(range.observedMax.value)), 1e-6);
    StepValue constant = select(ops, isSmall, one, range.observedMax);
    return select(ops, emitIsConstantBlock(ops, range), constant, raw);
  }
  }
  llvm_unreachable("unknown scale guard");
}

/// The factor of overflow-aware scaling: twice the largest value over the midpoint above it, for a significand of
/// `mantissaBits` stored bits: 12/7 for one, 60/31 for three (Qwix, arXiv 2603.08713).
static double getOverflowAwareFactor(const numerics::Encoding &encoding, double highCode) {
  if (encoding.codebook)
    return 1.0;
  int mantissaBits = numerics::isFloat(encoding.storage) ? int(numerics::getInfo(encoding.storage).mantissaBits)
                                                         : std::ilogb(highCode);
  return 2.0 * (2.0 - std::ldexp(1.0, -mantissaBits)) / (2.0 - std::ldexp(1.0, -mantissaBits - 1));
}

/// The smallest positive value of the scale's type where `stored` is zero, and where the scale before it was (which
/// f8E8M0FNU has no code for).
static Value replaceZero(const ElementOps &ops, const numerics::FormatInfo &info, Value raw, Value stored) {
  if (info.format == Format::F8E8M0FNU) {
    Value isZero = ops.compare(arith::CmpFPredicate::OEQ, raw, 0.0);
    return ops.select(isZero, ops.integer(stored, 0), stored);
  }
  if (info.format == Format::F8E4M3FN) {
    Value isZero = ops.compare(arith::CmpIPredicate::eq, ops.bitAnd(stored, 0x7F), 0);
    return ops.select(isZero, ops.integer(stored, 1), stored);
  }
  Value isZero = ops.compare(arith::CmpFPredicate::OEQ, stored, 0.0);
  return ops.select(isZero, ops.number(stored, info.minPositive), stored);
}

Value ParameterRule::emitStoredScale(const ElementOps &ops, StepValue raw) const {
  const numerics::FormatInfo &info = numerics::getInfo(*encoding.scale);
  numerics::EncodeOptions encodeOptions;
  encodeOptions.e8m0 = convention.mxScale;
  if (convention.mxScale == numerics::E8M0Rule::OAS && info.format == Format::F8E8M0FNU) {
    StepArithmetic arithmetic = getArithmetic();
    StepValue factor = arithmetic.round(ops, makeConstant(ops, getOverflowAwareFactor(encoding, highCode)));
    raw = {roundWithinF32(ops, arithmetic.multiply(ops, raw, factor).value, Format::BF16), Format::BF16};
  }
  bool keepsInfinity =
      convention.guard == ScaleGuard::None || (convention.statistics == numerics::Statistics::All && info.hasInfinity);
  encodeOptions.overflow = keepsInfinity ? numerics::Overflow::NonFinite : numerics::Overflow::Saturate;
  Value stored = emitEncode(ops.builder(), info.format, raw.value, encodeOptions);
  return convention.guard == ScaleGuard::None ? stored : replaceZero(ops, info, raw.value, stored);
}

//===----------------------------------------------------------------------------------------------------===//
// Tensor scales
//===----------------------------------------------------------------------------------------------------===//

Value ParameterRule::emitUpdateLargest(ImplicitLocOpBuilder &b, Value largest, const RangeValues &range) const {
  ElementOps ops(b, largest);
  StepValue width = symmetric ? range.max : getRangeArithmetic().subtract(ops, range.max, range.min);
  Value candidate = ops.toF64(width.value);
  return ops.select(ops.compare(arith::CmpFPredicate::OLT, largest, candidate), candidate, largest);
}

Value ParameterRule::emitTensorScale(ImplicitLocOpBuilder &b, Value largest) const {
  ElementOps ops(b, largest);
  // Block scales then use the whole range of f8E4M3FN; of wider scale types they are at most 1.
  double scaleRange = encoding.scale == Format::F8E4M3FN ? numerics::getInfo(Format::F8E4M3FN).maxFinite : 1.0;
  StepValue divisor = symmetric ? emitBound(ops, scaleRange) : makeConstant(ops, (highCode - lowCode) * scaleRange);
  Value raw = ops.toF64(emitDivideBy(ops, {largest, Format::F64}, divisor).value);
  if (convention.guard == ScaleGuard::None)
    return ops.toF32(raw);
  // Times the smallest f8E4M3FN (2^-9) it must still be a positive f32. NaN stays.
  Value low = ops.number(raw, 0x1p-140), high = ops.number(raw, numerics::getInfo(Format::F32).maxFinite);
  raw = ops.select(ops.compare(arith::CmpFPredicate::OLT, raw, low), low, raw);
  raw = ops.select(ops.compare(arith::CmpFPredicate::OGT, raw, high), high, raw);
  double smallest = numerics::getInfo(getArithmetic().getType()).minNormal;
  Value isSmall = ops.compare(arith::CmpFPredicate::OLT, largest, smallest);
  return ops.select(isSmall, ops.number(ops.f32(), 1.0), ops.toF32(raw));
}

//===----------------------------------------------------------------------------------------------------===//
// Zero points
//===----------------------------------------------------------------------------------------------------===//

/// TFLite's ChooseQuantizationParams: from the end of the range whose terms are smaller, the upper one on equality.
StepValue ParameterRule::emitZeroPointOfSmallerError(const ElementOps &ops, const RangeValues &range,
                                                     StepValue scale) const {
  StepArithmetic arithmetic = getArithmetic();
  StepValue low = makeConstant(ops, lowCode), high = makeConstant(ops, highCode);
  StepValue minCode = arithmetic.divide(ops, range.min, scale), maxCode = arithmetic.divide(ops, range.max, scale);
  auto getError = [&](double code, StepValue term) {
    return ops.add(ops.number(ops.f64(), std::fabs(code)), ops.abs(ops.toF64(term.value)));
  };
  Value fromMin = ops.compare(arith::CmpFPredicate::OLT, getError(lowCode, minCode), getError(highCode, maxCode));
  return select(ops, fromMin, arithmetic.subtract(ops, low, minCode), arithmetic.subtract(ops, high, maxCode));
}

StepValue ParameterRule::emitRealZeroPoint(const ElementOps &ops, const RangeValues &range, StepValue scale) const {
  StepArithmetic arithmetic = getArithmetic();
  scale = arithmetic.round(ops, scale);
  if (convention.zeroPointRule == numerics::ZeroPointRule::SmallerError)
    return emitZeroPointOfSmallerError(ops, range, scale);
  StepValue low = makeConstant(ops, lowCode), high = makeConstant(ops, highCode);
  StepValue fromMin = arithmetic.subtract(ops, low, arithmetic.divide(ops, range.min, scale));
  if (convention.zeroPointRule == numerics::ZeroPointRule::FromMin)
    return fromMin;
  StepValue width = emitWidth(ops, range);
  StepValue difference =
      arithmetic.subtract(ops, arithmetic.multiply(ops, low, range.max), arithmetic.multiply(ops, high, range.min));
  StepValue interpolated = arithmetic.divide(ops, difference, width);
  if (convention.guard == ScaleGuard::None)
    return interpolated;
  return select(ops, ops.compare(arith::CmpFPredicate::OEQ, width.value, 0.0), fromMin, interpolated);
}

Value ParameterRule::emitStoredZeroPoint(const ElementOps &ops, const RangeValues &range, StepValue scale) const {
  StepValue real = symmetric ? makeConstant(ops, center) : emitRealZeroPoint(ops, range, scale);
  Value value = ops.toF64(real.value), zero = ops.number(ops.f64(), 0.0);
  bool halfAway = convention.rounding == numerics::Rounding::HalfAway;
  Value rounded =
      emitRoundToIntegral(ops.builder(), value, halfAway ? numerics::Rounding::HalfAway : numerics::Rounding::HalfEven);
  rounded = ops.select(ops.isNaN(rounded), zero, rounded);
  if (convention.clampZeroPoint)
    rounded = ops.clamp(rounded, lowCode, highCode);
  if (convention.guard == ScaleGuard::Constant)
    rounded = ops.select(emitIsConstantBlock(ops, range), zero, rounded);
  return emitEncode(ops.builder(), *encoding.zeroPoint, rounded);
}

//===----------------------------------------------------------------------------------------------------===//
// Both
//===----------------------------------------------------------------------------------------------------===//

ChosenValues ParameterRule::emitParameters(ImplicitLocOpBuilder &b, const RangeValues &range, Value tensorScale) const {
  ElementOps ops(b, range.max.value);
  StepValue raw = emitRawScale(ops, range);
  if (encoding.tensorScale)
    raw = getArithmetic().divide(ops, raw, {ops.toF32(tensorScale), Format::F32});
  StepValue finer = emitGuardedScale(ops, raw, range);
  ChosenValues chosen;
  chosen.storedScale = emitStoredScale(ops, finer);
  ElementEncoding element(encoding);
  chosen.codeScale = emitScale(b, element, chosen.storedScale, tensorScale);
  if (convention.codesUse == numerics::CodesUse::FinerScale)
    chosen.codeScale =
        encoding.tensorScale ? ops.multiply(ops.toF32(tensorScale), ops.toF32(finer.value)) : finer.value;
  if (!encoding.zeroPoint)
    return chosen;
  Format format = ElementOps::width(chosen.codeScale) == 64 ? Format::F64 : Format::F32;
  chosen.storedZeroPoint = emitStoredZeroPoint(ops, range, {chosen.codeScale, format});
  chosen.zeroPoint = emitZeroPoint(b, element, chosen.storedZeroPoint);
  return chosen;
}
