//===- ExplainedRun.cpp - what passes report as an error --------------------------------------------------===//
#include "Qnt/IR/ExplainedRun.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;

llvm::Error qnt::runAndExplain(MLIRContext *context, StringRef failure, llvm::function_ref<LogicalResult()> run) {
  std::string messages;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Warning)
      return mlir::failure();
    llvm::raw_string_ostream stream(messages);
    stream << "\n" << diagnostic.getLocation() << ": " << diagnostic;
    for (Diagnostic &note : diagnostic.getNotes())
      stream << "\n" << note.getLocation() << ": " << note;
    return success();
  });
  if (succeeded(run()))
    return llvm::Error::success();
  return llvm::createStringError(failure + (messages.empty() ? "\n" : messages));
}
