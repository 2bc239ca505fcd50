//===- ConstantParts.h - which parts of an array are known before the program runs ------------------------===//
#ifndef QNT_IR_CONSTANTPARTS_H
#define QNT_IR_CONSTANTPARTS_H

#include "Qnt/IR/Enums.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Value.h"

namespace mlir::qnt {

/// The constant that a part of an array is: of qnt.constant (codes and mask packed), or what qnt.assemble or
/// qnt.quantize is given. Null when it is not known, and for a part that the array does not have.
ElementsAttr getConstantPart(Value array, PartKind kind);

} // namespace mlir::qnt

#endif // QNT_IR_CONSTANTPARTS_H
