//===- BoundaryTable.cpp - rounding by looking at the boundaries -----------------------------------------===//
#include "BoundaryTable.h"
#include "ExactArithmetic.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace oracle {

bool belongsToUpper(double magnitude, double lower, double upper, bool upperIsEven, bool negative,
                    const Choice &choice) {
  double boundary = (lower + upper) / 2; // one bit more than the format has: exact
  switch (choice.rule) {
  case Rule::HalfEven:
    return magnitude > boundary || (magnitude == boundary && upperIsEven);
  case Rule::HalfAway:
    return magnitude >= boundary;
  case Rule::Stochastic:
    break;
  }
  // Exact: lower <= magnitude < upper <= 2 * lower, or lower is 0; and the distance of neighbours is a power of two.
  double fraction = (magnitude - lower) / (upper - lower);
  if (fraction == 0)
    return false;
  // Of a negative value the lower neighbour is -upper, and the fraction above it 1 - fraction.
  return negative ? fraction > choice.noise : fraction >= 1 - choice.noise;
}

uint64_t codeOfNaN(const FloatSpec &spec, const FloatRules &rules) {
  if (auto nan = spec.nanCode())
    return *nan;
  switch (rules.nan) {
  case FloatRules::NaN::LargestFinite:
    return spec.maxFiniteCode();
  case FloatRules::NaN::Zero:
    return 0;
  case FloatRules::NaN::NegativeZero:
    return spec.signMask();
  }
  return 0;
}

uint64_t codeOfOverflow(const FloatSpec &spec, bool negative, const FloatRules &rules) {
  uint64_t sign = negative ? spec.signMask() : 0;
  if (rules.saturate)
    return sign | spec.maxFiniteCode();
  if (auto infinity = spec.infinityCode())
    return sign | *infinity;
  if (auto nan = spec.nanCode())
    return sign | *nan;
  return sign | spec.maxFiniteCode();
}

BoundaryTable::BoundaryTable(const FloatSpec &spec) : format(spec) {
  for (uint64_t code = 0; code <= spec.maxFiniteCode(); ++code)
    magnitudes.push_back(valueOf(spec, code));
  size_t last = magnitudes.size() - 1;
  magnitudes.push_back(magnitudes[last] + (magnitudes[last] - magnitudes[last - 1]));
  for (size_t i = 0; i <= last; ++i) {
    double boundary = midpoint(i);
    bool upperIsEven = (i + 1) % 2 == 0; // neighbouring codes differ in their last bit
    evenStarts.push_back(upperIsEven ? boundary : std::nextafter(boundary, kInfinity));
    awayStarts.push_back(boundary);
  }
}

size_t BoundaryTable::roundMagnitude(double magnitude, bool negative, const Choice &choice) const {
  if (choice.rule != Rule::Stochastic) {
    const std::vector<double> &starts = choice.rule == Rule::HalfEven ? evenStarts : awayStarts;
    return std::upper_bound(starts.begin(), starts.end(), magnitude) - starts.begin();
  }
  if (magnitude >= magnitudes.back())
    return numFinite();
  size_t lower = std::upper_bound(magnitudes.begin(), magnitudes.end(), magnitude) - magnitudes.begin() - 1;
  bool up = belongsToUpper(magnitude, magnitudes[lower], magnitudes[lower + 1], lower % 2 != 0, negative, choice);
  return lower + (up ? 1 : 0);
}

uint64_t BoundaryTable::encode(double value, const Choice &choice, const FloatRules &rules) const {
  if (std::isnan(value))
    return codeOfNaN(format, rules);
  bool negative = std::signbit(value);
  size_t index = roundMagnitude(std::fabs(value), negative, choice);
  if (index == numFinite())
    return codeOfOverflow(format, negative, rules);
  return index | (negative ? format.signMask() : 0);
}

uint64_t encodeE8M0(double value, PowerRule rule, bool saturate) {
  if (std::isnan(value) || value <= 0)
    return 0xFF;
  uint64_t floor = 0; // below 2^-127 everything is 2^-127
  while (floor < 254 && valueOfE8M0(floor + 1) <= value)
    ++floor;
  double power = valueOfE8M0(floor);
  bool up = (rule == PowerRule::Ceil && value > power) || (rule == PowerRule::Nearest && value >= 1.5 * power);
  uint64_t code = up ? floor + 1 : floor;
  bool overflows = code > 254 || value >= 2 * valueOfE8M0(254);
  if (overflows)
    return saturate ? 254 : 255;
  return code;
}

int64_t roundToInteger(double value, const Choice &choice) {
  bool negative = std::signbit(value);
  int64_t sign = negative ? -1 : 1;
  if (std::fabs(value) >= 0x1p62)
    return sign * (int64_t(1) << 62);
  Real real = toReal(value);
  auto mantissa = uint64_t(real.magnitude);
  if (real.exponent >= 0)
    return sign * int64_t(mantissa << real.exponent);
  auto whole = -real.exponent > 63 ? int64_t(0) : int64_t(mantissa >> -real.exponent);
  // Both are below 2^53 here, so the neighbours are exact doubles.
  bool up = belongsToUpper(std::fabs(value), double(whole), double(whole + 1), whole % 2 != 0, negative, choice);
  return sign * (whole + (up ? 1 : 0));
}

} // namespace oracle
