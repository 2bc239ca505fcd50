//===- TensorTile.h - columns of a float tensor in shared memory, and operand A from them -----------------===//
//
// A tile has a step of 64 along K of each column of the block of the grid, 64 columns after 64: as rows of 64 elements
// of 2 bytes, the columns of a column-major tensor or, along K, the rows of a row-major one. The 16-byte chunk c of row
// r stands at chunk c ^ (r % 8), so that `ldmatrix` meets no bank twice. What lies beyond the end is 0.
//
// Fragment f of operand A has columns 16 f to 16 f + 15 of the warp's 64 in their order. So a lane (g = lane / 4) holds
// sums of columns 8 i + g, i = 0 to 7, which emitRegroup exchanges.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_TENSORTILE_H
#define QNT_LIB_LOWERGPU_TENSORTILE_H

#include "ContractionKernel.h"
#include "TensorPlaces.h"

namespace mlir::qnt {

struct TensorTile {
  Value source;            ///< the tensor in global memory
  Value firstColumn;       ///< of the tile
  Value columns, sizeK;    ///< of the tensor (i32)
  Value batchOffset;       ///< elements to those of the batch (i64)
  Value lineStride;        ///< from a row (of a column-major tensor: column) to the next in elements (i64)
  int64_t pieces = 0;      ///< of 64 columns
  unsigned numThreads = 0; ///< that fill a tile together
  Value thread;            ///< number of this one among them
  const ContractionKernel *contraction = nullptr;

  /// Bytes of 64 columns.
  static constexpr int64_t kPieceBytes = int64_t(64) * 128;

  /// Fills the tile at `target` (shared memory) with step `step` along K (i32).
  void emitCopy(KernelEmitter &e, Value target, Value step) const;
  /// Operand A for the four steps of an instruction: registers 4 * fragment + i. `piece`: the warp's in shared memory.
  SmallVector<SmallVector<Value>> emitLoad(KernelEmitter &e, Value piece) const;

private:
  bool isRowMajor() const { return contraction->tensors->isRowMajor(); }
  void emitCopyChunk(KernelEmitter &e, Value to, Value line, Value chunk, Value piece, Value step) const;
};

/// Bytes of shared memory that a warp needs in emitRegroup.
inline constexpr int64_t kRegroupBytes = int64_t(8) * 68 * 4;

/// Sums of a warp as MmaCore numbers them, from lanes that hold columns 8 i + g to such that hold 8 g + i. `buffer`: of
/// the warp (shared memory); `numTiles`: of 8 rows.
SmallVector<Value> emitRegroup(KernelEmitter &e, Value buffer, ValueRange sums, unsigned numTiles);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_TENSORTILE_H
