//===- LayoutExpansionPatterns.h - patterns of the layout expansion, a file an op -------------------------===//
#ifndef QNT_LIB_CONVERSION_LAYOUTEXPANSIONPATTERNS_H
#define QNT_LIB_CONVERSION_LAYOUTEXPANSIONPATTERNS_H

#include "Qnt/IR/LayoutMapping.h"
#include "mlir/IR/PatternMatch.h"

namespace mlir::qnt {

void populateTransposeExpansion(RewritePatternSet &patterns);
void populateReshapeExpansion(RewritePatternSet &patterns);
void populateSliceExpansion(RewritePatternSet &patterns);
void populateConcatExpansion(RewritePatternSet &patterns);
void populatePadExpansion(RewritePatternSet &patterns);
void populateGatherExpansion(RewritePatternSet &patterns);
void populateDimExpansion(RewritePatternSet &patterns);

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

/// The parts of `array`, which a qnt.disassemble gives.
SmallVector<Value> createParts(OpBuilder &builder, Location loc, Value array);

/// Replaces `op`, a layout op with the array `input`, by the array of the parts that `makePart` gives for each part of
/// `input` that has a grid (its number among them, the grid, the part). The tensor scale stays.
void replaceByParts(PatternRewriter &rewriter, Operation *op, ArrayRef<Value> inputParts, ArrayType inputType,
                    function_ref<Value(size_t, const PartGrid &, Value)> makePart);

//===----------------------------------------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------------------------------------===//

using Sizes = SmallVector<OpFoldResult>;

/// Sizes of the array of `type` whose codes are `codes`.
Sizes getArraySizes(OpBuilder &builder, Location loc, ArrayType type, Value codes);

/// Sizes of a part of the array of `type` and `sizes`, those of its inner dimensions included.
Sizes getPartSizes(OpBuilder &builder, Location loc, ArrayType type, ArrayRef<OpFoldResult> sizes,
                   const PartGrid &grid);

/// ceil(size / divisor), and size * factor, for sizes of at least 0.
OpFoldResult createCeilDiv(OpBuilder &builder, Location loc, OpFoldResult size, int64_t divisor);
OpFoldResult createProduct(OpBuilder &builder, Location loc, OpFoldResult size, int64_t factor);

//===----------------------------------------------------------------------------------------------------===//
// Ops on parts
//===----------------------------------------------------------------------------------------------------===//

/// `part` as `type`, row-major; `sizes` are those of `type`.
Value createReshape(OpBuilder &builder, Location loc, Value part, RankedTensorType type, ArrayRef<OpFoldResult> sizes);

/// A check at run time: the error names `op`.
void createAssert(OpBuilder &builder, Operation *op, Value condition, const Twine &expectation);

} // namespace mlir::qnt

#endif // QNT_LIB_CONVERSION_LAYOUTEXPANSIONPATTERNS_H
