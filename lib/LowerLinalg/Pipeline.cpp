//===- Pipeline.cpp - from qnt to linalg, and from tensors to memory ---------------------------------------===//
#include "Qnt/Conversion/Passes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Conversion/BufferizationToMemRef/BufferizationToMemRef.h"
#include "mlir/Conversion/ControlFlowToSCF/ControlFlowToSCF.h"
#include "mlir/Dialect/Arith/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/ControlFlow/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/RuntimeOpVerification.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/AllocationOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/TensorInferTypeOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/RuntimeOpVerification.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void qnt::buildLowerToLinalgPipeline(OpPassManager &manager, const LowerToLinalgPipelineOptions &options) {
  // Beside functions there may be the kernels of a GPU, which are not to be touched.
  auto addToFunctions = [&](std::unique_ptr<Pass> pass) {
    if (options.forDevice)
      manager.addNestedPass<func::FuncOp>(std::move(pass));
    else
      manager.addPass(std::move(pass));
  };
  // Freeing buffers needs structured loops.
  manager.addPass(createLiftControlFlowToSCFPass());
  // Bodies of regions are lowered where they stand. Not by canonicalization, which may fold what upstream's quant ops
  // mean.
  manager.addPass(qnt::createInlineKernels());
  manager.addPass(qnt::createInlineInvokeQuant());
  // No call stands in an isolated region any more.
  manager.addPass(qnt::createLimitRecursion());
  manager.addPass(qnt::createExpandSugar());
  manager.addPass(qnt::createExpandLayoutOps());
  // One form of elementwise ops, so that only scalars are left to think about.
  manager.addPass(createConvertElementwiseToLinalgPass());
  manager.addPass(qnt::createNormalizeTensors());
  // Before bounds are checked: slices of parallel loops have no checks of their own.
  addToFunctions(qnt::createOrderIterations());
  // While shapes and indices are the program's own: what is undefined becomes an error.
  addToFunctions(createGenerateRuntimeVerificationPass());
  addToFunctions(qnt::createCheckUndefined());
  addToFunctions(qnt::createNormalizeLoops());
  // Floats as every processor computes them: the program's own, then those that lowering brings; bf16 has only its bits
  // then.
  addToFunctions(qnt::createExpandFloats());
  qnt::LowerToLinalgOptions lowering;
  lowering.decodesSingly = options.forDevice;
  manager.addPass(qnt::createLowerToLinalg(lowering));
  qnt::ExpandFloatsOptions emitted;
  emitted.emitted = true;
  addToFunctions(qnt::createExpandFloats(emitted));
  manager.addPass(qnt::createConvertBF16());
  manager.addPass(qnt::createCanonicalizeSlices());
  manager.addPass(createCSEPass());
}

void qnt::buildBufferizePipeline(OpPassManager &manager) {
  manager.addPass(qnt::createExpandSwitches());
  bufferization::OneShotBufferizePassOptions options;
  options.bufferizeFunctionBoundaries = true;
  // A loop may carry another tensor into each trip.
  options.allowReturnAllocsFromLoops = true;
  options.functionBoundaryTypeConversion = bufferization::LayoutMapOption::IdentityLayoutMap;
  manager.addPass(bufferization::createOneShotBufferizePass(options));
  manager.addPass(qnt::createOrderGlobals());
  // Loops that work in place carry nothing then.
  manager.addPass(qnt::createCanonicalizeSlices());
  // A caller owns every memref that a function returns, so each once.
  manager.addPass(qnt::createSeparateResults());
  // One buffer for all parts of a streamed array: taken and given back each time, its pages would be, too.
  manager.addPass(qnt::createHoistBuffers());
  bufferization::buildBufferDeallocationPipeline(manager, {});
  manager.addPass(createConvertBufferizationToMemRefPass());
  manager.addPass(qnt::createCanonicalizeSlices());
  manager.addPass(createCSEPass());
}

void qnt::registerLowerLinalgDialects(DialectRegistry &registry) {
  registry.insert<memref::MemRefDialect, bufferization::BufferizationDialect>();
  arith::registerBufferizableOpInterfaceExternalModels(registry);
  arith::registerBufferDeallocationOpInterfaceExternalModels(registry);
  bufferization::func_ext::registerBufferizableOpInterfaceExternalModels(registry);
  cf::registerBufferizableOpInterfaceExternalModels(registry);
  cf::registerBufferDeallocationOpInterfaceExternalModels(registry);
  linalg::registerBufferizableOpInterfaceExternalModels(registry);
  memref::registerAllocationOpInterfaceExternalModels(registry);
  scf::registerBufferizableOpInterfaceExternalModels(registry);
  scf::registerBufferDeallocationOpInterfaceExternalModels(registry);
  tensor::registerBufferizableOpInterfaceExternalModels(registry);
  // Sizes of reshaped values are those of what is reshaped.
  tensor::registerInferTypeOpInterfaceExternalModels(registry);
  linalg::registerRuntimeVerifiableOpInterfaceExternalModels(registry);
  tensor::registerRuntimeVerifiableOpInterfaceExternalModels(registry);
}
