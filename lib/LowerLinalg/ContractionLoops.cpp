//===- ContractionLoops.cpp - the iteration space of a contraction ----------------------------------------===//
#include "Qnt/LowerLinalg/ContractionLoops.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

LoopBox ContractionLoops::getBox(OpBuilder &builder) const {
  return llvm::map_to_vector(sizes, [&](OpFoldResult size) { return IndexRange{builder.getIndexAttr(0), size}; });
}

//===----------------------------------------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------------------------------------===//

OpFoldResult mlir::qnt::emitIndex(ImplicitLocOpBuilder &b, AffineExpr expr, ArrayRef<OpFoldResult> symbols) {
  return affine::makeComposedFoldedAffineApply(b, b.getLoc(), AffineMap::get(0, symbols.size(), expr), symbols);
}

OpFoldResult mlir::qnt::emitMin(ImplicitLocOpBuilder &b, OpFoldResult first, OpFoldResult second) {
  AffineMap both = AffineMap::get(0, 2, {b.getAffineSymbolExpr(0), b.getAffineSymbolExpr(1)}, b.getContext());
  return affine::makeComposedFoldedAffineMin(b, b.getLoc(), both, {first, second});
}

OpFoldResult mlir::qnt::emitMax(ImplicitLocOpBuilder &b, OpFoldResult first, OpFoldResult second) {
  AffineMap both = AffineMap::get(0, 2, {b.getAffineSymbolExpr(0), b.getAffineSymbolExpr(1)}, b.getContext());
  return affine::makeComposedFoldedAffineMax(b, b.getLoc(), both, {first, second});
}

Value mlir::qnt::toValue(ImplicitLocOpBuilder &b, OpFoldResult index) {
  return getValueOrCreateConstantIndexOp(b, b.getLoc(), index);
}

OpFoldResult mlir::qnt::emitStart(ImplicitLocOpBuilder &b, AffineExpr expr, const LoopBox &box) {
  Sizes offsets = llvm::map_to_vector(box, [](const IndexRange &range) { return range.offset; });
  return affine::makeComposedFoldedAffineApply(b, b.getLoc(), AffineMap::get(box.size(), 0, expr), offsets);
}

//===----------------------------------------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------------------------------------===//

/// How many indices from the first to the last that `expr` takes in the box. At least 0: a loop of size 0 reads
/// nothing.
static OpFoldResult emitExtent(ImplicitLocOpBuilder &b, AffineExpr expr, const LoopBox &box) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return box[dim.getPosition()].size;
  SmallVector<AffineExpr> last;
  for (unsigned i = 0; i < box.size(); ++i)
    last.push_back(b.getAffineSymbolExpr(i) - 1);
  Sizes sizes = llvm::map_to_vector(box, [](const IndexRange &range) { return range.size; });
  OpFoldResult extent = emitIndex(b, expr.replaceDims(last) + 1, sizes);
  return emitMax(b, extent, b.getIndexAttr(0));
}

Value mlir::qnt::emitSlice(ImplicitLocOpBuilder &b, Value tensor, ArrayRef<OpFoldResult> sizes, AffineMap map,
                           const LoopBox &box) {
  Sizes offsets, extents, ones(sizes.size(), b.getIndexAttr(1));
  bool isAll = true;
  for (auto [expr, size] : llvm::zip_equal(map.getResults(), sizes)) {
    offsets.push_back(emitStart(b, expr, box));
    extents.push_back(emitExtent(b, expr, box));
    isAll &= isConstantIntValue(offsets.back(), 0) && isEqualConstantIntOrValue(extents.back(), size);
  }
  if (isAll)
    return tensor;
  // Nothing is read from a slice without elements, and none may be taken where a dimension has no index 0.
  auto type = cast<RankedTensorType>(tensor.getType());
  if (llvm::is_contained(type.getShape(), 0) || llvm::any_of(extents, isZeroInteger))
    return tensor::EmptyOp::create(b, extents, type.getElementType());
  return tensor::ExtractSliceOp::create(b, tensor, offsets, extents, ones);
}

Value mlir::qnt::emitInsertion(ImplicitLocOpBuilder &b, Value part, Value all, ArrayRef<OpFoldResult> offsets,
                               ArrayRef<OpFoldResult> sizes) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(all.getType()).getShape();
  if (llvm::is_contained(shape, 0) || llvm::any_of(sizes, isZeroInteger))
    return all;
  Sizes ones(sizes.size(), b.getIndexAttr(1));
  return tensor::InsertSliceOp::create(b, part, all, offsets, sizes, ones);
}

//===----------------------------------------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------------------------------------===//

Value mlir::qnt::updateElements(ImplicitLocOpBuilder &b, Value target, ArrayRef<LoopInput> inputs,
                                function_ref<Value(ImplicitLocOpBuilder &b, ValueRange elements)> body) {
  unsigned rank = cast<RankedTensorType>(target.getType()).getRank();
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (const LoopInput &input : inputs) {
    tensors.push_back(input.tensor);
    maps.push_back(input.map);
  }
  maps.push_back(b.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> parallel(rank, utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(b, target.getType(), tensors, target, maps, parallel,
                                           [&](OpBuilder &nested, Location loc, ValueRange args) {
                                             ImplicitLocOpBuilder inner(loc, nested);
                                             linalg::YieldOp::create(inner, body(inner, args));
                                           });
  return generic.getResult(0);
}

Value mlir::qnt::emitZeros(ImplicitLocOpBuilder &b, ArrayRef<OpFoldResult> sizes, Type type) {
  // Not linalg.fill: bf16 is replaced in linalg.generic only.
  return mapElements(b, sizes, {},
                     [&](ImplicitLocOpBuilder &inner, ValueRange) -> SmallVector<Value> {
                       return {arith::ConstantOp::create(inner, inner.getZeroAttr(type))};
                     })
      .front();
}

Value mlir::qnt::emitTensorLoop(ImplicitLocOpBuilder &b, OpFoldResult lower, OpFoldResult upper, Value state,
                                function_ref<Value(ImplicitLocOpBuilder &b, OpFoldResult index, Value state)> body) {
  std::optional<int64_t> first = getConstantIntValue(lower), end = getConstantIntValue(upper);
  if (first && end && *end - *first == 1)
    return body(b, lower, state);
  Value one = arith::ConstantIndexOp::create(b, 1);
  auto loop = scf::ForOp::create(b, toValue(b, lower), toValue(b, upper), one, state);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(b, body(b, loop.getInductionVar(), loop.getRegionIterArg(0)));
  return loop.getResult(0);
}

//===----------------------------------------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------------------------------------===//

void mlir::qnt::emitCheck(ImplicitLocOpBuilder &b, Value condition, const Twine &message) {
  cf::AssertOp::create(b, condition, b.getStringAttr(message));
}

void mlir::qnt::emitSameSize(ImplicitLocOpBuilder &b, OpFoldResult first, OpFoldResult second, const Twine &message) {
  if (isEqualConstantIntOrValue(first, second))
    return;
  Value isSame = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, toValue(b, first), toValue(b, second));
  emitCheck(b, isSame, message);
}
