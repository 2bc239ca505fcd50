//===- LinalgConvolution.cpp - what a named linalg convolution computes -----------------------------------===//
#include "LinalgConvolution.h"
#include "LinalgOperands.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------------------------------------===//

int64_t ConvolutionView::find(ConvolutionSlot::Kind kind, unsigned spatial) const {
  const auto *it =
      llvm::find_if(slots, [&](const ConvolutionSlot &slot) { return slot.kind == kind && slot.spatial == spatial; });
  return it == slots.end() ? -1 : it - slots.begin();
}

SmallVector<int64_t> ConvolutionView::getOrder() const {
  SmallVector<int64_t> order;
  for (const ConvolutionSlot &slot : slots)
    llvm::append_range(order, slot.dims);
  return order;
}

SmallVector<ReassociationIndices> ConvolutionView::getMerged() const {
  SmallVector<ReassociationIndices> merged;
  int64_t next = 0;
  for (const ConvolutionSlot &slot : slots) {
    if (slot.dims.empty())
      continue;
    ReassociationIndices &indices = merged.emplace_back();
    for (size_t i = 0; i < slot.dims.size(); ++i)
      indices.push_back(next++);
  }
  return merged;
}

/// Slots without a dimension go to the dimension after them, the last ones to the one before.
SmallVector<ReassociationIndices> ConvolutionView::getSplit() const {
  SmallVector<ReassociationIndices> split;
  ReassociationIndices pending;
  for (auto [i, slot] : llvm::enumerate(slots)) {
    pending.push_back(i);
    if (!slot.dims.empty())
      split.push_back(std::exchange(pending, {}));
  }
  llvm::append_range(split.back(), pending);
  return split;
}

SmallVector<int64_t> ConvolutionView::getShape(ArrayRef<int64_t> shape) const {
  SmallVector<int64_t> sizes;
  for (const ConvolutionSlot &slot : slots) {
    int64_t size = 1;
    for (int64_t dim : slot.dims)
      size =
          ShapedType::isDynamic(size) || ShapedType::isDynamic(shape[dim]) ? ShapedType::kDynamic : size * shape[dim];
    sizes.push_back(size);
  }
  return sizes;
}

Value ConvolutionView::apply(RewriterBase &rewriter, Location loc, Value value) const {
  auto type = cast<RankedTensorType>(value.getType());
  RankedTensorType target = type.clone(getShape(type.getShape()));
  SmallVector<int64_t> order = getOrder();
  if (Value constant = rearrangeConstant(rewriter, value, order, target))
    return constant;
  if (!llvm::is_sorted(order))
    value = transposeValue(rewriter, loc, value, order);
  SmallVector<ReassociationIndices> merged = getMerged(), split = getSplit();
  if (merged.size() != order.size())
    value = tensor::CollapseShapeOp::create(rewriter, loc, value, merged);
  if (split.size() != slots.size())
    value = tensor::ExpandShapeOp::create(rewriter, loc, target, value, split);
  return value;
}

Value ConvolutionView::applyInverse(RewriterBase &rewriter, Location loc, Value value, RankedTensorType type) const {
  SmallVector<ReassociationIndices> merged = getMerged(), split = getSplit();
  if (split.size() != slots.size())
    value = tensor::CollapseShapeOp::create(rewriter, loc, value, split);
  if (value.getType() == type)
    return value;
  return tensor::ExpandShapeOp::create(rewriter, loc, type, value, merged);
}

ConvDimensionNumbersAttr LinalgConvolution::getDims(MLIRContext *context) const {
  SmallVector<int64_t> inputSpatial, kernelSpatial, resultSpatial;
  for (unsigned i = 0; i < numSpatial; ++i) {
    inputSpatial.push_back(input.find(ConvolutionSlot::Spatial, i));
    kernelSpatial.push_back(kernel.find(ConvolutionSlot::Spatial, i));
    resultSpatial.push_back(result.find(ConvolutionSlot::Spatial, i));
  }
  using Slot = ConvolutionSlot;
  return ConvDimensionNumbersAttr::get(context, input.find(Slot::Batch), input.find(Slot::Feature), inputSpatial,
                                       kernel.find(Slot::InFeature), kernel.find(Slot::Feature), kernelSpatial,
                                       result.find(Slot::Batch), result.find(Slot::Feature), resultSpatial);
}

//===----------------------------------------------------------------------------------------------------===//
// Reading the maps
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// What a loop is to a convolution, by the operands that it indexes.
enum class LoopRole : uint8_t { Batch, Group, OutFeature, Channel, Position, Window, None };

struct ConvolutionLoops {
  SmallVector<LoopRole> roles;
  /// Which spatial dimension a position or a window belongs to.
  SmallVector<unsigned> spatial;
};
} // namespace

static bool isIndexedBy(AffineMap map, unsigned loop) {
  return llvm::is_contained(map.getResults(), getAffineDimExpr(loop, map.getContext()));
}

static LoopRole getRole(AffineMap input, AffineMap kernel, AffineMap result, unsigned loop) {
  bool inInput = isIndexedBy(input, loop), inKernel = isIndexedBy(kernel, loop), inResult = isIndexedBy(result, loop);
  bool inSum = !inInput && input.isFunctionOfDim(loop);
  if (inSum)
    return inResult == inKernel ? LoopRole::None : inResult ? LoopRole::Position : LoopRole::Window;
  if (inInput && inKernel)
    return inResult ? LoopRole::Group : LoopRole::Channel;
  if (!inResult)
    return LoopRole::None;
  return inInput ? LoopRole::Batch : inKernel ? LoopRole::OutFeature : LoopRole::None;
}

/// Roles of the loops. Each sum in the input's map must be a position and a window: these are spatial dimensions, in
/// the order of the input.
static std::optional<ConvolutionLoops> getLoops(AffineMap input, AffineMap kernel, AffineMap result,
                                                unsigned &numSpatial) {
  ConvolutionLoops loops;
  unsigned counts[7] = {};
  for (unsigned loop = 0; loop < input.getNumDims(); ++loop) {
    loops.roles.push_back(getRole(input, kernel, result, loop));
    loops.spatial.push_back(0);
    ++counts[static_cast<unsigned>(loops.roles.back())];
  }
  auto count = [&](LoopRole role) { return counts[static_cast<unsigned>(role)]; };
  for (AffineExpr expr : input.getResults()) {
    if (isa<AffineDimExpr>(expr))
      continue;
    for (unsigned loop = 0; loop < input.getNumDims(); ++loop)
      if (expr.isFunctionOfDim(loop))
        loops.spatial[loop] = numSpatial;
    ++numSpatial;
  }
  bool isKnown = count(LoopRole::None) == 0 && count(LoopRole::Batch) <= 1 && count(LoopRole::Group) <= 1 &&
                 count(LoopRole::OutFeature) <= 1 && count(LoopRole::Channel) <= 1 && numSpatial >= 1 &&
                 count(LoopRole::Position) == numSpatial && count(LoopRole::Window) == numSpatial;
  return isKnown ? std::optional<ConvolutionLoops>(loops) : std::nullopt;
}

/// The loop that a result of a map is; of a sum in the input's map the position.
static unsigned getLoop(AffineExpr expr, const ConvolutionLoops &loops) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dim.getPosition();
  unsigned loop = 0;
  while (loops.roles[loop] != LoopRole::Position || !expr.isFunctionOfDim(loop))
    ++loop;
  return loop;
}

static ConvolutionSlot::Kind getKind(LoopRole role, bool isKernel) {
  switch (role) {
  case LoopRole::Batch:
    return ConvolutionSlot::Batch;
  case LoopRole::Position:
  case LoopRole::Window:
    return ConvolutionSlot::Spatial;
  case LoopRole::Channel:
    return isKernel ? ConvolutionSlot::InFeature : ConvolutionSlot::Feature;
  default:
    return ConvolutionSlot::Feature;
  }
}

/// The slots of an operand in the order of its dimensions. What it lacks has size 1: the batch in front, the features
/// at the end, the kernel's input features before its output features.
static ConvolutionView getView(AffineMap map, const ConvolutionLoops &loops, bool isKernel) {
  ConvolutionView view;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    unsigned loop = getLoop(expr, loops);
    ConvolutionSlot::Kind kind = getKind(loops.roles[loop], isKernel);
    unsigned spatial = kind == ConvolutionSlot::Spatial ? loops.spatial[loop] : 0;
    int64_t slot = view.find(kind, spatial);
    if (slot < 0)
      view.slots.push_back({kind, spatial, {static_cast<int64_t>(dim)}});
    else // The group is the outer one.
      view.slots[slot].dims.insert(
          loops.roles[loop] == LoopRole::Group ? view.slots[slot].dims.begin() : view.slots[slot].dims.end(), dim);
  }
  if (view.find(ConvolutionSlot::Feature) < 0)
    view.slots.push_back({ConvolutionSlot::Feature, 0, {}});
  if (isKernel && view.find(ConvolutionSlot::InFeature) < 0)
    view.slots.insert(view.slots.begin() + view.find(ConvolutionSlot::Feature), {ConvolutionSlot::InFeature, 0, {}});
  if (!isKernel && view.find(ConvolutionSlot::Batch) < 0)
    view.slots.insert(view.slots.begin(), {ConvolutionSlot::Batch, 0, {}});
  return view;
}

std::optional<LinalgConvolution> mlir::qnt::readLinalgConvolution(linalg::LinalgOp op) {
  StringRef name = op->getName().stripDialect();
  LinalgConvolution form;
  form.hasZeroPoints = name.ends_with("_q");
  if (op.getNumDpsInputs() != (form.hasZeroPoints ? 4 : 2) || op.getNumDpsInits() != 1)
    return std::nullopt;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  std::optional<ConvolutionLoops> loops = getLoops(maps[0], maps[1], maps.back(), form.numSpatial);
  if (!loops)
    return std::nullopt;
  form.input = getView(maps[0], *loops, /*isKernel=*/false);
  form.kernel = getView(maps[1], *loops, /*isKernel=*/true);
  form.result = getView(maps.back(), *loops, /*isKernel=*/false);
  if (!llvm::is_sorted(form.result.getOrder()))
    return std::nullopt;
  for (auto [dim, expr] : llvm::enumerate(maps[1].getResults()))
    if (loops->roles[getLoop(expr, *loops)] == LoopRole::Group)
      form.kernelGroup = dim;
  return form;
}
