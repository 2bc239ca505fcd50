//===- Window.cpp - a strided window on a tensor ----------------------------------------------------------===//

#include "Window.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

Window Window::ofIndexed(ArrayRef<int64_t> shape, ArrayRef<int64_t> dims) {
  Window window{Shape(shape.size(), 0), Shape(shape), Shape(shape.size(), 1)};
  for (int64_t dim : dims)
    window.sizes[dim] = 1;
  return window;
}

void Window::setIndices(ArrayRef<int64_t> dims, const Tensor &indices, int64_t row) {
  for (auto [i, dim] : llvm::enumerate(dims))
    offsets[dim] = indices.getSigned(row * dims.size() + i);
}

llvm::Error Window::check(Operation *op, ArrayRef<int64_t> shape) const {
  for (auto [dim, size] : llvm::enumerate(sizes)) {
    if (size < 0)
      return makeError(op, "expected a size that is not negative in dimension " + Twine(dim) + ", got " + Twine(size));
    __int128 last = __int128(offsets[dim]) + __int128(size - 1) * strides[dim];
    bool isInside = offsets[dim] >= 0 && offsets[dim] < shape[dim] && last >= 0 && last < shape[dim];
    bool isEmptyInside = size == 0 && offsets[dim] >= 0 && offsets[dim] <= shape[dim];
    if (!isInside && !isEmptyInside)
      return makeError(op, "expected a slice inside dimension " + Twine(dim) + " of " + Twine(shape[dim]) +
                               ", got offset " + Twine(offsets[dim]) + ", size " + Twine(size) + ", stride " +
                               Twine(strides[dim]));
  }
  return llvm::Error::success();
}

Shape Window::getReducedSizes(const llvm::SmallBitVector &dropped) const {
  Shape reduced;
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (!dropped.test(dim))
      reduced.push_back(size);
  return reduced;
}

llvm::Error reference::checkSourceShape(Operation *op, const Tensor &source, ArrayRef<int64_t> expected) {
  if (expected == source.getShape())
    return llvm::Error::success();
  return makeError(op, "expected a source of shape " + describeShape(expected, source.getElementType()) + ", got " +
                           describeShape(source.getShape(), source.getElementType()));
}
