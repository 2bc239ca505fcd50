//===- Encoding.cpp - shapes of blocks and grids ---------------------------------------------------------===//

#include "Qnt/Numerics/Encoding.h"
#include <algorithm>
#include <cassert>

using namespace mlir::qnt::numerics;

int64_t mlir::qnt::numerics::getNumElements(llvm::ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t dim : shape)
    count *= dim;
  return count;
}

static int64_t getGridDim(int64_t dim, int64_t block) {
  if (block == kWhole)
    return 1;
  return dim / block + (dim % block != 0);
}

Shape mlir::qnt::numerics::getGridShape(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block) {
  assert(shape.size() == block.size() && "expected a block size per dimension");
  Shape grid(shape.size());
  for (size_t dim = 0; dim < shape.size(); ++dim)
    grid[dim] = getGridDim(shape[dim], block[dim]);
  return grid;
}

int64_t mlir::qnt::numerics::getBlockIndex(int64_t element, llvm::ArrayRef<int64_t> shape,
                                           llvm::ArrayRef<int64_t> block) {
  assert(shape.size() == block.size() && "expected a block size per dimension");
  int64_t index = 0, stride = 1;
  for (size_t dim = shape.size(); dim-- > 0;) {
    int64_t position = element % shape[dim];
    element /= shape[dim];
    index += block[dim] == kWhole ? 0 : position / block[dim] * stride;
    stride *= getGridDim(shape[dim], block[dim]);
  }
  return index;
}

bool Codebook::isVector() const {
  return std::any_of(vector.begin(), vector.end(), [](int64_t size) { return size != 1; });
}

int64_t Codebook::vectorSize() const { return getNumElements(vector); }

std::pair<int64_t, int64_t> Encoding::codeRange() const {
  if (clamp)
    return *clamp;
  const FormatInfo &info = getInfo(codebook ? codebook->index : storage);
  return {info.minInt, info.maxInt};
}
