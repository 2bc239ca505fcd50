//===- ExplainedRun.h - what passes report as an error ----------------------------------------------------===//
#ifndef QNT_IR_EXPLAINEDRUN_H
#define QNT_IR_EXPLAINEDRUN_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace mlir::qnt {

/// A failure and the diagnostics that explain it. Its text has a line for each with its location, and for each note.
class ExplainedError : public llvm::ErrorInfo<ExplainedError> {
public:
  static char ID; // NOLINT(readability-identifier-naming): the name that llvm::ErrorInfo reads

  ExplainedError(StringRef failure, std::vector<Diagnostic> diagnostics);

  StringRef getFailure() const { return failure; }
  /// For who prints them his own way, while the context lives; the text outlives it.
  std::vector<Diagnostic> takeDiagnostics() { return std::move(diagnostics); }
  void log(llvm::raw_ostream &stream) const override;
  std::error_code convertToErrorCode() const override { return llvm::inconvertibleErrorCode(); }

private:
  std::string failure, text;
  std::vector<Diagnostic> diagnostics;
};

/// When `run` fails: an ExplainedError of `failure` and all errors that this thread reports in it. What else is
/// reported (ThreadDiagnostics.h says what other threads do), and what is when it succeeds, goes where it went.
llvm::Error runAndExplain(MLIRContext *context, StringRef failure, llvm::function_ref<LogicalResult()> run);

} // namespace mlir::qnt

#endif // QNT_IR_EXPLAINEDRUN_H
