//===- ExplainedRun.h - what passes report as an error ----------------------------------------------------===//
#ifndef QNT_IR_EXPLAINEDRUN_H
#define QNT_IR_EXPLAINEDRUN_H

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt {

/// When `run` fails: `failure`, then a line for each diagnostic with its location and notes. Warnings go where they
/// went.
llvm::Error runAndExplain(MLIRContext *context, StringRef failure, llvm::function_ref<LogicalResult()> run);

} // namespace mlir::qnt

#endif // QNT_IR_EXPLAINEDRUN_H
