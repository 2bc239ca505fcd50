//===- ParameterOperands.h - operands that say how an array is quantized ----------------------------------===//
//
// quantize, requantize, fake_quantize and the gradients take the same operands (scale, zero_point, codebook,
// tensor_scale, mask) and attributes (calibration, convention), under the same constraints (C2) .. (C8).
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_IR_PARAMETEROPERANDS_H
#define QNT_LIB_IR_PARAMETEROPERANDS_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Operation.h"

namespace mlir::qnt {

struct ParameterOperands {
  Value scale, zeroPoint, codebook, tensorScale, mask;
  CalibrationAttr calibration;
  ConventionAttr convention;

  /// Those of an op; the gradients have no code book.
  template <typename OpT>
  static ParameterOperands of(OpT op) {
    return {op.getScale(), op.getZeroPoint(),       op.getCodebook(),      op.getTensorScale(),
            op.getMask(),  op.getCalibrationAttr(), op.getConventionAttr()};
  }
};

/// Checks the operands of `op` against the array that they quantize to: (C3) .. (C8) of the ops' documentation.
LogicalResult verifyParameterOperands(Operation *op, ArrayType array, const ParameterOperands &operands);

/// Checks that a constant part (an attribute, or the operand that holds one) has values that an array may have: scales
/// and tensor scales finite and not zero, float zero points and code-book entries finite. `name` is for the message.
LogicalResult verifyPartValues(Operation *op, ElementsAttr values, PartKind kind, EncodingAttr encoding,
                               StringRef name);
LogicalResult verifyPartValues(Operation *op, Value part, PartKind kind, EncodingAttr encoding, StringRef name);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_PARAMETEROPERANDS_H
