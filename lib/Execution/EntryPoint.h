//===- EntryPoint.h - a function of a program that can be called from outside -----------------------------===//
#ifndef QNT_LIB_EXECUTION_ENTRYPOINT_H
#define QNT_LIB_EXECUTION_ENTRYPOINT_H

#include "ProgramMemory.h"
#include "mlir/IR/BuiltinTypes.h"

namespace mlir::qnt::execution {

/// Functions get this in front of their name, so that one called @exp does not stand in for libm's.
inline constexpr llvm::StringLiteral kFunctionPrefix = "qnt_";

/// A function that can be called from outside.
struct EntryPoint {
  std::string name; ///< without kFunctionPrefix
  FunctionType type;
  SmallVector<SmallVector<Slot>> inputs, results; ///< slots of each value
};

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_ENTRYPOINT_H
