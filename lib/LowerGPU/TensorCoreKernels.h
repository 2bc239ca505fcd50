//===- TensorCoreKernels.h - bodies of kernels that contract on tensor cores ------------------------------===//
#ifndef QNT_LIB_LOWERGPU_TENSORCOREKERNELS_H
#define QNT_LIB_LOWERGPU_TENSORCOREKERNELS_H

#include "Epilogue.h"
#include "MmaCore.h"
#include "TensorTile.h"

namespace mlir::qnt {

/// Arguments of the function that is filled.
struct KernelArguments {
  Value activations, codes;               ///< pointers to global memory; codes: or rhs as a tensor
  Value groupSizes;                       ///< likewise; null where there are none
  ScaleSources scales;                    ///< null for what there is not
  llvm::MapVector<Value, Value> epilogue; ///< see Epilogue
  Value numRows;                          ///< of a batch (i32)
  /// Sizes of the dimensions of tensors (i64), null where they are static or not asked for.
  SmallVector<Value> lhsSizes, rhsSizes, resultSizes;
  llvm::MapVector<Value, SmallVector<Value>> epilogueSizes; ///< of inputs of the epilogue that have dynamic ones
  Value columns, sizeK;                                     ///< i32
  SmallVector<Value> results;                               ///< pointers to global memory
  Value workspace; ///< likewise: sums of a part of K, null where a block has all of it
};

/// A kernel may be one function, or two: sums of parts of K go to memory, and the second adds them.
enum class KernelPart { Whole, Products, Sums };

/// The rows of the activations that a block of the grid multiplies, filled by `numThreads` together.
inline ActivationTile makeActivationTile(KernelEmitter &e, const ContractionKernel &contraction,
                                         const KernelArguments &arguments, const RowTile &rows,
                                         const ColumnTile &columns, int64_t tileRows, unsigned numThreads,
                                         Value thread) {
  ActivationTile tile;
  tile.source = arguments.activations;
  tile.firstRow = rows.first;
  tile.zeroPoints = arguments.scales.activationZeroPoints;
  tile.tileRows = tileRows;
  tile.numThreads = numThreads;
  tile.thread = thread;
  tile.contraction = &contraction;
  tile.address = ActivationAddress(contraction, rows.readEnd, columns.group);
  tile.address.setTensor(arguments.sizeK);
  if (contraction.hasBatch() && !contraction.areRowsInOrder()) {
    auto type = cast<RankedTensorType>(contraction.activations.getType());
    tile.address.setBatch(e, TensorPlaces(type, arguments.lhsSizes), rows);
  }
  return tile;
}

/// The columns of a tensor that a block of `numThreads` multiplies.
inline TensorTile makeTensorTile(KernelEmitter &e, const ContractionKernel &contraction,
                                 const KernelArguments &arguments, const RowTile &rows, const ColumnTile &columns,
                                 int64_t pieces, unsigned numThreads, Value thread) {
  const TensorOperands &tensors = *contraction.tensors;
  TensorPlaces places(cast<RankedTensorType>(tensors.rhs.getType()), arguments.rhsSizes);
  TensorTile tile;
  tile.source = arguments.codes;
  tile.firstColumn = e.multiply(columns.firstBlock, kWarpColumns);
  tile.columns = arguments.columns;
  tile.sizeK = arguments.sizeK;
  tile.batchOffset = e.constant(0, e.b.getI64Type());
  if (rows.batch)
    tile.batchOffset = places.getOffset(e, tensors.rhsBatch, rows.matrix);
  tile.lineStride = places.getStride(e, tensors.isRowMajor() ? tensors.rhsContracting : tensors.rhsFree);
  tile.pieces = pieces;
  tile.numThreads = numThreads;
  tile.thread = thread;
  tile.contraction = &contraction;
  return tile;
}

/// Bodies: a block of the grid (rows, columns) computes a tile.
void emitMmaKernel(KernelEmitter &e, const ContractionKernel &contraction, const PreparedWeights &weights,
                   MmaScheduleAttr schedule, const KernelArguments &arguments, KernelPart part);
void emitGemvKernel(KernelEmitter &e, const ContractionKernel &contraction, const PreparedWeights &weights,
                    GemvScheduleAttr schedule, const KernelArguments &arguments);

/// Casts, epilogue and stores of a warp's values (MmaCore::emitResults). `column`: first of the lane's 8.
/// `rows`, `columns`: of the block.
void emitStoreResults(KernelEmitter &e, const ContractionKernel &contraction, const KernelArguments &arguments,
                      const RowTile &rows, const ColumnTile &columns, MmaCore &core, ValueRange values, Value column);

/// Blocks of `numThreads` that ptxas is asked to make room for on a multiprocessor; 0: as many as it likes.
int64_t getMinBlocks(const ContractionKernel &contraction, Attribute schedule, int64_t numThreads);

/// Steps along K of 128 bytes of activations, and blocks of the weight layout in one.
inline int64_t getStepElements(const ContractionKernel &contraction) {
  return contraction.hasByteOperands() ? 128 : 64;
}
inline int64_t getNumSteps(const ContractionKernel &contraction) {
  return llvm::divideCeil(contraction.sizeK, getStepElements(contraction));
}
inline unsigned getStepBlocks(const ContractionKernel &contraction) { return contraction.hasByteOperands() ? 2 : 1; }
/// Sums that a thread leaves in the workspace: [parts of K, row tiles, column tiles, sums, threads].
inline int64_t getNumPartialSums(MmaScheduleAttr schedule) { return 2 * schedule.getTokens(); }
/// Blocks of the layout along K and along the columns, and the bytes of one.
inline int64_t getBlocksK(const ContractionKernel &contraction) {
  return llvm::divideCeil(contraction.sizeK, kLayoutBlockK);
}
inline int64_t getBlocksColumns(const ContractionKernel &contraction) {
  return llvm::divideCeil(contraction.columns, kWarpColumns);
}
inline int64_t getBlockBytes(const ContractionKernel &contraction) {
  return 512 * int64_t(contraction.getWeightWidth());
}

/// Where the codes of the matrix of `rows` start.
inline Value getMatrixCodes(KernelEmitter &e, const ContractionKernel &contraction, const KernelArguments &arguments,
                            const RowTile &rows) {
  if (!rows.matrix || contraction.tensors)
    return arguments.codes;
  int64_t bytes = getBlocksColumns(contraction) * getBlocksK(contraction) * getBlockBytes(contraction);
  return e.offset(arguments.codes, e.multiply(e.toI64(rows.matrix), bytes));
}

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_TENSORCOREKERNELS_H
