//===- QuantizeWeights.cpp - qnt-quantize-weights ---------------------------------------------------------===//
#include "CompressWeights.h"
#include "Qnt/Compress/Passes.h"
#include "Qnt/IR/Remarks.h"
#include "QuantizeMethod.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_QUANTIZEWEIGHTS
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct QuantizeWeightsPass : qnt::impl::QuantizeWeightsBase<QuantizeWeightsPass>, ReportsCompression {
  using QuantizeWeightsBase::QuantizeWeightsBase;

  void runOnOperation() override {
    std::optional<NonFinite> nonFinite = parseNonFinite(nonfinite);
    FailureOr<Scheme> scheme = readScheme(nonFinite);
    if (failed(scheme))
      return signalPassFailure();
    QuantizeMethod method(*scheme, tail == "mask");
    CompressionRun run;
    run.pass = getArgument();
    run.rules = {weightNumThreshold, otherUsersThreshold};
    run.nonFinite = *nonFinite;
    run.choose = [&](const Weight &, std::string &) { return &method; };
    run.measuresErrors = collector || !report.empty();
    FailureOr<CompressionResult> result = compressWeights(getOperation(), run);
    if (failed(result))
      return signalPassFailure();
    count(*result);
    if (failed(reportResult(getOperation(), getArgument(), report, *result, collector)))
      signalPassFailure();
  }

  FailureOr<Scheme> readScheme(std::optional<NonFinite> nonFinite);
  void count(const CompressionResult &result);
};
} // namespace

FailureOr<Scheme> QuantizeWeightsPass::readScheme(std::optional<NonFinite> nonFinite) {
  auto fail = [&](const Twine &message) -> FailureOr<Scheme> {
    return emitError(getOperation()->getLoc()) << "qnt-quantize-weights: " << message;
  };
  SchemeOptions options{dtype, qscheme, granularity, scaleDtype, convention, calibration};
  if (blockSize.hasValue())
    options.blockSize = blockSize;
  llvm::Expected<Scheme> scheme = Scheme::create(options);
  if (!scheme)
    return fail(llvm::toString(scheme.takeError()));
  if (scheme->granularity == Granularity::PerToken)
    return fail("expected granularity per_tensor, per_channel or per_block for weights, got per_token");
  if (tail != "skip" && tail != "mask")
    return fail("expected tail skip or mask, got '" + Twine(tail) + "'");
  if (!nonFinite)
    return fail("expected nonfinite error, keep or zero, got '" + Twine(nonfinite) + "'");
  return *scheme;
}

void QuantizeWeightsPass::count(const CompressionResult &result) {
  PassSummary counts("qnt-quantize-weights", getOperation());
  counts.add(numQuantized, "weights-quantized", result.numCompressed);
  counts.add(numSkipped, "weights-skipped", result.numLeft);
  counts.add(numBytesBefore, "bytes-before", result.bytesBefore);
  counts.add(numBytesAfter, "bytes-after", result.bytesAfter);
}
