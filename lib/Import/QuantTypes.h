//===- QuantTypes.h - upstream's !quant.uniform and arrays ------------------------------------------------===//
//
// Upstream holds scales and zero points in the type; an array holds them as parts. Both directions, with the reason
// where a form has no counterpart.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_IMPORT_QUANTTYPES_H
#define QNT_LIB_IMPORT_QUANTTYPES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"

namespace mlir::qnt {

/// An array's type and the constants that upstream keeps in the type.
struct ImportedQuantType {
  ArrayType type;
  DenseElementsAttr scales;
  DenseElementsAttr zeroPoints; ///< null when all are 0: the encoding then has none
};

/// The array for a ranked tensor of `!quant.uniform` (per layer, per axis, sub-channel). Scales take the expressed
/// type. On failure `reason` says what has no counterpart.
FailureOr<ImportedQuantType> importQuantType(Type type, std::string &reason);

/// The tensor of `!quant.uniform` for an array whose scales and zero points (null: none) are constants, dense
/// or dense_resource. On failure `reason` says why upstream's type cannot hold it.
FailureOr<RankedTensorType> exportQuantType(ArrayType type, ElementsAttr scales, ElementsAttr zeroPoints,
                                            std::string &reason);

} // namespace mlir::qnt

#endif // QNT_LIB_IMPORT_QUANTTYPES_H
