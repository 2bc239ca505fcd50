//===- Pipeline.cpp - from qnt to the LLVM dialect --------------------------------------------------------===//
#include "Qnt/Conversion/Passes.h"
#include "Qnt/LowerCPU/Passes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
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
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void qnt::buildLoopsToLLVMPipeline(OpPassManager &manager) {
  manager.addPass(createSCFToControlFlowPass());
  // Between blocks: an assertion ends one.
  manager.addPass(qnt::createLowerAsserts());
  manager.addPass(arith::createArithExpandOpsPass());
  manager.addPass(createConvertMathToFuncs());
  // Upstream's conversion to LLVM computes log(1 + x) and exp(x) - 1, which lose a small x.
  manager.addPass(qnt::createCallLibm());
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
}

/// Sums of products, loops, LLVM.
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
  qnt::buildLoopsToLLVMPipeline(manager);
  // The conversions above leave uses in an order of their own; bytecode shows it.
  manager.addPass(qnt::createSortUses());
}

void qnt::buildLowerToLLVMPipeline(OpPassManager &manager, StringRef features) {
  buildLowerToLinalgPipeline(manager);
  buildBufferizePipeline(manager);
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
  registry.insert<LLVM::LLVMDialect>();
  registerLowerLinalgDialects(registry);
}
