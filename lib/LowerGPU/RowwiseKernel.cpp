//===- RowwiseKernel.cpp - reductions of rows, and what follows them --------------------------------------===//
//
// Some threads compute a row together: pass after pass over its elements, one for each reduction, then one for the
// results. An element is what ElementEmitter makes of it; with rows that are kept in registers it is read once. What
// lies behind the end of a row or of the rows is computed from elements that are there and left out.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Combiner.h"
#include "RowReductions.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// The elements of a row as a thread sees them: chunks, and which of them exist.
struct RowChunk {
  LinearIndex number; ///< a chunk that is there
  Value isThere;      ///< whether it is the thread's; null: for sure
};

using Step = function_ref<SmallVector<Value>(const LinearIndex &element, ValueRange state)>;

class RowwiseKernel {
public:
  RowwiseKernel(LoopKernelFrame &frame, RowwiseScheduleAttr schedule)
      : frame(frame), elements(frame.elements), e(frame.elements.e), space(frame.elements.space), schedule(schedule) {}
  void emit(LaunchShape &shape);

private:
  void emitRow();
  void emitReduction(linalg::GenericOp op, const Position &loops);
  SmallVector<Value> emitBodyOfRow(linalg::GenericOp op, const Position &loops);
  SmallVector<Value> emitReductionLoops(linalg::GenericOp op, const Position &loops);
  bool emitRowLoop(scf::ForOp loop, BodyValues &body);
  SmallVector<Value> reduce(const LinearIndex &length, ArrayRef<Combiner> combiners, Step step);
  SmallVector<Value> reduceChunk(const RowChunk &chunk, const LinearIndex &length, SmallVector<Value> state, Step step);
  Value combineThreads(const Combiner &combiner, Value value);
  Value combineLanes(const Combiner &combiner, Value value, int64_t lanes);

  LinearIndex getChunkCount(const LinearIndex &length);
  SmallVector<RowChunk> getKeptChunks(int64_t count);
  Value emitIsBelow(const LinearIndex &index, const LinearIndex &limit, Value condition);

  void emitResults();
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
  std::optional<int64_t> findUnit(const LinearIndex &length, const LinearIndex &size);
  Position getPosition(const RowResult &result, const LinearIndex &element);
  void emitChunk(const RowResult &result, const RowChunk &chunk);
  void storeRowValue(size_t number, const Position &position);

  LoopKernelFrame &frame;
  ElementEmitter &elements;
  KernelEmitter &e;
  IndexSpace &space;
  RowwiseScheduleAttr schedule;
  RowReductions rows;
  Position row;          ///< the thread's
  Value isRowThere;      ///< null: for sure
  Value threadNumber;    ///< i64, in the row
  LinearIndex thread;    ///< the same
  LinearIndex chunks;    ///< of a row
  LinearIndex rowLength; ///< elements that the first reduction visits, at most
  std::map<int64_t, SmallVector<RowChunk>> kept;
  int64_t sharedBytes = 0;
  bool isInRow = false; ///< a loop over the row's elements is being written
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Chunks
//===----------------------------------------------------------------------------------------------------===//

/// The largest number of chunks that a row of `length` elements may have.
LinearIndex RowwiseKernel::getChunkCount(const LinearIndex &length) {
  IndexRange range = space.getRange(length);
  if (range.high)
    return llvm::divideCeil(*range.high, schedule.getVector());
  if (schedule.getVector() != 1)
    elements.fail("rows of a length that is not known have chunks of one element");
  return length;
}

SmallVector<RowChunk> RowwiseKernel::getKeptChunks(int64_t count) {
  auto [known, isNew] = kept.try_emplace(count);
  if (!isNew)
    return known->second;
  int64_t threads = schedule.getThreads();
  if (count > threads * schedule.getChunks())
    elements.fail("a row of " + Twine(count) + " chunks is longer than " + Twine(threads * schedule.getChunks()));
  for (int64_t first = 0; first < count; first += threads) {
    RowChunk chunk{thread + first, {}};
    if (first + threads > count) {
      Value number = e.add(threadNumber, first), limit = e.constant(count, e.b.getI64Type());
      chunk.isThere = arith::CmpIOp::create(e.b, arith::CmpIPredicate::slt, number, limit);
      number = e.select(chunk.isThere, number, e.constant(0, e.b.getI64Type()));
      chunk.number = space.addAtom(number, {0, count - 1});
    }
    known->second.push_back(chunk);
  }
  return known->second;
}

/// `condition` (null: true) and index < limit; null: for sure.
Value RowwiseKernel::emitIsBelow(const LinearIndex &index, const LinearIndex &limit, Value condition) {
  if (space.isBelow(index, limit) == true)
    return condition;
  Value isBelow = e.isLess(space.emit(index), space.emit(limit));
  return condition ? e.both(condition, isBelow) : isBelow;
}

//===----------------------------------------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------------------------------------===//

/// Pieces of 32 bits go from lane to lane.
static Value shuffleXor(KernelEmitter &e, Value value, int64_t mask) {
  Type type = value.getType();
  unsigned width = type.getIntOrFloatBitWidth();
  Value bits = isa<FloatType>(type) ? e.bitcast(value, e.b.getIntegerType(width)) : value;
  auto exchange = [&](Value piece) -> Value {
    return NVVM::ShflOp::create(e.b, piece.getType(), e.constant(-1), piece, e.constant(mask), e.constant(31),
                                NVVM::ShflKindAttr::get(e.b.getContext(), NVVM::ShflKind::bfly), UnitAttr());
  };
  if (width == 64) {
    auto pair = VectorType::get(2, e.b.getI32Type());
    SmallVector<Value> pieces = e.unpackVector(e.bitcast(bits, pair));
    bits = e.bitcast(e.packVector({exchange(pieces[0]), exchange(pieces[1])}), e.b.getI64Type());
  } else {
    Value wide = width == 32 ? bits : arith::ExtUIOp::create(e.b, e.b.getI32Type(), bits).getResult();
    wide = exchange(wide);
    bits = width == 32 ? wide : arith::TruncIOp::create(e.b, e.b.getIntegerType(width), wide).getResult();
  }
  return isa<FloatType>(type) ? e.bitcast(bits, type) : bits;
}

Value RowwiseKernel::combineLanes(const Combiner &combiner, Value value, int64_t lanes) {
  for (int64_t mask = lanes / 2; mask > 0; mask /= 2)
    value = combiner.emit(elements, value, shuffleXor(e, value, mask));
  return value;
}

/// All threads of the row have the result.
Value RowwiseKernel::combineThreads(const Combiner &combiner, Value value) {
  value = combineLanes(combiner, value, std::min<int64_t>(32, schedule.getThreads()));
  int64_t warps = schedule.getWarpsPerRow();
  if (warps == 1)
    return value;
  // A place of its own for each reduction: nobody waits for those who still read.
  constexpr int64_t slotBytes = 8;
  unsigned bytes = llvm::divideCeil(value.getType().getIntOrFloatBitWidth(), 8);
  Value slots = e.offset(e.sharedMemory(), sharedBytes), warp = e.shiftRight(e.threadId(), 5);
  sharedBytes += schedule.getRows() * warps * slotBytes;
  Value isFirst = arith::CmpIOp::create(e.b, arith::CmpIPredicate::eq, e.laneId(), e.constant(0));
  Type memory = value.getType().isInteger(1) ? e.b.getI8Type() : value.getType();
  e.ifTrue(isFirst, [&] {
    Value stored = memory == value.getType() ? value : arith::ExtUIOp::create(e.b, memory, value).getResult();
    e.store(stored, e.offset(slots, e.multiply(warp, slotBytes)), bytes);
  });
  e.barrier();
  Value firstWarp = e.multiply(e.divide(warp, warps), warps);
  Value own = e.add(firstWarp, e.bitAnd(e.laneId(), warps - 1));
  Value part = e.load(memory, e.offset(slots, e.multiply(own, slotBytes)), bytes);
  if (memory != value.getType())
    part = arith::TruncIOp::create(e.b, value.getType(), part);
  return combineLanes(combiner, part, warps);
}

SmallVector<Value> RowwiseKernel::reduceChunk(const RowChunk &chunk, const LinearIndex &length,
                                              SmallVector<Value> state, Step step) {
  for (int64_t i = 0; i < schedule.getVector(); ++i) {
    LinearIndex element = chunk.number * schedule.getVector() + i;
    bool before = elements.isSpeculative;
    Value isThere = emitIsBelow(element, length, chunk.isThere);
    elements.isSpeculative |= isThere != chunk.isThere;
    SmallVector<Value> next = step(element, state);
    elements.isSpeculative = before;
    if (isThere)
      for (auto [value, old] : llvm::zip_equal(next, state))
        value = e.select(isThere, value, old);
    state = next;
  }
  return state;
}

/// `step` on the elements of the row, each once.
SmallVector<Value> RowwiseKernel::reduce(const LinearIndex &length, ArrayRef<Combiner> combiners, Step step) {
  SmallVector<Value> state;
  for (const Combiner &combiner : combiners)
    state.push_back(combiner.emitNeutral(e));
  LinearIndex count = getChunkCount(length);
  if (chunks == LinearIndex())
    chunks = count, rowLength = space.getRange(length).high ? LinearIndex(*space.getRange(length).high) : length;
  if (schedule.getChunks() != 0) {
    if (!count.isConstant())
      elements.fail("rows of a length that is not known are not kept in registers");
    else
      for (const RowChunk &chunk : getKeptChunks(count.constant))
        state = reduceChunk(chunk, length, state, step);
  } else {
    auto type = e.b.getI64Type();
    auto loop =
        scf::ForOp::create(e.b, threadNumber, space.emit(count), e.constant(schedule.getThreads(), type), state);
    OpBuilder::InsertionGuard guard(e.b);
    e.b.setInsertionPointToStart(loop.getBody());
    elements.openScope();
    IndexRange range = {0, count.isConstant() ? std::optional(count.constant - 1) : std::nullopt};
    RowChunk chunk{space.addAtom(loop.getInductionVar(), range, /*isTrusted=*/!count.isConstant()), {}};
    LinearIndex end = count.isConstant() ? length : chunk.number + 1;
    SmallVector<Value> next = reduceChunk(chunk, end, SmallVector<Value>(loop.getRegionIterArgs()), step);
    elements.closeScope();
    scf::YieldOp::create(e.b, next);
    state.assign(loop.result_begin(), loop.result_end());
  }
  for (auto [value, combiner] : llvm::zip_equal(state, combiners))
    value = combineThreads(combiner, value);
  return state;
}

static std::optional<SmallVector<Combiner>> matchCombiners(ValueRange yielded, ArrayRef<BlockArgument> states) {
  SmallVector<Combiner> combiners;
  for (auto [value, state] : llvm::zip_equal(yielded, states)) {
    std::optional<Combiner> combiner = Combiner::match(value, state);
    if (!combiner)
      return std::nullopt;
    combiners.push_back(*combiner);
  }
  return combiners;
}

/// A loop in a body that is evaluated for the whole row.
bool RowwiseKernel::emitRowLoop(scf::ForOp loop, BodyValues &body) {
  if (!isRowLoop(loop) || isInRow)
    return false;
  std::optional<SmallVector<Combiner>> combiners =
      matchCombiners(loop.getBody()->getTerminator()->getOperands(), llvm::to_vector(loop.getRegionIterArgs()));
  LinearIndex lower = elements.getIndex(loop.getLowerBound(), body);
  LinearIndex length = getLoopLength(elements, loop, lower, body);
  isInRow = true;
  SmallVector<Value> totals = reduce(length, *combiners, [&](const LinearIndex &element, ValueRange state) {
    BodyValues inner = body;
    inner.indices[loop.getInductionVar()] = lower + element;
    for (auto [argument, value] : llvm::zip_equal(loop.getRegionIterArgs(), state))
      inner.values[argument] = value;
    elements.emitOps(*loop.getBody(), inner);
    return llvm::map_to_vector(loop.getBody()->getTerminator()->getOperands(),
                               [&](Value value) { return elements.getValue(value, inner); });
  });
  isInRow = false;
  for (auto [result, total, combiner, initial] :
       llvm::zip_equal(loop.getResults(), totals, *combiners, loop.getInitArgs()))
    body.values[result] = combiner.emit(elements, elements.getValue(initial, body), total);
  return true;
}

/// What an op gives in whose body loops go over the row.
SmallVector<Value> RowwiseKernel::emitBodyOfRow(linalg::GenericOp op, const Position &loops) {
  BodyValues body;
  body.loops = loops;
  for (OpOperand &operand : op->getOpOperands())
    elements.bind(op.getMatchingBlockArgument(&operand), operand, body);
  elements.emitLoop = [&](scf::ForOp loop, BodyValues &values) { return emitRowLoop(loop, values); };
  elements.emitOps(*op.getBody(), body);
  elements.emitLoop = nullptr;
  return llvm::map_to_vector(op.getBody()->getTerminator()->getOperands(),
                             [&](Value yielded) { return elements.getValue(yielded, body); });
}

/// What an op gives whose reduction loops go over the row.
SmallVector<Value> RowwiseKernel::emitReductionLoops(linalg::GenericOp op, const Position &loops) {
  Block *block = op.getBody();
  SmallVector<BlockArgument> states(op.getRegionOutputArgs());
  std::optional<SmallVector<Combiner>> combiners = matchCombiners(block->getTerminator()->getOperands(), states);
  if (!combiners) {
    elements.fail("a reduction does more than to add up or to compare");
    return {};
  }
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  SmallVector<unsigned> reduced;
  op.getReductionDims(reduced);
  SmallVector<Value> totals =
      reduce(getReductionLength(frame, op), *combiners, [&](const LinearIndex &element, ValueRange state) {
        BodyValues body;
        body.loops = loops;
        LinearIndex rest = element;
        for (size_t i = reduced.size(); i-- > 0;) {
          body.loops[reduced[i]] = i == 0 ? rest : space.remainder(rest, sizes[reduced[i]]);
          rest = i == 0 ? rest : space.floorDivide(rest, sizes[reduced[i]]);
        }
        for (OpOperand *operand : op.getDpsInputOperands())
          elements.bind(op.getMatchingBlockArgument(operand), *operand, body);
        for (auto [argument, value] : llvm::zip_equal(states, state))
          body.values[argument] = value;
        elements.emitOps(*block, body);
        return llvm::map_to_vector(block->getTerminator()->getOperands(),
                                   [&](Value value) { return elements.getValue(value, body); });
      });
  for (auto [init, total, combiner] : llvm::zip_equal(op.getDpsInitsMutable(), totals, *combiners))
    total = combiner.emit(elements, elements.getOperand(init, loops), total);
  return totals;
}

/// Puts what the op gives for the row among the known elements.
void RowwiseKernel::emitReduction(linalg::GenericOp op, const Position &loops) {
  SmallVector<Value> results =
      op.getNumReductionLoops() == 0 ? emitBodyOfRow(op, loops) : emitReductionLoops(op, loops);
  if (elements.hasFailed())
    return;
  for (auto [result, value] : llvm::zip_equal(op->getResults(), results)) {
    Position position;
    for (AffineExpr expr : op.getIndexingMapMatchingResult(result).getResults())
      position.push_back(*space.apply(expr, loops, {}));
    elements.define(result, position, value);
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------------------------------------===//

/// Elements of a result that belong to a chunk of the row, when `size` of them belong to the whole row: as many as the
/// chunk has, or its bytes when elements have `bits` bits there.
std::optional<int64_t> RowwiseKernel::findUnit(const LinearIndex &length, const LinearIndex &size) {
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

/// A result that the threads of a row share; nothing, after a failure, where it is not one.
std::optional<RowwiseKernel::RowResult> RowwiseKernel::matchResult(size_t number) {
  ArrayRef<LinearIndex> sizes = frame.outputs[number].sizes;
  // Dimensions behind those of the row.
  for (unsigned dims = sizes.size(); dims-- > 0;) {
    std::optional<Position> position = matchRow(sizes.take_front(dims), rows.rowSizes, row);
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
  // A block of the last dimension.
  size_t last = row.size();
  while (last > 0 && rows.rowSizes[last - 1] == LinearIndex(1))
    --last;
  if (last > 0 && !sizes.empty() && sizes.back().isConstant() && rowLength.isConstant()) {
    std::optional<Position> position = matchRow(sizes.drop_back(), ArrayRef(rows.rowSizes).take_front(last - 1),
                                                Position(row.begin(), row.begin() + last - 1));
    for (int64_t bits = 8; position && bits > 0; --bits) {
      int64_t block = rowLength.constant * bits / 8;
      if (rowLength.constant * bits % 8 != 0 || schedule.getVector() * bits % 8 != 0 ||
          !(LinearIndex(llvm::divideCeil(sizes.back().constant, block)) == rows.rowSizes[last - 1]))
        continue;
      return RowResult{number, *position, row[last - 1] * block, schedule.getVector() * bits / 8, LinearIndex(block),
                       true,   0};
    }
  }
  elements.fail("result #" + Twine(number) + " does not consist of rows");
  return std::nullopt;
}

Position RowwiseKernel::getPosition(const RowResult &result, const LinearIndex &element) {
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
void RowwiseKernel::emitChunk(const RowResult &result, const RowChunk &chunk) {
  const ElementBuffer &buffer = frame.outputs[result.number];
  Value isThere = chunk.isThere;
  if (isRowThere)
    isThere = isThere ? e.both(isThere, isRowThere) : isRowThere;
  SmallVector<Value> values, conditions;
  bool isWhole = true, before = elements.isSpeculative;
  for (int64_t i = 0; i < result.unit; ++i) {
    LinearIndex element = chunk.number * result.unit + i;
    Value condition = result.length.isConstant() ? emitIsBelow(element, result.length, isThere) : isThere;
    if (result.isBlock)
      condition = emitIsBelow(result.first + element, buffer.sizes.back(), condition);
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
void RowwiseKernel::storeRowValue(size_t number, const Position &position) {
  Value value = elements.getElement(frame.results[number], position);
  Value isFirst = arith::CmpIOp::create(e.b, arith::CmpIPredicate::eq, threadNumber, e.constant(0, e.b.getI64Type()));
  elements.openScope();
  e.ifTrue(isRowThere ? e.both(isFirst, isRowThere) : isFirst,
           [&] { elements.store(frame.outputs[number], position, value); });
  elements.closeScope();
}

void RowwiseKernel::emitResults() {
  SmallVector<RowResult> results;
  for (size_t number = 0; number < frame.results.size(); ++number) {
    if (std::optional<Position> position = matchRow(frame.outputs[number].sizes, rows.rowSizes, row)) {
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
  if (schedule.getChunks() != 0) {
    for (const RowChunk &chunk : getKeptChunks(chunks.constant))
      for (const RowResult &result : results)
        emitChunk(result, chunk);
    return;
  }
  auto loop = scf::ForOp::create(e.b, threadNumber, space.emit(chunks),
                                 e.constant(schedule.getThreads(), e.b.getI64Type()), ValueRange());
  OpBuilder::InsertionGuard guard(e.b);
  e.b.setInsertionPointToStart(loop.getBody());
  elements.openScope();
  IndexRange range = {0, chunks.isConstant() ? std::optional(chunks.constant - 1) : std::nullopt};
  RowChunk chunk{space.addAtom(loop.getInductionVar(), range, /*isTrusted=*/!chunks.isConstant()), {}};
  for (const RowResult &result : results)
    emitChunk(result, chunk);
  elements.closeScope();
}

//===----------------------------------------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------------------------------------===//

/// Which row and which thread of it this is.
void RowwiseKernel::emitRow() {
  auto type = e.b.getI64Type();
  Value own = e.threadId();
  threadNumber = e.b.createOrFold<arith::ExtUIOp>(type, e.bitAnd(own, schedule.getThreads() - 1));
  thread = space.addAtom(threadNumber, {0, schedule.getThreads() - 1});
  Value number = e.b.createOrFold<arith::ExtUIOp>(type, e.blockId(0));
  if (schedule.getRows() != 1) {
    Value inBlock = e.b.createOrFold<arith::ExtUIOp>(type, e.divide(own, schedule.getThreads()));
    number = e.add(e.multiply(number, schedule.getRows()), inBlock);
  }
  LinearIndex known(1);
  Value count;
  for (const LinearIndex &size : rows.rowSizes) {
    if (size.isConstant())
      known = known * size.constant;
    else
      count = count ? e.multiply(count, space.emit(size)) : space.emit(size);
  }
  if (count || known.constant % schedule.getRows() != 0) {
    count = count ? e.multiply(count, known.constant) : e.constant(known.constant, type);
    if (schedule.getRows() != 1) {
      isRowThere = e.isLess(number, count);
      number = e.select(isRowThere, number, e.constant(0, type));
    }
  }
  row = emitSplitNumber(elements, number, rows.rowSizes, /*isTrusted=*/true);
}

void RowwiseKernel::emit(LaunchShape &shape) {
  std::optional<RowReductions> found = RowReductions::find(frame);
  if (!found)
    return;
  rows = *found;
  emitRow();
  for (linalg::GenericOp op : rows.ops) {
    std::optional<Position> loops = rows.getLoops(frame, op, row);
    emitReduction(op, *loops);
    if (elements.hasFailed())
      return;
  }
  emitResults();
  LaunchShape::Work work;
  work.sizes = *findSizes(rows.rows);
  work.divisors.assign(work.sizes.size(), 1);
  work.perBlock = schedule.getRows();
  shape = {{work}, schedule.getBlockThreads(), sharedBytes};
}

void mlir::qnt::emitRowwiseKernel(LoopKernelFrame &frame, RowwiseScheduleAttr schedule, LaunchShape &shape) {
  RowwiseKernel(frame, schedule).emit(shape);
}
