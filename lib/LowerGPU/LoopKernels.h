//===- LoopKernels.h - kernels of rows and elements from functions on tensors -----------------------------===//
//
// qnt-outline-kernels makes a function of a kernel; when that is lowered to linalg, its results are loops over loops.
// Here such a function becomes one kernel by its schedule, and what the host must compute to launch it.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_LOOPKERNELS_H
#define QNT_LIB_LOWERGPU_LOOPKERNELS_H

#include "ElementEmitter.h"
#include "KernelModule.h"
#include "Qnt/IR/AttributeNames.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace mlir::qnt {

/// Sizes of a tensor: numbers, or values of the function that come from sizes of its arguments alone. Nothing where a
/// size is known from the tensor's elements only.
std::optional<SmallVector<OpFoldResult>> findSizes(Value tensor);

/// Blocks of a launch: the largest of some products, each divided by what a block computes.
struct LaunchShape {
  struct Work {
    SmallVector<OpFoldResult> sizes; ///< of the function
    SmallVector<int64_t> divisors;   ///< each size is divided by its own, rounded up, before the product
    int64_t perBlock = 1;            ///< of the product
  };
  SmallVector<Work> works;
  int64_t threads = 0, sharedBytes = 0;
};

/// What a kernel works on while it is written.
struct LoopKernelFrame {
  ElementEmitter &elements;
  func::FuncOp function;
  SmallVector<Value> results;         ///< of the function
  SmallVector<ElementBuffer> outputs; ///< where they go

  LinearIndex getSize(OpFoldResult size) {
    BodyValues scope;
    std::optional<int64_t> number = getConstantIntValue(size);
    return number ? LinearIndex(*number) : elements.getIndex(cast<Value>(size), scope);
  }
};

/// Numbers below `sizes` for the row-major number `number` (an i64 below their product); each is an atom.
Position emitSplitNumber(ElementEmitter &elements, Value number, ArrayRef<LinearIndex> sizes, bool isTrusted);

/// Bodies. A failure is left in the frame's emitter.
void emitRowwiseKernel(LoopKernelFrame &frame, RowwiseScheduleAttr schedule, LaunchShape &shape);
void emitElementwiseKernel(LoopKernelFrame &frame, ElementwiseScheduleAttr schedule, LaunchShape &shape);

/// Results of equal sizes, which an elementwise kernel computes together.
SmallVector<SmallVector<size_t>> groupResults(LoopKernelFrame &frame);

/// Schedules worth a try, the best one first. `reason` says why there is none.
SmallVector<Attribute> proposeRowwise(LoopKernelFrame &frame, std::string &reason);
SmallVector<Attribute> proposeElementwise(LoopKernelFrame &frame);

/// A kernel in the making: its arguments, and the way back to the host.
class LoopFunction {
public:
  explicit LoopFunction(func::FuncOp function);

  /// The kernel under `name` (or a name like it) among `kernels`; null, and the reason, where `schedule` does not fit.
  gpu::GPUFuncOp emit(KernelModule &kernels, StringRef name, Attribute schedule, LaunchShape &shape,
                      std::string &reason);
  /// See proposeRowwise. `module` is left as it is.
  SmallVector<Attribute> propose(gpu::GPUModuleOp module, std::string &reason);
  /// In place of `call`: a launch of `kernel`.
  LogicalResult replaceCall(func::CallOp call, gpu::GPUFuncOp kernel, const LaunchShape &shape);

private:
  using Body = function_ref<void(LoopKernelFrame &frame)>;
  gpu::GPUFuncOp emitWith(gpu::GPUModuleOp module, StringRef name, Body body, std::string &reason);
  Value copyToHost(OpBuilder &host, Value value, IRMapping &mapping);
  Value copySize(OpBuilder &host, OpFoldResult size, IRMapping &mapping);
  Value emitBlocks(OpBuilder &host, const LaunchShape &shape, IRMapping &mapping);

  func::FuncOp function;
  SmallVector<Value> tensors, scalars;                  ///< inputs of the kernel, in this order
  SmallVector<std::pair<Value, unsigned>> dynamicSizes; ///< of tensors: inputs behind them
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_LOOPKERNELS_H
