//===- ContractionMatch.cpp - a linalg.generic on memory that is a contraction ----------------------------===//
#include "ContractionMatch.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------------------------------------===//

/// The argument behind an extension, or the value itself; `isUnsigned` tells a zero-extension.
static BlockArgument lookThroughExtension(Value value, bool &isUnsigned) {
  isUnsigned = false;
  if (Operation *op = value.getDefiningOp()) {
    if (!isa<arith::ExtSIOp, arith::ExtUIOp>(op))
      return {};
    isUnsigned = isa<arith::ExtUIOp>(op);
    value = op->getOperand(0);
  }
  return dyn_cast<BlockArgument>(value);
}

/// yield(out + ext(lhs) * ext(rhs)): the product's operands.
static bool matchBody(linalg::GenericOp op, bool isUnsigned[2]) {
  Block *body = op.getBody();
  Operation *sum = body->getTerminator()->getOperand(0).getDefiningOp();
  if (!sum || !isa<arith::AddFOp, arith::AddIOp>(sum) || sum->getOperand(0) != body->getArgument(2))
    return false;
  Operation *product = sum->getOperand(1).getDefiningOp();
  if (!product || !isa<arith::MulFOp, arith::MulIOp>(product))
    return false;
  for (unsigned i : {0, 1})
    if (lookThroughExtension(product->getOperand(i), isUnsigned[i]) != body->getArgument(i))
      return false;
  return true;
}

static bool areTypesSupported(Type lhs, Type rhs, Type sum) {
  if (sum.isF32() || sum.isF64())
    return lhs == sum && rhs == sum;
  auto isNarrow = [](Type type) { return type.isInteger(8) || type.isInteger(16); };
  return sum.isInteger(32) && isNarrow(lhs) && isNarrow(rhs);
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

/// Sums of loops times constants.
static bool isLinear(AffineMap map) {
  return llvm::all_of(map.getResults(), [](AffineExpr expr) {
    return expr.isPureAffine() && !expr.walk([](AffineExpr part) {
                                         bool isSum = part.getKind() != AffineExprKind::FloorDiv &&
                                                      part.getKind() != AffineExprKind::CeilDiv &&
                                                      part.getKind() != AffineExprKind::Mod;
                                         return isSum ? WalkResult::advance() : WalkResult::interrupt();
                                       })
                                       .wasInterrupted();
  });
}

/// The loop with the largest size; dynamic counts as largest, the last among equals.
static std::optional<unsigned> findLargest(ArrayRef<unsigned> loops, ArrayRef<int64_t> sizes) {
  std::optional<unsigned> best;
  auto rank = [&](unsigned loop) {
    return ShapedType::isDynamic(sizes[loop]) ? std::numeric_limits<int64_t>::max() : sizes[loop];
  };
  for (unsigned loop : loops)
    if (!best || rank(loop) >= rank(*best))
      best = loop;
  return best;
}

namespace {
struct LoopKinds {
  SmallVector<unsigned> lhsOnly, rhsOnly, summed;
};
} // namespace

static LoopKinds sortLoops(linalg::GenericOp op, AffineMap lhs, AffineMap rhs) {
  LoopKinds kinds;
  for (auto [loop, iterator] : llvm::enumerate(op.getIteratorTypesArray())) {
    bool inLhs = lhs.isFunctionOfDim(loop), inRhs = rhs.isFunctionOfDim(loop);
    if (iterator == utils::IteratorType::reduction) {
      if (inLhs && inRhs)
        kinds.summed.push_back(loop);
    } else if (inLhs != inRhs) {
      (inLhs ? kinds.lhsOnly : kinds.rhsOnly).push_back(loop);
    }
  }
  return kinds;
}

/// Chooses m, n and k. n is the last dimension of the result where it can be: there its elements lie side by side.
static bool chooseLoops(MatchedContraction &match) {
  LoopKinds kinds = sortLoops(match.op, match.lhs.map, match.rhs.map);
  auto last =
      dyn_cast_or_null<AffineDimExpr>(match.outMap.getNumResults() ? match.outMap.getResults().back() : AffineExpr());
  if (last && llvm::is_contained(kinds.lhsOnly, last.getPosition())) {
    std::swap(match.lhs, match.rhs);
    std::swap(kinds.lhsOnly, kinds.rhsOnly);
  }
  SmallVector<int64_t> sizes = match.op.getStaticLoopRanges();
  std::optional<unsigned> m = findLargest(kinds.lhsOnly, sizes), n = findLargest(kinds.rhsOnly, sizes);
  if (last && llvm::is_contained(kinds.rhsOnly, last.getPosition()))
    n = last.getPosition();
  std::optional<unsigned> k = findLargest(kinds.summed, sizes);
  if (m && !n) {
    std::swap(match.lhs, match.rhs);
    std::swap(m, n);
  }
  if (!n || !k)
    return false;
  match.m = m;
  match.n = *n;
  match.k = *k;
  for (unsigned loop = 0; loop < match.op.getNumLoops(); ++loop)
    if (loop != match.m && loop != match.n && loop != match.k)
      match.otherLoops.push_back(loop);
  return true;
}

std::optional<MatchedContraction> mlir::qnt::matchContraction(linalg::GenericOp op, std::string &reason) {
  auto fail = [&](const char *why) {
    reason = why;
    return std::nullopt;
  };
  // An operand of a loop on memory may also be a number.
  bool isInMemory = llvm::all_of(op->getOperandTypes(), llvm::IsaPred<MemRefType>);
  if (!isInMemory || op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return fail("it does not read two operands into one result in memory");
  bool isUnsigned[2];
  if (op.getNumReductionLoops() == 0 || !matchBody(op, isUnsigned))
    return fail("it does not sum products");
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  MatchedContraction match{op,
                           {op.getInputs()[0], maps[0], isUnsigned[0]},
                           {op.getInputs()[1], maps[1], isUnsigned[1]},
                           op.getOutputs()[0],
                           maps[2],
                           /*m=*/std::nullopt,
                           /*n=*/0,
                           /*k=*/0,
                           /*otherLoops=*/{}};
  if (!areTypesSupported(match.lhs.getElementType(), match.rhs.getElementType(), match.getSumType()))
    return fail("its types have no vector instructions");
  if (!llvm::all_of(maps, isLinear))
    return fail("it reads an operand at an index that is not linear");
  if (!chooseLoops(match))
    return fail("it has no dimension of one operand, or none of both that is summed");
  return match;
}
