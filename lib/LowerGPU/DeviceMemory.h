//===- DeviceMemory.h - memrefs in the memory of a GPU ----------------------------------------------------===//
//
// The type of a memref says where it lies: `#gpu.address_space<global>` is the memory of the GPU, of which the host has
// the address and nothing else; no memory space is the host's own.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_DEVICEMEMORY_H
#define QNT_LIB_LOWERGPU_DEVICEMEMORY_H

#include "mlir/IR/BuiltinTypes.h"

namespace mlir::qnt {

/// #gpu.address_space<global>
Attribute getDeviceSpace(MLIRContext *context);
/// True for memrefs in that space.
bool isDeviceMemory(Type type);
/// Ops of kernels, which run on the GPU.
bool isInKernel(Operation *op);

/// The memref that `memory` is a view of: through casts, subviews and reshapes.
Value getMemoryRoot(Value memory);
/// False where the two are surely different memory.
bool mayShareMemory(Value first, Value second);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_DEVICEMEMORY_H
