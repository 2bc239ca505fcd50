//===- ArraySlices.h - parts of arrays whose codes stay packed --------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_ARRAYSLICES_H
#define QNT_LIB_LOWERLINALG_ARRAYSLICES_H

#include "LoweredArray.h"
#include "Qnt/LowerLinalg/ContractionLoops.h"

namespace mlir::qnt {

/// Parts of a dimension that start at multiples of `step`, of at most `step` elements (the last one fewer), have
/// blocks, tables and bytes of their own, or lie in one.
bool canSlice(ArrayType type, unsigned dim, int64_t step);
/// The smallest step that blocks, tables and bytes divide: a dimension can be sliced by every multiple of it.
int64_t getSliceUnit(ArrayType type, unsigned dim);

/// The array at `ranges`, one for each dimension; nothing is copied. Each range is one that canSlice allows, or starts
/// at 0.
LoweredArray sliceArray(ImplicitLocOpBuilder &builder, const LoweredArray &array, ArrayRef<IndexRange> ranges);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_ARRAYSLICES_H
