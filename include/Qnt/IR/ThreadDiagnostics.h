//===- ThreadDiagnostics.h - what one thread reports ------------------------------------------------------===//
#ifndef QNT_IR_THREADDIAGNOSTICS_H
#define QNT_IR_THREADDIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Threading.h"

namespace mlir::qnt {

/// While it lives, `handle` gets what the thread that made it reports; what it declines, and what others report, goes
/// where it went. A handler of upstream's gets the diagnostics of all threads of the context: those of passes that run
/// on other ops, too. What MLIR's threads report below an op that this thread runs passes on or verifies comes from
/// this thread: upstream collects it, and reports it again in the order of the ops where it waits for them.
class ThreadDiagnosticHandler {
public:
  template <typename HandlerT>
  ThreadDiagnosticHandler(MLIRContext *context, HandlerT handle)
      : handler(context, [thread = llvm::get_threadid(), handle = std::move(handle)](Diagnostic &diagnostic) mutable {
          return llvm::get_threadid() == thread ? LogicalResult(handle(diagnostic)) : failure();
        }) {}

private:
  ScopedDiagnosticHandler handler;
};

} // namespace mlir::qnt

#endif // QNT_IR_THREADDIAGNOSTICS_H
