//===- RandomValues.h - runs the functions of a module on made-up inputs ----------------------------------===//
#ifndef QNT_UNITTESTS_SUPPORT_RANDOMVALUES_H
#define QNT_UNITTESTS_SUPPORT_RANDOMVALUES_H

#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::qnt::testing {

using InterpreterResults = llvm::Expected<SmallVector<reference::InterpreterValue>>;

/// Runs every function of the module on the interpreter, with inputs that depend on nothing but its type and
/// name (dynamic dimensions have one size from 0 to 3), and gives `receive` what comes out. Functions with an input of
/// more than `maxElements` elements are left out; more than that in a value on the way is an error.
void runFunctions(ModuleOp module, int64_t maxElements,
                  llvm::function_ref<void(func::FuncOp, InterpreterResults)> receive);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_SUPPORT_RANDOMVALUES_H
