//===- PackedCodes.h - packed codes from and to one code a byte -------------------------------------------===//
//
// The packed form is that of Numerics/Packing.h: rows padded to a byte, a dense little-endian bit stream.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_PACKEDCODES_H
#define QNT_LIB_LOWERLINALG_PACKEDCODES_H

#include "Qnt/IR/AttributeNames.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace mlir::qnt {

/// While an op around has kDecodeSinglyAttrName, what is inside it is lowered as the option decode-singly says:
/// patterns see it where they build.
bool decodesSingly(OpBuilder &builder);

/// `packed` (tensor<...x bytes x i8>) as the container of `logical` (ContainerTypes.h): iN codes sign-extended to i8
/// unless `zeroExtend` is set, codes of small floats with upper bits 0, i1 as it is. `sizes` are those of `logical`,
/// whose elements have less than a byte.
Value unpackCodes(OpBuilder &builder, Location loc, Value packed, RankedTensorType logical,
                  ArrayRef<OpFoldResult> sizes, bool zeroExtend = false);

/// The inverse: `codes` are the container of a tensor of elements of `width` < 8 bits. Bits above the width are
/// ignored, padding bits of the result are 0.
Value packCodes(OpBuilder &builder, Location loc, Value codes, unsigned width);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_PACKEDCODES_H
