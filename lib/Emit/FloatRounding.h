//===- FloatRounding.h - one rounding to a narrower float ------------------------------------------------===//
#ifndef QNT_LIB_EMIT_FLOATROUNDING_H
#define QNT_LIB_EMIT_FLOATROUNDING_H

#include "ElementOps.h"
#include "Qnt/Numerics/Format.h"

namespace mlir::qnt::emit {

/// f64 to f32, rounded to odd: towards zero, and the last bit set when anything was lost. A later rounding to a format
/// with at most 22 bits of precision, and steps of at least 2^-147 where it is subnormal, then gives what one rounding
/// of the f64 would (Boldo and Melquiond 2008). Beyond the largest f32 it is that one. f32 comes back as it is.
Value roundToOddF32(const ElementOps &ops, Value value);

/// f32 or f64 to f16, bf16, f32 or f64, in that type: once, to nearest even; NaN is canonical in f16 and bf16.
Value roundToFloat(const ElementOps &ops, Value value, FloatType type);

/// roundToFloat to f16 or bf16, as the f32 that holds it.
Value roundWithinF32(const ElementOps &ops, Value value, numerics::Format format);

/// The float type of F64, F32, F16 or BF16.
FloatType getFloatType(MLIRContext *context, numerics::Format format);

} // namespace mlir::qnt::emit

#endif // QNT_LIB_EMIT_FLOATROUNDING_H
