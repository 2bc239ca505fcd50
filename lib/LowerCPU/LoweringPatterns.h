//===- LoweringPatterns.h - patterns of qnt-lower-to-linalg, a file a family ------------------------------===//
//
// Each pattern takes the parts of its operands (OneToNOpAdaptor) as ContainerTypes.h says they lie in memory, and ends
// in replaceOpWithMultiple with the parts of its results. A pattern that does not apply gives notifyMatchFailure a
// reason, which becomes the reason in the pass's error.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERCPU_LOWERINGPATTERNS_H
#define QNT_LIB_LOWERCPU_LOWERINGPATTERNS_H

#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {

/// qnt.constant, assemble, disassemble, dim, cast; arith.constant of tensors with containers.
void populateArrayLowering(const TypeConverter &converter, RewritePatternSet &patterns);
/// qnt.dequantize.
void populateDequantizeLowering(const TypeConverter &converter, RewritePatternSet &patterns);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERCPU_LOWERINGPATTERNS_H
