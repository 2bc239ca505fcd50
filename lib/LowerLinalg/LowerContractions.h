//===- LowerContractions.h - what the lowerings of contractions share -------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_LOWERCONTRACTIONS_H
#define QNT_LIB_LOWERLINALG_LOWERCONTRACTIONS_H

#include "ContractionSums.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {

void populateDotGeneralLowering(const TypeConverter &converter, RewritePatternSet &patterns);
void populateConvolutionLowering(const TypeConverter &converter, RewritePatternSet &patterns);
void populateRaggedDotLowering(const TypeConverter &converter, RewritePatternSet &patterns);

/// The sizes of paired dimensions, static ones where one side has them; the program ends where they differ.
Sizes emitSharedSizes(ImplicitLocOpBuilder &b, const ContractionOperand &lhs, const ContractionOperand &rhs,
                      ArrayRef<int64_t> lhsDims, ArrayRef<int64_t> rhsDims, StringRef kind);

/// Dimension numbers of a dot: pairs that are batch or contracted, and free dimensions.
struct DotDimensionLists {
  SmallVector<int64_t> lhsBatch, rhsBatch, lhsContracting, rhsContracting, lhsFree, rhsFree;
};
/// Loops (batch, lhs free, rhs free | contracting). Dimensions of rhs in no list are read at offsets, in ascending
/// order.
ContractionLoops makeDotLoops(ImplicitLocOpBuilder &b, const ContractionOperand &lhs, const ContractionOperand &rhs,
                              const DotDimensionLists &dims);

/// The verdict that `qnt-prove-accumulators` wrote; where there is none, the one that types alone give.
AccumulatorAttr getAccumulator(Operation *contraction);

/// A remark where a large array is decoded as a whole.
void remarkDecodedWhole(Operation *contraction, const ContractionSums &sums);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_LOWERCONTRACTIONS_H
