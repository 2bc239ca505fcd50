//===- Pipeline.cpp - from qnt to kernels and what the host does ------------------------------------------===//
#include "Qnt/Conversion/Passes.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/BufferizationToMemRef/BufferizationToMemRef.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void qnt::buildOutlinedToLoopsPipeline(OpPassManager &manager) {
  // A thread decodes the element that it needs: nothing is decoded ahead into memory.
  LowerToLinalgPipelineOptions linalg;
  linalg.forDevice = true;
  buildLowerToLinalgPipeline(manager, linalg);
  // Who asks for no more than a size is no reader.
  manager.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  manager.addPass(createCanonicalizeSlices());
  manager.addPass(createCSEPass());
  // While values are tensors nothing can be overwritten between a loop and what reads it.
  manager.addPass(createFuseElements());
  manager.addPass(createCanonicalizeSlices());
  manager.addPass(createCSEPass());
}

void qnt::buildLowerToGPUPipeline(OpPassManager &manager, const LowerToGPUOptions &options) {
  // Kernels that have a better plan than one thread an element.
  if (!options.target.empty()) {
    SwitchOnRowsOptions rows;
    rows.target = options.target;
    llvm::append_range(rows.math, options.math);
    manager.addPass(createSwitchOnRows(rows));
    ChooseScheduleOptions schedule;
    schedule.target = options.target;
    llvm::append_range(schedule.math, options.math);
    manager.addPass(createChooseSchedule(schedule));
  }
  manager.addPass(createPrepack());
  manager.addPass(createLowerKernels());
  // Before all that walks through their bodies.
  manager.addPass(createShareKernels());
  // Functions meanwhile, so that they stay apart while everything is lowered together.
  manager.addPass(createOutlineKernels());
  buildOutlinedToLoopsPipeline(manager);
  manager.addPass(createLowerOutlined());
  manager.addPass(createShareKernels());
  manager.addPass(createExpandSwitches());
  // A kernel for few and one for many rows write into one buffer.
  manager.addPass(createShareDestinations());
  manager.addPass(createBufferizeDevice());
  manager.addPass(createCanonicalizeSlices());
  // A caller owns every memref that a function returns, so each once.
  manager.addPass(createSeparateResults());
  // Before buffers are freed, so that those that only one kernel needs are none.
  manager.addPass(createLaunchLoops());
  manager.addPass(createCanonicalizeSlices());
  manager.addPass(createCSEPass());
  manager.addPass(createHoistBuffers());
  bufferization::buildBufferDeallocationPipeline(manager, {});
  manager.addPass(createConvertBufferizationToMemRefPass());
  // Copies that freeing brought.
  manager.addPass(createLaunchLoops());
  manager.addPass(createAccessElements());
  manager.addPass(createCheckAllocations());
  manager.addPass(memref::createExpandStridedMetadataPass());
  manager.addPass(createLowerAffinePass());
  manager.addPass(createCanonicalizeSlices());
  manager.addPass(createCSEPass());
  manager.addPass(createShareKernels());
}

void qnt::registerLowerToGPUPipeline() {
  PassPipelineRegistration<LowerToGPUOptions>(
      "qnt-lower-to-gpu", "All of stage LowerGPU: qnt programs to kernels, and launches of them on the host",
      buildLowerToGPUPipeline);
}
