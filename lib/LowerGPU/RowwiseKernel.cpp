//===- RowwiseKernel.cpp - reductions of rows, and what follows them --------------------------------------===//
//
// Some threads compute a row together: pass after pass over its elements, one for each reduction, then one for the
// results. An element is what ElementEmitter makes of it; with rows that are kept in registers it is read once. What
// lies behind the end of a row or of the rows is computed from elements that are there and left out.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "RowResults.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
using Step = function_ref<SmallVector<Value>(const LinearIndex &element, ValueRange state)>;

class RowwiseKernel {
public:
  RowwiseKernel(LoopKernelFrame &frame, RowwiseScheduleAttr schedule)
      : frame(frame), elements(frame.elements), e(frame.elements.e), space(frame.elements.space), schedule(schedule),
        threads(frame.elements, schedule) {}
  void emit(LaunchShape &shape);

private:
  void emitReduction(linalg::GenericOp op, const Position &loops);
  SmallVector<Value> emitBodyOfRow(linalg::GenericOp op, const Position &loops);
  SmallVector<Value> emitReductionLoops(linalg::GenericOp op, const Position &loops);
  bool emitRowLoop(scf::ForOp loop, BodyValues &body);
  SmallVector<Value> reduce(const LinearIndex &length, ArrayRef<Combiner> combiners, Step step);
  SmallVector<Value> reduceChunk(const RowChunk &chunk, const LinearIndex &length, SmallVector<Value> state, Step step);

  LoopKernelFrame &frame;
  ElementEmitter &elements;
  KernelEmitter &e;
  IndexSpace &space;
  RowwiseScheduleAttr schedule;
  RowThreads threads;
  LinearIndex chunks;    ///< of a row
  LinearIndex rowLength; ///< elements that the first reduction visits, at most
  bool isInRow = false;  ///< a loop over the row's elements is being written
};
} // namespace

SmallVector<Value> RowwiseKernel::reduceChunk(const RowChunk &chunk, const LinearIndex &length,
                                              SmallVector<Value> state, Step step) {
  for (int64_t i = 0; i < schedule.getVector(); ++i) {
    LinearIndex element = chunk.number * schedule.getVector() + i;
    bool before = elements.isSpeculative;
    Value isThere = threads.emitIsBelow(element, length, chunk.isThere);
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
  LinearIndex count = threads.getChunkCount(length);
  if (chunks == LinearIndex())
    chunks = count, rowLength = space.getRange(length).high ? LinearIndex(*space.getRange(length).high) : length;
  state = threads.forEachChunk(count, std::move(state), [&](const RowChunk &chunk, ValueRange before) {
    LinearIndex end = count.isConstant() ? length : chunk.number + 1;
    return reduceChunk(chunk, end, SmallVector<Value>(before), step);
  });
  for (auto [value, combiner] : llvm::zip_equal(state, combiners))
    value = threads.combine(combiner, value);
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

void RowwiseKernel::emit(LaunchShape &shape) {
  std::optional<RowReductions> rows = RowReductions::find(frame);
  if (!rows)
    return;
  threads.emitRow(rows->rowSizes);
  for (linalg::GenericOp op : rows->ops) {
    std::optional<Position> loops = rows->getLoops(frame, op, threads.getRow());
    emitReduction(op, *loops);
    if (elements.hasFailed())
      return;
  }
  emitRowResults(frame, threads, schedule, rows->rowSizes, rowLength, chunks);
  LaunchShape::Work work;
  work.sizes = *findSizes(rows->rows);
  work.divisors.assign(work.sizes.size(), 1);
  work.perBlock = schedule.getRows();
  shape = {{work}, schedule.getBlockThreads(), threads.getSharedBytes()};
}

void mlir::qnt::emitRowwiseKernel(LoopKernelFrame &frame, RowwiseScheduleAttr schedule, LaunchShape &shape) {
  RowwiseKernel(frame, schedule).emit(shape);
}
