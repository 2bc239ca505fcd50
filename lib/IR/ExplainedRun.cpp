//===- ExplainedRun.cpp - what passes report as an error --------------------------------------------------===//
#include "Qnt/IR/ExplainedRun.h"
#include "Qnt/IR/ThreadDiagnostics.h"

using namespace mlir;
using namespace mlir::qnt;

char ExplainedError::ID = 0;

ExplainedError::ExplainedError(StringRef failure, std::vector<Diagnostic> diagnostics)
    : failure(failure), diagnostics(std::move(diagnostics)) {
  llvm::raw_string_ostream stream(text);
  stream << failure;
  if (this->diagnostics.empty())
    stream << "\n";
  for (const Diagnostic &diagnostic : this->diagnostics) {
    stream << "\n" << diagnostic.getLocation() << ": " << diagnostic;
    for (const Diagnostic &note : diagnostic.getNotes())
      stream << "\n" << note.getLocation() << ": " << note;
  }
}

void ExplainedError::log(llvm::raw_ostream &stream) const { stream << text; }

llvm::Error qnt::runAndExplain(MLIRContext *context, StringRef failure, llvm::function_ref<LogicalResult()> run) {
  std::vector<Diagnostic> diagnostics;
  LogicalResult result = success();
  {
    ThreadDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
        return mlir::failure();
      diagnostics.push_back(std::move(diagnostic));
      return success();
    });
    result = run();
  }
  if (failed(result))
    return llvm::make_error<ExplainedError>(failure, std::move(diagnostics));
  for (Diagnostic &diagnostic : diagnostics)
    context->getDiagEngine().emit(std::move(diagnostic));
  return llvm::Error::success();
}
