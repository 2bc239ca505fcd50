//===- ActivationTile.h - rows of activations in shared memory, and operand B from them -------------------===//
//
// A tile has 128 bytes of each row: four steps along K of an instruction. The 16-byte chunk c of row r stands at chunk
// c ^ (r % 8), so that `ldmatrix` meets no bank twice. Rows and elements beyond the end are 0.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_ACTIVATIONTILE_H
#define QNT_LIB_LOWERGPU_ACTIVATIONTILE_H

#include "KernelEmitter.h"
#include <array>

namespace mlir::qnt {

struct ActivationTile {
  Value source;              ///< the activations in global memory, [rows, sizeK]
  Value firstRow, numRows;   ///< of the tile; of the activations
  int64_t sizeK = 0;         ///< elements of a row
  unsigned elementBytes = 2; ///< 2 or 1
  int64_t tileRows = 0;      ///< a multiple of 8
  unsigned numThreads = 0;   ///< that fill a tile together
  Value thread;              ///< number of this one among them

  int64_t getBytes() const { return tileRows * 128; }
  int64_t getStepElements() const { return 128 / elementBytes; }
  /// Rows start on 16 bytes: chunks are copied by cp.async. Otherwise element by element, through registers.
  bool isAsync() const { return sizeK * elementBytes % 16 == 0; }

  /// Fills the tile at `target` (shared memory) with step `step` along K (i32).
  void emitCopy(KernelEmitter &e, Value target, Value step) const;
};

/// Operand B of the four steps of a tile for 8 rows, from row `firstRow` of the tile at `tile` on: [step][register].
/// `lane`: of the warp, all of which take part.
std::array<std::array<Value, 2>, 4> emitLoadOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane);

/// Copies 16 bytes by cp.async; where `isPresent` (i1) is false 16 zeros are written and nothing is read.
void emitCopyAsync(KernelEmitter &e, Value target, Value source, Value isPresent);
/// Ends a group of copies.
void emitCommitCopies(KernelEmitter &e);
/// Waits until at most `pending` groups of this thread are under way.
void emitWaitForCopies(KernelEmitter &e, unsigned pending);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_ACTIVATIONTILE_H
