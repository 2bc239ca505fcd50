//===- BlockMaps.h - from an element of a value to its block ----------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_BLOCKMAPS_H
#define QNT_LIB_LOWERLINALG_BLOCKMAPS_H

#include "mlir/IR/AffineMap.h"

namespace mlir::qnt {

/// (d0, d1, ...) -> (d0 floordiv block[0], ...): the position in the grid of scales. 0 for a whole dimension
/// (numerics::kWhole). Indexing map of a part for a linalg.generic over the elements of the value.
AffineMap getBlockMap(MLIRContext *context, ArrayRef<int64_t> block);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_BLOCKMAPS_H
