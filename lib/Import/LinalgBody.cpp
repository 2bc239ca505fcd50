//===- LinalgBody.cpp - what the body of a linalg op computes ---------------------------------------------===//
//
// linalg's own matcher of contractions skips every op of one operand and takes `or` with `and` for a sum of products:
// what is rewritten is dropped, so each op of the body is looked at here.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LinalgOperands.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Reads accumulator + lhs * rhs, and notes the ops that it has read.
class ProductSumReader {
public:
  ProductSumReader(linalg::LinalgOp op, bool hasZeroPoints) : body(op.getBlock()), hasZeroPoints(hasZeroPoints) {}
  bool read();

private:
  bool isProduct(Value value);
  bool isOperand(Value value, unsigned index);
  bool isArgument(Value value, unsigned index) { return skipExtensions(value) == body->getArgument(index); }
  Value skipExtensions(Value value);
  /// The op that computes `value` in the body, if it is an `OpTy`.
  template <typename OpTy>
  OpTy getOp(Value value);

  Block *body;
  bool hasZeroPoints;
  SmallPtrSet<Operation *, 8> known;
};
} // namespace

template <typename OpTy>
OpTy ProductSumReader::getOp(Value value) {
  auto op = value.getDefiningOp<OpTy>();
  if (!op || op->getBlock() != body)
    return {};
  known.insert(op);
  return op;
}

/// What keeps the value: a wider float, a wider signed integer.
Value ProductSumReader::skipExtensions(Value value) {
  while (true) {
    if (auto floats = getOp<arith::ExtFOp>(value))
      value = floats.getIn();
    else if (auto integers = getOp<arith::ExtSIOp>(value))
      value = integers.getIn();
    else
      return value;
  }
}

/// Input `index`, less its zero point where there is one.
bool ProductSumReader::isOperand(Value value, unsigned index) {
  if (!hasZeroPoints)
    return isArgument(value, index);
  auto difference = getOp<arith::SubIOp>(value);
  return difference && isArgument(difference.getLhs(), index) && isArgument(difference.getRhs(), index + 2);
}

/// An integer product that is extended later must hold that of all values; with zero points it must not be extended.
bool ProductSumReader::isProduct(Value value) {
  Value product = skipExtensions(value);
  auto isOfBoth = [&](Value lhs, Value rhs) {
    return (isOperand(lhs, 0) && isOperand(rhs, 1)) || (isOperand(lhs, 1) && isOperand(rhs, 0));
  };
  if (auto floats = getOp<arith::MulFOp>(product))
    return isOfBoth(floats.getLhs(), floats.getRhs());
  auto integers = getOp<arith::MulIOp>(product);
  if (!integers || !isOfBoth(integers.getLhs(), integers.getRhs()))
    return false;
  if (product == value)
    return true;
  unsigned lhsWidth = body->getArgument(0).getType().getIntOrFloatBitWidth(),
           rhsWidth = body->getArgument(1).getType().getIntOrFloatBitWidth();
  return !hasZeroPoints && product.getType().getIntOrFloatBitWidth() >= lhsWidth + rhsWidth;
}

bool ProductSumReader::read() {
  unsigned accumulator = hasZeroPoints ? 4 : 2;
  if (body->getNumArguments() != accumulator + 1 || body->getTerminator()->getNumOperands() != 1)
    return false;
  Value sum = body->getTerminator()->getOperand(0), lhs, rhs;
  if (auto floats = getOp<arith::AddFOp>(sum))
    lhs = floats.getLhs(), rhs = floats.getRhs();
  else if (auto integers = getOp<arith::AddIOp>(sum))
    lhs = integers.getLhs(), rhs = integers.getRhs();
  else
    return false;
  if (rhs == body->getArgument(accumulator))
    std::swap(lhs, rhs);
  if (lhs != body->getArgument(accumulator) || !isProduct(rhs))
    return false;
  // What else stands there gives nothing to the sum: it may only compute.
  return llvm::all_of(body->without_terminator(), [&](Operation &op) { return known.contains(&op) || isPure(&op); });
}

std::string mlir::qnt::findBodyObstacle(linalg::LinalgOp op, bool hasZeroPoints) {
  bool isFloat = isa<FloatType>(getElementTypeOrSelf(op.getDpsInitOperand(0)->get().getType()));
  for (Operation &inner : *op.getBlock()) {
    if (isFloat && isa<arith::TruncFOp>(inner))
      return "its body narrows an operand before multiplying";
    if (!isFloat && isa<arith::ExtUIOp, arith::TruncIOp, arith::FPToSIOp, arith::FPToUIOp>(inner))
      return "its body reads the operands as unsigned or narrows them";
  }
  return ProductSumReader(op, hasZeroPoints).read() ? "" : "its body is not accumulator + lhs * rhs";
}
