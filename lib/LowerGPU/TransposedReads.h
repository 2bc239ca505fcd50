//===- TransposedReads.h - operands whose innermost dimension is another one than the results' ------------===//
#ifndef QNT_LIB_LOWERGPU_TRANSPOSEDREADS_H
#define QNT_LIB_LOWERGPU_TRANSPOSEDREADS_H

#include "LoopKernels.h"

namespace mlir::qnt {

/// How an element of a result reads a tensor: dimension `dims[i]` of the result is the tensor's index i; -1: index 0.
struct TransposedRead {
  Value tensor;
  SmallVector<int> dims;
};

struct TransposedReads {
  int dim = -1; ///< of the result: the innermost one of what is read
  SmallVector<TransposedRead> reads;
};

/// What elements of `results`, which have the same shape, read in this way; those of the first one's dimension.
TransposedReads findTransposedReads(LoopKernelFrame &frame, ArrayRef<size_t> results);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_TRANSPOSEDREADS_H
