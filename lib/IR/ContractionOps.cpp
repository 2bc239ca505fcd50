//===- ContractionOps.cpp - dot_general and ragged_dot_general --------------------------------------------===//
#include "ContractionShapes.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

SmallVector<Operation *> mlir::qnt::findContractions(Operation *root) {
  SmallVector<Operation *> contractions;
  root->walk([&](Operation *op) {
    if (isContraction(op))
      contractions.push_back(op);
  });
  return contractions;
}

template <typename Op>
static DotDimensions getDotDimensions(Op op) {
  return {op.getLhsContracting(), op.getRhsContracting(), op.getLhsBatch(), op.getRhsBatch()};
}

/// Sizes that both operands have: a static one wins.
static void appendSharedSizes(const ContractionInput &lhs, const ContractionInput &rhs, ArrayRef<int64_t> lhsDims,
                              ArrayRef<int64_t> rhsDims, SmallVectorImpl<int64_t> &shape) {
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(lhsDims, rhsDims))
    shape.push_back(ShapedType::isDynamic(lhs.shape[lhsDim]) ? rhs.shape[rhsDim] : lhs.shape[lhsDim]);
}

static void appendSizes(const ContractionInput &input, ArrayRef<int64_t> dims, SmallVectorImpl<int64_t> &shape) {
  for (int64_t dim : dims)
    shape.push_back(input.shape[dim]);
}

//===----------------------------------------------------------------------------------------------------===//
// dot_general
//===----------------------------------------------------------------------------------------------------===//

LogicalResult DotGeneralOp::verify() {
  ContractionInput lhs("lhs", getLhs()), rhs("rhs", getRhs());
  DotDimensions dims = getDotDimensions(*this);
  // (C1) to (C6)
  if (failed(verifyDotDimensions(*this, lhs, rhs, dims)))
    return failure();
  // (C7)
  SmallVector<int64_t> shape;
  appendSharedSizes(lhs, rhs, dims.lhsBatch, dims.rhsBatch, shape);
  appendSizes(lhs, getFreeDimensions(lhs.getRank(), dims.lhsContracting, dims.lhsBatch), shape);
  appendSizes(rhs, getFreeDimensions(rhs.getRank(), dims.rhsContracting, dims.rhsBatch), shape);
  if (failed(verifyResultShape(*this, getType(), shape)))
    return failure();
  // (C8)
  if (failed(verifyIntegerCodes(*this, getType(), lhs)) || failed(verifyIntegerCodes(*this, getType(), rhs)))
    return failure();
  // (C9)
  if (failed(verifyNoTiles(*this, getType(), lhs, dims.lhsContracting)) ||
      failed(verifyNoTiles(*this, getType(), rhs, dims.rhsContracting)))
    return failure();
  // (C10), (C11)
  return verifyAccumulator(*this, getAccumulatorAttr());
}

LogicalResult DotGeneralOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  ContractionInput lhs("lhs", getLhs()), rhs("rhs", getRhs());
  DotDimensions dims = getDotDimensions(*this);
  SmallVector<OpFoldResult> sizes;
  appendDimSizes(builder, getLoc(), getLhs(), dims.lhsBatch, getType(), sizes);
  appendDimSizes(builder, getLoc(), getLhs(), getFreeDimensions(lhs.getRank(), dims.lhsContracting, dims.lhsBatch),
                 getType(), sizes);
  appendDimSizes(builder, getLoc(), getRhs(), getFreeDimensions(rhs.getRank(), dims.rhsContracting, dims.rhsBatch),
                 getType(), sizes);
  shapes.push_back(std::move(sizes));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// ragged_dot_general
//===----------------------------------------------------------------------------------------------------===//

namespace {
enum class RaggedMode { Free, Contracting, Batch };
} // namespace

/// The mode of a verified op.
static RaggedMode getMode(RaggedDotGeneralOp op) {
  int64_t ragged = op.getLhsRagged().front();
  if (llvm::is_contained(op.getLhsContracting(), ragged))
    return RaggedMode::Contracting;
  return llvm::is_contained(op.getLhsBatch(), ragged) ? RaggedMode::Batch : RaggedMode::Free;
}

/// Dimensions of lhs that group_sizes of rank above 1 lists before the groups: batch dimensions and, of the ragged
/// dimension's own kind, those before it.
static SmallVector<int64_t> getPrefixDimensions(RaggedDotGeneralOp op, int64_t lhsRank, RaggedMode mode) {
  int64_t ragged = op.getLhsRagged().front();
  SmallVector<int64_t> prefix, kind;
  if (mode != RaggedMode::Batch)
    llvm::append_range(prefix, op.getLhsBatch());
  if (mode == RaggedMode::Free)
    kind = getFreeDimensions(lhsRank, op.getLhsContracting(), op.getLhsBatch());
  else
    llvm::append_range(kind, mode == RaggedMode::Batch ? op.getLhsBatch() : op.getLhsContracting());
  prefix.append(kind.begin(), llvm::find(kind, ragged));
  return prefix;
}

/// (C7), (C8)
static LogicalResult verifyRaggedDimensions(RaggedDotGeneralOp op, const ContractionInput &lhs,
                                            const ContractionInput &rhs) {
  if (op.getLhsRagged().size() != 1)
    return op.emitOpError() << "expected one ragged dimension of lhs, but got " << op.getLhsRagged().size();
  int64_t ragged = op.getLhsRagged().front();
  if (ragged < 0 || ragged >= lhs.getRank())
    return op.emitOpError() << "expected the ragged dimension of lhs between 0 and its rank " << lhs.getRank()
                            << ", but got " << ragged;
  size_t groups = getMode(op) == RaggedMode::Free ? 1 : 0;
  if (op.getRhsGroup().size() != groups)
    return op.emitOpError() << "expected " << groups
                            << " group dimensions of rhs with a ragged dimension of lhs that is "
                            << (groups ? "free" : "contracting or batch") << ", but got " << op.getRhsGroup().size();
  for (int64_t dim : op.getRhsGroup())
    if (dim < 0 || dim >= rhs.getRank() || llvm::is_contained(op.getRhsContracting(), dim) ||
        llvm::is_contained(op.getRhsBatch(), dim))
      return op.emitOpError() << "expected the group dimension of rhs to be one of its free dimensions, but got "
                              << dim;
  return success();
}

/// (C9), (C10)
static LogicalResult verifyGroupOperands(RaggedDotGeneralOp op, const ContractionInput &lhs) {
  ArrayRef<int64_t> sizes = op.getGroupSizes().getType().getShape();
  SmallVector<int64_t> prefix = getPrefixDimensions(op, lhs.getRank(), getMode(op));
  SmallVector<int64_t> expected;
  appendSizes(lhs, prefix, expected);
  bool fits = sizes.size() == 1 || sizes.size() == expected.size() + 1;
  if (fits && sizes.size() > 1)
    for (auto [got, size] : llvm::zip(sizes, expected))
      fits &= areSizesCompatible(got, size);
  if (!fits) {
    expected.push_back(sizes.empty() ? ShapedType::kDynamic : sizes.back());
    return op.emitOpError() << "expected group_sizes of shape " << describeShape(expected.back())
                            << (prefix.empty() ? "" : " or " + describeShape(expected)) << ", but got "
                            << describeShape(sizes);
  }
  return verifyGroupOffset(op, op.getGroupOffset());
}

/// (C11), (C12)
static LogicalResult verifyRaggedResult(RaggedDotGeneralOp op, const ContractionInput &lhs,
                                        const ContractionInput &rhs) {
  RankedTensorType result = op.getType();
  DotDimensions dims = getDotDimensions(op);
  int64_t total = op.getGroupSizes().getType().getShape().back();
  bool hasOffset = static_cast<bool>(op.getGroupOffset());
  SmallVector<int64_t> shape;
  if (getMode(op) == RaggedMode::Free &&
      failed(verifyGroupCount(op, "rhs", rhs.shape[op.getRhsGroup().front()], total, hasOffset)))
    return failure();
  if (getMode(op) == RaggedMode::Contracting) {
    int64_t held = result.getRank() > 0 ? result.getDimSize(0) : total;
    if (failed(verifyGroupCount(op, "the result", held, total, hasOffset)))
      return failure();
    // With an offset nothing but the result type says how many groups there are.
    if (hasOffset && ShapedType::isDynamic(held))
      return op.emitOpError() << "expected a static number of groups in the result with a group_offset, but got ?";
    shape.push_back(hasOffset ? held : total);
  }
  appendSharedSizes(lhs, rhs, dims.lhsBatch, dims.rhsBatch, shape);
  appendSizes(lhs, getFreeDimensions(lhs.getRank(), dims.lhsContracting, dims.lhsBatch), shape);
  appendSizes(rhs, getFreeDimensions(rhs.getRank(), dims.rhsContracting, dims.rhsBatch, op.getRhsGroup()), shape);
  return verifyResultShape(op, result, shape);
}

LogicalResult RaggedDotGeneralOp::verify() {
  ContractionInput lhs("lhs", getLhs()), rhs("rhs", getRhs());
  DotDimensions dims = getDotDimensions(*this);
  // (C1) to (C6)
  if (failed(verifyDotDimensions(*this, lhs, rhs, dims)))
    return failure();
  // (C7) to (C12)
  if (failed(verifyRaggedDimensions(*this, lhs, rhs)) || failed(verifyGroupOperands(*this, lhs)) ||
      failed(verifyRaggedResult(*this, lhs, rhs)))
    return failure();
  // (C13)
  if (failed(verifyIntegerCodes(*this, getType(), lhs)) || failed(verifyIntegerCodes(*this, getType(), rhs)))
    return failure();
  // (C14)
  if (failed(verifyNoTiles(*this, getType(), lhs, dims.lhsContracting)) ||
      failed(verifyNoTiles(*this, getType(), rhs, dims.rhsContracting)))
    return failure();
  // (C15), (C16)
  return verifyAccumulator(*this, getAccumulatorAttr());
}

LogicalResult RaggedDotGeneralOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  ContractionInput lhs("lhs", getLhs()), rhs("rhs", getRhs());
  DotDimensions dims = getDotDimensions(*this);
  SmallVector<OpFoldResult> sizes;
  if (getMode(*this) == RaggedMode::Contracting) {
    // (C12): with an offset the result's number of groups is static.
    int64_t groupsDim = getGroupSizes().getType().getRank() - 1;
    appendDimSizes(builder, getLoc(), getGroupSizes(), groupsDim, getType(), sizes);
  }
  appendDimSizes(builder, getLoc(), getLhs(), dims.lhsBatch, getType(), sizes);
  appendDimSizes(builder, getLoc(), getLhs(), getFreeDimensions(lhs.getRank(), dims.lhsContracting, dims.lhsBatch),
                 getType(), sizes);
  appendDimSizes(builder, getLoc(), getRhs(),
                 getFreeDimensions(rhs.getRank(), dims.rhsContracting, dims.rhsBatch, getRhsGroup()), getType(), sizes);
  shapes.push_back(std::move(sizes));
  return success();
}
