//===- CompiledProgram.h - a module as native code of this machine ----------------------------------------===//
//
//   llvm::Expected<CompiledProgram> program = CompiledProgram::compile(module);
//   llvm::Expected<SmallVector<InterpreterValue>> results = program->run("main", {x});
//
// Takes and gives the same values as reference::Interpreter. To run on the same inputs many times, or to time the run
// alone:
//
//   llvm::Expected<Invocation> invocation = program->prepare("main", {x});
//   if (llvm::Error error = invocation->run()) ...
//   invocation->getResults();
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EXECUTION_COMPILEDPROGRAM_H
#define QNT_EXECUTION_COMPILEDPROGRAM_H

#include "Qnt/IR/Enums.h"
#include "Qnt/Reference/InterpreterValue.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::qnt::execution {

using reference::InterpreterValue;

namespace detail {
struct ProgramState;
struct InvocationState;
} // namespace detail

/// Inputs as they lie in memory, and room for results. Refers to its program, which must outlive it.
class Invocation {
public:
  explicit Invocation(std::unique_ptr<detail::InvocationState> state);
  Invocation(Invocation &&);
  Invocation &operator=(Invocation &&);
  ~Invocation();

  /// Runs the function; results of an earlier run are freed.
  llvm::Error run();
  /// The results of the last run.
  llvm::Expected<SmallVector<InterpreterValue>> getResults() const;

private:
  std::unique_ptr<detail::InvocationState> state;
};

/// Where kernels run.
struct DeviceOptions {
  enum class Kind { Cuda, Emulated };
  Kind kind;
  int index = 0;              ///< of the GPUs
  std::string target;         ///< "sm_90a"; empty: what the device takes
  SmallVector<MathMode> math; ///< as in DeviceCodeOptions
  bool plansMemory = false;   ///< one allocation for the buffers of a function. The emulator finds less then
};

class CompiledProgram {
public:
  CompiledProgram(CompiledProgram &&);
  CompiledProgram &operator=(CompiledProgram &&);
  ~CompiledProgram();

  /// Compiles a copy of `module` for this machine. `entries` are the functions that can be run: all that are public
  /// when empty. Errors: no such function, and whatever the lowering says, with locations.
  static llvm::Expected<CompiledProgram> compile(ModuleOp module, ArrayRef<StringRef> entries = {});

  /// Kernels for a GPU or the emulated device, and the host's part for this machine. A module that holds kernels and
  /// launches already keeps them. Errors: the same, and those of the device: there is none, it does not take the code.
  static llvm::Expected<CompiledProgram> compileForDevice(ModuleOp module, ArrayRef<StringRef> entries,
                                                          const DeviceOptions &options);

  /// Errors: no such function, inputs that do not fit its type.
  llvm::Expected<Invocation> prepare(StringRef function, ArrayRef<InterpreterValue> inputs) const;
  llvm::Expected<SmallVector<InterpreterValue>> run(StringRef function, ArrayRef<InterpreterValue> inputs) const;

private:
  explicit CompiledProgram(std::unique_ptr<detail::ProgramState> state);
  std::unique_ptr<detail::ProgramState> state;
};

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_COMPILEDPROGRAM_H
