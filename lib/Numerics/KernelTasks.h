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

/// Bytes of input that are worth a hand-over to another thread.
inline constexpr int64_t kTaskBytes = 1 << 20;

/// Which tasks start before others.
enum class TaskOrder : uint8_t { FirstFirst, LastFirst };

/// Calls `body` for parts of the panels' numbers, several at once; or, for panels that are large, once, with what it is
/// to cut panels with.
void forEachTask(const PanelWalk &walk, ParallelFor parallelFor,
                 llvm::function_ref<void(int64_t begin, int64_t end, ParallelFor withinPanels)> body,
                 TaskOrder order = TaskOrder::FirstFirst);

} // namespace mlir::qnt::numerics::kernels

#endif // QNT_LIB_NUMERICS_KERNELTASKS_H
