//===- ExpandFloats.h - float ops that need other ops to be what they are defined to be -------------------===//
#ifndef QNT_LIB_LOWERLINALG_EXPANDFLOATS_H
#define QNT_LIB_LOWERLINALG_EXPANDFLOATS_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// Values in place of the results of a scalar op; empty for an op that is none of: casts to f16 and bf16 or with a
/// rounding mode, maxnumf, minnumf, math.clampf, fma, fpowi, isnormal, rsqrt, sincos.
SmallVector<Value> expandFloatOp(ImplicitLocOpBuilder &b, Operation *op);

/// arith.fptosi or fptoui without anything undefined: the ends of the integer type beyond it, 0 for NaN.
Value saturateCast(ImplicitLocOpBuilder &b, Operation *op);

/// a * b + c (all f64, values of narrower types) rounded to odd, so that rounding the result to a format of at most 24
/// bits rounds once (Boldo and Melquiond, 2008). The product must be exact.
Value emitFmaToOdd(ImplicitLocOpBuilder &b, Value factor, Value other, Value addend);

/// i1: the magnitude of `value` (f32 or f64) is at least `smallest` and finite.
Value emitIsNormal(ImplicitLocOpBuilder &b, Value value, double smallest);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_EXPANDFLOATS_H
