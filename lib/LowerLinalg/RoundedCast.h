//===- RoundedCast.h - floats to narrower floats, in every rounding mode ----------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_ROUNDEDCAST_H
#define QNT_LIB_LOWERLINALG_ROUNDEDCAST_H

#include "Qnt/IR/Enums.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// The format of a builtin float type that has one.
Format getFloatFormat(Type type);

/// `value` (f16, bf16, f32 or f64) in the float type `type`, rounded once (to nearest even without a mode); out of
/// range it becomes infinity, or NaN where the format has none. The result is a code in its container where `type` is a
/// small float. Also from a type to itself or to a wider one.
Value emitRoundedCast(ImplicitLocOpBuilder &b, Value value, Type type, std::optional<arith::RoundingMode> mode);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_ROUNDEDCAST_H
