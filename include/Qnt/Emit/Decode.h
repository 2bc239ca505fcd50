//===- Decode.h - ops that turn codes into values ---------------------------------------------------------===//
//
//   number = emitNumber(b, encoding, code);                    // what the code (or the table's entry) means
//   scale  = emitScale(b, encoding, storedScale, tensorScale); // hoist these two out of the loop over a block
//   zero   = emitZeroPoint(b, encoding, storedZeroPoint);
//   x      = emitDequantize(b, encoding, number, scale, zero); // of the expressed type
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMIT_DECODE_H
#define QNT_EMIT_DECODE_H

#include "Qnt/Emit/ElementEncoding.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt::emit {

/// The number that `code` (in its container) stands for, as f32 or f64. Every format is exact in f64; i32 and f64
/// are rounded to nearest even when `type` is f32. NaN codes give NaN.
Value emitDecode(ImplicitLocOpBuilder &b, Format format, Value code, FloatType type,
                 HighBits highBits = HighBits::Unknown);

/// The value of an integer code (in its container) as an iN of `bits` bits, at least those of the format.
Value emitIntegerCode(ImplicitLocOpBuilder &b, Format format, Value code, unsigned bits,
                      HighBits highBits = HighBits::Unknown);

/// f32 where it holds every number of the encoding and f32 is its arithmetic, else f64.
FloatType getNumberType(MLIRContext *context, const ElementEncoding &encoding);

/// emitDecode of a code, or of the entry that was read from the code book, to getNumberType.
Value emitNumber(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value codeOrEntry,
                 HighBits highBits = HighBits::Unknown);

/// `s` of the decode formula: the stored scale as f32 (f64 for f64 scales), or f32(tensorScale * scale) where there is
/// a tensor scale. Null for an encoding without a scale.
Value emitScale(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value storedScale, Value tensorScale = {});

/// The zero point as f32 where that holds it exactly (f64 in wide encodings), else as f64. Null for an encoding
/// without.
Value emitZeroPoint(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value storedZeroPoint);

/// (number - zeroPoint) * scale in the arithmetic of the encoding (or mul_sub), rounded to the expressed type. The
/// operands are what the three functions above return; null scale and zeroPoint: 1 and 0.
Value emitDequantize(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value number, Value scale,
                     Value zeroPoint);

/// (number - zeroPoint) * scale in `type` arithmetic (f32 or f64) without a rounding to the expressed type: an operand
/// of a contraction on the float path. In f64 as numerics::decodeReal; in f32 with at most two roundings (one where
/// number - zeroPoint is exact).
Value emitRealValue(ImplicitLocOpBuilder &b, const ElementEncoding &encoding, Value number, Value scale,
                    Value zeroPoint, FloatType type);

/// `value` (f16, bf16, f32, f64) in the float type `type`, rounded once to nearest even; infinity beyond the largest
/// finite value; NaN becomes the canonical NaN in f16 and bf16. Not arith.truncf:
/// to bf16, and from f64 to f16, that is a call into a run-time library on x86, or an instruction that flushes
/// subnormal bf16 (vcvtneps2bf16).
Value emitFloatCast(ImplicitLocOpBuilder &b, Value value, FloatType type);

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_DECODE_H
