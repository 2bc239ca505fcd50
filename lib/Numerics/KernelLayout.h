//===- KernelLayout.h - any block shape as rows of blocks --------------------------------------------------===//
//
// The kernels see a value as rows that are cut into blocks along the row; rows that share their blocks form a band.
// Dimensions are merged where that keeps blocks, grid order and packed bytes as they are:
//
//   [8, 64, 3, 3], block 1x***    ->  rows of 4608 in blocks of 576
//   [64, 4096], block 32x1        ->  2 bands of 32 rows, rows of 4096 in blocks of 1
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_NUMERICS_KERNELLAYOUT_H
#define QNT_LIB_NUMERICS_KERNELLAYOUT_H

#include "KernelLoops.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <algorithm>

namespace mlir::qnt::numerics::kernels {

/// One dimension and its block size, 1 <= block <= size.
struct BlockedDim {
  int64_t size;
  int64_t block;

  int64_t numBlocks() const { return (size + block - 1) / block; }
};

/// A value without zero-sized dimensions.
struct RowLayout {
  llvm::SmallVector<BlockedDim, 4> outer; ///< from the outermost
  BlockedDim row;
  unsigned codeBits;
  size_t rowBytes; ///< of packed codes

  static RowLayout create(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block, unsigned codeBits);
};

/// Rows that share their blocks.
struct Band {
  llvm::SmallVector<int64_t, 32> rows;
  int64_t firstBlock; ///< grid index of the first block of the rows
};

/// Blocks [begin, end) of the rows of a band, few enough to stay in a cache between two passes, and starting at a byte
/// of packed codes.
struct Panel {
  int64_t begin, end;

  int64_t numBlocks() const { return end - begin; }
};

/// The panels of a value in the order of the grid, by number: as many for each band.
class PanelWalk {
public:
  PanelWalk(const RowLayout &layout, size_t elementBytes);

  int64_t getNumPanels() const { return numBands * panelsPerBand; }
  /// Of input, in the largest panel.
  int64_t getPanelBytes() const { return panelBytes; }
  /// Visits the panels begin .. end.
  void forEach(int64_t begin, int64_t end, llvm::function_ref<void(const Band &, Panel)> visit) const;

private:
  const RowLayout &layout;
  int64_t numBands = 1;
  int64_t blocksPerPanel, panelsPerBand;
  int64_t panelBytes;
};

/// Largest number of elements of one piece.
inline constexpr int64_t kPieceSize = 4096;

/// Elements [begin, end) of a row.
struct Columns {
  int64_t begin, end;
};

inline Columns getColumns(const RowLayout &layout, Panel panel) {
  return {panel.begin * layout.row.block, std::min(panel.end * layout.row.block, layout.row.size)};
}

/// A part of a panel in one row: whole blocks, or a part of one block.
struct Piece {
  int64_t begin; ///< first element, from the row's start
  int64_t count;
  int64_t block;      ///< block size, at most `count`
  int64_t firstBlock; ///< from the panel's start
};

/// Cuts columns of a panel into pieces, in order. They begin and end where blocks do, or blocks have kPieceSize
/// elements at least.
template <typename Visitor>
void forEachPiece(const RowLayout &layout, Panel panel, Columns columns, Visitor &&visit) {
  const int64_t block = layout.row.block;
  const int64_t step = block >= kPieceSize ? kPieceSize : kPieceSize / block * block;
  for (int64_t begin = columns.begin; begin < columns.end;) {
    const int64_t index = begin / block;
    const int64_t blockEnd = block >= kPieceSize ? std::min((index + 1) * block, columns.end) : columns.end;
    const int64_t count = std::min(step, blockEnd - begin);
    visit(Piece{begin, count, std::min(block, count), index - panel.begin});
    begin += count;
  }
}

} // namespace mlir::qnt::numerics::kernels

#endif // QNT_LIB_NUMERICS_KERNELLAYOUT_H
