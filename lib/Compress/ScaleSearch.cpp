//===- ScaleSearch.cpp - scales and zero points that lower an error -----------------------------------------===//
#include "ScaleSearch.h"
#include "Qnt/Numerics/Rounding.h"
#include "Qnt/Numerics/SquareShift.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

using namespace mlir::qnt;
using numerics::Format;

/// `values`, which `exponent` is found from, times 2^-exponent: their squares and powers stay in the range of f64.
static std::vector<double> bringNearOne(llvm::ArrayRef<double> values, int &exponent) {
  exponent = numerics::getSquareShift(values);
  std::vector<double> scaled(values);
  if (exponent != 0)
    for (double &value : scaled)
      value = std::ldexp(value, -exponent);
  return scaled;
}

//===----------------------------------------------------------------------===//
// The scale with the smallest squared error
//===----------------------------------------------------------------------===//

namespace {
/// The scale at which the code of an element goes from `code` to `code + 1`.
struct Event {
  double scale;
  uint32_t element, code;
  friend bool operator<(const Event &a, const Event &b) {
    return a.scale != b.scale ? a.scale < b.scale : a.element > b.element;
  }
};
} // namespace

double mlir::qnt::findExactScale(llvm::ArrayRef<double> given, int64_t maxCode) {
  int exponent;
  std::vector<double> values = bringNearOne(given, exponent);
  auto makeEvent = [&](uint32_t element, uint32_t code) {
    return Event{std::fabs(values[element]) / (code + 0.5), element, code};
  };
  std::vector<Event> heap;
  for (uint32_t i = 0; i < values.size(); ++i)
    if (values[i] != 0.0)
      heap.push_back(makeEvent(i, 0));
  std::make_heap(heap.begin(), heap.end());
  double products = 0.0, squares = 0.0, best = 1.0, bestGain = 0.0;
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end());
    Event event = heap.back();
    heap.pop_back();
    products += std::fabs(values[event.element]);
    squares += 2.0 * event.code + 1.0;
    if (double gain = products * products / squares; gain > bestGain) {
      bestGain = gain;
      best = products / squares;
    }
    if (int64_t(event.code) + 1 < maxCode) {
      heap.push_back(makeEvent(event.element, event.code + 1));
      std::push_heap(heap.begin(), heap.end());
    }
  }
  return std::ldexp(best, exponent);
}

//===----------------------------------------------------------------------===//
// Half-quadratic fitting of zero points
//===----------------------------------------------------------------------===//

static constexpr double kPower = 0.7;

namespace {
/// Codes and errors of a block with one scale.
class ZeroPointFit {
public:
  ZeroPointFit(llvm::ArrayRef<double> values, double scale, double maxCode)
      : values(values), scale(scale), maxCode(maxCode) {}

  double getCode(double value, double zeroPoint) const {
    double code = numerics::roundToIntegral(value / scale + zeroPoint, numerics::Rounding::HalfEven);
    return std::min(std::max(code, 0.0), maxCode);
  }
  /// Sum of |error|^0.7.
  double getLoss(double zeroPoint) const {
    double sum = 0.0;
    for (double value : values)
      sum += std::pow(std::fabs(value - scale * (getCode(value, zeroPoint) - zeroPoint)), kPower);
    return sum;
  }
  /// The mean zero point that explains the values but for the part of the errors that a shrinkage leaves.
  double improve(double zeroPoint, double beta) const {
    double sum = 0.0;
    for (double value : values) {
      double code = getCode(value, zeroPoint), error = value - scale * (code - zeroPoint);
      double size = std::fabs(error);
      double outlier = size == 0.0 ? 0.0 : std::max(0.0, size - std::pow(size, kPower - 1.0) / beta);
      sum += code - (value - std::copysign(outlier, error)) / scale;
    }
    return sum / double(values.size());
  }

private:
  llvm::ArrayRef<double> values;
  double scale, maxCode;
};
} // namespace

ScaleAndZeroPoint mlir::qnt::fitZeroPoint(llvm::ArrayRef<double> given, int64_t maxCode, Format format) {
  int exponent;
  std::vector<double> values = bringNearOne(given, exponent);
  double low = 0.0, high = 0.0;
  for (double value : values) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low == high)
    return {};
  ScaleAndZeroPoint best;
  best.scale = std::max(numerics::roundTo(format, std::ldexp((high - low) / double(maxCode), exponent)),
                        numerics::getInfo(format).minPositive);
  double scale = std::ldexp(best.scale, -exponent);
  ZeroPointFit fit(values, scale, double(maxCode));
  // The integer that the range alone gives is where the search starts, so the result is no worse.
  double zeroPoint = numerics::roundToIntegral(-low / scale, numerics::Rounding::HalfEven);
  double bestLoss = std::numeric_limits<double>::infinity();
  // As published, for errors in units of the scale: what is above a sixth of it counts as an outlier.
  double beta = 10.0 * std::pow(scale, kPower - 2.0);
  for (int iteration = 0; iteration < 20; ++iteration, beta *= 1.01) {
    zeroPoint = numerics::roundTo(format, zeroPoint);
    double loss = fit.getLoss(zeroPoint);
    if (loss >= bestLoss)
      break;
    bestLoss = loss;
    best.zeroPoint = zeroPoint;
    zeroPoint = fit.improve(zeroPoint, beta);
  }
  return best;
}
