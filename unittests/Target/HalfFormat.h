//===- HalfFormat.h - an oracle for bf16 and f16 ----------------------------------------------------------===//
//
// Exact values in f64 (products have 22 bits, sums at most 50 where it matters), rounded to the nearest value of a
// table, ties to the even code.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_TARGET_HALFFORMAT_H
#define QNT_UNITTESTS_TARGET_HALFFORMAT_H

#include <cmath>
#include <cstdint>

namespace mlir::qnt {

struct HalfFormat {
  const char *name;
  int mantissaBits, bias;
  double decode(uint16_t code) const {
    int exponentBits = 15 - mantissaBits;
    int exponent = (code >> mantissaBits) & ((1 << exponentBits) - 1);
    double mantissa = code & ((1 << mantissaBits) - 1);
    double sign = code >> 15 ? -1.0 : 1.0;
    if (exponent == (1 << exponentBits) - 1)
      return mantissa != 0 ? NAN : sign * INFINITY;
    if (exponent == 0)
      return sign * std::ldexp(mantissa, 1 - bias - mantissaBits);
    return sign * std::ldexp(mantissa + (1 << mantissaBits), exponent - bias - mantissaBits);
  }
  bool isFinite(uint16_t code) const { return std::isfinite(decode(code)); }
  /// Of an exact value.
  uint16_t encode(double value) const {
    uint16_t sign = std::signbit(value) ? 0x8000 : 0;
    value = std::fabs(value);
    // Codes of non-negative values are in order; the first infinite one stands for the next power of two.
    auto infinity = static_cast<uint16_t>(0x7fff & ~((1 << mantissaBits) - 1));
    auto get = [&](int code) { return code == infinity ? 2 * decode(infinity - (1 << mantissaBits)) : decode(code); };
    int low = 0, high = infinity;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      (get(middle) <= value ? low : high) = middle;
    }
    if (value >= get(infinity))
      return sign | infinity;
    double toLow = value - get(low), toHigh = get(high) - value;
    bool takesHigh = toHigh < toLow || (toHigh == toLow && low % 2 == 1);
    return sign | static_cast<uint16_t>(takesHigh ? high : low);
  }
};

inline constexpr HalfFormat kF16{"f16", 10, 15}, kBF16{"bf16", 7, 127};

} // namespace mlir::qnt

#endif // QNT_UNITTESTS_TARGET_HALFFORMAT_H
