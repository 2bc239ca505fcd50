//===- BlockSegments.h - walking a tensor block by block -------------------------------------------------===//
//
// A row-major walk over a tensor that hands out runs of elements that share one block, so that work per block is done
// once per run and no element costs a division.
//
//   shape [2, 5], block [1, 2]: (0, 2, block 0) (2, 2, block 1) (4, 1, block 2) (5, 2, block 3) ...
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_BLOCKSEGMENTS_H
#define QNT_NUMERICS_BLOCKSEGMENTS_H

#include "Qnt/Numerics/Encoding.h"
#include <algorithm>

namespace mlir::qnt::numerics {

/// A run of elements in row-major order that lie in one block.
struct Segment {
  int64_t begin;  ///< linear index of the first element
  int64_t length; ///< at least 1
  int64_t block;  ///< linear index in the grid
};

/// Linear grid index of the block row that holds the outer position `position` (rank - 1 entries).
inline int64_t getBlockRow(llvm::ArrayRef<int64_t> position, llvm::ArrayRef<int64_t> grid,
                           llvm::ArrayRef<int64_t> block) {
  int64_t row = 0;
  for (size_t dim = 0; dim < position.size(); ++dim)
    row = row * grid[dim] + (block[dim] == kWhole ? 0 : position[dim] / block[dim]);
  return row;
}

/// The next position of a row-major walk over `shape`.
inline void advance(llvm::MutableArrayRef<int64_t> position, llvm::ArrayRef<int64_t> shape) {
  for (size_t dim = position.size(); dim-- > 0;) {
    if (++position[dim] < shape[dim])
      return;
    position[dim] = 0;
  }
}

/// Calls `visit(Segment)` for all elements of `shape` in row-major order.
template <typename Visitor>
void forEachSegment(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block, Visitor &&visit) {
  int64_t numElements = getNumElements(shape);
  if (numElements == 0)
    return;
  if (shape.empty()) {
    visit(Segment{0, 1, 0});
    return;
  }
  Shape grid = getGridShape(shape, block);
  int64_t rowSize = shape.back();
  int64_t runSize = block.back() == kWhole ? rowSize : std::min(block.back(), rowSize);
  Shape position(shape.size() - 1, 0);
  for (int64_t row = 0; row < numElements; row += rowSize, advance(position, shape.drop_back())) {
    int64_t index = getBlockRow(position, llvm::ArrayRef(grid).drop_back(), block.drop_back()) * grid.back();
    for (int64_t column = 0; column < rowSize; column += runSize, ++index)
      visit(Segment{row + column, std::min(runSize, rowSize - column), index});
  }
}

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_BLOCKSEGMENTS_H
