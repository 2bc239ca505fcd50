//===- EncodeConstant.h - a float constant to a qnt.constant -----------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_ENCODECONSTANT_H
#define QNT_LIB_COMPRESS_ENCODECONSTANT_H

#include "Qnt/Compress/Scheme.h"
#include "Qnt/IR/QntOps.h"

namespace mlir::qnt {

/// The bytes of a constant's elements, not copied: row-major, in the element type. Nothing for splats, and for
/// resources that are missing or of the wrong size.
std::optional<ArrayRef<char>> getRawElements(ElementsAttr value);

/// First element that is NaN or infinite.
std::optional<int64_t> findNonFinite(ArrayRef<char> bytes, Format type);

/// `value` quantized by `scheme` with the given block, as an op at the builder's place. Codes become dense_resource
/// data named after `name`. `bytesAfter` receives the size of all parts.
FailureOr<ConstantOp> encodeConstant(OpBuilder &builder, Location loc, ElementsAttr value, const Scheme &scheme,
                                     ArrayRef<int64_t> block, StringRef name, int64_t &bytesAfter);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_ENCODECONSTANT_H
