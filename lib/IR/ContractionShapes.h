//===- ContractionShapes.h - what the verifiers and shape reification of contractions share ---------------===//
//
// Every verify function emits one error on `op` that names the operand and says what was expected and what came.
// Numbers of constraints are those of the calling op's documentation; the comments name those of dot_general.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_IR_CONTRACTIONSHAPES_H
#define QNT_LIB_IR_CONTRACTIONSHAPES_H

#include "Qnt/IR/ContractionDimensions.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// An operand of a contraction: an array or a float tensor.
struct ContractionInput {
  std::string name; ///< as messages call it: "lhs", "operand #2"
  Value value;
  ArrayRef<int64_t> shape;
  ArrayType array; ///< null for a float tensor

  ContractionInput(const Twine &name, Value value);
  int64_t getRank() const { return shape.size(); }
};

/// Dimension numbers of a dot, as the attributes hold them.
struct DotDimensions {
  ArrayRef<int64_t> lhsContracting, rhsContracting, lhsBatch, rhsBatch;
};

/// Equal, or one of them dynamic.
bool areSizesCompatible(int64_t first, int64_t second);

/// "[2, ?, 4]"
std::string describeShape(ArrayRef<int64_t> shape);

/// (C1) to (C6): as many dimensions on both sides, in range, none named twice, sizes compatible.
LogicalResult verifyDotDimensions(Operation *op, const ContractionInput &lhs, const ContractionInput &rhs,
                                  const DotDimensions &dims);

/// Less than 2^57 elements, dimensions that are 0 or dynamic left out: as (T2) of arrays, so that every size in bits
/// fits in 63.
bool hasReasonableSize(ArrayRef<int64_t> shape);

/// `expected` may hold dynamic sizes, which any size fits. The result has less than 2^57 elements.
LogicalResult verifyResultShape(Operation *op, RankedTensorType result, ArrayRef<int64_t> expected);

/// An i32 result needs arrays of integer codes whose zero points are integers or absent (C8).
LogicalResult verifyIntegerCodes(Operation *op, RankedTensorType result, const ContractionInput &input);

/// An i32 result needs one block over each of the given dimensions (C9).
LogicalResult verifyNoTiles(Operation *op, RankedTensorType result, const ContractionInput &input,
                            ArrayRef<int64_t> contracting);

/// The accumulator, when there is one, fits the types: an integer type where sums can be taken on the codes, and wide
/// enough (C10), (C11). Last of a verifier's checks: it relies on the others.
LogicalResult verifyAccumulator(Operation *op, AccumulatorAttr accumulator);

/// A group_offset, when there is one, has one element.
LogicalResult verifyGroupOffset(Operation *op, Value offset);

/// `held` groups of the `total` that group_sizes has: all of them unless there is an offset.
LogicalResult verifyGroupCount(Operation *op, StringRef holder, int64_t held, int64_t total, bool hasOffset);

/// Size of a dimension: an attribute where it is static, else qnt.dim or tensor.dim.
OpFoldResult getDimSize(OpBuilder &builder, Location loc, Value value, int64_t dim);

/// Sizes of several dimensions, appended to `sizes`. Sizes that `result` says statically, from position
/// `sizes.size()` on, are taken from there.
void appendDimSizes(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> dims, RankedTensorType result,
                    SmallVectorImpl<OpFoldResult> &sizes);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_CONTRACTIONSHAPES_H
