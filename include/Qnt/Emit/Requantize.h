//===- Requantize.h - ops on accumulators, with integers only ---------------------------------------------===//
#ifndef QNT_EMIT_REQUANTIZE_H
#define QNT_EMIT_REQUANTIZE_H

#include "Qnt/Emit/ElementEncoding.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt::emit {

/// numerics::multiplyByFixedPoint: acc * multiplier * 2^-shift as i32, saturated. All are i32; multiplier in [2^30,
/// 2^31), shift in [-31, 62] (others give an unspecified number, never poison).
Value emitMultiplyByFixedPoint(ImplicitLocOpBuilder &b, Value acc, Value multiplier, Value shift,
                               const numerics::Convention &convention);

/// saturate(multiplyByFixedPoint(acc, ...) + zeroPoint) in the container of the storage. `zeroPoint` is as stored (an
/// integer in its container), null: 0.
Value emitRequantize(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value acc, Value multiplier, Value shift,
                     Value zeroPoint, const numerics::Convention &convention);

/// ((x + 2^(lsbs-1)) >> lsbs) << lsbs in the arithmetic of the element type of `x` (a sum beyond its end wraps). A code
/// narrower than its container: `bits` is its width (0: that of the container), high bits are ignored and the result is
/// sign-extended.
Value emitRoundBits(ImplicitLocOpBuilder &b, Value x, unsigned lsbs, unsigned bits = 0);

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_REQUANTIZE_H
