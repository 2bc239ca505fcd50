//===- FormKernelsAccess.h - which elements of its operands an op reads for an element of a result ---------===//
#ifndef QNT_LIB_FUSE_FORMKERNELSACCESS_H
#define QNT_LIB_FUSE_FORMKERNELSACCESS_H

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Operation.h"

namespace mlir::qnt::form_kernels {

/// An op as loops: maps lead from loops to the dimensions of operands and results. A null map: no such order is known.
struct AccessMaps {
  explicit AccessMaps(unsigned numLoops) : isReduced(numLoops, false) {}

  SmallVector<bool> isReduced; ///< the loop sums up (or finds a scale over) what it reads
  SmallVector<bool> isMoved;   ///< the result's elements along this dimension stand at other indices (slices, pads)
  SmallVector<int64_t> block;  ///< largest number of neighbours that a reduced loop reads for one element; 0: all
  SmallVector<AffineMap> operands, results;
};

/// Nothing for ops that are not described by loops.
std::optional<AccessMaps> getAccessMaps(Operation *op);

/// Shape of a tensor or an array.
ArrayRef<int64_t> getShapeOf(Value value);
/// Bits of an element of a tensor, or of a code of an array.
int64_t getElementBits(Value value);

} // namespace mlir::qnt::form_kernels

#endif // QNT_LIB_FUSE_FORMKERNELSACCESS_H
