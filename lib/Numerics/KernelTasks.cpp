//===- KernelTasks.cpp - parts of a value that threads take ------------------------------------------------===//

#include "KernelTasks.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::qnt::numerics;
using namespace mlir::qnt::numerics::kernels;

PanelSlice kernels::getWholeSlice(const RowLayout &layout, const Band &band, Panel panel) {
  return {band.rows, panel, getColumns(layout, panel)};
}

std::vector<PanelSlice> kernels::cutPanel(const RowLayout &layout, const Band &band, Panel panel, size_t elementBytes) {
  const PanelSlice whole = getWholeSlice(layout, band, panel);
  const int64_t numRows = whole.rows.size(), numColumns = whole.columns.end - whole.columns.begin;
  const int64_t numElements = kTaskBytes / int64_t(elementBytes);
  std::vector<PanelSlice> slices;
  if (numRows > 1) {
    const int64_t step = std::max<int64_t>(numElements / numColumns, 1);
    for (int64_t begin = 0; begin < numRows; begin += step)
      slices.push_back({whole.rows.slice(begin, std::min(step, numRows - begin)), panel, whole.columns});
    return slices;
  }
  const int64_t step = numElements / kPieceSize * kPieceSize;
  for (int64_t begin = whole.columns.begin; begin < whole.columns.end; begin += step)
    slices.push_back({whole.rows, panel, {begin, std::min(begin + step, whole.columns.end)}});
  return slices;
}

void kernels::forEachTask(const PanelWalk &walk, ParallelFor parallelFor,
                          llvm::function_ref<void(int64_t begin, int64_t end, ParallelFor withinPanels)> body,
                          TaskOrder order) {
  const int64_t numPanels = walk.getNumPanels();
  if (walk.getPanelBytes() > 2 * kTaskBytes)
    return body(0, numPanels, parallelFor);
  const int64_t step = llvm::divideCeil(kTaskBytes, walk.getPanelBytes());
  const int64_t numTasks = llvm::divideCeil(numPanels, step);
  const auto run = [&](size_t i) {
    const int64_t begin = step * (order == TaskOrder::LastFirst ? numTasks - 1 - int64_t(i) : int64_t(i));
    body(begin, std::min(begin + step, numPanels), nullptr);
  };
  if (parallelFor && numTasks > 1)
    return parallelFor(numTasks, run);
  for (int64_t i = 0; i < numTasks; ++i)
    run(i);
}
