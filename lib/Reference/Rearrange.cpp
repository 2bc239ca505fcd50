//===- Rearrange.cpp - moving the elements of arrays with all that belongs to them ------------------------===//

#include "Rearrange.h"
#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using numerics::ArrayParts;

namespace {

/// The entries of a part over a value: which one an element belongs to.
struct Grid {
  Shape tile, shape;

  Grid(ArrayRef<int64_t> valueShape, ArrayRef<int64_t> tile)
      : tile(tile), shape(numerics::getGridShape(valueShape, tile)) {}

  int64_t getEntry(ArrayRef<int64_t> position) const {
    int64_t entry = 0;
    for (size_t dim = 0; dim < shape.size(); ++dim)
      entry = entry * shape[dim] + (tile[dim] == numerics::kWhole ? 0 : position[dim] / tile[dim]);
    return entry;
  }
  int64_t getNumEntries() const { return numerics::getNumElements(shape); }
};

/// The grids of an array's parts.
struct Grids {
  Grid codes, blocks, tables;

  Grids(const numerics::Encoding &encoding, ArrayRef<int64_t> shape)
      : codes(shape, getVector(encoding)), blocks(shape, encoding.block), tables(shape, getGroup(encoding)) {}

  static Shape getVector(const numerics::Encoding &encoding) {
    bool hasVector = encoding.codebook && !encoding.codebook->vector.empty();
    return hasVector ? encoding.codebook->vector : Shape(encoding.rank(), 1);
  }
  static Shape getGroup(const numerics::Encoding &encoding) {
    return encoding.codebook ? encoding.codebook->group : Shape(encoding.rank(), numerics::kWhole);
  }
  /// Row-major number of an element inside its vector.
  int64_t getComponent(ArrayRef<int64_t> position) const {
    int64_t component = 0;
    for (auto [index, size] : llvm::zip(position, codes.tile))
      component = component * size + index % size;
    return component;
  }
  int64_t getVectorSize() const { return numerics::getNumElements(codes.tile); }
};

/// Entries of a part that elements write: all that meet in one must bring the same bits.
template <typename T>
class AgreedEntries {
public:
  AgreedEntries(std::vector<T> &entries, int64_t count, T initial) : entries(entries), written(count, false) {
    entries.assign(count, initial);
  }
  /// False when another element brought something else.
  bool set(int64_t index, T value) {
    if (written[index])
      return llvm::bit_cast<uint64_t>(entries[index]) == llvm::bit_cast<uint64_t>(value);
    written[index] = true;
    entries[index] = value;
    return true;
  }

private:
  std::vector<T> &entries;
  std::vector<bool> written;
};

class Rearrangement {
public:
  Rearrangement(ArrayRef<Array> inputs, const numerics::Encoding &encoding, ArrayRef<int64_t> shape)
      : inputs(inputs), encoding(encoding), grids(encoding, shape),
        numEntries(encoding.codebook ? int64_t(1) << numerics::bitWidth(encoding.codebook->index) : 0),
        codes(parts.codes, grids.codes.getNumEntries(), 0),
        scales(parts.scales, encoding.scale ? grids.blocks.getNumEntries() : 0, 1.0),
        zeroPoints(parts.zeroPoints, encoding.zeroPoint ? grids.blocks.getNumEntries() : 0, 0.0),
        table(parts.codebook, encoding.codebook ? grids.tables.getNumEntries() * numEntries * grids.getVectorSize() : 0,
              0.0) {
    for (const Array &input : inputs)
      inputGrids.emplace_back(input.getEncoding(), input.getShape());
    parts.shape.assign(shape.begin(), shape.end());
    if (!inputs.empty())
      parts.tensorScale = inputs.front().parts->tensorScale;
    if (encoding.sparsity.kind != numerics::Sparsity::Kind::None)
      parts.mask.assign(numerics::getNumElements(shape), 0);
  }

  llvm::Error move(ArrayRef<int64_t> to, int64_t index, const ElementSource &source);
  /// After all moves: the block of a new element is known only then.
  void fill(ArrayRef<int64_t> to, uint64_t zeroCode);
  ArrayParts take() { return std::move(parts); }

private:
  bool moveTable(ArrayRef<int64_t> to, const ElementSource &source);

  ArrayRef<Array> inputs;
  const numerics::Encoding &encoding;
  ArrayParts parts;
  Grids grids;
  std::vector<Grids> inputGrids;
  int64_t numEntries;
  AgreedEntries<uint64_t> codes;
  AgreedEntries<double> scales, zeroPoints, table;
};

} // namespace

/// The component of every entry that the element shows.
bool Rearrangement::moveTable(ArrayRef<int64_t> to, const ElementSource &source) {
  const Grids &from = inputGrids[source.input];
  const std::vector<double> &entries = inputs[source.input].parts->codebook;
  int64_t toTable = grids.tables.getEntry(to) * numEntries, toSize = grids.getVectorSize();
  int64_t fromTable = from.tables.getEntry(source.position) * numEntries, fromSize = from.getVectorSize();
  int64_t toComponent = grids.getComponent(to), fromComponent = from.getComponent(source.position);
  for (int64_t entry = 0; entry < numEntries; ++entry)
    if (!table.set((toTable + entry) * toSize + toComponent, entries[(fromTable + entry) * fromSize + fromComponent]))
      return false;
  return true;
}

llvm::Error Rearrangement::move(ArrayRef<int64_t> to, int64_t index, const ElementSource &source) {
  const Grids &from = inputGrids[source.input];
  const ArrayParts &input = *inputs[source.input].parts;
  int64_t toBlock = grids.blocks.getEntry(to), fromBlock = from.blocks.getEntry(source.position);
  auto fail = [](StringRef part) {
    return llvm::createStringError("elements that share " + part + " in the result come from different ones");
  };
  if (!codes.set(grids.codes.getEntry(to), input.codes[from.codes.getEntry(source.position)]))
    return fail("a code");
  if (encoding.scale && !scales.set(toBlock, input.scales[fromBlock]))
    return fail("a scale");
  if (encoding.zeroPoint && !zeroPoints.set(toBlock, input.zeroPoints[fromBlock]))
    return fail("a zero point");
  if (encoding.codebook && !moveTable(to, source))
    return fail("a code book");
  if (!parts.mask.empty()) {
    int64_t element = 0;
    for (auto [position, size] : llvm::zip(source.position, input.shape))
      element = element * size + position;
    parts.mask[index] = input.mask[element];
  }
  return llvm::Error::success();
}

void Rearrangement::fill(ArrayRef<int64_t> to, uint64_t zeroCode) {
  uint64_t code = zeroCode;
  // Under a mask the code does not matter: 0.
  if (!encoding.codebook && parts.mask.empty() && encoding.zeroPoint && numerics::isInteger(encoding.storage))
    code = static_cast<uint64_t>(static_cast<int64_t>(parts.zeroPoints[grids.blocks.getEntry(to)]));
  parts.codes[grids.codes.getEntry(to)] = code & llvm::maskTrailingOnes<uint64_t>(numerics::bitWidth(encoding.storage));
}

llvm::Expected<Array> reference::rearrange(ArrayRef<Array> inputs, EncodingAttr encoding, ArrayRef<int64_t> shape,
                                           SourceFunction source, uint64_t zeroCode) {
  numerics::Encoding plain = encoding.toNumerics();
  Rearrangement rearrangement(inputs, plain, shape);
  SmallVector<Shape> added;
  Shape position(shape.size(), 0);
  int64_t count = numerics::getNumElements(shape);
  for (int64_t index = 0; index < count; ++index, advance(position, shape)) {
    std::optional<ElementSource> from = source(position);
    if (!from)
      added.push_back(position);
    else if (llvm::Error error = rearrangement.move(position, index, *from))
      return error;
  }
  for (const Shape &to : added)
    rearrangement.fill(to, zeroCode);
  return Array(encoding, rearrangement.take());
}
