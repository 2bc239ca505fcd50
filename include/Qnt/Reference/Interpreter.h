//===- Interpreter.h - the oracle: runs a module op by op -------------------------------------------------===//
//
// Values in, values out, one slow and obvious evaluation per op on stage Numerics. It shares no code with any lowering.
//
//   Interpreter interpreter(module);
//   llvm::Expected<SmallVector<InterpreterValue>> results = interpreter.run("main", {x});
//
// What the IR leaves undefined (division by zero, an index out of range, shapes that do not match at run time, poison)
// is an error that names the op and its location.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_REFERENCE_INTERPRETER_H
#define QNT_REFERENCE_INTERPRETER_H

#include "Qnt/Reference/Contractions.h"
#include "Qnt/Reference/InterpreterValue.h"
#include "mlir/IR/BuiltinOps.h"
#include <functional>

namespace mlir::qnt::reference {

/// How a contraction is computed where both ways exist.
enum class ContractionPath : uint8_t {
  Integer, ///< exact integer sums with the fixed epilogue where that applies, else the real value
  Real,    ///< the decoded real values, summed in f64, rounded once
};

/// A tensor that `qnt.observe` saw.
struct Observation {
  llvm::StringRef name;
  const Tensor &values;
  llvm::ArrayRef<int64_t> block; ///< as written on the op; empty: the whole tensor
};

struct InterpreterOptions {
  ContractionPath contractions = ContractionPath::Integer;
  /// Ops evaluated before the run is given up; 0: no limit.
  uint64_t stepLimit = 0;
  /// Elements of one tensor or array; 0: what the machine's memory allows (getMaxNumElements).
  uint64_t elementLimit = 0;
  /// Calls and regions open at once.
  unsigned depthLimit = 256;
  /// Receives what `qnt.observe` sees; absent: observations are dropped.
  std::function<llvm::Error(const Observation &)> observe;
  /// Receives both ways of computing a contraction, for comparison.
  std::function<void(Operation *op, const ContractionResult &result)> inspectContraction;
};

class Interpreter {
public:
  explicit Interpreter(ModuleOp module, InterpreterOptions options = {});

  /// Runs a function of the module. Errors: no such function, inputs that do not fit its type, and all that the
  /// evaluation of an op may say.
  llvm::Expected<SmallVector<InterpreterValue>> run(StringRef function, ArrayRef<InterpreterValue> inputs);

private:
  ModuleOp module;
  InterpreterOptions options;
};

} // namespace mlir::qnt::reference

#endif // QNT_REFERENCE_INTERPRETER_H
