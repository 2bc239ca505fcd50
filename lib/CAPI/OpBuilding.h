//===- OpBuilding.h - ops made from C handles -------------------------------------------------------------===//
#ifndef QNT_LIB_CAPI_OPBUILDING_H
#define QNT_LIB_CAPI_OPBUILDING_H

#include "Unwrap.h"
#include "mlir/IR/Verifier.h"

namespace mlir::qnt::capi {

/// `count` from Checker::getCount.
inline ArrayRef<int64_t> getNumbers(intptr_t count, const int64_t *numbers) {
  return {numbers, static_cast<size_t>(count)};
}

/// Null handles stand for absent operands.
inline Value unwrapOptional(MlirValue value) { return mlirValueIsNull(value) ? Value() : unwrap(value); }

/// Null handles after an error.
inline SmallVector<Value> getValues(Checker &check, intptr_t count, const MlirValue *values, StringRef what) {
  SmallVector<Value> list;
  for (intptr_t i = 0, size = check.getCount(count, (what + "s").str()); i < size; ++i)
    list.push_back(check.get(values[i], what));
  return list;
}

/// Builds OpT from what its C++ builder takes and verifies it, regions apart. The caller owns it; null after an error.
template <typename OpT, typename... Arguments>
MlirOperation build(const Checker &check, Arguments &&...arguments) {
  if (check.failed())
    return {nullptr};
  OpBuilder builder(check.getContext());
  OpT op = OpT::create(builder, check.getLoc(), std::forward<Arguments>(arguments)...);
  if (op->getNumRegions() == 0 && failed(verify(op, /*verifyRecursively=*/false))) {
    op->erase();
    return {nullptr};
  }
  return wrap(op.getOperation());
}

} // namespace mlir::qnt::capi

#endif // QNT_LIB_CAPI_OPBUILDING_H
