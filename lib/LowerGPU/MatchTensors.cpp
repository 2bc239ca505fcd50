//===- MatchTensors.cpp - products of two float tensors that become contractions on tensor cores ----------===//
#include "ContractionKernel.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

/// The dimensions that are neither of `first` nor of `second`, ascending.
static SmallVector<int64_t> getOtherDims(int64_t rank, ArrayRef<int64_t> first, ArrayRef<int64_t> second) {
  SmallVector<int64_t> others;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(first, dim) && !llvm::is_contained(second, dim))
      others.push_back(dim);
  return others;
}

static std::string readDimensions(ContractionKernel &match, DotGeneralOp dot) {
  TensorOperands &tensors = *match.tensors;
  int64_t lhsRank = cast<RankedTensorType>(dot.getLhs().getType()).getRank(),
          rhsRank = cast<RankedTensorType>(dot.getRhs().getType()).getRank();
  if (dot.getRhsContracting().size() != 1)
    return "not one dimension is contracted";
  if (dot.getLhsContracting().front() != lhsRank - 1)
    return "the contracted dimension of lhs is not its last";
  tensors.lhsBatch.assign(dot.getLhsBatch().begin(), dot.getLhsBatch().end());
  tensors.rhsBatch.assign(dot.getRhsBatch().begin(), dot.getRhsBatch().end());
  tensors.lhsFree = getOtherDims(lhsRank, tensors.lhsBatch, dot.getLhsContracting());
  SmallVector<int64_t> rhsFree = getOtherDims(rhsRank, tensors.rhsBatch, dot.getRhsContracting());
  if (rhsFree.size() != 1)
    return "rhs has not one free dimension";
  tensors.rhsFree = rhsFree.front();
  tensors.rhsContracting = dot.getRhsContracting().front();
  if (std::max(tensors.rhsFree, tensors.rhsContracting) != rhsRank - 1)
    return "the last dimension of rhs is a batch dimension";
  return {};
}

static std::string readSizes(ContractionKernel &match, ArrayRef<int64_t> lhs, ArrayRef<int64_t> rhs) {
  TensorOperands &tensors = *match.tensors;
  // Either operand may know a size that both have.
  match.columns = rhs[tensors.rhsFree];
  match.sizeK = ShapedType::isDynamic(lhs.back()) ? rhs[tensors.rhsContracting] : lhs.back();
  auto multiply = [](int64_t &product, int64_t size) {
    product = ShapedType::isDynamic(product) || ShapedType::isDynamic(size) ? ShapedType::kDynamic : product * size;
  };
  match.rows = 1;
  for (int64_t dim : tensors.lhsFree)
    multiply(match.rows, lhs[dim]);
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(tensors.lhsBatch, tensors.rhsBatch))
    multiply(tensors.batches, ShapedType::isDynamic(lhs[lhsDim]) ? rhs[rhsDim] : lhs[lhsDim]);
  if (match.columns == 0 || match.sizeK == 0 || tensors.batches == 0)
    return "a dimension of rhs has size 0";
  match.groupSize = match.sizeK;
  return {};
}

std::string mlir::qnt::matchTensors(ContractionKernel &match) {
  auto dot = dyn_cast<DotGeneralOp>(match.op);
  if (!dot)
    return "rhs is a float tensor";
  match.activations = dyn_cast<BlockArgument>(dot.getLhs());
  auto rhs = dyn_cast<BlockArgument>(dot.getRhs());
  if (!match.activations || !rhs)
    return std::string(rhs ? "lhs" : "rhs") + " is computed in the kernel";
  auto lhsType = dyn_cast<RankedTensorType>(match.activations.getType());
  Type element = cast<RankedTensorType>(rhs.getType()).getElementType();
  if (!lhsType)
    return "rhs is a float tensor and lhs an array";
  if (lhsType.getElementType() != element || (!element.isF16() && !element.isBF16()))
    return "lhs and rhs are neither both f16 nor both bf16";
  if (match.getResultType().getElementType().isF64())
    return "the result is f64";
  match.type = element.isF16() ? MultiplicandType::F16 : MultiplicandType::BF16;
  match.tensors.emplace();
  match.tensors->rhs = rhs;
  if (std::string reason = readDimensions(match, dot); !reason.empty())
    return reason;
  return readSizes(match, lhsType.getShape(), cast<RankedTensorType>(rhs.getType()).getShape());
}
