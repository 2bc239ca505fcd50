//===- Unwrap.h - from C handles to what they should be ---------------------------------------------------===//
#ifndef QNT_LIB_CAPI_UNWRAP_H
#define QNT_LIB_CAPI_UNWRAP_H

#include "Qnt/IR/QntOps.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "qnt-c/Formats.h"

namespace mlir::qnt::capi {

/// Null for null and for another kind of attribute or type.
template <typename AttrT>
AttrT unwrapAs(MlirAttribute attr) {
  return dyn_cast_if_present<AttrT>(unwrap(attr));
}
inline ArrayType unwrapArray(MlirType type) { return dyn_cast_if_present<ArrayType>(unwrap(type)); }

/// Reads handles and says at `loc` what is wrong with them.
class Checker {
public:
  /// Without the dialect no attribute or type of it can be made: an error.
  explicit Checker(MlirLocation loc);

  Location getLoc() const { return loc; }
  MLIRContext *getContext() const { return loc.getContext(); }
  bool failed() const { return hasFailed; }
  InFlightDiagnostic emitError() {
    hasFailed = true;
    return mlir::emitError(loc);
  }

  /// The number of elements of a list, 0 after an error: below zero it is none.
  intptr_t getCount(intptr_t count, StringRef what);

  /// The format, I8 after an error.
  Format get(QntFormat format, StringRef what);
  /// Nothing for None.
  std::optional<Format> getOptional(QntFormat format, StringRef what);

  /// An attribute of this kind; null after an error.
  template <typename AttrT>
  AttrT get(MlirAttribute attr, StringRef what) {
    if (auto typed = unwrapAs<AttrT>(attr))
      return typed;
    reportKind(unwrap(attr), what);
    return {};
  }
  /// The same, and null for null.
  template <typename AttrT>
  AttrT getOptional(MlirAttribute attr, StringRef what) {
    return mlirAttributeIsNull(attr) ? AttrT() : get<AttrT>(attr, what);
  }

  /// Null after an error.
  Value get(MlirValue value, StringRef what);
  ArrayType getArray(MlirType type);
  ArrayType getArrayType(MlirValue value);
  Type get(MlirType type, StringRef what);

private:
  void reportKind(Attribute attr, StringRef what);

  Location loc;
  bool hasFailed = false;
};

/// Whether attributes and types of the dialect can be made.
bool isDialectLoaded(MLIRContext *context);

inline QntFormat wrapFormat(Format format) { return static_cast<QntFormat>(format); }
inline QntFormat wrapFormat(std::optional<Format> format) { return format ? wrapFormat(*format) : QntFormatNone; }
/// Nothing for None and for a number that stands for no format.
std::optional<Format> unwrapFormat(QntFormat format);
/// Nothing for a number that stands for no part.
std::optional<PartKind> unwrapPart(QntPart part);

} // namespace mlir::qnt::capi

#endif // QNT_LIB_CAPI_UNWRAP_H
