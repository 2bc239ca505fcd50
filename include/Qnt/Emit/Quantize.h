//===- Quantize.h - ops that quantize one element under a convention --------------------------------------===//
//
//   ElementQuantizer quantizer(encoding, convention, input);
//   block = quantizer.emitBlock(b, scale, zeroPoint);        // hoist out of the loop over a block
//   code  = quantizer.emitCode(b, x, block, index);          // in the container of the storage
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMIT_QUANTIZE_H
#define QNT_EMIT_QUANTIZE_H

#include "Qnt/Emit/ElementEncoding.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt::emit {

/// A number, as f32 or f64, and a format that holds it exactly.
struct StepValue {
  Value value;
  Format format = Format::F32; ///< F64, F32, F16 or BF16
  bool isHalf = false;         ///< held by both f16 and bf16
};

/// Scale and zero point of a block, prepared for the arithmetic of the quotient.
struct BlockValues {
  StepValue scale;            ///< rounded to the arithmetic
  StepValue reciprocal;       ///< 1 / scale, rounded; only where quotients are products with it
  Value zeroPoint;            ///< as emitZeroPoint gives it; null without one
  StepValue roundedZeroPoint; ///< rounded to the arithmetic; only where it joins the quotient
};

/// One element by a convention: numerics::quantizeElement and numerics::passesGradient as ops.
class ElementQuantizer {
public:
  /// `input`: f64, f32, f16 or bf16. `onePerElement`: scales have the shape of the value, as numerics::computeCodes
  /// finds out by itself (Quotient::ReciprocalXLA divides then).
  ElementQuantizer(const ElementEncoding &encoding, const numerics::Convention &convention, Format input,
                   bool onePerElement = false);

  /// `scale` is what emitScale gives (or a finer scale, f32 or f64; null: 1), `zeroPoint` what emitZeroPoint gives.
  BlockValues emitBlock(ImplicitLocOpBuilder &b, Value scale, Value zeroPoint) const;

  /// True where emitCode reads the index of the element (stochastic rounding).
  bool needsIndex() const;
  /// The code of `x` (of the input type), in its container. `index` (i64 or index): the row-major position of the
  /// element, null where it is not needed. Not for code books.
  Value emitCode(ImplicitLocOpBuilder &b, Value x, const BlockValues &block, Value index = {}) const;

  /// x / scale by the convention, f32 or f64: what code-book entries are compared with. An encoding without a scale: x.
  Value emitQuotient(ImplicitLocOpBuilder &b, Value x, const BlockValues &block) const;

  /// i1: the code of `x` needs no saturation (numerics::passesGradient). Not for code books.
  Value emitPassesGradient(ImplicitLocOpBuilder &b, Value x, const BlockValues &block) const;

private:
  StepValue emitStepQuotient(ImplicitLocOpBuilder &b, Value x, const BlockValues &block) const;
  ElementEncoding encoding;
  numerics::Convention convention;
  Format input;
  bool onePerElement;
};

/// dy / scale of qnt.quantize_grad before its mask: IEEE division in f64 for f64 `gradient`, else in f32, cast back to
/// its type. `scale` is what emitScale gives, null: 1.
Value emitGradientQuotient(ImplicitLocOpBuilder &b, Value gradient, Value scale);

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_QUANTIZE_H
