//===- ExpandRegions.cpp - arrays that enter and leave regions --------------------------------------------===//
#include "ExpansionPatterns.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Upstream converts cf.br and cf.cond_br, but not this one.
struct ExpandSwitch : OpConversionPattern<cf::SwitchOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(cf::SwitchOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<SmallVector<Value>> caseOperands;
    for (ArrayRef<ValueRange> operands : adaptor.getCaseOperands())
      caseOperands.push_back(flattenParts(operands));
    rewriter.replaceOpWithNewOp<cf::SwitchOp>(op, llvm::getSingleElement(adaptor.getFlag()), op.getDefaultDestination(),
                                              flattenParts(adaptor.getDefaultOperands()), op.getCaseValuesAttr(),
                                              op.getCaseDestinations(), llvm::to_vector_of<ValueRange>(caseOperands));
    return success();
  }
};
} // namespace

void mlir::qnt::populateRegionExpansion(const TypeConverter &converter, RewritePatternSet &patterns,
                                        ConversionTarget &target) {
  populateArrayCarriers<InvokeQuantOp, KernelOp, YieldOp, scf::ExecuteRegionOp>(converter, patterns, target);
  patterns.add<ExpandSwitch>(converter, patterns.getContext());
  target.addDynamicallyLegalOp<cf::SwitchOp>([&](cf::SwitchOp op) { return converter.isLegal(op); });
  // Upstream's rule for scf.yield does not know execute_region.
  target.addDynamicallyLegalOp<scf::YieldOp>([&](scf::YieldOp op) {
    bool isExpanded =
        isa<scf::ForOp, scf::IfOp, scf::WhileOp, scf::IndexSwitchOp, scf::ExecuteRegionOp>(op->getParentOp());
    return !isExpanded || converter.isLegal(op);
  });
}
