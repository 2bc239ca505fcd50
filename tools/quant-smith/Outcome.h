//===- Outcome.h - what a run of a module gives, and whether two runs agree -------------------------------===//
#ifndef QNT_TOOLS_QUANT_SMITH_OUTCOME_H
#define QNT_TOOLS_QUANT_SMITH_OUTCOME_H

#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::qnt::smith {

using Values = SmallVector<reference::InterpreterValue>;

/// What @main returned and what `qnt.observe` saw, in order.
struct Outcome {
  Values results;
  std::vector<std::pair<std::string, reference::Tensor>> observations;
};

/// How far an element of a result may lie from the expected one; absent: the same bits.
struct Bound {
  std::string name;
  std::vector<double> elements; ///< largest distance of each; infinity: anything
};
/// A bound, or none, for each result.
using Bounds = std::vector<std::optional<Bound>>;

/// Runs @main on the reference interpreter. `bounds`, when given, receives those of the results that are marked
/// approximate.
llvm::Expected<Outcome> runReference(ModuleOp module, ArrayRef<reference::InterpreterValue> inputs,
                                     Bounds *bounds = nullptr);

/// The first difference: "result 2 (codes): element 5: expected 3, got 4". NaN is NaN, whatever its sign and payload;
/// the codes of elements that a mask leaves out are not looked at. Arrays of `expected` may be given as their parts.
llvm::Error compareOutcomes(const Outcome &expected, const Outcome &got, const Bounds &bounds);

/// Values with each array taken apart.
Values takeApart(ArrayRef<reference::InterpreterValue> values);

} // namespace mlir::qnt::smith

#endif // QNT_TOOLS_QUANT_SMITH_OUTCOME_H
