//===- SparsifyWeights.cpp - qnt-sparsify-weights ---------------------------------------------------------===//
#include "CompressionPass.h"
#include "PalettizeMethod.h"
#include "Qnt/Compress/Passes.h"
#include "QuantizeMethod.h"
#include "SparsifyMethod.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_SPARSIFYWEIGHTS
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct SparsifyWeightsPass : CompressionPass<qnt::impl::SparsifyWeightsBase<SparsifyWeightsPass>> {
  using CompressionPass::CompressionPass;

  void runOnOperation() override {
    FailureOr<Pruning> pruning = readPruning();
    if (failed(pruning))
      return signalPassFailure();
    FailureOr<std::unique_ptr<CompressionMethod>> inner = makeInner();
    if (failed(inner))
      return signalPassFailure();
    SparsifyMethod method(*pruning, std::move(*inner));
    if (failed(compressBy(method, numSparsified, "weights-sparsified")))
      signalPassFailure();
  }

  FailureOr<Pruning> readPruning();
  LogicalResult readGroups(Pruning &pruning);
  FailureOr<std::unique_ptr<CompressionMethod>> makeInner();
};
} // namespace

LogicalResult SparsifyWeightsPass::readGroups(Pruning &pruning) {
  auto [kept, group] = StringRef(nm).split(':');
  if (kept.getAsInteger(10, pruning.kept) || group.getAsInteger(10, pruning.group) || pruning.kept < 1 ||
      pruning.group <= pruning.kept)
    return fail() << "expected n-m as n:m with 0 < n < m, got '" << nm << "'";
  if (blockSize != 1)
    return fail() << "expected no block-size with n-m, got " << blockSize.getValue();
  return success();
}

FailureOr<Pruning> SparsifyWeightsPass::readPruning() {
  Pruning pruning;
  if ((targetSparsity != kNotGiven) == !nm.empty())
    return fail() << "expected either target-sparsity or n-m";
  if (convention != "default" && convention != "apple" && dtype.empty())
    return fail() << "expected convention default or apple without dtype, got '" << convention << "'";
  if (nonfinite != "error" && nonfinite != "zero")
    return fail() << "expected nonfinite error or zero, got '" << nonfinite << "'";
  pruning.prunesTies = convention == "apple";
  if (!nm.empty())
    return failed(readGroups(pruning)) ? FailureOr<Pruning>() : pruning;
  if (!(targetSparsity >= 0.0 && targetSparsity <= 1.0))
    return fail() << "expected target-sparsity from 0 to 1, got " << targetSparsity.getValue();
  if (blockSize < 1)
    return fail() << "expected a positive block-size, got " << blockSize.getValue();
  pruning.ratio = targetSparsity;
  pruning.blockSize = blockSize;
  return pruning;
}

FailureOr<std::unique_ptr<CompressionMethod>> SparsifyWeightsPass::makeInner() {
  if (!dtype.empty() && numBits != kNotGiven)
    return fail() << "expected either dtype or n-bits, got both";
  if (numBits != kNotGiven) {
    PaletteOptions options;
    options.granularity = granularity;
    options.numBits = numBits;
    llvm::Expected<Palette> palette = Palette::create(options);
    if (!palette)
      return fail() << llvm::toString(palette.takeError());
    return std::unique_ptr<CompressionMethod>(std::make_unique<PalettizeMethod>(*palette));
  }
  if (dtype.empty())
    return std::unique_ptr<CompressionMethod>();
  SchemeOptions options{dtype, qscheme, granularity, scaleDtype, convention, calibration};
  if (quantBlockSize != kNotGiven)
    options.blockSize = quantBlockSize;
  llvm::Expected<Scheme> scheme = Scheme::create(options);
  if (!scheme)
    return fail() << llvm::toString(scheme.takeError());
  return std::unique_ptr<CompressionMethod>(std::make_unique<QuantizeMethod>(*scheme, /*masksTails=*/false));
}
