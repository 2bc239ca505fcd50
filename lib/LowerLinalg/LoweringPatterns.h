//===- LoweringPatterns.h - patterns of qnt-lower-to-linalg, a file a family ------------------------------===//
//
// Each pattern takes the parts of its operands (OneToNOpAdaptor) as ContainerTypes.h says they lie in memory, and ends
// in replaceOpWithMultiple with the parts of its results. A pattern that does not apply gives notifyMatchFailure a
// reason, which becomes the reason in the pass's error.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_LOWERINGPATTERNS_H
#define QNT_LIB_LOWERLINALG_LOWERINGPATTERNS_H

#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {

/// qnt.constant, assemble, disassemble, dim, cast; arith.constant of tensors with containers.
void populateArrayLowering(const TypeConverter &converter, RewritePatternSet &patterns);
/// A qnt.assemble of all parts of one array, as they are: the same parts in memory, which need not be unpacked.
void castReassembled(Operation *root);
/// qnt.dequantize.
void populateDequantizeLowering(const TypeConverter &converter, RewritePatternSet &patterns);

/// qnt.quantize, fake_quantize, fake_quantize_grad, quantize_grad.
void populateQuantizeLowering(const TypeConverter &converter, RewritePatternSet &patterns);
/// qnt.requantize.
void populateRequantizeLowering(const TypeConverter &converter, RewritePatternSet &patterns);
/// Ops of tensor and linalg on tensors whose elements have another container; linalg.softmax. Adds the materialization
/// of the arguments of linalg bodies to `converter`.
void populateTensorLowering(TypeConverter &converter, RewritePatternSet &patterns);
/// Elementwise ops of arith and math on scalars of small floats.
void populateSmallFloatLowering(const TypeConverter &converter, RewritePatternSet &patterns);
/// quant.qcast, dcast, scast.
void populateQuantCastLowering(const TypeConverter &converter, RewritePatternSet &patterns);
/// qnt.lookup, round_bits, observe.
void populateCodeLowering(const TypeConverter &converter, RewritePatternSet &patterns);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_LOWERINGPATTERNS_H
