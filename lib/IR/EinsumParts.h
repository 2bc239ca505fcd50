//===- EinsumParts.h - diagonals of an array, part by part ------------------------------------------------===//
#ifndef QNT_LIB_IR_EINSUMPARTS_H
#define QNT_LIB_IR_EINSUMPARTS_H

#include "Qnt/IR/EinsumEquation.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Builders.h"

namespace mlir::qnt {

/// An array with one dimension per label. Of an input whose blocks along the dimensions of a label have two sizes, the
/// smaller one divides the larger and is the result's.
struct PartwisePlan {
  ArrayType result;
  EinsumLabels labels;
  /// Of each label, the dimensions of the input. Dimensions that broadcast are in none of them.
  SmallVector<SmallVector<int64_t>> dims;
};

/// Fails where no block size holds the diagonal's blocks, and where vectors of a code book lie along a dimension that
/// broadcasts or repeats.
FailureOr<PartwisePlan> planPartwise(ArrayType type, ArrayRef<EinsumLabel> labels, const EinsumEquation &equation);

/// Takes the array to pieces, reads each by a linalg.generic, and puts them together. Groups of n:m sparsity along a
/// dimension that goes become a bitmask.
Value applyPartwise(OpBuilder &builder, Location loc, Value array, const PartwisePlan &plan);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_EINSUMPARTS_H
