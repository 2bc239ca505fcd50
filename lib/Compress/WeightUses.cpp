//===- WeightUses.cpp - readers of a constant read its compressed form -------------------------------------===//
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "Weights.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

static bool readsArrays(OpOperand &use) { return getOperandAxes(use.getOwner(), use.getOperandNumber()).has_value(); }

/// Whether a value is read as a weight, by itself or transposed.
static bool isReadAsArray(Value value) {
  return llvm::any_of(value.getUses(), [](OpOperand &use) {
    auto transpose = dyn_cast<linalg::TransposeOp>(use.getOwner());
    return readsArrays(use) || (transpose && use.getOperandNumber() == 0 && isReadAsArray(transpose->getResult(0)));
  });
}

namespace {
/// Makes the readers of a value read an array with the same elements.
class UseReplacer {
public:
  void replace(Value value, Value array);

private:
  bool replaceTranspose(OpOperand &use, Value array);
  bool replaceGather(OpOperand &use, Value array);
  /// One qnt.dequantize after the array for all that read floats.
  Value getDecoded(Value array, Value &decoded);
};
} // namespace

Value UseReplacer::getDecoded(Value array, Value &decoded) {
  if (decoded)
    return decoded;
  OpBuilder builder(array.getContext());
  builder.setInsertionPointAfterValue(array);
  auto type = cast<ArrayType>(array.getType());
  decoded = DequantizeOp::create(builder, array.getLoc(), type.getDecodedType(), array);
  return decoded;
}

/// qnt.transpose for the readers that take arrays; others keep the transpose, of the decoded value.
bool UseReplacer::replaceTranspose(OpOperand &use, Value array) {
  auto transpose = dyn_cast<linalg::TransposeOp>(use.getOwner());
  if (!transpose || use.getOperandNumber() != 0 || transpose.getInit() == use.get() ||
      !isReadAsArray(transpose->getResult(0)))
    return false;
  OpBuilder builder(transpose);
  auto transposed = qnt::TransposeOp::create(builder, transpose.getLoc(), array, transpose.getPermutation());
  copySourceName(transpose, transposed);
  replace(transpose->getResult(0), transposed);
  if (transpose->use_empty())
    transpose->erase();
  return true;
}

/// tensor<..x1> of indices, as an integer tensor without the last dimension.
static Value collapseIndices(OpBuilder &builder, Location loc, TypedValue<RankedTensorType> indices) {
  RankedTensorType type = indices.getType();
  int64_t rank = type.getRank();
  SmallVector<ReassociationIndices> groups(rank - 1);
  for (int64_t dim = 0; dim + 1 < rank; ++dim)
    groups[dim].push_back(dim);
  if (!groups.empty())
    groups.back().push_back(rank - 1);
  Value collapsed = tensor::CollapseShapeOp::create(builder, loc, indices, groups);
  if (!type.getElementType().isIndex())
    return collapsed;
  auto collapsedType = cast<RankedTensorType>(collapsed.getType());
  return arith::IndexCastOp::create(builder, loc, collapsedType.clone(builder.getI64Type()), collapsed);
}

/// Decodes the rows that are read, instead of the whole table. Rank-reduced gathers along one dimension that is the
/// first: there the result of both ops has one order of dimensions.
bool UseReplacer::replaceGather(OpOperand &use, Value array) {
  auto gather = dyn_cast<tensor::GatherOp>(use.getOwner());
  if (!gather || use.getOperandNumber() != 0 || gather.getGatherDims() != ArrayRef<int64_t>{0})
    return false;
  int64_t numRowDims = gather.getIndicesType().getRank() - 1;
  if (gather.getResultType().getRank() != numRowDims + gather.getSourceType().getRank() - 1)
    return false;
  // (C2), (C3) of qnt.gather.
  EncodingAttr encoding = cast<ArrayType>(array.getType()).getEncoding();
  auto isRows = [](int64_t size) { return size == 1 || size == numerics::kWhole; };
  auto lut = encoding.getLut();
  if (!isRows(encoding.getBlock()[0]) || (lut && !lut.getGroup().empty() && !isRows(lut.getGroup()[0])) ||
      (lut && lut.isVector() && lut.getVector()[0] != 1) ||
      (encoding.getSparsity() && !encoding.getSparsity().isBitmask() && encoding.getSparsity().getAxis() == 0))
    return false;
  OpBuilder builder(gather);
  Value indices = collapseIndices(builder, gather.getLoc(), gather.getIndices());
  auto rows = qnt::GatherOp::create(builder, gather.getLoc(), array, indices, /*dim=*/0);
  auto type = cast<ArrayType>(rows.getType());
  Value decoded = DequantizeOp::create(builder, gather.getLoc(), type.getDecodedType(), rows);
  if (decoded.getType() != gather.getType())
    decoded = tensor::CastOp::create(builder, gather.getLoc(), gather.getType(), decoded);
  gather.replaceAllUsesWith(decoded);
  gather->erase();
  return true;
}

void UseReplacer::replace(Value value, Value array) {
  Value decoded;
  for (OpOperand &use : llvm::make_early_inc_range(value.getUses())) {
    if (readsArrays(use))
      use.set(array);
    else if (!replaceTranspose(use, array) && !replaceGather(use, array))
      use.set(getDecoded(array, decoded));
  }
}

/// A constant in front of that of `weight`, with what is read of it.
static arith::ConstantOp copyConstant(const Weight &weight) {
  arith::ConstantOp constant = weight.constant;
  OpBuilder builder(constant);
  auto own = arith::ConstantOp::create(builder, constant.getLoc(), weight.value);
  copySourceName(constant, own);
  return own;
}

static void eraseUnread(Operation *op) {
  while (op && op->use_empty()) {
    Operation *source = op->getNumOperands() == 0 ? nullptr : op->getOperand(0).getDefiningOp();
    op->erase();
    op = source;
  }
}

void mlir::qnt::isolateWeight(Weight &weight) {
  Value read = weight.getRead();
  ReshapedWeights reshapes;
  auto isReshape = [&](Operation *user) { return reshapes.contains(user); };
  if (!weight.reshaped && llvm::none_of(read.getUsers(), isReshape))
    return;
  arith::ConstantOp own = copyConstant(weight);
  read.replaceUsesWithIf(own, [&](OpOperand &use) { return !isReshape(use.getOwner()); });
  eraseUnread(read.getDefiningOp());
  weight.constant = own;
  weight.reshaped = Value();
}

void mlir::qnt::replaceWeight(const Weight &weight, Value array) {
  arith::ConstantOp constant = weight.constant;
  UseReplacer().replace(constant.getResult(), array);
  constant->erase();
}
