//===- ExpandRegions.cpp - arrays that enter and leave regions --------------------------------------------===//
#include "ExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// An op with one region whose operands (if any) are the region's arguments and whose results its terminator gives.
template <typename OpT>
struct ExpandRegionOp : OpConversionPattern<OpT> {
  using Base = OpConversionPattern<OpT>;
  using Base::Base;
  LogicalResult matchAndRewrite(OpT op, typename Base::OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> results;
    SmallVector<unsigned> counts;
    if (failed(expandTypes(*this->typeConverter, op->getResultTypes(), results, counts)))
      return rewriter.notifyMatchFailure(op, "a result has a type without a conversion");
    SmallVector<Value> operands = flatten(adaptor.getOperands());
    OperationState state(op.getLoc(), op->getName(), operands, results, op->getAttrs());
    state.addRegion();
    Operation *expanded = rewriter.create(state);
    Region &body = expanded->getRegion(0);
    rewriter.inlineRegionBefore(op->getRegion(0), body, body.end());
    if (failed(rewriter.convertRegionTypes(&body, *this->typeConverter)))
      return rewriter.notifyMatchFailure(op, "a block argument has a type without a conversion");
    rewriter.replaceOpWithMultiple(op, group(expanded->getResults(), counts));
    return success();
  }
};

/// Upstream converts cf.br and cf.cond_br, but not this one.
struct ExpandSwitch : OpConversionPattern<cf::SwitchOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(cf::SwitchOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<SmallVector<Value>> caseOperands;
    for (ArrayRef<ValueRange> operands : adaptor.getCaseOperands())
      caseOperands.push_back(flatten(operands));
    rewriter.replaceOpWithNewOp<cf::SwitchOp>(op, llvm::getSingleElement(adaptor.getFlag()), op.getDefaultDestination(),
                                              flatten(adaptor.getDefaultOperands()), op.getCaseValuesAttr(),
                                              op.getCaseDestinations(), llvm::to_vector_of<ValueRange>(caseOperands));
    return success();
  }
};

struct ExpandYield : OpConversionPattern<YieldOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(YieldOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<YieldOp>(op, flatten(adaptor.getOperands()));
    return success();
  }
};
} // namespace

void mlir::qnt::populateRegionExpansion(const TypeConverter &converter, RewritePatternSet &patterns,
                                        ConversionTarget &target) {
  patterns.add<ExpandRegionOp<InvokeQuantOp>, ExpandRegionOp<KernelOp>, ExpandRegionOp<scf::ExecuteRegionOp>,
               ExpandSwitch, ExpandYield>(converter, patterns.getContext());
  target.addDynamicallyLegalOp<InvokeQuantOp, KernelOp, scf::ExecuteRegionOp>(
      [&](Operation *op) { return converter.isLegal(op) && converter.isLegal(&op->getRegion(0)); });
  target.addDynamicallyLegalOp<YieldOp, cf::SwitchOp>([&](Operation *op) { return converter.isLegal(op); });
  // Upstream's rule for scf.yield does not know execute_region.
  target.addDynamicallyLegalOp<scf::YieldOp>([&](scf::YieldOp op) {
    bool isExpanded =
        isa<scf::ForOp, scf::IfOp, scf::WhileOp, scf::IndexSwitchOp, scf::ExecuteRegionOp>(op->getParentOp());
    return !isExpanded || converter.isLegal(op);
  });
}
