//===- ParallelFor.h - kernels on the threads of a context --------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_PARALLELFOR_H
#define QNT_LIB_COMPRESS_PARALLELFOR_H

#include "mlir/IR/Threading.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mlir::qnt {

/// A numerics::ParallelFor; one thread when the context has no more.
inline auto getParallelFor(MLIRContext *context) {
  return [context](size_t count, llvm::function_ref<void(size_t)> body) { parallelFor(context, 0, count, body); };
}

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_PARALLELFOR_H
