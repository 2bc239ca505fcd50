//===- QntDialect.h - the dialect, its attributes and types -----------------------------------------------===//
#ifndef QNT_IR_QNTDIALECT_H
#define QNT_IR_QNTDIALECT_H

#include "Qnt/IR/Enums.h"
#include "Qnt/IR/Schedules.h"
#include "Qnt/Numerics/Layout.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/Support/LLVM.h"

#include "Qnt/IR/QntDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "Qnt/IR/QntAttributes.h.inc"

#define GET_TYPEDEF_CLASSES
#include "Qnt/IR/QntTypes.h.inc"

namespace mlir::qnt {

/// The builtin type of a format: signless iN for integers (U4 and I4 are both i4), the float type for floats.
Type getBuiltinType(MLIRContext *context, Format format);
/// The format of a builtin float type; nothing for other types.
std::optional<Format> getFormat(FloatType type);

} // namespace mlir::qnt

#endif // QNT_IR_QNTDIALECT_H
