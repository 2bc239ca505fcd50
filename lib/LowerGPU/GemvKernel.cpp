//===- GemvKernel.cpp - a contraction of few rows, bound by reading the weights ---------------------------===//
//
// A block computes 64 columns; warp w takes steps w, w + warps, ... along K. A lane reads the codes of its next step
// from global memory, 16 bytes at a time, while it decodes and multiplies those of the last; the warp's activations go
// through a ring of its own, so that warps never wait for each other before the end. There the first warp adds the
// sums of all in order.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "TensorCoreKernels.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
class GemvKernel {
public:
  GemvKernel(KernelEmitter &e, const ContractionKernel &contraction, const PreparedWeights &weights,
             GemvScheduleAttr schedule, const KernelArguments &arguments);
  void emit();

private:
  Value getStage(Value step);
  void emitCopy(Value step);
  SmallVector<Value> emitLoadWords(Value step);
  SmallVector<Value> emitAddWarps(ValueRange partial);

  KernelEmitter &e;
  const ContractionKernel &contraction;
  const PreparedWeights &weights;
  GemvScheduleAttr schedule;
  const KernelArguments &arguments;
  int64_t numSteps;
  Value shared, lane, warp;
  RowTile rows;
  ColumnTile columns;
  Value codes; ///< of the matrix, in global memory
  ActivationTile activations;
};
} // namespace

GemvKernel::GemvKernel(KernelEmitter &e, const ContractionKernel &contraction, const PreparedWeights &weights,
                       GemvScheduleAttr schedule, const KernelArguments &arguments)
    : e(e), contraction(contraction), weights(weights), schedule(schedule), arguments(arguments),
      numSteps(getNumSteps(contraction)), shared(e.sharedMemory()), lane(e.laneId()),
      warp(e.shiftRight(e.threadId(), 5)),
      rows(RowTile::create(e, contraction, arguments.groupSizes, arguments.numRows, schedule.getTokens())),
      columns(ColumnTile::create(e, contraction, /*tileBlocks=*/1)),
      codes(getMatrixCodes(e, contraction, arguments, rows)) {
  activations = makeActivationTile(e, contraction, arguments, rows, columns, schedule.getTokens(), 32, lane);
}

/// The stage of the warp's ring for a step of it.
Value GemvKernel::getStage(Value step) {
  Value turn = e.divide(step, schedule.getWarps());
  Value stage = e.add(e.multiply(warp, schedule.getStages()), e.remainder(turn, schedule.getStages()));
  return e.offset(shared, e.multiply(stage, activations.getBytes()));
}

void GemvKernel::emitCopy(Value step) {
  e.ifTrue(e.isLess(step, e.constant(numSteps)), [&] { activations.emitCopy(e, getStage(step), step); });
  emitCommitCopies(e);
}

/// The lane's words of a step, block after block. Behind the last block of the layout the last one is read: the
/// activations are 0 there.
SmallVector<Value> GemvKernel::emitLoadWords(Value step) {
  auto type = VectorType::get(4, e.b.getI32Type());
  int64_t blocksK = getBlocksK(contraction), blockBytes = getBlockBytes(contraction);
  SmallVector<Value> words;
  for (unsigned i = 0; i < getStepBlocks(contraction); ++i) {
    Value block = e.add(e.multiply(step, getStepBlocks(contraction)), i);
    block = e.select(e.isLess(block, e.constant(blocksK)), block, e.constant(blocksK - 1));
    Value start = e.add(e.multiply(e.toI64(columns.firstBlock), blocksK), e.toI64(block));
    Value pointer = e.offset(codes, e.add(e.multiply(start, blockBytes), e.toI64(e.multiply(lane, 16))));
    for (int64_t byte = 0; byte < blockBytes; byte += 512)
      llvm::append_range(words, e.unpackVector(e.load(type, e.offset(pointer, byte), 16, /*isInvariant=*/true)));
  }
  return words;
}

/// Partial sums of all warps, added in the first: in the order of the warps, so the same in every run.
SmallVector<Value> GemvKernel::emitAddWarps(ValueRange partial) {
  int64_t warpBytes = static_cast<int64_t>(partial.size()) * 32 * 4;
  Value laneStart = e.offset(shared, e.multiply(lane, 4));
  // The rings are read no more.
  emitWaitForCopies(e, 0);
  e.barrier();
  Value own = e.offset(laneStart, e.multiply(warp, warpBytes));
  for (auto [i, value] : llvm::enumerate(partial))
    e.store(value, e.offset(own, int64_t(i) * 128), 4);
  e.barrier();
  SmallVector<Value> sums;
  for (auto [i, value] : llvm::enumerate(partial)) {
    Value sum;
    for (int64_t other = 0; other < schedule.getWarps(); ++other) {
      Value term = e.load(value.getType(), e.offset(laneStart, other * warpBytes + int64_t(i) * 128), 4);
      if (!sum)
        sum = term;
      else if (isa<FloatType>(term.getType()))
        sum = arith::AddFOp::create(e.b, sum, term);
      else
        sum = e.add(sum, term);
    }
    sums.push_back(sum);
  }
  return sums;
}

void GemvKernel::emit() {
  Value column = e.add(e.multiply(columns.firstBlock, kWarpColumns), e.multiply(e.shiftRight(lane, 2), 8));
  MmaCore core(e, contraction, weights, arguments.scales, schedule.getTokens(), column, activations.firstRow,
               activations.address, rows.matrix);
  core.emitLoadCodebook(e.offset(shared, schedule.getRingBytes(contraction.getOperandMemory())),
                        32 * schedule.getWarps());
  int64_t warps = schedule.getWarps(), ahead = schedule.getStages() - 1;
  for (int64_t turn = 0; turn < ahead; ++turn)
    emitCopy(e.add(warp, turn * warps));
  SmallVector<Value> carried = core.emitInitial();
  size_t stateSize = carried.size();
  llvm::append_range(carried, emitLoadWords(warp));
  SmallVector<Value> state = e.loop(warp, e.constant(numSteps), warps, carried, [&](Value step, ValueRange values) {
    emitWaitForCopies(e, ahead - 1);
    // Every lane's copies have come, and all have left the stage that is filled next.
    e.warpBarrier();
    emitCopy(e.add(step, ahead * warps));
    SmallVector<Value> words(values.drop_front(stateSize)), next = emitLoadWords(e.add(step, warps));
    SmallVector<SmallVector<Value>> blocks;
    size_t perBlock = words.size() / getStepBlocks(contraction);
    for (size_t first = 0; first < words.size(); first += perBlock)
      blocks.emplace_back(ArrayRef(words).slice(first, perBlock));
    Value isLast = e.isLess(e.constant(numSteps - 1), e.add(step, warps));
    SmallVector<Value> result = core.emitStep(values.take_front(stateSize), blocks, getStage(step), step, isLast);
    llvm::append_range(result, next);
    return result;
  });
  SmallVector<Value> partial = core.emitPartial(ArrayRef(state).take_front(stateSize));
  if (warps == 1) {
    emitWaitForCopies(e, 0);
    emitStoreResults(e, contraction, arguments, rows, columns, core, core.emitResults(partial), column);
    return;
  }
  partial = emitAddWarps(partial);
  Value isFirst = arith::CmpIOp::create(e.b, arith::CmpIPredicate::eq, warp, e.constant(0));
  e.ifTrue(isFirst, [&] {
    emitStoreResults(e, contraction, arguments, rows, columns, core, core.emitResults(partial), column);
  });
}

void mlir::qnt::emitGemvKernel(KernelEmitter &e, const ContractionKernel &contraction, const PreparedWeights &weights,
                               GemvScheduleAttr schedule, const KernelArguments &arguments) {
  GemvKernel(e, contraction, weights, schedule, arguments).emit();
}
