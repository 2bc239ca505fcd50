//===- Accumulator.cpp - #qnt.accumulator<i32, split = 131071, at_most = 4096> ----------------------------===//
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace mlir::qnt;

AccumulatorAttr AccumulatorAttr::getNone(MLIRContext *context, StringRef reason) {
  return get(context, AccumulatorKind::None, 0, 0, StringAttr::get(context, reason));
}

AccumulatorAttr AccumulatorAttr::getInteger(MLIRContext *context, AccumulatorKind kind, int64_t split, int64_t atMost) {
  return get(context, kind, split, atMost, StringAttr());
}

unsigned AccumulatorAttr::getSumWidth() const {
  switch (getKind()) {
  case AccumulatorKind::None:
    return 0;
  case AccumulatorKind::I32:
    return getSplit() ? 64 : 32;
  case AccumulatorKind::I64:
    return 64;
  case AccumulatorKind::I128:
    return 128;
  }
  llvm_unreachable("unknown kind of accumulator");
}

LogicalResult AccumulatorAttr::verify(function_ref<InFlightDiagnostic()> emitError, AccumulatorKind kind, int64_t split,
                                      int64_t atMost, StringAttr reason) {
  // (A1)
  if (split < 0 || (split > 0 && kind != AccumulatorKind::I32))
    return emitError() << "expected a split of at least 1, with an accumulator of i32, but got " << split << " with "
                       << stringifyAccumulatorKind(kind);
  // (A2)
  if (atMost < 0 || (atMost > 0 && kind == AccumulatorKind::None))
    return emitError() << "expected at_most of at least 1, with an accumulator of an integer type, but got " << atMost
                       << " with " << stringifyAccumulatorKind(kind);
  // (A3)
  bool hasReason = reason && !reason.empty();
  if (kind == AccumulatorKind::None && !hasReason)
    return emitError() << "expected a reason with an accumulator of none, but got no reason";
  if (kind != AccumulatorKind::None && hasReason)
    return emitError() << "expected a reason exactly with an accumulator of none, but got "
                       << stringifyAccumulatorKind(kind);
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// <i32>, <i32, split = 131071, at_most = 4096>, <none, "lhs is a float tensor">
//===----------------------------------------------------------------------------------------------------===//

namespace {
struct Fields {
  AccumulatorKind kind = AccumulatorKind::None;
  int64_t split = 0, atMost = 0;
  StringAttr reason;
};
} // namespace

static ParseResult parseKind(AsmParser &parser, AccumulatorKind &kind) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  if (parser.parseKeyword(&name))
    return failure();
  std::optional<AccumulatorKind> parsed = symbolizeAccumulatorKind(name);
  if (!parsed)
    return parser.emitError(loc) << "expected i32, i64, i128 or none, but got '" << name << "'";
  kind = *parsed;
  return success();
}

/// `split = 1`, `at_most = 2` or a reason.
static ParseResult parseField(AsmParser &parser, Fields &fields) {
  SMLoc loc = parser.getCurrentLocation();
  if (succeeded(parser.parseOptionalKeyword("split"))) {
    if (fields.split != 0)
      return parser.emitError(loc) << "expected split once";
    if (parser.parseEqual() || parser.parseInteger(fields.split))
      return failure();
    return fields.split < 1 ? parser.emitError(loc) << "expected a split of at least 1, but got " << fields.split
                            : ParseResult(success());
  }
  if (succeeded(parser.parseOptionalKeyword("at_most"))) {
    if (fields.atMost != 0)
      return parser.emitError(loc) << "expected at_most once";
    if (parser.parseEqual() || parser.parseInteger(fields.atMost))
      return failure();
    return fields.atMost < 1 ? parser.emitError(loc) << "expected at_most of at least 1, but got " << fields.atMost
                             : ParseResult(success());
  }
  if (fields.reason)
    return parser.emitError(loc) << "expected split, at_most or a reason, each once";
  OptionalParseResult reason = parser.parseOptionalAttribute(fields.reason);
  if (!reason.has_value())
    return parser.emitError(loc) << "expected split, at_most or a reason";
  return *reason;
}

Attribute AccumulatorAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  Fields fields;
  if (parser.parseLess() || parseKind(parser, fields.kind))
    return {};
  while (succeeded(parser.parseOptionalComma()))
    if (parseField(parser, fields))
      return {};
  if (parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), fields.kind, fields.split,
                    fields.atMost, fields.reason);
}

void AccumulatorAttr::print(AsmPrinter &printer) const {
  printer << "<" << stringifyAccumulatorKind(getKind());
  if (getSplit())
    printer << ", split = " << getSplit();
  if (getAtMost())
    printer << ", at_most = " << getAtMost();
  if (getReason())
    printer << ", " << getReason();
  printer << ">";
}
