//===- NormalizeTensors.cpp - qnt-normalize-tensors -------------------------------------------------------===//
#include "ContainerConstants.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/LowerLinalg/ElementLoops.h"
#include "Qnt/LowerLinalg/Padding.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "RuntimeChecks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_NORMALIZETENSORS
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

static bool isEmpty(Value tensor) { return llvm::is_contained(cast<RankedTensorType>(tensor.getType()).getShape(), 0); }

static int64_t getTypeSize(Value tensor, uint64_t dim) {
  return cast<RankedTensorType>(tensor.getType()).getDimSize(dim);
}

/// A tensor without elements of the result's sizes.
static LogicalResult makeEmptyConcat(IRRewriter &rewriter, tensor::ConcatOp op) {
  ReifiedRankedShapedTypeDims shapes;
  if (failed(op.reifyResultShapes(rewriter, shapes)))
    return op.emitOpError("cannot be written as insertions of slices");
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  Value empty = tensor::EmptyOp::create(b, shapes.front(), op.getResultType().getElementType());
  rewriter.replaceOp(op, castTensor(b, empty, op.getResultType()));
  return success();
}

/// Insertions of slices. Operands without an index along the dimension go first: no slice of them has an offset.
static LogicalResult normalizeConcat(IRRewriter &rewriter, tensor::ConcatOp op) {
  SmallVector<Value> inputs =
      llvm::filter_to_vector(op.getInputs(), [&](Value input) { return getTypeSize(input, op.getDim()) != 0; });
  if (inputs.empty() || llvm::any_of(inputs, isEmpty))
    return makeEmptyConcat(rewriter, op);
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  if (inputs.size() == 1) {
    rewriter.replaceOp(op, castTensor(b, inputs.front(), op.getType()));
    return success();
  }
  auto concat = tensor::ConcatOp::create(b, op.getDim(), inputs);
  FailureOr<SmallVector<Value>> slices = concat.decomposeOperation(b);
  if (failed(slices))
    return op.emitOpError("cannot be written as insertions of slices");
  rewriter.replaceOp(op, castTensor(b, slices->front(), op.getType()));
  rewriter.eraseOp(concat);
  return success();
}

namespace {
/// Slices of a tensor that rows of indices name: gathered from it, or scattered into it.
struct IndexedSlices {
  Value whole, indices;
  ArrayRef<int64_t> dims; ///< of `whole`, that an index stands for
  unsigned numRowDims;    ///< dimensions of the slices that name a row of indices
  bool isReduced;         ///< the slices have no dimension for those of `dims`, else size 1

  IndexedSlices(Value whole, Value indices, ArrayRef<int64_t> dims, int64_t slicesRank)
      : whole(whole), indices(indices), dims(dims), numRowDims(getRank(indices) - 1),
        isReduced(slicesRank < getRank(indices) - 1 + getRank(whole)) {}

  /// Sizes of the tensor of slices.
  Sizes getSizes(ImplicitLocOpBuilder &b) const;
  /// Where in `whole` the element at `position` of the tensor of slices is.
  SmallVector<Value> emitPlace(ImplicitLocOpBuilder &b, ValueRange position) const;

private:
  static int64_t getRank(Value tensor) { return cast<RankedTensorType>(tensor.getType()).getRank(); }
};
} // namespace

Sizes IndexedSlices::getSizes(ImplicitLocOpBuilder &b) const {
  Sizes sizes = tensor::getMixedSizes(b, b.getLoc(), indices);
  sizes.pop_back();
  for (auto [dim, size] : llvm::enumerate(tensor::getMixedSizes(b, b.getLoc(), whole)))
    if (!llvm::is_contained(dims, static_cast<int64_t>(dim)))
      sizes.push_back(size);
    else if (!isReduced)
      sizes.push_back(b.getIndexAttr(1));
  return sizes;
}

SmallVector<Value> IndexedSlices::emitPlace(ImplicitLocOpBuilder &b, ValueRange position) const {
  SmallVector<Value> place, row(position.take_front(numRowDims));
  unsigned next = numRowDims;
  for (int64_t dim = 0; dim < getRank(whole); ++dim) {
    const auto *indexed = llvm::find(dims, dim);
    if (indexed == dims.end()) {
      place.push_back(position[next++]);
      continue;
    }
    next += isReduced ? 0 : 1;
    row.push_back(arith::ConstantIndexOp::create(b, indexed - dims.begin()));
    Value index = tensor::ExtractOp::create(b, indices, row);
    row.pop_back();
    if (!index.getType().isIndex())
      index = arith::IndexCastOp::create(b, b.getIndexType(), index);
    place.push_back(index);
  }
  return place;
}

/// A loop over the result that reads the source where each row of indices says.
static void normalizeGather(IRRewriter &rewriter, tensor::GatherOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  IndexedSlices slices(op.getSource(), op.getIndices(), op.getGatherDims(), op.getResultType().getRank());
  Sizes sizes = slices.getSizes(b);
  auto body = [&](ImplicitLocOpBuilder &inner, ValueRange) -> SmallVector<Value> {
    SmallVector<Value> place = slices.emitPlace(inner, emitPosition(inner, sizes.size()));
    return {tensor::ExtractOp::create(inner, op.getSource(), place)};
  };
  rewriter.replaceOp(op, castTensor(b, mapElements(b, sizes, {}, body).front(), op.getType()));
}

/// Loops over the source that insert each element where its row of indices says.
static void normalizeScatter(IRRewriter &rewriter, tensor::ScatterOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  IndexedSlices slices(op.getDest(), op.getIndices(), op.getScatterDims(), op.getSourceType().getRank());
  Sizes sizes = slices.getSizes(b);
  assertSizes(b, op, "source", op.getSource(), sizes);
  SmallVector<Value> starts(sizes.size(), arith::ConstantIndexOp::create(b, 0));
  SmallVector<Value> steps(sizes.size(), arith::ConstantIndexOp::create(b, 1));
  SmallVector<Value> ends = getValueOrCreateConstantIndexOp(b, op.getLoc(), sizes);
  auto body = [&](OpBuilder &builder, Location loc, ValueRange position, ValueRange carried) -> scf::ValueVector {
    ImplicitLocOpBuilder inner(loc, builder);
    Value element = tensor::ExtractOp::create(inner, op.getSource(), position);
    return {tensor::InsertOp::create(inner, element, carried.front(), slices.emitPlace(inner, position))};
  };
  scf::LoopNest nest = scf::buildLoopNest(b, op.getLoc(), starts, ends, steps, op.getDest(), body);
  rewriter.replaceOp(op, nest.results);
}

static void normalizeBitcast(IRRewriter &rewriter, tensor::BitcastOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  Sizes sizes = tensor::getMixedSizes(b, op.getLoc(), op.getSource());
  Type element = cast<RankedTensorType>(op.getType()).getElementType();
  Value result = mapElements(b, sizes, {{op.getSource(), b.getMultiDimIdentityMap(sizes.size())}},
                             [&](ImplicitLocOpBuilder &inner, ValueRange args) -> SmallVector<Value> {
                               return {arith::BitcastOp::create(inner, element, args[0])};
                             })
                     .front();
  rewriter.replaceOp(op, castTensor(b, result, op.getType()));
}

/// Padding of nothing: only the padding is left.
static void normalizeEmptyPad(IRRewriter &rewriter, tensor::PadOp op) {
  FailureOr<SmallVector<Value>> sizes = getDynamicSizes(rewriter, op);
  if (succeeded(sizes))
    rewriter.replaceOp(op, generatePadding(rewriter, op, *sizes));
}

/// Resources of which an element is taken, or which are small, become plain constants. True when the op changed.
static bool normalizeConstant(arith::ConstantOp op) {
  auto attr = dyn_cast<ElementsAttr>(op.getValue());
  if (!attr)
    return false;
  ElementsAttr foldable = makeFoldable(attr, llvm::any_of(op->getUsers(), llvm::IsaPred<tensor::ExtractOp>));
  op.setValueAttr(cast<TypedAttr>(foldable));
  return foldable != attr;
}

/// True when the op was rewritten.
static FailureOr<bool> normalize(IRRewriter &rewriter, Operation *op) {
  rewriter.setInsertionPoint(op);
  if (auto concat = dyn_cast<tensor::ConcatOp>(op))
    return failed(normalizeConcat(rewriter, concat)) ? FailureOr<bool>() : FailureOr<bool>(true);
  if (auto gather = dyn_cast<tensor::GatherOp>(op)) {
    normalizeGather(rewriter, gather);
    return true;
  }
  if (auto scatter = dyn_cast<tensor::ScatterOp>(op)) {
    normalizeScatter(rewriter, scatter);
    return true;
  }
  if (auto bitcast = dyn_cast<tensor::BitcastOp>(op); bitcast && isa<RankedTensorType>(bitcast.getType())) {
    normalizeBitcast(rewriter, bitcast);
    return true;
  }
  if (auto pad = dyn_cast<tensor::PadOp>(op); pad && isEmpty(pad.getSource())) {
    normalizeEmptyPad(rewriter, pad);
    return true;
  }
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return normalizeConstant(constant);
  // The bodies of named ops may not change; those of generic ones may.
  auto named = dyn_cast<linalg::LinalgOp>(op);
  if (!named || isa<linalg::GenericOp>(op))
    return false;
  if (failed(linalg::generalizeNamedOp(rewriter, named)))
    return op->emitOpError("cannot be written as linalg.generic");
  return true;
}

namespace {
struct NormalizeTensorsPass : qnt::impl::NormalizeTensorsBase<NormalizeTensorsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-normalize-tensors", getOperation());
    IRRewriter rewriter(&getContext());
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) { ops.push_back(op); });
    for (Operation *op : ops) {
      FailureOr<bool> isDone = normalize(rewriter, op);
      if (failed(isDone))
        return signalPassFailure();
      summary.add(numNormalized, "normalized", *isDone);
    }
  }
};
} // namespace
