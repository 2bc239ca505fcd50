//===- ElementIndex.h - elements and the entries of parts that they belong to -----------------------------===//
#ifndef QNT_UNITTESTS_IR_ELEMENTINDEX_H
#define QNT_UNITTESTS_IR_ELEMENTINDEX_H

#include "Qnt/IR/LayoutMapping.h"

namespace mlir::qnt::testing {

using Index = SmallVector<int64_t>;

inline Index unravel(int64_t linear, ArrayRef<int64_t> shape) {
  Index index(shape.size());
  for (int i = shape.size() - 1; i >= 0; --i) {
    index[i] = linear % shape[i];
    linear /= shape[i];
  }
  return index;
}

inline int64_t ravel(ArrayRef<int64_t> index, ArrayRef<int64_t> shape) {
  int64_t linear = 0;
  for (auto [i, size] : llvm::zip_equal(index, shape))
    linear = linear * size + i;
  return linear;
}

/// Index of an element's entry in a grid.
inline Index getEntry(ArrayRef<int64_t> element, ArrayRef<int64_t> tile) {
  Index entry;
  for (auto [i, size] : llvm::zip_equal(element, tile))
    entry.push_back(size == numerics::kWhole ? 0 : i / size);
  return entry;
}

/// Place of an element inside its entry, along each dimension.
inline Index getPlace(ArrayRef<int64_t> element, ArrayRef<int64_t> tile) {
  Index place;
  for (auto [i, size] : llvm::zip_equal(element, tile))
    place.push_back(size == numerics::kWhole ? i : i % size);
  return place;
}

inline bool isInside(ArrayRef<int64_t> index, ArrayRef<int64_t> shape) {
  return llvm::all_of(llvm::zip_equal(index, shape), [](auto pair) {
    auto [i, size] = pair;
    return i >= 0 && i < size;
  });
}

inline ArrayRef<int64_t> getGridShape(ArrayType type, const PartGrid &grid) {
  return type.getPartType(grid.part).getShape().drop_back(grid.numInner);
}

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_IR_ELEMENTINDEX_H
