//===- RowThreads.h - the threads that compute a row together ---------------------------------------------===//
//
// Which row and which thread of it a thread is, the chunks of the row that are the thread's, and what the threads of a
// row make of a part each.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_ROWTHREADS_H
#define QNT_LIB_LOWERGPU_ROWTHREADS_H

#include "Combiner.h"
#include "Qnt/IR/QntOps.h"
#include <map>

namespace mlir::qnt {

/// The elements of a row as a thread sees them: chunks, and which of them exist.
struct RowChunk {
  LinearIndex number; ///< a chunk that is there
  Value isThere;      ///< whether it is the thread's; null: for sure
};

class RowThreads {
public:
  using Body = function_ref<SmallVector<Value>(const RowChunk &chunk, ValueRange state)>;

  RowThreads(ElementEmitter &elements, RowwiseScheduleAttr schedule)
      : elements(elements), e(elements.e), space(elements.space), schedule(schedule) {}

  /// Finds row and thread, where rows have the sizes `rowSizes`. Called once, before all others.
  void emitRow(ArrayRef<LinearIndex> rowSizes);

  const Position &getRow() const { return row; }
  /// Whether the row is there; null: for sure.
  Value getRowCondition() const { return isRowThere; }
  /// Whether this is the first thread of the row.
  Value emitIsFirst();

  /// The largest number of chunks that a row of `length` elements may have.
  LinearIndex getChunkCount(const LinearIndex &length);
  /// `body` for each of the thread's chunks of `count`, in order, in a loop or, where rows are kept in registers, one
  /// after another; `state` goes through all of them.
  SmallVector<Value> forEachChunk(const LinearIndex &count, SmallVector<Value> state, Body body);

  /// `condition` (null: true) and index < limit; null: for sure.
  Value emitIsBelow(const LinearIndex &index, const LinearIndex &limit, Value condition);

  /// What the parts of all threads of the row give; all of them have the result.
  Value combine(const Combiner &combiner, Value value);
  /// Bytes of shared memory that the calls of `combine` need so far.
  int64_t getSharedBytes() const { return sharedBytes; }

private:
  SmallVector<RowChunk> getKeptChunks(int64_t count);
  SmallVector<Value> loopOverChunks(const LinearIndex &count, SmallVector<Value> state, Body body);
  Value combineLanes(const Combiner &combiner, Value value, int64_t lanes);

  ElementEmitter &elements;
  KernelEmitter &e;
  IndexSpace &space;
  RowwiseScheduleAttr schedule;
  Position row;
  Value isRowThere;
  Value threadNumber; ///< i64, in the row
  LinearIndex thread; ///< the same
  std::map<int64_t, SmallVector<RowChunk>> kept;
  int64_t sharedBytes = 0;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_ROWTHREADS_H
