//===- Pipeline.cpp - from qnt to the LLVM dialect --------------------------------------------------------===//
#include "Qnt/Conversion/Passes.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/BufferizationToMemRef/BufferizationToMemRef.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/ControlFlowToSCF/ControlFlowToSCF.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/MathToFuncs/MathToFuncs.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Dialect/Arith/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/ControlFlow/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/RuntimeOpVerification.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/AllocationOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/RuntimeOpVerification.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

/// qnt to linalg on tensors.
static void addLinalgPasses(OpPassManager &manager) {
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
  // While shapes and indices are the program's own: what is undefined becomes an error.
  manager.addPass(createGenerateRuntimeVerificationPass());
  manager.addPass(qnt::createCheckUndefined());
  manager.addPass(qnt::createNormalizeLoops());
  // Floats as every processor computes them: the program's own, then those that lowering brings; bf16 has only its bits
  // then.
  manager.addPass(qnt::createExpandFloats());
  manager.addPass(qnt::createLowerToLinalg());
  qnt::ExpandFloatsOptions emitted;
  emitted.emitted = true;
  manager.addPass(qnt::createExpandFloats(emitted));
  manager.addPass(qnt::createConvertBF16());
  manager.addPass(qnt::createCanonicalizeSlices());
  manager.addPass(createCSEPass());
}

/// Tensors to memrefs that are freed when nobody needs them.
static void addBufferPasses(OpPassManager &manager) {
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

/// Loops, branches, LLVM.
static void addLLVMPasses(OpPassManager &manager, StringRef features) {
  // Sums of products while they still are one op.
  qnt::VectorizeContractionsOptions vectorize;
  vectorize.features = features.str();
  manager.addPass(qnt::createVectorizeContractions(vectorize));
  manager.addPass(qnt::createVectorizeElements());
  manager.addPass(qnt::createExpandCopies());
  manager.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  manager.addPass(qnt::createCheckAllocations());
  manager.addPass(memref::createExpandStridedMetadataPass());
  manager.addPass(createLowerAffinePass());
  manager.addPass(qnt::createCanonicalizeSlices());
  manager.addPass(createCSEPass());
  manager.addPass(createSCFToControlFlowPass());
  // Between blocks: an assertion ends one.
  manager.addPass(qnt::createLowerAsserts());
  manager.addPass(arith::createArithExpandOpsPass());
  manager.addPass(createConvertMathToFuncs());
  manager.addPass(createConvertMathToLLVMPass());
  manager.addPass(createConvertMathToLibmPass());
  manager.addPass(createConvertVectorToLLVMPass());
  manager.addPass(createUBToLLVMConversionPass());
  manager.addPass(createFinalizeMemRefToLLVMConversionPass());
  manager.addPass(createArithToLLVMConversionPass());
  manager.addPass(createConvertIndexToLLVMPass());
  manager.addPass(createConvertControlFlowToLLVMPass());
  manager.addPass(createConvertFuncToLLVMPass());
  manager.addPass(createReconcileUnrealizedCastsPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(qnt::createDropParameterAttributes());
  // The conversions above leave uses in an order of their own; bytecode shows it.
  manager.addPass(qnt::createSortUses());
}

void qnt::buildLowerToLLVMPipeline(OpPassManager &manager, StringRef features) {
  addLinalgPasses(manager);
  addBufferPasses(manager);
  addLLVMPasses(manager, features);
}

namespace {
struct LowerToLLVMOptions : PassPipelineOptions<LowerToLLVMOptions> {
  Option<std::string> features{*this, "features",
                               llvm::cl::desc("features of the processor as LLVM names them, '+avx2,+fma'")};
};
} // namespace

void qnt::registerLowerToLLVMPipeline() {
  PassPipelineRegistration<LowerToLLVMOptions>("qnt-lower-to-llvm",
                                               "All of stage LowerCPU: qnt programs to the LLVM dialect",
                                               [](OpPassManager &manager, const LowerToLLVMOptions &options) {
                                                 buildLowerToLLVMPipeline(manager, options.features);
                                               });
}

void qnt::registerLowerCPUDialects(DialectRegistry &registry) {
  registry.insert<LLVM::LLVMDialect, memref::MemRefDialect, bufferization::BufferizationDialect>();
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
  linalg::registerRuntimeVerifiableOpInterfaceExternalModels(registry);
  tensor::registerRuntimeVerifiableOpInterfaceExternalModels(registry);
}
