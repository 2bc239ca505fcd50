//===- Unwrap.cpp - from C handles to what they should be -------------------------------------------------===//
#include "Unwrap.h"
#include "Qnt/IR/QntDialect.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::capi;

std::optional<Format> capi::unwrapFormat(QntFormat format) {
  if (static_cast<unsigned>(format) >= numerics::kNumFormats)
    return std::nullopt;
  return static_cast<Format>(format);
}

std::optional<PartKind> capi::unwrapPart(QntPart part) {
  if (static_cast<unsigned>(part) > QntPartMask)
    return std::nullopt;
  return static_cast<PartKind>(part);
}

bool capi::isDialectLoaded(MLIRContext *context) { return context->getLoadedDialect<QntDialect>() != nullptr; }

Checker::Checker(MlirLocation loc) : loc(unwrap(loc)) {
  if (!isDialectLoaded(getContext()))
    emitError() << "expected the qnt dialect to be loaded (mlirDialectHandleLoadDialect)";
}

intptr_t Checker::getCount(intptr_t count, StringRef what) {
  if (count >= 0)
    return count;
  emitError() << "expected a number of " << what << " of at least 0, but got " << static_cast<int64_t>(count);
  return 0;
}

Format Checker::get(QntFormat format, StringRef what) {
  if (auto known = unwrapFormat(format))
    return *known;
  emitError() << "expected a number format as " << what << ", but got " << static_cast<int>(format);
  return Format::I8;
}

std::optional<Format> Checker::getOptional(QntFormat format, StringRef what) {
  return format == QntFormatNone ? std::nullopt : std::optional<Format>(get(format, what));
}

Value Checker::get(MlirValue value, StringRef what) {
  if (mlirValueIsNull(value)) {
    emitError() << "expected a value as " << what << ", but got null";
    return {};
  }
  return unwrap(value);
}

Type Checker::get(MlirType type, StringRef what) {
  if (mlirTypeIsNull(type))
    emitError() << "expected a type as " << what << ", but got null";
  return unwrap(type);
}

ArrayType Checker::getArray(MlirType type) {
  if (auto array = unwrapArray(type))
    return array;
  InFlightDiagnostic error = emitError() << "expected an array type, but got ";
  if (mlirTypeIsNull(type))
    error << "null";
  else
    error << unwrap(type);
  return {};
}

ArrayType Checker::getArrayType(MlirValue value) {
  Value array = get(value, "array");
  return array ? getArray(wrap(array.getType())) : ArrayType();
}

void Checker::reportKind(Attribute attr, StringRef what) {
  InFlightDiagnostic error = emitError() << "expected " << what << ", but got ";
  if (attr)
    error << attr;
  else
    error << "null";
}
