//===- KernelScales.cpp - from the statistics of blocks to their parameters --------------------------------===//

#include "KernelScales.h"
#include "KernelParameters.h"
#include "Qnt/Numerics/Quantize.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;
using namespace mlir::qnt::numerics::kernels;

void PanelStatistics::reset(size_t numBlocks, bool symmetric) {
  positive.assign(numBlocks, 0.0f);
  negative.assign(symmetric ? 0 : numBlocks, 0.0f);
}

static void takeLarger(std::vector<float> &maxima, llvm::ArrayRef<float> other) {
  for (size_t i = 0; i < maxima.size(); ++i)
    maxima[i] = std::max(maxima[i], other[i]);
}

void PanelStatistics::merge(const PanelStatistics &other) {
  takeLarger(positive, other.positive);
  takeLarger(negative, other.negative);
}

/// The smallest range (default guard: a normal number) or scale (Qwix: its square root, in the input's type, a power of
/// two for all of them) that is not replaced by 1.
static float getSmallest(const Convention &convention, Format input) {
  if (convention.guard == ScaleGuard::Default)
    return std::numeric_limits<float>::min();
  return static_cast<float>(std::sqrt(getInfo(input).minNormal));
}

/// The steps from a range to parameters that this file follows.
static bool hasKernelSteps(const Convention &convention, Format input) {
  const bool inF32 =
      convention.scaleType == Arithmetic::F32 || (convention.scaleType == Arithmetic::Input && input == Format::F32);
  const bool rangeInF32 =
      convention.rangeType == Arithmetic::F32 || (convention.rangeType == Arithmetic::Input && input == Format::F32);
  if (!rangeInF32 || convention.statistics != Statistics::Finite || convention.subnormals != Subnormals::Keep)
    return false;
  const bool hasGuard = convention.guard == ScaleGuard::Default || convention.guard == ScaleGuard::SqrtSmallestNormal;
  return inF32 && hasGuard && convention.symmetricScale == SymmetricScale::Bound &&
         convention.scaleQuotient == Quotient::Divide && convention.epsilon == 0.0 &&
         convention.codesUse == CodesUse::StoredScale;
}

bool KernelScaleRule::isSupported(const Encoding &encoding, const Convention &convention,
                                  const Calibration &calibration, Format input, llvm::ArrayRef<double> codebook) {
  if (calibration.rule != ScaleRule::AbsMax && calibration.rule != ScaleRule::MinMax)
    return false;
  const bool symmetric = isSymmetricChoice(encoding, calibration);
  const KernelScaleRule rule(encoding, convention, calibration, input, codebook);
  if (!hasKernelSteps(convention, input) || !(rule.divisor > 0.0f))
    return false;
  if (!encoding.scale)
    return symmetric && !encoding.zeroPoint;
  if (encoding.zeroPoint && (isFloat(*encoding.zeroPoint) || !convention.clampZeroPoint))
    return false;
  return symmetric || (encoding.zeroPoint && !encoding.tensorScale && convention.includeZero &&
                       convention.zeroPointRule == ZeroPointRule::FromMin);
}

KernelScaleRule::KernelScaleRule(const Encoding &encoding, const Convention &convention, const Calibration &calibration,
                                 Format input, llvm::ArrayRef<double> codebook)
    : encoding(encoding), convention(convention), symmetric(isSymmetricChoice(encoding, calibration)),
      codeRange(getChosenEncoding(encoding, convention, calibration).codeRange()),
      smallest(getSmallest(convention, input)), factor(static_cast<float>(calibration.argument(0, 1.0))),
      divisor(symmetric ? getBound(codebook) : static_cast<float>(codeRange.second - codeRange.first)) {}

/// The zero point of a symmetric choice: 0, or the middle of unsigned codes that have one.
float KernelScaleRule::getCenter() const {
  if (encoding.codeRange().first < 0 || !encoding.zeroPoint)
    return 0.0f;
  return std::ceil(static_cast<float>(codeRange.first + codeRange.second) / 2.0f);
}

/// The largest finite magnitude in a code book, 1 when that is 0.
static float getLargestEntry(llvm::ArrayRef<double> codebook) {
  double largest = 0.0;
  for (double entry : codebook)
    largest = std::isfinite(entry) ? std::max(largest, std::fabs(entry)) : largest;
  return largest == 0.0 ? 1.0f : static_cast<float>(largest);
}

/// What the largest magnitude is divided by.
float KernelScaleRule::getBound(llvm::ArrayRef<double> codebook) const {
  float bound;
  if (encoding.codebook) {
    bound = getLargestEntry(codebook);
  } else if (isFloat(encoding.storage)) {
    bound = static_cast<float>(getInfo(encoding.storage).maxFinite);
  } else {
    const bool isSigned = encoding.codeRange().first < 0;
    bound = isSigned ? static_cast<float>(std::min(codeRange.second, -codeRange.first))
                     : static_cast<float>(codeRange.second) - getCenter();
    bound += convention.bound == SymmetricBound::HalfInteger ? 0.5f : 0.0f;
  }
  const bool toPowerOfTwo = convention.mxBound == MXBound::PowerOfTwo ||
                            (convention.mxBound == MXBound::Auto && convention.mxScale == E8M0Rule::Floor);
  return encoding.scale == Format::F8E8M0FNU && toPowerOfTwo ? std::exp2(std::floor(std::log2(bound))) : bound;
}

/// The factor of overflow-aware scaling: twice the largest value over the midpoint above it, for a significand of
/// `mantissaBits` stored bits.
float KernelScaleRule::getOverflowAwareFactor() const {
  if (encoding.codebook)
    return 1.0f;
  const int mantissaBits = isFloat(encoding.storage) ? static_cast<int>(getInfo(encoding.storage).mantissaBits)
                                                     : std::ilogb(static_cast<float>(codeRange.second));
  return static_cast<float>(2.0 * (2.0 - std::ldexp(1.0, -mantissaBits)) / (2.0 - std::ldexp(1.0, -mantissaBits - 1)));
}

float KernelScaleRule::chooseTensorScale(float largestMagnitude) const {
  largestMagnitude *= factor;
  if (largestMagnitude < std::numeric_limits<float>::min())
    return 1.0f;
  // Block scales then use the whole range of f8E4M3FN; of wider scale types they are at most 1.
  const float scaleRange =
      encoding.scale == Format::F8E4M3FN ? static_cast<float>(getInfo(Format::F8E4M3FN).maxFinite) : 1.0f;
  // Times the smallest f8E4M3FN (2^-9) it must still be a positive f32.
  return std::clamp(largestMagnitude / (divisor * scaleRange), 0x1p-140f, std::numeric_limits<float>::max());
}

/// Plain loops without branches, as in KernelParameters.cpp.
void KernelScaleRule::chooseRawScales(const PanelStatistics &statistics, const float *tensorScale,
                                      llvm::MutableArrayRef<float> scales) const {
  const float secondDivisor = tensorScale ? *tensorScale : 1.0f;
  const bool guardsRange = convention.guard == ScaleGuard::Default;
  const auto choose = [=](float range, float largest) {
    const float scale = range / divisor / secondDivisor;
    const float guarded = guardsRange ? largest : scale;
    return guarded < smallest ? 1.0f : scale;
  };
  const float *positive = statistics.positive.data(), *negative = statistics.negative.data();
  if (symmetric)
    for (size_t i = 0; i < scales.size(); ++i)
      scales[i] = choose(positive[i] * factor, positive[i] * factor);
  else
    for (size_t i = 0; i < scales.size(); ++i) {
      const float max = positive[i] * factor, min = -negative[i] * factor;
      scales[i] = choose(max - min, std::max(max, -min));
    }
}

/// round(low - min / scale), saturated to the codes and to the zero point's type.
float KernelScaleRule::getZeroPoint(const PanelStatistics &statistics, size_t block, float scale,
                                    const FormatInfo &info) const {
  const float low = static_cast<float>(codeRange.first), high = static_cast<float>(codeRange.second);
  const float real = symmetric ? getCenter() : low + statistics.negative[block] * factor / scale;
  const float code = std::nearbyint(std::clamp(real, low, high));
  return std::clamp(code, static_cast<float>(info.minInt), static_cast<float>(info.maxInt));
}

void KernelScaleRule::choose(const PanelStatistics &statistics, const float *tensorScale,
                             const StoredParameters &stored, std::vector<float> &scales,
                             std::vector<float> &zeroPoints) const {
  const size_t numBlocks = statistics.positive.size();
  scales.resize(numBlocks);
  zeroPoints.resize(encoding.zeroPoint ? numBlocks : 0);
  if (!encoding.scale)
    return std::fill(scales.begin(), scales.end(), 1.0f);
  if (symmetric && encoding.scale == Format::F8E4M3FN && !encoding.zeroPoint) {
    const ScaleSteps steps{factor, divisor, tensorScale ? *tensorScale : 1.0f, smallest,
                           convention.guard == ScaleGuard::Default};
    return chooseE4M3Scales(steps, statistics.positive.data(), numBlocks, scales.data(),
                            static_cast<uint8_t *>(stored.scales) + stored.first);
  }
  chooseRawScales(statistics, tensorScale, scales);
  if (encoding.scale == Format::F8E8M0FNU && convention.mxScale == E8M0Rule::OAS)
    multiplyInBF16(scales, getOverflowAwareFactor());
  storeScales(*encoding.scale, convention.mxScale, scales, stored.scales, stored.first);
  loadScales(*encoding.scale, stored.scales, stored.first, scales);
  if (tensorScale)
    for (float &scale : scales)
      scale *= *tensorScale;
  if (!encoding.zeroPoint)
    return;
  for (size_t i = 0; i < numBlocks; ++i)
    zeroPoints[i] = getZeroPoint(statistics, i, scales[i], getInfo(*encoding.zeroPoint));
  storeZeroPoints(*encoding.zeroPoint, zeroPoints, stored.zeroPoints, stored.first);
}
