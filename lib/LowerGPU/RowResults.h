//===- RowResults.h - the results of a kernel whose threads compute rows ----------------------------------===//
#ifndef QNT_LIB_LOWERGPU_ROWRESULTS_H
#define QNT_LIB_LOWERGPU_ROWRESULTS_H

#include "RowReductions.h"
#include "RowThreads.h"

namespace mlir::qnt {

/// Stores what each result of the frame's function holds for a row: an element, from the row's first thread, or as many
/// for a chunk as the chunk has, or their bytes. Fails where a result does not consist of rows.
/// \param rowLength elements of the row, at most; `chunks` hold them.
void emitRowResults(LoopKernelFrame &frame, RowThreads &threads, RowwiseScheduleAttr schedule,
                    ArrayRef<LinearIndex> rowSizes, const LinearIndex &rowLength, const LinearIndex &chunks);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_ROWRESULTS_H
