//===- ConventionText.cpp - conventions outside of a module -----------------------------------------------===//
#include "Qnt/IR/ConventionText.h"
#include "Qnt/IR/ThreadDiagnostics.h"
#include "mlir/AsmParser/AsmParser.h"
#include "llvm/ADT/StringExtras.h"

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
  Attribute attr;
  {
    ThreadDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
      message = diagnostic.str();
      return success();
    });
    attr = parseAttribute(makeSource(text), context);
  }
  if (auto convention = llvm::dyn_cast_or_null<ConventionAttr>(attr))
    return convention;
  return llvm::createStringError("in convention '" + text + "': " + message);
}
