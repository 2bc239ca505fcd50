//===- LowerConvolution.cpp - qnt.conv_general_dilated to linalg ------------------------------------------===//
//
// Padding and dilation of lhs are done first, into a tensor that windows then slide over: in real values and in
// differences to the zero point both are 0. Groups of static size are a loop of their own, and a dimension of the
// result that collapses into the features; others are boxes of which each is a convolution.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LowerContractions.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// A convolution, its operands and the loops that they make.
class Convolution {
public:
  Convolution(ImplicitLocOpBuilder &builder, ConvGeneralDilatedOp op, const ContractionOperand &lhs,
              const ContractionOperand &rhs);
  Value build();

private:
  // Sizes
  void checkSizes();
  OpFoldResult emitOutputSize(unsigned spatial);
  Sizes emitPaddedSizes();
  // Loops
  void addResultLoops();
  void addSummedLoops();
  void addGroups();
  // Values
  Value emitPadded(Value tensor, ArrayRef<OpFoldResult> paddedSizes);
  Value emitExists(ArrayRef<OpFoldResult> paddedSizes);
  Value emitGroupBoxes(const ContractionSums &sums);
  Value collapseGroups(Value result);

  AffineExpr getLoop(unsigned loop) { return b.getAffineDimExpr(loop); }

  ImplicitLocOpBuilder &b;
  ConvGeneralDilatedOp op;
  ConvDimensionNumbersAttr dims;
  const ContractionOperand &lhs, &rhs;
  int64_t featureGroups, batchGroups, numGroups;
  OpFoldResult groupBatch, groupInputs, groupOutputs; ///< sizes in a group; the whole where it is not split
  bool groupsAreBoxes = false;
  ContractionLoops loops;
  unsigned featureLoop = 0;            ///< over a group's output features; the loop over groups lies before it
  SmallVector<unsigned> positionLoops; ///< per spatial dimension
  SmallVector<AffineExpr> lhsExprs, rhsExprs;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------------------------------------===//

/// What the types leave open.
void Convolution::checkSizes() {
  AffineExpr s0 = b.getAffineSymbolExpr(0);
  auto checkDivides = [&](OpFoldResult size, int64_t groups, const Twine &what) {
    if (groups != 1)
      emitSameSize(b, emitIndex(b, s0 % groups, {size}), b.getIndexAttr(0), "expected groups to divide " + what);
  };
  OpFoldResult features = lhs.getSizes()[dims.getInputFeature()], batch = lhs.getSizes()[dims.getInputBatch()];
  OpFoldResult outputs = rhs.getSizes()[dims.getKernelOutput()];
  checkDivides(features, featureGroups, "the features of lhs");
  checkDivides(batch, batchGroups, "the batch of lhs");
  checkDivides(outputs, numGroups, "the output features of rhs");
  groupBatch = emitIndex(b, s0.floorDiv(batchGroups), {batch});
  groupInputs = rhs.getSizes()[dims.getKernelInput()];
  groupOutputs = emitIndex(b, s0.floorDiv(numGroups), {outputs});
  OpFoldResult inputs = emitIndex(b, s0.floorDiv(featureGroups), {features});
  emitSameSize(b, inputs, groupInputs, "expected as many input features of rhs as a group of lhs has");
  if (isa<Attribute>(inputs))
    groupInputs = inputs;
}

/// max(floor((padded - window) / stride) + 1, 0)
OpFoldResult Convolution::emitOutputSize(unsigned i) {
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  auto dilate = [&](OpFoldResult size, int64_t dilation) {
    return emitMax(b, emitIndex(b, (s0 - 1) * dilation + 1, {size}), b.getIndexAttr(0));
  };
  OpFoldResult input = dilate(lhs.getSizes()[dims.getInputSpatial()[i]], op.getLhsDilation()[i]);
  OpFoldResult window = dilate(rhs.getSizes()[dims.getKernelSpatial()[i]], op.getRhsDilation()[i]);
  int64_t padding = op.getPadding()[2 * i] + op.getPadding()[2 * i + 1];
  AffineExpr count = (s0 + padding - s1).floorDiv(op.getStrides()[i]) + 1;
  return emitMax(b, emitIndex(b, count, {input, window}), b.getIndexAttr(0));
}

/// What windows at all positions reach, in the dilated and padded lhs.
Sizes Convolution::emitPaddedSizes() {
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  Sizes sizes(lhs.getSizes());
  for (unsigned i = 0; i < dims.getNumSpatial(); ++i) {
    AffineExpr extent = (s0 - 1) * op.getStrides()[i] + (s1 - 1) * op.getRhsDilation()[i] + 1;
    OpFoldResult size =
        emitIndex(b, extent, {loops.sizes[positionLoops[i]], rhs.getSizes()[dims.getKernelSpatial()[i]]});
    sizes[dims.getInputSpatial()[i]] = emitMax(b, size, b.getIndexAttr(0));
  }
  return sizes;
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

/// One loop for each dimension of the result in order, a loop over groups before that over a group's features.
void Convolution::addResultLoops() {
  positionLoops.resize(dims.getNumSpatial());
  for (unsigned dim = 0; dim < dims.getRank(); ++dim) {
    if (dim == dims.getOutputBatch()) {
      lhsExprs[dims.getInputBatch()] = getLoop(loops.getNumLoops());
      loops.sizes.push_back(groupBatch);
    } else if (dim == dims.getOutputFeature()) {
      if (numGroups != 1 && !groupsAreBoxes)
        loops.sizes.push_back(b.getIndexAttr(numGroups));
      featureLoop = loops.getNumLoops();
      rhsExprs[dims.getKernelOutput()] = getLoop(featureLoop);
      loops.sizes.push_back(groupOutputs);
    } else {
      const int64_t *spatial = llvm::find(dims.getOutputSpatial(), dim);
      unsigned i = spatial - dims.getOutputSpatial().begin();
      positionLoops[i] = loops.getNumLoops();
      loops.sizes.push_back(emitOutputSize(i));
    }
  }
  loops.numResultLoops = loops.getNumLoops();
}

void Convolution::addSummedLoops() {
  for (unsigned i = 0; i < dims.getNumSpatial(); ++i) {
    AffineExpr window = getLoop(loops.getNumLoops());
    loops.sizes.push_back(rhs.getSizes()[dims.getKernelSpatial()[i]]);
    lhsExprs[dims.getInputSpatial()[i]] =
        getLoop(positionLoops[i]) * op.getStrides()[i] + window * op.getRhsDilation()[i];
    rhsExprs[dims.getKernelSpatial()[i]] = window;
  }
  lhsExprs[dims.getInputFeature()] = rhsExprs[dims.getKernelInput()] = getLoop(loops.getNumLoops());
  loops.sizes.push_back(groupInputs);
}

/// Where a group starts in each dimension that is split: the loop over groups times a constant, or an offset.
void Convolution::addGroups() {
  if (numGroups == 1)
    return;
  auto add = [&](AffineExpr &expr, OpFoldResult size) {
    if (!groupsAreBoxes) {
      expr = getLoop(featureLoop - 1) * *getConstantIntValue(size) + expr;
      return;
    }
    expr = expr + getLoop(loops.getNumLoops());
    loops.sizes.push_back(b.getIndexAttr(1));
    ++loops.numOffsets;
  };
  if (batchGroups != 1)
    add(lhsExprs[dims.getInputBatch()], groupBatch);
  else
    add(lhsExprs[dims.getInputFeature()], groupInputs);
  add(rhsExprs[dims.getKernelOutput()], groupOutputs);
}

Convolution::Convolution(ImplicitLocOpBuilder &builder, ConvGeneralDilatedOp op, const ContractionOperand &lhs,
                         const ContractionOperand &rhs)
    : b(builder), op(op), dims(op.getDims()), lhs(lhs), rhs(rhs), featureGroups(op.getFeatureGroupCount()),
      batchGroups(op.getBatchGroupCount()), numGroups(featureGroups * batchGroups), lhsExprs(dims.getRank()),
      rhsExprs(dims.getRank()) {
  checkSizes();
  // Sizes that are not constants are no coefficients, and blocks of features may end elsewhere in each group.
  bool isStatic = isa<Attribute>(groupOutputs) && isa<Attribute>(batchGroups != 1 ? groupBatch : groupInputs);
  groupsAreBoxes = !isStatic || lhs.getBlock(dims.getInputFeature()) != numerics::kWhole;
  addResultLoops();
  addSummedLoops();
  addGroups();
  loops.lhs = AffineMap::get(loops.getNumLoops(), 0, lhsExprs, b.getContext());
  loops.rhs = AffineMap::get(loops.getNumLoops(), 0, rhsExprs, b.getContext());
}

//===----------------------------------------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------------------------------------===//

/// Inside a loop over the padded tensor, at `position`: the position in lhs, and whether there is an element (i1).
static std::pair<SmallVector<Value>, Value> emitSource(ImplicitLocOpBuilder &b, ConvGeneralDilatedOp op,
                                                       const ContractionOperand &lhs, SmallVector<Value> position) {
  AffineExpr d0 = b.getAffineDimExpr(0);
  Value exists = arith::ConstantIntOp::create(b, 1, 1);
  auto require = [&](arith::CmpIPredicate predicate, Value value, Value bound) {
    exists = arith::AndIOp::create(b, exists, arith::CmpIOp::create(b, predicate, value, bound));
  };
  Value zero = arith::ConstantIndexOp::create(b, 0);
  for (auto [i, dim] : llvm::enumerate(op.getDims().getInputSpatial())) {
    int64_t low = op.getPadding()[2 * i], dilation = op.getLhsDilation()[i];
    AffineMap parts = AffineMap::get(1, 0, {(d0 - low).floorDiv(dilation), (d0 - low) % dilation}, b.getContext());
    SmallVector<Value> mapped = emitMapped(b, parts, position[dim]);
    position[dim] = mapped[0];
    if (dilation != 1)
      require(arith::CmpIPredicate::eq, mapped[1], zero);
    require(arith::CmpIPredicate::sge, mapped[0], zero);
    require(arith::CmpIPredicate::slt, mapped[0], toValue(b, lhs.getSizes()[dim]));
  }
  return {position, exists};
}

/// lhs with zeros between and around its elements.
Value Convolution::emitPadded(Value tensor, ArrayRef<OpFoldResult> paddedSizes) {
  Type type = cast<RankedTensorType>(tensor.getType()).getElementType();
  auto body = [&](ImplicitLocOpBuilder &inner, ValueRange) -> SmallVector<Value> {
    auto [position, exists] = emitSource(inner, op, lhs, emitPosition(inner, paddedSizes.size()));
    auto choice = scf::IfOp::create(
        inner, exists,
        [&, source = position](OpBuilder &nested, Location loc) {
          scf::YieldOp::create(nested, loc, tensor::ExtractOp::create(nested, loc, tensor, source).getResult());
        },
        [&](OpBuilder &nested, Location loc) {
          Value zero = arith::ConstantOp::create(nested, loc, nested.getZeroAttr(type));
          scf::YieldOp::create(nested, loc, zero);
        });
    return {choice.getResult(0)};
  };
  return mapElements(b, paddedSizes, {}, body).front();
}

/// i1 for each position of the padded lhs: it holds an element.
Value Convolution::emitExists(ArrayRef<OpFoldResult> paddedSizes) {
  auto body = [&](ImplicitLocOpBuilder &inner, ValueRange) -> SmallVector<Value> {
    return {emitSource(inner, op, lhs, emitPosition(inner, paddedSizes.size())).second};
  };
  return mapElements(b, paddedSizes, {}, body).front();
}

/// One box for each group: its results, put beside each other.
Value Convolution::emitGroupBoxes(const ContractionSums &sums) {
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  Sizes sizes(ArrayRef<OpFoldResult>(loops.sizes).take_front(loops.numResultLoops));
  Sizes allSizes = sizes, offsets(sizes.size(), b.getIndexAttr(0));
  allSizes[featureLoop] = rhs.getSizes()[dims.getKernelOutput()];
  Value all = tensor::EmptyOp::create(b, allSizes, op.getType().getElementType());
  auto body = [&](ImplicitLocOpBuilder &inner, OpFoldResult group, Value state) -> Value {
    auto getStart = [&](OpFoldResult size) { return emitIndex(inner, s0 * s1, {group, size}); };
    LoopBox box = loops.getBox(inner);
    box[loops.getNumProperLoops()].offset = getStart(batchGroups != 1 ? groupBatch : groupInputs);
    box[loops.getNumProperLoops() + 1].offset = offsets[featureLoop] = getStart(groupOutputs);
    return emitInsertion(inner, sums.build(inner, box), state, offsets, sizes);
  };
  return emitTensorLoop(b, b.getIndexAttr(0), b.getIndexAttr(numGroups), all, body);
}

/// [.., groups, features of a group, ..] -> [.., features, ..]
Value Convolution::collapseGroups(Value result) {
  SmallVector<ReassociationIndices> dimGroups;
  for (unsigned loop = 0; loop < loops.numResultLoops; ++loop)
    if (loop == featureLoop)
      dimGroups.back().push_back(loop);
    else
      dimGroups.push_back({loop});
  return tensor::CollapseShapeOp::create(b, result, dimGroups);
}

Value Convolution::build() {
  AccumulatorAttr accumulator = getAccumulator(op);
  ContractionSums sums(b, lhs, rhs, loops, accumulator, getSumsInF32(op), op.getType().getElementType());
  Sizes paddedSizes = emitPaddedSizes();
  SmallVector<PaddedDim> padded;
  for (auto [i, dim] : llvm::enumerate(dims.getInputSpatial()))
    padded.push_back({static_cast<unsigned>(dim), op.getPadding()[2 * i], op.getLhsDilation()[i]});
  // No product with padding is summed: it would be NaN where the kernel is infinite.
  bool hasGaps = llvm::any_of(op.getPadding(), [](int64_t padding) { return padding > 0; }) ||
                 llvm::any_of(op.getLhsDilation(), [](int64_t dilation) { return dilation > 1; });
  bool leavesOutGaps = hasGaps && rhs.mayBeNonFinite() && !accumulator.isInteger();
  sums.editLhs(
      paddedSizes, padded, [&](Value tensor) { return emitPadded(tensor, paddedSizes); },
      leavesOutGaps ? emitExists(paddedSizes) : Value());
  if (numGroups == 1)
    return sums.build(b, loops.getBox(b));
  return groupsAreBoxes ? emitGroupBoxes(sums) : collapseGroups(sums.build(b, loops.getBox(b)));
}

namespace {
struct LowerConvolution : OpConversionPattern<ConvGeneralDilatedOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(ConvGeneralDilatedOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ContractionOperand lhs(builder, op.getLhs(), adaptor.getLhs()), rhs(builder, op.getRhs(), adaptor.getRhs());
    Value result = Convolution(builder, op, lhs, rhs).build();
    rewriter.replaceOp(op, castTensor(builder, result, op.getType()));
    return success();
  }
};
} // namespace

void mlir::qnt::populateConvolutionLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerConvolution>(converter, patterns.getContext());
}
