//===- Convert.h - cvt between integers and floats, packing conversions -----------------------------------===//
//
// One function for each pair of kinds of types; formats of floats and C++ integers are template arguments.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_CONVERT_H
#define QNT_LIB_EMULATOR_ARITHMETIC_CONVERT_H

#include "FloatOps.h"
#include "Integer.h"

namespace mlir::qnt::emulator {

/// Integer to integer: sign- or zero-extended, truncated, or clamped by .sat. The result is extended to 64 bits by To's
/// sign; the caller cuts it to its register.
template <class To, class From>
uint64_t convertInteger(uint64_t a, bool saturate) {
  __int128 value = From(a);
  return uint64_t(int64_t(saturate ? clampTo<To, __int128>(value) : To(value)));
}

/// Integer to float, rounded once; .sat clamps to [0, 1].
template <class F, class From>
uint64_t convertToFloat(uint64_t a, FloatModifiers modifiers) {
  From value = From(a);
  bool negative = value < 0;
  uint64_t magnitude = negative ? 0 - uint64_t(value) : uint64_t(value);
  uint64_t bits = 0;
  if (modifiers.rounding == Rounding::NearestEven && isHostFloat<F>)
    bits = std::is_same_v<F, F32> ? bitsOf(float(value)) : bitsOf(double(value));
  else
    bits = encodeSignificand<F, UInt128>(negative, magnitude, 0, false, modifiers.rounding);
  return modifiers.saturate ? saturateUnit<F>(bits) : bits;
}

/// The integral value next to a finite float, as a signed magnitude: at most 2^120 exactly, larger ones as 2^120.
struct Integral {
  bool negative;
  UInt128 magnitude;
};
inline Integral roundToIntegral(const ExactFloat &value, Rounding rounding) {
  if (value.exponent >= 0) {
    bool large = value.exponent > 64;
    return {value.negative,
            large && value.significand ? UInt128(1) << 120 : value.significand << (large ? 0 : value.exponent)};
  }
  int shift = -value.exponent;
  if (shift > 64)
    shift = 64; // Significands have at most 53 bits: all of it is below a half.
  UInt128 kept = value.significand >> shift;
  UInt128 rest = value.significand & ((UInt128(1) << shift) - 1);
  UInt128 half = UInt128(1) << (shift - 1);
  int comparison = rest > half ? 1 : rest < half ? -1 : 0;
  if (roundsUp(kept & 1, value.negative, comparison, rest != 0, rounding))
    ++kept;
  return {value.negative, kept};
}

/// decodeDouble, which f64 does not have.
template <class F>
double decodeNarrow(uint64_t bits) {
  if constexpr (F::mantissaBits < 52)
    return decodeDouble<F>(bits);
  else
    return asDouble(bits);
}

/// The integral value next to a number below 2^62, by the host's truncation; false for larger ones.
inline bool roundSmall(double value, Rounding rounding, int64_t &result) {
  if (!(std::fabs(value) < 0x1p62))
    return false;
  result = int64_t(value);
  double rest = value - double(result); // Exact: both have the same sign and rest is below 1.
  if (rest == 0)
    return true;
  double distance = std::fabs(rest);
  int comparison = distance > 0.5 ? 1 : distance < 0.5 ? -1 : 0;
  bool negative = rest < 0;
  if (roundsUp(result & 1, negative, comparison, true, rounding))
    result += negative ? -1 : 1;
  return true;
}

/// Float to integer, clamped to To. NaN gives 0, or the integer with only its top bit set when the source is f64 or the
/// target has 64 bits.
template <class To, class F>
uint64_t convertToInteger(uint64_t a, Rounding rounding, bool flush) {
  if (flush)
    a = flushSubnormal<F>(a);
  constexpr bool wide = std::is_same_v<F, F64> || sizeof(To) == 8;
  if (isNaN<F>(a))
    return wide ? uint64_t(int64_t(To(uint64_t(1) << (bitsIn<To> - 1)))) : 0;
  constexpr To low = std::numeric_limits<To>::min();
  constexpr To high = std::numeric_limits<To>::max();
  if (isInfinite<F>(a))
    return uint64_t(int64_t(isNegative<F>(a) ? low : high));
  int64_t small = 0;
  if (roundSmall(std::is_same_v<F, F64> ? asDouble(a) : decodeNarrow<F>(a), rounding, small))
    return uint64_t(int64_t(clampTo<To, __int128>(small)));
  Integral integral = roundToIntegral(decodeExact<F>(a), rounding);
  __int128 value = integral.negative ? -__int128(integral.magnitude) : __int128(integral.magnitude);
  return uint64_t(int64_t(clampTo<To, __int128>(value)));
}

/// A float rounded to an integral value in its own format; the sign of zero stays.
template <class F>
uint64_t roundFloatToIntegral(uint64_t a, FloatModifiers modifiers) {
  if (modifiers.flush)
    a = flushSubnormal<F>(a);
  if (isNaN<F>(a))
    return finishFloat<F>(resultNaN<F>(a), modifiers);
  ExactFloat value = decodeExact<F>(a);
  if (isInfinite<F>(a) || value.exponent >= 0)
    return finishFloat<F>(a, modifiers);
  Integral integral = roundToIntegral(value, modifiers.rounding);
  uint64_t bits = encodeSignificand<F, UInt128>(integral.negative, integral.magnitude, 0, false, Rounding::NearestEven);
  return finishFloat<F>(bits, modifiers);
}

/// Float to float. NaNs become canonical; a NaN of f32 keeps its payload in f64. .ftz concerns the f32 side.
template <class To, class From>
uint64_t convertFloat(uint64_t a, FloatModifiers modifiers, bool saturateFinite = false) {
  if (modifiers.flush && std::is_same_v<From, F32>)
    a = flushSubnormal<From>(a);
  modifiers.flush = modifiers.flush && std::is_same_v<To, F32>;
  if constexpr (To::width == 16 && From::width < 64 && !std::is_same_v<To, From>)
    if (modifiers.rounding == Rounding::NearestEven && !saturateFinite)
      return finishFloat<To>(encodeNearest<To>(decodeDouble<From>(a)), modifiers);
  if constexpr (std::is_same_v<To, F32> && From::width == 16) {
    auto single = float(decodeDouble<From>(a));
    return finishFloat<To>(single != single ? To::canonicalNaN : bitsOf(single), modifiers);
  }
  uint64_t sign = isNegative<From>(a) ? To::signBit : 0;
  uint64_t bits = 0;
  if (isNaN<From>(a)) {
    bits = To::canonicalNaN;
    if (std::is_same_v<To, From>)
      bits = resultNaN<To>(a);
    else if (std::is_same_v<To, F64> && std::is_same_v<From, F32>)
      bits = sign | 0x7ff8000000000000 | (a & F32::mantissaMask) << 29;
  } else if (isInfinite<From>(a)) {
    bits = sign | (saturateFinite || To::specials != Specials::Ieee ? To::maxFinite : To::infinity);
  } else if constexpr (std::is_same_v<From, F64>) {
    bits = encodeFinite<To>(asDouble(a), modifiers.rounding, saturateFinite);
  } else {
    bits = encodeFinite<To>(decodeDouble<From>(a), modifiers.rounding, saturateFinite);
  }
  return finishFloat<To>(bits, modifiers);
}

/// f32 to tf32: an f32 whose low 13 bits are 0.
inline uint64_t convertToTf32(uint64_t a, FloatModifiers modifiers, bool saturateFinite) {
  if (isNaN<F32>(a))
    return F32::canonicalNaN;
  return convertFloat<TF32, F32>(a, modifiers, saturateFinite) << 13;
}

/// cvt.pack: a and b clamped to `bits` bits and put below the shifted c (a above b).
inline uint64_t packSaturated(uint64_t a, uint64_t b, uint64_t c, int bits, bool isSigned) {
  uint64_t mask = (uint64_t(1) << bits) - 1;
  auto clamp = [&](uint64_t value) {
    int64_t high = isSigned ? int64_t(mask >> 1) : int64_t(mask);
    int64_t low = isSigned ? -high - 1 : 0;
    int64_t number = int32_t(value);
    return uint64_t(number < low ? low : number > high ? high : number) & mask;
  };
  uint64_t shifted = bits == 16 ? 0 : c << (2 * bits);
  return uint32_t(shifted | clamp(a) << bits | clamp(b));
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_CONVERT_H
