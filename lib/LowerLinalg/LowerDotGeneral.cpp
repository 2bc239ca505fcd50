//===- LowerDotGeneral.cpp - qnt.dot_general to linalg ----------------------------------------------------===//
#include "ExplainedConversion.h"
#include "LowerContractions.h"
#include "Qnt/IR/Accumulators.h"
#include "Qnt/IR/ContractionDimensions.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"

using namespace mlir;
using namespace mlir::qnt;

Sizes mlir::qnt::emitSharedSizes(ImplicitLocOpBuilder &b, const ContractionOperand &lhs, const ContractionOperand &rhs,
                                 ArrayRef<int64_t> lhsDims, ArrayRef<int64_t> rhsDims, StringRef kind) {
  Sizes sizes;
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(lhsDims, rhsDims)) {
    OpFoldResult lhsSize = lhs.getSizes()[lhsDim], rhsSize = rhs.getSizes()[rhsDim];
    emitSameSize(b, lhsSize, rhsSize,
                 "expected " + kind + " dimension " + Twine(lhsDim) + " of lhs and " + Twine(rhsDim) +
                     " of rhs to have one size");
    sizes.push_back(isa<Attribute>(rhsSize) ? rhsSize : lhsSize);
  }
  return sizes;
}

static void appendSizes(const ContractionOperand &operand, ArrayRef<int64_t> dims, Sizes &sizes) {
  for (int64_t dim : dims)
    sizes.push_back(operand.getSizes()[dim]);
}

/// The map that reads dimension dims[i] at loop first + i, for each list.
static AffineMap makeMap(MLIRContext *context, unsigned rank, unsigned numLoops,
                         ArrayRef<std::pair<unsigned, ArrayRef<int64_t>>> lists) {
  SmallVector<AffineExpr> exprs(rank);
  for (auto [first, dims] : lists)
    for (auto [i, dim] : llvm::enumerate(dims))
      exprs[dim] = getAffineDimExpr(first + i, context);
  return AffineMap::get(numLoops, 0, exprs, context);
}

ContractionLoops mlir::qnt::makeDotLoops(ImplicitLocOpBuilder &b, const ContractionOperand &lhs,
                                         const ContractionOperand &rhs, const DotDimensionLists &dims) {
  SmallVector<int64_t> rhsNamed(dims.rhsFree);
  llvm::append_range(rhsNamed, dims.rhsBatch);
  SmallVector<int64_t> rhsOther = getFreeDimensions(rhs.getRank(), rhsNamed, dims.rhsContracting);
  ContractionLoops loops;
  loops.sizes = emitSharedSizes(b, lhs, rhs, dims.lhsBatch, dims.rhsBatch, "batch");
  unsigned lhsFirst = loops.sizes.size(), rhsFirst = lhsFirst + dims.lhsFree.size();
  appendSizes(lhs, dims.lhsFree, loops.sizes);
  appendSizes(rhs, dims.rhsFree, loops.sizes);
  loops.numResultLoops = loops.sizes.size();
  loops.sizes.append(emitSharedSizes(b, lhs, rhs, dims.lhsContracting, dims.rhsContracting, "contracting"));
  unsigned otherFirst = loops.sizes.size();
  appendSizes(rhs, rhsOther, loops.sizes);
  loops.numOffsets = rhsOther.size();
  unsigned numLoops = loops.sizes.size();
  loops.lhs = makeMap(b.getContext(), lhs.getRank(), numLoops,
                      {{0, dims.lhsBatch}, {lhsFirst, dims.lhsFree}, {loops.numResultLoops, dims.lhsContracting}});
  loops.rhs = makeMap(b.getContext(), rhs.getRank(), numLoops,
                      {{0, dims.rhsBatch},
                       {rhsFirst, dims.rhsFree},
                       {loops.numResultLoops, dims.rhsContracting},
                       {otherFirst, rhsOther}});
  return loops;
}

AccumulatorAttr mlir::qnt::getAccumulator(Operation *contraction) {
  if (auto written = contraction->getAttrOfType<AccumulatorAttr>("accumulator"))
    return written;
  auto getRange = [&](unsigned i) -> IntegerRange {
    auto array = dyn_cast<ArrayType>(contraction->getOperand(i).getType());
    return array && array.getEncoding().hasIntegerCodes() ? getElementRange(array.getEncoding()) : IntegerRange();
  };
  return chooseAccumulator(contraction, getRange(0), getRange(1));
}

void mlir::qnt::remarkDecodedWhole(Operation *contraction, const ContractionSums &sums) {
  if (!sums.getRefusal().empty())
    remarkSkipped("qnt-lower-to-linalg", contraction, sums.getRefusal());
}

namespace {
struct LowerDotGeneral : OpConversionPattern<DotGeneralOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(DotGeneralOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ContractionOperand lhs(builder, op.getLhs(), adaptor.getLhs()), rhs(builder, op.getRhs(), adaptor.getRhs());
    DotDimensionLists dims{SmallVector<int64_t>(op.getLhsBatch()),
                           SmallVector<int64_t>(op.getRhsBatch()),
                           SmallVector<int64_t>(op.getLhsContracting()),
                           SmallVector<int64_t>(op.getRhsContracting()),
                           getFreeDimensions(lhs.getRank(), op.getLhsBatch(), op.getLhsContracting()),
                           getFreeDimensions(rhs.getRank(), op.getRhsBatch(), op.getRhsContracting())};
    ContractionLoops loops = makeDotLoops(builder, lhs, rhs, dims);
    LoopBox box = loops.getBox(builder);
    ContractionSums sums(builder, lhs, rhs, std::move(loops), getAccumulator(op), getSumsInF32(op),
                         op.getType().getElementType(), Streamable::Either);
    remarkDecodedWhole(op, sums);
    rewriter.replaceOp(op, castTensor(builder, sums.build(builder, box), op.getType()));
    return success();
  }
};

/// qnt-expand-sugar has left it: the error says why.
struct ExplainEinsum : OpConversionPattern<EinsumOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(EinsumOp op, OneToNOpAdaptor, ConversionPatternRewriter &) const override {
    std::optional<StringRef> reason = op.getReasonToStay();
    return declineToLower(op, reason.value_or("qnt-expand-sugar has not replaced it"));
  }
};
} // namespace

void mlir::qnt::populateDotGeneralLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerDotGeneral, ExplainEinsum>(converter, patterns.getContext());
}
