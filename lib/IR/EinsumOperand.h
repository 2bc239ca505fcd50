//===- EinsumOperand.h - an operand of einsum with a label per dimension ----------------------------------===//
#ifndef QNT_LIB_IR_EINSUMOPERAND_H
#define QNT_LIB_IR_EINSUMOPERAND_H

#include "Qnt/IR/EinsumEquation.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/PatternMatch.h"

namespace mlir::qnt {

/// A value whose dimensions have distinct labels.
struct LabeledValue {
  Value value;
  EinsumLabels labels;
};

/// Whether separateLabels can rewrite operand `i` of type `type`: along what a diagonal merges an array needs block
/// sizes of which the smaller divides the larger.
bool canSeparateLabels(Type type, unsigned i, const EinsumEquation &equation);

/// Drops the dimensions of operand `i` that broadcast and takes the diagonal of labels that occur twice. Arrays stay
/// arrays (qnt.reshape, transpose, slice; else each part is read by a linalg.generic), tensors are sliced and read by a
/// linalg.generic.
LabeledValue separateLabels(PatternRewriter &rewriter, Location loc, Value value, unsigned i,
                            const EinsumEquation &equation);

/// tensor.empty with the sizes that `labels` have in `source`.
Value makeEmptyTensor(OpBuilder &builder, Location loc, const LabeledValue &source, ArrayRef<EinsumLabel> labels);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_EINSUMOPERAND_H
