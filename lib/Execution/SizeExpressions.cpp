//===- SizeExpressions.cpp - numbers of host code as text -------------------------------------------------===//
#include "SizeExpressions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

/// Longer ones help nobody.
static constexpr size_t kMaxLength = 1000;

//===----------------------------------------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------------------------------------===//

/// What a memref is a view of, from its start on.
static SmallVector<Value, 2> getSources(Value memory) {
  Operation *op = memory.getDefiningOp();
  if (auto cast = dyn_cast_or_null<memref::CastOp>(op))
    return {cast.getSource()};
  if (auto metadata = dyn_cast_or_null<memref::ExtractStridedMetadataOp>(op))
    return {metadata.getSource()};
  if (auto collapse = dyn_cast_or_null<memref::CollapseShapeOp>(op))
    return {collapse.getSrc()};
  if (auto expand = dyn_cast_or_null<memref::ExpandShapeOp>(op))
    return {expand.getSrc()};
  if (auto cast = dyn_cast_or_null<memref::ReinterpretCastOp>(op))
    return {cast.getSource()};
  if (auto condition = dyn_cast_or_null<scf::IfOp>(op)) {
    unsigned number = cast<OpResult>(memory).getResultNumber();
    return {condition.thenYield().getOperand(number), condition.elseYield().getOperand(number)};
  }
  return {};
}

SmallVector<Value> execution::findBuffers(Value memory) {
  SmallVector<Value> found, todo{memory};
  llvm::DenseSet<Value> seen;
  while (!todo.empty()) {
    Value value = todo.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    SmallVector<Value, 2> sources = getSources(value);
    llvm::append_range(todo, sources);
    if (sources.empty())
      found.push_back(value);
  }
  return found;
}

/// True where the memref is the whole of one or another buffer, whose elements lie in row-major order.
static bool isWholeBuffer(Value memory) {
  if (cast<MemRefType>(memory.getType()).getLayout().isIdentity())
    return true;
  if (!memory.getDefiningOp<memref::CastOp>() && !memory.getDefiningOp<scf::IfOp>())
    return false;
  return llvm::all_of(getSources(memory), isWholeBuffer);
}

//===----------------------------------------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------------------------------------===//

static Expression join(const Expression &lhs, StringRef op, const Expression &rhs) {
  if (!lhs || !rhs || lhs->size() + rhs->size() > kMaxLength)
    return std::nullopt;
  return ("(" + *lhs + " " + op + " " + *rhs + ")").str();
}

static Expression call(StringRef function, const Expression &lhs, const Expression &rhs) {
  if (!lhs || !rhs || lhs->size() + rhs->size() > kMaxLength)
    return std::nullopt;
  return (function + "(" + *lhs + ", " + *rhs + ")").str();
}

static StringRef getOperator(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return "==";
  case arith::CmpIPredicate::ne:
    return "!=";
  case arith::CmpIPredicate::slt:
  case arith::CmpIPredicate::ult:
    return "<";
  case arith::CmpIPredicate::sle:
  case arith::CmpIPredicate::ule:
    return "<=";
  case arith::CmpIPredicate::sgt:
  case arith::CmpIPredicate::ugt:
    return ">";
  case arith::CmpIPredicate::sge:
  case arith::CmpIPredicate::uge:
    return ">=";
  }
  llvm_unreachable("unknown predicate");
}

Expression SizeExpressions::choose(Value condition, const Expression &then, const Expression &otherwise) {
  if (then == otherwise)
    return then;
  Expression first = express(condition), both = call("", then, otherwise);
  if (!first || !both || first->size() + both->size() > kMaxLength)
    return std::nullopt;
  return "select(" + *first + ", " + both->substr(1);
}

Expression SizeExpressions::expressSize(Value memory, int64_t dim) {
  auto type = cast<MemRefType>(memory.getType());
  if (!type.isDynamicDim(dim))
    return std::to_string(type.getDimSize(dim));
  if (auto argument = dyn_cast<BlockArgument>(memory))
    return isa<func::FuncOp>(argument.getOwner()->getParentOp())
               ? Expression(getName(argument) + "_dim" + std::to_string(dim))
               : std::nullopt;
  if (auto alloc = memory.getDefiningOp<memref::AllocOp>())
    return express(alloc.getDynamicSizes()[type.getDynamicDimIndex(dim)]);
  if (auto cast = memory.getDefiningOp<memref::CastOp>())
    return isa<MemRefType>(cast.getSource().getType()) ? expressSize(cast.getSource(), dim) : std::nullopt;
  if (auto cast = memory.getDefiningOp<memref::ReinterpretCastOp>())
    return expressMixed(cast.getMixedSizes()[dim]);
  if (auto expand = memory.getDefiningOp<memref::ExpandShapeOp>())
    return expressMixed(expand.getMixedOutputShape()[dim]);
  if (auto collapse = memory.getDefiningOp<memref::CollapseShapeOp>()) {
    Expression product;
    for (int64_t source : collapse.getReassociationIndices()[dim]) {
      Expression size = expressSize(collapse.getSrc(), source);
      product = product ? join(product, "*", size) : size;
      if (!product)
        return std::nullopt;
    }
    return product;
  }
  if (auto condition = memory.getDefiningOp<scf::IfOp>()) {
    SmallVector<Value, 2> sources = getSources(memory);
    return choose(condition.getCondition(), expressSize(sources[0], dim), expressSize(sources[1], dim));
  }
  return std::nullopt;
}

Expression SizeExpressions::expressMixed(OpFoldResult size) {
  if (auto value = dyn_cast<Value>(size))
    return express(value);
  return std::to_string(cast<IntegerAttr>(cast<Attribute>(size)).getInt());
}

/// Offset, a size or a stride.
Expression SizeExpressions::buildMetadata(OpResult result) {
  auto metadata = cast<memref::ExtractStridedMetadataOp>(result.getOwner());
  Value source = metadata.getSource();
  int64_t rank = cast<MemRefType>(source.getType()).getRank(), position = int64_t(result.getResultNumber()) - 2;
  if (position >= 0 && position < rank)
    return expressSize(source, position);
  if (auto cast = source.getDefiningOp<memref::ReinterpretCastOp>())
    return expressMixed(position < 0 ? cast.getMixedOffsets().front() : cast.getMixedStrides()[position - rank]);
  if (!isWholeBuffer(source))
    return std::nullopt;
  if (position < 0)
    return "0";
  Expression stride = "1";
  for (int64_t dim = rank - 1; dim > position - rank; --dim)
    stride = stride == "1" ? expressSize(source, dim) : join(expressSize(source, dim), "*", stride);
  return stride;
}

Expression SizeExpressions::buildBinary(Operation *op) {
  if (op->getNumOperands() != 2)
    return std::nullopt;
  Expression lhs = express(op->getOperand(0)), rhs = express(op->getOperand(1));
  return llvm::TypeSwitch<Operation *, Expression>(op)
      .Case([&](arith::AddIOp) { return join(lhs, "+", rhs); })
      .Case([&](arith::SubIOp) { return join(lhs, "-", rhs); })
      .Case([&](arith::MulIOp) { return join(lhs, "*", rhs); })
      .Case([&](arith::AndIOp) { return join(lhs, "&", rhs); })
      .Case([&](arith::OrIOp) { return join(lhs, "|", rhs); })
      .Case([&](arith::XOrIOp) { return join(lhs, "^", rhs); })
      .Case([&](arith::CmpIOp compare) { return join(lhs, getOperator(compare.getPredicate()), rhs); })
      .Case<arith::DivUIOp, arith::DivSIOp>([&](auto) { return call("div", lhs, rhs); })
      .Case<arith::RemUIOp, arith::RemSIOp>([&](auto) { return call("rem", lhs, rhs); })
      .Case<arith::CeilDivUIOp, arith::CeilDivSIOp>([&](auto) { return call("ceildiv", lhs, rhs); })
      .Case<arith::MinUIOp, arith::MinSIOp>([&](auto) { return call("min", lhs, rhs); })
      .Case<arith::MaxUIOp, arith::MaxSIOp>([&](auto) { return call("max", lhs, rhs); })
      .Default([](Operation *) -> Expression { return std::nullopt; });
}

Expression SizeExpressions::build(Value value) {
  if (!value.getType().isIntOrIndex())
    return std::nullopt;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return isa<func::FuncOp>(argument.getOwner()->getParentOp()) ? Expression(getName(argument)) : std::nullopt;
  Operation *op = value.getDefiningOp();
  IntegerAttr number;
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    number = dyn_cast<IntegerAttr>(constant.getValue());
  if (number)
    return number.getType().isInteger(1) ? std::to_string(number.getValue().getZExtValue())
                                         : std::to_string(number.getInt());
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    std::optional<int64_t> index = dim.getConstantIndex();
    return index && isa<MemRefType>(dim.getSource().getType()) ? expressSize(dim.getSource(), *index) : std::nullopt;
  }
  if (isa<memref::ExtractStridedMetadataOp>(op))
    return buildMetadata(cast<OpResult>(value));
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp>(op))
    return express(op->getOperand(0));
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return choose(select.getCondition(), express(select.getTrueValue()), express(select.getFalseValue()));
  if (auto condition = dyn_cast<scf::IfOp>(op)) {
    SmallVector<Value, 2> sources = getSources(value);
    return choose(condition.getCondition(), express(sources[0]), express(sources[1]));
  }
  return buildBinary(op);
}

Expression SizeExpressions::express(Value value) {
  if (auto it = known.find(value); it != known.end())
    return it->second;
  // Until it is known, a value in code that is never reached, which may depend on itself, has none.
  known[value] = std::nullopt;
  Expression expression = build(value);
  known[value] = expression;
  return expression;
}

Expression SizeExpressions::expressNot(Value condition) {
  if (auto compare = condition.getDefiningOp<arith::CmpIOp>())
    return join(express(compare.getLhs()), getOperator(arith::invertPredicate(compare.getPredicate())),
                express(compare.getRhs()));
  return join(express(condition), "==", "0");
}
