//===- TensorTile.cpp - columns of a float tensor in shared memory, and operand A from them ---------------===//
#include "TensorTile.h"
#include "ActivationTile.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace mlir::qnt;

/// Elements of a chunk of 16 bytes, and chunks of a row of the tile.
static constexpr int64_t kPerChunk = 8, kRowChunks = 8;

void TensorTile::emitCopyChunk(KernelEmitter &e, Value to, Value line, Value chunk, Value piece, Value step) const {
  Value column = e.add(firstColumn, e.multiply(piece, 64)), k = e.multiply(step, 64);
  Value inLine = e.multiply(chunk, kPerChunk);
  column = e.add(column, isRowMajor() ? inLine : line);
  k = e.add(k, isRowMajor() ? line : inLine);
  Value isPresent = e.both(e.isLess(column, columns), e.isLess(k, sizeK));
  Value first = isRowMajor() ? column : k, number = isRowMajor() ? k : column;
  Value element = e.add(e.multiply(e.toI64(number), lineStride), e.toI64(first));
  element = e.select(isPresent, e.add(element, batchOffset), e.constant(0, e.b.getI64Type()));
  Value from = e.offset(source, e.multiply(element, 2));
  // Rows have whole chunks, and so has whatever lies before one.
  int64_t size = isRowMajor() ? contraction->columns : contraction->sizeK;
  if (!ShapedType::isDynamic(size) && size % kPerChunk == 0)
    return emitCopyAsync(e, to, from, isPresent);
  Value count = e.select(isPresent, e.subtract(isRowMajor() ? columns : sizeK, first), e.constant(0));
  Value zero = e.constant(0, e.b.getI16Type());
  e.store(emitLoadElements(e, from, count, kPerChunk, 2, 2, [&](unsigned) { return zero; }), to, 16);
}

void TensorTile::emitCopy(KernelEmitter &e, Value target, Value step) const {
  // Fragments that no warp multiplies are left out.
  int64_t used = int64_t(16) * contraction->getNumFragments();
  int64_t lines = isRowMajor() ? 64 : used, rowChunks = isRowMajor() ? used / kPerChunk : kRowChunks;
  int64_t pieceChunks = lines * rowChunks, numChunks = pieces * pieceChunks;
  emitForEachChunk(e, thread, numThreads, numChunks, [&](Value number) {
    Value piece = e.divide(number, pieceChunks), inPiece = e.remainder(number, pieceChunks);
    Value line = e.divide(inPiece, rowChunks), chunk = e.remainder(inPiece, rowChunks);
    Value place = e.add(e.multiply(piece, kPieceBytes), e.multiply(line, 128));
    place = e.add(place, e.multiply(e.bitXor(chunk, e.bitAnd(line, 7)), 16));
    emitCopyChunk(e, e.offset(target, place), line, chunk, piece, step);
  });
}

SmallVector<SmallVector<Value>> TensorTile::emitLoad(KernelEmitter &e, Value piece) const {
  Type i32 = e.b.getI32Type();
  auto structType = LLVM::LLVMStructType::getLiteral(e.b.getContext(), {i32, i32, i32, i32});
  auto shape = NVVM::LdStMatrixShapeAttr::get(e.b.getContext(), 8, 8);
  auto layout = isRowMajor() ? NVVM::MMALayout::col : NVVM::MMALayout::row;
  // Lanes 8 * i .. 8 * i + 7 name the rows of matrix i: the upper 8 columns where i is odd, the later 8 along K from 2
  // on.
  Value lane = e.laneId(), inMatrix = e.bitAnd(lane, 7);
  Value upper = e.bitAnd(e.shiftRight(lane, 3), 1), later = e.shiftRight(lane, 4);
  Value line = e.add(inMatrix, e.multiply(isRowMajor() ? later : upper, 8));
  Value start = e.offset(piece, e.multiply(line, 128)), chunk = isRowMajor() ? upper : later;
  SmallVector<SmallVector<Value>> registers(4);
  for (int64_t step = 0; step < 4; ++step)
    for (int64_t fragment = 0; fragment < contraction->getNumFragments(); ++fragment) {
      int64_t lines = 16 * (isRowMajor() ? step : fragment), chunks = 2 * (isRowMajor() ? fragment : step);
      Value moved = e.bitXor(e.add(chunk, chunks), inMatrix);
      Value address = e.offset(e.offset(start, e.multiply(moved, 16)), lines * 128);
      Value loaded = NVVM::LdMatrixOp::create(e.b, structType, address, 4, layout, shape, NVVM::LdStMatrixEltType::B16);
      llvm::append_range(registers[step], e.unpackStruct(loaded));
    }
  return registers;
}

SmallVector<Value> mlir::qnt::emitRegroup(KernelEmitter &e, Value buffer, ValueRange sums, unsigned numTiles) {
  constexpr int64_t kRowBytes = kRegroupBytes / 8;
  auto getNumber = [&](unsigned column, unsigned tile, unsigned row) {
    return 4 * (column / 2 * numTiles + tile) + 2 * (column % 2) + row;
  };
  Value group = e.shiftRight(e.laneId(), 2), firstRow = e.multiply(e.bitAnd(e.laneId(), 3), 2 * kRowBytes);
  Value to = e.offset(buffer, e.add(firstRow, e.multiply(group, 4)));
  Value from = e.offset(buffer, e.add(firstRow, e.multiply(group, 32)));
  SmallVector<Value> regrouped(sums);
  auto type = VectorType::get(4, sums.front().getType());
  for (unsigned tile = 0; tile < numTiles; ++tile) {
    for (unsigned row = 0; row < 2; ++row)
      for (unsigned column = 0; column < 8; ++column)
        e.store(sums[getNumber(column, tile, row)], e.offset(to, row * kRowBytes + int64_t(column) * 32), 4);
    e.warpBarrier();
    for (unsigned row = 0; row < 2; ++row)
      for (unsigned half = 0; half < 2; ++half) {
        Value loaded = e.load(type, e.offset(from, row * kRowBytes + int64_t(half) * 16), 16);
        for (auto [i, value] : llvm::enumerate(e.unpackVector(loaded)))
          regrouped[getNumber(4 * half + i, tile, row)] = value;
      }
    e.warpBarrier();
  }
  return regrouped;
}
