//===- ShuffledDims.h - shapes whose dimensions stand in a random order ------------------------------------===//
#ifndef QNT_UNITTESTS_SUPPORT_SHUFFLEDDIMS_H
#define QNT_UNITTESTS_SUPPORT_SHUFFLEDDIMS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <random>

namespace mlir::qnt::test {

/// Appends the sizes of all kinds (batch, contracting, free ...) to `shape`, in a random order unless `keepsOrder`.
/// positions[kind][i] becomes the dimension that has the size kinds[kind][i].
void shuffleIn(std::mt19937_64 &random, llvm::ArrayRef<llvm::SmallVector<int64_t, 4>> kinds,
               llvm::SmallVector<int64_t, 4> &shape, llvm::ArrayRef<llvm::SmallVector<int64_t, 4> *> positions,
               bool keepsOrder = false);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_SUPPORT_SHUFFLEDDIMS_H
