//===- Epilogue.cpp - what a kernel does with each element of its contraction -----------------------------===//
#include "Epilogue.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "QuantizedResults.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace mlir::qnt;

static bool isSplatConstant(Operation *op) {
  auto constant = dyn_cast<arith::ConstantOp>(op);
  return constant && (!isa<ShapedType>(constant.getType()) || isa<SplatElementsAttr>(constant.getValue()));
}

static void collectInputs(Operation *contraction, Value value, llvm::SetVector<Value> &inputs,
                          llvm::SmallPtrSetImpl<Operation *> &seen) {
  if (isa<BlockArgument>(value)) {
    inputs.insert(value);
    return;
  }
  Operation *op = value.getDefiningOp();
  if (op == contraction || !seen.insert(op).second || isa<tensor::EmptyOp>(op) || isSplatConstant(op))
    return;
  if (isa<arith::ConstantOp>(op)) {
    inputs.insert(value);
    return;
  }
  for (Value operand : op->getOperands())
    collectInputs(contraction, operand, inputs, seen);
  if (auto loops = dyn_cast<linalg::LinalgOp>(op))
    for (Value captured : getCapturedValues(loops))
      collectInputs(contraction, captured, inputs, seen);
}

SmallVector<Value> mlir::qnt::findEpilogueInputs(KernelOp kernel, Operation *contraction) {
  llvm::SetVector<Value> inputs;
  llvm::SmallPtrSet<Operation *, 16> seen;
  for (Value value : kernel.getTerminator()->getOperands()) {
    if (std::optional<ResultQuantization> quantize = ResultQuantization::find(value)) {
      for (Value operand : quantize->getOperands())
        collectInputs(contraction, operand, inputs, seen);
      value = quantize->getInput();
    }
    collectInputs(contraction, value, inputs, seen);
  }
  return inputs.takeVector();
}

/// `row` counts all dimensions but the columns, row-major in the order of the contraction.
Epilogue::Position Epilogue::getPosition(Value row, Value column) {
  ArrayRef<int64_t> shape = contraction.getResultType().getShape();
  SmallVector<int64_t> rowDims;
  int64_t columnDim = static_cast<int64_t>(shape.size()) - 1;
  if (const std::optional<ConvolutionShape> &convolution = contraction.convolution) {
    columnDim = convolution->dims.getOutputFeature();
    rowDims.push_back(convolution->dims.getOutputBatch());
    llvm::append_range(rowDims, convolution->dims.getOutputSpatial());
  } else {
    llvm::append_range(rowDims, llvm::seq<int64_t>(0, columnDim));
  }
  Position position(shape.size());
  position[columnDim] = e.toI64(column);
  Value rest = e.toI64(row);
  for (int64_t dim : llvm::reverse(ArrayRef(rowDims).drop_front(rowDims.empty() ? 0 : 1))) {
    if (ShapedType::isDynamic(shape[dim])) {
      position[dim] = e.b.createOrFold<arith::RemUIOp>(rest, sizes[dim]);
      rest = e.b.createOrFold<arith::DivUIOp>(rest, sizes[dim]);
      continue;
    }
    position[dim] = e.remainder(rest, shape[dim]);
    rest = e.divide(rest, shape[dim]);
  }
  if (!rowDims.empty())
    position[rowDims.front()] = rest;
  return position;
}

Value Epilogue::getPlace(Value row, Value column) {
  if (contraction.isResultRowMajor())
    return e.add(e.multiply(e.toI64(row), e.toI64(columns)), e.toI64(column));
  Value place = e.constant(0, e.b.getI64Type());
  for (auto [size, index] : llvm::zip_equal(contraction.getResultType().getShape(), getPosition(row, column)))
    place = e.add(e.multiply(place, ShapedType::isDynamic(size) ? 1 : size), index);
  return place;
}

/// In its container. A splat constant has no memory.
Value Epilogue::readContainer(Value tensor, ArrayRef<Value> position) {
  auto type = cast<RankedTensorType>(tensor.getType());
  Type element = getContainerElementType(type.getElementType());
  if (!arguments.contains(tensor)) {
    auto splat = cast<SplatElementsAttr>(tensor.getDefiningOp<arith::ConstantOp>().getValue());
    auto code = dyn_cast<IntegerType>(element);
    if (!code)
      return arith::ConstantOp::create(e.b, cast<TypedAttr>(splat.getSplatValue<Attribute>()));
    bool isFloat = isa<FloatType>(type.getElementType());
    APInt bits = isFloat ? splat.getSplatValue<APFloat>().bitcastToAPInt() : splat.getSplatValue<APInt>();
    bits = isFloat ? bits.zext(code.getWidth()) : bits.sext(code.getWidth());
    return arith::ConstantOp::create(e.b, IntegerAttr::get(code, bits));
  }
  Value index = e.constant(0, e.b.getI64Type());
  for (auto [dim, coordinate] : llvm::enumerate(position)) {
    if (dim > 0 && type.isDynamicDim(dim))
      index = e.multiply(index, inputSizes.lookup(tensor)[dim]);
    else if (dim > 0)
      index = e.multiply(index, type.getDimSize(dim));
    index = e.add(index, coordinate);
  }
  unsigned bytes = llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
  Value pointer = e.offset(arguments.lookup(tensor), e.multiply(index, static_cast<int64_t>(bytes)));
  return e.load(element, pointer, bytes, /*isInvariant=*/true);
}

Value Epilogue::readElement(Value tensor, ArrayRef<Value> position) {
  Value element = readContainer(tensor, position);
  Type type = cast<RankedTensorType>(tensor.getType()).getElementType();
  return element.getType() == type ? element : arith::TruncIOp::create(e.b, type, element).getResult();
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
  if (value == contraction.op->getResult(0))
    return sumElement;
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
  Type type = contraction.getResultType().getElementType();
  sumElement = sum.getType() == type ? sum : arith::TruncFOp::create(e.b, type, sum).getResult();
  known.clear();
  Position position = getPosition(row, column);
  SmallVector<Value> elements;
  auto read = [&](Value tensor, ArrayRef<Value> at) { return readContainer(tensor, at); };
  for (Value value : KernelOp(contraction.kernel).getTerminator()->getOperands())
    if (std::optional<ResultQuantization> quantize = ResultQuantization::find(value))
      elements.push_back(quantize->emitCode(e, evaluate(quantize->getInput(), position), position, read));
    else
      elements.push_back(evaluate(value, position));
  return elements;
}
