//===- ElementEmitter.cpp - elements of a function's tensors ----------------------------------------------===//
#include "ElementEmitter.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qnt;

void ElementEmitter::openScope() {
  known.emplace_back();
  space.openScope();
}

void ElementEmitter::closeScope() {
  known.pop_back();
  space.closeScope();
}

void ElementEmitter::fail(const Twine &why) {
  if (reason.empty())
    reason = why.str();
}

Value ElementEmitter::getElement(Value tensor, const Position &position) {
  for (const Known &scope : llvm::reverse(known))
    if (auto found = scope.find({tensor.getAsOpaquePointer(), position}); found != scope.end())
      return found->second;
  Value element;
  if (!hasFailed())
    element = computeElement(tensor, position);
  if (!element || hasFailed()) {
    fail("it needs what is not known in a kernel");
    Type type = cast<RankedTensorType>(tensor.getType()).getElementType();
    return LLVM::PoisonOp::create(e.b, type.isIndex() ? Type(e.b.getI64Type()) : type);
  }
  define(tensor, position, element);
  return element;
}

Value ElementEmitter::getOperand(OpOperand &operand, const Position &loops) {
  auto op = cast<linalg::GenericOp>(operand.getOwner());
  BodyValues scope;
  if (!isa<RankedTensorType>(operand.get().getType()))
    return getValue(operand.get(), scope);
  Position position;
  for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults()) {
    std::optional<LinearIndex> index = space.apply(expr, loops, {});
    assert(index && "maps of linalg multiply by constants");
    position.push_back(index.value_or(LinearIndex()));
  }
  return getElement(operand.get(), position);
}

void ElementEmitter::bind(BlockArgument argument, OpOperand &operand, BodyValues &body) {
  if (argument.use_empty())
    return;
  Value element = getOperand(operand, body.loops);
  if (argument.getType().isIndex())
    setIndex(argument, element, body);
  else
    body.values[argument] = element;
}

//===----------------------------------------------------------------------------------------------------===//
// Ops on tensors
//===----------------------------------------------------------------------------------------------------===//

/// Indices of the dimensions of `sizes` whose row-major number is `number`; nothing where a size is dynamic.
static std::optional<Position> splitNumber(IndexSpace &space, LinearIndex number, ArrayRef<int64_t> sizes) {
  Position position(sizes.size());
  for (size_t i = sizes.size(); i-- > 0;) {
    if (i == 0) {
      position[i] = number;
      break;
    }
    if (ShapedType::isDynamic(sizes[i]))
      return std::nullopt;
    position[i] = sizes[i] == 0 ? LinearIndex() : space.remainder(number, sizes[i]);
    number = sizes[i] == 0 ? number : space.floorDivide(number, sizes[i]);
  }
  return position;
}

static std::optional<LinearIndex> joinNumber(const Position &position, ArrayRef<int64_t> sizes) {
  LinearIndex number;
  for (auto [i, index] : llvm::enumerate(position)) {
    if (i > 0 && ShapedType::isDynamic(sizes[i]))
      return std::nullopt;
    number = (i > 0 ? number * sizes[i] : number) + index;
  }
  return number;
}

/// Where ops that move elements take the one at `position` from.
std::optional<Position> ElementEmitter::findSource(Operation *op, const Position &position) {
  if (isa<tensor::CastOp>(op))
    return position;
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    if (slice.getDroppedDims().any() || !slice.hasUnitStride())
      return std::nullopt;
    Position source = position;
    BodyValues scope;
    for (auto [index, offset] : llvm::zip_equal(source, slice.getMixedOffsets())) {
      std::optional<int64_t> number = getConstantIntValue(offset);
      index = index + (number ? LinearIndex(*number) : getIndex(cast<Value>(offset), scope));
    }
    return source;
  }
  bool isCollapse = isa<tensor::CollapseShapeOp>(op);
  if (!isCollapse && !isa<tensor::ExpandShapeOp>(op))
    return std::nullopt;
  auto groups = isCollapse ? cast<tensor::CollapseShapeOp>(op).getReassociationIndices()
                           : cast<tensor::ExpandShapeOp>(op).getReassociationIndices();
  Type longType = isCollapse ? op->getOperand(0).getType() : op->getResult(0).getType();
  ArrayRef<int64_t> shape = cast<RankedTensorType>(longType).getShape();
  Position source;
  for (auto [i, group] : llvm::enumerate(groups)) {
    ArrayRef<int64_t> sizes = shape.slice(group.front(), group.size());
    if (isCollapse) {
      std::optional<Position> part = splitNumber(space, position[i], sizes);
      if (!part)
        return std::nullopt;
      source.insert(source.end(), part->begin(), part->end());
    } else {
      Position part(position.begin() + group.front(), position.begin() + group.front() + group.size());
      std::optional<LinearIndex> number = joinNumber(part, sizes);
      if (!number)
        return std::nullopt;
      source.push_back(*number);
    }
  }
  // Ranks of 0 have no groups: one element.
  if (groups.empty())
    source.assign(cast<RankedTensorType>(op->getOperand(0).getType()).getRank(), LinearIndex());
  return source;
}

Value ElementEmitter::computeElement(Value tensor, const Position &position) {
  if (auto buffer = buffers.find(tensor); buffer != buffers.end()) {
    if (Value given = onLoad ? onLoad(tensor, position) : Value())
      return given;
    return load(tensor, buffer->second, position);
  }
  Operation *op = tensor.getDefiningOp();
  BodyValues scope;
  DenseElementsAttr splat;
  if (op && matchPattern(op, m_Constant(&splat)) && splat.isSplat())
    return arith::ConstantOp::create(e.b, cast<TypedAttr>(splat.getSplatValue<Attribute>()));
  if (auto generic = dyn_cast_or_null<linalg::GenericOp>(op))
    return computeGeneric(cast<OpResult>(tensor), position);
  if (auto fill = dyn_cast_or_null<linalg::FillOp>(op))
    return getValue(fill.value(), scope);
  if (auto splatOp = dyn_cast_or_null<tensor::SplatOp>(op))
    return getValue(splatOp.getInput(), scope);
  if (auto elements = dyn_cast_or_null<tensor::FromElementsOp>(op); elements && elements.getElements().size() == 1)
    return getValue(elements.getElements().front(), scope);
  assert(op && "arguments are buffers");
  if (std::optional<Position> source = findSource(op, position))
    return getElement(op->getOperand(0), *source);
  fail("'" + op->getName().getStringRef() + "' does not give its elements one by one");
  return {};
}

/// Ops without reductions: the body at the loops that the element belongs to.
Value ElementEmitter::computeGeneric(OpResult result, const Position &position) {
  auto op = cast<linalg::GenericOp>(result.getOwner());
  if (op.getNumReductionLoops() != 0) {
    fail("it needs a sum over another row than its own");
    return {};
  }
  AffineMap map = op.getIndexingMapMatchingResult(result);
  BodyValues body;
  SmallVector<bool> isSet(op.getNumLoops(), false);
  body.loops.resize(op.getNumLoops());
  for (auto [expr, index] : llvm::zip_equal(map.getResults(), position))
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      body.loops[dim.getPosition()] = index;
      isSet[dim.getPosition()] = true;
    }
  for (auto [loop, size] : llvm::enumerate(op.getStaticLoopRanges()))
    if (!isSet[loop] && size != 1) {
      fail("an element of '" + op->getName().getStringRef() + "' belongs to no single turn of its loops");
      return {};
    }
  for (OpOperand &operand : op->getOpOperands())
    bind(op.getMatchingBlockArgument(&operand), operand, body);
  emitOps(*op.getBody(), body);
  for (auto [i, yielded] : llvm::enumerate(op.getBody()->getTerminator()->getOperands()))
    if (op.getIndexingMapMatchingResult(op->getResult(i)) == map) {
      Value element = yielded.getType().isIndex() ? space.emit(getIndex(yielded, body)) : getValue(yielded, body);
      define(op->getResult(i), position, element);
    }
  return getElement(result, position);
}
