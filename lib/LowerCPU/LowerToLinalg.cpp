//===- LowerToLinalg.cpp - qnt-lower-to-linalg ------------------------------------------------------------===//
#include "LoweringPatterns.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/ContainerTypes.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_LOWERTOLINALG
#include "Qnt/LowerCPU/Passes.h.inc"
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
    return converter.isLegal(op) && yieldsElements(op->getRegion(0).front().getTerminator()) &&
           llvm::all_of(op->getRegion(0).getArgumentTypes(),
                        [](Type type) { return getContainerElementType(type) == type; });
  return converter.isLegal(op) &&
         llvm::all_of(op->getRegions(), [&](Region &region) { return converter.isLegal(&region); });
}

namespace {
struct LowerToLinalgPass : qnt::impl::LowerToLinalgBase<LowerToLinalgPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-lower-to-linalg", getOperation());
    getOperation()->walk([&](Operation *op) {
      if (isa_and_nonnull<QntDialect>(op->getDialect()))
        summary.add(numLowered, "lowered");
    });
    ContainerTypeConverter converter;
    RewritePatternSet patterns(&getContext());
    ConversionTarget target(getContext());
    populateArrayExpansionPatternsAndLegality(converter, patterns, target);
    populateArrayLowering(converter, patterns);
    populateDequantizeLowering(converter, patterns);
    populateQuantizeLowering(converter, patterns);
    populateRequantizeLowering(converter, patterns);
    populateCodeLowering(converter, patterns);
    populateTensorLowering(converter, patterns);
    populateSmallFloatLowering(converter, patterns);
    populateQuantCastLowering(converter, patterns);
    // Regions that other ops carry arrays into are gone by now.
    target.addIllegalDialect<QntDialect>();
    target.addIllegalOp<CastOp, InvokeQuantOp, KernelOp, YieldOp>();
    target.markUnknownOpDynamicallyLegal([&](Operation *op) { return isConverted(converter, op); });
    if (failed(convert(std::move(patterns), target)))
      signalPassFailure();
  }

private:
  /// Reports the reasons of patterns that did not apply where the conversion fails.
  LogicalResult convert(RewritePatternSet patterns, ConversionTarget &target) {
    SmallVector<std::pair<Location, std::string>> reasons;
    ConversionConfig config;
    config.foldingMode = DialectConversionFoldingMode::Never;
    auto record = [&](Diagnostic &diagnostic) { reasons.emplace_back(diagnostic.getLocation(), diagnostic.str()); };
    config.notifyCallback = record;
    if (succeeded(applyFullConversion(getOperation(), target, std::move(patterns), config)))
      return success();
    for (auto &[loc, reason] : reasons)
      emitRemark(loc) << reason;
    return failure();
  }
};
} // namespace
