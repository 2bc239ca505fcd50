//===- CodebookOracle.cpp - the nearest entry of a table, by its definition ------------------------------===//
#include "CodebookOracle.h"
#include "ExactArithmetic.h"
#include <cassert>
#include <cmath>

namespace oracle {

static FixedPoint subtractWords(const FixedPoint &a, const FixedPoint &b) {
  FixedPoint result;
  uint64_t borrow = 0;
  for (size_t i = 0; i < result.size(); ++i) {
    uint64_t difference = a[i] - b[i];
    result[i] = difference - borrow;
    borrow = (a[i] < b[i]) | (difference < borrow);
  }
  return result;
}

static bool isNegative(const FixedPoint &value) { return value.back() >> 63; }

FixedPoint toFixedPoint(double finite) {
  Real real = toReal(finite);
  auto magnitude = uint64_t(real.magnitude); // 53 bits
  auto shift = size_t(real.exponent + 1074);
  FixedPoint result = {};
  size_t word = shift / 64, bit = shift % 64;
  result[word] = magnitude << bit;
  if (bit)
    result[word + 1] = magnitude >> (64 - bit);
  return real.negative ? subtractWords(FixedPoint(), result) : result;
}

FixedPoint distanceBetween(const FixedPoint &a, const FixedPoint &b) {
  FixedPoint difference = subtractWords(a, b);
  return isNegative(difference) ? subtractWords(b, a) : difference;
}

int compareDistances(const FixedPoint &a, const FixedPoint &b) {
  for (size_t i = a.size(); i-- > 0;)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return 0;
}

CodebookOracle::CodebookOracle(const std::vector<double> &entries) {
  for (uint32_t i = 0; i < entries.size(); ++i)
    if (std::isfinite(entries[i]))
      candidates.push_back({i, entries[i], toFixedPoint(entries[i])});
  assert(!candidates.empty() && "expected an entry to choose");
}

uint32_t CodebookOracle::nearest(double quotient) const {
  const Entry *best = &candidates.front();
  if (std::isinf(quotient)) {
    for (const Entry &entry : candidates)
      if (quotient > 0 ? entry.value > best->value : entry.value < best->value)
        best = &entry;
    return best->index;
  }
  FixedPoint exact = toFixedPoint(std::isnan(quotient) ? 0.0 : quotient);
  FixedPoint bestDistance = distanceBetween(exact, best->exact);
  for (const Entry &entry : candidates) {
    FixedPoint distance = distanceBetween(exact, entry.exact);
    if (compareDistances(distance, bestDistance) < 0) {
      best = &entry;
      bestDistance = distance;
    }
  }
  return best->index;
}

bool CodebookOracle::isTie(double finite) const {
  FixedPoint exact = toFixedPoint(finite);
  uint32_t index = nearest(finite);
  const Entry *first = &candidates.front();
  while (first->index != index)
    ++first;
  FixedPoint distance = distanceBetween(exact, first->exact);
  for (const Entry &entry : candidates)
    if (entry.value != first->value && compareDistances(distanceBetween(exact, entry.exact), distance) == 0)
      return true;
  return false;
}

uint32_t nearestInF32(const std::vector<double> &entries, double quotient) {
  if (!std::isfinite(quotient))
    return 0;
  double value = roundTo(kF32, quotient), bestDistance = kInfinity;
  uint32_t best = 0;
  for (uint32_t i = 0; i < entries.size(); ++i) {
    double distance = std::fabs(subtract(kF32, roundTo(kF32, entries[i]), value));
    if (distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
  }
  return best;
}

} // namespace oracle
