//===- WidenFloat.h - floats as f64 -----------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_WIDENFLOAT_H
#define QNT_LIB_LOWERLINALG_WIDENFLOAT_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// A scalar float as f64: exact.
inline Value toF64(ImplicitLocOpBuilder &b, Value value) {
  return value.getType().isF64() ? value : arith::ExtFOp::create(b, b.getF64Type(), value);
}

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_WIDENFLOAT_H
