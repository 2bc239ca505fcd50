//===- ContractionDimensions.h - which dimensions of an operand a contraction names -----------------------===//
#ifndef QNT_IR_CONTRACTIONDIMENSIONS_H
#define QNT_IR_CONTRACTIONDIMENSIONS_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace mlir::qnt {

/// Dimensions of a value of `rank` that are in none of the lists, ascending.
SmallVector<int64_t> getFreeDimensions(int64_t rank, ArrayRef<int64_t> first, ArrayRef<int64_t> second,
                                       ArrayRef<int64_t> third = {});

} // namespace mlir::qnt

#endif // QNT_IR_CONTRACTIONDIMENSIONS_H
