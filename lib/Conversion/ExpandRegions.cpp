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
    SmallVector<Block *> destinations;
    auto addDestination = [&](Block *block, ArrayRef<Value> operands) {
      FailureOr<Block *> converted = convertDestination(rewriter, block, TypeRange(ValueRange(operands)));
      destinations.push_back(failed(converted) ? nullptr : *converted);
    };
    SmallVector<Value> defaultOperands = flattenParts(adaptor.getDefaultOperands());
    addDestination(op.getDefaultDestination(), defaultOperands);
    for (auto [block, operands] : llvm::zip_equal(op.getCaseDestinations(), adaptor.getCaseOperands())) {
      caseOperands.push_back(flattenParts(operands));
      addDestination(block, caseOperands.back());
    }
    if (llvm::is_contained(destinations, nullptr))
      return rewriter.notifyMatchFailure(op, "a block argument has a type without a conversion");
    rewriter.replaceOpWithNewOp<cf::SwitchOp>(
        op, llvm::getSingleElement(adaptor.getFlag()), destinations.front(), defaultOperands, op.getCaseValuesAttr(),
        BlockRange(ArrayRef(destinations).drop_front()), llvm::to_vector_of<ValueRange>(caseOperands));
    return success();
  }

private:
  /// The block with arguments of `types`, which it has where it was converted for another branch.
  FailureOr<Block *> convertDestination(ConversionPatternRewriter &rewriter, Block *block, TypeRange types) const {
    if (block->getArgumentTypes() == types)
      return block;
    std::optional<TypeConverter::SignatureConversion> conversion = typeConverter->convertBlockSignature(block);
    if (!conversion)
      return failure();
    return rewriter.applySignatureConversion(block, *conversion, typeConverter);
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
