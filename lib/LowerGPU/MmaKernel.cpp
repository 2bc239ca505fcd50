//===- MmaKernel.cpp - a contraction in tiles, through a ring of buffers in shared memory -----------------===//
//
// A stage of the ring holds a step along K of 128 bytes: the activations of the tile's rows, then the codes of its
// columns (or those of a tensor), 64 after 64. While one stage is multiplied, cp.async fills the others.
//
// Where several blocks share K, each leaves its sums in a workspace, as its threads hold them; a second kernel, whose
// threads stand for the same elements, adds them in the order of K and goes on as the one kernel does.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "TensorCoreKernels.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
class MmaKernel {
public:
  MmaKernel(KernelEmitter &e, const ContractionKernel &contraction, const PreparedWeights &weights,
            MmaScheduleAttr schedule, const KernelArguments &arguments);
  void emit(KernelPart part);

private:
  int64_t getWarpBytes() const { return getStepBlocks(contraction) * getBlockBytes(contraction); }
  Value getStage(Value step) {
    return e.offset(shared, e.multiply(e.remainder(step, schedule.getStages()), stageBytes));
  }
  void emitCopy(Value step, Value end);
  SmallVector<Value> emitProducts(MmaCore &core, Value warpRow, Value first, Value end);
  Value getWorkspace(Value part);
  void storePartialSums(ValueRange sums);
  SmallVector<Value> addPartialSums();
  void emitCopyCodes(Value stage, Value step);
  SmallVector<Value> regroup(ValueRange sums, const MmaCore &core);
  SmallVector<SmallVector<Value>> emitLoadWords(Value stage);

  KernelEmitter &e;
  const ContractionKernel &contraction;
  const PreparedWeights &weights;
  MmaScheduleAttr schedule;
  const KernelArguments &arguments;
  int64_t stageBytes;
  Value numSteps, shared, thread, columnWarp, rowWarp;
  RowTile rows;
  ColumnTile columns;
  Value codes; ///< of the matrix, in global memory
  ActivationTile activations;
  TensorTile tensor; ///< where rhs is one
};
} // namespace

/// i32
static Value emitNumSteps(KernelEmitter &e, const ContractionKernel &contraction, const KernelArguments &arguments) {
  if (!ShapedType::isDynamic(contraction.sizeK))
    return e.constant(getNumSteps(contraction));
  int64_t elements = getStepElements(contraction);
  return e.divide(e.add(arguments.sizeK, elements - 1), elements);
}

MmaKernel::MmaKernel(KernelEmitter &e, const ContractionKernel &contraction, const PreparedWeights &weights,
                     MmaScheduleAttr schedule, const KernelArguments &arguments)
    : e(e), contraction(contraction), weights(weights), schedule(schedule), arguments(arguments),
      stageBytes(schedule.getRingBytes(contraction.getOperandMemory()) / schedule.getStages()),
      numSteps(emitNumSteps(e, contraction, arguments)), shared(e.sharedMemory()), thread(e.threadId()),
      rows(RowTile::create(e, contraction, arguments.groupSizes, arguments.numRows, schedule.getTileRows())),
      columns(ColumnTile::create(e, contraction, schedule.getColumnWarps())),
      codes(getMatrixCodes(e, contraction, arguments, rows)) {
  Value warp = e.shiftRight(thread, 5);
  columnWarp = e.remainder(warp, schedule.getColumnWarps());
  rowWarp = e.divide(warp, schedule.getColumnWarps());
  activations = makeActivationTile(e, contraction, arguments, rows, columns, schedule.getTileRows(),
                                   32 * schedule.getNumWarps(), thread);
  if (contraction.tensors)
    tensor = makeTensorTile(e, contraction, arguments, rows, columns, schedule.getColumnWarps(),
                            32 * schedule.getNumWarps(), thread);
}

/// The codes of a step are one piece for each 64 columns. What lies behind the last block becomes 0.
void MmaKernel::emitCopyCodes(Value stage, Value step) {
  int64_t warpChunks = getWarpBytes() / 16, numChunks = schedule.getColumnWarps() * warpChunks;
  int64_t blockChunks = getBlockBytes(contraction) / 16;
  Value target = e.offset(stage, activations.getBytes());
  emitForEachChunk(e, thread, activations.numThreads, numChunks, [&](Value number) {
    Value piece = e.divide(number, warpChunks), chunk = e.remainder(number, warpChunks);
    Value block = e.add(columns.firstBlock, piece);
    Value blockK = e.add(e.multiply(step, getStepBlocks(contraction)), e.divide(chunk, blockChunks));
    Value isPresent = e.both(e.isLess(block, e.constant(getBlocksColumns(contraction))),
                             e.isLess(blockK, e.constant(getBlocksK(contraction))));
    Value from = e.add(e.multiply(e.toI64(block), getBlocksK(contraction)), e.toI64(blockK));
    from = e.add(e.multiply(from, blockChunks), e.toI64(e.remainder(chunk, blockChunks)));
    from = e.multiply(e.select(isPresent, from, e.constant(0, from.getType())), 16);
    emitCopyAsync(e, e.offset(target, e.multiply(number, 16)), e.offset(codes, from), isPresent);
  });
}

/// A group of copies for each step, an empty one from `end` on.
void MmaKernel::emitCopy(Value step, Value end) {
  e.ifTrue(e.isLess(step, end), [&] {
    Value stage = getStage(step);
    activations.emitCopy(e, stage, step);
    if (contraction.tensors)
      tensor.emitCopy(e, e.offset(stage, activations.getBytes()), step);
    else
      emitCopyCodes(stage, step);
  });
  emitCommitCopies(e);
}

SmallVector<SmallVector<Value>> MmaKernel::emitLoadWords(Value stage) {
  if (contraction.tensors) {
    Value first = e.offset(stage, activations.getBytes());
    return tensor.emitLoad(e, e.offset(first, e.multiply(columnWarp, TensorTile::kPieceBytes)));
  }
  Value start = e.add(e.multiply(columnWarp, getWarpBytes()), e.multiply(e.laneId(), 16));
  Value pointer = e.offset(e.offset(stage, activations.getBytes()), start);
  auto type = VectorType::get(4, e.b.getI32Type());
  SmallVector<SmallVector<Value>> words(getStepBlocks(contraction));
  for (auto [block, ofBlock] : llvm::enumerate(words))
    for (int64_t byte = 0; byte < getBlockBytes(contraction); byte += 512)
      llvm::append_range(
          ofBlock,
          e.unpackVector(e.load(type, e.offset(pointer, int64_t(block) * getBlockBytes(contraction) + byte), 16)));
  return words;
}

/// The state of the sums behind steps `first` to `end` along K.
SmallVector<Value> MmaKernel::emitProducts(MmaCore &core, Value warpRow, Value first, Value end) {
  core.emitLoadCodebook(e.offset(shared, schedule.getStages() * stageBytes), activations.numThreads);
  int64_t ahead = schedule.getStages() - 1;
  for (int64_t step = 0; step < ahead; ++step)
    emitCopy(e.add(first, step), end);
  SmallVector<Value> state = e.loop(first, end, 1, core.emitInitial(), [&](Value step, ValueRange carried) {
    // The step has come, for all threads; and all have left the stage that is filled next.
    emitWaitForCopies(e, ahead - 1);
    e.barrier();
    emitCopy(e.add(step, ahead), end);
    Value stage = getStage(step);
    Value tile = e.offset(stage, e.multiply(warpRow, activations.getRowBytes()));
    Value isLast = e.isLess(e.add(numSteps, -2), step);
    return core.emitStep(carried, emitLoadWords(stage), tile, step, isLast);
  });
  emitWaitForCopies(e, 0);
  return state;
}

/// Where this thread's first sum of part `part` of K stands.
Value MmaKernel::getWorkspace(Value part) {
  Value tile = e.add(e.multiply(e.toI64(part), e.toI64(e.gridSize(0))), e.toI64(e.blockId(0)));
  tile = e.add(e.multiply(tile, e.toI64(e.gridSize(1))), e.toI64(e.blockId(1)));
  int64_t threads = 32 * schedule.getNumWarps();
  Value entry = e.add(e.multiply(tile, getNumPartialSums(schedule) * threads), e.toI64(thread));
  return e.offset(arguments.workspace, e.multiply(entry, 4));
}

void MmaKernel::storePartialSums(ValueRange sums) {
  Value start = getWorkspace(e.blockId(2));
  for (auto [i, sum] : llvm::enumerate(sums))
    e.store(sum, e.offset(start, int64_t(i) * 128 * schedule.getNumWarps()), 4);
}

SmallVector<Value> MmaKernel::addPartialSums() {
  Type type = contraction.isInteger() ? Type(e.b.getI32Type()) : Type(e.b.getF32Type());
  auto load = [&](Value part) {
    Value start = getWorkspace(part);
    SmallVector<Value> sums;
    for (int64_t i = 0; i < getNumPartialSums(schedule); ++i)
      sums.push_back(e.load(type, e.offset(start, i * 128 * schedule.getNumWarps()), 4, /*isInvariant=*/true));
    return sums;
  };
  return e.loop(
      e.constant(1), e.constant(schedule.getSplitK()), 1, load(e.constant(0)), [&](Value part, ValueRange carried) {
        SmallVector<Value> sums = load(part);
        for (auto [sum, before] : llvm::zip_equal(sums, carried))
          sum = contraction.isInteger() ? e.add(before, sum) : arith::AddFOp::create(e.b, before, sum).getResult();
        return sums;
      });
}

/// Each lane gets the sums of 8 neighbouring columns.
SmallVector<Value> MmaKernel::regroup(ValueRange sums, const MmaCore &core) {
  if (!contraction.tensors)
    return SmallVector<Value>(sums);
  // All have left the ring.
  e.barrier();
  Value buffer = e.offset(shared, e.multiply(e.shiftRight(thread, 5), kRegroupBytes));
  return emitRegroup(e, buffer, sums, core.getNumTiles());
}

void MmaKernel::emit(KernelPart part) {
  Value warpColumn = e.multiply(e.add(columns.firstBlock, columnWarp), kWarpColumns);
  Value column = e.add(warpColumn, e.multiply(e.shiftRight(e.laneId(), 2), 8));
  Value warpRow = e.multiply(rowWarp, schedule.getTokens());
  MmaCore core(e, contraction, weights, arguments.scales, schedule.getTokens(), column,
               e.add(activations.firstRow, warpRow), activations.address, rows.matrix);
  SmallVector<Value> partial;
  if (part == KernelPart::Products) {
    Value steps = e.divide(e.add(numSteps, schedule.getSplitK() - 1), schedule.getSplitK());
    Value first = e.multiply(e.blockId(2), steps), end = e.add(first, steps);
    end = e.select(e.isLess(end, numSteps), end, numSteps);
    return storePartialSums(core.emitPartial(emitProducts(core, warpRow, first, end)));
  }
  if (part == KernelPart::Sums)
    partial = addPartialSums();
  else
    partial = core.emitPartial(emitProducts(core, warpRow, e.constant(0), numSteps));
  emitStoreResults(e, contraction, arguments, rows, columns, core, regroup(core.emitResults(partial), core), column);
}

void mlir::qnt::emitMmaKernel(KernelEmitter &e, const ContractionKernel &contraction, const PreparedWeights &weights,
                              MmaScheduleAttr schedule, const KernelArguments &arguments, KernelPart part) {
  MmaKernel(e, contraction, weights, schedule, arguments).emit(part);
}
