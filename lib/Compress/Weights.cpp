//===- Weights.cpp - which constants are weights, and along what ------------------------------------------===//
#include "Weights.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

static SmallVector<WeightAxis> getDotAxes(int64_t rank, ArrayRef<int64_t> batch, ArrayRef<int64_t> contracting) {
  SmallVector<WeightAxis> axes(rank, WeightAxis::Output);
  for (int64_t dim : batch)
    axes[dim] = WeightAxis::Batch;
  for (int64_t dim : contracting)
    axes[dim] = WeightAxis::Input;
  return axes;
}

static int64_t getOperandRank(Value value) {
  if (auto array = dyn_cast<ArrayType>(value.getType()))
    return array.getRank();
  return cast<RankedTensorType>(value.getType()).getRank();
}

/// Kernel: output features are channels, all else is contracted. Input: images are free, all else is contracted.
static SmallVector<WeightAxis> getConvAxes(ConvGeneralDilatedOp conv, unsigned index) {
  SmallVector<WeightAxis> axes(conv.getDims().getRank(), WeightAxis::Input);
  axes[index == 1 ? conv.getDims().getKernelOutput() : conv.getDims().getInputBatch()] = WeightAxis::Output;
  return axes;
}

static SmallVector<WeightAxis> getRaggedAxes(RaggedDotGeneralOp ragged, unsigned index) {
  bool isRhs = index == 1;
  int64_t rank = getOperandRank(isRhs ? ragged.getRhs() : ragged.getLhs());
  SmallVector<WeightAxis> axes = isRhs ? getDotAxes(rank, ragged.getRhsBatch(), ragged.getRhsContracting())
                                       : getDotAxes(rank, ragged.getLhsBatch(), ragged.getLhsContracting());
  // The matrices of different groups have nothing in common.
  if (isRhs)
    for (int64_t dim : ragged.getRhsGroup())
      axes[dim] = WeightAxis::Output;
  return axes;
}

std::optional<SmallVector<WeightAxis>> mlir::qnt::getOperandAxes(Operation *op, unsigned index) {
  if (index > 1)
    return std::nullopt;
  if (auto dot = dyn_cast<DotGeneralOp>(op)) {
    if (index == 0)
      return getDotAxes(getOperandRank(dot.getLhs()), dot.getLhsBatch(), dot.getLhsContracting());
    return getDotAxes(getOperandRank(dot.getRhs()), dot.getRhsBatch(), dot.getRhsContracting());
  }
  if (auto conv = dyn_cast<ConvGeneralDilatedOp>(op))
    return getConvAxes(conv, index);
  if (auto ragged = dyn_cast<RaggedDotGeneralOp>(op))
    return getRaggedAxes(ragged, index);
  return std::nullopt;
}

/// Convolutions cut input channels; dot products their first contracted dimension.
static int64_t getBlockAxis(Operation *op, unsigned index, ArrayRef<WeightAxis> axes) {
  if (auto conv = dyn_cast<ConvGeneralDilatedOp>(op))
    return index == 1 ? conv.getDims().getKernelInput() : conv.getDims().getInputFeature();
  const auto *it = llvm::find(axes, WeightAxis::Input);
  return it == axes.end() ? -1 : it - axes.begin();
}

FailureOr<Weight> mlir::qnt::getWeight(arith::ConstantOp constant, std::string &reason) {
  reason.clear();
  auto type = dyn_cast<RankedTensorType>(constant.getType());
  if (!type || constant->use_empty())
    return failure();
  Weight weight{constant, dyn_cast<ElementsAttr>(constant.getValue()), {}, -1};
  bool hasContraction = llvm::any_of(constant->getUsers(), [](Operation *user) {
    return isa<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp>(user);
  });
  if (!hasContraction || !isa<FloatType>(type.getElementType()))
    return failure();
  for (OpOperand &use : constant->getUses()) {
    std::optional<SmallVector<WeightAxis>> axes = getOperandAxes(use.getOwner(), use.getOperandNumber());
    if (!axes) {
      reason = ("'" + use.getOwner()->getName().getStringRef() + "' reads it too").str();
      return failure();
    }
    int64_t blockAxis = getBlockAxis(use.getOwner(), use.getOperandNumber(), *axes);
    if (!weight.axes.empty() && (weight.axes != *axes || weight.blockAxis != blockAxis)) {
      reason = "its users contract different dimensions";
      return failure();
    }
    weight.axes = *axes;
    weight.blockAxis = blockAxis;
  }
  return weight;
}

SmallVector<int64_t> mlir::qnt::getWeightBlock(const Weight &weight, const Scheme &scheme) {
  SmallVector<int64_t> block(weight.axes.size(), numerics::kWhole);
  if (scheme.granularity == Granularity::PerTensor)
    return block;
  for (auto [size, axis] : llvm::zip(block, weight.axes))
    if (axis == WeightAxis::Output)
      size = 1;
  if (scheme.granularity == Granularity::PerBlock && weight.blockAxis >= 0)
    block[weight.blockAxis] = scheme.blockSize;
  return block;
}
