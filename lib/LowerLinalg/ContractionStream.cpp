//===- ContractionStream.cpp - an array decoded part by part while it is multiplied -----------------------===//
//
// Weights decoded to f32 take eight times the memory of their codes. Decoded in parts that a cache holds, and
// multiplied before the next part, they never reach memory:
//
//   for parts of rhs:                       slices of packed codes, scales, zero points, ...
//     reals = decode(part)
//     sums += lhs * reals                   a slice of the sums where the part is one of free dimensions
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ArraySlices.h"
#include "ContractionSums.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace mlir::qnt;

/// Elements of a part. With few rows of the other operand decoding is what costs, and a part stays in the nearest
/// caches. With many rows these are copied once for each part, so that parts are large.
static constexpr int64_t kSmallPart = 1 << 14, kLargePart = 1 << 19;
/// Rows of the other operand that are few.
static constexpr int64_t kFewRows = 4;

//===----------------------------------------------------------------------------------------------------===//
// What is streamed
//===----------------------------------------------------------------------------------------------------===//

/// Each dimension of the operand is read at a loop of its own.
static bool isPermutation(AffineMap map) {
  llvm::SmallDenseSet<AffineExpr> seen;
  return llvm::all_of(map.getResults(),
                      [&](AffineExpr expr) { return isa<AffineDimExpr>(expr) && seen.insert(expr).second; });
}

/// The largest step of at most `most` by which a dimension can be cut; 0 where that has far too many elements, `rest`
/// for each index.
static int64_t chooseStep(ArrayType type, unsigned dim, int64_t most, int64_t rest) {
  most = std::max<int64_t>(most, 1);
  for (int64_t step = most; step > 0; --step)
    if (canSlice(type, dim, step))
      return step;
  int64_t unit = getSliceUnit(type, dim);
  return unit * rest <= kLargePart ? unit : 0;
}

/// Which dimension is cut: the first behind which a small part has room for what is left.
std::optional<ContractionSums::StreamParts> ContractionSums::chooseParts(const ContractionOperand &operand,
                                                                         AffineMap map) const {
  ArrayType type = operand.getArray()->getType();
  SmallVector<int64_t> sizes;
  for (AffineExpr expr : map.getResults()) {
    unsigned loop = cast<AffineDimExpr>(expr).getPosition();
    std::optional<int64_t> size = getConstantIntValue(loops.sizes[loop]);
    sizes.push_back(loop >= loops.getNumProperLoops() ? 1 : size.value_or(ShapedType::kDynamic));
  }
  for (unsigned dim = 0; dim < sizes.size(); ++dim) {
    ArrayRef<int64_t> behind = ArrayRef<int64_t>(sizes).drop_front(dim + 1);
    if (ShapedType::isDynamicShape(behind)) {
      if (behind.size() == 1)
        return StreamParts{dim};
    } else {
      int64_t rest = std::max<int64_t>(ShapedType::getNumElements(behind), 1);
      int64_t step = chooseStep(type, dim, kSmallPart / rest, rest);
      if (step && (rest <= kSmallPart || behind.empty() || !canSlice(type, dim, 1)))
        return StreamParts{dim, step, chooseStep(type, dim, kLargePart / rest, rest)};
    }
    if (!canSlice(type, dim, 1))
      return std::nullopt;
  }
  return std::nullopt;
}

/// More elements than a part, or a number that is not known.
static bool isLarge(const ContractionOperand &operand) {
  if (!operand.getArray())
    return false;
  int64_t count = 1;
  for (OpFoldResult size : operand.getSizes()) {
    std::optional<int64_t> known = getConstantIntValue(size);
    if (!known)
      return true;
    count *= *known;
  }
  return count > kSmallPart;
}

/// rhs before lhs (null: not that): weights stand there.
void ContractionSums::chooseStreamed(const ContractionOperand *rhsOperand, const ContractionOperand *lhsOperand) {
  for (unsigned side : {1, 0}) {
    const ContractionOperand *operand = side == 0 ? lhsOperand : rhsOperand;
    AffineMap map = side == 0 ? loops.lhs : loops.rhs;
    if (!operand || !isLarge(*operand))
      continue;
    std::optional<StreamParts> parts;
    if (isPermutation(map))
      parts = chooseParts(*operand, map);
    if (parts) {
      streamed = side;
      streamParts = *parts;
      refusal.clear();
      return;
    }
    refusal = "no dimension can be cut where blocks, tables and bytes begin: the array is decoded as a whole";
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

/// Of the other operand, in the box.
OpFoldResult ContractionSums::emitNumRows(ImplicitLocOpBuilder &b, const LoopBox &box) const {
  OpFoldResult rows = b.getIndexAttr(1);
  for (unsigned loop = 0; loop < loops.numResultLoops; ++loop)
    if (!getStreamed().map.isFunctionOfDim(loop))
      rows = emitIndex(b, b.getAffineSymbolExpr(0) * b.getAffineSymbolExpr(1), {rows, box[loop].size});
  return rows;
}

/// Elements of the cut dimension in a part; a step that is larger than all of it is that size.
OpFoldResult ContractionSums::emitStep(ImplicitLocOpBuilder &b, const LoopBox &box) const {
  auto choose = [&](OpFoldResult small, OpFoldResult large) -> OpFoldResult {
    OpFoldResult rows = emitNumRows(b, box);
    if (std::optional<int64_t> known = getConstantIntValue(rows))
      return *known <= kFewRows ? small : large;
    Value few = arith::ConstantIndexOp::create(b, kFewRows);
    Value isFew = arith::CmpIOp::create(b, arith::CmpIPredicate::ule, toValue(b, rows), few);
    return arith::SelectOp::create(b, isFew, toValue(b, small), toValue(b, large)).getResult();
  };
  if (streamParts.smallStep == streamParts.largeStep && streamParts.smallStep)
    return b.getIndexAttr(streamParts.smallStep);
  if (streamParts.smallStep)
    return choose(b.getIndexAttr(streamParts.smallStep), b.getIndexAttr(streamParts.largeStep));
  const Side &side = getStreamed();
  OpFoldResult rest = b.getIndexAttr(1);
  for (AffineExpr expr : side.map.getResults().drop_front(streamParts.dim + 1))
    rest = emitMax(b, box[cast<AffineDimExpr>(expr).getPosition()].size, rest);
  int64_t unit = getSliceUnit(side.operand->getArray()->getType(), streamParts.dim);
  // budget / rest in multiples of the unit, as symbols may not divide: by a signed division.
  Value budget = toValue(b, choose(b.getIndexAttr(kSmallPart / unit), b.getIndexAttr(kLargePart / unit)));
  Value count = arith::DivUIOp::create(b, budget, toValue(b, rest));
  OpFoldResult units = emitMax(b, count, b.getIndexAttr(1));
  return emitIndex(b, b.getAffineSymbolExpr(0) * unit, {units});
}

/// Every range is all of a loop, or one index that the operand can be cut at.
bool ContractionSums::isStreamable(const LoopBox &box) const {
  const Side &side = getStreamed();
  for (auto [dim, expr] : llvm::enumerate(side.map.getResults())) {
    const IndexRange &range = box[cast<AffineDimExpr>(expr).getPosition()];
    bool isCuttable = isConstantIntValue(range.size, 1) && canSlice(side.operand->getArray()->getType(), dim, 1);
    if (!isConstantIntValue(range.offset, 0) && !isCuttable)
      return false;
  }
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Loops over parts
//===----------------------------------------------------------------------------------------------------===//

/// `part` of the box of `sums`: decoded, multiplied, added.
Value ContractionSums::addStreamedPart(ImplicitLocOpBuilder &b, const LoopBox &box, const LoopBox &part,
                                       Value sums) const {
  const Side &side = getStreamed(), &other = streamed == 0u ? rhs : lhs;
  SmallVector<IndexRange> ranges;
  for (AffineExpr expr : side.map.getResults())
    ranges.push_back(part[cast<AffineDimExpr>(expr).getPosition()]);
  Value reals = side.operand->slice(b, ranges).buildReals(b, cast<FloatType>(sumType)).tensor;
  Value factors = emitSlice(b, other.numbers.tensor, other.sizes, other.map, part);
  // Where the part's results lie among the box's.
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  LoopBox results;
  Sizes offsets, sizes;
  for (unsigned loop = 0; loop < loops.numResultLoops; ++loop) {
    offsets.push_back(emitIndex(b, s0 - s1, {part[loop].offset, box[loop].offset}));
    sizes.push_back(part[loop].size);
    results.push_back({offsets.back(), sizes.back()});
  }
  AffineMap identity = b.getMultiDimIdentityMap(loops.numResultLoops);
  Value slice = emitSlice(b, sums, getResultSizes(box), identity, results);
  Value lhsPart = streamed == 0u ? reals : factors, rhsPart = streamed == 0u ? factors : reals;
  Value added = addProducts(b, lhsPart, rhsPart, {}, slice);
  return slice == sums ? added : emitInsertion(b, added, sums, offsets, sizes);
}

Value ContractionSums::streamFrom(ImplicitLocOpBuilder &b, unsigned dim, const LoopBox &box, const LoopBox &part,
                                  Value sums) const {
  if (dim > streamParts.dim)
    return addStreamedPart(b, box, part, sums);
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  unsigned loop = cast<AffineDimExpr>(getStreamed().map.getResult(dim)).getPosition();
  const IndexRange &all = box[loop];
  OpFoldResult step = dim < streamParts.dim ? b.getIndexAttr(1) : emitStep(b, box);
  std::optional<int64_t> knownSize = getConstantIntValue(all.size), knownStep = getConstantIntValue(step);
  if (knownSize && knownStep && *knownSize <= *knownStep)
    return streamFrom(b, dim + 1, box, part, sums);
  OpFoldResult count = knownStep ? emitIndex(b, s0.ceilDiv(*knownStep), {all.size})
                                 : arith::CeilDivUIOp::create(b, toValue(b, all.size), toValue(b, step)).getResult();
  return emitTensorLoop(b, b.getIndexAttr(0), count, sums,
                        [&](ImplicitLocOpBuilder &inner, OpFoldResult index, Value carried) {
                          LoopBox next = part;
                          OpFoldResult start = emitIndex(inner, s0 * s1, {index, step});
                          next[loop].offset = emitIndex(inner, s0 + s1, {all.offset, start});
                          next[loop].size = step;
                          if (!knownSize || !knownStep || *knownSize % *knownStep != 0)
                            next[loop].size = emitMin(inner, step, emitIndex(inner, s0 - s1, {all.size, start}));
                          return streamFrom(inner, dim + 1, box, next, carried);
                        });
}

Value ContractionSums::streamProducts(ImplicitLocOpBuilder &b, const LoopBox &box, Value sums) const {
  LoopBox all = box;
  for (unsigned loop = loops.getNumProperLoops(); loop < loops.getNumLoops(); ++loop)
    all[loop].size = b.getIndexAttr(1);
  if (isStreamable(all))
    return streamFrom(b, 0, all, all, sums);
  const Side &side = getStreamed(), &other = streamed == 0u ? rhs : lhs;
  Value reals = side.operand->buildReals(b, cast<FloatType>(sumType)).tensor;
  Value part = emitSlice(b, reals, side.sizes, side.map, all);
  Value factors = emitSlice(b, other.numbers.tensor, other.sizes, other.map, all);
  return addProducts(b, streamed == 0u ? part : factors, streamed == 0u ? factors : part, {}, sums);
}
