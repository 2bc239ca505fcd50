//===- ElementBodies.cpp - bodies of loops at one turn ----------------------------------------------------===//
#include "ElementEmitter.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace mlir::qnt;

/// Turns of a loop over elements of a tensor that every thread runs by itself.
static constexpr int64_t kMostOwnTurns = 64;

//===----------------------------------------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------------------------------------===//

Value ElementEmitter::getValue(Value value, BodyValues &body) {
  if (auto found = body.values.find(value); found != body.values.end())
    return found->second;
  if (auto found = scalars.find(value); found != scalars.end())
    return found->second;
  if (value.getType().isIndex())
    return arith::IndexCastOp::create(e.b, e.b.getIndexType(), space.emit(getIndex(value, body)));
  Operation *op = value.getDefiningOp();
  // Around the body: computed again for each use.
  if (op && !hasFailed())
    emitOp(op, body);
  if (auto found = body.values.find(value); found != body.values.end())
    return found->second;
  fail("it needs what is not known in a kernel");
  return LLVM::PoisonOp::create(e.b, value.getType());
}

LinearIndex ElementEmitter::getIndex(Value value, BodyValues &body) {
  if (auto found = body.indices.find(value); found != body.indices.end())
    return found->second;
  if (auto found = indexScalars.find(value); found != indexScalars.end())
    return found->second;
  IntegerAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return LinearIndex(constant.getInt());
  auto found = body.values.find(value);
  if (found == body.values.end() && value.getDefiningOp() && !hasFailed()) {
    emitOp(value.getDefiningOp(), body);
    if (auto index = body.indices.find(value); index != body.indices.end())
      return index->second;
    found = body.values.find(value);
  }
  if (found == body.values.end()) {
    fail("it needs what is not known in a kernel");
    return {};
  }
  Value number = arith::IndexCastOp::create(e.b, e.b.getI64Type(), found->second);
  return body.indices[value] = space.addAtom(number, {});
}

void ElementEmitter::setIndex(Value value, Value number, BodyValues &body) {
  body.indices[value] = space.addAtom(number, {});
}

//===----------------------------------------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------------------------------------===//

/// affine.min and max: one of the bounds where it is known which, else an instruction.
void ElementEmitter::emitBound(Operation *op, AffineMap map, bool isMin, BodyValues &body) {
  SmallVector<LinearIndex> operands, bounds;
  for (Value operand : op->getOperands())
    operands.push_back(getIndex(operand, body));
  ArrayRef<LinearIndex> all(operands);
  for (AffineExpr expr : map.getResults()) {
    std::optional<LinearIndex> bound =
        space.apply(expr, all.take_front(map.getNumDims()), all.drop_front(map.getNumDims()));
    if (!bound)
      return fail("a bound is no sum of multiples");
    bounds.push_back(*bound);
  }
  LinearIndex result = bounds.front();
  for (const LinearIndex &bound : ArrayRef(bounds).drop_front()) {
    std::optional<bool> isBelow = space.isBelow(result, bound);
    if (isBelow) {
      result = *isBelow == isMin ? result : bound;
      continue;
    }
    Value first = space.emit(result), second = space.emit(bound);
    IndexRange range = space.getRange(result), other = space.getRange(bound);
    if (isMin) {
      range.low = range.low && other.low ? std::optional(std::min(*range.low, *other.low)) : std::nullopt;
      range.high = !range.high  ? other.high
                   : other.high ? std::optional(std::min(*range.high, *other.high))
                                : range.high;
    } else {
      range = {};
    }
    result = space.addAtom(isMin ? arith::MinSIOp::create(e.b, first, second).getResult()
                                 : arith::MaxSIOp::create(e.b, first, second).getResult(),
                           range);
  }
  body.indices[op->getResult(0)] = result;
}

/// Comparisons of indices that their ranges decide.
bool ElementEmitter::emitComparison(arith::CmpIOp op, BodyValues &body) {
  if (!op.getLhs().getType().isIndex())
    return false;
  LinearIndex lhs = getIndex(op.getLhs(), body), rhs = getIndex(op.getRhs(), body);
  arith::CmpIPredicate predicate = op.getPredicate();
  std::optional<bool> known;
  auto isNatural = [&](const LinearIndex &index) { return space.getRange(index).low.value_or(-1) >= 0; };
  bool isUnsigned = predicate >= arith::CmpIPredicate::ult;
  if (!isUnsigned || (isNatural(lhs) && isNatural(rhs))) {
    auto negate = [](std::optional<bool> value) { return value ? std::optional<bool>(!*value) : value; };
    if (predicate == arith::CmpIPredicate::ult || predicate == arith::CmpIPredicate::slt)
      known = space.isBelow(lhs, rhs);
    else if (predicate == arith::CmpIPredicate::ugt || predicate == arith::CmpIPredicate::sgt)
      known = space.isBelow(rhs, lhs);
    else if (predicate == arith::CmpIPredicate::uge || predicate == arith::CmpIPredicate::sge)
      known = negate(space.isBelow(lhs, rhs));
    else if (predicate == arith::CmpIPredicate::ule || predicate == arith::CmpIPredicate::sle)
      known = negate(space.isBelow(rhs, lhs));
  }
  body.values[op] = known ? e.constant(*known, e.b.getI1Type())
                          : arith::CmpIOp::create(e.b, predicate, space.emit(lhs), space.emit(rhs)).getResult();
  return true;
}

void ElementEmitter::emitIndexCast(Operation *op, BodyValues &body) {
  Type type = op->getResult(0).getType();
  if (type.isIndex()) {
    Value value = getValue(op->getOperand(0), body);
    Type wide = e.b.getI64Type();
    if (value.getType() != wide)
      value = isa<arith::IndexCastOp>(op) ? arith::ExtSIOp::create(e.b, wide, value).getResult()
                                          : arith::ExtUIOp::create(e.b, wide, value).getResult();
    setIndex(op->getResult(0), value, body);
  } else {
    Value value = space.emit(getIndex(op->getOperand(0), body));
    body.values[op->getResult(0)] = type.isInteger(64) ? value : e.b.createOrFold<arith::TruncIOp>(type, value);
  }
}

/// Ops that give or take an index and are kept as sums; false for others.
bool ElementEmitter::emitIndexOp(Operation *op, BodyValues &body) {
  if (auto index = dyn_cast<linalg::IndexOp>(op)) {
    body.indices[index] = body.loops[index.getDim()];
    return true;
  }
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    auto buffer = buffers.find(dim.getSource());
    std::optional<int64_t> number = dim.getConstantIndex();
    if (buffer == buffers.end() || !number)
      return false;
    body.indices[dim] = buffer->second.sizes[*number];
    return true;
  }
  if (auto apply = dyn_cast<affine::AffineApplyOp>(op)) {
    SmallVector<LinearIndex> operands;
    for (Value operand : apply.getMapOperands())
      operands.push_back(getIndex(operand, body));
    AffineMap map = apply.getAffineMap();
    ArrayRef<LinearIndex> all(operands);
    std::optional<LinearIndex> result =
        space.apply(map.getResult(0), all.take_front(map.getNumDims()), all.drop_front(map.getNumDims()));
    if (!result)
      fail("an index is no sum of multiples");
    body.indices[apply] = result.value_or(LinearIndex());
    return true;
  }
  if (auto min = dyn_cast<affine::AffineMinOp>(op)) {
    emitBound(op, min.getAffineMap(), /*isMin=*/true, body);
    return true;
  }
  if (auto max = dyn_cast<affine::AffineMaxOp>(op)) {
    emitBound(op, max.getAffineMap(), /*isMin=*/false, body);
    return true;
  }
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    return emitComparison(compare, body);
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp>(op)) {
    emitIndexCast(op, body);
    return true;
  }
  if (op->getNumResults() != 1 || !op->getResult(0).getType().isIndex() || op->getNumOperands() != 2)
    return false;
  if (!isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op))
    return false;
  LinearIndex lhs = getIndex(op->getOperand(0), body), rhs = getIndex(op->getOperand(1), body);
  if (isa<arith::MulIOp>(op) && !lhs.isConstant() && !rhs.isConstant())
    return false;
  body.indices[op->getResult(0)] = isa<arith::AddIOp>(op)   ? lhs + rhs
                                   : isa<arith::SubIOp>(op) ? lhs - rhs
                                   : lhs.isConstant()       ? rhs * lhs.constant
                                                            : lhs * rhs.constant;
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------------------------------------===//

/// Nothing happens that would not have, and it is worth a select.
static bool canSpeculate(Block &block) {
  return llvm::all_of(block, [](Operation &op) {
    if (op.hasTrait<OpTrait::IsTerminator>())
      return true;
    if (auto choice = dyn_cast<scf::IfOp>(op))
      return canSpeculate(*choice.thenBlock()) && choice.elseBlock() && canSpeculate(*choice.elseBlock());
    return op.getNumRegions() == 0 && isMemoryEffectFree(&op) && (isa<tensor::ExtractOp>(op) || isSpeculatable(&op));
  });
}

/// Both ways, then a select; one of them where the condition is known.
void ElementEmitter::emitBranches(scf::IfOp op, BodyValues &body) {
  Value condition = getValue(op.getCondition(), body);
  APInt constant;
  if (matchPattern(condition, m_ConstantInt(&constant))) {
    Block *taken = constant.isZero() ? op.elseBlock() : op.thenBlock();
    if (!taken)
      return;
    emitOps(*taken, body);
    for (auto [result, yielded] : llvm::zip_equal(op.getResults(), taken->getTerminator()->getOperands())) {
      if (result.getType().isIndex())
        body.indices[result] = getIndex(yielded, body);
      else
        body.values[result] = getValue(yielded, body);
    }
    return;
  }
  if (!op.elseBlock() || !canSpeculate(*op.thenBlock()) || !canSpeculate(*op.elseBlock()))
    return fail("its body branches around what must not be computed always");
  bool before = std::exchange(isSpeculative, true);
  emitOps(*op.thenBlock(), body);
  emitOps(*op.elseBlock(), body);
  for (auto [result, yes, no] :
       llvm::zip_equal(op.getResults(), op.thenYield().getOperands(), op.elseYield().getOperands()))
    body.values[result] = arith::SelectOp::create(e.b, condition, getValue(yes, body), getValue(no, body));
  isSpeculative = before;
}

/// A loop that each thread runs by itself.
void ElementEmitter::copyLoop(scf::ForOp op, BodyValues &body) {
  LinearIndex lower = getIndex(op.getLowerBound(), body), upper = getIndex(op.getUpperBound(), body);
  bool readsTensors = false;
  op.getBody()->walk([&](tensor::ExtractOp) { readsTensors = true; });
  IndexRange turns = space.getRange(upper - lower);
  if (readsTensors && (!turns.high || *turns.high > kMostOwnTurns))
    return fail("its body visits more than " + Twine(kMostOwnTurns) +
                " elements, not in a reduction that can be shared");
  SmallVector<Value> initial;
  for (Value value : op.getInitArgs())
    initial.push_back(getValue(value, body));
  Value first = getValue(op.getLowerBound(), body), end = getValue(op.getUpperBound(), body);
  auto loop = scf::ForOp::create(e.b, first, end, getValue(op.getStep(), body), initial);
  openScope();
  {
    OpBuilder::InsertionGuard guard(e.b);
    e.b.setInsertionPointToStart(loop.getBody());
    BodyValues inner = body;
    Value number = arith::IndexCastOp::create(e.b, e.b.getI64Type(), loop.getInductionVar());
    IndexRange range = {space.getRange(lower).low, space.getRange(upper - 1).high};
    inner.indices[op.getInductionVar()] = space.addAtom(number, range);
    for (auto [argument, value] : llvm::zip_equal(op.getRegionIterArgs(), loop.getRegionIterArgs()))
      inner.values[argument] = value;
    emitOps(*op.getBody(), inner);
    SmallVector<Value> next;
    for (Value yielded : op.getBody()->getTerminator()->getOperands())
      next.push_back(getValue(yielded, inner));
    if (!next.empty())
      scf::YieldOp::create(e.b, next);
  }
  closeScope();
  for (auto [result, value] : llvm::zip_equal(op.getResults(), loop.getResults()))
    body.values[result] = value;
}

//===----------------------------------------------------------------------------------------------------===//
// All ops
//===----------------------------------------------------------------------------------------------------===//

void ElementEmitter::copyOp(Operation *op, BodyValues &body) {
  if (op->getNumRegions() != 0 || !isMemoryEffectFree(op) || isa<cf::AssertOp>(op))
    return fail("its body holds '" + op->getName().getStringRef() + "'");
  IRMapping mapping;
  for (Value operand : op->getOperands())
    mapping.map(operand, getValue(operand, body));
  if (hasFailed())
    return;
  Operation *copy = e.b.clone(*op, mapping);
  SmallVector<Value> folded;
  if (succeeded(e.b.tryFold(copy, folded)) && !folded.empty()) {
    copy->erase();
  } else {
    folded.assign(copy->result_begin(), copy->result_end());
  }
  for (auto [result, value] : llvm::zip_equal(op->getResults(), folded))
    body.values[result] = value;
}

void ElementEmitter::emitOp(Operation *op, BodyValues &body) {
  if (hasFailed() || emitIndexOp(op, body))
    return;
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    Position position;
    for (Value index : extract.getIndices())
      position.push_back(getIndex(index, body));
    Value element = getElement(extract.getTensor(), position);
    if (extract.getType().isIndex())
      setIndex(extract, element, body);
    else
      body.values[extract] = element;
  } else if (auto branches = dyn_cast<scf::IfOp>(op)) {
    emitBranches(branches, body);
  } else if (auto loop = dyn_cast<scf::ForOp>(op)) {
    if (!emitLoop || !emitLoop(loop, body))
      copyLoop(loop, body);
  } else {
    copyOp(op, body);
  }
}

void ElementEmitter::emitOps(Block &block, BodyValues &body) {
  for (Operation &op : block.without_terminator())
    emitOp(&op, body);
}
