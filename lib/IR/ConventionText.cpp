//===- ConventionText.cpp - conventions outside of a module -----------------------------------------------===//
#include "Qnt/IR/ConventionText.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Threading.h"

using namespace mlir;
using namespace mlir::qnt;

/// "a = 1e-06" as "a = \"1e-06\"": a module's text has no such numbers.
static std::string quoteNumber(StringRef parameter) {
  auto [name, value] = parameter.split('=');
  value = value.trim();
  return value.empty() || !llvm::isDigit(value.front()) ? parameter.str() : (name + "= \"" + value + "\"").str();
}

/// The attribute's text. A line break before the bracket ends what would be a comment.
static std::string makeSource(StringRef text) {
  auto [preset, rest] = text.split(',');
  std::string parameters;
  for (StringRef parameter : llvm::split(rest, ','))
    if (preset.size() < text.size())
      parameters += "," + quoteNumber(parameter);
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
