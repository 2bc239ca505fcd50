//===- Combiner.cpp - how two parts of a reduction become one ---------------------------------------------===//
#include "Combiner.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include <limits>

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Operations whose operands may be taken in any order.
enum class Operation2 { Add, Multiply, Maximum, Minimum, MaxNum, MinNum, And, Or, Xor, MaxS, MinS, MaxU, MinU };

/// An operation of two values inside a body.
struct CoreOperation {
  Operation2 kind;
  Value lhs, rhs, result;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------------------------------------===//

static bool isComparisonOf(Value test, arith::CmpFPredicate predicate, Value lhs, Value rhs) {
  auto compare = test.getDefiningOp<arith::CmpFOp>();
  return compare && compare.getPredicate() == predicate && compare.getLhs() == lhs && compare.getRhs() == rhs;
}

/// maximumf and minimumf as qnt-expand-floats writes them.
static std::optional<CoreOperation> matchExtremum(Value value) {
  auto outer = value.getDefiningOp<arith::SelectOp>();
  auto isNaN = outer ? outer.getCondition().getDefiningOp<arith::CmpFOp>() : arith::CmpFOp();
  auto inner = outer ? outer.getFalseValue().getDefiningOp<arith::SelectOp>() : arith::SelectOp();
  if (!isNaN || !inner || isNaN.getPredicate() != arith::CmpFPredicate::UNO)
    return std::nullopt;
  Value lhs = isNaN.getLhs(), rhs = isNaN.getRhs();
  auto better = inner.getFalseValue().getDefiningOp<arith::SelectOp>();
  if (!better || !isComparisonOf(inner.getCondition(), arith::CmpFPredicate::OEQ, lhs, rhs) ||
      better.getTrueValue() != lhs || better.getFalseValue() != rhs)
    return std::nullopt;
  bool isMax = isComparisonOf(better.getCondition(), arith::CmpFPredicate::OGT, lhs, rhs);
  if (!isMax && !isComparisonOf(better.getCondition(), arith::CmpFPredicate::OLT, lhs, rhs))
    return std::nullopt;
  return CoreOperation{isMax ? Operation2::Maximum : Operation2::Minimum, lhs, rhs, value};
}

/// maxnumf and minnumf as it writes them: a NaN is the other operand.
static std::optional<CoreOperation> matchLosingNaN(Value value) {
  auto outer = value.getDefiningOp<arith::SelectOp>();
  auto inner = outer ? outer.getFalseValue().getDefiningOp<arith::SelectOp>() : arith::SelectOp();
  if (!inner)
    return std::nullopt;
  std::optional<CoreOperation> extremum = matchExtremum(inner.getFalseValue());
  if (!extremum)
    return std::nullopt;
  auto [kind, lhs, rhs, result] = *extremum;
  if (!isComparisonOf(outer.getCondition(), arith::CmpFPredicate::UNO, lhs, lhs) || outer.getTrueValue() != rhs ||
      !isComparisonOf(inner.getCondition(), arith::CmpFPredicate::UNO, rhs, rhs) || inner.getTrueValue() != lhs)
    return std::nullopt;
  return CoreOperation{kind == Operation2::Maximum ? Operation2::MaxNum : Operation2::MinNum, lhs, rhs, value};
}

static std::optional<Operation2> getKind(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Operation2>>(op)
      .Case<arith::AddFOp, arith::AddIOp>([](auto) { return Operation2::Add; })
      .Case<arith::MulFOp, arith::MulIOp>([](auto) { return Operation2::Multiply; })
      .Case<arith::MaximumFOp>([](auto) { return Operation2::Maximum; })
      .Case<arith::MinimumFOp>([](auto) { return Operation2::Minimum; })
      .Case<arith::MaxNumFOp>([](auto) { return Operation2::MaxNum; })
      .Case<arith::MinNumFOp>([](auto) { return Operation2::MinNum; })
      .Case<arith::AndIOp>([](auto) { return Operation2::And; })
      .Case<arith::OrIOp>([](auto) { return Operation2::Or; })
      .Case<arith::XOrIOp>([](auto) { return Operation2::Xor; })
      .Case<arith::MaxSIOp>([](auto) { return Operation2::MaxS; })
      .Case<arith::MinSIOp>([](auto) { return Operation2::MinS; })
      .Case<arith::MaxUIOp>([](auto) { return Operation2::MaxU; })
      .Case<arith::MinUIOp>([](auto) { return Operation2::MinU; })
      .Default([](Operation *) { return std::nullopt; });
}

static std::optional<CoreOperation> matchOperation(Value value) {
  if (std::optional<CoreOperation> found = matchLosingNaN(value))
    return found;
  if (std::optional<CoreOperation> found = matchExtremum(value))
    return found;
  Operation *op = value.getDefiningOp();
  std::optional<Operation2> kind = op ? getKind(op) : std::nullopt;
  if (!kind)
    return std::nullopt;
  return CoreOperation{*kind, op->getOperand(0), op->getOperand(1), value};
}

//===----------------------------------------------------------------------------------------------------===//
// Neutral elements
//===----------------------------------------------------------------------------------------------------===//

static double getNeutralNumber(Operation2 kind) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (kind) {
  case Operation2::Add:
    return -0.0;
  case Operation2::Multiply:
    return 1.0;
  case Operation2::Maximum:
    return -infinity;
  case Operation2::Minimum:
    return infinity;
  default:
    return std::numeric_limits<double>::quiet_NaN();
  }
}

static APInt getNeutralBits(Operation2 kind, unsigned width) {
  switch (kind) {
  case Operation2::Multiply:
    return APInt(width, 1);
  case Operation2::And:
  case Operation2::MinU:
    return APInt::getAllOnes(width);
  case Operation2::MaxS:
    return APInt::getSignedMinValue(width);
  case Operation2::MinS:
    return APInt::getSignedMaxValue(width);
  default:
    return APInt(width, 0);
  }
}

/// Of the state's type; i16 with an operation on floats holds the bits of a bf16 (qnt-convert-bf16).
static TypedAttr getNeutral(Operation2 kind, Type state, Type operand) {
  Builder b(state.getContext());
  if (auto type = dyn_cast<FloatType>(state))
    return b.getFloatAttr(type, getNeutralNumber(kind));
  if (!isa<FloatType>(operand))
    return b.getIntegerAttr(state, getNeutralBits(kind, state.getIntOrFloatBitWidth()));
  if (!state.isInteger(16))
    return {};
  APFloat number(getNeutralNumber(kind));
  bool losesInfo;
  number.convert(APFloat::BFloat(), APFloat::rmNearestTiesToEven, &losesInfo);
  return b.getIntegerAttr(state, number.bitcastToAPInt());
}

//===----------------------------------------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------------------------------------===//

/// The values of the block that are computed from `source`, other than through `except`.
static DenseSet<Value> findDependents(Value source, Value except = {}) {
  DenseSet<Value> dependents = {source};
  for (Operation &op : *source.getParentBlock()) {
    // Nobody looks inside of regions.
    if (op.getNumRegions() == 0 && llvm::none_of(op.getOperands(), [&](Value v) { return dependents.contains(v); }))
      continue;
    for (Value result : op.getResults())
      if (result != except)
        dependents.insert(result);
  }
  return dependents;
}

/// From the state to the operand: nothing but a change of type that keeps the number.
static bool isExtension(Value value, BlockArgument state) {
  if (value == state)
    return true;
  Operation *op = value.getDefiningOp();
  return isa_and_nonnull<arith::ExtFOp, arith::ExtUIOp, arith::ExtSIOp, arith::ShLIOp, arith::BitcastOp>(op) &&
         isExtension(op->getOperand(0), state);
}

/// From the operation's result to what is yielded: a rounding to the type of the state.
static bool isRounding(Value yielded, Value result) {
  DenseSet<Value> dependents = findDependents(result);
  SetVector<Value> values;
  values.insert(yielded);
  for (size_t i = 0; i < values.size(); ++i) {
    Operation *op = values[i].getDefiningOp();
    if (values[i] == result || !op || !dependents.contains(values[i]))
      continue;
    if (isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp, arith::RemFOp, arith::NegFOp>(op) ||
        isa_and_nonnull<math::MathDialect>(op->getDialect()))
      return false;
    values.insert_range(op->getOperands());
  }
  return true;
}

std::optional<Combiner> Combiner::match(Value yielded, BlockArgument state) {
  if (!state.getType().isIntOrFloat())
    return std::nullopt;
  Combiner combiner;
  combiner.yielded = yielded;
  combiner.state = state;
  // From what is yielded backwards: the first operation of the state and of something else that all goes through.
  DenseSet<Value> dependents = findDependents(state);
  SetVector<Value> values;
  values.insert(yielded);
  for (size_t i = 0; i < values.size(); ++i) {
    Value value = values[i];
    Operation *op = value.getDefiningOp();
    if (!op || op->getBlock() != state.getOwner() || !dependents.contains(value))
      continue;
    std::optional<CoreOperation> core = matchOperation(value);
    if (core && !findDependents(state, /*except=*/value).contains(yielded)) {
      bool isLeft = isExtension(core->lhs, state);
      combiner.extended = isLeft ? core->lhs : core->rhs;
      combiner.element = isLeft ? core->rhs : core->lhs;
      bool isNarrow =
          value == yielded || state.getType().getIntOrFloatBitWidth() < value.getType().getIntOrFloatBitWidth();
      if (isExtension(combiner.extended, state) && !dependents.contains(combiner.element) && isNarrow &&
          isRounding(yielded, value))
        combiner.neutral = getNeutral(core->kind, state.getType(), value.getType());
      return combiner.neutral ? std::optional(combiner) : std::nullopt;
    }
    values.insert_range(op->getOperands());
  }
  return std::nullopt;
}

/// `value` of the body, computed again from `values`.
Value Combiner::evaluate(ElementEmitter &elements, Value value, DenseMap<Value, Value> &values) const {
  if (auto known = values.find(value); known != values.end())
    return known->second;
  Operation *op = value.getDefiningOp();
  if (!op || op->getBlock() != state.getOwner()) {
    BodyValues outside;
    return elements.getValue(value, outside);
  }
  IRMapping mapping;
  for (Value operand : op->getOperands())
    mapping.map(operand, evaluate(elements, operand, values));
  Operation *copy = elements.e.b.clone(*op, mapping);
  for (auto [result, made] : llvm::zip_equal(op->getResults(), copy->getResults()))
    values[result] = made;
  return values[value];
}

Value Combiner::emit(ElementEmitter &elements, Value first, Value second) const {
  DenseMap<Value, Value> ofSecond = {{state, second}};
  Value other = evaluate(elements, extended, ofSecond);
  DenseMap<Value, Value> ofBoth = {{state, first}, {element, other}};
  return evaluate(elements, yielded, ofBoth);
}
