//===- QntOps.h - the ops of the dialect ------------------------------------------------------------------===//
#ifndef QNT_IR_QNTOPS_H
#define QNT_IR_QNTOPS_H

#include "Qnt/IR/QntDialect.h"
#include "Qnt/IR/QntInterfaces.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_OP_CLASSES
#include "Qnt/IR/QntOps.h.inc"

namespace mlir::qnt {

/// The sizes of an array or a ranked tensor: attributes where they are static, else `qnt.dim` or `tensor.dim`.
SmallVector<OpFoldResult> getMixedSizes(OpBuilder &builder, Location loc, Value value);

/// `qnt.dot_general`, `qnt.conv_general_dilated`, `qnt.ragged_dot_general`.
inline bool isContraction(Operation *op) { return isa<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp>(op); }
/// One of these, or what `qnt-expand-sugar` makes one of: `qnt.dot`, `qnt.einsum`, `qnt.ragged_dot`.
inline bool becomesContraction(Operation *op) { return isContraction(op) || isa<DotOp, EinsumOp, RaggedDotOp>(op); }
/// All contractions inside of `root`, in the order of a walk.
SmallVector<Operation *> findContractions(Operation *root);

} // namespace mlir::qnt

#endif // QNT_IR_QNTOPS_H
