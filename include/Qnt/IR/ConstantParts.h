//===- ConstantParts.h - which parts of an array are known before the program runs ------------------------===//
#ifndef QNT_IR_CONSTANTPARTS_H
#define QNT_IR_CONSTANTPARTS_H

#include "Qnt/IR/Enums.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Value.h"
#include "llvm/Support/ErrorHandling.h"

namespace mlir::qnt {

/// The constant that a part of an array is: of qnt.constant (codes and mask packed), or what qnt.assemble or
/// qnt.quantize is given. Null when it is not known, and for a part that the array does not have.
ElementsAttr getConstantPart(Value array, PartKind kind);

/// The operand of an op that quantizes which is this part of its result; null for codes, and where the op computes the
/// part or has none.
template <typename OpT>
Value getParameter(OpT op, PartKind part) {
  switch (part) {
  case PartKind::Codes:
    return {};
  case PartKind::Scales:
    return op.getScale();
  case PartKind::ZeroPoints:
    return op.getZeroPoint();
  case PartKind::Codebook:
    return op.getCodebook();
  case PartKind::TensorScale:
    return op.getTensorScale();
  case PartKind::Mask:
    return op.getMask();
  }
  llvm_unreachable("unknown part");
}

} // namespace mlir::qnt

#endif // QNT_IR_CONSTANTPARTS_H
