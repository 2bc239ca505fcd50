//===- CoreAIKernels.cpp - kernels of transposed convolutions -----------------------------------------------===//
//
// Enters: the parts of a kernel [in, out / groups, window ...]. Leaves: those of [in / groups, out, window ...], window
// position w where n - 1 - w was. A block of elements that share a scale, or a table, stays one within a group.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "CoreAIChain.h"
#include "CoreAIConstants.h"
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;
using numerics::BlockShape, numerics::Shape;

namespace {
class KernelTurn {
public:
  KernelTurn(ArrayRef<int64_t> shape, int64_t groups)
      : from(shape.begin(), shape.end()), to(from), insideGroup(shape[0] / groups), outsideGroup(shape[1]) {
    to[0] = insideGroup;
    to[1] = outsideGroup * groups;
  }

  const Shape &getShape() const { return to; }
  BlockShape turnBlock(ArrayRef<int64_t> block) const;
  template <typename T>
  std::vector<T> turnElements(ArrayRef<T> elements) const;
  /// `count` entries a block.
  std::vector<uint64_t> turnGrid(ArrayRef<uint64_t> entries, ArrayRef<int64_t> block, int64_t count) const;

private:
  /// Where the element at `index` of the new kernel, which it overwrites, stood; a linear index.
  int64_t getSource(MutableArrayRef<int64_t> index) const;

  Shape from, to;
  int64_t insideGroup, outsideGroup; ///< input and output features
};
} // namespace

static Shape getIndex(int64_t linear, ArrayRef<int64_t> shape) {
  Shape index(shape.size());
  for (int64_t dim = shape.size() - 1; dim >= 0; --dim) {
    index[dim] = linear % shape[dim];
    linear /= shape[dim];
  }
  return index;
}

int64_t KernelTurn::getSource(MutableArrayRef<int64_t> index) const {
  index[0] += index[1] / outsideGroup * insideGroup;
  index[1] %= outsideGroup;
  for (size_t dim = 2; dim < index.size(); ++dim)
    index[dim] = from[dim] - 1 - index[dim];
  int64_t linear = 0;
  for (auto [position, size] : llvm::zip(index, from))
    linear = linear * size + position;
  return linear;
}

/// The largest blocks that lie in one block of before. Those along input features may span groups, or not divide one.
BlockShape KernelTurn::turnBlock(ArrayRef<int64_t> block) const {
  BlockShape turned(block.begin(), block.end());
  bool isWhole = block[0] == numerics::kWhole;
  turned[0] = isWhole ? numerics::kWhole : std::gcd(block[0], insideGroup);
  if (turned[0] == insideGroup)
    turned[0] = numerics::kWhole;
  if (block[1] == numerics::kWhole && !isWhole && from[0] != insideGroup)
    turned[1] = outsideGroup;
  return turned;
}

template <typename T>
std::vector<T> KernelTurn::turnElements(ArrayRef<T> elements) const {
  std::vector<T> turned(elements.size());
  for (auto [i, element] : llvm::enumerate(turned))
    element = elements[getSource(getIndex(i, to))];
  return turned;
}

std::vector<uint64_t> KernelTurn::turnGrid(ArrayRef<uint64_t> entries, ArrayRef<int64_t> block, int64_t count) const {
  BlockShape turnedBlock = turnBlock(block);
  Shape grid = numerics::getGridShape(to, turnedBlock);
  std::vector<uint64_t> turned;
  for (int64_t i = 0, end = numerics::getNumElements(grid); i < end; ++i) {
    Shape index = getIndex(i, grid);
    for (auto [position, size] : llvm::zip(index, turnedBlock))
      position *= size;
    ArrayRef<uint64_t> entry = entries.slice(numerics::getBlockIndex(getSource(index), from, block) * count, count);
    turned.insert(turned.end(), entry.begin(), entry.end());
  }
  return turned;
}

/// The same for an attribute whose data is known to be there.
static ElementsAttr turnAttr(const KernelTurn &turn, ElementsAttr attr, ArrayRef<int64_t> block, int64_t count) {
  auto type = cast<ShapedType>(attr.getType());
  std::vector<uint64_t> entries = turn.turnGrid(*readCoreAICodes(attr), block, count);
  SmallVector<int64_t> shape = numerics::getGridShape(turn.getShape(), turn.turnBlock(block));
  llvm::append_range(shape, type.getShape().drop_front(shape.size()));
  return makeElements(RankedTensorType::get(shape, type.getElementType()), entries);
}

bool mlir::qnt::turnKernel(ChainParts &parts, int64_t groups) {
  numerics::Encoding &encoding = parts.encoding;
  if ((encoding.codebook && encoding.codebook->isVector()) || numerics::getNumElements(parts.shape) == 0)
    return false;
  KernelTurn turn(parts.shape, groups);
  parts.codes = turn.turnElements<uint64_t>(parts.codes);
  if (!parts.mask.empty())
    parts.mask = turn.turnElements<uint8_t>(parts.mask);
  if (encoding.codebook) {
    int64_t entries = int64_t(1) << numerics::bitWidth(encoding.codebook->index);
    parts.codebook = turnAttr(turn, parts.codebook, encoding.codebook->group, entries);
    encoding.codebook->group = turn.turnBlock(encoding.codebook->group);
  }
  if (parts.scales)
    parts.scales = turnAttr(turn, parts.scales, encoding.block, 1);
  if (!parts.zeroPoints.empty())
    parts.zeroPoints = turn.turnGrid(parts.zeroPoints, encoding.block, 1);
  encoding.block = turn.turnBlock(encoding.block);
  parts.shape = turn.getShape();
  return true;
}
