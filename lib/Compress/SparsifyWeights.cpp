//===- SparsifyWeights.cpp - qnt-sparsify-weights ---------------------------------------------------------===//
#include "CompressionPass.h"
#include "MethodSettings.h"
#include "Qnt/Compress/Passes.h"
#include "llvm/Support/Format.h"

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
    if (failed(checkNonFinite()))
      return signalPassFailure();
    PlanOptions options;
    options.kind = getSparsifyKind(&getContext());
    options.settings = {{"n-m", nm},
                        {"block-size", std::to_string(blockSize.getValue())},
                        {"dtype", dtype},
                        {"qscheme", qscheme},
                        {"granularity", granularity},
                        {"quant-block-size", quantBlockSize},
                        {"scale-dtype", scaleDtype},
                        {"tensor-scale", tensorScale},
                        {"convention", convention},
                        {"calibration", calibration},
                        {"layout", layout}};
    if (targetSparsity != kNotGiven)
      llvm::raw_string_ostream(options.settings["target-sparsity"]) << llvm::format("%.17g", targetSparsity.getValue());
    if (numBits != kNotGiven)
      options.settings["n-bits"] = std::to_string(numBits.getValue());
    if (failed(compressBy(options, numSparsified, "weights-sparsified")))
      signalPassFailure();
  }
};
} // namespace
