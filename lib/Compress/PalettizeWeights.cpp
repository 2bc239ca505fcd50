//===- PalettizeWeights.cpp - qnt-palettize-weights -------------------------------------------------------===//
#include "CompressionPass.h"
#include "MethodSettings.h"
#include "Qnt/Compress/Passes.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_PALETTIZEWEIGHTS
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct PalettizeWeightsPass : CompressionPass<qnt::impl::PalettizeWeightsBase<PalettizeWeightsPass>> {
  using CompressionPass::CompressionPass;

  void runOnOperation() override {
    if (failed(checkNonFinite()))
      return signalPassFailure();
    PlanOptions options;
    options.kind = getPalettizeKind(table);
    options.settings = {{"mode", mode},
                        {"granularity", granularity},
                        {"entry-dtype", entryDtype},
                        {"channel-scale", channelScale},
                        {"group-size", std::to_string(groupSize.getValue())},
                        {"cluster-dim", std::to_string(clusterDim.getValue())}};
    if (numBits != kNotGiven)
      options.settings["n-bits"] = std::to_string(numBits.getValue());
    if (failed(compressBy(options, numPalettized, "weights-palettized")))
      signalPassFailure();
  }
};
} // namespace
