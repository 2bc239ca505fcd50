//===- TensorPlaces.h - where elements of a float tensor stand in memory ----------------------------------===//
#ifndef QNT_LIB_LOWERGPU_TENSORPLACES_H
#define QNT_LIB_LOWERGPU_TENSORPLACES_H

#include "KernelEmitter.h"
#include "mlir/IR/BuiltinTypes.h"

namespace mlir::qnt {

/// A contiguous, row-major tensor whose dimensions are counted in groups: batches, rows.
class TensorPlaces {
public:
  TensorPlaces() = default;
  /// `sizes`: of its dimensions (i64), where they are dynamic and asked for.
  TensorPlaces(RankedTensorType type, ArrayRef<Value> sizes) : type(type), sizes(sizes) {}

  /// Elements (i64) to the one whose indices along `dims` have the row-major number `number` (i32); others are 0.
  Value getOffset(KernelEmitter &e, ArrayRef<int64_t> dims, Value number) const;
  /// From an element to the next along `dim` (i64).
  Value getStride(KernelEmitter &e, int64_t dim) const { return getProduct(e, dim + 1, type.getRank()); }

private:
  /// Of the sizes of dimensions `first` to `end` (i64).
  Value getProduct(KernelEmitter &e, int64_t first, int64_t end) const;

  RankedTensorType type;
  SmallVector<Value> sizes;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_TENSORPLACES_H
