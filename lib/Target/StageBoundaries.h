//===- StageBoundaries.h - functions of the device behind functions of the host ---------------------------===//
#ifndef QNT_LIB_TARGET_STAGEBOUNDARIES_H
#define QNT_LIB_TARGET_STAGEBOUNDARIES_H

#include "RuntimeCalls.h"

namespace mlir::qnt {

/// The public function gets a private twin with its body; itself it copies its arguments to the device, calls the twin,
/// and copies the results into new memory of the host. Left alone without buffers of the device in its type.
void stageBoundary(func::FuncOp function, RuntimeCalls &calls, SymbolTable &symbols);

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_STAGEBOUNDARIES_H
