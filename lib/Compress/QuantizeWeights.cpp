//===- QuantizeWeights.cpp - qnt-quantize-weights ---------------------------------------------------------===//
#include "CompressionPass.h"
#include "MethodSettings.h"
#include "Qnt/Compress/Passes.h"
#include <cmath>

namespace mlir::qnt {
#define GEN_PASS_DEF_QUANTIZEWEIGHTS
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct QuantizeWeightsPass : CompressionPass<qnt::impl::QuantizeWeightsBase<QuantizeWeightsPass>> {
  using CompressionPass::CompressionPass;

  void runOnOperation() override {
    FailureOr<PlanOptions> options = readOptions();
    if (failed(options) || failed(compressBy(*options, numQuantized, "weights-quantized")))
      signalPassFailure();
  }

  FailureOr<PlanOptions> readOptions();
  FailureOr<MixedPrecision> readMixedPrecision();
};
} // namespace

/// "3.5" or "3.5bits".
static std::optional<double> parsePositive(StringRef text) {
  text.consume_back("bits");
  double value;
  if (text.getAsDouble(value) || !(value > 0.0) || !std::isfinite(value))
    return std::nullopt;
  return value;
}

FailureOr<MixedPrecision> QuantizeWeightsPass::readMixedPrecision() {
  MixedPrecision mixed;
  mixed.dtypes.assign(dtypes.begin(), dtypes.end());
  if (!budget.empty() && !maxError.empty())
    return fail() << "expected either budget or max-error, got both";
  if (!budget.empty())
    mixed.budget = parsePositive(budget);
  if (!budget.empty() && !mixed.budget)
    return fail() << "expected a positive number of bits for budget, got '" << budget << "'";
  if (!maxError.empty())
    mixed.maxError = parsePositive(maxError);
  if (!maxError.empty() && !mixed.maxError)
    return fail() << "expected a positive number for max-error, got '" << maxError << "'";
  if (mixed.isWanted() && !dtype.empty())
    return fail() << "expected no dtype with budget or max-error, which choose among dtypes, got " << dtype;
  if (mixed.dtypes.empty())
    mixed.dtypes = {"int2", "int3", "int4", "int5", "int6", "int8"};
  if (!mixed.isWanted())
    mixed.dtypes.clear();
  return mixed;
}

FailureOr<PlanOptions> QuantizeWeightsPass::readOptions() {
  if (!parseNonFinite(nonfinite))
    return fail() << "expected nonfinite error, keep or zero, got '" << nonfinite << "'";
  FailureOr<MixedPrecision> mixed = readMixedPrecision();
  if (failed(mixed))
    return failure();
  PlanOptions options;
  options.kind = getQuantizeKind(&getContext());
  options.mixed = *mixed;
  options.settings = {{"dtype", dtype.empty() ? "int8" : dtype.getValue()},
                      {"qscheme", qscheme},
                      {"granularity", granularity},
                      {"block-size", blockSize},
                      {"scale-dtype", scaleDtype},
                      {"tensor-scale", tensorScale},
                      {"convention", convention},
                      {"calibration", calibration},
                      {"tail", tail},
                      {"nonfinite", nonfinite}};
  return options;
}
