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
  /// Reports an op that stays together with what its patterns said.
  LogicalResult convert(RewritePatternSet patterns, ConversionTarget &target) {
    SmallVector<std::pair<Location, std::string>> reasons;
    std::optional<Location> where;
    auto record = [&](Diagnostic &diagnostic) { reasons.emplace_back(diagnostic.getLocation(), diagnostic.str()); };
    ConversionConfig config;
    config.foldingMode = DialectConversionFoldingMode::Never;
    config.notifyCallback = record;
    std::string message;
    {
      ScopedDiagnosticHandler handler(&getContext(), [&](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() != DiagnosticSeverity::Error || where)
          return failure();
        where = diagnostic.getLocation();
        message = diagnostic.str();
        return success();
      });
      if (succeeded(applyFullConversion(getOperation(), target, std::move(patterns), config)))
        return success();
    }
    InFlightDiagnostic error = emitError(where.value_or(getOperation().getLoc())) << describe(message);
    SmallVector<StringRef> said;
    for (auto &[loc, reason] : reasons)
      if (where == loc && !llvm::is_contained(said, reason))
        said.push_back(reason);
    if (!said.empty())
      error << ": " << llvm::join(said, "; ");
    return failure();
  }

  /// "'qnt.dot' op cannot be compiled for a CPU" for "failed to legalize operation 'qnt.dot' ...".
  static std::string describe(StringRef message) {
    auto [before, quoted] = message.split('\'');
    StringRef name = quoted.split('\'').first;
    return name.empty() ? message.str() : ("'" + name + "' op cannot be compiled for a CPU").str();
  }
};
} // namespace
