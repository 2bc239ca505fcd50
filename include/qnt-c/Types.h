//===- Types.h - C API: !qnt.array ------------------------------------------------------------------------===//
#ifndef QNT_C_TYPES_H
#define QNT_C_TYPES_H

#include "qnt-c/Formats.h"

#ifdef __cplusplus
extern "C" {
#endif

/// True for !qnt.array.
MLIR_CAPI_EXPORTED bool qntTypeIsAArray(MlirType type);

MLIR_CAPI_EXPORTED MlirTypeID qntArrayTypeGetTypeID(void);

/// !qnt.array<shape, encoding>; a dynamic size is mlirShapedTypeGetDynamicSize(). Null after an error.
MLIR_CAPI_EXPORTED MlirType qntArrayTypeGetChecked(MlirLocation loc, intptr_t rank, const int64_t *shape,
                                                   MlirAttribute encoding);

MLIR_CAPI_EXPORTED intptr_t qntArrayTypeGetRank(MlirType type);
/// `dim` must be below the rank.
MLIR_CAPI_EXPORTED int64_t qntArrayTypeGetDimSize(MlirType type, intptr_t dim);
MLIR_CAPI_EXPORTED bool qntArrayTypeIsDynamicDim(MlirType type, intptr_t dim);
MLIR_CAPI_EXPORTED bool qntArrayTypeHasStaticShape(MlirType type);
MLIR_CAPI_EXPORTED MlirAttribute qntArrayTypeGetEncoding(MlirType type);

/// The tensor that qnt.dequantize gives: the shape, in the expressed type.
MLIR_CAPI_EXPORTED MlirType qntArrayTypeGetDecodedType(MlirType type);

/// How many parts there are, and which: `index` must be below the number.
MLIR_CAPI_EXPORTED intptr_t qntArrayTypeGetNumParts(MlirType type);
MLIR_CAPI_EXPORTED QntPart qntArrayTypeGetPart(MlirType type, intptr_t index);

/// The tensor type of a part, as qnt.assemble takes it; null when the encoding does not have the part.
MLIR_CAPI_EXPORTED MlirType qntArrayTypeGetPartType(MlirType type, QntPart part);

/// The type of a part as qnt.constant holds it: codes and mask packed (tensor<...x ceil(inner * bits / 8) x i8>,
/// tensor<1xi8> for rank 0), other parts as they are. Null when the encoding does not have the part, and for a dynamic
/// inner dimension of codes or mask.
MLIR_CAPI_EXPORTED MlirType qntArrayTypeGetPackedPartType(MlirType type, QntPart part);

#ifdef __cplusplus
}
#endif

#endif // QNT_C_TYPES_H
