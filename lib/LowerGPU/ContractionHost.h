//===- ContractionHost.h - what stands around the launch of a contraction ---------------------------------===//
#ifndef QNT_LIB_LOWERGPU_CONTRACTIONHOST_H
#define QNT_LIB_LOWERGPU_CONTRACTIONHOST_H

#include "ContractionKernel.h"
#include "QuantizedResults.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// Emits, before the qnt.kernel of a contraction, what its launch needs of the host: sizes, checks of what no verifier
/// sees, and tensors for the results.
class ContractionHost {
public:
  explicit ContractionHost(const ContractionKernel &contraction);

  ImplicitLocOpBuilder &getBuilder() { return b; }
  Value emitSize(int64_t size) { return arith::ConstantIndexOp::create(b, size); }
  /// A value of the kernel's body outside of it: the operand of a block argument, or a constant.
  Value getOuter(Value value);
  /// A tensor with elements as they lie in memory, which is all that launches take.
  Value toContainer(Value value);

  /// The program stops where dynamic operands do not fit each other.
  void emitChecks();
  /// The product of the free dimensions of the activations; of a batch.
  Value emitNumRows();
  /// Tiles of rows and of columns. `columns`: null where the number is static.
  SmallVector<Value> emitGrid(Value numRows, Value columns, int64_t tileRows, int64_t tileColumns);
  /// Sums of the parts of K: [parts, row tiles, column tiles, sums of a thread, threads].
  Value emitWorkspace(MmaScheduleAttr mma, ValueRange grid);
  /// Uninitialised tensors of the results' shapes: those of the contraction, or with rows of packed codes.
  SmallVector<Value> emitOutputs();
  /// The results of the kernel from those of its launch: arrays from their parts in memory, the codes and what these
  /// were quantized with.
  SmallVector<Value> assembleResults(ValueRange launched);

private:
  Value emitBatches();
  SmallVector<OpFoldResult> getResultSizes();
  void checkTensors();
  void checkParts(const ResultQuantization &quantize);
  void checkFactors(const ResultQuantization &quantize);

  const ContractionKernel &contraction;
  KernelOp kernel;
  ImplicitLocOpBuilder b;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_CONTRACTIONHOST_H
