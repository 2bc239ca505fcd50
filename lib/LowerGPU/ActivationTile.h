//===- ActivationTile.h - rows of activations in shared memory, and operand B from them -------------------===//
//
// A tile has four steps along K of an instruction of each row, 128 bytes. The 16-byte chunk c of row r stands at chunk
// c ^ (r % 8), so that `ldmatrix` meets no bank twice. Of f32 that is 256 bytes, chunk c at c ^ 2 (r % 4); of codes
// that are decoded 64 bytes, in chunks of 8. Rows and
// elements beyond the end are 0, holes the zero point.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_ACTIVATIONTILE_H
#define QNT_LIB_LOWERGPU_ACTIVATIONTILE_H

#include "ActivationAddress.h"
#include <array>

namespace mlir::qnt {

struct ActivationTile {
  Value source;            ///< the activations in global memory
  Value firstRow;          ///< of the tile
  Value zeroPoints;        ///< integer path: pointer to global memory, null for none
  int64_t tileRows = 0;    ///< a multiple of 8
  unsigned numThreads = 0; ///< that fill a tile together
  Value thread;            ///< number of this one among them
  const ContractionKernel *contraction = nullptr;
  ActivationAddress address;

  int64_t getRowChunks() const { return address.getElementBytes() == 4 ? 16 : 8; }
  int64_t getRowBytes() const { return address.getChunkBytes() * getRowChunks(); }
  int64_t getBytes() const { return tileRows * getRowBytes(); }

  /// Fills the tile at `target` (shared memory) with step `step` along K (i32).
  void emitCopy(KernelEmitter &e, Value target, Value step) const;

private:
  Value loadHole(KernelEmitter &e, Value row) const;
  void emitCopyChunk(KernelEmitter &e, Value to, Value row, Value chunk) const;
};

/// Operand B of the four steps of a tile for 8 rows: [step], pieces that are added, [register].
using OperandB = std::array<SmallVector<std::array<Value, 2>, 3>, 4>;

/// From row `firstRow` of the tile at `tile` on. `lane`: of the warp, all of which take part.
OperandB emitLoadOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane);

/// The same of f32: x = p0 + 2^-8 p1 + 2^-16 p2, exactly, each piece a bf16; p0 alone where x is not finite. (A piece
/// keeps 8 bits; the factors keep what is left of the smallest numbers in the range of bf16, and overflow nowhere.)
OperandB emitSplitOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane);

/// The same of f32, rounded to tf32 (to nearest, ties away from zero): [step], elements 2t and 2t + 1 of each half of
/// it (t = lane % 4), for an instruction of 8 along K each.
OperandB emitRoundedOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane);

/// The same of codes of i8, u8, f8E4M3FN or f8E5M2, as f16. `zeroPoint`: i32, subtracted from integer codes.
OperandB emitDecodedOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane, Format format,
                             Value zeroPoint);

/// `copy` for each number (i32) below `numChunks`, which the threads of a tile share.
void emitForEachChunk(KernelEmitter &e, Value thread, unsigned numThreads, int64_t numChunks,
                      function_ref<void(Value)> copy);
/// A vector of `numElements` elements `stride` bytes apart, of which the first `count` (i32) are read; `getOther` gives
/// what the rest is.
Value emitLoadElements(KernelEmitter &e, Value source, Value count, unsigned numElements, unsigned elementBytes,
                       int64_t stride, function_ref<Value(unsigned)> getOther);
/// Copies 16 (or 8) bytes by cp.async; where `isPresent` (i1) is false zeros are written and nothing is read.
void emitCopyAsync(KernelEmitter &e, Value target, Value source, Value isPresent, int64_t bytes = 16);
/// Ends a group of copies.
void emitCommitCopies(KernelEmitter &e);
/// Waits until at most `pending` groups of this thread are under way.
void emitWaitForCopies(KernelEmitter &e, unsigned pending);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_ACTIVATIONTILE_H
