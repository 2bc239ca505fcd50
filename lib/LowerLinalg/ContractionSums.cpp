//===- ContractionSums.cpp - sums over boxes of a contraction's loops -------------------------------------===//
#include "ContractionSums.h"
#include "PackedCodes.h"
#include "Qnt/Emit/Decode.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// Sums of fewer products are taken in f64 where decoding rounds: gamma_K has K factors (1 + u), of which a product
/// takes one and its way through K - 1 sums the rest, so none is left for the rounding of decoded operands to f32.
static constexpr int64_t kFewestNarrowProducts = 64;

//===----------------------------------------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------------------------------------===//

/// The product of the static sizes of summed loops; a dynamic size counts as 1.
static int64_t countStaticProducts(const ContractionLoops &loops) {
  int64_t count = 1;
  for (OpFoldResult size : loops.getSummedSizes())
    count *= std::max<int64_t>(getConstantIntValue(size).value_or(1), 1);
  return count;
}

static Type chooseRealType(OpBuilder &builder, const ContractionOperand &lhs, const ContractionOperand &rhs,
                           const ContractionLoops &loops, SumsInF32 verdict, Type resultType) {
  bool isWide = lhs.isWide() || rhs.isWide() || resultType.isF64() || verdict == SumsInF32::Never;
  bool hasRoom = verdict == SumsInF32::Always || countStaticProducts(loops) >= kFewestNarrowProducts;
  return isWide || !hasRoom ? builder.getF64Type() : builder.getF32Type();
}

ContractionSums::ContractionSums(ImplicitLocOpBuilder &builder, const ContractionOperand &lhsOperand,
                                 const ContractionOperand &rhsOperand, ContractionLoops contractionLoops,
                                 AccumulatorAttr accumulator, SumsInF32 sumsInF32, Type resultType,
                                 Streamable streamable)
    : loops(std::move(contractionLoops)), accumulator(accumulator), resultType(resultType) {
  if (accumulator.isInteger())
    sumType = builder.getIntegerType(accumulator.getSumWidth());
  else
    sumType = chooseRealType(builder, lhsOperand, rhsOperand, loops, sumsInF32, resultType);
  if (streamable != Streamable::Neither && !accumulator.isInteger() && !decodesSingly(builder))
    chooseStreamed(&rhsOperand, streamable == Streamable::Either ? &lhsOperand : nullptr);
  lhs = makeSide(builder, lhsOperand, loops.lhs, streamed == 0u);
  rhs = makeSide(builder, rhsOperand, loops.rhs, streamed == 1u);
  if (int64_t atMost = accumulator.getAtMost()) {
    Value count = arith::ConstantIndexOp::create(builder, 1);
    for (OpFoldResult size : loops.getSummedSizes())
      count = arith::MulIOp::create(builder, count, toValue(builder, size));
    Value limit = arith::ConstantIndexOp::create(builder, atMost);
    emitCheck(builder, arith::CmpIOp::create(builder, arith::CmpIPredicate::sle, count, limit),
              "expected at most " + Twine(atMost) + " products in a sum");
  }
}

ContractionSums::Side ContractionSums::makeSide(ImplicitLocOpBuilder &b, const ContractionOperand &operand,
                                                AffineMap map, bool isStreamed) const {
  Side side{&operand, map, {}, Sizes(operand.getSizes()), {}};
  if (isStreamed)
    return side;
  side.numbers = accumulator.isInteger() ? operand.buildIntegers(b, sumType.getIntOrFloatBitWidth())
                                         : operand.buildReals(b, cast<FloatType>(sumType));
  if (accumulator.isInteger() && !resultType.isInteger())
    side.scales = operand.buildScales(b);
  // Sizes that the other operand knows.
  SmallVector<int64_t> shape(side.sizes.size(), ShapedType::kDynamic);
  for (auto [dim, expr] : llvm::enumerate(map.getResults()))
    if (auto loop = dyn_cast<AffineDimExpr>(expr); loop && loop.getPosition() < loops.getNumProperLoops())
      if (std::optional<int64_t> known = getConstantIntValue(loops.sizes[loop.getPosition()])) {
        side.sizes[dim] = b.getIndexAttr(*known);
        shape[dim] = *known;
      }
  side.numbers.tensor = refineShape(b, side.numbers.tensor, shape);
  return side;
}

void ContractionSums::editLhs(ArrayRef<OpFoldResult> sizes, ArrayRef<PaddedDim> paddedDims,
                              function_ref<Value(Value tensor)> edit, Value members) {
  lhsMembers = members;
  lhs.numbers.tensor = edit(lhs.numbers.tensor);
  lhs.sizes = Sizes(sizes);
  padded.assign(paddedDims.begin(), paddedDims.end());
}

Sizes ContractionSums::getResultSizes(const LoopBox &box) const {
  return llvm::map_to_vector(ArrayRef<IndexRange>(box).take_front(loops.numResultLoops),
                             [](const IndexRange &range) { return range.size; });
}

//===----------------------------------------------------------------------------------------------------===//
// Sums of products
//===----------------------------------------------------------------------------------------------------===//

/// A number of an operand in the type of the sum.
static Value widen(ImplicitLocOpBuilder &b, Value number, Type type, bool isUnsigned) {
  if (number.getType() == type)
    return number;
  return isUnsigned ? arith::ExtUIOp::create(b, type, number).getResult()
                    : arith::ExtSIOp::create(b, type, number).getResult();
}

static Value multiplyAdd(ImplicitLocOpBuilder &b, Value lhs, Value rhs, Value sum) {
  if (isa<FloatType>(sum.getType()))
    return arith::AddFOp::create(b, sum, arith::MulFOp::create(b, lhs, rhs));
  return arith::AddIOp::create(b, sum, arith::MulIOp::create(b, lhs, rhs));
}

/// A map of a box's loops, from the loops that are more than an offset.
static AffineMap dropOffsets(const ContractionLoops &loops, AffineMap map) {
  SmallVector<AffineExpr> dims;
  for (unsigned loop = 0; loop < loops.getNumLoops(); ++loop)
    dims.push_back(loop < loops.getNumProperLoops() ? getAffineDimExpr(loop, map.getContext())
                                                    : getAffineConstantExpr(0, map.getContext()));
  return map.replaceDimsAndSymbols(dims, {}, loops.getNumProperLoops(), 0);
}

/// Sums with the products of two parts of the operands added, those of a box.
Value ContractionSums::addProducts(ImplicitLocOpBuilder &b, Value lhsPart, Value rhsPart, Value members,
                                   Value sums) const {
  AffineMap lhsMap = dropOffsets(loops, lhs.map), rhsMap = dropOffsets(loops, rhs.map);
  SmallVector<Value> inputs = {lhsPart, rhsPart};
  unsigned numLoops = loops.getNumProperLoops();
  // Not getMajorSubMap: it has no map of no results.
  SmallVector<AffineExpr> resultLoops;
  for (unsigned loop = 0; loop < loops.numResultLoops; ++loop)
    resultLoops.push_back(b.getAffineDimExpr(loop));
  SmallVector<AffineMap> maps = {lhsMap, rhsMap};
  if (members) {
    inputs.push_back(members);
    maps.push_back(lhsMap);
  }
  maps.push_back(AffineMap::get(numLoops, 0, resultLoops, b.getContext()));
  SmallVector<utils::IteratorType> iterators(loops.numResultLoops, utils::IteratorType::parallel);
  iterators.append(numLoops - loops.numResultLoops, utils::IteratorType::reduction);
  auto generic = linalg::GenericOp::create(b, sums.getType(), inputs, sums, maps, iterators,
                                           [&](OpBuilder &nested, Location loc, ValueRange args) {
                                             ImplicitLocOpBuilder inner(loc, nested);
                                             Value first = widen(inner, args[0], sumType, lhs.numbers.isUnsigned);
                                             Value second = widen(inner, args[1], sumType, rhs.numbers.isUnsigned);
                                             Value sum = multiplyAdd(inner, first, second, args.back());
                                             if (members)
                                               sum = arith::SelectOp::create(inner, args[2], sum, args.back());
                                             linalg::YieldOp::create(inner, sum);
                                           });
  return generic.getResult(0);
}

Value ContractionSums::sumProducts(ImplicitLocOpBuilder &b, const LoopBox &box, Value lhsNumbers, Value members) const {
  Value zeros = emitZeros(b, getResultSizes(box), sumType);
  if (streamed)
    return streamProducts(b, box, zeros);
  Value membersPart = members ? emitSlice(b, members, lhs.sizes, lhs.map, box) : Value();
  return addProducts(b, emitSlice(b, lhsNumbers, lhs.sizes, lhs.map, box),
                     emitSlice(b, rhs.numbers.tensor, rhs.sizes, rhs.map, box), membersPart, zeros);
}

//===----------------------------------------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------------------------------------===//

/// Floats of the type of a sum as the result type, rounded once.
static Value castSums(ImplicitLocOpBuilder &b, Value sums, ArrayRef<OpFoldResult> sizes, Type type) {
  if (cast<RankedTensorType>(sums.getType()).getElementType() == type)
    return sums;
  LoopInput input{sums, b.getMultiDimIdentityMap(sizes.size())};
  return mapElements(b, sizes, input,
                     [&](ImplicitLocOpBuilder &inner, ValueRange args) -> SmallVector<Value> {
                       return {emit::emitFloatCast(inner, args[0], cast<FloatType>(type))};
                     })
      .front();
}

/// i1: `sum` is the value of its low 32 bits.
static Value emitFitsInI32(ImplicitLocOpBuilder &b, Value sum) {
  Value low = arith::TruncIOp::create(b, b.getI32Type(), sum);
  Value extended = arith::ExtSIOp::create(b, sum.getType(), low);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, extended, sum);
}

/// Wide sums as i32; the program ends when one does not fit.
Value ContractionSums::checkSums(ImplicitLocOpBuilder &b, const LoopBox &box, Value sums) const {
  Sizes sizes = getResultSizes(box);
  if (sumType.isInteger(32))
    return sums;
  AffineMap identity = b.getMultiDimIdentityMap(sizes.size());
  Value yes = arith::ConstantIntOp::create(b, 1, 1);
  Value init = tensor::FromElementsOp::create(b, RankedTensorType::get({}, b.getI1Type()), yes);
  SmallVector<utils::IteratorType> iterators(sizes.size(), utils::IteratorType::reduction);
  auto all = linalg::GenericOp::create(
      b, init.getType(), sums, init, {identity, AffineMap::get(sizes.size(), 0, b.getContext())}, iterators,
      [&](OpBuilder &nested, Location loc, ValueRange args) {
        ImplicitLocOpBuilder inner(loc, nested);
        Value fits = arith::AndIOp::create(inner, args[1], emitFitsInI32(inner, args[0]));
        linalg::YieldOp::create(inner, fits);
      });
  emitCheck(b, tensor::ExtractOp::create(b, all.getResult(0)), "expected every sum to fit in i32");
  LoopInput input{sums, identity};
  return mapElements(b, sizes, input,
                     [&](ImplicitLocOpBuilder &inner, ValueRange args) -> SmallVector<Value> {
                       return {arith::TruncIOp::create(inner, inner.getI32Type(), args[0])};
                     })
      .front();
}

Value ContractionSums::build(ImplicitLocOpBuilder &builder, const LoopBox &box, Value members) const {
  Sizes sizes = getResultSizes(box);
  if (accumulator.isInteger() && !resultType.isInteger()) {
    Value zeros = emitZeros(builder, sizes, builder.getF32Type());
    return castSums(builder, forEachTile(builder, box, members, zeros), sizes, resultType);
  }
  Value all = sumProducts(builder, box, lhs.numbers.tensor, members ? members : lhsMembers);
  return resultType.isInteger() ? checkSums(builder, box, all) : castSums(builder, all, sizes, resultType);
}

//===----------------------------------------------------------------------------------------------------===//
// The epilogue of a K tile
//===----------------------------------------------------------------------------------------------------===//

/// Inside a loop over the box's results: `number` times the scale of the block that the result's elements of `side` lie
/// in.
Value ContractionSums::emitScaled(ImplicitLocOpBuilder &b, Value number, const Side &side, ArrayRef<OpFoldResult> grid,
                                  const LoopBox &box) const {
  if (!side.scales)
    return number;
  // Where the result's loops stand. Summed loops stand at their start: blocks do not change along them.
  Sizes position;
  for (auto [loop, range] : llvm::enumerate(box)) {
    OpFoldResult index = range.offset;
    if (loop < loops.numResultLoops)
      index = emitIndex(b, b.getAffineSymbolExpr(0) + b.getAffineSymbolExpr(1),
                        {range.offset, linalg::IndexOp::create(b, loop).getResult()});
    position.push_back(index);
  }
  SmallVector<Value> indices;
  for (auto [dim, expr] : llvm::enumerate(side.map.getResults())) {
    int64_t block = side.operand->getBlock(dim);
    OpFoldResult index = b.getIndexAttr(0);
    if (block != numerics::kWhole)
      index = grid[dim] ? grid[dim]
                        : affine::makeComposedFoldedAffineApply(
                              b, b.getLoc(), AffineMap::get(box.size(), 0, expr.floorDiv(block)), position);
    indices.push_back(toValue(b, index));
  }
  return arith::MulFOp::create(b, number, tensor::ExtractOp::create(b, side.scales, indices));
}

Value ContractionSums::addTile(ImplicitLocOpBuilder &b, const Tile &tile, Value state) const {
  Value sums = sumProducts(b, tile.box, tile.lhs, tile.members);
  // Where windows cut blocks or groups cut sums, a tile may have no product: then its scale is none of the result's.
  bool mayBeEmpty =
      tile.members || llvm::any_of(padded, [&](const PaddedDim &dim) { return bool(tile.lhsGrid[dim.dim]); });
  LoopInput input{sums, b.getMultiDimIdentityMap(loops.numResultLoops)};
  return updateElements(b, state, input, [&](ImplicitLocOpBuilder &inner, ValueRange args) -> Value {
    Value number = arith::SIToFPOp::create(inner, inner.getF32Type(), args[0]);
    Value scaled = emitScaled(inner, number, lhs, tile.lhsGrid, tile.box);
    scaled = emitScaled(inner, scaled, rhs, tile.rhsGrid, tile.box);
    if (mayBeEmpty) {
      Value zero = arith::ConstantOp::create(inner, inner.getZeroAttr(sumType));
      Value isZero = arith::CmpIOp::create(inner, arith::CmpIPredicate::eq, args[0], zero);
      scaled = arith::SelectOp::create(inner, isZero, number, scaled);
    }
    return arith::AddFOp::create(inner, args[1], scaled);
  });
}
