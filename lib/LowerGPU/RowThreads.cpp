//===- RowThreads.cpp - the threads that compute a row together -------------------------------------------===//
#include "RowThreads.h"
#include "LoopKernels.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace mlir::qnt;

void RowThreads::emitRow(ArrayRef<LinearIndex> rowSizes) {
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
  for (const LinearIndex &size : rowSizes) {
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
  row = emitSplitNumber(elements, number, rowSizes, /*isTrusted=*/true);
}

Value RowThreads::emitIsFirst() {
  return arith::CmpIOp::create(e.b, arith::CmpIPredicate::eq, threadNumber, e.constant(0, e.b.getI64Type()));
}

//===----------------------------------------------------------------------------------------------------===//
// Chunks
//===----------------------------------------------------------------------------------------------------===//

LinearIndex RowThreads::getChunkCount(const LinearIndex &length) {
  IndexRange range = space.getRange(length);
  if (range.high)
    return llvm::divideCeil(*range.high, schedule.getVector());
  if (schedule.getVector() != 1)
    elements.fail("rows of a length that is not known have chunks of one element");
  return length;
}

SmallVector<RowChunk> RowThreads::getKeptChunks(int64_t count) {
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

SmallVector<Value> RowThreads::loopOverChunks(const LinearIndex &count, SmallVector<Value> state, Body body) {
  auto type = e.b.getI64Type();
  auto loop = scf::ForOp::create(e.b, threadNumber, space.emit(count), e.constant(schedule.getThreads(), type), state);
  OpBuilder::InsertionGuard guard(e.b);
  e.b.setInsertionPointToStart(loop.getBody());
  elements.openScope();
  IndexRange range = {0, count.isConstant() ? std::optional(count.constant - 1) : std::nullopt};
  RowChunk chunk{space.addAtom(loop.getInductionVar(), range, /*isTrusted=*/!count.isConstant()), {}};
  SmallVector<Value> next = body(chunk, loop.getRegionIterArgs());
  elements.closeScope();
  if (!state.empty())
    scf::YieldOp::create(e.b, next);
  return SmallVector<Value>(loop.getResults());
}

SmallVector<Value> RowThreads::forEachChunk(const LinearIndex &count, SmallVector<Value> state, Body body) {
  if (schedule.getChunks() == 0)
    return loopOverChunks(count, std::move(state), body);
  if (!count.isConstant()) {
    elements.fail("rows of a length that is not known are not kept in registers");
    return state;
  }
  for (const RowChunk &chunk : getKeptChunks(count.constant))
    state = body(chunk, state);
  return state;
}

Value RowThreads::emitIsBelow(const LinearIndex &index, const LinearIndex &limit, Value condition) {
  if (space.isBelow(index, limit) == true)
    return condition;
  Value isBelow = e.isLess(space.emit(index), space.emit(limit));
  return condition ? e.both(condition, isBelow) : isBelow;
}

//===----------------------------------------------------------------------------------------------------===//
// What the threads make of a part each
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

Value RowThreads::combineLanes(const Combiner &combiner, Value value, int64_t lanes) {
  for (int64_t mask = lanes / 2; mask > 0; mask /= 2)
    value = combiner.emit(elements, value, shuffleXor(e, value, mask));
  return value;
}

Value RowThreads::combine(const Combiner &combiner, Value value) {
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
