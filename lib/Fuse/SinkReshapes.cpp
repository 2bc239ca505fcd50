//===- SinkReshapes.cpp - elementwise ops before reshapes --------------------------------------------------===//
#include "SinkReshapes.h"
#include "FormKernelsClasses.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

static bool isComputed(Value value) {
  Operation *op = value.getDefiningOp();
  return op && classify(op) >= OpClass::Decode;
}

/// The operand to move the reshape of: one whose source is computed here, so that the op can join its kernel.
static tensor::ExpandShapeOp findReshape(Operation *op) {
  if (!OpTrait::hasElementwiseMappableTraits(op) || op->getNumResults() != 1 || op->getNumRegions() != 0)
    return nullptr;
  for (Value operand : op->getOperands()) {
    auto expand = operand.getDefiningOp<tensor::ExpandShapeOp>();
    if (expand && !expand.getReassociationIndices().empty() && isComputed(expand.getSrc()))
      return expand;
  }
  return nullptr;
}

namespace {
/// Brings the operands of an op to the shape before `reshape`.
class OperandCollapser {
public:
  OperandCollapser(OpBuilder &builder, tensor::ExpandShapeOp reshape) : builder(builder), reshape(reshape) {}

  /// True when that costs nothing.
  bool canCollapse(Value operand);
  Value collapse(Value operand);

private:
  RankedTensorType getCollapsedType(Value operand) {
    return reshape.getSrcType().clone(cast<RankedTensorType>(operand.getType()).getElementType());
  }
  bool isSameReshape(Value operand) {
    auto other = operand.getDefiningOp<tensor::ExpandShapeOp>();
    return other && other.getReassociationIndices() == reshape.getReassociationIndices() &&
           other.getSrcType().getShape() == reshape.getSrcType().getShape();
  }

  OpBuilder &builder;
  tensor::ExpandShapeOp reshape;
};
} // namespace

bool OperandCollapser::canCollapse(Value operand) {
  auto type = dyn_cast<RankedTensorType>(operand.getType());
  if (!type)
    return !isa<ShapedType, ArrayType>(operand.getType());
  if (isSameReshape(operand))
    return true;
  Operation *producer = operand.getDefiningOp();
  if (producer && isUniformConstant(producer))
    return true;
  auto collapsed = tensor::CollapseShapeOp::inferCollapsedType(type, reshape.getReassociationIndices());
  // A decode is repeated inside of the kernel, and its reshape with it.
  bool isDecode = producer && classify(producer) == OpClass::Decode;
  return collapsed == getCollapsedType(operand) && !isDecode;
}

Value OperandCollapser::collapse(Value operand) {
  if (!isa<RankedTensorType>(operand.getType()))
    return operand;
  if (isSameReshape(operand))
    return operand.getDefiningOp<tensor::ExpandShapeOp>().getSrc();
  Location loc = reshape.getLoc();
  RankedTensorType type = getCollapsedType(operand);
  auto constant = operand.getDefiningOp<arith::ConstantOp>();
  if (constant && isUniformConstant(constant) && type.hasStaticShape())
    return arith::ConstantOp::create(builder, loc, cast<SplatElementsAttr>(constant.getValue()).resizeSplat(type));
  // An operand of several ops of a chain is collapsed once.
  for (Operation *user : operand.getUsers())
    if (auto other = dyn_cast<tensor::CollapseShapeOp>(user))
      if (other.getType() == type && other.getReassociationIndices() == reshape.getReassociationIndices() &&
          other->getBlock() == builder.getBlock() && other->isBeforeInBlock(&*builder.getInsertionPoint()))
        return other;
  return tensor::CollapseShapeOp::create(builder, loc, type, operand, reshape.getReassociationIndices());
}

static void sinkReshape(Operation *op) {
  tensor::ExpandShapeOp reshape = findReshape(op);
  if (!reshape)
    return;
  OpBuilder builder(op);
  OperandCollapser collapser(builder, reshape);
  if (!llvm::all_of(op->getOperands(), [&](Value operand) { return collapser.canCollapse(operand); }))
    return;
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(collapser.collapse(operand));
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Operation *flat = builder.clone(*op);
  flat->setOperands(operands);
  flat->getResult(0).setType(reshape.getSrcType().clone(type.getElementType()));
  auto expanded = tensor::ExpandShapeOp::create(builder, op->getLoc(), type, flat->getResult(0),
                                                reshape.getReassociationIndices(), reshape.getMixedOutputShape());
  op->getResult(0).replaceAllUsesWith(expanded);
  op->erase();
}

void mlir::qnt::sinkReshapes(Operation *root) {
  SmallVector<Operation *> ops;
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op != root && (isa<KernelOp, InvokeQuantOp>(op) || classify(op) != OpClass::Host)) {
      ops.push_back(op);
      return WalkResult::skip();
    }
    return WalkResult::advance();
  });
  // In program order: a chain takes its reshape along to its end.
  for (Operation *op : ops)
    sinkReshape(op);
}
