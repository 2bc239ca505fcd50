//===- Pipeline.cpp - the passes in order, ours and Qnt's -------------------------------------------------===//
#include "Edge/Passes.h"
#include "Qnt/Compress/Passes.h"
#include "Qnt/Conversion/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void edge::buildPipeline(OpPassManager &manager) {
  // While ops are still layers: they know which of their inputs are codes.
  manager.addPass(createQuantizeLayers());
  // Qnt's passes see contractions.
  manager.addPass(createLowerLayers());
  qnt::QuantizeWeightsOptions weights;
  weights.dtype = "int4";
  weights.weightNumThreshold = 0;
  manager.addPass(qnt::createQuantizeWeights(weights));
  // A stage's interface to the other processor is plain tensors.
  manager.addPass(qnt::createExpandArrays());
  manager.addPass(createCanonicalizerPass());
}
