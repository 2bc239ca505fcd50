//===- ImportContractions.cpp - linalg contractions to qnt.dot_general ------------------------------------===//
//
// Enters: a linalg op whose body is acc + lhs * rhs. Leaves: qnt.dot_general, transposed where the output map asks for
// it, plus an addition when the accumulator does not start at zero.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LinalgOperands.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/IR/LinalgInterfaces.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Where the loops of a contraction appear in its operands.
struct ContractionMap {
  SmallVector<int64_t> lhsBatch, rhsBatch, lhsContracting, rhsContracting;
  /// Loops in the order of dot_general's result: batch, free of lhs, free of rhs.
  SmallVector<unsigned> resultLoops;
};
} // namespace

static int64_t getPosition(AffineMap map, unsigned loop) {
  for (auto [position, expr] : llvm::enumerate(map.getResults()))
    if (auto dim = dyn_cast<AffineDimExpr>(expr); dim && dim.getPosition() == loop)
      return position;
  return -1;
}

bool mlir::qnt::isQuantizedContraction(Operation *op) {
  return isa<linalg::QuantizedMatmulOp, linalg::QuantizedBatchMatmulOp>(op);
}

/// Fails when an operand has a dimension that is no loop, or a loop that the contraction has no place for. Zero points
/// are scalars, without loops.
static FailureOr<ContractionMap> getContractionMap(linalg::LinalgOp op) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  if (isQuantizedContraction(op))
    maps.erase(maps.begin() + 2, maps.begin() + 4);
  if (maps.size() != 3 || !llvm::all_of(maps, [](AffineMap map) { return map.isProjectedPermutation(); }))
    return failure();
  ContractionMap result;
  SmallVector<unsigned> lhsFree, rhsFree;
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
    int64_t lhs = getPosition(maps[0], loop), rhs = getPosition(maps[1], loop), out = getPosition(maps[2], loop);
    if (out < 0) {
      if (lhs < 0 || rhs < 0)
        return failure();
      result.lhsContracting.push_back(lhs);
      result.rhsContracting.push_back(rhs);
    } else if (lhs >= 0 && rhs >= 0) {
      result.lhsBatch.push_back(lhs);
      result.rhsBatch.push_back(rhs);
      result.resultLoops.push_back(loop);
    } else if (lhs >= 0) {
      lhsFree.push_back(loop);
    } else if (rhs >= 0) {
      rhsFree.push_back(loop);
    } else {
      return failure();
    }
  }
  // dot_general lists free dimensions in the operand's order.
  llvm::sort(lhsFree, [&](unsigned a, unsigned b) { return getPosition(maps[0], a) < getPosition(maps[0], b); });
  llvm::sort(rhsFree, [&](unsigned a, unsigned b) { return getPosition(maps[1], a) < getPosition(maps[1], b); });
  llvm::append_range(result.resultLoops, lhsFree);
  llvm::append_range(result.resultLoops, rhsFree);
  return result;
}

static bool isExpressed(Type type) { return isa<Float64Type, Float32Type, Float16Type, BFloat16Type>(type); }

/// Why the op cannot be rewritten by its types or its body; empty when it can.
static std::string findObstacle(linalg::LinalgOp op) {
  if (!op.hasPureTensorSemantics())
    return "it works on buffers, not tensors";
  if (hasEncodedType(op))
    return "a type of its tensors has an encoding attribute";
  Type accumulator = getElementTypeOrSelf(op.getDpsInitOperand(0)->get().getType());
  bool isFloat = isExpressed(accumulator), hasZeroPoints = isQuantizedContraction(op);
  if (!isFloat && !accumulator.isInteger(32))
    return "its accumulator is neither float nor i32";
  for (unsigned i : {0, 1})
    if (isFloat && !isExpressed(getElementTypeOrSelf(op.getDpsInputOperand(i)->get().getType())))
      return "its sums are floats and an operand is no f64, f32, f16 or bf16";
  if (std::string obstacle = hasZeroPoints ? findZeroPointObstacle(op) : ""; !obstacle.empty())
    return obstacle;
  if (std::string obstacle = findBodyObstacle(op, hasZeroPoints); isFloat || !obstacle.empty())
    return obstacle;
  for (unsigned i : {0, 1})
    if (!hasStorageFormat(op.getDpsInputOperand(i)->get()))
      return "an operand's element type is no storage format";
  return findSumObstacle(op, hasZeroPoints);
}

/// lhs and rhs as dot_general takes them: float tensors as they are, integers as arrays of scale 1.
static std::pair<Value, Value> prepareOperands(RewriterBase &rewriter, linalg::LinalgOp op) {
  Value lhs = op.getDpsInputOperand(0)->get(), rhs = op.getDpsInputOperand(1)->get();
  if (isa<FloatType>(getElementTypeOrSelf(op.getDpsInitOperand(0)->get().getType())))
    return {lhs, rhs};
  bool isQuantized = isQuantizedContraction(op);
  auto getZeroPoint = [&](unsigned i) { return isQuantized ? op.getDpsInputOperand(i)->get() : Value(); };
  return {wrapIntegers(rewriter, op.getLoc(), lhs, getZeroPoint(2)),
          wrapIntegers(rewriter, op.getLoc(), rhs, getZeroPoint(3))};
}

/// Result type in dot_general's order, and the permutation that brings it to the output's order.
static RankedTensorType getDotType(linalg::LinalgOp op, const ContractionMap &map, SmallVector<int64_t> &permutation) {
  auto type = cast<RankedTensorType>(op.getDpsInitOperand(0)->get().getType());
  AffineMap outMap = op.getIndexingMapsArray().back();
  SmallVector<int64_t> shape(type.getRank());
  permutation.assign(type.getRank(), 0);
  for (auto [position, loop] : llvm::enumerate(map.resultLoops)) {
    int64_t out = getPosition(outMap, loop);
    shape[position] = type.getDimSize(out);
    permutation[out] = position;
  }
  return RankedTensorType::get(shape, type.getElementType());
}

LogicalResult mlir::qnt::importContraction(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason) {
  reason = findObstacle(op);
  if (!reason.empty())
    return failure();
  FailureOr<ContractionMap> map = getContractionMap(op);
  if (failed(map)) {
    reason = "an operand or the result is broadcast";
    return failure();
  }
  rewriter.setInsertionPoint(op);
  auto [lhs, rhs] = prepareOperands(rewriter, op);
  SmallVector<int64_t> permutation;
  RankedTensorType dotType = getDotType(op, *map, permutation);
  auto dot = DotGeneralOp::create(rewriter, op.getLoc(), dotType, lhs, rhs, map->lhsContracting, map->rhsContracting,
                                  map->lhsBatch, map->rhsBatch);
  copySourceName(op, dot);
  Value result = dot;
  Value init = op.getDpsInitOperand(0)->get();
  if (!llvm::is_sorted(permutation))
    result = transposeValue(rewriter, op.getLoc(), result, permutation);
  rewriter.replaceOp(op, addInit(rewriter, op.getLoc(), result, init));
  return success();
}
