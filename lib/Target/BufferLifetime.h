//===- BufferLifetime.h - from where to where in a block a buffer is in use -------------------------------===//
#ifndef QNT_LIB_TARGET_BUFFERLIFETIME_H
#define QNT_LIB_TARGET_BUFFERLIFETIME_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace mlir::qnt {

/// Of an allocation, by the numbers of ops in its block.
struct BufferLifetime {
  unsigned first = 0, last = 0;
  SmallVector<memref::DeallocOp> deallocs; ///< of the buffer itself
};

/// Numbers of the ops of a block.
llvm::DenseMap<Operation *, unsigned> numberOps(Block &block);

/// Follows views, casts and values that loops and branches carry. Nothing, with `reason`, for a buffer that may live
/// longer than its block, or is freed through another value.
std::optional<BufferLifetime> findLifetime(memref::AllocOp alloc, const llvm::DenseMap<Operation *, unsigned> &numbers,
                                           std::string &reason);

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_BUFFERLIFETIME_H
