//===- CoreAIGraph.h - one Core AI graph as a function ------------------------------------------------------===//
//
// coreai.graph @main(%x) { ops; coreai.output %y }  ->  func.func @main(%x) { qnt, linalg, tensor, arith; return %y }
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_IMPORT_COREAIGRAPH_H
#define QNT_LIB_IMPORT_COREAIGRAPH_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/IRMapping.h"
#include <functional>

namespace mlir::qnt {

/// Reads the ops of one graph, in order.
class CoreAIGraph {
public:
  /// `keep` is told of each op that has no form here and stays as it is; empty: such an op is an error.
  CoreAIGraph(Operation *graph, OpBuilder &builder, std::function<void(Operation *)> keep)
      : graph(graph), builder(builder), keep(std::move(keep)) {}

  /// Makes the function at the builder's place. Fails after an error; the graph stays.
  LogicalResult import();

  /// The value that stands for `value`: a tensor of signless elements, or an array. Weights are made here, where they
  /// are read first. Fails after an error.
  FailureOr<Value> get(Value value);
  /// The same as a tensor: arrays decoded.
  FailureOr<Value> getTensor(Value value);
  void set(Value value, Value result) { values[value] = result; }
  /// A constant operand of integers. Fails after an error that names it.
  FailureOr<SmallVector<int64_t>> getIntegers(Operation *op, unsigned index, StringRef name);
  OpBuilder &getBuilder() { return builder; }

private:
  FailureOr<FunctionType> getFunctionType();
  LogicalResult importOp(Operation *op);
  LogicalResult importOutput(Operation *op);
  LogicalResult importUnknown(Operation *op);
  /// A value of the type it has in the graph, for ops that stay as they are.
  FailureOr<Value> getKept(Value value);

  Operation *graph;
  OpBuilder &builder;
  std::function<void(Operation *)> keep;
  DenseMap<Value, Value> values;
};

/// Makes our form of one op. Fails after an error.
using ImportCoreAIOp = LogicalResult (*)(CoreAIGraph &graph, Operation *op);

/// Contractions, gathers and what moves whole dimensions; null for other ops.
ImportCoreAIOp findCoreAIStructure(Operation *op);
/// Convolutions and transposed ones; null for other ops.
ImportCoreAIOp findCoreAIConvolution(Operation *op);
/// Slices, splits, concatenations and reversals; null for other ops.
ImportCoreAIOp findCoreAISlice(Operation *op);
/// Arithmetic on float tensors element by element; null for other ops.
ImportCoreAIOp findCoreAIArithmetic(Operation *op);

/// Softmax and reductions of float tensors; null for other ops.
ImportCoreAIOp findCoreAIReduction(Operation *op);

inline RankedTensorType getTensorType(Value value) { return cast<RankedTensorType>(value.getType()); }

/// The op has `numOperands` operands and one result, all ranked tensors without an encoding. Fails after an error.
LogicalResult checkForm(Operation *op, unsigned numOperands);
/// Operands and results are ranked tensors without an encoding. Fails after an error.
LogicalResult checkTensors(Operation *op);
/// Element types are floats that can be computed with. Fails after an error.
LogicalResult checkFloats(Operation *op, ArrayRef<Value> values);
/// The error of shapes that do not fit.
LogicalResult failShape(Operation *op);
/// The constant operand `index`: dimensions of `rank`, negative ones counted from the end; sorted. Fails after an
/// error.
FailureOr<SmallVector<int64_t>> getAxes(CoreAIGraph &graph, Operation *op, unsigned index, int64_t rank);

/// A tensor of `shape` with the elements of `value`, in the same order. Both shapes are static.
Value reshapeTensor(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> shape);
/// The tensor `value` with its dimensions in the order of `permutation`.
Value transposeTensor(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> permutation);
/// The tensor `value`, its elements along `dims` in reverse order.
Value reverseTensor(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> dims);

} // namespace mlir::qnt

#endif // QNT_LIB_IMPORT_COREAIGRAPH_H
