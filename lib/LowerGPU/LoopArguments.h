//===- LoopArguments.h - what a kernel is given, and how it sees it ----------------------------------------===//
//
// A kernel's argument for a buffer is one pointer: a memref of static shape, or a memref of one element where sizes,
// strides or an offset are only known at run time. These are scalars of their own, of which the kernel makes the view
// again:
//
//   host     %view = memref.subview %x[%i, 0] [%n, 64] [1, 1]
//            qnt.launch @k ins(%x, %n, %offset : ...)
//   kernel   %view = memref.reinterpret_cast %x_base to offset: [%offset], sizes: [%n, 64], strides: [64, 1]
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_LOOPARGUMENTS_H
#define QNT_LIB_LOWERGPU_LOOPARGUMENTS_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// Collects values of the host, then makes the same values in the kernel.
class LoopArguments {
public:
  /// Names what a launch passes; `host` stands in front of it.
  explicit LoopArguments(ImplicitLocOpBuilder &host) : host(host) {}

  /// A memref on the device that the kernel reads, or reads and writes.
  void addView(Value view, bool isWritten);
  /// A number. Constants are made again in the kernel.
  void addScalar(Value scalar);
  /// The same for a size.
  void addSize(OpFoldResult size);

  /// Operands of the launch.
  ArrayRef<Value> getInputs() const { return inputs; }
  ArrayRef<Value> getOutputs() const { return outputs; }
  /// Types of the kernel's arguments, inputs before outputs.
  SmallVector<Type> getTypes() const;

  /// At the start of the kernel: every value that was added, as the kernel has it.
  void build(ImplicitLocOpBuilder &kernel, gpu::GPUFuncOp function, IRMapping &mapping) const;
  /// A size in the kernel.
  static OpFoldResult lookUp(OpFoldResult size, const IRMapping &mapping);

private:
  struct View {
    Value value, base; ///< base: what the launch passes
    bool isBase;       ///< the kernel's argument is the view itself
    OpFoldResult offset;
    SmallVector<OpFoldResult> sizes, strides;
  };
  View makeView(Value view);
  void addBuffer(Value base, bool isWritten);

  ImplicitLocOpBuilder &host;
  SmallVector<Value> inputs, outputs, constants;
  SmallVector<std::pair<Value, Value>> twins; ///< a scalar, and the input that is the same
  SmallVector<View> views;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_LOOPARGUMENTS_H
