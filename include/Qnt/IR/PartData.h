//===- PartData.h - the bytes of constant parts -----------------------------------------------------------===//
//
// Constant parts are `dense` or `dense_resource` attributes. Their bytes are looked at in place: a constant may be a
// gigabyte, memory-mapped.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_PARTDATA_H
#define QNT_IR_PARTDATA_H

#include "Qnt/IR/Enums.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Value.h"

namespace mlir::qnt {

/// The data of an attribute, not copied. A splat has the bytes of one element.
struct PartBytes {
  ArrayRef<char> bytes;
  bool isSplat = false;
};

/// Fails when `attr` is neither dense nor dense_resource, when a resource has no data (missing or elided), and when a
/// dense attribute holds neither one element nor all: upstream's reader of bytecode takes any number of bytes.
FailureOr<PartBytes> getPartBytes(ElementsAttr attr);

/// The numbers of a constant of integers or indices; null when `value` is none, or its data cannot be read.
DenseIntElementsAttr getConstantIntegers(Value value);

/// Bytes that a dense_resource of `type` holds: elements of less than a byte are packed as codes are (rows padded to a
/// byte, see Numerics/Packing.h).
int64_t getResourceSize(ShapedType type);

/// The values of a part whose elements are of `format`, a splat expanded. Nothing when the data cannot be read or its
/// size does not fit the type.
std::optional<SmallVector<double>> getPartValues(ElementsAttr attr, Format format);

/// Index of the first element of float `format` that is NaN or infinite or, unless `allowZero`, zero (0 for a splat).
/// Nothing when all are good or the data cannot be read.
std::optional<int64_t> findUnusableValue(ElementsAttr attr, Format format, bool allowZero);

/// The same, of elements by their stored bytes.
std::optional<int64_t> findUnusableValue(ArrayRef<char> bytes, Format format, bool allowZero);

} // namespace mlir::qnt

#endif // QNT_IR_PARTDATA_H
