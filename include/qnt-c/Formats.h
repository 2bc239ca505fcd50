//===- Formats.h - C API: number formats and the parts of an array ----------------------------------------===//
#ifndef QNT_C_FORMATS_H
#define QNT_C_FORMATS_H

#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Number formats of codes, scales, zero points and values. The numbers are stable.
typedef enum QntFormat {
  QntFormatNone = -1, ///< no format: an absent component, or an error
  QntFormatI2 = 0,
  QntFormatI3,
  QntFormatI4,
  QntFormatI5,
  QntFormatI6,
  QntFormatI7,
  QntFormatI8,
  QntFormatI16,
  QntFormatI32,
  QntFormatU1,
  QntFormatU2,
  QntFormatU3,
  QntFormatU4,
  QntFormatU5,
  QntFormatU6,
  QntFormatU7,
  QntFormatU8,
  QntFormatU16,
  QntFormatF8E4M3FN,
  QntFormatF8E5M2,
  QntFormatF6E2M3FN,
  QntFormatF6E3M2FN,
  QntFormatF4E2M1FN,
  QntFormatF8E8M0FNU,
  QntFormatBF16,
  QntFormatF16,
  QntFormatF32,
  QntFormatF64
} QntFormat;

/// The format of a name as in `#qnt.encoding` ("i4", "f8E4M3FN", "bf16"); QntFormatNone for another name.
MLIR_CAPI_EXPORTED QntFormat qntFormatParse(MlirStringRef name);

/// The name; empty for QntFormatNone.
MLIR_CAPI_EXPORTED MlirStringRef qntFormatGetName(QntFormat format);

/// Bits of one code; 0 for QntFormatNone.
MLIR_CAPI_EXPORTED unsigned qntFormatGetBitWidth(QntFormat format);

/// The builtin type: signless iN for integers (signed or not), the float type for floats; null for QntFormatNone.
MLIR_CAPI_EXPORTED MlirType qntFormatGetType(MlirContext context, QntFormat format);

/// The parts of an array in their fixed order.
typedef enum QntPart {
  QntPartCodes = 0,
  QntPartScales,
  QntPartZeroPoints,
  QntPartCodebook,
  QntPartTensorScale,
  QntPartMask
} QntPart;

/// "codes", "scales", "zero points", "code book", "tensor scale" or "mask".
MLIR_CAPI_EXPORTED MlirStringRef qntPartGetName(QntPart part);

#ifdef __cplusplus
}
#endif

#endif // QNT_C_FORMATS_H
