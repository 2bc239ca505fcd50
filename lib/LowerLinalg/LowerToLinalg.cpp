//===- LowerToLinalg.cpp - qnt-lower-to-linalg ------------------------------------------------------------===//
#include "ExplainedConversion.h"
#include "LowerContractions.h"
#include "LoweringPatterns.h"
#include "PackedCodes.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "Qnt/IR/ElementSize.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/UseOrder.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "SumRanges.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_LOWERTOLINALG
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Yields give elements of containers.
static bool yieldsElements(Operation *op) {
  return llvm::all_of(op->getOperandTypes(), [](Type type) { return getContainerElementType(type) == type; });
}

static bool isConverted(const TypeConverter &converter, Operation *op) {
  if (isa_and_nonnull<QntDialect, quant::QuantDialect>(op->getDialect()) || isa<linalg::SoftmaxOp>(op))
    return false;
  if (isa<linalg::YieldOp, tensor::YieldOp>(op))
    return yieldsElements(op);
  if (isa<linalg::GenericOp>(op))
    return converter.isLegal(op) &&
           llvm::all_of(llvm::zip(op->getOperandTypes(), op->getRegion(0).getArgumentTypes()), [](auto types) {
             auto [operand, argument] = types;
             return !isa<ShapedType>(operand) || getContainerElementType(argument) == argument;
           });
  return converter.isLegal(op) &&
         llvm::all_of(op->getRegions(), [&](Region &region) { return converter.isLegal(&region); });
}

/// Constants hold what their types need: nothing later looks at it.
static LogicalResult checkConstants(Operation *root) {
  WalkResult result = root->walk([](arith::ConstantOp op) -> WalkResult {
    auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue());
    if (!resource)
      return WalkResult::advance();
    ShapedType type = resource.getShapedType();
    StringRef key = resource.getRawHandle().getKey();
    FailureOr<PartBytes> data = getPartBytes(resource);
    if (failed(data))
      return op.emitOpError() << "has constant dense_resource<" << key << "> without data";
    std::optional<unsigned> bits = getElementBits(type.getElementType());
    if (!bits)
      return op.emitOpError() << "expected constant dense_resource<" << key
                              << "> of integers, floats or indices, got elements of type " << type.getElementType();
    unsigned width = *bits;
    int64_t expected = type.getNumElements() * llvm::divideCeil(width, 8);
    auto got = static_cast<int64_t>(data->bytes.size());
    bool isPacked = width % 8 != 0 && (got == getResourceSize(type) ||
                                       got == static_cast<int64_t>(llvm::divideCeil(type.getNumElements() * width, 8)));
    if (got == expected || isPacked)
      return WalkResult::advance();
    return op.emitOpError() << "expected constant dense_resource<" << key << "> of " << expected << " bytes, got "
                            << got;
  });
  return failure(result.wasInterrupted());
}

namespace {
struct LowerToLinalgPass : qnt::impl::LowerToLinalgBase<LowerToLinalgPass> {
  using Base::Base;
  void runOnOperation() override {
    PassSummary summary("qnt-lower-to-linalg", getOperation());
    getOperation()->walk([&](Operation *op) {
      if (isa_and_nonnull<QntDialect>(op->getDialect()))
        summary.add(numLowered, "lowered");
    });
    if (failed(checkConstants(getOperation())))
      return signalPassFailure();
    castReassembled(getOperation());
    // While arrays are whole, and calls pass them.
    judgeSumsInF32(getOperation());
    ContainerTypeConverter converter;
    RewritePatternSet patterns(&getContext());
    ConversionTarget target(getContext());
    populateArrayExpansionPatternsAndLegality(converter, patterns, target);
    populateArrayLowering(converter, patterns);
    populateDequantizeLowering(converter, patterns);
    populateQuantizeLowering(converter, patterns);
    populateRequantizeLowering(converter, patterns);
    populateCodeLowering(converter, patterns);
    populateDotGeneralLowering(converter, patterns);
    populateConvolutionLowering(converter, patterns);
    populateRaggedDotLowering(converter, patterns);
    populateTensorLowering(converter, patterns);
    populateSmallFloatLowering(converter, patterns);
    populateQuantCastLowering(converter, patterns);
    // Regions that other ops carry arrays into are gone by now.
    target.addIllegalDialect<QntDialect>();
    target.addIllegalOp<CastOp, InvokeQuantOp, KernelOp, YieldOp>();
    // Kernels and their launches speak of memory already.
    target.addLegalOp<gpu::GPUModuleOp>();
    target.markOpRecursivelyLegal<gpu::GPUModuleOp>();
    target.addDynamicallyLegalOp<LaunchOp>([&](Operation *op) { return converter.isLegal(op); });
    target.markUnknownOpDynamicallyLegal([&](Operation *op) { return isConverted(converter, op); });
    if (decodesSingly)
      getOperation()->setAttr(kDecodeSinglyAttrName, UnitAttr::get(&getContext()));
    LogicalResult result = convertOrExplain(getOperation(), target, std::move(patterns));
    getOperation()->removeAttr(kDecodeSinglyAttrName);
    if (failed(result))
      return signalPassFailure();
    sortUses(getOperation());
  }
};
} // namespace
