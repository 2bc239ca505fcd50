//===- ContractionTiles.cpp - the K tiles of a box, in ascending order ------------------------------------===//
//
// Tiles are the common refinement of both operands' blocks along the summed loops. Each summed loop is cut by the
// blocks of lhs, then by those of rhs, the last loop innermost: the order in which a row-major sum meets the tiles
// first.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContractionSums.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace mlir::qnt;

/// The dimension of an operand that is read at an index which depends on `loop`.
static std::optional<unsigned> findDim(AffineMap map, unsigned loop) {
  for (auto [dim, expr] : llvm::enumerate(map.getResults()))
    if (expr.isFunctionOfDim(loop))
      return dim;
  return std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// Blocks along a summed loop
//===----------------------------------------------------------------------------------------------------===//

/// The part of `range` (a part of a loop that starts at index `start` of a dimension) in block number `index`.
static IndexRange emitBlockPart(ImplicitLocOpBuilder &b, const IndexRange &range, OpFoldResult start, int64_t block,
                                OpFoldResult index) {
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1), s2 = b.getAffineSymbolExpr(2);
  std::optional<int64_t> size = getConstantIntValue(range.size);
  if (isConstantIntValue(start, 0) && size && *size % block == 0)
    return {emitIndex(b, s0 + s1 * block, {range.offset, index}), b.getIndexAttr(block)};
  OpFoldResult first = emitIndex(b, s0 * block, {index});
  if (!isConstantIntValue(start, 0))
    first = emitMax(b, start, first);
  OpFoldResult end = emitMin(b, emitIndex(b, s0 + s1, {start, range.size}), emitIndex(b, s0 * block + block, {index}));
  return {emitIndex(b, s0 + s1 - s2, {range.offset, first, start}), emitIndex(b, s0 - s1, {end, first})};
}

Value ContractionSums::cutByBlocks(ImplicitLocOpBuilder &b, const Side &side, Sizes Tile::*grid, unsigned loop,
                                   const Tile &tile, Value state, TileBody body) const {
  std::optional<unsigned> dim = findDim(side.map, loop);
  int64_t block = dim ? side.operand->getBlock(*dim) : numerics::kWhole;
  if (block == numerics::kWhole)
    return body(b, tile, state);
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1), position = side.map.getResult(*dim);
  OpFoldResult start = emitStart(b, position, tile.box);
  bool isLoop = isa<AffineDimExpr>(position);
  if (int64_t known = tile.blocks[loop]; isLoop && known && block % known == 0) {
    Tile same = tile;
    (same.*grid)[*dim] = emitIndex(b, s0.floorDiv(block), {start});
    return body(b, same, state);
  }
  OpFoldResult lower = emitIndex(b, s0.floorDiv(block), {start});
  OpFoldResult upper = emitIndex(b, (s0 + s1).ceilDiv(block), {start, tile.box[loop].size});
  return emitTensorLoop(b, lower, upper, state, [&](ImplicitLocOpBuilder &inner, OpFoldResult index, Value carried) {
    Tile part = tile;
    part.box[loop] = emitBlockPart(inner, tile.box[loop], start, block, index);
    (part.*grid)[*dim] = index;
    if (isLoop && isConstantIntValue(start, 0))
      part.blocks[loop] = block;
    return body(inner, part, carried);
  });
}

/// Blocks along a dimension that windows slide over: the sum over a block is that of lhs with all other elements 0.
Value ContractionSums::cutPadded(ImplicitLocOpBuilder &b, const PaddedDim &dim, const Tile &tile, Value state,
                                 TileBody body) const {
  int64_t block = lhs.operand->getBlock(dim.dim);
  AffineExpr s0 = b.getAffineSymbolExpr(0);
  OpFoldResult count = emitIndex(b, s0.ceilDiv(block), {lhs.operand->getSizes()[dim.dim]});
  auto loopBody = [&](ImplicitLocOpBuilder &inner, OpFoldResult index, Value carried) {
    Tile part = tile;
    part.lhsGrid[dim.dim] = index;
    LoopInput input{tile.lhs, inner.getMultiDimIdentityMap(lhs.sizes.size())};
    auto keepBlock = [&](ImplicitLocOpBuilder &nested, ValueRange args) -> SmallVector<Value> {
      AffineExpr d0 = nested.getAffineDimExpr(0);
      AffineMap toBlock = AffineMap::get(1, 0, (d0 - dim.low).floorDiv(dim.dilation).floorDiv(block));
      Value position = emitPosition(nested, lhs.sizes.size())[dim.dim];
      Value isKept = arith::CmpIOp::create(nested, arith::CmpIPredicate::eq,
                                           emitMapped(nested, toBlock, position).front(), toValue(nested, index));
      Value zero = arith::ConstantOp::create(nested, nested.getZeroAttr(args[0].getType()));
      return {arith::SelectOp::create(nested, isKept, args[0], zero)};
    };
    part.lhs = mapElements(inner, lhs.sizes, input, keepBlock).front();
    return body(inner, part, carried);
  };
  return emitTensorLoop(b, b.getIndexAttr(0), count, state, loopBody);
}

//===----------------------------------------------------------------------------------------------------===//
// The nest
//===----------------------------------------------------------------------------------------------------===//

Value ContractionSums::tileFrom(ImplicitLocOpBuilder &b, unsigned loop, const Tile &tile, Value state) const {
  if (loop == loops.getNumProperLoops())
    return addTile(b, tile, state);
  auto cutRhs = [&](ImplicitLocOpBuilder &inner, const Tile &part, Value carried) {
    return cutByBlocks(inner, rhs, &Tile::rhsGrid, loop, part, carried,
                       [&](ImplicitLocOpBuilder &nested, const Tile &piece, Value sums) {
                         return tileFrom(nested, loop + 1, piece, sums);
                       });
  };
  std::optional<unsigned> lhsDim = findDim(lhs.map, loop);
  const auto *window = llvm::find_if(padded, [&](const PaddedDim &dim) { return lhsDim == dim.dim; });
  if (window == padded.end())
    return cutByBlocks(b, lhs, &Tile::lhsGrid, loop, tile, state, cutRhs);
  if (lhs.operand->getBlock(window->dim) == numerics::kWhole)
    return cutRhs(b, tile, state);
  return cutPadded(b, *window, tile, state, cutRhs);
}

Value ContractionSums::forEachTile(ImplicitLocOpBuilder &b, const LoopBox &box, Value members, Value state) const {
  Tile tile{box,     Sizes(lhs.map.getNumResults()),     Sizes(rhs.map.getNumResults()), lhs.numbers.tensor,
            members, SmallVector<int64_t>(box.size(), 0)};
  return tileFrom(b, loops.numResultLoops, tile, state);
}
