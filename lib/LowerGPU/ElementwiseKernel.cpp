//===- ElementwiseKernel.cpp - elements that need no others of the results --------------------------------===//
//
// Results of one shape are computed together, chunk after chunk along their last dimension; those of another shape (the
// scales of an array, say) by the same threads afterwards. A chunk behind the end is computed from the first one and
// not stored.
//
// With a tile, a block computes a square over the last dimension of the results and over that of operands that are read
// transposed. These it first copies to shared memory, row by row as they lie in memory.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "TransposedReads.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Results of one shape.
struct Section {
  SmallVector<size_t> results;
  ArrayRef<LinearIndex> sizes;
  int64_t vector = 1; ///< elements of a chunk
};

class ElementwiseKernel {
public:
  ElementwiseKernel(LoopKernelFrame &frame, ElementwiseScheduleAttr schedule)
      : frame(frame), elements(frame.elements), e(frame.elements.e), space(frame.elements.space), schedule(schedule) {}
  void emit(LaunchShape &shape);

private:
  void emitSection(const Section &section);
  void emitChunk(const Section &section, Value number, Value count, std::optional<int64_t> known);
  LaunchShape::Work getWork(const Section &section);
  bool emitTiles(const Section &section, LaunchShape &shape);
  struct Tile {
    Value isThere, lane, rowInTile; ///< null: for sure; i64: thread of a warp, warp
    Position corner;                ///< of the tile in the result
    SmallVector<LinearIndex> sizes;
    int dim; ///< beside the last
  };
  Tile emitTile(const Section &section, int dim);
  /// The element at (row, column) of the tile, and whether it is there; where not, another one.
  std::pair<Position, Value> getPosition(const Tile &tile, Value row, Value column);
  void copyToShared(const Tile &tile, const TransposedRead &read, Value start);

  LoopKernelFrame &frame;
  ElementEmitter &elements;
  KernelEmitter &e;
  IndexSpace &space;
  ElementwiseScheduleAttr schedule;
  bool isOnly = true; ///< all results have one shape
};
} // namespace

/// Results of equal sizes, in order of their first.
static SmallVector<Section> findSections(LoopKernelFrame &frame, int64_t vector) {
  SmallVector<Section> sections;
  for (auto [number, buffer] : llvm::enumerate(frame.outputs)) {
    ArrayRef<LinearIndex> sizes = buffer.sizes;
    auto *found = llvm::find_if(sections, [&](const Section &section) { return section.sizes == sizes; });
    if (found == sections.end()) {
      Section section{{}, sizes, 1};
      if (!sizes.empty() && sizes.back().isConstant())
        for (section.vector = vector; sizes.back().constant % section.vector != 0;)
          section.vector /= 2;
      sections.push_back(section);
      found = std::prev(sections.end());
    }
    found->results.push_back(number);
  }
  return sections;
}

/// The chunk with this number, when it is one of `count`.
void ElementwiseKernel::emitChunk(const Section &section, Value number, Value count, std::optional<int64_t> known) {
  Value isThere;
  // Another section may have more blocks.
  if (!isOnly || !known || *known % (schedule.getThreads() * schedule.getChunks()) != 0) {
    isThere = e.isLess(number, count);
    number = e.select(isThere, number, e.constant(0, e.b.getI64Type()));
  }
  SmallVector<LinearIndex> sizes(section.sizes);
  if (!sizes.empty() && sizes.back().isConstant())
    sizes.back() = LinearIndex(sizes.back().constant / section.vector);
  elements.openScope();
  Position first = emitSplitNumber(elements, number, sizes, /*isTrusted=*/false);
  if (!first.empty())
    first.back() = first.back() * section.vector;
  SmallVector<SmallVector<Value>> values(section.results.size());
  for (int64_t i = 0; i < section.vector; ++i) {
    Position position = first;
    if (!position.empty())
      position.back() = position.back() + i;
    for (auto [result, list] : llvm::zip_equal(section.results, values))
      list.push_back(elements.getElement(frame.results[result], position));
  }
  auto storeAll = [&] {
    for (auto [result, list] : llvm::zip_equal(section.results, values))
      elements.store(frame.outputs[result], first, list);
  };
  elements.openScope();
  if (isThere)
    e.ifTrue(isThere, storeAll);
  else
    storeAll();
  elements.closeScope();
  elements.closeScope();
}

void ElementwiseKernel::emitSection(const Section &section) {
  auto type = e.b.getI64Type();
  std::optional<int64_t> known = 1;
  Value count;
  for (auto [dim, size] : llvm::enumerate(section.sizes)) {
    LinearIndex own =
        dim + 1 == section.sizes.size() && size.isConstant() ? LinearIndex(size.constant / section.vector) : size;
    known = known && own.isConstant() ? std::optional(*known * own.constant) : std::nullopt;
    count = count ? e.multiply(count, space.emit(own)) : space.emit(own);
  }
  if (!count)
    count = e.constant(1, type);
  Value block = e.b.createOrFold<arith::ExtUIOp>(type, e.blockId(0));
  Value thread = e.b.createOrFold<arith::ExtUIOp>(type, e.threadId());
  Value first = e.add(e.multiply(block, schedule.getThreads() * schedule.getChunks()), thread);
  for (int64_t i = 0; i < schedule.getChunks(); ++i)
    emitChunk(section, e.add(first, i * schedule.getThreads()), count, known);
}

LaunchShape::Work ElementwiseKernel::getWork(const Section &section) {
  LaunchShape::Work work;
  work.sizes = *findSizes(frame.results[section.results.front()]);
  work.divisors.assign(work.sizes.size(), 1);
  if (!work.divisors.empty())
    work.divisors.back() = section.vector;
  work.perBlock = schedule.getThreads() * schedule.getChunks();
  return work;
}

//===----------------------------------------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------------------------------------===//

static constexpr int64_t kTile = 32;

/// Bytes of a row of a tile in shared memory: an odd number of words, or of pairs of words for elements of 8 bytes. So
/// the elements of a column lie in different banks.
static int64_t getPitch(unsigned elementBytes) { return kTile * elementBytes + std::max<int64_t>(4, elementBytes); }

ElementwiseKernel::Tile ElementwiseKernel::emitTile(const Section &section, int dim) {
  auto type = e.b.getI64Type();
  Tile tile;
  tile.dim = dim;
  Value block = e.b.createOrFold<arith::ExtUIOp>(type, e.blockId(0)), count;
  for (auto [i, size] : llvm::enumerate(section.sizes)) {
    bool isTiled = static_cast<int>(i) == dim || i + 1 == section.sizes.size();
    tile.sizes.push_back(isTiled ? space.floorDivide(size + (kTile - 1), kTile) : size);
    count = count ? e.multiply(count, space.emit(tile.sizes.back())) : space.emit(tile.sizes.back());
  }
  if (!isOnly) {
    tile.isThere = e.isLess(block, count);
    block = e.select(tile.isThere, block, e.constant(0, type));
  }
  tile.corner = emitSplitNumber(elements, block, tile.sizes, /*isTrusted=*/false);
  for (size_t i : {static_cast<size_t>(dim), section.sizes.size() - 1})
    tile.corner[i] = tile.corner[i] * kTile;
  tile.sizes.assign(section.sizes.begin(), section.sizes.end());
  tile.lane = e.b.createOrFold<arith::ExtUIOp>(type, e.laneId());
  tile.rowInTile = e.b.createOrFold<arith::ExtUIOp>(type, e.shiftRight(e.threadId(), 5));
  return tile;
}

std::pair<Position, Value> ElementwiseKernel::getPosition(const Tile &tile, Value row, Value column) {
  Position position = tile.corner;
  Value isThere = tile.isThere;
  auto place = [&](size_t dim, Value offset) {
    Value number = e.add(space.emit(tile.corner[dim]), offset);
    const LinearIndex &size = tile.sizes[dim];
    if (!size.isConstant() || size.constant % kTile != 0) {
      Value isInside = e.isLess(number, space.emit(size));
      number = e.select(isInside, number, e.constant(0, number.getType()));
      isThere = isThere ? e.both(isThere, isInside) : isInside;
    }
    IndexRange range = {0, size.isConstant() ? std::optional(size.constant - 1) : std::nullopt};
    position[dim] = space.addAtom(number, range);
  };
  place(tile.dim, row);
  place(tile.sizes.size() - 1, column);
  return {position, isThere};
}

/// A tile of an operand: lanes along its innermost dimension.
void ElementwiseKernel::copyToShared(const Tile &tile, const TransposedRead &read, Value start) {
  Type element = cast<RankedTensorType>(read.tensor.getType()).getElementType();
  unsigned bytes = ElementBuffer{{}, cast<RankedTensorType>(read.tensor.getType()), {}}.getElementBytes();
  for (int64_t first = 0; first < kTile; first += schedule.getThreads() / 32) {
    Value column = e.add(tile.rowInTile, first);
    Position result = getPosition(tile, tile.lane, column).first, position;
    for (int dim : read.dims)
      position.push_back(dim < 0 ? LinearIndex() : result[dim]);
    Value value = elements.getElement(read.tensor, position);
    if (element.isInteger(1))
      value = arith::ExtUIOp::create(e.b, e.b.getI8Type(), value);
    Value offset = e.add(e.multiply(column, getPitch(bytes)), e.multiply(tile.lane, bytes));
    e.store(value, e.offset(start, offset), bytes);
  }
}

/// False where nothing is read transposed.
bool ElementwiseKernel::emitTiles(const Section &section, LaunchShape &shape) {
  TransposedReads transposed = findTransposedReads(frame, section.results);
  if (transposed.reads.empty())
    return false;
  Tile tile = emitTile(section, transposed.dim);
  SmallVector<Value> starts;
  for (const TransposedRead &read : transposed.reads) {
    starts.push_back(e.offset(e.sharedMemory(), shape.sharedBytes));
    copyToShared(tile, read, starts.back());
    unsigned bytes = ElementBuffer{{}, cast<RankedTensorType>(read.tensor.getType()), {}}.getElementBytes();
    shape.sharedBytes += llvm::alignTo(kTile * getPitch(bytes), 16);
  }
  e.barrier();
  for (int64_t first = 0; first < kTile; first += schedule.getThreads() / 32) {
    Value row = e.add(tile.rowInTile, first);
    auto [position, isThere] = getPosition(tile, row, tile.lane);
    elements.onLoad = [&, position = position](Value tensor, const Position &wanted) -> Value {
      for (auto [read, start] : llvm::zip_equal(transposed.reads, starts)) {
        Position own;
        for (int dim : read.dims)
          own.push_back(dim < 0 ? LinearIndex() : position[dim]);
        if (read.tensor != tensor || own != wanted)
          continue;
        Type type = cast<RankedTensorType>(tensor.getType()).getElementType();
        unsigned bytes = ElementBuffer{{}, cast<RankedTensorType>(tensor.getType()), {}}.getElementBytes();
        Value offset = e.add(e.multiply(tile.lane, getPitch(bytes)), e.multiply(row, bytes));
        Type memory = type.isInteger(1) ? e.b.getI8Type() : type.isIndex() ? Type(e.b.getI64Type()) : type;
        Value value = e.load(memory, e.offset(start, offset), bytes);
        return type.isInteger(1) ? arith::TruncIOp::create(e.b, type, value).getResult() : value;
      }
      return {};
    };
    SmallVector<Value> values;
    for (size_t result : section.results)
      values.push_back(elements.getElement(frame.results[result], position));
    elements.onLoad = nullptr;
    elements.openScope();
    auto storeAll = [&, position = position] {
      for (auto [result, value] : llvm::zip_equal(section.results, values))
        elements.store(frame.outputs[result], position, value);
    };
    if (isThere)
      e.ifTrue(isThere, storeAll);
    else
      storeAll();
    elements.closeScope();
  }
  LaunchShape::Work work = getWork(section);
  work.perBlock = 1;
  work.divisors.back() = work.divisors[transposed.dim] = kTile;
  shape.works.push_back(work);
  return true;
}

void ElementwiseKernel::emit(LaunchShape &shape) {
  shape.threads = schedule.getThreads();
  SmallVector<Section> sections = findSections(frame, schedule.getVector());
  isOnly = sections.size() == 1;
  for (const Section &section : sections) {
    if (schedule.getTile() != 0 && emitTiles(section, shape))
      continue;
    emitSection(section);
    shape.works.push_back(getWork(section));
    if (elements.hasFailed())
      return;
  }
}

SmallVector<SmallVector<size_t>> mlir::qnt::groupResults(LoopKernelFrame &frame) {
  return llvm::map_to_vector(findSections(frame, 1), [](const Section &section) { return section.results; });
}

void mlir::qnt::emitElementwiseKernel(LoopKernelFrame &frame, ElementwiseScheduleAttr schedule, LaunchShape &shape) {
  ElementwiseKernel(frame, schedule).emit(shape);
}
