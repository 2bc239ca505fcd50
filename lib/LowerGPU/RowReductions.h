//===- RowReductions.h - reductions of a function that share their rows -----------------------------------===//
//
//   linalg.generic with reduction loops              a row for each element of its result
//   parallel linalg.generic with scf.for in its      a row for each turn: what dynamic quantization is lowered to
//   body that reads a tensor
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_ROWREDUCTIONS_H
#define QNT_LIB_LOWERGPU_ROWREDUCTIONS_H

#include "LoopKernels.h"

namespace mlir::qnt {

struct RowReductions {
  SmallVector<linalg::GenericOp> ops; ///< in program order
  SmallVector<LinearIndex> rowSizes;  ///< of the dimensions of a result, the first with most of them
  Value rows;                         ///< that result

  /// Nothing, and a failure of the frame's emitter, where the function has none or they have different rows.
  static std::optional<RowReductions> find(LoopKernelFrame &frame);
  /// The loops of `op` in the row at `row`: its reduction loops are left at 0. Nothing where it has other rows.
  std::optional<Position> getLoops(LoopKernelFrame &frame, linalg::GenericOp op, const Position &row) const;
};

/// True for loops in bodies that are a reduction of their own.
bool isRowLoop(scf::ForOp loop);
/// Some op reduces, whatever its rows are.
bool hasReductions(func::FuncOp function);

/// Turns of a loop from `lower` on; of one that ends with its block or with the row, which comes first, the most are
/// known.
LinearIndex getLoopLength(ElementEmitter &elements, scf::ForOp loop, const LinearIndex &lower, BodyValues &body);
/// Elements that the reduction loops of `op` visit.
LinearIndex getReductionLength(LoopKernelFrame &frame, linalg::GenericOp op);

/// The position in a tensor of `sizes`, of as many elements as there are rows, whose row-major number is that of `row`.
/// Nothing where sizes are not those of the rows, some dimensions of either joined: a row (a, b) of 4x8 is row 8a + b
/// of
/// 32. Sizes of 1 are passed over.
std::optional<Position> matchRow(IndexSpace &space, ArrayRef<LinearIndex> sizes, ArrayRef<LinearIndex> rowSizes,
                                 const Position &row);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_ROWREDUCTIONS_H
