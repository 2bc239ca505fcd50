//===- ContractionBound.cpp - how far a contraction may lie from its exact value --------------------------===//
#include "ContractionBound.h"
#include <algorithm>
#include <cmath>

using namespace mlir::qnt;
using numerics::Format;

double test::getUnitInLastPlace(double value, Format format) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  int exponent = std::max(std::ilogb(std::max(std::fabs(value), info.minNormal)), std::ilogb(info.minNormal));
  return std::ldexp(1.0, exponent - static_cast<int>(info.mantissaBits));
}

double test::getContractionBound(double exact, double magnitude, double numProducts, double roundoff, Format format) {
  double gamma = numProducts * roundoff / (1 - numProducts * roundoff);
  return gamma * magnitude + (std::isfinite(exact) ? getUnitInLastPlace(exact, format) : 0);
}

bool test::isWithin(double got, double exact, double bound, Format format) {
  if (std::isnan(exact) || std::isinf(exact))
    return std::isnan(exact) ? std::isnan(got) : got == exact;
  // Sums that overflow the result type, or nearly.
  if (std::fabs(exact) + bound > numerics::getInfo(format).maxFinite && std::isinf(got) && got * exact > 0)
    return true;
  return std::fabs(got - exact) <= bound;
}
