//===- RuntimeChecks.h - assertions about what types leave open -------------------------------------------===//
//
// What the interpreter reports when a program runs, as cf.assert. Nothing is emitted for what types already say.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_RUNTIMECHECKS_H
#define QNT_LIB_LOWERLINALG_RUNTIMECHECKS_H

#include "LoweredArray.h"
#include "Qnt/LowerLinalg/ElementLoops.h"

namespace mlir::qnt {

/// Asserts what `message` says was expected.
void emitExpectation(ImplicitLocOpBuilder &b, Operation *op, Value holds, StringRef message);

/// Asserts that `tensor`, called `name` in the message, has `sizes`.
void assertSizes(ImplicitLocOpBuilder &b, Operation *op, StringRef name, Value tensor, ArrayRef<OpFoldResult> sizes);

/// Asserts that each size of `tensor` is 1 or that of `sizes`.
void assertBroadcasts(ImplicitLocOpBuilder &b, Operation *op, StringRef name, Value tensor,
                      ArrayRef<OpFoldResult> sizes);

/// Asserts that the sizes that are static in `type` are these.
void assertType(ImplicitLocOpBuilder &b, Operation *op, StringRef name, ArrayRef<OpFoldResult> sizes,
                ArrayRef<int64_t> type);

/// Asserts that a mask (tensor<...xi1>) keeps at most n of every m elements, as the encoding says.
void assertSparsity(ImplicitLocOpBuilder &b, Operation *op, EncodingAttr encoding, Value mask,
                    ArrayRef<OpFoldResult> sizes);

/// Sizes of a part of an array of these sizes; those of the entries of a code book from its type.
Sizes getPartSizes(ImplicitLocOpBuilder &b, EncodingAttr encoding, PartKind kind, ArrayRef<OpFoldResult> sizes);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_RUNTIMECHECKS_H
