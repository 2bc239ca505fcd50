//===- Window.h - a strided window on a tensor ------------------------------------------------------------===//
#ifndef QNT_LIB_REFERENCE_WINDOW_H
#define QNT_LIB_REFERENCE_WINDOW_H

#include "Evaluator.h"
#include "llvm/ADT/SmallBitVector.h"

namespace mlir::qnt::reference {

/// Elements offset, offset + stride, ... (size of them) along each dimension of a tensor.
struct Window {
  Shape offsets, sizes, strides;

  /// The window that an op of slices says.
  template <typename OpT>
  static Window of(OpT op, const Evaluator &evaluator) {
    return {getMixedValues(op.getStaticOffsets(), op.getOffsets(), evaluator),
            getMixedValues(op.getStaticSizes(), op.getSizes(), evaluator),
            getMixedValues(op.getStaticStrides(), op.getStrides(), evaluator)};
  }
  /// What a row of indices names: size 1 in the dimensions `dims`, whole in the others. setIndices() sets the offsets.
  static Window ofIndexed(ArrayRef<int64_t> shape, ArrayRef<int64_t> dims);
  /// The offsets in the dimensions `dims` from row `row` of a tensor of indices.
  void setIndices(ArrayRef<int64_t> dims, const Tensor &indices, int64_t row);

  /// Error unless every element of the window lies inside `shape`.
  llvm::Error check(Operation *op, ArrayRef<int64_t> shape) const;

  /// Calls `visit(index in the window, index in the tensor)` for every element, in row-major order.
  template <typename Visitor>
  void forEach(ArrayRef<int64_t> shape, Visitor visit) const {
    Shape tensorStrides = getRowMajorStrides(shape), position(sizes.size(), 0);
    int64_t count = numerics::getNumElements(sizes);
    for (int64_t i = 0; i < count; ++i, advance(position, sizes)) {
      int64_t index = 0;
      for (size_t dim = 0; dim < sizes.size(); ++dim)
        index += (offsets[dim] + position[dim] * strides[dim]) * tensorStrides[dim];
      visit(i, index);
    }
  }

  /// The sizes without the dimensions that a rank-reducing op drops.
  Shape getReducedSizes(const llvm::SmallBitVector &dropped) const;
};

/// Error unless a source to be written into a window has this shape.
llvm::Error checkSourceShape(Operation *op, const Tensor &source, ArrayRef<int64_t> expected);

} // namespace mlir::qnt::reference

#endif // QNT_LIB_REFERENCE_WINDOW_H
