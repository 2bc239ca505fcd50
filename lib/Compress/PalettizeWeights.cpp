//===- PalettizeWeights.cpp - qnt-palettize-weights -------------------------------------------------------===//
#include "CompressWeights.h"
#include "PalettizeMethod.h"
#include "Qnt/Compress/Passes.h"
#include "Qnt/IR/Remarks.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_PALETTIZEWEIGHTS
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct PalettizeWeightsPass : qnt::impl::PalettizeWeightsBase<PalettizeWeightsPass>, ReportsCompression {
  using PalettizeWeightsBase::PalettizeWeightsBase;

  void runOnOperation() override {
    FailureOr<Palette> palette = readPalette();
    if (failed(palette))
      return signalPassFailure();
    PalettizeMethod method(*palette);
    CompressionRun run;
    run.pass = getArgument();
    run.rules = {weightNumThreshold, otherUsersThreshold};
    run.nonFinite = *parseNonFinite(nonfinite);
    run.choose = [&](const Weight &, std::string &) { return &method; };
    run.measuresErrors = collector || !report.empty();
    FailureOr<CompressionResult> result = compressWeights(getOperation(), run);
    if (failed(result))
      return signalPassFailure();
    count(*result);
    if (failed(reportResult(getOperation(), getArgument(), report, *result, collector)))
      signalPassFailure();
  }

  FailureOr<Palette> readPalette();
  void count(const CompressionResult &result);
};
} // namespace

FailureOr<Palette> PalettizeWeightsPass::readPalette() {
  auto fail = [&](const Twine &message) -> FailureOr<Palette> {
    return emitError(getOperation()->getLoc()) << "qnt-palettize-weights: " << message;
  };
  const bool hasNumBits = numBits != kNotGiven;
  PaletteOptions options{mode,       granularity, entryDtype, channelScale, hasNumBits ? numBits.getValue() : 4,
                         hasNumBits, groupSize,   clusterDim, table};
  llvm::Expected<Palette> palette = Palette::create(options);
  if (!palette)
    return fail(llvm::toString(palette.takeError()));
  if (nonfinite != "error" && nonfinite != "zero")
    return fail("expected nonfinite error or zero, got '" + Twine(nonfinite) + "'");
  return *palette;
}

void PalettizeWeightsPass::count(const CompressionResult &result) {
  PassSummary counts("qnt-palettize-weights", getOperation());
  counts.add(numPalettized, "weights-palettized", result.numCompressed);
  counts.add(numSkipped, "weights-skipped", result.numLeft);
  counts.add(numBytesBefore, "bytes-before", result.bytesBefore);
  counts.add(numBytesAfter, "bytes-after", result.bytesAfter);
}
