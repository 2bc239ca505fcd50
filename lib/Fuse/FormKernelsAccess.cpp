//===- FormKernelsAccess.cpp - which elements of its operands an op reads for an element of a result -------===//
#include "FormKernelsAccess.h"
#include "Qnt/IR/ElementSize.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

ArrayRef<int64_t> form_kernels::getShapeOf(Value value) {
  if (auto array = dyn_cast<ArrayType>(value.getType()))
    return array.getShape();
  if (auto tensor = dyn_cast<RankedTensorType>(value.getType()))
    return tensor.getShape();
  return {};
}

int64_t form_kernels::getElementBits(Value value) {
  if (auto array = dyn_cast<ArrayType>(value.getType()))
    return array.getEncoding().getCodeWidth();
  return qnt::getElementBits(getElementTypeOrSelf(value.getType())).value_or(64);
}

static bool hasRank(Value value, unsigned rank) {
  return isa<RankedTensorType, ArrayType>(value.getType()) && getShapeOf(value).size() == rank;
}

/// Every operand and result of the rank of the first result is read and written at the loops' own indices.
static AccessMaps getIdentityMaps(Operation *op) {
  unsigned rank = getShapeOf(op->getResult(0)).size();
  AffineMap identity = AffineMap::getMultiDimIdentityMap(rank, op->getContext());
  AccessMaps access(rank);
  for (Value operand : op->getOperands())
    access.operands.push_back(hasRank(operand, rank) ? identity : AffineMap());
  for (Value result : op->getResults())
    access.results.push_back(hasRank(result, rank) ? identity : AffineMap());
  return access;
}

static AccessMaps getLinalgMaps(linalg::LinalgOp op) {
  AccessMaps access(op.getNumLoops());
  for (auto [isReduced, type] : llvm::zip_equal(access.isReduced, op.getIteratorTypesArray()))
    isReduced = type != utils::IteratorType::parallel;
  for (OpOperand &operand : op->getOpOperands())
    access.operands.push_back(op.getMatchingIndexingMap(&operand));
  for (OpResult result : op->getResults())
    access.results.push_back(op.getIndexingMapMatchingResult(result));
  return access;
}

/// A dynamic rule looks at a block for each element of it.
template <typename OpT>
static AccessMaps getQuantizeMaps(OpT op, EncodingAttr encoding) {
  AccessMaps access = getIdentityMaps(op);
  if (!op.getCalibration())
    return access;
  access.block.assign(encoding.getBlock().begin(), encoding.getBlock().end());
  for (auto [isReduced, block] : llvm::zip_equal(access.isReduced, encoding.getBlock()))
    isReduced = block != 1;
  return access;
}

static AccessMaps getSoftmaxMaps(linalg::SoftmaxOp op) {
  AccessMaps access = getIdentityMaps(op);
  access.isReduced[op.getDimension()] = true;
  return access;
}

static AccessMaps getTransposeMaps(qnt::TransposeOp op) {
  AccessMaps access = getIdentityMaps(op);
  SmallVector<unsigned> inverse(op.getPermutation().size());
  for (auto [i, dim] : llvm::enumerate(op.getPermutation()))
    inverse[dim] = i;
  access.operands[0] = AffineMap::getPermutationMap(inverse, op.getContext());
  return access;
}

/// Slices and pads: dimensions that they leave as they are keep their indices.
static AccessMaps getMovedMaps(Operation *op) {
  AccessMaps access = getIdentityMaps(op);
  ArrayRef<int64_t> from = getShapeOf(op->getOperand(0)), to = getShapeOf(op->getResult(0));
  for (auto [before, after] : llvm::zip(from, to))
    access.isMoved.push_back(before != after || ShapedType::isDynamic(before));
  return access;
}

std::optional<AccessMaps> form_kernels::getAccessMaps(Operation *op) {
  if (OpTrait::hasElementwiseMappableTraits(op))
    return getIdentityMaps(op);
  return llvm::TypeSwitch<Operation *, std::optional<AccessMaps>>(op)
      .Case([](linalg::LinalgOp linalgOp) { return getLinalgMaps(linalgOp); })
      .Case([](linalg::SoftmaxOp softmax) { return getSoftmaxMaps(softmax); })
      .Case([](qnt::TransposeOp transpose) { return getTransposeMaps(transpose); })
      .Case<QuantizeOp, RequantizeOp>(
          [](auto quantize) { return getQuantizeMaps(quantize, quantize.getType().getEncoding()); })
      .Case<FakeQuantizeOp, FakeQuantizeGradOp, QuantizeGradOp>(
          [](auto quantize) { return getQuantizeMaps(quantize, quantize.getEncoding()); })
      .Case<DequantizeOp, LookupOp, RoundBitsOp, AssembleOp, DisassembleOp, qnt::CastOp, tensor::CastOp,
            tensor::BitcastOp>([](Operation *plain) { return getIdentityMaps(plain); })
      .Case([](tensor::ExtractSliceOp slice) -> std::optional<AccessMaps> {
        if (slice.getDroppedDims().any())
          return std::nullopt;
        return getMovedMaps(slice);
      })
      .Case<tensor::PadOp, qnt::PadOp, SliceOp>([](Operation *moved) { return getMovedMaps(moved); })
      .Default(std::nullopt);
}
