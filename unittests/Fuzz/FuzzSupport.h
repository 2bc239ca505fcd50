//===- FuzzSupport.h - what the fuzz targets share --------------------------------------------------------===//
#ifndef QNT_UNITTESTS_FUZZ_FUZZSUPPORT_H
#define QNT_UNITTESTS_FUZZ_FUZZSUPPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace mlir::qnt::fuzz {

/// A context of its own for every input, so that a reproducer needs no other input before it. It knows the dialect and
/// what the interpreter evaluates, has no threads, and keeps messages to itself.
class QuietContext {
public:
  QuietContext();
  operator MLIRContext *() { return &context; }
  /// The last error, for reports.
  const std::string &getLastError() const { return lastError; }

private:
  MLIRContext context;
  std::string lastError;
  ScopedDiagnosticHandler handler;
};

/// Text or bytecode, as the tools read it. Null after an error.
OwningOpRef<ModuleOp> read(llvm::StringRef form, QuietContext &context);

/// Ends the program: the input shows a defect that no sanitizer would notice.
[[noreturn]] void reportDefect(const Twine &what);

/// What was read and verified must survive printing and reading, and the text of what came back must be the same.
void checkTextRoundTrip(ModuleOp module);
/// Likewise through bytecode, when the module can be written at all.
void checkBytecodeRoundTrip(ModuleOp module);

} // namespace mlir::qnt::fuzz

#endif // QNT_UNITTESTS_FUZZ_FUZZSUPPORT_H
