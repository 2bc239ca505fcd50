//===- ResolveSizes.cpp - sizes of results read from what they are made of ---------------------------------===//
#include "ResolveSizes.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// A dimension of a value.
struct Dimension {
  Value value;
  int64_t index;
};

/// Finds sizes; new ops go before `builder`'s place, where the value is defined already.
class SizeFinder {
public:
  SizeFinder(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  /// Null when the size is not that of something earlier.
  Value find(Dimension dimension);

private:
  /// The same size, or nothing.
  static std::optional<Dimension> stepBack(OpResult result, int64_t index);
  static std::optional<Dimension> stepThroughIdentity(Operation *op, int64_t index);
  /// A size that an op was given or that is computed, or nothing.
  Value compute(Operation *op, int64_t index);
  Value getSize(Dimension dimension);

  OpBuilder &builder;
  Location loc;
};
} // namespace

static ArrayRef<int64_t> getShape(Value value) {
  if (auto array = dyn_cast<ArrayType>(value.getType()))
    return array.getShape();
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// An op whose result has the shape of each operand of its rank.
std::optional<Dimension> SizeFinder::stepThroughIdentity(Operation *op, int64_t index) {
  size_t rank = getShape(op->getResult(0)).size();
  for (Value operand : op->getOperands())
    if (isa<RankedTensorType, ArrayType>(operand.getType()) && getShape(operand).size() == rank)
      return Dimension{operand, index};
  return std::nullopt;
}

std::optional<Dimension> SizeFinder::stepBack(OpResult result, int64_t index) {
  Operation *op = result.getOwner();
  if (auto destination = dyn_cast<DestinationStyleOpInterface>(op))
    return Dimension{destination.getTiedOpOperand(result)->get(), index};
  if (OpTrait::hasElementwiseMappableTraits(op))
    return stepThroughIdentity(op, index);
  return llvm::TypeSwitch<Operation *, std::optional<Dimension>>(op)
      .Case<QuantizeOp, RequantizeOp, FakeQuantizeOp, FakeQuantizeGradOp, QuantizeGradOp, DequantizeOp, LookupOp,
            RoundBitsOp, tensor::CastOp, tensor::BitcastOp, qnt::CastOp>(
          [&](Operation *) { return Dimension{op->getOperand(0), index}; })
      .Case([&](AssembleOp assemble) { return Dimension{assemble.getPart(PartKind::Codes), index}; })
      .Case([&](qnt::TransposeOp transpose) {
        return Dimension{transpose.getInput(), transpose.getPermutation()[index]};
      })
      .Default(std::nullopt);
}

Value SizeFinder::getSize(Dimension dimension) {
  if (isa<ArrayType>(dimension.value.getType()))
    return qnt::DimOp::create(builder, loc, dimension.value, dimension.index);
  return tensor::DimOp::create(builder, loc, dimension.value, dimension.index);
}

Value SizeFinder::compute(Operation *op, int64_t index) {
  auto getValue = [&](OpFoldResult size) { return getValueOrCreateConstantIndexOp(builder, loc, size); };
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return empty.getDynamicSize(index);
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return getValue(expand.getMixedOutputShape()[index]);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op); slice && slice.getDroppedDims().none())
    return getValue(slice.getMixedSizes()[index]);
  if (auto pad = dyn_cast<tensor::PadOp>(op)) {
    Value size = find({pad.getSource(), index});
    if (!size)
      size = getSize({pad.getSource(), index});
    for (OpFoldResult added : {pad.getMixedLowPad()[index], pad.getMixedHighPad()[index]})
      if (!isZeroInteger(added))
        size = arith::AddIOp::create(builder, loc, size, getValue(added));
    return size;
  }
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op)) {
    Value product;
    ReassociationIndices sources = collapse.getReassociationIndices()[index];
    for (int64_t dim : sources) {
      Value size = find({collapse.getSrc(), dim});
      if (!size)
        size = getSize({collapse.getSrc(), dim});
      product = product ? arith::MulIOp::create(builder, loc, product, size).getResult() : size;
    }
    return product;
  }
  // The dialect's own ops say the sizes of all dimensions; those that are not asked for are erased as unread.
  auto reifiable = dyn_cast<ReifyRankedShapedTypeOpInterface>(op);
  if (!reifiable || !isa<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp, DotOp, EinsumOp, RaggedDotOp>(op))
    return nullptr;
  ReifiedRankedShapedTypeDims shapes;
  if (failed(reifiable.reifyResultShapes(builder, shapes)))
    return nullptr;
  return getValue(shapes.front()[index]);
}

Value SizeFinder::find(Dimension dimension) {
  bool hasMoved = false;
  while (true) {
    if (int64_t size = getShape(dimension.value)[dimension.index]; !ShapedType::isDynamic(size))
      return arith::ConstantIndexOp::create(builder, loc, size);
    Operation *op = dimension.value.getDefiningOp();
    if (!op)
      break;
    if (std::optional<Dimension> earlier = stepBack(cast<OpResult>(dimension.value), dimension.index)) {
      dimension = *earlier;
      hasMoved = true;
      continue;
    }
    if (Value size = compute(op, dimension.index))
      return size;
    break;
  }
  return hasMoved ? getSize(dimension) : nullptr;
}

/// The dimension that a dim op reads, where it exists.
static std::optional<Dimension> getDimension(Operation *op) {
  auto get = [](auto dim) -> std::optional<Dimension> {
    std::optional<int64_t> index = dim.getConstantIndex();
    bool isRanked = isa<RankedTensorType, ArrayType>(dim.getSource().getType());
    if (!isRanked || !index || *index < 0 || *index >= static_cast<int64_t>(getShape(dim.getSource()).size()))
      return std::nullopt;
    return Dimension{dim.getSource(), *index};
  };
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    return get(dim);
  if (auto dim = dyn_cast<qnt::DimOp>(op))
    return get(dim);
  return std::nullopt;
}

void mlir::qnt::resolveSizes(Operation *root) {
  SmallVector<Operation *> worklist;
  DominanceInfo dominance(root);
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    // In code that is never reached a size may depend on itself, so that following it has no end.
    if (op != root && op->getBlock() && !dominance.isReachableFromEntry(op->getBlock()))
      return WalkResult::skip();
    if (isa<KernelOp, InvokeQuantOp>(op))
      return WalkResult::skip();
    if (isa<tensor::DimOp, qnt::DimOp>(op))
      worklist.push_back(op);
    return WalkResult::advance();
  });
  while (!worklist.empty()) {
    Operation *op = worklist.pop_back_val();
    std::optional<Dimension> dimension = getDimension(op);
    if (!dimension)
      continue;
    // Sizes of sizes: what the search writes is looked at, too.
    struct Listener : OpBuilder::Listener {
      explicit Listener(SmallVectorImpl<Operation *> &worklist) : worklist(worklist) {}
      void notifyOperationInserted(Operation *inserted, OpBuilder::InsertPoint) override {
        if (isa<tensor::DimOp, qnt::DimOp>(inserted))
          worklist.push_back(inserted);
      }
      SmallVectorImpl<Operation *> &worklist;
    } listener(worklist);
    OpBuilder builder(op->getContext(), &listener);
    builder.setInsertionPoint(op);
    if (Value size = SizeFinder(builder, op->getLoc()).find(*dimension)) {
      op->getResult(0).replaceAllUsesWith(size);
      op->erase();
    }
  }
}
