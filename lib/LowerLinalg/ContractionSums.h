//===- ContractionSums.h - sums over boxes of a contraction's loops ---------------------------------------===//
//
// The lowering of an op says what its loops are (ContractionLoops.h) and asks for the result over boxes of them: one
// box for a dot, one for each group of a ragged one. The accumulator's verdict decides how sums are taken:
//
//   none     decoded operands, f32 or f64 products and sums, one cast to the result type; a large array is decoded part
//            by part (ContractionStream.cpp)
//   integer  sums of (q1 - z1) * (q2 - z2) over each K tile, then y += f32(acc) * s_lhs * s_rhs, tiles in ascending
//            order (numerics::docs: the integer path), one cast; an i32 result is the sum itself
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_CONTRACTIONSUMS_H
#define QNT_LIB_LOWERLINALG_CONTRACTIONSUMS_H

#include "ContractionOperand.h"
#include "Qnt/LowerLinalg/ContractionLoops.h"
#include "SumRanges.h"

namespace mlir::qnt {

/// The spatial dimensions of a convolution's lhs, whose tensor is dilated and padded: position u holds element
/// (u - low) / dilation of the value.
struct PaddedDim {
  unsigned dim;
  int64_t low, dilation;
};

/// Of an operand that may be streamed each box takes, in every dimension, all indices or one; no element is in many
/// boxes; and editLhs is not called.
enum class Streamable { Neither, Rhs, Either };

class ContractionSums {
public:
  /// `resultType`: element type of the result. `streamable`: the operands that may be decoded part by part, when they
  /// are large.
  ContractionSums(ImplicitLocOpBuilder &builder, const ContractionOperand &lhs, const ContractionOperand &rhs,
                  ContractionLoops loops, AccumulatorAttr accumulator, SumsInF32 sumsInF32, Type resultType,
                  Streamable streamable = Streamable::Neither);

  /// What `loops.lhs` reads: replaces the elements of lhs by `edit`'s result, a tensor of `sizes`. `members` as in
  /// build(), of the new elements.
  void editLhs(ArrayRef<OpFoldResult> sizes, ArrayRef<PaddedDim> padded, function_ref<Value(Value tensor)> edit,
               Value members = {});

  /// The result over a box: a tensor of the sizes of its result loops, of the result type. `members` (i1, null for
  /// all): the elements of lhs whose products are summed.
  Value build(ImplicitLocOpBuilder &builder, const LoopBox &box, Value members = {}) const;

  /// Why a large array is decoded as a whole; empty where none is.
  StringRef getRefusal() const { return refusal; }

private:
  /// An operand as sums read it.
  struct Side {
    const ContractionOperand *operand;
    AffineMap map;
    NumberTensor numbers; ///< absent for a streamed array
    Sizes sizes;          ///< of numbers
    Value scales;         ///< f32 over the grid; null without
  };
  /// One K tile: its part of the loops, and its position in the grid of each operand along dimensions in which a sum
  /// sees several blocks (null along others).
  struct Tile {
    LoopBox box;
    Sizes lhsGrid, rhsGrid;
    Value lhs;                   ///< elements of lhs, those of other blocks 0 where windows cut blocks
    Value members;               ///< elements of lhs that are summed (i1), null for all
    SmallVector<int64_t> blocks; ///< per loop: it lies in one block of this size, counted from index 0; 0: unknown
  };

  /// Parts of a streamed operand: one index of dimensions before `dim`, some of that, all of those behind it.
  struct StreamParts {
    unsigned dim = 0;
    /// Of `dim`, for few and for many rows of the other operand; 0: multiples of the slice unit, by the size of the
    /// rest.
    int64_t smallStep = 0, largeStep = 0;
  };

  Side makeSide(ImplicitLocOpBuilder &b, const ContractionOperand &operand, AffineMap map, bool isStreamed) const;
  Sizes getResultSizes(const LoopBox &box) const;

  // ContractionSums.cpp
  Value sumProducts(ImplicitLocOpBuilder &b, const LoopBox &box, Value lhsNumbers, Value members) const;
  Value addProducts(ImplicitLocOpBuilder &b, Value lhsPart, Value rhsPart, Value members, Value sums) const;
  Value checkSums(ImplicitLocOpBuilder &b, const LoopBox &box, Value sums) const;
  Value addTile(ImplicitLocOpBuilder &b, const Tile &tile, Value state) const;
  Value emitScaled(ImplicitLocOpBuilder &b, Value number, const Side &side, ArrayRef<OpFoldResult> grid,
                   const LoopBox &box) const;

  // ContractionTiles.cpp
  Value forEachTile(ImplicitLocOpBuilder &b, const LoopBox &box, Value members, Value state) const;
  using TileBody = function_ref<Value(ImplicitLocOpBuilder &b, const Tile &tile, Value state)>;
  Value tileFrom(ImplicitLocOpBuilder &b, unsigned loop, const Tile &tile, Value state) const;
  Value cutByBlocks(ImplicitLocOpBuilder &b, const Side &side, Sizes Tile::*grid, unsigned loop, const Tile &tile,
                    Value state, TileBody body) const;
  Value cutPadded(ImplicitLocOpBuilder &b, const PaddedDim &dim, const Tile &tile, Value state, TileBody body) const;

  // ContractionStream.cpp
  void chooseStreamed(const ContractionOperand *rhsOperand, const ContractionOperand *lhsOperand);
  std::optional<StreamParts> chooseParts(const ContractionOperand &operand, AffineMap map) const;
  OpFoldResult emitNumRows(ImplicitLocOpBuilder &b, const LoopBox &box) const;
  OpFoldResult emitStep(ImplicitLocOpBuilder &b, const LoopBox &box) const;
  Value streamFrom(ImplicitLocOpBuilder &b, unsigned dim, const LoopBox &box, const LoopBox &part, Value sums) const;
  Value addStreamedPart(ImplicitLocOpBuilder &b, const LoopBox &box, const LoopBox &part, Value sums) const;
  Value streamProducts(ImplicitLocOpBuilder &b, const LoopBox &box, Value sums) const;
  bool isStreamable(const LoopBox &box) const;
  const Side &getStreamed() const { return streamed == 0u ? lhs : rhs; }

  ContractionLoops loops;
  AccumulatorAttr accumulator;
  Type resultType, sumType;
  std::optional<unsigned> streamed; ///< the operand that is decoded part by part
  StreamParts streamParts;
  std::string refusal; ///< why no operand is
  Side lhs, rhs;
  Value lhsMembers; ///< elements of lhs that are no padding; null where padding needs no care
  SmallVector<PaddedDim> padded;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_CONTRACTIONSUMS_H
