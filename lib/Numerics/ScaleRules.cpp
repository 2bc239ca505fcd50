//===- ScaleRules.cpp - from the range of a block to its scale -------------------------------------------===//

#include "ScaleRules.h"
#include "ElementCodec.h"
#include "Qnt/Numerics/Quantize.h"
#include "Qnt/Numerics/SquareShift.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <cmath>

using namespace mlir::qnt::numerics;

bool mlir::qnt::numerics::hasSignedCodes(const Encoding &encoding) { return encoding.codeRange().first < 0; }

ScaleRules::ScaleRules(const Encoding &encoding, const Convention &convention, const Calibration &calibration,
                       Format input, double codebookBound, bool oneBlock)
    : encoding(encoding), convention(convention), calibration(calibration), input(input),
      arithmetic(convention.scaleType, convention.subnormals, input, encoding.scale.value_or(Format::F32)),
      rangeArithmetic(convention.rangeType, convention.subnormals, input, encoding.scale.value_or(Format::F32)),
      scaleFormat(encoding.scale.value_or(Format::F32)), zeroPointFormat(encoding.zeroPoint.value_or(Format::I32)),
      symmetric(isSymmetricChoice(encoding, calibration)), oneBlock(oneBlock) {
  auto [low, high] = getChosenEncoding(encoding, convention, calibration).codeRange();
  lowCode = double(low);
  highCode = double(high);
  bound = getSymmetricBound(codebookBound);
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

/// The zero point of a symmetric choice: 0, or the middle of unsigned codes that have one.
double ScaleRules::getCenter() const {
  if (!symmetric || hasSignedCodes(encoding) || !encoding.zeroPoint)
    return 0.0;
  return std::ceil((lowCode + highCode) / 2);
}

/// What absmax is divided by.
double ScaleRules::getSymmetricBound(double codebookBound) const {
  double result;
  if (encoding.codebook) {
    result = codebookBound;
  } else if (isFloat(encoding.storage)) {
    result = getInfo(encoding.storage).maxFinite;
  } else {
    double center = getCenter();
    result = hasSignedCodes(encoding) ? std::min(highCode, -lowCode) : highCode - center;
    if (convention.bound == SymmetricBound::HalfInteger)
      result = encoding.storage == Format::I16 ? 32768.0 : result + 0.5;
  }
  bool toPowerOfTwo = convention.mxBound == MXBound::PowerOfTwo ||
                      (convention.mxBound == MXBound::Auto && convention.mxScale == E8M0Rule::Floor);
  return encoding.scale == Format::F8E8M0FNU && toPowerOfTwo ? std::exp2(std::floor(std::log2(result))) : result;
}

double ScaleRules::divideByConstant(double value, double constant) const {
  constant = arithmetic.round(constant);
  Quotient quotient = convention.scaleQuotient;
  if (quotient == Quotient::Divide || (quotient == Quotient::ReciprocalXLA && oneBlock))
    return arithmetic.divide(value, constant);
  return arithmetic.multiplyReciprocal(value, arithmetic.getReciprocal(constant, quotient), quotient);
}

//===----------------------------------------------------------------------===//
// Scales
//===----------------------------------------------------------------------===//

/// max - min + epsilon.
double ScaleRules::getWidth(ValueRange range) const {
  return rangeArithmetic.add(rangeArithmetic.subtract(range.max, range.min), rangeArithmetic.round(convention.epsilon));
}

double ScaleRules::getRawScale(ValueRange range) const {
  if (!symmetric)
    return divideByConstant(getWidth(range), highCode - lowCode);
  if (convention.symmetricScale == SymmetricScale::Span)
    return divideByConstant(getWidth(range), 2 * bound);
  return divideByConstant(rangeArithmetic.add(range.max, rangeArithmetic.round(convention.epsilon)), bound);
}

bool ScaleRules::isConstantBlock(ValueRange range) const {
  return convention.guard == ScaleGuard::Constant && range.observedMax - range.observedMin < 1e-6;
}

/// Applies what the guard says of scales that no value justifies.
double ScaleRules::guardRawScale(double raw, ValueRange range) const {
  switch (convention.guard) {
  case ScaleGuard::None:
    return raw;
  case ScaleGuard::Default:
    return range.absmax() < getInfo(arithmetic.getType()).minNormal ? 1.0 : raw;
  case ScaleGuard::SqrtSmallestNormal:
    return raw < std::sqrt(getInfo(input).minNormal) ? 1.0 : raw;
  case ScaleGuard::Constant:
    if (!isConstantBlock(range))
      return raw;
    return std::fabs(range.observedMax) < 1e-6 ? 1.0 : range.observedMax;
  }
  llvm_unreachable("unknown scale guard");
}

/// The factor of overflow-aware scaling: twice the largest value over the midpoint above it, for a significand of
/// `mantissaBits` stored bits: 12/7 for one, 60/31 for three (Qwix, arXiv 2603.08713).
static double getOverflowAwareFactor(const Encoding &encoding, double highCode) {
  if (encoding.codebook)
    return 1.0;
  int mantissaBits = isFloat(encoding.storage) ? int(getInfo(encoding.storage).mantissaBits) : std::ilogb(highCode);
  return 2.0 * (2.0 - std::ldexp(1.0, -mantissaBits)) / (2.0 - std::ldexp(1.0, -mantissaBits - 1));
}

double ScaleRules::storeScale(double raw) const {
  const FormatInfo &format = getInfo(scaleFormat);
  EncodeOptions options;
  options.e8m0 = convention.mxScale;
  options.overflow = Overflow::NonFinite;
  if (convention.mxScale == E8M0Rule::OAS && format.format == Format::F8E8M0FNU) {
    double factor = arithmetic.round(getOverflowAwareFactor(encoding, highCode));
    raw = roundTo(Format::BF16, arithmetic.multiply(raw, factor), options);
  }
  if (convention.guard != ScaleGuard::None && raw == 0.0)
    return format.minPositive;
  bool keepsInfinity =
      convention.guard == ScaleGuard::None || (convention.statistics == Statistics::All && format.hasInfinity);
  if (!keepsInfinity)
    options.overflow = Overflow::Saturate;
  double stored = roundTo(format.format, raw, options);
  return convention.guard != ScaleGuard::None && stored == 0.0 ? format.minPositive : stored;
}

double ScaleRules::chooseTensorScale(llvm::ArrayRef<ValueRange> blocks) const {
  double largest = 0.0;
  for (ValueRange range : blocks)
    largest = std::max(largest, symmetric ? range.max : rangeArithmetic.subtract(range.max, range.min));
  // Block scales then use the whole range of f8E4M3FN; of wider scale types they are at most 1.
  double scaleRange = encoding.scale == Format::F8E4M3FN ? getInfo(Format::F8E4M3FN).maxFinite : 1.0;
  double raw = divideByConstant(largest, (symmetric ? bound : highCode - lowCode) * scaleRange);
  if (convention.guard == ScaleGuard::None)
    return double(float(raw));
  if (largest < getInfo(arithmetic.getType()).minNormal)
    return 1.0;
  // Times the smallest f8E4M3FN (2^-9) it must still be a positive f32.
  return double(float(std::clamp(raw, 0x1p-140, getInfo(Format::F32).maxFinite)));
}

ChosenParameters ScaleRules::choose(ValueRange range, std::optional<double> tensorScale) const {
  double raw = getRawScale(range);
  if (tensorScale)
    raw = arithmetic.divide(raw, *tensorScale);
  ChosenParameters chosen;
  chosen.range = range;
  chosen.finerScale = guardRawScale(raw, range);
  chosen.scale = storeScale(chosen.finerScale);
  bool useFiner = convention.codesUse == CodesUse::FinerScale;
  chosen.zeroPoint =
      chooseZeroPoint(range, getEffectiveScale(useFiner ? chosen.finerScale : chosen.scale, tensorScale));
  return chosen;
}

//===----------------------------------------------------------------------===//
// Zero points
//===----------------------------------------------------------------------===//

double ScaleRules::chooseZeroPoint(ValueRange range, double scale) const {
  if (!encoding.zeroPoint || isConstantBlock(range))
    return 0.0;
  return storeZeroPoint(symmetric ? getCenter() : getRealZeroPoint(range, scale));
}

double ScaleRules::getRealZeroPoint(ValueRange range, double scale) const {
  scale = arithmetic.round(scale);
  if (convention.zeroPointRule == ZeroPointRule::SmallerError)
    return getZeroPointOfSmallerError(range, scale);
  double width = getWidth(range);
  bool noWidth = width == 0.0 && convention.guard != ScaleGuard::None;
  if (convention.zeroPointRule == ZeroPointRule::FromMin || noWidth)
    return arithmetic.subtract(lowCode, arithmetic.divide(range.min, scale));
  double difference =
      arithmetic.subtract(arithmetic.multiply(lowCode, range.max), arithmetic.multiply(highCode, range.min));
  return arithmetic.divide(difference, width);
}

/// TFLite's ChooseQuantizationParams: from the end of the range whose terms are smaller, the upper one on equality.
double ScaleRules::getZeroPointOfSmallerError(ValueRange range, double scale) const {
  double minCode = arithmetic.divide(range.min, scale), maxCode = arithmetic.divide(range.max, scale);
  double errorFromMin = std::fabs(lowCode) + std::fabs(minCode);
  double errorFromMax = std::fabs(highCode) + std::fabs(maxCode);
  return errorFromMin < errorFromMax ? arithmetic.subtract(lowCode, minCode) : arithmetic.subtract(highCode, maxCode);
}

double ScaleRules::storeZeroPoint(double real) const {
  Rounding rounding = convention.rounding == Rounding::HalfAway ? Rounding::HalfAway : Rounding::HalfEven;
  double rounded = std::isnan(real) ? 0.0 : roundToIntegral(real, rounding);
  if (convention.clampZeroPoint)
    rounded = std::clamp(rounded, lowCode, highCode);
  return roundTo(zeroPointFormat, rounded);
}

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

ValueRange ScaleRules::multiply(ValueRange range, double factor) const {
  factor = rangeArithmetic.round(factor);
  range.min = rangeArithmetic.multiply(range.min, factor);
  range.max = rangeArithmetic.multiply(range.max, factor);
  return range;
}

/// The power of two that elements are divided by before they are squared. range_type = input has none in types narrower
/// than f64: there it squares as the package does that it stands for.
int ScaleRules::getShiftOfSquares(double absmax) const {
  bool inF64 = rangeArithmetic.getType() == Format::F64;
  if (!inF64 && convention.rangeType != Arithmetic::F32)
    return 0;
  return getSquareShift(absmax, inF64 ? 400 : 30);
}

/// Squares, their mean and its root are rounded, the sum is not (f64).
double ScaleRules::getRootMeanSquare(llvm::ArrayRef<double> values, double absmax) const {
  if (values.empty() || absmax == 0.0 || !std::isfinite(absmax))
    return absmax;
  int shift = getShiftOfSquares(absmax);
  double sum = 0.0;
  for (double value : values) {
    double scaled = shift == 0 ? value : std::ldexp(rangeArithmetic.round(value), -shift);
    sum += rangeArithmetic.multiply(scaled, scaled);
  }
  double mean = rangeArithmetic.round(sum / double(values.size()));
  return rangeArithmetic.round(std::ldexp(rangeArithmetic.round(std::sqrt(mean)), shift));
}

/// Linear interpolation between the sorted elements, as NumPy's default. Elements so far apart that their difference
/// leaves the range of f64 have opposite signs: half of it is added twice.
static double getPercentile(llvm::ArrayRef<double> sorted, double percentile) {
  if (sorted.empty())
    return 0.0;
  double rank = percentile / 100.0 * double(sorted.size() - 1);
  auto below = size_t(rank);
  if (below + 1 >= sorted.size())
    return sorted.back();
  double low = sorted[below], high = sorted[below + 1], fraction = rank - double(below);
  if (std::isfinite(high - low))
    return low + (high - low) * fraction;
  double half = (high / 2 - low / 2) * fraction;
  return low + half + half;
}

static ValueRange getPercentileRange(llvm::MutableArrayRef<double> values, double percentile, bool symmetric) {
  if (symmetric)
    for (double &value : values)
      value = std::fabs(value);
  std::sort(values.begin(), values.end());
  double high = getPercentile(values, percentile);
  return {symmetric ? -high : getPercentile(values, 100.0 - percentile), high};
}

/// The range before it is rounded, made symmetric and multiplied.
ValueRange ScaleRules::getFoundRange(const BlockStatistics &statistics, llvm::MutableArrayRef<double> values) const {
  switch (calibration.rule) {
  case ScaleRule::RMS: {
    double root = getRootMeanSquare(values, statistics.absmax());
    return {-root, root};
  }
  case ScaleRule::Fixed: {
    double max = calibration.arguments.back();
    return {calibration.arguments.size() == 1 ? -max : calibration.arguments.front(), max};
  }
  case ScaleRule::Percentile:
    if (!std::isfinite(statistics.min) || !std::isfinite(statistics.max)) // only where all elements count
      return {statistics.min, statistics.max};
    return getPercentileRange(values, calibration.argument(0, 99.99), symmetric);
  case ScaleRule::AbsMax:
  case ScaleRule::MinMax:
  case ScaleRule::MSE:
    return {statistics.min, statistics.max};
  }
  llvm_unreachable("unknown scale rule");
}

ValueRange ScaleRules::getRange(const BlockStatistics &statistics, llvm::MutableArrayRef<double> values) const {
  ValueRange range = getFoundRange(statistics, values);
  if (convention.includeZero && !symmetric) {
    range.min = std::min(range.min, 0.0); // NaN stays
    range.max = std::max(range.max, 0.0);
  }
  if (symmetric) {
    range.max = range.absmax();
    range.min = -range.max;
  }
  range.min = rangeArithmetic.round(range.min);
  range.max = rangeArithmetic.round(range.max);
  range.observedMin = statistics.min;
  range.observedMax = statistics.max;
  bool hasFactor = calibration.rule == ScaleRule::AbsMax || calibration.rule == ScaleRule::MinMax ||
                   calibration.rule == ScaleRule::RMS;
  return hasFactor ? multiply(range, calibration.argument(0, 1.0)) : range;
}
