//===- MmaCore.h - sums of products on tensor cores, scaled by groups -------------------------------------===//
//
// A warp computes 64 columns of the result (operand A: weights, four fragments of 16) for `tokens` rows (operand B:
// activations, tiles of 8). It adds the products of a group along K, whose weights share a scale, in the accumulators
// of the tensor core, then scales and adds these sums in f32:
//
//   float path    y += sum * scale of the weights, one group all of K: in finish()
//   fp8           the same, but with one group y += sum after every tile: tensor cores may add in 14 bits
//   integer path  t = f32(sum of (q1 - z1)(q2 - z2)); t = t * scale of the activations; t = t * scale of the weights;
//                 y = y + t, groups in ascending order: the bits of the interpreter
//
// A lane (g = lane / 4, t = lane % 4) holds columns 8 * g + 2 * fragment + half of the warp's and rows 8 * tile + 2 * t
// + i: value 4 * (fragment * tiles + tile) + 2 * half + i of the state. (Of a tensor, columns 8 * (2 * fragment + half)
// + g until they are exchanged: TensorTile.h.)
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_MMACORE_H
#define QNT_LIB_LOWERGPU_MMACORE_H

#include "ActivationTile.h"
#include "ContractionKernel.h"
#include "OperandDecode.h"
#include "PreparedWeights.h"

namespace mlir::qnt {

/// Where a kernel finds what scales the sums: pointers to global memory, null for what there is not.
struct ScaleSources {
  Value weightScales, weightZeroPoints, weightSums; ///< tables of PreparedWeights
  Value activationScales, activationZeroPoints;     ///< a value a row, or one
  Value codebook;                                   ///< PreparedWeights
};

class MmaCore {
public:
  /// `tokens`: a multiple of 8. `column`: first of this lane's 8 columns; `row`: first row of the warp (i32);
  /// `address`: of the activations; `matrix`: of the weights (i32), null for the only one.
  MmaCore(KernelEmitter &emitter, const ContractionKernel &contraction, const PreparedWeights &weights,
          const ScaleSources &sources, int64_t tokens, Value column, Value row, const ActivationAddress &address,
          Value matrix);

  /// Copies the code book, where there is one, to `shared` (kCodebookBytes); all `numThreads` threads of the block call
  /// it, before the first step.
  void emitLoadCodebook(Value shared, int64_t numThreads);
  /// The values that a loop over K carries.
  SmallVector<Value> emitInitial();
  /// One step of 128 bytes. `words`: of each block of the weight layout along K, those of this lane, or the registers
  /// of TensorTile::emitLoad; `tile`: the warp's rows of activations in shared memory; `step`: its number (i32).
  /// `isLastOfWarp`: i1, no other follows.
  SmallVector<Value> emitStep(ValueRange state, ArrayRef<SmallVector<Value>> words, Value tile, Value step,
                              Value isLastOfWarp);
  /// The values to be added over the warps that share K. Before emitResults.
  SmallVector<Value> emitPartial(ValueRange state);
  /// From the (added) partial values to those of the result of the contraction, before its cast: f32, or i32 where the
  /// result is.
  SmallVector<Value> emitResults(ValueRange partial);

  /// Number of the value of (column 0 to 7 of the lane, tile of 8 rows, row 0 or 1 of the lane).
  unsigned getIndex(unsigned column, unsigned rowTile, unsigned row) const {
    return 4 * (column / 2 * numTiles + rowTile) + 2 * (column % 2) + row;
  }
  unsigned getNumTiles() const { return numTiles; }
  /// The row of the result that (tile of 8 rows, row 0 or 1 of the lane) is (i32).
  Value getRow(unsigned rowTile, unsigned row);

private:
  struct Group;
  bool isInteger() const { return contraction.isInteger(); }
  bool hasOneGroup() const { return contraction.hasOneGroup(); }
  bool needsRowSums() const;
  /// The state has sums in f32 beside those of the tensor core.
  bool hasTotals() const { return !hasOneGroup() || contraction.type == MultiplicandType::F8; }
  unsigned getNumSums() const { return 16 * numTiles; }
  Type getSumType() { return isInteger() ? Type(e.b.getI32Type()) : Type(e.b.getF32Type()); }
  SmallVector<Value> zeros(unsigned count, Type type);

  void multiply(MutableArrayRef<Value> sums, ArrayRef<Value> words, unsigned stepInBlock, unsigned step,
                ArrayRef<OperandB> operandB, MutableArrayRef<NegatedZeroPoint> zeroPoints);
  std::array<Value, 4> getOperandA(std::array<Value, 4> &decoded, unsigned piece);
  void addRowSums(MutableArrayRef<Value> rowSums, unsigned step, ArrayRef<OperandB> operandB);
  SmallVector<NegatedZeroPoint> loadZeroPoints(Value group);
  SmallVector<Value> loadTable(Value table, Type element, Value group);
  SmallVector<Value> loadScales(Value group);
  OperandB loadOperandB(Value tile, unsigned rowTile);
  void scaleRows(MutableArrayRef<Value> values);
  Value loadZeroPointOfRow(Value row);
  Value loadOfRow(Value source, Type element, unsigned rowTile, unsigned row);
  SmallVector<Value> correctSums(ValueRange sums, ValueRange rowSums, Value group);
  SmallVector<Value> addGroupAtEnd(ArrayRef<Value> totals, ArrayRef<Value> sums, ArrayRef<Value> rowSums, Value step,
                                   Value isLastOfWarp);
  void addGroup(MutableArrayRef<Value> totals, ValueRange sums, Value group);
  SmallVector<Value> scaled(ValueRange sums, Value group);

  KernelEmitter &e;
  const ContractionKernel &contraction;
  const PreparedWeights &weights;
  ScaleSources sources;
  OperandDecode decode;
  unsigned numTiles;
  Value column, row, matrix;
  const ActivationAddress &address;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_MMACORE_H
