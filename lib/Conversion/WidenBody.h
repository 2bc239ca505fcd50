//===- WidenBody.h - a body's f16 and bf16 intermediates as f32 -------------------------------------------===//
//
// What codegen_low_precision(false) means, written out: every value of f16 or bf16 (scalar, tensor or vector) becomes
// f32.
//
//   - elementwise arith and math, tensor, linalg and scf ops, qnt's contractions and qnt.lookup compute in f32;
//   - casts between a narrow type and f32 vanish; constants are extended;
//   - dequantize, quantize and fake_quantize take f32 as the expressed type: codes, scales and the other parts stay;
//   - a nested invoke_quant, and operands that are parts of an array, take the written type: values are truncated
//   there, and
//     results extended.
//
// Any other op that takes or gives a narrow float cannot be widened.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_CONVERSION_WIDENBODY_H
#define QNT_LIB_CONVERSION_WIDENBODY_H

#include "Qnt/Conversion/InlineRegions.h"
#include "mlir/IR/IRMapping.h"

namespace mlir::qnt {

/// The first op under `region` that cannot be widened.
std::optional<InliningBlocker> findUnwidenable(Region &region);

/// Clones the ops of `block` but its terminator to the builder's insertion point, widened. `mapping` holds the widened
/// arguments, and gets the widened values.
void cloneWidened(OpBuilder &builder, Block &block, IRMapping &mapping);

/// f32 for f16 and bf16 (also as the element type of a tensor or vector); other types stay.
Type getWideType(Type type);
/// `value` as `type`: extended or truncated when they differ.
Value castFloat(OpBuilder &builder, Location loc, Value value, Type type);

} // namespace mlir::qnt

#endif // QNT_LIB_CONVERSION_WIDENBODY_H
