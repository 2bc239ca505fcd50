//===- CallLibm.cpp - qnt-call-libm -----------------------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CALLLIBM
#include "Qnt/LowerCPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct CallLibmPass : qnt::impl::CallLibmBase<CallLibmPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-call-libm", getOperation());
    ConversionTarget target(getContext());
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    target.addIllegalOp<math::ExpM1Op, math::Log1pOp>();
    int64_t calls = 0;
    getOperation()->walk([&](Operation *op) { calls += isa<math::ExpM1Op, math::Log1pOp>(op); });
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      return signalPassFailure();
    summary.add(numCalls, "calls", calls);
  }
};
} // namespace
