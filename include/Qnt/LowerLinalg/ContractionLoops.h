//===- ContractionLoops.h - the iteration space of a contraction ------------------------------------------===//
//
// Every contraction is one loop nest: loops over the dimensions of the result, in order, around loops over what is
// summed, in the order of the sum. Operands are read at linear functions of the loops.
//
//   dot:          (m, n | k)           lhs (m, k)                          rhs (k, n)
//   convolution:  (b, p, g, o | w, i)  lhs (b, p * stride + w * dilation, g * I + i)   rhs (w, i, g * O + o)
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LOWERLINALG_CONTRACTIONLOOPS_H
#define QNT_LOWERLINALG_CONTRACTIONLOOPS_H

#include "Qnt/LowerLinalg/ElementLoops.h"

namespace mlir::qnt {

/// A part of a loop, or of another range of indices.
struct IndexRange {
  OpFoldResult offset, size;
};
/// A part of each loop.
using LoopBox = SmallVector<IndexRange>;

struct ContractionLoops {
  unsigned numResultLoops = 0;
  unsigned numOffsets = 0; ///< of the last loops: every box has one index of them, only its offset says something
  Sizes sizes;             ///< of all loops
  AffineMap lhs, rhs;      ///< from loops to positions in the operands; sums of loops times constants

  unsigned getNumLoops() const { return sizes.size(); }
  /// Without offsets.
  unsigned getNumProperLoops() const { return sizes.size() - numOffsets; }
  ArrayRef<OpFoldResult> getSummedSizes() const {
    return ArrayRef<OpFoldResult>(sizes).slice(numResultLoops, getNumProperLoops() - numResultLoops);
  }
  /// All of every loop.
  LoopBox getBox(OpBuilder &builder) const;
};

/// `expr` of symbols s0, s1, .. as an index.
OpFoldResult emitIndex(ImplicitLocOpBuilder &b, AffineExpr expr, ArrayRef<OpFoldResult> symbols);
/// The smaller or larger of two indices.
OpFoldResult emitMin(ImplicitLocOpBuilder &b, OpFoldResult first, OpFoldResult second);
OpFoldResult emitMax(ImplicitLocOpBuilder &b, OpFoldResult first, OpFoldResult second);
Value toValue(ImplicitLocOpBuilder &b, OpFoldResult index);

/// Where the box starts in a dimension that is read at `expr` (a result of a map of the loops).
OpFoldResult emitStart(ImplicitLocOpBuilder &b, AffineExpr expr, const LoopBox &box);
/// The part of a tensor of `sizes` that is read at `map` by the loops of a box: the tensor itself where that is all.
Value emitSlice(ImplicitLocOpBuilder &b, Value tensor, ArrayRef<OpFoldResult> sizes, AffineMap map, const LoopBox &box);

/// `all` with `part`, a tensor of `sizes`, at `offsets`.
Value emitInsertion(ImplicitLocOpBuilder &b, Value part, Value all, ArrayRef<OpFoldResult> offsets,
                    ArrayRef<OpFoldResult> sizes);

/// `target` with each element replaced by what `body` makes of an element of each input and of it, the last argument.
Value updateElements(ImplicitLocOpBuilder &b, Value target, ArrayRef<LoopInput> inputs,
                     function_ref<Value(ImplicitLocOpBuilder &b, ValueRange elements)> body);
/// A tensor of zeros.
Value emitZeros(ImplicitLocOpBuilder &b, ArrayRef<OpFoldResult> sizes, Type type);

/// A loop over lower .. upper - 1 that carries a tensor; none where there is just one index. (Not emitLoop: affine ops
/// in its body would look for the loop, which is not in the program yet while its builder runs.)
Value emitTensorLoop(ImplicitLocOpBuilder &b, OpFoldResult lower, OpFoldResult upper, Value state,
                     function_ref<Value(ImplicitLocOpBuilder &b, OpFoldResult index, Value state)> body);

/// The program ends with `message` when `condition` (i1) is false.
void emitCheck(ImplicitLocOpBuilder &b, Value condition, const Twine &message);
/// The program ends when two sizes differ.
void emitSameSize(ImplicitLocOpBuilder &b, OpFoldResult first, OpFoldResult second, const Twine &message);

} // namespace mlir::qnt

#endif // QNT_LOWERLINALG_CONTRACTIONLOOPS_H
