//===- Enums.h - small enumerations shared by attributes, types and interfaces ---------------------------===//
#ifndef QNT_IR_ENUMS_H
#define QNT_IR_ENUMS_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace mlir::qnt {

using numerics::Format;

/// The parts of an array, in their fixed order.
enum class PartKind : uint8_t { Codes, Scales, ZeroPoints, Codebook, TensorScale, Mask };

/// "codes", "scales", "zero points", "code book", "tensor scale", "mask"
llvm::StringRef getPartName(PartKind kind);

/// What kind of op a QuantizedOpInterface implementation is (after Concrete ML).
enum class QuantizedOpType : uint8_t {
  Univariate, ///< one tensor in, elementwise: may become a table
  Mixing,     ///< combines elements or tensors: sees codes
  Shape,      ///< moves elements: forwards encodings
};

} // namespace mlir::qnt

#include "Qnt/IR/QntEnums.h.inc"

#endif // QNT_IR_ENUMS_H
