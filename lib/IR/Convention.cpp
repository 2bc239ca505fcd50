//===- Convention.cpp - the convention attribute ----------------------------------------------------------===//
#include "Directives.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace mlir::qnt;

/// A value is a keyword, a string or a number; all are kept as text.
static ParseResult parseParameterValue(AsmParser &parser, std::string &value) {
  if (succeeded(parser.parseOptionalKeywordOrString(&value)))
    return success();
  SMLoc loc = parser.getCurrentLocation();
  int64_t integer;
  OptionalParseResult asInteger = parser.parseOptionalInteger(integer);
  if (asInteger.has_value()) {
    value = std::to_string(integer);
    return *asInteger;
  }
  double number;
  if (parser.parseFloat(number))
    return parser.emitError(loc, "expected a keyword, a string or a number");
  SmallString<32> text;
  APFloat(number).toString(text);
  value = text.str().str();
  return success();
}

/// Overrides in canonical form: spelled as get() spells them, without those equal to the preset's. Null after an error.
static DictionaryAttr canonicalizeOverrides(function_ref<InFlightDiagnostic()> emitError, MLIRContext *context,
                                            numerics::Convention convention,
                                            ArrayRef<std::pair<std::string, std::string>> given) {
  numerics::Convention preset = convention;
  NamedAttrList overrides;
  for (const auto &[name, value] : given) {
    if (llvm::Error error = convention.set(name, value)) {
      emitError() << llvm::toString(std::move(error));
      return {};
    }
    if (overrides.get(name)) {
      emitError() << "expected each parameter once, got '" << name << "' twice";
      return {};
    }
    overrides.set(name, StringAttr::get(context, convention.get(name)));
  }
  NamedAttrList kept;
  for (NamedAttribute entry : overrides)
    if (preset.get(entry.getName()) != cast<StringAttr>(entry.getValue()).getValue())
      kept.append(entry);
  return kept.getDictionary(context);
}

Attribute ConventionAttr::parse(AsmParser &parser, Type type) {
  std::string preset;
  SmallVector<std::pair<std::string, std::string>> given;
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseKeywordOrString(&preset))
    return {};
  while (succeeded(parser.parseOptionalComma())) {
    auto &[name, value] = given.emplace_back();
    if (parser.parseKeywordOrString(&name) || parser.parseEqual() || parseParameterValue(parser, value))
      return {};
  }
  if (parser.parseGreater())
    return {};
  auto emitError = [&] { return parser.emitError(loc); };
  auto convention = numerics::Convention::preset(preset);
  if (!convention) {
    emitError() << "expected a preset (" << llvm::join(numerics::Convention::presetNames(), ", ") << "), got '"
                << preset << "'";
    return {};
  }
  DictionaryAttr overrides = canonicalizeOverrides(emitError, parser.getContext(), *convention, given);
  if (!overrides)
    return {};
  auto attr = getChecked(emitError, parser.getContext(), StringAttr::get(parser.getContext(), preset), overrides);
  return withTrailingType(attr, type);
}

/// `oas` as a keyword, `1.0e-6` as a string.
static void printValue(AsmPrinter &printer, StringRef value) { printer.printKeywordOrString(value); }

void ConventionAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printer.printKeywordOrString(getPreset().getValue());
  for (NamedAttribute entry : getOverrides()) {
    printer << ", " << entry.getName().getValue() << " = ";
    printValue(printer, cast<StringAttr>(entry.getValue()).getValue());
  }
  printer << ">";
}

LogicalResult ConventionAttr::verify(function_ref<InFlightDiagnostic()> emitError, StringAttr preset,
                                     DictionaryAttr overrides) {
  auto convention = numerics::Convention::preset(preset.getValue());
  if (!convention)
    return emitError() << "expected a preset (" << llvm::join(numerics::Convention::presetNames(), ", ") << "), got '"
                       << preset.getValue() << "'";
  for (NamedAttribute entry : overrides) {
    auto value = dyn_cast<StringAttr>(entry.getValue());
    if (!value)
      return emitError() << "expected parameter '" << entry.getName().getValue() << "' as text";
    if (llvm::Error error = convention->set(entry.getName(), value.getValue()))
      return emitError() << llvm::toString(std::move(error));
  }
  return success();
}

numerics::Convention ConventionAttr::toNumerics() const {
  numerics::Convention convention = *numerics::Convention::preset(getPreset().getValue());
  for (NamedAttribute entry : getOverrides())
    llvm::cantFail(convention.set(entry.getName(), cast<StringAttr>(entry.getValue()).getValue()));
  return convention;
}

ConventionAttr ConventionAttr::get(MLIRContext *context, StringRef preset) {
  return get(context, StringAttr::get(context, preset), DictionaryAttr::get(context));
}

ConventionAttr ConventionAttr::getDefault(MLIRContext *context) { return get(context, "default"); }

bool ConventionAttr::isDefault() const { return getPreset().getValue() == "default" && getOverrides().empty(); }
