//===- OperandSegments.h - operands that an op has once ---------------------------------------------------===//
#ifndef QNT_LIB_IR_OPERANDSEGMENTS_H
#define QNT_LIB_IR_OPERANDSEGMENTS_H

#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// Checks that each of the first operands, called `names`, is there once. The generic form may give it another number
/// of values in operandSegmentSizes, which MLIR checks of optional operands alone, and which the op's own syntax loses.
template <typename OpT>
LogicalResult verifySingleOperands(OpT op, ArrayRef<StringRef> names) {
  for (auto [i, name] : llvm::enumerate(names))
    if (unsigned count = op.getODSOperandIndexAndLength(i).second; count != 1)
      return op.emitOpError() << "expected operandSegmentSizes of 1 for " << name << ", but got " << count;
  return success();
}

} // namespace mlir::qnt

#endif // QNT_LIB_IR_OPERANDSEGMENTS_H
