//===- ExpandCarriers.cpp - ops that carry arrays without looking into them -------------------------------===//
#include "ExpansionPatterns.h"
#include "Qnt/Conversion/ArrayExpansion.h"

using namespace mlir;
using namespace mlir::qnt;

/// Sizes of operand or result segments after element i became `counts[i]` ones.
static DenseI32ArrayAttr expandSegments(DenseI32ArrayAttr segments, ArrayRef<unsigned> counts) {
  SmallVector<int32_t> sizes;
  for (int32_t size : segments.asArrayRef()) {
    ArrayRef<unsigned> own = counts.take_front(size);
    sizes.push_back(std::accumulate(own.begin(), own.end(), 0U));
    counts = counts.drop_front(size);
  }
  return DenseI32ArrayAttr::get(segments.getContext(), sizes);
}

/// The attributes of `op`, with segment sizes that count parts.
static NamedAttrList getExpandedAttrs(Operation *op, ArrayRef<unsigned> operandCounts,
                                      ArrayRef<unsigned> resultCounts) {
  NamedAttrList attrs(op->getAttrs());
  auto expand = [&](StringRef name, ArrayRef<unsigned> counts) {
    if (auto segments = dyn_cast_if_present<DenseI32ArrayAttr>(attrs.get(name)))
      attrs.set(name, expandSegments(segments, counts));
  };
  expand(OpTrait::AttrSizedOperandSegments<void>::getOperandSegmentSizeAttr(), operandCounts);
  expand(OpTrait::AttrSizedResultSegments<void>::getResultSegmentSizeAttr(), resultCounts);
  return attrs;
}

namespace {
struct ExpandCarrier : ConversionPattern {
  ExpandCarrier(const TypeConverter &converter, StringRef name, MLIRContext *context)
      : ConversionPattern(converter, name, /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op, ArrayRef<ValueRange> operands,
                                ConversionPatternRewriter &rewriter) const override {
    if (op->getNumSuccessors() > 0)
      return rewriter.notifyMatchFailure(op, "a branch is not a plain carrier");
    SmallVector<Type> results;
    SmallVector<unsigned> operandCounts, resultCounts;
    if (failed(expandTypes(*typeConverter, op->getResultTypes(), results, resultCounts)))
      return rewriter.notifyMatchFailure(op, "a result has a type without a conversion");
    for (ValueRange parts : operands)
      operandCounts.push_back(parts.size());
    NamedAttrList attrs = getExpandedAttrs(op, operandCounts, resultCounts);
    OperationState state(op->getLoc(), op->getName(), flattenParts(operands), results, attrs);
    for (unsigned i = 0; i < op->getNumRegions(); ++i)
      state.addRegion();
    Operation *expanded = rewriter.create(state);
    for (auto [from, to] : llvm::zip(op->getRegions(), expanded->getRegions())) {
      rewriter.inlineRegionBefore(from, to, to.end());
      if (failed(rewriter.convertRegionTypes(&to, *typeConverter)))
        return rewriter.notifyMatchFailure(op, "a block argument has a type without a conversion");
    }
    rewriter.replaceOpWithMultiple(op, groupParts(expanded->getResults(), resultCounts));
    return success();
  }
};
} // namespace

void mlir::qnt::populateArrayCarrier(StringRef opName, const TypeConverter &converter, RewritePatternSet &patterns,
                                     ConversionTarget &target) {
  MLIRContext *context = patterns.getContext();
  patterns.add<ExpandCarrier>(converter, opName, context);
  target.addDynamicallyLegalOp(OperationName(opName, context), [&converter](Operation *op) {
    return converter.isLegal(op) &&
           llvm::all_of(op->getRegions(), [&](Region &region) { return converter.isLegal(&region); });
  });
}

LogicalResult mlir::qnt::expandTypes(const TypeConverter &converter, TypeRange types, SmallVectorImpl<Type> &expanded,
                                     SmallVectorImpl<unsigned> &counts) {
  for (Type type : types) {
    size_t before = expanded.size();
    if (failed(converter.convertType(type, expanded)))
      return failure();
    counts.push_back(expanded.size() - before);
  }
  return success();
}

SmallVector<Value> mlir::qnt::flattenParts(ArrayRef<ValueRange> groups) {
  SmallVector<Value> values;
  for (ValueRange range : groups)
    llvm::append_range(values, range);
  return values;
}

SmallVector<SmallVector<Value>> mlir::qnt::groupParts(ValueRange values, ArrayRef<unsigned> counts) {
  SmallVector<SmallVector<Value>> groups;
  for (unsigned count : counts) {
    groups.push_back(llvm::to_vector(values.take_front(count)));
    values = values.drop_front(count);
  }
  return groups;
}
