//===- Directives.cpp - custom directives and the calibration attribute -----------------------------------===//
#include "Directives.h"
#include "EncodingSyntax.h"
#include "Qnt/IR/AttributeNames.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace mlir::qnt;

ParseResult mlir::qnt::parseCalibration(OpAsmParser &parser, CalibrationAttr &calibration) {
  calibration = parseCalibrationBody(parser);
  return success(calibration != nullptr);
}

void mlir::qnt::printCalibration(OpAsmPrinter &printer, Operation *, CalibrationAttr calibration) {
  printCalibrationBody(printer, calibration);
}

//===----------------------------------------------------------------------------------------------------===//
// Dictionaries
//===----------------------------------------------------------------------------------------------------===//

static ParseResult checkDiscardable(OpAsmParser &parser, SMLoc loc, const NamedAttrList &attributes,
                                    ArrayRef<StringRef> inherent) {
  for (NamedAttribute attribute : attributes)
    if (llvm::is_contained(inherent, attribute.getName().getValue()))
      return parser.emitError(loc)
             << "expected no attribute in the dictionary that the op's own syntax gives, but got '"
             << attribute.getName().getValue() << "'";
  return success();
}

ParseResult mlir::qnt::parseDiscardableAttributes(OpAsmParser &parser, NamedAttrList &attributes,
                                                  ArrayRef<StringRef> inherent) {
  SMLoc loc = parser.getCurrentLocation();
  return failure(parser.parseOptionalAttrDict(attributes) || checkDiscardable(parser, loc, attributes, inherent));
}

ParseResult mlir::qnt::parseDiscardableAttributesWithKeyword(OpAsmParser &parser, NamedAttrList &attributes,
                                                             ArrayRef<StringRef> inherent) {
  SMLoc loc = parser.getCurrentLocation();
  return failure(parser.parseOptionalAttrDictWithKeyword(attributes) ||
                 checkDiscardable(parser, loc, attributes, inherent));
}

void mlir::qnt::printDiscardableAttributes(OpAsmPrinter &printer, Operation *op, DictionaryAttr, ArrayRef<StringRef>) {
  printer.printOptionalAttrDict(op->getDiscardableAttrDictionary().getValue());
}

//===----------------------------------------------------------------------------------------------------===//
// Attributes before a colon
//
// MLIR's parser takes `: type` after a dialect attribute as the attribute's own type, also where it is the type of an
// op's operand. The parsers of conventions and encodings therefore leave it where the directive below finds it.
//===----------------------------------------------------------------------------------------------------===//

/// Where the directive that this thread is in wants the type; null outside of one.
static thread_local Type *trailingType = nullptr;

LogicalResult mlir::qnt::takeTrailingType(AsmParser &parser, Type type) {
  if (!type)
    return success();
  if (!trailingType || *trailingType)
    return parser.emitError(parser.getCurrentLocation())
           << "expected no type after an encoding or a convention, but got " << type;
  *trailingType = type;
  return success();
}

/// Parses an AttrT; `type` is set when a type after it was taken.
template <typename AttrT>
static ParseResult parseBeforeType(OpAsmParser &parser, StringRef what, AttrT &attr, Type &type) {
  SMLoc loc = parser.getCurrentLocation();
  Attribute parsed;
  llvm::SaveAndRestore wanted(trailingType, &type);
  if (parser.parseAttribute(parsed))
    return failure();
  attr = dyn_cast<AttrT>(parsed);
  if (!attr)
    return parser.emitError(loc) << "expected " << what << ", but got " << parsed;
  return success();
}

/// `{attributes} : type` unless the type has been taken already.
static ParseResult parseAttributesAndType(OpAsmParser &parser, NamedAttrList &attributes, Type &type,
                                          ArrayRef<StringRef> inherent) {
  if (type)
    return success();
  return failure(parseDiscardableAttributes(parser, attributes, inherent) || parser.parseColonType(type));
}

static void printAttributesAndType(OpAsmPrinter &printer, Operation *op, Type type) {
  if (DictionaryAttr attributes = op->getDiscardableAttrDictionary(); !attributes.empty())
    printer << attributes << " ";
  printer << ": " << type;
}

ParseResult mlir::qnt::parseConventionAndType(OpAsmParser &parser, ConventionAttr &convention,
                                              NamedAttrList &attributes, Type &type, ArrayRef<StringRef> inherent) {
  if (succeeded(parser.parseOptionalKeyword("convention")))
    if (parser.parseEqual() || parseBeforeType(parser, "a convention", convention, type))
      return failure();
  return parseAttributesAndType(parser, attributes, type, inherent);
}

void mlir::qnt::printConventionAndType(OpAsmPrinter &printer, Operation *op, ConventionAttr convention, DictionaryAttr,
                                       Type type, ArrayRef<StringRef>) {
  if (convention)
    printer << "convention = " << convention << " ";
  printAttributesAndType(printer, op, type);
}

ParseResult mlir::qnt::parseEncodingAndType(OpAsmParser &parser, EncodingAttr &encoding, ConventionAttr &convention,
                                            NamedAttrList &attributes, Type &type, ArrayRef<StringRef> inherent) {
  if (parser.parseKeyword("encoding") || parser.parseEqual() || parseBeforeType(parser, "an encoding", encoding, type))
    return failure();
  return type ? success() : parseConventionAndType(parser, convention, attributes, type, inherent);
}

void mlir::qnt::printEncodingAndType(OpAsmPrinter &printer, Operation *op, EncodingAttr encoding,
                                     ConventionAttr convention, DictionaryAttr attributes, Type type,
                                     ArrayRef<StringRef> inherent) {
  printer << "encoding = " << encoding << " ";
  printConventionAndType(printer, op, convention, attributes, type, inherent);
}

//===----------------------------------------------------------------------------------------------------===//
// Parts, blocks, calibration
//===----------------------------------------------------------------------------------------------------===//

ParseResult mlir::qnt::parseParts(OpAsmParser &parser, ElementsAttr &codes, ElementsAttr &scales,
                                  ElementsAttr &zeroPoints, ElementsAttr &codebook, ElementsAttr &tensorScale,
                                  ElementsAttr &mask) {
  ElementsAttr *parts[] = {&codes, &scales, &zeroPoints, &codebook, &tensorScale, &mask};
  SMLoc loc = parser.getCurrentLocation();
  auto parsePart = [&]() -> ParseResult {
    SMLoc nameLoc = parser.getCurrentLocation();
    StringRef name;
    if (parseKeywordOf(parser, llvm::to_vector_of<StringRef>(kPartKeywords), name) || parser.parseEqual())
      return failure();
    const StringLiteral *found = llvm::find(kPartKeywords, name);
    if (found == std::end(kPartKeywords) || *parts[found - kPartKeywords])
      return parser.emitError(nameLoc) << "expected " << llvm::join(ArrayRef<StringLiteral>(kPartKeywords), ", ")
                                       << ", each once, but got '" << name << "'";
    return parser.parseAttribute(*parts[found - kPartKeywords]);
  };
  if (parser.parseCommaSeparatedList(parsePart))
    return failure();
  if (!codes)
    return parser.emitError(loc, "expected codes among the parts, but got none");
  return success();
}

void mlir::qnt::printParts(OpAsmPrinter &printer, Operation *, ElementsAttr codes, ElementsAttr scales,
                           ElementsAttr zeroPoints, ElementsAttr codebook, ElementsAttr tensorScale,
                           ElementsAttr mask) {
  ElementsAttr parts[] = {codes, scales, zeroPoints, codebook, tensorScale, mask};
  StringRef separator = "";
  for (auto [name, part] : llvm::zip(kPartKeywords, parts))
    if (part) {
      printer << separator << name << " = " << part;
      separator = ", ";
    }
}

ParseResult mlir::qnt::parseBlock(OpAsmParser &parser, DenseI64ArrayAttr &block) {
  SmallVector<int64_t> sizes;
  if (parseBlock(static_cast<AsmParser &>(parser), sizes))
    return failure();
  block = DenseI64ArrayAttr::get(parser.getContext(), sizes);
  return success();
}

void mlir::qnt::printBlock(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr block) {
  printBlock(printer, block.asArrayRef());
}

/// The parser stands at a decimal integer with or without a sign: not at 0x7FF0, 1.5, or anything else.
static bool isAtDecimalInteger(AsmParser &parser) {
  // Text ends in a null character.
  const char *text = parser.getCurrentLocation().getPointer();
  if (*text == '-')
    ++text;
  const char *digits = text;
  while (llvm::isDigit(*text))
    ++text;
  return text != digits && *text != '.' && *text != 'x';
}

ParseResult mlir::qnt::parseReal(AsmParser &parser, double &value) {
  if (!isAtDecimalInteger(parser))
    return parser.parseFloat(value);
  APInt integer;
  OptionalParseResult parsed = parser.parseOptionalInteger(integer);
  if (!parsed.has_value() || failed(*parsed))
    return failure();
  // Not APInt's own conversion, which is wrong beyond 64 bits.
  APFloat rounded(APFloat::IEEEdouble());
  rounded.convertFromAPInt(integer, /*IsSigned=*/true, APFloat::rmNearestTiesToEven);
  value = rounded.convertToDouble();
  return success();
}

CalibrationAttr mlir::qnt::parseCalibrationBody(AsmParser &parser) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  if (parseKeywordOf(parser, {"absmax", "minmax", "rms", "fixed", "percentile", "mse"}, name))
    return {};
  auto rule = numerics::Calibration::parseRule(name);
  if (!rule) {
    parser.emitError(loc) << "expected absmax, minmax, rms, fixed, percentile or mse, but got '" << name << "'";
    return {};
  }
  SmallVector<double> arguments;
  if (succeeded(parser.parseOptionalLParen())) {
    auto parseArgument = [&] { return parseReal(parser, arguments.emplace_back()); };
    if (parser.parseCommaSeparatedList(parseArgument) || parser.parseRParen())
      return {};
  }
  auto values = DenseF64ArrayAttr::get(parser.getContext(), arguments);
  return CalibrationAttr::getChecked([&] { return parser.emitError(loc); }, parser.getContext(), *rule, values);
}

void mlir::qnt::printCalibrationBody(AsmPrinter &printer, CalibrationAttr calibration) {
  printer << numerics::Calibration::getRuleName(calibration.getRule());
  if (calibration.getArguments().empty())
    return;
  printer << "(";
  llvm::interleaveComma(calibration.getArguments().asArrayRef(), printer,
                        [&](double value) { printer.printFloat(APFloat(value)); });
  printer << ")";
}

Attribute CalibrationAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  CalibrationAttr calibration = parseCalibrationBody(parser);
  if (!calibration || parser.parseGreater())
    return {};
  return calibration;
}

void CalibrationAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printCalibrationBody(printer, *this);
  printer << ">";
}

LogicalResult CalibrationAttr::verify(function_ref<InFlightDiagnostic()> emitError, numerics::ScaleRule rule,
                                      DenseF64ArrayAttr arguments) {
  auto calibration = numerics::Calibration::create(numerics::Calibration::getRuleName(rule), arguments.asArrayRef());
  if (!calibration)
    return emitError() << llvm::toString(calibration.takeError());
  return success();
}

numerics::Calibration CalibrationAttr::toNumerics() const {
  numerics::Calibration calibration;
  calibration.rule = getRule();
  ArrayRef<double> arguments = getArguments().asArrayRef();
  calibration.arguments.assign(arguments.begin(), arguments.end());
  return calibration;
}

CalibrationAttr CalibrationAttr::get(MLIRContext *context, numerics::ScaleRule rule, ArrayRef<double> arguments) {
  return get(context, rule, DenseF64ArrayAttr::get(context, arguments));
}

//===----------------------------------------------------------------------------------------------------===//
// Sizes of a launch: (128, 1, 1)
//===----------------------------------------------------------------------------------------------------===//

ParseResult mlir::qnt::parseExtent(OpAsmParser &parser, DenseI32ArrayAttr &extent) {
  SmallVector<int32_t> sizes;
  auto parseSize = [&] { return parser.parseInteger(sizes.emplace_back()); };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Paren, parseSize, " in the sizes of a launch"))
    return failure();
  extent = parser.getBuilder().getDenseI32ArrayAttr(sizes);
  return success();
}

void mlir::qnt::printExtent(OpAsmPrinter &printer, Operation *, DenseI32ArrayAttr extent) {
  printer << "(";
  llvm::interleaveComma(extent.asArrayRef(), printer);
  printer << ")";
}
