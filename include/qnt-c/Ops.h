//===- Ops.h - C API: building and reading the dialect's ops ----------------------------------------------===//
//
// Any op can be built with mlirOperationCreate. The functions here are for the ops whose optional operands or
// attributes make that awkward. Each builds the op at `loc`, verifies it, and gives it to the caller, who inserts it
// into a block or destroys it; after an error a diagnostic is emitted and null given.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_C_OPS_H
#define QNT_C_OPS_H

#include "qnt-c/Attributes.h"
#include "qnt-c/Formats.h"

#ifdef __cplusplus
extern "C" {
#endif

//===----------------------------------------------------------------------------------------------------===//
// Arrays and their parts
//===----------------------------------------------------------------------------------------------------===//

/// qnt.assemble; the parts that the encoding of `array` has, in order.
MLIR_CAPI_EXPORTED MlirOperation qntAssembleOpCreate(MlirLocation loc, intptr_t numParts, const MlirValue *parts,
                                                     MlirType array);
/// qnt.disassemble; a result for each part.
MLIR_CAPI_EXPORTED MlirOperation qntDisassembleOpCreate(MlirLocation loc, MlirValue array);
/// qnt.constant; elements attributes of the types that qntArrayTypeGetPackedPartType gives, for the parts that the
/// encoding of `array` has, in order.
MLIR_CAPI_EXPORTED MlirOperation qntConstantOpCreate(MlirLocation loc, intptr_t numParts, const MlirAttribute *parts,
                                                     MlirType array);

/// The value of a part: the operand of qnt.assemble, the result of qnt.disassemble, the parameter operand of
/// qnt.quantize, requantize, fake_quantize and the gradient ops. Null when it is absent and for other ops.
MLIR_CAPI_EXPORTED MlirValue qntOperationGetPart(MlirOperation op, QntPart part);
/// The data of a part of qnt.constant (codes and mask packed). Null when it is absent and for other ops.
MLIR_CAPI_EXPORTED MlirAttribute qntConstantOpGetPart(MlirOperation op, QntPart part);

//===----------------------------------------------------------------------------------------------------===//
// Quantization. A null calibration: static parameters; a null convention: the default one.
//===----------------------------------------------------------------------------------------------------===//

/// Parameters of a quantization as operands; null values for those that are not given.
typedef struct QntParameterOperands {
  MlirValue scale;
  MlirValue zeroPoint;
  MlirValue codebook;
  MlirValue tensorScale;
  MlirValue mask;
} QntParameterOperands;

MLIR_CAPI_EXPORTED MlirOperation qntQuantizeOpCreate(MlirLocation loc, MlirValue input, QntParameterOperands parameters,
                                                     MlirAttribute calibration, MlirAttribute convention,
                                                     MlirType array);
MLIR_CAPI_EXPORTED MlirOperation qntDequantizeOpCreate(MlirLocation loc, MlirValue array);
/// `inputScale`: the float form on i32 accumulators; `multiplier` and `shift`: the integer form. Null where not given.
MLIR_CAPI_EXPORTED MlirOperation qntRequantizeOpCreate(MlirLocation loc, MlirValue input, MlirValue inputScale,
                                                       MlirValue multiplier, MlirValue shift,
                                                       QntParameterOperands parameters, MlirAttribute calibration,
                                                       MlirAttribute convention, MlirType array);
MLIR_CAPI_EXPORTED MlirOperation qntFakeQuantizeOpCreate(MlirLocation loc, MlirValue input,
                                                         QntParameterOperands parameters, MlirAttribute encoding,
                                                         MlirAttribute calibration, MlirAttribute convention);
MLIR_CAPI_EXPORTED MlirOperation qntFakeQuantizeGradOpCreate(MlirLocation loc, MlirValue input, MlirValue gradient,
                                                             QntParameterOperands parameters, MlirAttribute encoding,
                                                             MlirAttribute calibration, MlirAttribute convention);
MLIR_CAPI_EXPORTED MlirOperation qntQuantizeGradOpCreate(MlirLocation loc, MlirValue input, MlirValue gradient,
                                                         QntParameterOperands parameters, MlirAttribute encoding,
                                                         MlirAttribute calibration, MlirAttribute convention);

//===----------------------------------------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------------------------------------===//

/// Pairs of contracted and of batch dimensions.
typedef struct QntDotDimensions {
  intptr_t numContracting;
  const int64_t *lhsContracting;
  const int64_t *rhsContracting;
  intptr_t numBatch;
  const int64_t *lhsBatch;
  const int64_t *rhsBatch;
} QntDotDimensions;

MLIR_CAPI_EXPORTED MlirOperation qntDotGeneralOpCreate(MlirLocation loc, MlirValue lhs, MlirValue rhs,
                                                       QntDotDimensions dimensions, QntPrecision precision,
                                                       MlirType result);

/// `groupOffset`: null when not given. `lhsRagged`: the ragged dimension of lhs; `rhsGroup`: the group dimension of
/// rhs, or -1 when the ragged dimension is not free.
MLIR_CAPI_EXPORTED MlirOperation qntRaggedDotGeneralOpCreate(MlirLocation loc, MlirValue lhs, MlirValue rhs,
                                                             MlirValue groupSizes, MlirValue groupOffset,
                                                             QntDotDimensions dimensions, int64_t lhsRagged,
                                                             int64_t rhsGroup, QntPrecision precision, MlirType result);

/// The window of a convolution: a value per spatial dimension, `padding` two (low, high).
typedef struct QntConvWindow {
  intptr_t numSpatial;
  const int64_t *strides;
  const int64_t *padding;
  const int64_t *lhsDilation;
  const int64_t *rhsDilation;
} QntConvWindow;

MLIR_CAPI_EXPORTED MlirOperation qntConvGeneralDilatedOpCreate(MlirLocation loc, MlirValue lhs, MlirValue rhs,
                                                               MlirAttribute dimensionNumbers, QntConvWindow window,
                                                               int64_t featureGroupCount, int64_t batchGroupCount,
                                                               QntPrecision precision, MlirType result);

//===----------------------------------------------------------------------------------------------------===//
// Regions. The op has a body with an argument for each input and no terminator yet: the caller adds qnt.yield and then
// verifies the op (mlirOperationVerify).
//===----------------------------------------------------------------------------------------------------===//

/// qnt.invoke_quant; an empty scheme for none.
MLIR_CAPI_EXPORTED MlirOperation qntInvokeQuantOpCreate(MlirLocation loc, intptr_t numInputs, const MlirValue *inputs,
                                                        intptr_t numResults, const MlirType *results,
                                                        MlirStringRef scheme, bool codegenLowPrecision);
/// qnt.kernel; an empty name for none, a null schedule for none.
MLIR_CAPI_EXPORTED MlirOperation qntKernelOpCreate(MlirLocation loc, intptr_t numInputs, const MlirValue *inputs,
                                                   intptr_t numResults, const MlirType *results, MlirStringRef name,
                                                   MlirAttribute schedule);

/// The scheme of qnt.invoke_quant, plain or packed form; empty when it has none and for other ops.
MLIR_CAPI_EXPORTED MlirStringRef qntInvokeQuantOpGetScheme(MlirOperation op);
/// codegen_low_precision of either form.
MLIR_CAPI_EXPORTED bool qntInvokeQuantOpIsLowPrecision(MlirOperation op);

//===----------------------------------------------------------------------------------------------------===//
// QuantizedOpInterface
//===----------------------------------------------------------------------------------------------------===//

typedef enum QntQuantizedOpType {
  QntQuantizedOpTypeNone = -1,
  QntQuantizedOpTypeUnivariate = 0,
  QntQuantizedOpTypeMixing,
  QntQuantizedOpTypeShape
} QntQuantizedOpType;

/// For mlirOperationImplementsInterface.
MLIR_CAPI_EXPORTED MlirTypeID qntQuantizedOpInterfaceTypeID(void);
MLIR_CAPI_EXPORTED bool qntQuantizedOpMustQuantizeInput(MlirOperation op, unsigned index);
MLIR_CAPI_EXPORTED bool qntQuantizedOpCanFuse(MlirOperation op);
MLIR_CAPI_EXPORTED QntQuantizedOpType qntQuantizedOpGetType(MlirOperation op);

#ifdef __cplusplus
}
#endif

#endif // QNT_C_OPS_H
