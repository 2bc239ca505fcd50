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

static void addElement(ComparisonStatistics &statistics, int64_t index, double got, double expected,
                       const Tolerance &tolerance) {
  double error = getAbsoluteError(got, expected);
  double bound = tolerance.absolute;
  if (std::isfinite(expected))
    bound += tolerance.relative * std::fabs(expected);
  bool isMismatch = !(error <= bound) && error != 0.0;
  statistics.numMismatches += isMismatch;
  statistics.maxAbsoluteError = std::max(error, statistics.maxAbsoluteError);
  if (isMismatch && (!statistics.worst || error > statistics.worstError)) {
    statistics.worst = index;
    statistics.worstError = error;
    statistics.worstGot = got;
    statistics.worstExpected = expected;
  }
  if (expected != 0.0 && std::isfinite(expected))
    statistics.maxRelativeError = std::max(statistics.maxRelativeError, error / std::fabs(expected));
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
    addElement(statistics, i, got.getNumber(i, isUnsigned), expected.getNumber(i, isUnsigned), tolerance);
  return statistics;
}

void execution::printStatistics(raw_ostream &stream, const ComparisonStatistics &statistics) {
  stream << statistics.count << " elements, max abs error " << llvm::format("%.3g", statistics.maxAbsoluteError)
         << ", max rel error " << llvm::format("%.3g", statistics.maxRelativeError) << ", " << statistics.numMismatches
         << " mismatches";
  if (statistics.worst)
    stream << ", worst at element " << *statistics.worst << ": got " << llvm::format("%.9g", statistics.worstGot)
           << ", expected " << llvm::format("%.9g", statistics.worstExpected);
}
