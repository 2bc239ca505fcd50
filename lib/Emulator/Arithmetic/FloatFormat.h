//===- FloatFormat.h - Binary formats and rounding of exact values -===//
//
// The formats that PTX computes in, as types with constants, and the one place where an exact value becomes bits of one
// of them: `encodeExact`. Everything works on raw bits, zero-extended to 64, and knows nothing of the host's rounding
// mode.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_FLOATFORMAT_H
#define QNT_LIB_EMULATOR_ARITHMETIC_FLOATFORMAT_H

#include <cstdint>
#include <cstring>

namespace mlir::qnt::emulator {

using UInt128 = unsigned __int128;

/// How a value between two neighbours of a format is rounded: .rn .rz .rm .rp .rna.
enum class Rounding : uint8_t { NearestEven, TowardZero, Down, Up, NearestAway };

/// What the largest exponent field means.
enum class Specials : uint8_t {
  Ieee,    ///< infinities and NaNs
  NaNOnly, ///< all ones is a NaN, there is no infinity (e4m3)
  None,    ///< every code is a number
};

/// A binary format of `Width` bits: sign, `ExponentBits`, `MantissaBits`, bias 2^(ExponentBits-1)-1. `CanonicalNaN` is
/// what an operation in this format returns for NaN.
template <int Width, int ExponentBits, int MantissaBits, Specials Kind, uint64_t CanonicalNaN>
struct FloatFormat {
  static constexpr int width = Width;
  static constexpr int mantissaBits = MantissaBits;
  static constexpr Specials specials = Kind;
  static constexpr uint64_t canonicalNaN = CanonicalNaN;
  static constexpr uint64_t signBit = uint64_t(1) << (Width - 1);
  static constexpr uint64_t mask = signBit | (signBit - 1);
  static constexpr uint64_t mantissaMask = (uint64_t(1) << MantissaBits) - 1;
  static constexpr uint64_t exponentMax = (uint64_t(1) << ExponentBits) - 1;
  static constexpr int bias = (1 << (ExponentBits - 1)) - 1;
  /// Exponent of the smallest normal number.
  static constexpr int minExponent = 1 - bias;
  static constexpr uint64_t infinity = exponentMax << MantissaBits;
  static constexpr uint64_t maxFinite = Kind == Specials::Ieee      ? infinity - 1
                                        : Kind == Specials::NaNOnly ? signBit - 2
                                                                    : signBit - 1;
  static constexpr uint64_t one = uint64_t(bias) << MantissaBits;
};

using F64 = FloatFormat<64, 11, 52, Specials::Ieee, 0xfff8000000000000>;
using F32 = FloatFormat<32, 8, 23, Specials::Ieee, 0x7fffffff>;
using F16 = FloatFormat<16, 5, 10, Specials::Ieee, 0x7fff>;
using BF16 = FloatFormat<16, 8, 7, Specials::Ieee, 0x7fff>;
/// As the operand of a matrix instruction: the upper 19 bits of an f32 (here moved down by 13).
using TF32 = FloatFormat<19, 8, 10, Specials::Ieee, 0x3ffff>;
using E5M2 = FloatFormat<8, 5, 2, Specials::Ieee, 0x7f>;
using E4M3 = FloatFormat<8, 4, 3, Specials::NaNOnly, 0x7f>;

template <class To, class From>
To bitCast(From value) {
  static_assert(sizeof(To) == sizeof(From), "the same number of bits");
  To result;
  std::memcpy(&result, &value, sizeof(To));
  return result;
}
inline float asFloat(uint64_t bits) { return bitCast<float>(uint32_t(bits)); }
inline double asDouble(uint64_t bits) { return bitCast<double>(bits); }
inline uint64_t bitsOf(float value) { return bitCast<uint32_t>(value); }
inline uint64_t bitsOf(double value) { return bitCast<uint64_t>(value); }

template <class F>
constexpr bool isNaN(uint64_t bits) {
  uint64_t magnitude = bits & (F::signBit - 1);
  if constexpr (F::specials == Specials::Ieee)
    return magnitude > F::infinity;
  else if constexpr (F::specials == Specials::NaNOnly)
    return magnitude == F::signBit - 1;
  else
    return false;
}
template <class F>
constexpr bool isInfinite(uint64_t bits) {
  return F::specials == Specials::Ieee && (bits & (F::signBit - 1)) == F::infinity;
}
template <class F>
constexpr bool isZero(uint64_t bits) {
  return (bits & (F::signBit - 1)) == 0;
}
template <class F>
constexpr bool isNegative(uint64_t bits) {
  return (bits & F::signBit) != 0;
}
template <class F>
constexpr bool isSubnormal(uint64_t bits) {
  uint64_t magnitude = bits & (F::signBit - 1);
  return magnitude != 0 && magnitude <= F::mantissaMask;
}
/// .ftz: a subnormal becomes a zero of its sign.
template <class F>
constexpr uint64_t flushSubnormal(uint64_t bits) {
  return isSubnormal<F>(bits) ? bits & F::signBit : bits;
}

/// (-1)^negative * (significand + fraction) * 2^exponent, where the fraction is 0, or unknown between 0 and 1 when
/// `sticky`. No infinities, no NaNs.
struct ExactFloat {
  bool negative = false;
  bool sticky = false;
  int exponent = 0;
  UInt128 significand = 0;

  bool isZero() const { return significand == 0 && !sticky; }
};

/// The value of finite `bits`.
template <class F>
constexpr ExactFloat decodeExact(uint64_t bits) {
  uint64_t field = (bits >> F::mantissaBits) & F::exponentMax;
  uint64_t mantissa = bits & F::mantissaMask;
  ExactFloat value;
  value.negative = isNegative<F>(bits);
  value.significand = field ? mantissa | (F::mantissaMask + 1) : mantissa;
  value.exponent = F::minExponent - F::mantissaBits + (field ? int(field) - 1 : 0);
  return value;
}

inline int highestBit(UInt128 value) {
  uint64_t high = uint64_t(value >> 64);
  return high ? 127 - __builtin_clzll(high) : 63 - __builtin_clzll(uint64_t(value) | 1);
}
inline int highestBit(uint64_t value) { return 63 - __builtin_clzll(value | 1); }

/// What an overflow of this sign gives under `rounding`: infinity or the largest number.
template <class F>
constexpr uint64_t overflowBits(bool negative, Rounding rounding, bool saturateFinite) {
  bool away = rounding == Rounding::NearestEven || rounding == Rounding::NearestAway ||
              rounding == (negative ? Rounding::Down : Rounding::Up);
  uint64_t sign = negative ? F::signBit : 0;
  if (F::specials != Specials::Ieee || saturateFinite || !away)
    return sign | F::maxFinite;
  return sign | F::infinity;
}

/// Whether the kept part goes up by one: `comparison` is the sign of (rest - half a unit), `inexact` whether there is a
/// rest.
constexpr bool roundsUp(bool odd, bool negative, int comparison, bool inexact, Rounding rounding) {
  switch (rounding) {
  case Rounding::NearestEven:
    return comparison > 0 || (comparison == 0 && odd);
  case Rounding::NearestAway:
    return comparison >= 0;
  case Rounding::TowardZero:
    return false;
  case Rounding::Down:
    return negative && inexact;
  case Rounding::Up:
    return !negative && inexact;
  }
  return false;
}

/// Rounds (-1)^negative * (significand + sticky fraction) * 2^exponent to F: IEEE 754 with subnormals. `Integer` is
/// uint64_t or UInt128. A zero keeps the sign given.
template <class F, class Integer>
uint64_t encodeSignificand(bool negative, Integer significand, int exponent, bool sticky, Rounding rounding,
                           bool saturateFinite = false) {
  constexpr int numBits = int(sizeof(Integer)) * 8;
  constexpr int lowestQuantum = F::minExponent - F::mantissaBits;
  uint64_t sign = negative ? F::signBit : 0;
  if (significand == 0 && !sticky)
    return sign;
  int quantum = exponent + (significand ? highestBit(significand) : 0) - F::mantissaBits;
  if (quantum < lowestQuantum)
    quantum = lowestQuantum;
  int shift = quantum - exponent;
  Integer kept = 0;
  int comparison = -1;
  bool inexact = true;
  if (shift <= 0) {
    kept = significand << -shift;
    inexact = sticky;
  } else {
    kept = shift >= numBits ? Integer(0) : Integer(significand >> shift);
    if (shift <= numBits) {
      Integer rest = shift == numBits ? significand : Integer(significand & ((Integer(1) << shift) - 1));
      Integer half = Integer(1) << (shift - 1);
      inexact = rest != 0 || sticky;
      comparison = rest > half ? 1 : rest < half ? -1 : sticky ? 1 : 0;
    }
  }
  uint64_t code = uint64_t(kept);
  if (roundsUp(code & 1, negative, comparison, inexact, rounding))
    ++code;
  // The hidden bit of a normal number adds one to the exponent field; so does a carry out of the mantissa.
  if (quantum - lowestQuantum > int(F::exponentMax))
    return overflowBits<F>(negative, rounding, saturateFinite);
  code += uint64_t(quantum - lowestQuantum) << F::mantissaBits;
  return code > F::maxFinite ? overflowBits<F>(negative, rounding, saturateFinite) : sign | code;
}

template <class F>
uint64_t encodeExact(const ExactFloat &value, Rounding rounding, bool saturateFinite = false) {
  return encodeSignificand<F, UInt128>(value.negative, value.significand, value.exponent, value.sticky, rounding,
                                       saturateFinite);
}

/// The f64 of `bits` of a narrower format: exact; NaNs become the host's.
template <class F>
double decodeDouble(uint64_t bits) {
  static_assert(F::mantissaBits < 52, "narrower than f64");
  uint64_t magnitude = bits & (F::signBit - 1);
  uint64_t sign = uint64_t(isNegative<F>(bits)) << 63;
  if (F::specials != Specials::None && (isNaN<F>(bits) || isInfinite<F>(bits)))
    return asDouble(sign | (isNaN<F>(bits) ? 0x7ff8000000000000 : 0x7ff0000000000000));
  if (magnitude <= F::mantissaMask) {
    double unit = asDouble(uint64_t(F::minExponent - F::mantissaBits + 1023) << 52);
    return asDouble(sign | bitsOf(double(int64_t(magnitude)) * unit));
  }
  return asDouble(sign | ((magnitude << (52 - F::mantissaBits)) + (uint64_t(1023 - F::bias) << 52)));
}
template <>
inline double decodeDouble<F32>(uint64_t bits) {
  return double(asFloat(bits));
}
/// The upper half of an f32.
template <>
inline double decodeDouble<BF16>(uint64_t bits) {
  return double(asFloat(bits << 16));
}
/// The exponent is moved to f32's bias by a product, which makes subnormals normal as well.
template <>
inline double decodeDouble<F16>(uint64_t bits) {
  uint32_t magnitude = uint32_t(bits & 0x7fff) << 13;
  uint32_t scaled = bitCast<uint32_t>(bitCast<float>(magnitude) * 0x1p112f);
  uint32_t special = (bits & 0x7c00) == 0x7c00 ? 0x7f800000 : 0;
  return double(bitCast<float>(scaled | special | uint32_t(bits & 0x8000) << 16));
}

/// Rounds a finite f64 to F.
template <class F>
uint64_t encodeFinite(double value, Rounding rounding, bool saturateFinite = false) {
  uint64_t bits = bitsOf(value);
  uint64_t field = (bits >> 52) & 0x7ff;
  uint64_t mantissa = bits & F64::mantissaMask;
  return encodeSignificand<F, uint64_t>(bits >> 63, field ? mantissa | (F64::mantissaMask + 1) : mantissa,
                                        field ? int(field) - 1075 : -1074, false, rounding, saturateFinite);
}

/// Rounds any f64 to F (f16 or bf16), to nearest even, without a branch: what encodeDouble does.
template <class F>
uint64_t encodeNearest(double value) {
  static_assert(F::specials == Specials::Ieee && F::mantissaBits < 23, "a short format with infinities");
  constexpr int dropped = 52 - F::mantissaBits;
  // An addition that rounds to the quantum of subnormals: a number whose last bit is that quantum.
  constexpr uint64_t unit = uint64_t(F::minExponent - F::mantissaBits + 52 + 1023) << 52;
  uint64_t bits = bitsOf(value);
  uint64_t sign = bits >> 63 << (F::width - 1);
  uint64_t magnitude = bits & (F64::signBit - 1);
  uint64_t small = bitsOf(asDouble(magnitude) + asDouble(unit)) - unit;
  uint64_t rounded = magnitude + ((uint64_t(1) << (dropped - 1)) - 1 + (magnitude >> dropped & 1));
  uint64_t normal = (rounded >> dropped) - (uint64_t(1023 - F::bias) << F::mantissaBits);
  constexpr uint64_t firstNormal = uint64_t(F::minExponent + 1023) << 52;
  constexpr uint64_t firstInfinite = uint64_t(F::bias + 1 + 1023) << 52;
  uint64_t code = magnitude < firstNormal ? small : normal;
  code = rounded >= firstInfinite ? F::infinity : code;
  return magnitude > F64::infinity ? F::canonicalNaN : sign | code;
}

/// Rounds any f64 to F; NaN gives F's canonical NaN, infinities stay (or become the largest number).
template <class F>
uint64_t encodeDouble(double value, Rounding rounding, bool saturateFinite = false) {
  if constexpr (F::width == 16)
    if (rounding == Rounding::NearestEven && !saturateFinite)
      return encodeNearest<F>(value);
  if (value != value)
    return F::canonicalNaN;
  uint64_t bits = bitsOf(value);
  if ((bits & (F64::signBit - 1)) != F64::infinity)
    return encodeFinite<F>(value, rounding, saturateFinite);
  uint64_t sign = bits >> 63 ? F::signBit : 0;
  return sign | (saturateFinite || F::specials != Specials::Ieee ? F::maxFinite : F::infinity);
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_FLOATFORMAT_H
