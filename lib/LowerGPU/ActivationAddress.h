//===- ActivationAddress.h - where rows of activations stand in memory ------------------------------------===//
//
// K is cut into chunks of 16 bytes of positions (FragmentOrder); a chunk lies in one run of it, so in neighbouring
// elements along one dimension of the activations.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_ACTIVATIONADDRESS_H
#define QNT_LIB_LOWERGPU_ACTIVATIONADDRESS_H

#include "ContractionKernel.h"
#include "KernelEmitter.h"
#include "TensorPlaces.h"

namespace mlir::qnt {

/// The columns of a block of the grid, and the part of the columns that it belongs to.
struct ColumnTile {
  Value group;      ///< of columns that see the same activations (i32); null for the only one
  Value firstBlock; ///< of kWarpColumns columns (i32)
  Value first, end; ///< columns of the group (i32); null where `group` is

  /// The tile of block `y` of the grid, of `tileBlocks` * kWarpColumns columns.
  static ColumnTile create(KernelEmitter &e, const ContractionKernel &contraction, int64_t tileBlocks);
};

/// The rows of a block of the grid, and the matrix of the weights that they are multiplied with.
struct RowTile {
  Value first;     ///< row of the result (i32)
  Value readEnd;   ///< behind the last row that is read of the activations (i32)
  Value end;       ///< behind the last row that is stored (i32)
  Value matrix;    ///< number of the matrix or batch (i32); null for the only one
  Value hasMatrix; ///< i1: the rows belong to a group; those of none are 0. Null: they all do
  Value batch;     ///< first row of the batch (i32); null where there are no batches

  /// The tile of block `x` of the grid. `groupSizes`: pointer to global memory, null where the contraction has none.
  static RowTile create(KernelEmitter &e, const ContractionKernel &contraction, Value groupSizes, Value numRows,
                        int64_t tileRows);
};

/// One chunk of one row.
struct ActivationChunk {
  Value element;   ///< number of its first element in memory (i64)
  Value isPresent; ///< i1: it is read
  Value isHole;    ///< i1: its elements are real zeros between or around those of lhs; null where there are none
  Value count;     ///< elements of it that count where it is present or a hole (i32); null: all
};

class ActivationAddress {
public:
  ActivationAddress() = default;
  /// `numRows`: of the result (i32).
  ActivationAddress(const ContractionKernel &contraction, Value numRows, Value group)
      : contraction(&contraction), numRows(numRows), group(group) {}

  /// Of a tensor beside another one, whose size along K is `sizeK` (i32).
  void setTensor(Value sizeK) { this->sizeK = sizeK; }
  /// Reads rows of the batch of `rows` from a tensor of `places` whose dimensions are not in the order of the result's.
  void setBatch(KernelEmitter &e, const TensorPlaces &places, const RowTile &rows);

  /// `row` of the result, chunk `chunk` along K (i32).
  ActivationChunk locate(KernelEmitter &e, Value row, Value chunk) const;
  /// Where the scale of a row stands among those of the activations (i32).
  Value getScaleRow(KernelEmitter &e, Value row) const;

  unsigned getElementBytes() const {
    return contraction->hasByteOperands() || contraction->decodedActivations ? 1
           : contraction->hasWideActivations()                               ? 4
                                                                             : 2;
  }
  /// 8 codes that become 16 bytes, else 16.
  int64_t getChunkBytes() const { return contraction->decodedActivations ? 8 : 16; }
  int64_t getChunkElements() const { return getChunkBytes() / getElementBytes(); }
  /// Elements from one of a chunk to the next in memory.
  int64_t getElementStride() const;
  /// Chunks are whole and start on 16 bytes: cp.async copies them.
  bool isAligned() const;

private:
  struct Coordinates;
  ActivationChunk locateInTensor(KernelEmitter &e, Value row, Value chunk) const;
  Coordinates getCoordinates(KernelEmitter &e, Value chunk) const;
  ActivationChunk locateInConvolution(KernelEmitter &e, Value row, const Coordinates &coordinates) const;
  Value getImage(KernelEmitter &e, Value row) const;

  const ContractionKernel *contraction = nullptr;
  Value numRows, group, sizeK;
  TensorPlaces places;
  Value firstRow, batchOffset; ///< of the batch: i32, elements (i64); null where rows follow each other in memory
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_ACTIVATIONADDRESS_H
