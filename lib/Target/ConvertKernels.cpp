//===- ConvertKernels.cpp - qnt-convert-kernels -----------------------------------------------------------===//
#include "BlockSizes.h"
#include "KernelArguments.h"
#include "Qnt/IR/OwnOps.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/Target/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithCommon/AttrToLLVMConverter.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/GPUToNVVM/GPUToNVVMPass.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/VectorPattern.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/DialectConversion.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CONVERTKERNELS
#include "Qnt/Target/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Math ops that become instructions; the others are functions.
static bool isInstruction(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp, math::CountLeadingZerosOp,
             math::CountTrailingZerosOp, math::CtPopOp, math::FloorOp, math::FmaOp, math::IsFiniteOp, math::IsInfOp,
             math::IsNaNOp, math::IsNormalOp, math::RoundOp, math::RoundEvenOp, math::SqrtOp, math::TruncOp>(op);
}

/// A known size of blocks is required: upstream's conversion makes an upper bound of it.
static void requireBlockSize(gpu::GPUFuncOp kernel) {
  std::optional<ArrayRef<int32_t>> size = kernel.getKnownBlockSize();
  if (!size)
    return;
  kernel->setAttr(NVVM::NVVMDialect::getReqntidAttrName(), DenseI32ArrayAttr::get(kernel.getContext(), *size));
}

void qnt::noteBlockSizes(ModuleOp module, gpu::GPUModuleOp kernels) {
  llvm::StringMap<DenseI32ArrayAttr> sizes; // null where launches differ
  for (LaunchOp launch : collectOwn<LaunchOp>(module)) {
    if (launch.getKernel().getRootReference() != kernels.getSymNameAttr())
      continue;
    StringRef name = launch.getKernel().getLeafReference();
    auto [known, isNew] = sizes.try_emplace(name, launch.getBlockAttr());
    if (!isNew && known->second != launch.getBlockAttr())
      known->second = DenseI32ArrayAttr();
  }
  for (auto kernel : kernels.getOps<gpu::GPUFuncOp>())
    if (DenseI32ArrayAttr size = sizes.lookup(kernel.getName());
        size && !kernel.getKnownBlockSize() && !kernel->hasAttr(NVVM::NVVMDialect::getReqntidAttrName()))
      kernel.setKnownBlockSizeAttr(size);
}

/// Errors that a conversion cannot explain.
static LogicalResult checkBody(gpu::GPUModuleOp kernels) {
  WalkResult result = kernels.walk([](Operation *op) {
    if (isa_and_nonnull<math::MathDialect>(op->getDialect()) && !isInstruction(op)) {
      op->emitOpError("has no instruction on a GPU: expected qnt-expand-math to have replaced it");
      return WalkResult::interrupt();
    }
    if (isa<arith::RemFOp>(op)) {
      op->emitOpError("has no instruction on a GPU: expected qnt-expand-math to have replaced it");
      return WalkResult::interrupt();
    }
    if (isa<memref::AllocOp>(op)) {
      op->emitOpError("allocates in a kernel: expected the memory of a kernel to be given by its launch");
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

static void populatePatterns(const LLVMTypeConverter &converter, RewritePatternSet &patterns) {
  populateAffineToStdConversionPatterns(patterns);
  populateSCFToControlFlowConversionPatterns(patterns);
  arith::populateArithToLLVMConversionPatterns(converter, patterns);
  cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
  populateFuncToLLVMConversionPatterns(converter, patterns);
  populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
  populateVectorToLLVMConversionPatterns(converter, patterns);
  ub::populateUBToLLVMConversionPatterns(converter, patterns);
  // Instructions, before the calls of libdevice that the next set makes of them.
  populateMathToLLVMConversionPatterns(converter, patterns, /*approximateLog1p=*/false, /*benefit=*/10);
  patterns.add<VectorConvertToLLVMPattern<arith::MinNumFOp, LLVM::MinNumOp, arith::AttrConvertFastMathToLLVM>,
               VectorConvertToLLVMPattern<arith::MaxNumFOp, LLVM::MaxNumOp, arith::AttrConvertFastMathToLLVM>>(
      converter, /*benefit=*/10);
  populateGpuToNVVMConversionPatterns(converter, patterns);
}

namespace {
struct ConvertKernelsPass : qnt::impl::ConvertKernelsBase<ConvertKernelsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-convert-kernels", getOperation());
    for (auto kernels : getOperation().getOps<gpu::GPUModuleOp>()) {
      // What is converted needs no second time, which would number its blocks anew.
      if (kernels.getOps<gpu::GPUFuncOp>().empty())
        continue;
      noteBlockSizes(getOperation(), kernels);
      if (failed(checkBody(kernels)) || failed(simplify(kernels)) || failed(convert(kernels, summary)))
        return signalPassFailure();
    }
  }

  /// Views and index arithmetic as arith, before memrefs are pointers.
  LogicalResult simplify(gpu::GPUModuleOp kernels) {
    RewritePatternSet patterns(&getContext());
    memref::populateExpandStridedMetadataPatterns(patterns);
    memref::populateResolveExtractStridedMetadataPatterns(patterns);
    // Not all that arith-expand does: its maximum of zeros has the wrong sign.
    arith::populateCeilFloorDivExpandOpsPatterns(patterns);
    if (failed(applyPatternsGreedily(kernels, std::move(patterns))))
      return failure();
    OpPassManager manager(gpu::GPUModuleOp::getOperationName());
    manager.addPass(createCanonicalizerPass());
    manager.addPass(createCSEPass());
    return runPipeline(manager, kernels);
  }

  LogicalResult convert(gpu::GPUModuleOp kernels, PassSummary &summary) {
    LowerToLLVMOptions options(&getContext());
    options.overrideIndexBitwidth(64);
    LLVMTypeConverter converter(&getContext(), options);
    configureGpuToNVVMTypeConverter(converter);
    for (auto kernel : kernels.getOps<gpu::GPUFuncOp>()) {
      if (!kernel.isKernel())
        continue;
      if (failed(convertKernelArguments(kernel, converter)))
        return failure();
      requireBlockSize(kernel);
      summary.add(numKernels, "kernels");
    }
    RewritePatternSet patterns(&getContext());
    populatePatterns(converter, patterns);
    ConversionTarget target(getContext());
    target.addLegalDialect<LLVM::LLVMDialect, NVVM::NVVMDialect>();
    target.addLegalOp<gpu::GPUModuleOp>();
    target.addIllegalDialect<gpu::GPUDialect>();
    target.addLegalOp<UnrealizedConversionCastOp>();
    if (failed(applyFullConversion(kernels, target, std::move(patterns))))
      return failure();
    // PTX takes either.
    for (auto function : kernels.getOps<LLVM::LLVMFuncOp>())
      if (function->hasAttr(NVVM::NVVMDialect::getReqntidAttrName()))
        function->removeAttr(NVVM::NVVMDialect::getMaxntidAttrName());
    OpPassManager manager(gpu::GPUModuleOp::getOperationName());
    manager.addPass(createReconcileUnrealizedCastsPass());
    manager.addPass(createCanonicalizerPass());
    manager.addPass(createCSEPass());
    return runPipeline(manager, kernels);
  }
};
} // namespace
