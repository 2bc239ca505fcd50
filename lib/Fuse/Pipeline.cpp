//===- Pipeline.cpp - the passes of stage Fuse in order ---------------------------------------------------===//
#include "Qnt/Conversion/Passes.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/NoPipelineOptions.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void qnt::buildFusePipeline(OpPassManager &manager) {
  // One form of a contraction, which verdicts, kernels and schedules know.
  manager.addPass(createExpandSugar());
  // Once for all: zero points and ranges are found from constants, which are arguments inside of a kernel. Who wrote a
  // verdict wants it obeyed.
  ProveAccumulatorsOptions options;
  options.keepGiven = true;
  manager.addPass(createProveAccumulators(options));
  // One value for what several ops compute alike (the codes of one input, say): a kernel computes it once.
  manager.addPass(createCSEPass());
  manager.addPass(createFormKernels());
}

void qnt::registerFusePipeline() {
  PassPipelineRegistration<NoPipelineOptions>(
      "qnt-fuse", "All of stage Fuse: sugar expanded, verdicts on accumulators, then a qnt.kernel for each GPU kernel",
      [](OpPassManager &manager, const NoPipelineOptions &) { buildFusePipeline(manager); });
}
