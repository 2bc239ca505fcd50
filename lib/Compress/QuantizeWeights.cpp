//===- QuantizeWeights.cpp - qnt-quantize-weights ---------------------------------------------------------===//
#include "CompressionPass.h"
#include "Qnt/Compress/Passes.h"
#include "QuantizePlan.h"
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
    FailureOr<QuantizePlan> plan = readPlan();
    if (failed(plan))
      return signalPassFailure();
    CompressionRun run =
        makeRun([&](const Weight &weight, std::string &reason) { return plan->choose(weight, reason); });
    run.isDry = dryRun;
    if (failed(plan->measure(getOperation(), run)))
      return signalPassFailure();
    FailureOr<CompressionResult> result = compressWeights(getOperation(), run);
    if (failed(result))
      return signalPassFailure();
    for (const std::string &rule : plan->getUnusedRules())
      remarkSkipped(getArgument(), getOperation(), "override '" + rule + "' matches no weight");
    count(*result, numQuantized, "weights-quantized");
    StringRef path = dryRun && report.empty() ? StringRef("-") : StringRef(report);
    if (failed(reportResult(getOperation(), getArgument(), path, *result, collector)))
      signalPassFailure();
  }

  FailureOr<QuantizePlan> readPlan();
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

FailureOr<QuantizePlan> QuantizeWeightsPass::readPlan() {
  if (!parseNonFinite(nonfinite))
    return fail() << "expected nonfinite error, keep or zero, got '" << nonfinite << "'";
  FailureOr<MixedPrecision> mixed = readMixedPrecision();
  if (failed(mixed))
    return failure();
  PlanOptions options;
  options.mixed = *mixed;
  options.overrides = overrides;
  options.settings = {{"dtype", dtype.empty() ? "int8" : dtype.getValue()},
                      {"qscheme", qscheme},
                      {"granularity", granularity},
                      {"scale-dtype", scaleDtype},
                      {"convention", convention},
                      {"calibration", calibration},
                      {"tail", tail}};
  if (blockSize != kNotGiven)
    options.settings["block-size"] = std::to_string(blockSize.getValue());
  llvm::Expected<QuantizePlan> plan = QuantizePlan::create(options);
  if (!plan)
    return fail() << llvm::toString(plan.takeError());
  return std::move(*plan);
}
