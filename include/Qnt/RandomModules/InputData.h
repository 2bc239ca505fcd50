//===- InputData.h - data that the arguments of a function carry ------------------------------------------===//
//
// A module that is to be run, reduced and mailed holds its inputs itself: an argument attribute `smith.input`, a dense
// constant for a tensor, an array of them for the parts of an array.
//
//   func.func @main(%x: tensor<?xf32> {smith.input = dense<[1.0, 2.5]> : tensor<2xf32>})
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_RANDOMMODULES_INPUTDATA_H
#define QNT_RANDOMMODULES_INPUTDATA_H

#include "Qnt/Reference/InterpreterValue.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::qnt::random_modules {

inline constexpr llvm::StringLiteral kInputAttr = "smith.input";

/// A tensor as a dense constant.
DenseElementsAttr toAttribute(const reference::Tensor &tensor);
Attribute toAttribute(const reference::InterpreterValue &value);

/// The data of every argument. Errors name the argument: it has none, or data that is not of its type.
llvm::Expected<SmallVector<reference::InterpreterValue>> readInputs(func::FuncOp function);

/// Removes the data and the marks of results: passes do not see them.
void dropMarks(func::FuncOp function);

} // namespace mlir::qnt::random_modules

#endif // QNT_RANDOMMODULES_INPUTDATA_H
