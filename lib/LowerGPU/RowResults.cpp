//===- RowResults.cpp - the results of a kernel whose threads compute rows --------------------------------===//
#include "RowResults.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
class RowResults {
public:
  RowResults(LoopKernelFrame &frame, RowThreads &threads, RowwiseScheduleAttr schedule, ArrayRef<LinearIndex> rowSizes,
             const LinearIndex &rowLength)
      : frame(frame), elements(frame.elements), e(frame.elements.e), space(frame.elements.space), threads(threads),
        schedule(schedule), rowSizes(rowSizes), row(threads.getRow()), rowLength(rowLength) {}
  void emit(const LinearIndex &chunks);

private:
  struct RowResult {
    size_t number;      ///< of the function's results
    Position row;       ///< indices that the row decides
    LinearIndex first;  ///< of the last index, in a row that is a block of it
    int64_t unit;       ///< elements in a chunk
    LinearIndex length; ///< elements in the row
    bool isBlock;       ///< the last index is first + element; else dimensions behind the row's are
    unsigned rowDims;   ///< dimensions that the row decides
  };
  std::optional<RowResult> matchResult(size_t number);
  std::optional<RowResult> matchWholeDims(size_t number);
  std::optional<RowResult> matchBlock(size_t number);
  std::optional<int64_t> findUnit(const LinearIndex &length, const LinearIndex &size);
  Position getPosition(const RowResult &result, const LinearIndex &element);
  void emitChunk(const RowResult &result, const RowChunk &chunk);
  void storeRowValue(size_t number, const Position &position);

  LoopKernelFrame &frame;
  ElementEmitter &elements;
  KernelEmitter &e;
  IndexSpace &space;
  RowThreads &threads;
  RowwiseScheduleAttr schedule;
  ArrayRef<LinearIndex> rowSizes;
  const Position &row;
  LinearIndex rowLength;
};
} // namespace

/// Elements of a result that belong to a chunk of the row, when `size` of them belong to the whole row: as many as the
/// chunk has, or its bytes when elements have `bits` bits there.
std::optional<int64_t> RowResults::findUnit(const LinearIndex &length, const LinearIndex &size) {
  if (length == size)
    return schedule.getVector();
  if (!length.isConstant() || !size.isConstant())
    return std::nullopt;
  for (int64_t bits = 8; bits > 0; --bits)
    if (llvm::divideCeil(length.constant * bits, 8) == static_cast<uint64_t>(size.constant) &&
        schedule.getVector() * bits % 8 == 0)
      return schedule.getVector() * bits / 8;
  return std::nullopt;
}

/// A result with dimensions behind those of the row.
std::optional<RowResults::RowResult> RowResults::matchWholeDims(size_t number) {
  ArrayRef<LinearIndex> sizes = frame.outputs[number].sizes;
  for (unsigned dims = sizes.size(); dims-- > 0;) {
    std::optional<Position> position = matchRow(space, sizes.take_front(dims), rowSizes, row);
    if (!position)
      continue;
    LinearIndex length(1);
    bool isStatic = true;
    for (const LinearIndex &size : sizes.drop_front(dims)) {
      isStatic &= size.isConstant();
      length = length.isConstant() && length.constant == 1 ? size : length * (size.isConstant() ? size.constant : 1);
    }
    std::optional<int64_t> unit = findUnit(rowLength, length);
    if (unit && (isStatic || dims + 1 == sizes.size()))
      return RowResult{number, *position, LinearIndex(), *unit, length, false, dims};
  }
  return std::nullopt;
}

/// A result in which the row is a block of the last dimension.
std::optional<RowResults::RowResult> RowResults::matchBlock(size_t number) {
  ArrayRef<LinearIndex> sizes = frame.outputs[number].sizes;
  size_t last = row.size();
  while (last > 0 && rowSizes[last - 1] == LinearIndex(1))
    --last;
  if (last == 0 || sizes.empty() || !sizes.back().isConstant() || !rowLength.isConstant())
    return std::nullopt;
  std::optional<Position> position =
      matchRow(space, sizes.drop_back(), rowSizes.take_front(last - 1), Position(row.begin(), row.begin() + last - 1));
  for (int64_t bits = 8; position && bits > 0; --bits) {
    int64_t block = rowLength.constant * bits / 8;
    if (rowLength.constant * bits % 8 != 0 || schedule.getVector() * bits % 8 != 0 ||
        !(LinearIndex(llvm::divideCeil(sizes.back().constant, block)) == rowSizes[last - 1]))
      continue;
    return RowResult{number, *position, row[last - 1] * block, schedule.getVector() * bits / 8, LinearIndex(block),
                     true,   0};
  }
  return std::nullopt;
}

/// A result that the threads of a row share; nothing, after a failure, where it is not one.
std::optional<RowResults::RowResult> RowResults::matchResult(size_t number) {
  std::optional<RowResult> result = matchWholeDims(number);
  if (!result)
    result = matchBlock(number);
  if (!result)
    elements.fail("result #" + Twine(number) + " does not consist of rows");
  return result;
}

Position RowResults::getPosition(const RowResult &result, const LinearIndex &element) {
  Position position = result.row;
  if (result.isBlock) {
    position.push_back(result.first + element);
    return position;
  }
  ArrayRef<LinearIndex> sizes = ArrayRef(frame.outputs[result.number].sizes).drop_front(result.rowDims);
  Position inner(sizes.size());
  LinearIndex rest = element;
  for (size_t i = sizes.size(); i-- > 0;) {
    inner[i] = i == 0 ? rest : space.remainder(rest, sizes[i].constant);
    rest = i == 0 ? rest : space.floorDivide(rest, sizes[i].constant);
  }
  position.insert(position.end(), inner.begin(), inner.end());
  return position;
}

/// All elements of a chunk, then a store of them, together where all are there.
void RowResults::emitChunk(const RowResult &result, const RowChunk &chunk) {
  const ElementBuffer &buffer = frame.outputs[result.number];
  Value isThere = chunk.isThere, rowThere = threads.getRowCondition();
  if (rowThere)
    isThere = isThere ? e.both(isThere, rowThere) : rowThere;
  SmallVector<Value> values, conditions;
  bool isWhole = true, before = elements.isSpeculative;
  for (int64_t i = 0; i < result.unit; ++i) {
    LinearIndex element = chunk.number * result.unit + i;
    Value condition = result.length.isConstant() ? threads.emitIsBelow(element, result.length, isThere) : isThere;
    if (result.isBlock)
      condition = threads.emitIsBelow(result.first + element, buffer.sizes.back(), condition);
    conditions.push_back(condition);
    isWhole &= condition == isThere;
  }
  elements.isSpeculative |= !isWhole;
  for (int64_t i = 0; i < result.unit; ++i)
    values.push_back(
        elements.getElement(frame.results[result.number], getPosition(result, chunk.number * result.unit + i)));
  elements.isSpeculative = before;
  auto storeAt = [&](Value condition, int64_t first, ArrayRef<Value> stored) {
    elements.openScope();
    auto body = [&] { elements.store(buffer, getPosition(result, chunk.number * result.unit + first), stored); };
    if (condition)
      e.ifTrue(condition, body);
    else
      body();
    elements.closeScope();
  };
  if (isWhole)
    return storeAt(isThere, 0, values);
  for (auto [i, condition] : llvm::enumerate(conditions))
    storeAt(condition, i, values[i]);
}

/// An element for each row, from the first thread.
void RowResults::storeRowValue(size_t number, const Position &position) {
  Value value = elements.getElement(frame.results[number], position);
  Value isFirst = threads.emitIsFirst(), rowThere = threads.getRowCondition();
  elements.openScope();
  e.ifTrue(rowThere ? e.both(isFirst, rowThere) : isFirst,
           [&] { elements.store(frame.outputs[number], position, value); });
  elements.closeScope();
}

void RowResults::emit(const LinearIndex &chunks) {
  SmallVector<RowResult> results;
  for (size_t number = 0; number < frame.results.size(); ++number) {
    if (std::optional<Position> position = matchRow(space, frame.outputs[number].sizes, rowSizes, row)) {
      storeRowValue(number, *position);
      continue;
    }
    std::optional<RowResult> result = matchResult(number);
    if (!result)
      return;
    results.push_back(*result);
  }
  if (results.empty())
    return;
  threads.forEachChunk(chunks, {}, [&](const RowChunk &chunk, ValueRange) {
    for (const RowResult &result : results)
      emitChunk(result, chunk);
    return SmallVector<Value>();
  });
}

void mlir::qnt::emitRowResults(LoopKernelFrame &frame, RowThreads &threads, RowwiseScheduleAttr schedule,
                               ArrayRef<LinearIndex> rowSizes, const LinearIndex &rowLength,
                               const LinearIndex &chunks) {
  RowResults(frame, threads, schedule, rowSizes, rowLength).emit(chunks);
}
