//===- Convention.cpp - the convention attribute ----------------------------------------------------------===//
#include "Directives.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;

/// A keyword or a string; an editor offers the names among `expected` that are keywords.
static ParseResult parseName(AsmParser &parser, ArrayRef<StringRef> expected, std::string &name) {
  auto keywords = llvm::make_filter_range(expected, [](StringRef text) { return !text.contains('-'); });
  StringRef keyword;
  if (failed(parser.parseOptionalKeyword(&keyword, llvm::to_vector(keywords))))
    return parser.parseKeywordOrString(&name);
  name = keyword.str();
  return success();
}

/// A value is a keyword, a string or a number; all are kept as text.
static ParseResult parseParameterValue(AsmParser &parser, std::string &value) {
  if (succeeded(parser.parseOptionalKeywordOrString(&value)))
    return success();
  // parseOptionalInteger would take the sign of -1.0.
  if (*parser.getCurrentLocation().getPointer() != '-') {
    APInt integer;
    OptionalParseResult asInteger = parser.parseOptionalInteger(integer);
    if (asInteger.has_value()) {
      value = llvm::toString(integer, 10, /*Signed=*/false);
      return *asInteger;
    }
  }
  double number;
  if (parseReal(parser, number))
    return failure();
  SmallString<32> text;
  APFloat(number).toString(text);
  value = text.str().str();
  return success();
}

using EmitError = function_ref<InFlightDiagnostic()>;

/// (V1)
static std::optional<numerics::Convention> findPreset(EmitError emitError, StringRef name) {
  auto convention = numerics::Convention::preset(name);
  if (!convention)
    emitError() << "expected a preset (" << llvm::join(numerics::Convention::presetNames(), ", ") << "), but got '"
                << name << "'";
  return convention;
}

/// (V2): sets the parameters in `convention` and collects them as get() spells them. Null after an error.
static std::optional<NamedAttrList> setParameters(EmitError emitError, MLIRContext *context,
                                                  numerics::Convention &convention,
                                                  ArrayRef<std::pair<std::string, std::string>> parameters) {
  NamedAttrList overrides;
  for (const auto &[name, value] : parameters) {
    if (llvm::Error error = convention.set(name, value)) {
      emitError() << llvm::toString(std::move(error));
      return std::nullopt;
    }
    if (overrides.get(name)) {
      emitError() << "expected each parameter once, but got '" << name << "' twice";
      return std::nullopt;
    }
    overrides.set(name, StringAttr::get(context, convention.get(name)));
  }
  return overrides;
}

ConventionAttr ConventionAttr::fromParameters(EmitError emitError, MLIRContext *context, StringRef presetName,
                                              ArrayRef<std::pair<std::string, std::string>> parameters) {
  auto preset = findPreset(emitError, presetName);
  if (!preset)
    return {};
  numerics::Convention convention = *preset;
  auto overrides = setParameters(emitError, context, convention, parameters);
  if (!overrides)
    return {};
  NamedAttrList kept;
  for (NamedAttribute entry : *overrides)
    if (preset->get(entry.getName()) != cast<StringAttr>(entry.getValue()).getValue())
      kept.append(entry);
  return get(context, StringAttr::get(context, presetName), kept.getDictionary(context));
}

Attribute ConventionAttr::parse(AsmParser &parser, Type type) {
  std::string preset;
  SmallVector<std::pair<std::string, std::string>> given;
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  if (parseName(parser, numerics::Convention::presetNames(), preset))
    return {};
  while (succeeded(parser.parseOptionalComma())) {
    auto &[name, value] = given.emplace_back();
    if (parseName(parser, numerics::Convention::parameterNames(), name) || parser.parseEqual() ||
        parseParameterValue(parser, value))
      return {};
  }
  if (parser.parseGreater())
    return {};
  auto attr = fromParameters([&] { return parser.emitError(loc); }, parser.getContext(), preset, given);
  return succeeded(takeTrailingType(parser, type)) ? attr : ConventionAttr();
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

LogicalResult ConventionAttr::verify(EmitError emitError, StringAttr presetName, DictionaryAttr overrides) {
  auto preset = findPreset(emitError, presetName.getValue());
  if (!preset)
    return failure();
  numerics::Convention convention = *preset;
  for (NamedAttribute entry : overrides) {
    StringRef name = entry.getName();
    auto value = dyn_cast<StringAttr>(entry.getValue());
    if (!value)
      return emitError() << "expected parameter '" << name << "' as text, but got " << entry.getValue();
    // (V2)
    if (llvm::Error error = convention.set(name, value.getValue()))
      return emitError() << llvm::toString(std::move(error));
    // (V3)
    if (convention.get(name) != value.getValue() || preset->get(name) == value.getValue())
      return emitError() << "expected parameter '" << name << "' in canonical form and to differ from the preset, but "
                         << "got " << value;
  }
  return success();
}

numerics::Convention ConventionAttr::toNumerics() const {
  auto preset = numerics::Convention::preset(getPreset().getValue());
  if (!preset)
    llvm_unreachable("(V1) was verified");
  numerics::Convention convention = *preset;
  for (NamedAttribute entry : getOverrides())
    llvm::cantFail(convention.set(entry.getName(), cast<StringAttr>(entry.getValue()).getValue()));
  return convention;
}

ConventionAttr ConventionAttr::get(MLIRContext *context, StringRef preset) {
  return get(context, StringAttr::get(context, preset), DictionaryAttr::get(context));
}

ConventionAttr ConventionAttr::getDefault(MLIRContext *context) { return get(context, "default"); }

bool ConventionAttr::isDefault() const { return getPreset().getValue() == "default" && getOverrides().empty(); }
