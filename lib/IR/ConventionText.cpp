//===- ConventionText.cpp - conventions outside of a module -----------------------------------------------===//
#include "Qnt/IR/ConventionText.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Threading.h"

using namespace mlir;
using namespace mlir::qnt;

/// The attribute's text. A line break before the bracket ends what would be a comment.
static std::string makeSource(StringRef text) {
  StringRef preset = text.take_until([](char c) { return c == ','; });
  StringRef parameters = text.drop_front(preset.size());
  bool isPreset = llvm::is_contained(numerics::Convention::presetNames(), preset.trim());
  std::string quote = isPreset ? "\"" : "";
  return ("#qnt.convention<" + quote + preset.trim() + quote + parameters + "\n>").str();
}

llvm::Expected<ConventionAttr> mlir::qnt::parseConvention(StringRef text, MLIRContext *context) {
  std::string message;
  uint64_t thread = llvm::get_threadid();
  Attribute attr;
  {
    // Passes on different functions run at the same time: what other threads report is not caught here.
    ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
      if (llvm::get_threadid() != thread)
        return failure();
      message = diagnostic.str();
      return success();
    });
    attr = parseAttribute(makeSource(text), context);
  }
  if (auto convention = llvm::dyn_cast_or_null<ConventionAttr>(attr))
    return convention;
  return llvm::createStringError("in convention '" + text + "': " + message);
}
