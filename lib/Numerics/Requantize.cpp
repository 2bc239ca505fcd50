//===- Requantize.cpp - accumulators to codes with integers only -----------------------------------------===//

#include "Qnt/Numerics/Requantize.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;

static constexpr int32_t minShift = -31, maxShift = 62;

llvm::Expected<FixedPointMultiplier> mlir::qnt::numerics::getFixedPointMultiplier(double real) {
  if (!std::isfinite(real) || real <= 0.0)
    return llvm::createStringError("expected a positive finite multiplier, but got %g", real);
  int exponent;
  double fraction = std::frexp(real, &exponent);                  // in [0.5, 1)
  auto multiplier = int64_t(std::floor(fraction * 0x1p31 + 0.5)); // exact: the sum has at most 53 bits
  if (multiplier == int64_t(1) << 31) {
    multiplier /= 2;
    ++exponent;
  }
  int32_t shift = 31 - exponent;
  if (shift < minShift || shift > maxShift)
    return llvm::createStringError("expected a multiplier from 2^-32 to 2^62, but got %g", real);
  return FixedPointMultiplier{int32_t(multiplier), shift};
}

static int32_t saturateToI32(int64_t value) {
  return int32_t(std::clamp<int64_t>(value, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
}

/// `value / 2^shift`, 1 <= shift <= 62, to nearest with the given ties; stochastic modes are half even.
static int64_t shiftRight(int64_t value, int32_t shift, Rounding rounding) {
  int64_t below = value >> shift;
  int64_t remainder = value - below * (int64_t(1) << shift);
  int64_t half = int64_t(1) << (shift - 1);
  if (remainder != half)
    return below + (remainder > half);
  if (rounding == Rounding::HalfAway)
    return value < 0 ? below : below + 1;
  return below + (below & 1);
}

static int32_t multiplyOnce(int32_t acc, FixedPointMultiplier by, Rounding rounding) {
  int64_t product = int64_t(acc) * by.multiplier; // below 2^62
  if (by.shift > 0)
    return saturateToI32(shiftRight(product, by.shift, rounding));
  // A product that is not 0 is at least 2^30, so a shift of more than 2 to the left always saturates.
  if (product != 0 && by.shift < -2)
    return product < 0 ? std::numeric_limits<int32_t>::min() : std::numeric_limits<int32_t>::max();
  return product == 0 ? 0
                      : saturateToI32(std::clamp<int64_t>(product, -(int64_t(1) << 40), int64_t(1) << 40) *
                                      (int64_t(1) << -by.shift));
}

/// High 32 bits of 2 * a * b, rounded to nearest with ties up for positive and down for negative products, as ARM's
/// SQRDMULH and gemmlowp's SaturatingRoundingDoublingHighMul (truncating division of the nudged product).
static int32_t doublingHighMultiply(int32_t a, int32_t b) {
  constexpr int32_t lowest = std::numeric_limits<int32_t>::min();
  if (a == lowest && b == lowest)
    return std::numeric_limits<int32_t>::max();
  int64_t product = int64_t(a) * b;
  int64_t nudge = product >= 0 ? int64_t(1) << 30 : 1 - (int64_t(1) << 30);
  return int32_t((product + nudge) / (int64_t(1) << 31));
}

/// TFLite's MultiplyByQuantizedMultiplier: left shift first, high multiply, then a rounding right shift, half away.
static int32_t multiplyTwice(int32_t acc, FixedPointMultiplier by) {
  int32_t exponent = 31 - by.shift;
  int32_t leftShift = std::clamp(exponent, 0, 31);
  int32_t rightShift = exponent > 0 ? 0 : -exponent;
  int32_t shifted = saturateToI32(int64_t(acc) * (int64_t(1) << leftShift));
  int32_t high = doublingHighMultiply(shifted, by.multiplier);
  return rightShift == 0 ? high : saturateToI32(shiftRight(high, rightShift, Rounding::HalfAway));
}

int32_t mlir::qnt::numerics::multiplyByFixedPoint(int32_t acc, FixedPointMultiplier multiplier, Rounding rounding,
                                                  RequantizeRounding mode) {
  assert(multiplier.shift >= minShift && multiplier.shift <= maxShift && "expected a shift from -31 to 62");
  switch (mode) {
  case RequantizeRounding::Single:
    return multiplyOnce(acc, multiplier, rounding);
  case RequantizeRounding::TFLite:
    return multiplyTwice(acc, multiplier);
  }
  llvm_unreachable("unknown requantize rounding");
}

int64_t mlir::qnt::numerics::roundBits(int64_t x, unsigned lsbs) {
  assert(lsbs < 64 && "expected fewer dropped bits than the value has");
  if (lsbs == 0)
    return x;
  // In unsigned arithmetic: the sum may pass the end of the range.
  auto sum = int64_t(uint64_t(x) + (uint64_t(1) << (lsbs - 1)));
  return int64_t(uint64_t(sum >> lsbs) << lsbs);
}
