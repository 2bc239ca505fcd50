//===- QuantizedResults.h - arrays that kernels of tensor cores give --------------------------------------===//
//
//   codes[row, column] = quantize or requantize of the element, one at a time, before they are stored
//
// Codes of less than a byte: a lane has 8 neighbouring columns, so as many whole bytes as a code has bits.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_QUANTIZEDRESULTS_H
#define QNT_LIB_LOWERGPU_QUANTIZEDRESULTS_H

#include "ContractionKernel.h"
#include "KernelEmitter.h"

namespace mlir::qnt {

/// The op that makes an array which a kernel yields: qnt.quantize, or qnt.requantize of accumulators.
class ResultQuantization {
public:
  /// Nothing where `yielded` is no such array, or one with scales that the op finds itself.
  static std::optional<ResultQuantization> find(Value yielded);

  ArrayType getType() const;
  /// The tensor whose elements become codes.
  Value getInput() const;
  /// Scales, zero points and tensor scale, those that there are: parts of the array.
  SmallVector<Value> getParts() const;
  /// An operand by its name; null where it is not given.
  Value getOperand(StringRef name) const;
  /// All tensors beside the input that an element's code depends on.
  SmallVector<Value> getOperands() const;
  /// Why codes cannot be computed one at a time in a kernel; empty when they can. The operands are values from outside
  /// of the kernel.
  std::string whyNot() const;

  /// The code of `element` in its container. `read(tensor, position)`: an element of an operand, in its container;
  /// `position`: of the element in the array (i64).
  Value emitCode(KernelEmitter &e, Value element, ArrayRef<Value> position,
                 function_ref<Value(Value, ArrayRef<Value>)> read) const;

private:
  explicit ResultQuantization(Operation *op) : op(op) {}
  RequantizeOp getRequantize() const { return dyn_cast<RequantizeOp>(op); }
  numerics::Convention getConvention() const;
  bool isIntegerForm() const;
  std::string whyNotConvention() const;

  Operation *op;
};

/// Bits of the codes of an array that are packed, several or parts of them a byte; 0 for other types.
unsigned getPackedBits(Type type);

/// Why the packed results of a kernel cannot be written byte by byte; empty when they can, or when there are none.
std::string whyNotPackedResults(const ContractionKernel &contraction);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_QUANTIZEDRESULTS_H
