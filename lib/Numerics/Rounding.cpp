//===- Rounding.cpp - one real number to one code --------------------------------------------------------===//

#include "Qnt/Numerics/Rounding.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

using namespace mlir::qnt::numerics;

//===----------------------------------------------------------------------===//
// Noise
//===----------------------------------------------------------------------===//

double mlir::qnt::numerics::uniformNoise(uint64_t seed, uint64_t index) {
  uint32_t counter[4] = {uint32_t(index), uint32_t(index >> 32), 0, 0};
  uint32_t key[2] = {uint32_t(seed), uint32_t(seed >> 32)};
  for (int round = 0; round < 10; ++round) {
    uint64_t product0 = uint64_t(0xD2511F53u) * counter[0];
    uint64_t product1 = uint64_t(0xCD9E8D57u) * counter[2];
    uint32_t next0 = uint32_t(product1 >> 32) ^ counter[1] ^ key[0];
    uint32_t next2 = uint32_t(product0 >> 32) ^ counter[3] ^ key[1];
    counter[1] = uint32_t(product1);
    counter[3] = uint32_t(product0);
    counter[0] = next0;
    counter[2] = next2;
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  uint64_t bits = (uint64_t(counter[1]) << 32 | counter[0]) >> 11;
  return double(bits) * 0x1p-53;
}

//===----------------------------------------------------------------------===//
// To integral values
//===----------------------------------------------------------------------===//

/// floor(value + noise) without the rounding of that sum: up when value - below >= 1 - noise. The difference from the
/// neighbour nearer to zero is exact, the other one is not.
static double roundStochastic(double value, double noise) {
  double below = std::floor(value), above = below + 1.0;
  bool up = value < 0.0 ? above - value <= noise : value - below >= 1.0 - noise;
  return std::copysign(up ? above : below, value);
}

/// Noise centred on 0 joins the value in f32 before an ordinary rounding (Qwix's stochastic rounding).
static double roundNoisyHalfEven(double value, double noise) {
  return std::nearbyint(double(float(value) + float(noise - 0.5)));
}

double mlir::qnt::numerics::roundToIntegral(double value, Rounding rounding, double noise) {
  if (!std::isfinite(value))
    return value;
  switch (rounding) {
  case Rounding::HalfEven:
    return std::nearbyint(value);
  case Rounding::HalfAway:
    return std::round(value);
  case Rounding::Stochastic:
    return roundStochastic(value, noise);
  case Rounding::NoisyHalfEven:
    return roundNoisyHalfEven(value, noise);
  }
  llvm_unreachable("unknown rounding");
}

//===----------------------------------------------------------------------===//
// To floats
//===----------------------------------------------------------------------===//

/// Rounds a positive finite value to a power of two and returns its exponent.
static int roundToPowerOfTwo(double value, E8M0Rule rule) {
  int exponent;
  double mantissa = 2.0 * std::frexp(value, &exponent); // in [1, 2)
  --exponent;
  switch (rule) {
  case E8M0Rule::Floor:
  case E8M0Rule::OAS:
    return exponent;
  case E8M0Rule::Nearest:
    return mantissa >= 1.5 ? exponent + 1 : exponent;
  case E8M0Rule::Ceil:
    return mantissa > 1.0 ? exponent + 1 : exponent;
  }
  llvm_unreachable("unknown e8m0 rule");
}

static uint64_t encodeE8M0(double value, const EncodeOptions &options) {
  constexpr uint64_t nanCode = 0xFF, maxCode = 0xFE;
  if (std::isnan(value) || value <= 0.0)
    return nanCode;
  bool saturates = options.overflow == Overflow::Saturate;
  if (std::isinf(value))
    return saturates ? maxCode : nanCode;
  int exponent = roundToPowerOfTwo(value, options.e8m0);
  if (exponent > 127)
    return saturates ? maxCode : nanCode;
  return uint64_t(std::max(exponent, -127) + 127);
}

static uint64_t encodeNaN(const FormatInfo &info, FloatNaN rule) {
  if (std::optional<uint64_t> code = getNaNCode(info.format))
    return *code;
  switch (rule) {
  case FloatNaN::LargestFinite:
    return getMaxFiniteCode(info.format);
  case FloatNaN::Zero:
    return 0;
  case FloatNaN::NegativeZero:
    return uint64_t(1) << (info.bits - 1);
  }
  llvm_unreachable("unknown NaN rule");
}

/// The code of a magnitude beyond the largest finite value, without its sign.
static uint64_t encodeOverflow(const FormatInfo &info, Overflow overflow) {
  if (overflow == Overflow::NonFinite && info.hasInfinity)
    return llvm::maskTrailingOnes<uint64_t>(info.exponentBits) << info.mantissaBits;
  std::optional<uint64_t> nanCode = getNaNCode(info.format);
  return overflow == Overflow::NonFinite && nanCode ? *nanCode : getMaxFiniteCode(info.format);
}

static uint64_t doubleToBits(double value) {
  uint64_t bits;
  static_assert(sizeof(bits) == sizeof(value));
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

/// The exponent of a normal number. That of a subnormal one or 0 is -1023: the bits are enough where a larger exponent
/// takes the place of so small a one, and take a fraction of the time of ilogb.
static int getExponent(double value) { return int(doubleToBits(value) >> 52 & 0x7FF) - 1023; }

/// 2^exponent for the exponent of a normal number: a product with it is what ldexp computes, in a fraction of the time.
static double getPowerOfTwo(int exponent) {
  assert(exponent >= -1022 && exponent <= 1023 && "expected the exponent of a normal number");
  uint64_t bits = uint64_t(exponent + 1023) << 52;
  double value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

/// The code, without its sign, of a finite value to a format narrower than f64: the value is scaled so that one unit is
/// one code step, rounded once, and a carry into the exponent falls out of the addition. The result may lie beyond the
/// largest finite code.
static uint64_t encodeMagnitude(const FormatInfo &info, double value, const EncodeOptions &options) {
  int minExponent = 1 - info.bias;
  int exponent = std::max(getExponent(value), minExponent);
  double steps = value * getPowerOfTwo(int(info.mantissaBits) - exponent);
  auto rounded = uint64_t(std::fabs(roundToIntegral(steps, options.rounding, options.noise)));
  return (uint64_t(exponent - minExponent) << info.mantissaBits) + rounded;
}

uint64_t mlir::qnt::numerics::encodeFloat(Format format, double value, const EncodeOptions &options) {
  const FormatInfo &info = getInfo(format);
  assert(info.isFloat && "expected a float format");
  if (format == Format::F8E8M0FNU)
    return encodeE8M0(value, options);
  if (std::isnan(value))
    return encodeNaN(info, options.floatNaN);
  if (format == Format::F64 && std::isfinite(value))
    return doubleToBits(value);
  uint64_t sign = uint64_t(std::signbit(value)) << (info.bits - 1);
  uint64_t maxCode = getMaxFiniteCode(format);
  uint64_t magnitude = std::isinf(value) ? maxCode + 1 : encodeMagnitude(info, value, options);
  return sign | (magnitude > maxCode ? encodeOverflow(info, options.overflow) : magnitude);
}

//===----------------------------------------------------------------------===//
// To integers, and either
//===----------------------------------------------------------------------===//

uint64_t mlir::qnt::numerics::encodeInteger(Format format, double value, const EncodeOptions &options,
                                            int64_t nanCode) {
  const FormatInfo &info = getInfo(format);
  assert(!info.isFloat && "expected an integer format");
  uint64_t mask = llvm::maskTrailingOnes<uint64_t>(info.bits);
  if (std::isnan(value))
    return uint64_t(nanCode) & mask;
  double rounded = roundToIntegral(value, options.rounding, options.noise);
  double saturated = std::clamp(rounded, double(info.minInt), double(info.maxInt));
  return uint64_t(int64_t(saturated)) & mask;
}

uint64_t mlir::qnt::numerics::encode(Format format, double value, const EncodeOptions &options) {
  return isFloat(format) ? encodeFloat(format, value, options) : encodeInteger(format, value, options);
}

double mlir::qnt::numerics::roundTo(Format format, double value, const EncodeOptions &options) {
  return decode(format, encode(format, value, options));
}
