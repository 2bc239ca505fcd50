//===- Encode.h - ops that turn one real number into one code ---------------------------------------------===//
//
// The emitted counterpart of numerics::Rounding.h; options and rules have the same names and meaning.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMIT_ENCODE_H
#define QNT_EMIT_ENCODE_H

#include "Qnt/Emit/ElementEncoding.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt::emit {

/// numerics::uniformNoise: f64 in [0, 1). `index` (i64 or index type) is the row-major position of the element.
Value emitNoise(ImplicitLocOpBuilder &b, uint64_t seed, Value index);

/// numerics::roundToIntegral for f32 or f64 `value`. Stochastic roundings take `noise` (f64) and give f64.
Value emitRoundToIntegral(ImplicitLocOpBuilder &b, Value value, numerics::Rounding rounding, Value noise = {});

/// numerics::encode for any format: `value` is f16, bf16, f32 or f64, rounded once. The result is in the container of
/// `format`. `options.noise` is not read: `noise` (f64) is, where options.rounding is stochastic.
/// Integer formats: NaN gives `nanCode`.
Value emitEncode(ImplicitLocOpBuilder &b, Format format, Value value, const numerics::EncodeOptions &options = {},
                 Value noise = {}, int64_t nanCode = 0);

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_ENCODE_H
