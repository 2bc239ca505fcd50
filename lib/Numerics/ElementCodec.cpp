//===- ElementCodec.cpp - one element to its code and back -----------------------------------------------===//

#include "ElementCodec.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cmath>

using namespace mlir::qnt::numerics;

double mlir::qnt::numerics::getEffectiveScale(double scale, std::optional<double> tensorScale) {
  return tensorScale ? double(float(*tensorScale) * float(scale)) : scale;
}

//===----------------------------------------------------------------------===//
// Encoding
//===----------------------------------------------------------------------===//

static EncodeOptions makeOptions(const Convention &convention, Format storage) {
  EncodeOptions options;
  options.rounding = convention.rounding;
  // Qwix adds its noise to integers of 4 and 8 bits only.
  bool takesNoise = isInteger(storage) && (bitWidth(storage) == 4 || bitWidth(storage) == 8);
  if (options.rounding == Rounding::NoisyHalfEven && !takesNoise)
    options.rounding = Rounding::HalfEven;
  options.overflow = convention.overflow;
  options.floatNaN = convention.floatNaN;
  options.e8m0 = convention.mxScale;
  return options;
}

/// True where quotients are products with the reciprocal of the scale.
static bool needsReciprocal(Quotient quotient, const StepArithmetic &arithmetic, bool onePerElement) {
  if (arithmetic.isExact() || quotient == Quotient::Divide)
    return false;
  return quotient == Quotient::Reciprocal || !onePerElement;
}

ElementEncoder::ElementEncoder(const Encoding &encoding, const Convention &convention, Format input, bool onePerElement)
    : convention(convention),
      arithmetic(convention.quotientType, convention.subnormals, input, encoding.scale.value_or(Format::F32)),
      storage(encoding.codebook ? encoding.codebook->index : encoding.storage), storageIsFloat(isFloat(storage)),
      usesReciprocal(needsReciprocal(convention.quotient, arithmetic, onePerElement)),
      mask(llvm::maskTrailingOnes<uint64_t>(bitWidth(storage))), baseOptions(makeOptions(convention, storage)) {
  auto [lowest, highest] = encoding.codeRange();
  needsNoise = baseOptions.rounding == Rounding::Stochastic || baseOptions.rounding == Rounding::NoisyHalfEven;
  low = double(lowest);
  high = double(highest);
}

BlockParameters ElementEncoder::prepare(double scale, double zeroPoint) const {
  BlockParameters block;
  block.scale = arithmetic.round(scale);
  block.reciprocal = usesReciprocal ? arithmetic.getReciprocal(block.scale, convention.quotient) : 0.0;
  block.zeroPoint = zeroPoint;
  block.roundedZeroPoint = arithmetic.round(zeroPoint);
  return block;
}

double ElementEncoder::getQuotient(double x, const BlockParameters &block) const {
  return usesReciprocal ? arithmetic.multiplyReciprocal(x, block.reciprocal, convention.quotient)
                        : arithmetic.divide(x, block.scale);
}

double ElementEncoder::getNaNCode(double zeroPoint) const {
  switch (convention.nan) {
  case IntegerNaN::ZeroPoint:
    return std::isnan(zeroPoint) ? 0.0 : std::nearbyint(zeroPoint);
  case IntegerNaN::Zero:
    return 0.0;
  case IntegerNaN::Low:
    return low;
  }
  llvm_unreachable("unknown NaN rule");
}

/// An integral number, NaN where there is none.
double ElementEncoder::getUnsaturatedCode(double x, const BlockParameters &block, const EncodeOptions &options) const {
  double quotient = getQuotient(x, block);
  bool zeroPointFirst = convention.zeroPointOrder == ZeroPointOrder::BeforeRounding;
  if (zeroPointFirst)
    quotient = arithmetic.add(quotient, block.roundedZeroPoint);
  double added = zeroPointFirst ? 0.0 : block.zeroPoint;
  if (convention.clampOrder == ClampOrder::BeforeRounding && !std::isnan(quotient))
    quotient = std::clamp(quotient, low - added, high - added);
  // A float zero point may leave a fraction; the sum of integral numbers is not changed.
  return std::nearbyint(roundToIntegral(quotient, options.rounding, options.noise) + added);
}

uint64_t ElementEncoder::encodeIntegerElement(double x, const BlockParameters &block,
                                              const EncodeOptions &options) const {
  double code = getUnsaturatedCode(x, block, options);
  if (std::isnan(code))
    code = getNaNCode(block.zeroPoint);
  return uint64_t(int64_t(std::clamp(code, low, high))) & mask;
}

bool ElementEncoder::isInRange(double x, const BlockParameters &block) const {
  if (storageIsFloat)
    return std::fabs(getQuotient(x, block)) <= getInfo(storage).maxFinite;
  double code = getUnsaturatedCode(x, block, baseOptions);
  return low <= code && code <= high;
}

uint64_t ElementEncoder::encodeFloatElement(double x, const BlockParameters &block,
                                            const EncodeOptions &options) const {
  double quotient = getQuotient(x, block);
  double largest = getInfo(storage).maxFinite;
  if (convention.clampOrder == ClampOrder::BeforeRounding && !std::isnan(quotient))
    quotient = std::clamp(quotient, -largest, largest);
  return encodeFloat(storage, quotient, options);
}

uint64_t ElementEncoder::encode(double x, const BlockParameters &block, uint64_t index) const {
  EncodeOptions options = baseOptions;
  if (needsNoise)
    options.noise = uniformNoise(convention.seed, index);
  return storageIsFloat ? encodeFloatElement(x, block, options) : encodeIntegerElement(x, block, options);
}

//===----------------------------------------------------------------------===//
// Decoding
//===----------------------------------------------------------------------===//

/// Every number of the format is one of f32.
static bool fitsF32(Format format) { return format != Format::I32 && format != Format::F64; }

/// Where f64 may round a difference so that a second rounding shows. It holds all differences of integers. Of two
/// numbers of f32 it has more than twice the bits, so that its own rounding never makes a tie of f32.
static bool mayRoundTwice(Format number, Format zeroPoint) {
  if (isInteger(number) && isInteger(zeroPoint))
    return false;
  return isInteger(zeroPoint) || !fitsF32(number) || !fitsF32(zeroPoint);
}

ElementDecoder::ElementDecoder(const Encoding &encoding)
    : expressed(encoding.expressed), wide(encoding.expressed == Format::F64 || encoding.scale == Format::F64),
      zeroPointIsFloat(encoding.zeroPoint && isFloat(*encoding.zeroPoint)), rule(encoding.decode) {
  Format number = encoding.codebook ? encoding.codebook->entry : encoding.storage;
  subtractsToOdd = !wide && encoding.zeroPoint && mayRoundTwice(number, *encoding.zeroPoint);
}

double ElementDecoder::multiply(double a, double b) const { return wide ? a * b : multiplyInF32(a, b); }

double ElementDecoder::roundResult(double value) const {
  if (expressed == Format::F64 || expressed == Format::F32)
    return expressed == Format::F32 ? double(float(value)) : value;
  EncodeOptions options;
  options.overflow = Overflow::NonFinite;
  return roundTo(expressed, value, options);
}

double ElementDecoder::decode(double code, double scale, double zeroPoint) const {
  if (rule == DecodeRule::MulSub) {
    double left = roundResult(multiply(code, scale)), right = roundResult(multiply(zeroPoint, scale));
    return roundResult(roundStep(left - right));
  }
  // Exact for what follows; a float zero point makes it a step of its own.
  double difference = subtractsToOdd ? addToOdd(code, -zeroPoint) : code - zeroPoint;
  return roundResult(multiply(zeroPointIsFloat ? roundStep(difference) : difference, scale));
}
