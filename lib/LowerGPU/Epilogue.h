//===- Epilogue.h - what a kernel does with each element of its contraction -------------------------------===//
//
// The values that the kernel yields are evaluated one element at a time, from the yield backwards: an op on tensors is
// cloned on scalars, a tensor of the outside is read where the element needs it.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_EPILOGUE_H
#define QNT_LIB_LOWERGPU_EPILOGUE_H

#include "ContractionKernel.h"
#include "KernelEmitter.h"
#include "llvm/ADT/MapVector.h"

namespace mlir::qnt {

/// Tensors and scalars, but the contraction's own operands, that the kernel's results are computed from: block
/// arguments of the kernel, and constants that are not splat. In an order that depends on the kernel alone.
SmallVector<Value> findEpilogueInputs(KernelOp kernel, Operation *contraction);

class Epilogue {
public:
  /// `arguments`: for each input a pointer to global memory, where elements lie in containers, or the scalar.
  using InputSizes = llvm::MapVector<Value, SmallVector<Value>>;
  /// `columns`: of the result (i32). `sizes`: of its dimensions, `inputSizes`: of those of inputs (i64), null for
  /// static ones and the first.
  Epilogue(KernelEmitter &emitter, const ContractionKernel &contraction, const llvm::MapVector<Value, Value> &arguments,
           Value columns, ArrayRef<Value> sizes, const InputSizes &inputSizes)
      : e(emitter), contraction(contraction), arguments(arguments), columns(columns), sizes(sizes),
        inputSizes(inputSizes) {}

  /// The elements of the kernel's results at (`row`, `column`) (i32), of arrays their codes in containers. `sum`: of
  /// the contraction, f32 or i32, before its cast.
  SmallVector<Value> emitElements(Value row, Value column, Value sum);

  /// Row-major number of an element of the results (i64).
  Value getPlace(Value row, Value column);

private:
  using Position = SmallVector<Value>; ///< i64 an index
  Value evaluate(Value value, ArrayRef<Value> position);
  Value compute(Operation *op, unsigned result, ArrayRef<Value> position);
  Value computeLoops(Operation *op, unsigned result, ArrayRef<Value> position);
  Value readContainer(Value tensor, ArrayRef<Value> position);
  Value readElement(Value tensor, ArrayRef<Value> position);
  Position getPosition(Value row, Value column);

  KernelEmitter &e;
  const ContractionKernel &contraction;
  const llvm::MapVector<Value, Value> &arguments;
  Value columns;
  ArrayRef<Value> sizes;
  const InputSizes &inputSizes;
  Value sumElement;
  struct Known {
    Value value;
    Position position;
    Value element;
  };
  SmallVector<Known> known; ///< of the element that is computed
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_EPILOGUE_H
