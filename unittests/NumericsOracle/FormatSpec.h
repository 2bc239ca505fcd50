//===- FormatSpec.h - the formats, written down a second time -------------------------------------------===//
//
// What the oracle knows of a format, taken from the standards and not from Qnt: OCP Microscaling Formats v1.0,
// OCP OFP8 v1.0 and IEEE 754. Nothing in the oracle includes a header of Qnt.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_FORMATSPEC_H
#define QNT_UNITTESTS_NUMERICSORACLE_FORMATSPEC_H

#include <cstdint>
#include <optional>

namespace oracle {

/// Codes that are not finite numbers.
enum class Specials {
  None,           ///< every code is a number (fp6, fp4)
  AllOnesIsNaN,   ///< exponent and mantissa all ones is NaN, no infinity (e4m3fn)
  InfinityAndNaN, ///< the IEEE 754 scheme
};

/// A sign, exponentBits and mantissaBits, from the high end. value = 1.m * 2^(e - bias), 0.m * 2^(1 - bias) for e = 0.
struct FloatSpec {
  const char *name;
  int exponentBits;
  int mantissaBits;
  int bias;
  Specials specials;

  int precision() const { return mantissaBits + 1; }
  int bits() const { return 1 + exponentBits + mantissaBits; }
  /// Exponent of the last place of a subnormal.
  int minExponent() const { return 1 - bias - mantissaBits; }
  uint64_t signMask() const { return uint64_t(1) << (bits() - 1); }
  /// Largest finite code without a sign.
  uint64_t maxFiniteCode() const;
  /// The canonical NaN: quiet, positive, all other mantissa bits zero; all ones in e4m3fn.
  std::optional<uint64_t> nanCode() const;
  std::optional<uint64_t> infinityCode() const;
};

inline constexpr FloatSpec kE4M3FN{"f8E4M3FN", 4, 3, 7, Specials::AllOnesIsNaN};
inline constexpr FloatSpec kE5M2{"f8E5M2", 5, 2, 15, Specials::InfinityAndNaN};
inline constexpr FloatSpec kE2M3FN{"f6E2M3FN", 2, 3, 1, Specials::None};
inline constexpr FloatSpec kE3M2FN{"f6E3M2FN", 3, 2, 3, Specials::None};
inline constexpr FloatSpec kE2M1FN{"f4E2M1FN", 2, 1, 1, Specials::None};
inline constexpr FloatSpec kBF16{"bf16", 8, 7, 127, Specials::InfinityAndNaN};
inline constexpr FloatSpec kF16{"f16", 5, 10, 15, Specials::InfinityAndNaN};
inline constexpr FloatSpec kF32{"f32", 8, 23, 127, Specials::InfinityAndNaN};
inline constexpr FloatSpec kF64{"f64", 11, 52, 1023, Specials::InfinityAndNaN};

/// Two's complement or unsigned.
struct IntegerSpec {
  const char *name;
  int bits;
  bool isSigned;

  int64_t low() const { return isSigned ? -(int64_t(1) << (bits - 1)) : 0; }
  int64_t high() const { return (int64_t(1) << (isSigned ? bits - 1 : bits)) - 1; }
  uint64_t codeMask() const { return (uint64_t(1) << bits) - 1; }
};

/// The number that `code` stands for, exact; infinities and NaN as such. All the formats fit in a double.
double valueOf(const FloatSpec &spec, uint64_t code);
double valueOf(const IntegerSpec &spec, uint64_t code);
/// 2^(code - 127), NaN for 0xFF (E8M0).
double valueOfE8M0(uint64_t code);

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_FORMATSPEC_H
