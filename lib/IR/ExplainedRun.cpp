//===- ExplainedRun.cpp - what passes report as an error --------------------------------------------------===//
#include "Qnt/IR/ExplainedRun.h"

using namespace mlir;
using namespace mlir::qnt;

char ExplainedError::ID = 0;

void ExplainedError::log(llvm::raw_ostream &stream) const {
  stream << failure;
  if (diagnostics.empty())
    stream << "\n";
  for (const Diagnostic &diagnostic : diagnostics) {
    stream << "\n" << diagnostic.getLocation() << ": " << diagnostic;
    for (const Diagnostic &note : diagnostic.getNotes())
      stream << "\n" << note.getLocation() << ": " << note;
  }
}

llvm::Error qnt::runAndExplain(MLIRContext *context, StringRef failure, llvm::function_ref<LogicalResult()> run) {
  std::vector<Diagnostic> diagnostics;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
      return mlir::failure();
    diagnostics.push_back(std::move(diagnostic));
    return success();
  });
  if (succeeded(run()))
    return llvm::Error::success();
  return llvm::make_error<ExplainedError>(failure, std::move(diagnostics));
}
