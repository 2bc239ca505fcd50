//===- Attributes.cpp - generated attributes and types, and the small attributes --------------------------===//
#include "EncodingSyntax.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// MmaScheduleAttr: (, split_k = n)? (, math = tf32)?
//===----------------------------------------------------------------------------------------------------===//

static ParseResult parseSplitAndMath(AsmParser &parser, int64_t &splitK, MathMode &math) {
  splitK = 1;
  math = MathMode::Full;
  if (failed(parser.parseOptionalComma()))
    return success();
  if (succeeded(parser.parseOptionalKeyword("split_k"))) {
    if (parser.parseEqual() || parser.parseInteger(splitK))
      return failure();
    if (failed(parser.parseOptionalComma()))
      return success();
  }
  if (parser.parseKeyword("math") || parser.parseEqual())
    return failure();
  FailureOr<MathMode> parsed = FieldParser<MathMode>::parse(parser);
  math = parsed.value_or(MathMode::Full);
  return success(succeeded(parsed));
}

static void printSplitAndMath(AsmPrinter &printer, int64_t splitK, MathMode math) {
  if (splitK != 1)
    printer << ", split_k = " << splitK;
  if (math != MathMode::Full)
    printer << ", math = " << stringifyMathMode(math);
}

#define GET_ATTRDEF_CLASSES
#include "Qnt/IR/QntAttributes.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "Qnt/IR/QntTypes.cpp.inc"

void QntDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "Qnt/IR/QntAttributes.cpp.inc"
      >();
}

void QntDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "Qnt/IR/QntTypes.cpp.inc"
      >();
}

//===----------------------------------------------------------------------------------------------------===//
// InvokeOptionsAttr: <scheme = "nf4", codegen_low_precision = false>
//===----------------------------------------------------------------------------------------------------===//

static ParseResult parseBool(AsmParser &parser, bool &value) {
  if (succeeded(parser.parseOptionalKeyword("true"))) {
    value = true;
    return success();
  }
  value = false;
  return parser.parseKeyword("false");
}

Attribute InvokeOptionsAttr::parse(AsmParser &parser, Type) {
  StringAttr scheme;
  bool lowPrecision = true;
  SmallVector<StringRef, 2> seen;
  auto parseOption = [&]() -> ParseResult {
    SMLoc loc = parser.getCurrentLocation();
    StringRef name;
    if (parseKeywordOf(parser, {"scheme", "codegen_low_precision"}, name) || parser.parseEqual())
      return failure();
    if (llvm::is_contained(seen, name))
      return parser.emitError(loc) << "expected each option once, but got '" << name << "' twice";
    seen.push_back(name);
    if (name == "scheme")
      return parser.parseAttribute(scheme);
    if (name == "codegen_low_precision")
      return parseBool(parser, lowPrecision);
    return parser.emitError(loc) << "expected scheme or codegen_low_precision, but got '" << name << "'";
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater, parseOption))
    return {};
  return get(parser.getContext(), scheme, lowPrecision);
}

void InvokeOptionsAttr::print(AsmPrinter &printer) const {
  printer << "<";
  if (getScheme())
    printer << "scheme = " << getScheme() << ", ";
  printer << "codegen_low_precision = " << (getCodegenLowPrecision() ? "true" : "false") << ">";
}
