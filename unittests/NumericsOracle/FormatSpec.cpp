//===- FormatSpec.cpp - codes to exact values ------------------------------------------------------------===//
#include "FormatSpec.h"
#include <cmath>
#include <limits>

namespace oracle {

static uint64_t exponentMask(const FloatSpec &spec) {
  return ((uint64_t(1) << spec.exponentBits) - 1) << spec.mantissaBits;
}

uint64_t FloatSpec::maxFiniteCode() const {
  uint64_t allOnes = signMask() - 1;
  switch (specials) {
  case Specials::None:
    return allOnes;
  case Specials::AllOnesIsNaN:
    return allOnes - 1;
  case Specials::InfinityAndNaN:
    return exponentMask(*this) - 1;
  }
  return 0;
}

std::optional<uint64_t> FloatSpec::nanCode() const {
  switch (specials) {
  case Specials::None:
    return std::nullopt;
  case Specials::AllOnesIsNaN:
    return signMask() - 1;
  case Specials::InfinityAndNaN:
    return exponentMask(*this) | uint64_t(1) << (mantissaBits - 1);
  }
  return std::nullopt;
}

std::optional<uint64_t> FloatSpec::infinityCode() const {
  if (specials != Specials::InfinityAndNaN)
    return std::nullopt;
  return exponentMask(*this);
}

double valueOf(const FloatSpec &spec, uint64_t code) {
  uint64_t magnitude = code & (spec.signMask() - 1);
  double sign = code & spec.signMask() ? -1.0 : 1.0;
  if (magnitude > spec.maxFiniteCode()) {
    bool isInfinity = spec.infinityCode() && magnitude == *spec.infinityCode();
    return isInfinity ? sign * std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  uint64_t exponent = magnitude >> spec.mantissaBits;
  uint64_t mantissa = magnitude & ((uint64_t(1) << spec.mantissaBits) - 1);
  if (exponent == 0)
    return sign * std::ldexp(double(mantissa), spec.minExponent());
  mantissa |= uint64_t(1) << spec.mantissaBits;
  return sign * std::ldexp(double(mantissa), spec.minExponent() + int(exponent) - 1);
}

double valueOf(const IntegerSpec &spec, uint64_t code) {
  auto bits = int64_t(code & spec.codeMask());
  return double(bits > spec.high() ? bits - (int64_t(1) << spec.bits) : bits);
}

double valueOfE8M0(uint64_t code) {
  if ((code & 0xFF) == 0xFF)
    return std::numeric_limits<double>::quiet_NaN();
  return std::ldexp(1.0, int(code & 0xFF) - 127);
}

} // namespace oracle
