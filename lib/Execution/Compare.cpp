//===- Compare.cpp - results against expected ones --------------------------------------------------------===//

#include "Qnt/Execution/Compare.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;
using mlir::qnt::reference::Tensor;

Tolerance execution::getDefaultTolerance(Type elementType) {
  if (elementType.isF64())
    return {1e-10, 1e-10};
  if (elementType.isF32())
    return {1e-5, 1e-5};
  if (elementType.isF16())
    return {2e-3, 1e-5};
  if (elementType.isBF16())
    return {1.6e-2, 1e-5};
  return {0.0, 0.0};
}

static double getAbsoluteError(double got, double expected) {
  if (got == expected || (std::isnan(got) && std::isnan(expected)))
    return 0.0;
  double error = std::fabs(got - expected);
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

namespace {
/// How far an element is off, and whether that is too far.
struct ElementError {
  double error = 0.0;
  double relative = 0.0; ///< 0 where nothing finite but 0 is expected
  bool isMismatch = false;
};
} // namespace

static ElementError compareFloats(double got, double expected, const Tolerance &tolerance) {
  ElementError result;
  result.error = getAbsoluteError(got, expected);
  double bound = tolerance.absolute;
  if (std::isfinite(expected))
    bound += tolerance.relative * std::fabs(expected);
  result.isMismatch = !(result.error <= bound) && result.error != 0.0;
  if (expected != 0.0 && std::isfinite(expected))
    result.relative = result.error / std::fabs(expected);
  return result;
}

/// The difference of integers of 64 bits has 64 bits without a sign, of which a double holds 53.
static ElementError compareIntegers(const Tensor &got, const Tensor &expected, int64_t index,
                                    const Tolerance &tolerance, bool isUnsigned) {
  uint64_t left = got.getRaw(index), right = expected.getRaw(index), magnitude = right;
  bool isGreater = left > right;
  if (!isUnsigned) {
    int64_t signedLeft = got.getSigned(index), signedRight = expected.getSigned(index);
    isGreater = signedLeft > signedRight;
    left = static_cast<uint64_t>(signedLeft);
    right = static_cast<uint64_t>(signedRight);
    magnitude = signedRight < 0 ? 0 - right : right;
  }
  uint64_t difference = isGreater ? left - right : right - left;
  ElementError result;
  result.error = static_cast<double>(difference);
  long double bound = tolerance.absolute + static_cast<long double>(tolerance.relative) * magnitude;
  result.isMismatch = difference != 0 && !(difference <= bound);
  if (magnitude != 0)
    result.relative = result.error / static_cast<double>(magnitude);
  return result;
}

static void addElement(ComparisonStatistics &statistics, int64_t index, const ElementError &element) {
  statistics.numMismatches += element.isMismatch;
  statistics.maxAbsoluteError = std::max(element.error, statistics.maxAbsoluteError);
  statistics.maxRelativeError = std::max(element.relative, statistics.maxRelativeError);
  if (element.isMismatch && (!statistics.worst || element.error > statistics.worstError)) {
    statistics.worst = index;
    statistics.worstError = element.error;
  }
}

/// A float with nine digits, an integer with all it has.
static std::string describeElement(const Tensor &tensor, int64_t index, bool isUnsigned) {
  if (!tensor.getKind().isFloat)
    return isUnsigned ? std::to_string(tensor.getRaw(index)) : std::to_string(tensor.getSigned(index));
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.9g", tensor.getFloat(index));
  return text;
}

llvm::Expected<ComparisonStatistics> execution::compareTensors(const Tensor &got, const Tensor &expected,
                                                               const Tolerance &tolerance, bool isUnsigned) {
  if (got.getShape() != expected.getShape() || got.getElementType() != expected.getElementType())
    return llvm::createStringError("expected " +
                                   reference::describeShape(expected.getShape(), expected.getElementType()) + ", got " +
                                   reference::describeShape(got.getShape(), got.getElementType()));
  ComparisonStatistics statistics;
  statistics.count = got.getNumElements();
  for (int64_t i = 0; i < statistics.count; ++i)
    addElement(statistics, i,
               got.getKind().isFloat ? compareFloats(got.getFloat(i), expected.getFloat(i), tolerance)
                                     : compareIntegers(got, expected, i, tolerance, isUnsigned));
  if (statistics.worst) {
    statistics.worstGot = describeElement(got, *statistics.worst, isUnsigned);
    statistics.worstExpected = describeElement(expected, *statistics.worst, isUnsigned);
  }
  return statistics;
}

void execution::printStatistics(raw_ostream &stream, const ComparisonStatistics &statistics) {
  stream << statistics.count << " elements, max abs error " << llvm::format("%.3g", statistics.maxAbsoluteError)
         << ", max rel error " << llvm::format("%.3g", statistics.maxRelativeError) << ", " << statistics.numMismatches
         << " mismatches";
  if (statistics.worst)
    stream << ", worst at element " << *statistics.worst << ": got " << statistics.worstGot << ", expected "
           << statistics.worstExpected;
}
