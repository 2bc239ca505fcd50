//===- ZeroPointRange.h - what is known of the zero points of an array ------------------------------------===//
#ifndef QNT_LIB_FUSE_ZEROPOINTRANGE_H
#define QNT_LIB_FUSE_ZEROPOINTRANGE_H

#include "Qnt/IR/Accumulators.h"
#include "mlir/IR/Value.h"

namespace mlir::qnt {

/// Smallest and largest integer zero point of an array whose zero points are constant: of a qnt.constant, of parts or
/// operands that are constant, and what layout ops make of these. Nothing when they are not known.
std::optional<IntegerRange> findZeroPointRange(Value array);

} // namespace mlir::qnt

#endif // QNT_LIB_FUSE_ZEROPOINTRANGE_H
