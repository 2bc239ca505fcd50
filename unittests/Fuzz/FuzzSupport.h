//===- FuzzSupport.h - what the fuzz targets share --------------------------------------------------------===//
#ifndef QNT_UNITTESTS_FUZZ_FUZZSUPPORT_H
#define QNT_UNITTESTS_FUZZ_FUZZSUPPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include <optional>

namespace mlir::qnt::fuzz {

/// A context of its own for every input, so that a reproducer needs no other input before it. It knows the dialect and
/// what the interpreter evaluates, has no threads, and keeps messages to itself.
class QuietContext {
public:
  QuietContext();
  operator MLIRContext *() { return &context; }
  /// The errors so far, for reports.
  const std::string &getLastError() const { return lastError; }
  void forgetErrors() { lastError.clear(); }

private:
  MLIRContext context;
  std::string lastError;
  ScopedDiagnosticHandler handler;
};

/// A context for many inputs, for what leaves nothing in it that another input could meet: resources would stay under
/// their names. Making a context takes milliseconds under the sanitizers.
class SharedContext {
public:
  /// Without errors. Another one after some uses, so that attributes and types do not pile up.
  QuietContext &get();

private:
  std::optional<QuietContext> context;
  unsigned numUses = 0;
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
