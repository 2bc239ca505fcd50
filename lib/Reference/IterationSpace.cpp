//===- IterationSpace.cpp - loops of a structured op and what its operands are read at --------------------===//

#include "IterationSpace.h"
#include "mlir/IR/AffineMap.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// Affine expressions
//===----------------------------------------------------------------------------------------------------===//

/// Adds `factor * expression` to a linear form; false when the expression is not linear in the loops.
static bool addLinear(AffineExpr expression, int64_t factor, MutableArrayRef<int64_t> coefficients, int64_t &constant) {
  if (auto value = dyn_cast<AffineConstantExpr>(expression)) {
    constant += factor * value.getValue();
    return true;
  }
  if (auto loop = dyn_cast<AffineDimExpr>(expression)) {
    coefficients[loop.getPosition()] += factor;
    return true;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expression);
  if (!binary)
    return false;
  if (binary.getKind() == AffineExprKind::Add)
    return addLinear(binary.getLHS(), factor, coefficients, constant) &&
           addLinear(binary.getRHS(), factor, coefficients, constant);
  if (binary.getKind() != AffineExprKind::Mul)
    return false;
  if (auto value = dyn_cast<AffineConstantExpr>(binary.getRHS()))
    return addLinear(binary.getLHS(), factor * value.getValue(), coefficients, constant);
  if (auto value = dyn_cast<AffineConstantExpr>(binary.getLHS()))
    return addLinear(binary.getRHS(), factor * value.getValue(), coefficients, constant);
  return false;
}

/// The value of an expression at a position; nothing for symbols and for division by what is not positive.
static std::optional<int64_t> evaluate(AffineExpr expression, ArrayRef<int64_t> position) {
  if (auto value = dyn_cast<AffineConstantExpr>(expression))
    return value.getValue();
  if (auto loop = dyn_cast<AffineDimExpr>(expression))
    return position[loop.getPosition()];
  auto binary = dyn_cast<AffineBinaryOpExpr>(expression);
  if (!binary)
    return std::nullopt;
  std::optional<int64_t> lhs = evaluate(binary.getLHS(), position), rhs = evaluate(binary.getRHS(), position);
  if (!lhs || !rhs)
    return std::nullopt;
  switch (binary.getKind()) {
  case AffineExprKind::Add:
    return *lhs + *rhs;
  case AffineExprKind::Mul:
    return *lhs * *rhs;
  case AffineExprKind::Mod:
    return *rhs > 0 ? std::optional<int64_t>(llvm::mod(*lhs, *rhs)) : std::nullopt;
  case AffineExprKind::FloorDiv:
    return *rhs > 0 ? std::optional<int64_t>(llvm::divideFloorSigned(*lhs, *rhs)) : std::nullopt;
  case AffineExprKind::CeilDiv:
    return *rhs > 0 ? std::optional<int64_t>(llvm::divideCeilSigned(*lhs, *rhs)) : std::nullopt;
  default:
    return std::nullopt;
  }
}

//===----------------------------------------------------------------------------------------------------===//
// OperandAccess
//===----------------------------------------------------------------------------------------------------===//

OperandAccess::OperandAccess(AffineMap map, ArrayRef<int64_t> shape)
    : map(map), shape(shape.begin(), shape.end()), strides(map.getNumDims(), 0) {
  Shape dimStrides = getRowMajorStrides(shape);
  for (auto [dim, expression] : llvm::enumerate(map.getResults()))
    linear &= addLinear(expression, dimStrides[dim], strides, base);
}

int64_t OperandAccess::getIndex(ArrayRef<int64_t> position) const {
  int64_t index = base;
  for (size_t loop = 0; loop < position.size(); ++loop)
    index += strides[loop] * position[loop];
  return index;
}

std::optional<int64_t> OperandAccess::getCheckedIndex(ArrayRef<int64_t> position) const {
  int64_t linearIndex = 0;
  for (auto [size, expression] : llvm::zip(shape, map.getResults())) {
    std::optional<int64_t> index = evaluate(expression, position);
    if (!index || *index < 0 || *index >= size)
      return std::nullopt;
    linearIndex = linearIndex * size + *index;
  }
  return linearIndex;
}

/// Smallest and largest value of a linear expression over the loops, none of which is empty.
static std::optional<std::pair<int64_t, int64_t>> getRange(AffineExpr expression, ArrayRef<int64_t> loops) {
  Shape coefficients(loops.size(), 0);
  int64_t low = 0;
  if (!addLinear(expression, 1, coefficients, low))
    return std::nullopt;
  int64_t high = low;
  for (auto [coefficient, size] : llvm::zip(coefficients, loops))
    (coefficient < 0 ? low : high) += coefficient * (size - 1);
  return std::make_pair(low, high);
}

llvm::Error OperandAccess::check(Operation *op, unsigned operand, ArrayRef<int64_t> loops) const {
  if (map.getNumResults() != shape.size())
    return makeError(op, "expected operand " + Twine(operand) + " of rank " + Twine(map.getNumResults()) + ", got " +
                             Twine(shape.size()));
  bool isEmpty = llvm::is_contained(loops, 0);
  for (auto [dim, expression] : llvm::enumerate(map.getResults())) {
    auto fail = [&, dim = dim](const Twine &expected) {
      return makeError(op, "expected operand " + Twine(operand) + " to have " + expected + " in dimension " +
                               Twine(dim) + ", got " + Twine(shape[dim]));
    };
    if (auto loop = dyn_cast<AffineDimExpr>(expression)) {
      if (loops[loop.getPosition()] != shape[dim])
        return fail("size " + Twine(loops[loop.getPosition()]));
    } else if (std::optional<std::pair<int64_t, int64_t>> range = getRange(expression, loops); range && !isEmpty) {
      if (range->first < 0 || range->second >= shape[dim])
        return fail("indices " + Twine(range->first) + " to " + Twine(range->second));
    }
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

llvm::Expected<Shape> reference::getLoopSizes(linalg::LinalgOp op, ArrayRef<InterpreterValue> operands,
                                              ArrayRef<OperandAccess> accesses) {
  AffineMap shapesToLoops = op.getShapesToLoopsMap();
  assert(shapesToLoops && "verified: every loop is found from the shapes");
  SmallVector<int64_t> sizes;
  for (const InterpreterValue &operand : operands)
    llvm::append_range(sizes, operand.getShape());
  assert(sizes.size() == shapesToLoops.getNumDims() && "verified: ranks fit the indexing maps");
  SmallVector<int64_t> composed = shapesToLoops.compose(sizes);
  Shape loops(composed.begin(), composed.end());
  for (auto [index, access] : llvm::enumerate(accesses))
    if (llvm::Error error = access.check(op, index, loops))
      return error;
  return loops;
}

/// The loop is a dimension of its own in every result, so that the elements of a row are different ones.
static bool isResultDimension(linalg::LinalgOp op, unsigned loop) {
  AffineExpr dim = getAffineDimExpr(loop, op.getContext());
  return llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    return llvm::is_contained(op.getMatchingIndexingMap(&init).getResults(), dim);
  });
}

std::optional<unsigned> reference::chooseRowLoop(linalg::LinalgOp op, ArrayRef<int64_t> loops,
                                                 ArrayRef<OperandAccess> accesses) {
  constexpr int64_t longEnough = 64;
  if (!llvm::all_of(accesses, [](const OperandAccess &access) { return access.isLinear(); }))
    return std::nullopt;
  std::optional<unsigned> best;
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  for (auto [loop, size] : llvm::enumerate(loops)) {
    if (iterators[loop] != utils::IteratorType::parallel || !isResultDimension(op, loop))
      continue;
    if (!best || std::min(size, longEnough) >= std::min(loops[*best], longEnough))
      best = loop;
  }
  return best;
}
