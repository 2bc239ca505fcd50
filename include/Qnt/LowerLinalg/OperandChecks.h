//===- OperandChecks.h - values of operands that a program checks -----------------------------------------===//
//
// What the interpreter reports of operands when a program runs, as cf.assert. The checks are loops, not linalg ops, so
// that they stay on the host where the ops around them become kernels.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LOWERLINALG_OPERANDCHECKS_H
#define QNT_LOWERLINALG_OPERANDCHECKS_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// i1: `holds` gives true for every position of a value of these sizes.
Value emitForAll(ImplicitLocOpBuilder &b, ArrayRef<OpFoldResult> sizes,
                 function_ref<Value(ImplicitLocOpBuilder &b, ValueRange position)> holds);

/// Asserts (C12) of qnt.requantize: multipliers (a tensor of i32) from 2^30 to 2^31 - 1 and shifts (of i32) from -31 to
/// 62. Nothing is emitted for constants, which the verifier has seen.
void assertFixedPointFactors(ImplicitLocOpBuilder &b, Value multiplier, Value shift);

/// Asserts that every element of `groupSizes`, a tensor of integers, is at least 0.
void assertGroupSizes(ImplicitLocOpBuilder &b, Value groupSizes);

} // namespace mlir::qnt

#endif // QNT_LOWERLINALG_OPERANDCHECKS_H
