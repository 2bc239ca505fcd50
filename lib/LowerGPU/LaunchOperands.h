//===- LaunchOperands.h - operands of the launch of a contraction, arguments of its function --------------===//
#ifndef QNT_LIB_LOWERGPU_LAUNCHOPERANDS_H
#define QNT_LIB_LOWERGPU_LAUNCHOPERANDS_H

#include "ContractionHost.h"
#include "PreparedWeights.h"
#include "TensorCoreKernels.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace mlir::qnt {

/// What a launch passes to its function, in one order for both: activations, weights, their tables, sizes that are
/// known at run time only, inputs of the epilogue, and sums of parts of K.
class LaunchOperands {
public:
  LaunchOperands(ContractionHost &host, const ContractionKernel &contraction, const PreparedWeights &weights);

  ValueRange getInputs() const { return inputs; }
  Value getNumRows() const { return inputs[numRows]; }
  /// Null where the number is static.
  Value getColumns() const { return columns < 0 ? Value() : inputs[columns]; }
  void addWorkspace(Value sums) { workspace = addInput(sums); }

  /// Arguments of `function`, whose body `e` fills: the inputs, then a pointer for each output.
  KernelArguments getArguments(KernelEmitter &e, gpu::GPUFuncOp function, KernelPart part) const;

private:
  /// Its number among the inputs.
  int addInput(Value value) {
    inputs.push_back(value);
    return static_cast<int>(inputs.size()) - 1;
  }
  SmallVector<int> addSizes(Value operand, ArrayRef<int64_t> counted);
  void collectSizes();
  void setSizes(KernelEmitter &e, KernelArguments &arguments, function_ref<Value(int)> get) const;

  ContractionHost &host;
  const ContractionKernel &contraction;
  ImplicitLocOpBuilder &b;
  SmallVector<Value> inputs;
  /// Numbers of the inputs; -1 for none.
  int activations = -1, codes = -1, groupSizes = -1, numRows = -1, weightScales = -1, weightZeroPoints = -1,
      weightSums = -1, activationScales = -1, activationZeroPoints = -1, codebook = -1, workspace = -1, columns = -1,
      sizeK = -1;
  SmallVector<std::pair<Value, int>> epilogue; ///< value of the kernel's body, number of the input
  SmallVector<int> lhsSizes, rhsSizes;         ///< likewise: a dimension each
  llvm::MapVector<Value, SmallVector<int>> epilogueSizes;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_LAUNCHOPERANDS_H
