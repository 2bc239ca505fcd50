//===- BoundaryTable.cpp - rounding by looking at the boundaries -----------------------------------------===//
#include "BoundaryTable.h"
#include "ExactArithmetic.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace oracle {

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

BoundaryTable::BoundaryTable(const FloatSpec &spec) : format(spec) {
  for (uint64_t code = 0; code <= spec.maxFiniteCode(); ++code)
    magnitudes.push_back(valueOf(spec, code));
  size_t last = magnitudes.size() - 1;
  magnitudes.push_back(magnitudes[last] + (magnitudes[last] - magnitudes[last - 1]));
  for (size_t i = 0; i <= last; ++i) {
    double boundary = midpoint(i), beyond = std::nextafter(boundary, kInfinity);
    bool upperIsEven = (i + 1) % 2 == 0; // neighbouring codes differ in their last bit
    firstAbove[int(Tie::Even)].push_back(upperIsEven ? boundary : beyond);
    firstAbove[int(Tie::Away)].push_back(boundary);
  }
}

uint64_t BoundaryTable::codeOfNaN(const FloatRules &rules) const {
  if (auto nan = format.nanCode())
    return *nan;
  switch (rules.nan) {
  case FloatRules::NaN::LargestFinite:
    return format.maxFiniteCode();
  case FloatRules::NaN::Zero:
    return 0;
  case FloatRules::NaN::NegativeZero:
    return format.signMask();
  }
  return 0;
}

uint64_t BoundaryTable::finish(size_t index, bool negative, const FloatRules &rules) const {
  uint64_t sign = negative ? format.signMask() : 0;
  if (index < numFinite())
    return sign | index;
  if (rules.saturate)
    return sign | format.maxFiniteCode();
  if (auto infinity = format.infinityCode())
    return sign | *infinity;
  if (auto nan = format.nanCode())
    return sign | *nan;
  return sign | format.maxFiniteCode();
}

uint64_t BoundaryTable::encode(double value, Tie tie, const FloatRules &rules) const {
  if (std::isnan(value))
    return codeOfNaN(rules);
  const std::vector<double> &starts = firstAbove[int(tie)];
  auto above = std::upper_bound(starts.begin(), starts.end(), std::fabs(value));
  return finish(above - starts.begin(), std::signbit(value), rules);
}

uint64_t BoundaryTable::encodeStochastic(double value, double noise, bool byMagnitude,
                                         const FloatRules &rules) const {
  if (std::isnan(value))
    return codeOfNaN(rules);
  double magnitude = std::fabs(value);
  bool negative = std::signbit(value);
  if (magnitude >= magnitudes.back())
    return finish(numFinite(), negative, rules);
  size_t lower = std::upper_bound(magnitudes.begin(), magnitudes.end(), magnitude) - magnitudes.begin() - 1;
  double step = magnitudes[lower + 1] - magnitudes[lower];
  // Both operations are exact: lower <= magnitude <= 2 * lower or lower is 0, and the step is a power of two.
  double fraction = (magnitude - magnitudes[lower]) / step;
  bool awayFromZero = fraction >= 1 - noise;
  if (negative && !byMagnitude)
    awayFromZero = fraction > noise; // up is towards zero when the other fraction, 1 - f, is at least 1 - noise
  return finish(lower + (awayFromZero && fraction > 0 ? 1 : 0), negative, rules);
}

uint64_t encodeE8M0(double value, PowerRule rule) {
  if (std::isnan(value) || value <= 0)
    return 0xFF;
  uint64_t floor = 0; // below 2^-127 everything is 2^-127
  while (floor < 254 && valueOfE8M0(floor + 1) <= value)
    ++floor;
  double power = valueOfE8M0(floor);
  bool up = (rule == PowerRule::Ceil && value > power) || (rule == PowerRule::Nearest && value >= 1.5 * power);
  return up && floor < 254 ? floor + 1 : floor;
}

/// |value| as an integer part and what is left of it.
struct Split {
  int64_t whole;      ///< saturated at 2^62
  int comparedToHalf; ///< of the fraction: -1, 0, 1
  bool hasFraction;
};

static Split split(double value) {
  if (std::fabs(value) >= 0x1p62)
    return {int64_t(1) << 62, -1, false};
  Real real = toReal(value);
  auto magnitude = uint64_t(real.magnitude);
  if (real.exponent >= 0)
    return {int64_t(magnitude << real.exponent), -1, false};
  int dropped = -real.exponent;
  if (dropped > 63) // below 2^53 / 2^64: far below a half
    return {0, -1, magnitude != 0};
  uint64_t rest = magnitude & ((uint64_t(1) << dropped) - 1), half = uint64_t(1) << (dropped - 1);
  return {int64_t(magnitude >> dropped), rest == half ? 0 : rest < half ? -1 : 1, rest != 0};
}

int64_t roundToInteger(double value, Tie tie) {
  Split parts = split(value);
  bool tieUp = tie == Tie::Away || parts.whole % 2 != 0;
  int64_t magnitude = parts.whole + (parts.comparedToHalf > 0 || (parts.comparedToHalf == 0 && tieUp) ? 1 : 0);
  return std::signbit(value) ? -magnitude : magnitude;
}

int64_t roundToIntegerStochastic(double value, double noise, bool byMagnitude) {
  Split parts = split(value);
  bool negative = std::signbit(value);
  double fraction = std::fabs(value) - double(parts.whole); // exact: both have the same last place or finer
  if (!parts.hasFraction)
    return negative ? -parts.whole : parts.whole;
  bool awayFromZero = negative && !byMagnitude ? fraction > noise : fraction >= 1 - noise;
  int64_t magnitude = parts.whole + (awayFromZero ? 1 : 0);
  return negative ? -magnitude : magnitude;
}

} // namespace oracle
