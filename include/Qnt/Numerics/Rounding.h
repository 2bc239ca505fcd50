//===- Rounding.h - one real number to one code ----------------------------------------------------------===//
//
// What enters: a real number that a double holds exactly (every f64, f32, f16, bf16 value does) and the options.
// What leaves: the code, rounded once.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_ROUNDING_H
#define QNT_NUMERICS_ROUNDING_H

#include "Qnt/Numerics/Format.h"

namespace mlir::qnt::numerics {

enum class Rounding : uint8_t {
  HalfEven,      ///< to nearest, ties to even (IEEE 754 roundTiesToEven)
  HalfAway,      ///< to nearest, ties away from zero
  Stochastic,    ///< up with the probability of the discarded fraction: floor(x + noise)
  NoisyHalfEven, ///< HalfEven of f32(x + noise - 0.5) for 4 and 8 bit integer codes, HalfEven for others (Qwix)
};

/// How a positive real becomes a power of two (an F8E8M0FNU scale).
enum class E8M0Rule : uint8_t {
  Floor,   ///< largest power of two <= x (OCP MX)
  Nearest, ///< nearest in value; the midpoint 1.5 * 2^k goes up
  Ceil,    ///< smallest power of two >= x
  OAS,     ///< overflow-aware scaling (Qwix): floor of bf16(x * c), c by the storage format; scale rules only
};

/// What an out-of-range value becomes in a float format.
enum class Overflow : uint8_t {
  Saturate,  ///< the largest finite value of its sign, infinities included
  NonFinite, ///< infinity where the format has one, else NaN, else saturates
};

/// What NaN becomes in a float format without NaN.
enum class FloatNaN : uint8_t {
  LargestFinite, ///< default
  Zero,          ///< as ml_dtypes
  NegativeZero,  ///< as Qwix (fp4 code 8)
};

/// The seed and the element's index give the noise: the same for any thread count and any order.
/// Uniform in [0, 1), 53 bits, counter-based (Philox 4x32-10, Salmon et al. 2011).
double uniformNoise(uint64_t seed, uint64_t index);

struct EncodeOptions {
  Rounding rounding = Rounding::HalfEven;
  Overflow overflow = Overflow::Saturate;
  FloatNaN floatNaN = FloatNaN::LargestFinite;
  E8M0Rule e8m0 = E8M0Rule::Nearest;
  double noise = 0.5; ///< in [0, 1), used by Stochastic and NoisyHalfEven; 0.5: nearest with ties up, and HalfEven
};

/// Rounds to an integral double. NaN and infinities come back as they are.
double roundToIntegral(double value, Rounding rounding, double noise = 0.5);

/// Encodes `value` in any float format of Format, rounding once. Signed zero is kept where the format has one.
/// F8E8M0FNU: zero, negative and NaN give the NaN code 0xFF; below 2^-127 gives 2^-127, above 2^127 gives 2^127.
uint64_t encodeFloat(Format format, double value, const EncodeOptions &options = {});

/// Encodes an integral or non-integral value in an integer format: rounds, then saturates; NaN gives `nanCode`.
uint64_t encodeInteger(Format format, double value, const EncodeOptions &options = {}, int64_t nanCode = 0);

/// Dispatches on the kind of the format.
uint64_t encode(Format format, double value, const EncodeOptions &options = {});

/// decode(format, encode(format, value)): `value` rounded to the format.
double roundTo(Format format, double value, const EncodeOptions &options = {});

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_ROUNDING_H
