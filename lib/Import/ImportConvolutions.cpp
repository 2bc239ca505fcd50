//===- ImportConvolutions.cpp - linalg convolutions to qnt.conv_general_dilated ---------------------------===//
//
// Enters: a named linalg convolution. Leaves: qnt.conv_general_dilated, with a preceding zero tensor.pad of the spatial
// dimensions as its padding, between reshapes where linalg has more or fewer dimensions.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LinalgConvolution.h"
#include "LinalgOperands.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using namespace mlir::qnt;

Value mlir::qnt::absorbPad(Value input, ArrayRef<int64_t> spatial, SmallVectorImpl<int64_t> &padding) {
  auto pad = input.getDefiningOp<tensor::PadOp>();
  if (!pad || !pad.getLow().empty() || !pad.getHigh().empty() || pad.getSourceType().getEncoding())
    return input;
  Value value = pad.getConstantPaddingValue();
  if (!value || !(matchPattern(value, m_AnyZeroFloat()) || matchPattern(value, m_Zero())))
    return input;
  ArrayRef<int64_t> low = pad.getStaticLow(), high = pad.getStaticHigh();
  constexpr int64_t maxSize = ConvGeneralDilatedOp::kMaxSize;
  for (auto [dim, lowSize, highSize] : llvm::enumerate(low, high)) {
    int64_t limit = llvm::is_contained(spatial, static_cast<int64_t>(dim)) ? maxSize : 0;
    if (std::abs(lowSize) > limit || std::abs(highSize) > limit)
      return input;
  }
  for (auto [i, dim] : llvm::enumerate(spatial)) {
    padding[2 * i] = low[dim];
    padding[2 * i + 1] = high[dim];
  }
  return pad.getSource();
}

static SmallVector<int64_t> getWindow(linalg::LinalgOp op, StringRef name, unsigned numSpatial) {
  auto attr = op->getAttrOfType<DenseIntElementsAttr>(name);
  return attr ? llvm::to_vector(attr.getValues<int64_t>()) : SmallVector<int64_t>(numSpatial, 1);
}

/// linalg folds steps of 0 out of the indexing maps: looked at before these are.
static bool areStepsInRange(Operation *op) {
  auto isStep = [](int64_t step) { return step >= 1 && step <= ConvGeneralDilatedOp::kMaxStep; };
  return llvm::all_of(ArrayRef<StringRef>{"strides", "dilations"}, [&](StringRef name) {
    auto attr = op->getAttrOfType<DenseIntElementsAttr>(name);
    return !attr || llvm::all_of(attr.getValues<int64_t>(), isStep);
  });
}

static RankedTensorType getInputType(linalg::LinalgOp op, unsigned index) {
  return cast<RankedTensorType>(op.getDpsInputOperand(index)->get().getType());
}

static RankedTensorType getResultType(linalg::LinalgOp op) {
  return cast<RankedTensorType>(op.getDpsInitOperand(0)->get().getType());
}

namespace {
/// How the size of a spatial dimension of the result compares with the positions that its window has.
enum class Positions : uint8_t { All, Fewer, Unknown };
} // namespace

/// linalg allows fewer. Padding that is absorbed changes no size here: `op` reads the padded input.
static Positions comparePositions(linalg::LinalgOp op, const LinalgConvolution &form, unsigned i) {
  int64_t stride = getWindow(op, "strides", form.numSpatial)[i],
          dilation = getWindow(op, "dilations", form.numSpatial)[i];
  int64_t inputDim = form.input.getSpatialDim(i), resultDim = form.result.getSpatialDim(i);
  int64_t input = getInputType(op, 0).getDimSize(inputDim), result = getResultType(op).getDimSize(resultDim);
  int64_t kernel = getInputType(op, 1).getDimSize(form.kernel.getSpatialDim(i));
  if (ShapedType::isDynamic(kernel))
    return Positions::Unknown;
  __int128 window = kernel == 0 ? 0 : static_cast<__int128>(kernel - 1) * dilation + 1;
  if (!ShapedType::isDynamic(input) && !ShapedType::isDynamic(result)) {
    __int128 positions = window > input ? 0 : (input - window) / stride + 1;
    return positions == result ? Positions::All : Positions::Fewer;
  }
  if (window > ConvGeneralDilatedOp::kMaxSize)
    return Positions::Unknown;
  AffineExpr size = getAffineDimExpr(0, op.getContext());
  AffineMap positions = AffineMap::get(1, 0, (size - static_cast<int64_t>(window)).floorDiv(stride) + 1);
  using Variable = ValueBoundsConstraintSet::Variable;
  FailureOr<bool> areEqual =
      ValueBoundsConstraintSet::areEqual(Variable(positions, {Variable(op.getDpsInputOperand(0)->get(), inputDim)}),
                                         Variable(op.getDpsInitOperand(0)->get(), resultDim));
  return succeeded(areEqual) && *areEqual ? Positions::All : Positions::Unknown;
}

/// conv_general_dilated counts groups in an attribute, and a result is split into groups and features by their sizes.
static std::string findGroupObstacle(linalg::LinalgOp op, const LinalgConvolution &form) {
  if (form.kernelGroup < 0)
    return "";
  bool hasChannels = form.kernel.slots[form.kernel.find(ConvolutionSlot::InFeature)].dims.size() == 1;
  StringRef what = hasChannels ? "groups" : "channels";
  int64_t numGroups = getInputType(op, 1).getDimSize(form.kernelGroup);
  ArrayRef<int64_t> split = form.result.slots[form.result.find(ConvolutionSlot::Feature)].dims;
  if (ShapedType::isDynamic(numGroups) || (split.size() > 1 && getResultType(op).isDynamicDim(split[0])))
    return ("its number of " + what + " is dynamic").str();
  return numGroups == 0 ? ("it has no " + what).str() : "";
}

static std::string findTypeObstacle(linalg::LinalgOp op, bool hasZeroPoints) {
  Type accumulator = getResultType(op).getElementType();
  bool isFloat = isa<Float64Type, Float32Type, Float16Type, BFloat16Type>(accumulator);
  if (!isFloat && !accumulator.isInteger(32))
    return "its accumulator is neither float nor i32";
  for (unsigned i : {0, 1}) {
    Type type = getInputType(op, i).getElementType();
    if (!isFloat && !hasStorageFormat(op.getDpsInputOperand(i)->get()))
      return "an operand's element type is no storage format";
    if (isFloat && !isa<Float64Type, Float32Type, Float16Type, BFloat16Type>(type))
      return "its sums are floats and an operand is no f64, f32, f16 or bf16";
  }
  if (std::string obstacle = hasZeroPoints ? findZeroPointObstacle(op) : ""; !obstacle.empty())
    return obstacle;
  if (std::string obstacle = findBodyObstacle(op, hasZeroPoints); isFloat || !obstacle.empty())
    return obstacle;
  return findSumObstacle(op, hasZeroPoints);
}

/// Why the op cannot be rewritten; empty when it can.
static std::string findObstacle(linalg::LinalgOp op, const std::optional<LinalgConvolution> &form) {
  // Every named convolution has a form; only a step of 0 takes a loop out of its maps.
  if (!areStepsInRange(op) || !form)
    return "its strides and dilations are not between 1 and 2^31 - 1";
  if (!op.hasPureTensorSemantics())
    return "it works on buffers, not tensors";
  if (hasEncodedType(op))
    return "a type of its tensors has an encoding attribute";
  if (std::string obstacle = findGroupObstacle(op, *form); !obstacle.empty())
    return obstacle;
  return findTypeObstacle(op, form->hasZeroPoints);
}

/// Input and kernel as conv_general_dilated takes them: floats with their padding absorbed, integers as arrays.
static std::pair<Value, Value> prepareOperands(RewriterBase &rewriter, linalg::LinalgOp op,
                                               const LinalgConvolution &form, SmallVectorImpl<int64_t> &padding) {
  Location loc = op.getLoc();
  Value input = op.getDpsInputOperand(0)->get(), kernel = op.getDpsInputOperand(1)->get();
  bool isFloat = isa<FloatType>(getResultType(op).getElementType());
  if (isFloat) {
    SmallVector<int64_t> spatial;
    for (unsigned i = 0; i < form.numSpatial; ++i)
      spatial.push_back(form.input.getSpatialDim(i));
    input = absorbPad(input, spatial, padding);
  }
  input = form.input.apply(rewriter, loc, input);
  kernel = form.kernel.apply(rewriter, loc, kernel);
  if (isFloat)
    return {input, kernel};
  auto getZeroPoint = [&](unsigned i) { return form.hasZeroPoints ? op.getDpsInputOperand(i)->get() : Value(); };
  return {wrapIntegers(rewriter, loc, input, getZeroPoint(2)), wrapIntegers(rewriter, loc, kernel, getZeroPoint(3))};
}

/// The positions that `init` has, the first ones.
static Value takePositions(RewriterBase &rewriter, Location loc, Value whole, Value init) {
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, loc, init);
  SmallVector<OpFoldResult> zeros(sizes.size(), rewriter.getIndexAttr(0)), ones(sizes.size(), rewriter.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(rewriter, loc, cast<RankedTensorType>(init.getType()), whole, zeros, sizes,
                                        ones);
}

LogicalResult mlir::qnt::importConvolution(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason) {
  std::optional<LinalgConvolution> form = readLinalgConvolution(op);
  reason = findObstacle(op, form);
  if (!reason.empty())
    return failure();
  // Where a size is not known to be that of all positions, it is dynamic in `shape`.
  SmallVector<int64_t> shape(getResultType(op).getShape());
  bool mayHaveFewer = false;
  for (unsigned i = 0; i < form->numSpatial; ++i)
    switch (comparePositions(op, *form, i)) {
    case Positions::All:
      break;
    case Positions::Fewer:
      reason = "its result has not every position of the window";
      return failure();
    case Positions::Unknown:
      shape[form->result.getSpatialDim(i)] = ShapedType::kDynamic;
      mayHaveFewer = true;
    }
  rewriter.setInsertionPoint(op);
  Value init = op.getDpsInitOperand(0)->get();
  RankedTensorType type = getResultType(op).clone(shape);
  int64_t groups = form->kernelGroup < 0 ? 1 : getInputType(op, 1).getDimSize(form->kernelGroup);
  SmallVector<int64_t> padding(2 * form->numSpatial, 0), ones(form->numSpatial, 1);
  auto [input, kernel] = prepareOperands(rewriter, op, *form, padding);
  auto conv = ConvGeneralDilatedOp::create(
      rewriter, op.getLoc(), type.clone(form->result.getShape(shape)), input, kernel, form->getDims(op.getContext()),
      getWindow(op, "strides", form->numSpatial), padding, ones, getWindow(op, "dilations", form->numSpatial), groups);
  copySourceName(op, conv);
  Value result = form->result.applyInverse(rewriter, op.getLoc(), conv, type);
  if (mayHaveFewer)
    result = takePositions(rewriter, op.getLoc(), result, init);
  Operation *weight = op.getDpsInputOperand(1)->get().getDefiningOp();
  rewriter.replaceOp(op, addInit(rewriter, op.getLoc(), result, init));
  // A reshaped constant takes its place.
  if (isa_and_present<arith::ConstantOp>(weight) && weight->use_empty())
    rewriter.eraseOp(weight);
  return success();
}
