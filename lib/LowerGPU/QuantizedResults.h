//===- QuantizedResults.h - arrays that kernels of tensor cores give --------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_QUANTIZEDRESULTS_H
#define QNT_LIB_LOWERGPU_QUANTIZEDRESULTS_H

#include "ContractionKernel.h"
#include "KernelEmitter.h"

namespace mlir::qnt {

/// The op that makes an array which a kernel yields; null for what is no array or no static quantize.
QuantizeOp getResultQuantize(Value yielded);

/// Why the codes of `op` cannot be computed one at a time in a kernel; empty when they can. Its scales, zero points and
/// tensor scale are values from outside of the kernel.
std::string whyNotQuantizedResult(QuantizeOp op);

/// Scales, zero points and tensor scale, those that there are.
SmallVector<Value> getQuantizeParameters(QuantizeOp op);

/// The code of `element` in its container. `readParameter(tensor, position)`: an element of a parameter; `position`: of
/// the element in the array (i64).
Value emitQuantizedElement(KernelEmitter &e, QuantizeOp op, Value element, ArrayRef<Value> position,
                           function_ref<Value(Value, ArrayRef<Value>)> readParameter);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_QUANTIZEDRESULTS_H
