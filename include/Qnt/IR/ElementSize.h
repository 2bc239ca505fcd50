//===- ElementSize.h - what elements of tensors and buffers take in memory --------------------------------===//
#ifndef QNT_IR_ELEMENTSIZE_H
#define QNT_IR_ELEMENTSIZE_H

#include "mlir/IR/BuiltinTypeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"

namespace mlir::qnt {

/// Bits of an integer, a float or an index (64). Nothing for other elements, such as complex numbers and buffers.
inline std::optional<unsigned> getElementBits(Type element) {
  if (element.isIndex())
    return 64;
  return element.isIntOrFloat() ? std::optional(element.getIntOrFloatBitWidth()) : std::nullopt;
}

/// The whole bytes that hold an element.
inline std::optional<int64_t> getElementBytes(Type element) {
  std::optional<unsigned> bits = getElementBits(element);
  return bits ? std::optional<int64_t>(llvm::divideCeil(*bits, 8)) : std::nullopt;
}

/// Bytes of all elements, where a dynamic size counts as 1. Nothing where an element has no size or where their
/// number is not below 2^63.
inline std::optional<int64_t> getKnownBytes(ShapedType type) {
  std::optional<int64_t> bytes = getElementBytes(type.getElementType());
  if (bytes && llvm::is_contained(type.getShape(), 0))
    return 0;
  for (int64_t size : type.getShape())
    if (!bytes || llvm::MulOverflow(*bytes, ShapedType::isDynamic(size) ? 1 : size, *bytes))
      return std::nullopt;
  return bytes;
}

} // namespace mlir::qnt

#endif // QNT_IR_ELEMENTSIZE_H
