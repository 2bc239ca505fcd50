//===- MemoryLoops.h - loops whose bodies work on memory --------------------------------------------------===//
#ifndef QNT_LIB_LOWERCPU_MEMORYLOOPS_H
#define QNT_LIB_LOWERCPU_MEMORYLOOPS_H

#include "Qnt/LowerLinalg/ContractionLoops.h"

namespace mlir::qnt {

using IndexBody = function_ref<void(ImplicitLocOpBuilder &b, Value index)>;
using PartBody = function_ref<void(ImplicitLocOpBuilder &b, IndexRange part)>;

/// Visits lower .. upper - 1 in steps; no loop where it is known to be one step.
void emitFor(ImplicitLocOpBuilder &b, OpFoldResult lower, OpFoldResult upper, int64_t step, IndexBody body);
/// Visits 0 .. size - 1 in parts of at most `step`.
void emitParts(ImplicitLocOpBuilder &b, OpFoldResult size, int64_t step, PartBody body);

/// first + second
Value emitSum(ImplicitLocOpBuilder &b, OpFoldResult first, OpFoldResult second);
/// ceil(size / step)
OpFoldResult emitQuotient(ImplicitLocOpBuilder &b, OpFoldResult size, int64_t step);
/// The largest multiple of `step` that is at most `size`.
OpFoldResult emitRoundedDown(ImplicitLocOpBuilder &b, OpFoldResult size, int64_t step);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERCPU_MEMORYLOOPS_H
