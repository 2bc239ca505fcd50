//===- SkinnyContraction.cpp - a contraction with few rows, without panels --------------------------------===//
#include "SkinnyContraction.h"
#include "MemoryLoops.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::qnt;

/// Columns whose sums over k are taken at once, vectors of k in a step, and vectors of columns: as many sums as hide
/// the latency of a multiply and add.
static constexpr unsigned kColumnsAtOnce = 4, kVectorsOfStep = 2, kVectorsOfColumns = 8;

//===----------------------------------------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------------------------------------===//

/// Elements at neighbouring indices of `loop` lie side by side.
static bool isContiguous(Value memory, AffineMap map, unsigned loop) {
  auto type = cast<MemRefType>(memory.getType());
  if (map.getNumResults() == 0 || map.getResults().back() != getAffineDimExpr(loop, map.getContext()))
    return false;
  bool inOthers =
      llvm::any_of(map.getResults().drop_back(), [&](AffineExpr expr) { return expr.isFunctionOfDim(loop); });
  SmallVector<int64_t> strides;
  int64_t offset;
  return !inOthers && succeeded(type.getStridesAndOffset(strides, offset)) && strides.back() == 1;
}

/// Sums are vectors over k.
static bool readsAlongK(const MatchedContraction &match) {
  return isContiguous(match.lhs.memory, match.lhs.map, match.k) &&
         isContiguous(match.rhs.memory, match.rhs.map, match.k);
}

/// Sums are vectors over columns.
static bool readsAlongColumns(const MatchedContraction &match) {
  return isContiguous(match.rhs.memory, match.rhs.map, match.n) && isContiguous(match.out, match.outMap, match.n);
}

std::optional<MatchedContraction> mlir::qnt::orientSkinny(const MatchedContraction &match) {
  MatchedContraction oriented = match;
  linalg::GenericOp op = match.op;
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  auto isFew = [&](unsigned loop) { return !ShapedType::isDynamic(sizes[loop]) && sizes[loop] <= kFewRows; };
  if (match.m && !isFew(*match.m)) {
    if (isFew(match.n)) {
      std::swap(oriented.lhs, oriented.rhs);
      oriented.m = match.n;
      oriented.n = *match.m;
    } else if (!ShapedType::isDynamic(sizes[*match.m])) {
      return std::nullopt;
    }
  }
  if (!readsAlongK(oriented) && !readsAlongColumns(oriented))
    return std::nullopt;
  return oriented;
}

//===----------------------------------------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------------------------------------===//

/// A number or a vector of them as elements of `type`.
static Value extend(ImplicitLocOpBuilder &b, Value value, Type type, bool isUnsigned) {
  if (getElementTypeOrSelf(value) == type)
    return value;
  Type wide = type;
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    wide = vector.clone(type);
  return isUnsigned ? arith::ExtUIOp::create(b, wide, value).getResult()
                    : arith::ExtSIOp::create(b, wide, value).getResult();
}

static Value addNumbers(ImplicitLocOpBuilder &b, Value lhs, Value rhs) {
  return isa<FloatType>(getElementTypeOrSelf(lhs)) ? arith::AddFOp::create(b, lhs, rhs).getResult()
                                                   : arith::AddIOp::create(b, lhs, rhs).getResult();
}

/// sum + lhs * rhs
static Value multiplyAdd(ImplicitLocOpBuilder &b, Value lhs, Value rhs, Value sum, bool hasFMA) {
  if (!isa<FloatType>(getElementTypeOrSelf(sum)))
    return arith::AddIOp::create(b, sum, arith::MulIOp::create(b, lhs, rhs));
  if (hasFMA && isa<VectorType>(sum.getType()))
    return vector::FMAOp::create(b, lhs, rhs, sum);
  return arith::AddFOp::create(b, sum, arith::MulFOp::create(b, lhs, rhs));
}

/// The sum of the lanes, halves added to each other.
static Value addLanes(ImplicitLocOpBuilder &b, Value vector) {
  for (int64_t lanes = cast<VectorType>(vector.getType()).getNumElements(); lanes > 1; lanes /= 2) {
    Value low = vector::ExtractStridedSliceOp::create(b, vector, 0, lanes / 2, 1);
    Value high = vector::ExtractStridedSliceOp::create(b, vector, lanes / 2, lanes / 2, 1);
    vector = addNumbers(b, low, high);
  }
  return vector::ExtractOp::create(b, vector, 0);
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

using SumsBody = function_ref<SmallVector<Value>(ImplicitLocOpBuilder &b, Value index, ValueRange sums)>;

/// Carries sums through lower .. upper - 1.
static SmallVector<Value> emitSumLoop(ImplicitLocOpBuilder &b, OpFoldResult lower, OpFoldResult upper, int64_t step,
                                      ArrayRef<Value> sums, SumsBody body) {
  if (isEqualConstantIntOrValue(lower, upper))
    return SmallVector<Value>(sums);
  auto loop =
      scf::ForOp::create(b, toValue(b, lower), toValue(b, upper), arith::ConstantIndexOp::create(b, step), sums);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(b, body(b, loop.getInductionVar(), loop.getRegionIterArgs()));
  return llvm::to_vector_of<Value>(loop.getResults());
}

namespace {
class SkinnyContraction {
public:
  SkinnyContraction(ImplicitLocOpBuilder &b, const MatchedContraction &match, const VectorTarget &target)
      : match(match), kernel(match, target), hasFMA(target.hasFMA), loops(match.lhs.map.getNumDims()) {
    linalg::LinalgOp op = cast<linalg::LinalgOp>(*match.op);
    for (const Range &range : op.createLoopRanges(b, b.getLoc()))
      sizes.push_back(range.size);
  }

  void emit(ImplicitLocOpBuilder &b) {
    SmallVector<unsigned> outer(match.otherLoops);
    if (match.m)
      outer.push_back(*match.m);
    emitOuter(b, outer);
  }

private:
  void emitOuter(ImplicitLocOpBuilder &b, ArrayRef<unsigned> outer);
  void emitDots(ImplicitLocOpBuilder &b, Value column, unsigned count);
  void emitColumns(ImplicitLocOpBuilder &b, Value column, unsigned numVectors);

  SmallVector<Value> getPosition(ImplicitLocOpBuilder &b, AffineMap map, Value column, Value k) {
    loops[match.n] = column;
    loops[match.k] = k;
    return emitMapped(b, map, loops);
  }
  /// `lanes` elements as numbers of `type`; one, not in a vector, for 0.
  Value load(ImplicitLocOpBuilder &b, const ContractionInputMemory &input, Value column, Value k, unsigned lanes,
             Type type) {
    SmallVector<Value> position = getPosition(b, input.map, column, k);
    Value value;
    if (lanes == 0)
      value = memref::LoadOp::create(b, input.memory, position);
    else
      value = vector::LoadOp::create(b, VectorType::get(lanes, input.getElementType()), input.memory, position);
    return extend(b, value, type, input.isUnsigned);
  }

  const MatchedContraction &match;
  MicroKernel kernel;
  bool hasFMA;
  Sizes sizes;
  SmallVector<Value> loops;
};
} // namespace

/// `count` columns from `column` on: vectors over k, then single products.
void SkinnyContraction::emitDots(ImplicitLocOpBuilder &b, Value column, unsigned count) {
  int64_t width = static_cast<int64_t>(kernel.getLanes()) * kernel.getStep();
  SmallVector<Value> columns;
  for (unsigned i = 0; i < count; ++i)
    columns.push_back(emitSum(b, column, b.getIndexAttr(i)));
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(kernel.getSumVector()));
  OpFoldResult whole = emitRoundedDown(b, sizes[match.k], width * kVectorsOfStep);
  SmallVector<Value> vectors =
      emitSumLoop(b, b.getIndexAttr(0), whole, width * kVectorsOfStep, SmallVector<Value>(count * kVectorsOfStep, zero),
                  [&](ImplicitLocOpBuilder &inner, Value start, ValueRange sums) {
                    SmallVector<Value> next;
                    for (unsigned v = 0; v < kVectorsOfStep; ++v) {
                      Value k = emitSum(inner, start, inner.getIndexAttr(v * width));
                      Value lhs = load(inner, match.lhs, columns[0], k, width, kernel.getPanelType());
                      for (unsigned i = 0; i < count; ++i) {
                        Value rhs = load(inner, match.rhs, columns[i], k, width, kernel.getPanelType());
                        next.push_back(kernel.emitMultiplyAdd(inner, lhs, rhs, sums[next.size()]));
                      }
                    }
                    return next;
                  });
  SmallVector<Value> sums;
  for (unsigned i = 0; i < count; ++i) {
    Value sum = vectors[i];
    for (unsigned v = 1; v < kVectorsOfStep; ++v)
      sum = addNumbers(b, sum, vectors[v * count + i]);
    sums.push_back(addLanes(b, sum));
  }
  sums = emitSumLoop(b, whole, sizes[match.k], 1, sums, [&](ImplicitLocOpBuilder &inner, Value k, ValueRange carried) {
    Value lhs = load(inner, match.lhs, columns[0], k, 0, match.getSumType());
    SmallVector<Value> next;
    for (unsigned i = 0; i < count; ++i) {
      Value rhs = load(inner, match.rhs, columns[i], k, 0, match.getSumType());
      next.push_back(multiplyAdd(inner, lhs, rhs, carried[i], hasFMA));
    }
    return next;
  });
  for (unsigned i = 0; i < count; ++i) {
    SmallVector<Value> position = getPosition(b, match.outMap, columns[i], {});
    Value old = memref::LoadOp::create(b, match.out, position);
    memref::StoreOp::create(b, addNumbers(b, old, sums[i]), match.out, position);
  }
}

/// Vectors of columns from `column` on; one column for 0.
void SkinnyContraction::emitColumns(ImplicitLocOpBuilder &b, Value column, unsigned numVectors) {
  unsigned lanes = numVectors ? kernel.getLanes() : 0;
  unsigned count = std::max(numVectors, 1u);
  Type type = numVectors ? Type(kernel.getSumVector()) : match.getSumType();
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(type));
  SmallVector<Value> columns;
  for (unsigned i = 0; i < count; ++i)
    columns.push_back(emitSum(b, column, b.getIndexAttr(i * lanes)));
  SmallVector<Value> sums = emitSumLoop(b, b.getIndexAttr(0), sizes[match.k], 1, SmallVector<Value>(count, zero),
                                        [&](ImplicitLocOpBuilder &inner, Value k, ValueRange carried) {
                                          Value lhs = load(inner, match.lhs, columns[0], k, 0, match.getSumType());
                                          if (numVectors)
                                            lhs = vector::BroadcastOp::create(inner, kernel.getSumVector(), lhs);
                                          SmallVector<Value> next;
                                          for (unsigned i = 0; i < count; ++i) {
                                            Value rhs =
                                                load(inner, match.rhs, columns[i], k, lanes, match.getSumType());
                                            next.push_back(multiplyAdd(inner, lhs, rhs, carried[i], hasFMA));
                                          }
                                          return next;
                                        });
  for (unsigned i = 0; i < count; ++i) {
    SmallVector<Value> position = getPosition(b, match.outMap, columns[i], {});
    if (!numVectors) {
      Value old = memref::LoadOp::create(b, match.out, position);
      memref::StoreOp::create(b, addNumbers(b, old, sums[i]), match.out, position);
      continue;
    }
    Value old = vector::LoadOp::create(b, kernel.getSumVector(), match.out, position);
    vector::StoreOp::create(b, addNumbers(b, old, sums[i]), match.out, position);
  }
}

void SkinnyContraction::emitOuter(ImplicitLocOpBuilder &b, ArrayRef<unsigned> outer) {
  if (!outer.empty())
    return emitFor(b, b.getIndexAttr(0), sizes[outer.front()], 1, [&](ImplicitLocOpBuilder &inner, Value index) {
      loops[outer.front()] = index;
      emitOuter(inner, outer.drop_front());
    });
  bool alongK = readsAlongK(match);
  int64_t lanes = kernel.getLanes();
  SmallVector<int64_t> steps = {kColumnsAtOnce, 1};
  if (!alongK)
    steps = {kVectorsOfColumns * lanes, lanes, 1};
  OpFoldResult start = b.getIndexAttr(0);
  for (int64_t step : steps) {
    OpFoldResult end = emitRoundedDown(b, sizes[match.n], step);
    if (!isEqualConstantIntOrValue(start, end))
      emitFor(b, start, end, step, [&](ImplicitLocOpBuilder &inner, Value column) {
        alongK ? emitDots(inner, column, step) : emitColumns(inner, column, step / lanes);
      });
    start = end;
  }
}

void mlir::qnt::emitSkinnyContraction(ImplicitLocOpBuilder &b, const MatchedContraction &match,
                                      const VectorTarget &target) {
  SkinnyContraction(b, match, target).emit(b);
}
