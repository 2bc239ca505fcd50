//===- ProgramRuntime.h - what compiled code calls --------------------------------------------------------===//
//
// Memory and failure of code that runs in this process. A failed assertion ends the run: what it had allocated is
// freed, and its message becomes the error.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_PROGRAMRUNTIME_H
#define QNT_LIB_EXECUTION_PROGRAMRUNTIME_H

#include "Qnt/Runtime/Program.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace mlir {
class ExecutionEngine;
} // namespace mlir

namespace mlir::qnt::execution {

/// Memory that runs of a program allocate and do not free themselves: their results.
class ProgramMemory {
public:
  ProgramMemory();
  ProgramMemory(const ProgramMemory &) = delete;
  ProgramMemory &operator=(const ProgramMemory &) = delete;
  ~ProgramMemory() { freeAll(); }

  /// Calls `code`, compiled code that allocates here. Error: the message of the assertion that failed, or too little
  /// memory; all memory is freed then. Calls must not nest in one thread.
  /// `device`: what code for a GPU calls; null for other code.
  llvm::Error run(llvm::function_ref<void()> code, QntrtCall device = nullptr);
  void freeAll();

private:
  friend class MemoryBlocks;
  struct Block {
    Block *previous, *next;
  };
  Block head; ///< of a ring
};

/// Makes malloc, free and qnt_runtime_fail of this file known to compiled code, and what code for a GPU calls.
void registerRuntimeSymbols(ExecutionEngine &engine);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_PROGRAMRUNTIME_H
