//===- Epilogue.cpp - what a kernel does with each element of its contraction -----------------------------===//
#include "Epilogue.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace mlir::qnt;

static bool isSplatConstant(Operation *op) {
  auto constant = dyn_cast<arith::ConstantOp>(op);
  return constant && (!isa<ShapedType>(constant.getType()) || isa<SplatElementsAttr>(constant.getValue()));
}

static void collectInputs(DotGeneralOp dot, Value value, llvm::SetVector<Value> &inputs,
                          llvm::SmallPtrSetImpl<Operation *> &seen) {
  if (isa<BlockArgument>(value)) {
    inputs.insert(value);
    return;
  }
  Operation *op = value.getDefiningOp();
  if (op == dot || !seen.insert(op).second || isa<tensor::EmptyOp>(op) || isSplatConstant(op))
    return;
  if (isa<arith::ConstantOp>(op)) {
    inputs.insert(value);
    return;
  }
  for (Value operand : op->getOperands())
    collectInputs(dot, operand, inputs, seen);
  if (auto loops = dyn_cast<linalg::LinalgOp>(op))
    for (Value captured : getCapturedValues(loops))
      collectInputs(dot, captured, inputs, seen);
}

SmallVector<Value> mlir::qnt::findEpilogueInputs(KernelOp kernel, DotGeneralOp dot) {
  llvm::SetVector<Value> inputs;
  llvm::SmallPtrSet<Operation *, 16> seen;
  for (Value value : kernel.getTerminator()->getOperands())
    collectInputs(dot, value, inputs, seen);
  return inputs.takeVector();
}

/// Row-major index of `row` among the free dimensions of the activations, then the column.
Epilogue::Position Epilogue::getPosition(Value row, Value column) {
  ArrayRef<int64_t> shape = DotGeneralOp(contraction.dot).getType().getShape();
  Position position(shape.size());
  position.back() = e.toI64(column);
  Value rest = e.toI64(row);
  for (int64_t i = static_cast<int64_t>(shape.size()) - 2; i > 0; --i) {
    position[i] = e.remainder(rest, shape[i]);
    rest = e.divide(rest, shape[i]);
  }
  if (shape.size() > 1)
    position.front() = rest;
  return position;
}

Value Epilogue::readElement(Value tensor, ArrayRef<Value> position) {
  auto type = cast<RankedTensorType>(tensor.getType());
  Value index = e.constant(0, e.b.getI64Type());
  for (auto [size, coordinate] : llvm::zip_equal(type.getShape(), position))
    index = e.add(e.multiply(index, ShapedType::isDynamic(size) ? 1 : size), coordinate);
  unsigned bytes = type.getElementTypeBitWidth() / 8;
  Value pointer = e.offset(arguments.lookup(tensor), e.multiply(index, static_cast<int64_t>(bytes)));
  return e.load(type.getElementType(), pointer, bytes, /*isInvariant=*/true);
}

/// An op on tensors (or scalars) as the same op on scalars.
Value Epilogue::compute(Operation *op, unsigned result, ArrayRef<Value> position) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    TypedAttr value = constant.getValue();
    if (auto splat = dyn_cast<SplatElementsAttr>(value))
      value = cast<TypedAttr>(splat.getSplatValue<Attribute>());
    return arith::ConstantOp::create(e.b, value);
  }
  if (isa<linalg::LinalgOp>(op))
    return computeLoops(op, result, position);
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(evaluate(operand, position));
  OperationState state(e.b.getLoc(), op->getName());
  state.addOperands(operands);
  for (Type type : op->getResultTypes())
    state.addTypes(getElementTypeOrSelf(type));
  state.addAttributes(op->getDiscardableAttrDictionary().getValue());
  Operation *scalar = Operation::create(state);
  scalar->copyProperties(op->getPropertiesStorage());
  e.b.insert(scalar);
  return scalar->getResult(result);
}

Value Epilogue::computeLoops(Operation *op, unsigned result, ArrayRef<Value> position) {
  auto loops = cast<linalg::LinalgOp>(op);
  IRMapping mapping;
  for (OpOperand &operand : op->getOpOperands()) {
    BlockArgument inner = loops.getMatchingBlockArgument(&operand);
    if (inner.use_empty())
      continue;
    Position inOperand;
    for (AffineExpr index : loops.getMatchingIndexingMap(&operand).getResults()) {
      auto dim = dyn_cast<AffineDimExpr>(index);
      inOperand.push_back(dim ? position[dim.getPosition()] : e.constant(0, e.b.getI64Type()));
    }
    mapping.map(inner, evaluate(operand.get(), inOperand));
  }
  for (Value captured : getCapturedValues(loops))
    mapping.map(captured, evaluate(captured, position));
  for (Operation &inner : loops.getBlock()->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner))
      mapping.map(index.getResult(), arith::IndexCastOp::create(e.b, e.b.getIndexType(), position[index.getDim()]));
    else
      e.b.clone(inner, mapping);
  }
  return mapping.lookupOrDefault(loops.getBlock()->getTerminator()->getOperand(result));
}

Value Epilogue::evaluate(Value value, ArrayRef<Value> position) {
  bool isTensor = isa<RankedTensorType>(value.getType());
  if (value == DotGeneralOp(contraction.dot).getResult())
    return dotElement;
  if (arguments.contains(value))
    return isTensor ? readElement(value, position) : arguments.lookup(value);
  for (const Known &entry : known)
    if (entry.value == value && ArrayRef(entry.position) == position)
      return entry.element;
  auto opResult = cast<OpResult>(value);
  Value element = compute(opResult.getOwner(), opResult.getResultNumber(), position);
  known.push_back({value, Position(position), element});
  return element;
}

SmallVector<Value> Epilogue::emitElements(Value row, Value column, Value sum) {
  Type type = DotGeneralOp(contraction.dot).getType().getElementType();
  dotElement = sum.getType() == type ? sum : arith::TruncFOp::create(e.b, type, sum).getResult();
  known.clear();
  Position position = getPosition(row, column);
  SmallVector<Value> elements;
  for (Value value : KernelOp(contraction.kernel).getTerminator()->getOperands())
    elements.push_back(evaluate(value, position));
  return elements;
}
