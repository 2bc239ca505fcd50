//===- KernelLayout.cpp - any block shape as rows of blocks ------------------------------------------------===//

#include "KernelLayout.h"
#include "Qnt/Numerics/Packing.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <optional>

using namespace mlir::qnt::numerics;
using namespace mlir::qnt::numerics::kernels;

/// Bytes of input that a panel over many rows may cover: what two passes find again in the second level cache.
static constexpr int64_t kBandPanelBytes = 512 << 10;
/// Narrower panels over many rows cost more in address translation than a second pass over memory.
static constexpr int64_t kMinPanelElements = kPieceSize;

/// The dimension that two neighbours form when their blocks are the same runs of consecutive elements.
static std::optional<BlockedDim> mergeDims(BlockedDim outer, BlockedDim inner) {
  const int64_t size = outer.size * inner.size;
  if (outer.size == 1)
    return inner;
  if (inner.block == inner.size)
    return BlockedDim{size, outer.block * inner.size};
  if (outer.block == 1 && inner.size % inner.block == 0)
    return BlockedDim{size, inner.block};
  return std::nullopt;
}

/// Rows of packed codes may be joined when no padding stands between them.
static bool isWholeBytes(int64_t elements, unsigned codeBits) { return elements * codeBits % 8 == 0; }

RowLayout RowLayout::create(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block, unsigned codeBits) {
  llvm::SmallVector<BlockedDim, 4> dims; // from the innermost
  for (size_t i = shape.size(); i-- > 0;) {
    const bool isWhole = block[i] == kWhole || block[i] > shape[i];
    const BlockedDim dim{shape[i], isWhole ? shape[i] : block[i]};
    const bool mayMerge = !dims.empty() && (dims.size() > 1 || dim.size == 1 || isWholeBytes(dims[0].size, codeBits));
    const std::optional<BlockedDim> merged = mayMerge ? mergeDims(dim, dims.back()) : std::nullopt;
    if (merged)
      dims.back() = *merged;
    else
      dims.push_back(dim);
  }
  if (dims.empty())
    dims.push_back({1, 1});
  RowLayout layout;
  layout.row = dims.front();
  layout.outer.assign(dims.rbegin(), dims.rend() - 1);
  layout.codeBits = codeBits;
  layout.rowBytes = getPackedRowBytes(layout.row.size, codeBits);
  return layout;
}

/// Steps to the next position of a row-major walk over [begin, end); false after the last one.
static bool advancePosition(llvm::MutableArrayRef<int64_t> position, llvm::ArrayRef<int64_t> begin,
                            llvm::ArrayRef<int64_t> end) {
  for (size_t i = position.size(); i-- > 0;) {
    if (++position[i] < end[i])
      return true;
    position[i] = begin[i];
  }
  return false;
}

static int64_t linearize(llvm::ArrayRef<int64_t> position, llvm::ArrayRef<BlockedDim> dims) {
  int64_t index = 0;
  for (size_t i = 0; i < dims.size(); ++i)
    index = index * dims[i].size + position[i];
  return index;
}

/// The rows of the band at a position of the outer grid.
static void collectRows(llvm::ArrayRef<BlockedDim> dims, llvm::ArrayRef<int64_t> gridPosition,
                        llvm::SmallVectorImpl<int64_t> &rows) {
  Shape begin, end;
  for (size_t i = 0; i < dims.size(); ++i) {
    begin.push_back(gridPosition[i] * dims[i].block);
    end.push_back(std::min(begin.back() + dims[i].block, dims[i].size));
  }
  rows.clear();
  Shape position(begin);
  do
    rows.push_back(linearize(position, dims));
  while (advancePosition(position, begin, end));
}

/// The place of a number in the row-major order of `dims`' grid.
static Shape getGridPosition(llvm::ArrayRef<BlockedDim> dims, int64_t index) {
  Shape position(dims.size(), 0);
  for (size_t i = dims.size(); i-- > 0; index /= dims[i].numBlocks())
    position[i] = index % dims[i].numBlocks();
  return position;
}

PanelWalk::PanelWalk(const RowLayout &layout, size_t elementBytes) : layout(layout) {
  int64_t numRows = 1; // of a whole band
  for (const BlockedDim &dim : layout.outer) {
    numBands *= dim.numBlocks();
    numRows *= dim.block;
  }
  const int64_t bytes = numRows == 1 ? int64_t(kRowPanelBytes) : kBandPanelBytes;
  const int64_t fitting = bytes / (numRows * int64_t(elementBytes));
  const int64_t numBlocks = layout.row.numBlocks();
  blocksPerPanel = std::max<int64_t>(std::max(fitting, kMinPanelElements) / layout.row.block, 1);
  if (!isWholeBytes(blocksPerPanel * layout.row.block, layout.codeBits))
    blocksPerPanel = llvm::alignTo(blocksPerPanel, 8);
  panelsPerBand = llvm::divideCeil(numBlocks, blocksPerPanel);
  panelBytes = numRows * std::min(blocksPerPanel * layout.row.block, layout.row.size) * int64_t(elementBytes);
}

void PanelWalk::forEach(int64_t begin, int64_t end, llvm::function_ref<void(const Band &, Panel)> visit) const {
  const int64_t numBlocks = layout.row.numBlocks();
  Band band;
  for (int64_t index = begin; index < end; ++index) {
    const int64_t bandIndex = index / panelsPerBand, first = index % panelsPerBand * blocksPerPanel;
    if (index == begin || first == 0) {
      band.firstBlock = bandIndex * numBlocks;
      collectRows(layout.outer, getGridPosition(layout.outer, bandIndex), band.rows);
    }
    visit(band, {first, std::min(first + blocksPerPanel, numBlocks)});
  }
}
