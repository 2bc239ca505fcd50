//===- Oracle.cpp - what the arithmetic of the emulator is compared with ----------------------------------===//

#include "Oracle.h"
#include <algorithm>
#include <cfenv>
#include <cmath>
#include <limits>

namespace oracle {

SmallFormat::SmallFormat(int width, int exponentBits, int mantissaBits, bool hasInfinity)
    : width(width), hasInfinity(hasInfinity) {
  int bias = (1 << (exponentBits - 1)) - 1;
  uint32_t codes = 1u << (width - 1);
  infinity = hasInfinity ? codes - (1u << mantissaBits) : codes - 1;
  for (uint32_t code = 0; code <= infinity; ++code) {
    int field = int(code >> mantissaBits);
    double mantissa = std::ldexp(double(code & ((1u << mantissaBits) - 1)), -mantissaBits);
    numbers.push_back(field == 0 ? std::ldexp(mantissa, 1 - bias) : std::ldexp(1 + mantissa, field - bias));
  }
  overflow = numbers.back();
  numbers.pop_back();
}

double SmallFormat::decode(uint32_t code) const {
  uint32_t magnitude = code & ((1u << (width - 1)) - 1);
  double sign = code >> (width - 1) & 1 ? -1 : 1;
  if (magnitude < numbers.size())
    return sign * numbers[magnitude];
  if (hasInfinity && magnitude == infinity)
    return sign * std::numeric_limits<double>::infinity();
  return std::numeric_limits<double>::quiet_NaN();
}

uint32_t SmallFormat::encode(double value, Mode mode, uint32_t nan, bool saturate) const {
  if (std::isnan(value))
    return nan;
  uint32_t sign = std::signbit(value) ? 1u << (width - 1) : 0;
  double magnitude = std::fabs(value);
  uint32_t largest = uint32_t(numbers.size()) - 1;
  bool clamps = saturate || !hasInfinity;
  if (std::isinf(value))
    return sign | (clamps ? largest : infinity);
  // The code below or at the magnitude, and the number behind it.
  auto above = std::upper_bound(numbers.begin(), numbers.end(), magnitude);
  uint32_t code = uint32_t(above - numbers.begin()) - 1;
  double low = numbers[code];
  double high = above == numbers.end() ? overflow : *above;
  bool up = false;
  if (magnitude != low) {
    double middle = low + (high - low) / 2;
    switch (mode) {
    case Mode::Nearest:
      up = magnitude > middle || (magnitude == middle && (code & 1));
      break;
    case Mode::Away:
      up = magnitude >= middle;
      break;
    case Mode::Zero:
      break;
    case Mode::Down:
      up = sign != 0;
      break;
    case Mode::Up:
      up = sign == 0;
      break;
    }
  }
  if (up)
    ++code;
  if (code > largest)
    code = clamps ? largest : infinity;
  return sign | code;
}

const SmallFormat &f16() {
  static const SmallFormat format(16, 5, 10, true);
  return format;
}
const SmallFormat &bf16() {
  static const SmallFormat format(16, 8, 7, true);
  return format;
}
const SmallFormat &e4m3() {
  static const SmallFormat format(8, 4, 3, false);
  return format;
}
const SmallFormat &e5m2() {
  static const SmallFormat format(8, 5, 2, true);
  return format;
}
const SmallFormat &tf32() {
  static const SmallFormat format(19, 8, 10, true);
  return format;
}

namespace {
/// The host's rounding mode while it lives.
class HostMode {
public:
  explicit HostMode(Mode mode) {
    const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
    std::fesetround(modes[int(mode)]);
  }
  ~HostMode() { std::fesetround(FE_TONEAREST); }
};
} // namespace

// Volatile operands keep the operations behind the change of mode.
#define QNT_HOST_BINARY(NAME, TYPE, OPERATOR)                                                                          \
  TYPE NAME(TYPE a, TYPE b, Mode mode) {                                                                               \
    HostMode host(mode);                                                                                               \
    volatile TYPE x = a, y = b;                                                                                        \
    volatile TYPE result = x OPERATOR y;                                                                               \
    return result;                                                                                                     \
  }
QNT_HOST_BINARY(add32, float, +)
QNT_HOST_BINARY(multiply32, float, *)
QNT_HOST_BINARY(divide32, float, /)
QNT_HOST_BINARY(add64, double, +)
QNT_HOST_BINARY(multiply64, double, *)
QNT_HOST_BINARY(divide64, double, /)

float fma32(float a, float b, float c, Mode mode) {
  HostMode host(mode);
  volatile float x = a, y = b, z = c;
  volatile float result = std::fma(x, y, z);
  return result;
}
double fma64(double a, double b, double c, Mode mode) {
  HostMode host(mode);
  volatile double x = a, y = b, z = c;
  volatile double result = std::fma(x, y, z);
  return result;
}
float root32(float a, Mode mode) {
  HostMode host(mode);
  volatile float x = a;
  volatile float result = std::sqrt(x);
  return result;
}
double root64(double a, Mode mode) {
  HostMode host(mode);
  volatile double x = a;
  volatile double result = std::sqrt(x);
  return result;
}
float narrow(double a, Mode mode) {
  HostMode host(mode);
  volatile double x = a;
  volatile float result = float(x);
  return result;
}
double integral(double a, Mode mode) {
  HostMode host(mode);
  volatile double x = a;
  volatile double result = std::nearbyint(x);
  return result;
}

/// Integers of 64 bits are exact in the wide type; the host rounds once.
float fromInteger32(__int128 a, Mode mode) {
  HostMode host(mode);
  volatile long double x = (long double)(a);
  volatile float result = float(x);
  return result;
}
double fromInteger64(__int128 a, Mode mode) {
  HostMode host(mode);
  volatile long double x = (long double)(a);
  volatile double result = double(x);
  return result;
}

double fmaToOdd(double a, double b, double c) {
  HostMode host(Mode::Zero);
  volatile double x = a, y = b, z = c;
  std::feclearexcept(FE_ALL_EXCEPT);
  volatile double result = std::fma(x, y, z);
  bool inexact = std::fetestexcept(FE_INEXACT) != 0;
  double value = result;
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  if (inexact && std::isfinite(value))
    bits |= 1;
  __builtin_memcpy(&value, &bits, sizeof bits);
  return value;
}

std::vector<uint32_t> edges32() {
  std::vector<uint32_t> result;
  for (uint32_t magnitude :
       {0x00000000u, 0x00000001u, 0x00000002u, 0x00000003u, 0x003fffffu, 0x00400000u, 0x007fffffu, 0x00800000u,
        0x00800001u, 0x00ffffffu, 0x33800000u, 0x33800001u, 0x34000000u, 0x3f000000u, 0x3f7fffffu, 0x3f800000u,
        0x3f800001u, 0x3fc00000u, 0x40000000u, 0x40490fdbu, 0x4b7fffffu, 0x4b800000u, 0x4f000000u, 0x5f000000u,
        0x7e800000u, 0x7f000000u, 0x7f7ffffeu, 0x7f7fffffu, 0x7f800000u, 0x7f800001u, 0x7fc00000u, 0x7fffffffu}) {
    result.push_back(magnitude);
    result.push_back(magnitude | 0x80000000u);
  }
  return result;
}

std::vector<uint64_t> edges64() {
  std::vector<uint64_t> result;
  for (uint64_t magnitude :
       {0x0000000000000000ull, 0x0000000000000001ull, 0x0000000000000002ull, 0x0008000000000000ull,
        0x000fffffffffffffull, 0x0010000000000000ull, 0x0010000000000001ull, 0x3ca0000000000000ull,
        0x3ca0000000000001ull, 0x3cb0000000000000ull, 0x3fe0000000000000ull, 0x3fefffffffffffffull,
        0x3ff0000000000000ull, 0x3ff0000000000001ull, 0x3ff8000000000000ull, 0x400921fb54442d18ull,
        0x4330000000000000ull, 0x7fdfffffffffffffull, 0x7fe0000000000000ull, 0x7fefffffffffffffull,
        0x7ff0000000000000ull, 0x7ff0000000000001ull, 0x7ff8000000000000ull, 0x7fffffffffffffffull}) {
    result.push_back(magnitude);
    result.push_back(magnitude | 0x8000000000000000ull);
  }
  return result;
}

uint64_t Random::next() {
  state += 0x9e3779b97f4a7c15ull;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

} // namespace oracle
