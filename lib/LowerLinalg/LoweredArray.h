//===- LoweredArray.h - an array as its parts in memory ---------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_LOWEREDARRAY_H
#define QNT_LIB_LOWERLINALG_LOWEREDARRAY_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Builders.h"

namespace mlir::qnt {

/// The type of an array and the values that a conversion pattern's adaptor gives for it.
class LoweredArray {
public:
  LoweredArray(ArrayType type, ValueRange parts);

  ArrayType getType() const { return type; }
  EncodingAttr getEncoding() const { return type.getEncoding(); }
  /// A part as it lies in memory (ContainerTypes.h); null when the encoding does not have it.
  Value getPart(PartKind kind) const;
  /// Size of a dimension of the value, an attribute where it is static.
  OpFoldResult getSize(OpBuilder &builder, Location loc, unsigned dim) const;
  SmallVector<OpFoldResult> getSizes(OpBuilder &builder, Location loc) const;
  /// Sizes of the codes: those of the value, but for a code book of vectors.
  SmallVector<OpFoldResult> getCodeSizes(OpBuilder &builder, Location loc) const;

private:
  ArrayType type;
  SmallVector<Value> parts;
};

/// Sizes of a tensor, attributes where they are static.
SmallVector<OpFoldResult> getTensorSizes(OpBuilder &builder, Location loc, Value tensor);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_LOWEREDARRAY_H
