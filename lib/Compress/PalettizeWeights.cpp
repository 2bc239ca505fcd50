//===- PalettizeWeights.cpp - qnt-palettize-weights -------------------------------------------------------===//
#include "CompressionPass.h"
#include "PalettizeMethod.h"
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
    FailureOr<Palette> palette = readPalette();
    if (failed(palette))
      return signalPassFailure();
    PalettizeMethod method(*palette);
    if (failed(compressBy(method, numPalettized, "weights-palettized")))
      signalPassFailure();
  }

  FailureOr<Palette> readPalette();
};
} // namespace

FailureOr<Palette> PalettizeWeightsPass::readPalette() {
  const bool hasNumBits = numBits != kNotGiven;
  PaletteOptions options{mode,       granularity, entryDtype, channelScale, hasNumBits ? numBits.getValue() : 4,
                         hasNumBits, groupSize,   clusterDim, table};
  llvm::Expected<Palette> palette = Palette::create(options);
  if (!palette)
    return fail() << llvm::toString(palette.takeError());
  if (nonfinite != "error" && nonfinite != "zero")
    return fail() << "expected nonfinite error or zero, got '" << nonfinite << "'";
  return *palette;
}
