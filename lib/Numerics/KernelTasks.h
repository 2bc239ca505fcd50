//===- KernelTasks.h - parts of a value that threads take --------------------------------------------------===//
//
// Panels are handed out in tasks of some size. A value with few large panels (one scale for the whole tensor) is cut
// within its panels instead.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_NUMERICS_KERNELTASKS_H
#define QNT_LIB_NUMERICS_KERNELTASKS_H

#include "KernelLayout.h"
#include "Qnt/Numerics/Kernels.h"

namespace mlir::qnt::numerics::kernels {

/// Some rows of a band, and some elements of each, from the row's start.
struct PanelSlice {
  llvm::ArrayRef<int64_t> rows;
  Panel panel;
  Columns columns;
};

PanelSlice getWholeSlice(const RowLayout &layout, const Band &band, Panel panel);

/// Slices that start at a byte of packed codes, in order.
std::vector<PanelSlice> cutPanel(const RowLayout &layout, const Band &band, Panel panel, size_t elementBytes);

/// Calls `body` for parts of the panels' numbers, several at once; or once, with what it is to cut panels with.
void forEachTask(const PanelWalk &walk, ParallelFor parallelFor,
                 llvm::function_ref<void(int64_t begin, int64_t end, ParallelFor withinPanels)> body);

} // namespace mlir::qnt::numerics::kernels

#endif // QNT_LIB_NUMERICS_KERNELTASKS_H
