//===- LayoutFolds.cpp - folds of the layout ops ----------------------------------------------------------===//
//
// No fold touches a number: ops that do nothing vanish, two of a kind become one.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/LayoutMapping.h"
#include "Qnt/IR/QntOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

/// Folds ask whether an op would be valid; they say nothing when it would not.
static MappingError noError() { return InFlightDiagnostic(); }

static bool isIdentity(ArrayRef<int64_t> permutation) {
  return llvm::all_of(llvm::enumerate(permutation),
                      [](auto pair) { return static_cast<int64_t>(pair.index()) == pair.value(); });
}

static bool areAll(ArrayRef<int64_t> list, int64_t value) {
  return llvm::all_of(list, [&](int64_t entry) { return entry == value; });
}

OpFoldResult TransposeOp::fold(FoldAdaptor) {
  if (isIdentity(getPermutation()))
    return getInput().getType() == getResult().getType() ? OpFoldResult(getInput()) : OpFoldResult();
  auto inner = getInput().getDefiningOp<TransposeOp>();
  if (!inner)
    return {};
  // result[i] is inner[outer[i]], and that is input[inner[outer[i]]].
  SmallVector<int64_t> composed;
  for (int64_t dim : getPermutation())
    composed.push_back(inner.getPermutation()[dim]);
  // One transpose may keep a memory layout that the first of two drops.
  auto mapping = mapTranspose(inner.getInput().getType(), composed, noError);
  if (failed(mapping) || mapping->result != getResult().getType())
    return {};
  setPermutation(composed);
  getInputMutable().assign(inner.getInput());
  return getResult();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  if (getInput().getType() == getResult().getType())
    return getInput();
  auto inner = getInput().getDefiningOp<ReshapeOp>();
  if (!inner || failed(checkReshape(inner.getInput().getType(), getResult().getType(), noError)))
    return {};
  getInputMutable().assign(inner.getInput());
  return getResult();
}

/// True when the slice takes everything.
static bool isWhole(SliceOp op) {
  if (!areAll(op.getOffsets(), 0) || !areAll(op.getStrides(), 1))
    return false;
  // The same static size, or -1.
  return llvm::all_of(llvm::zip(op.getSizes(), op.getInput().getType().getShape()), [](auto pair) {
    auto [size, dim] = pair;
    return size == -1 || size == dim;
  });
}

/// slice(slice(x)) in one, or nothing when a product does not fit, or the outer one may start where the inner one ends:
/// with a stride that may lie beyond the input.
static bool composeSlices(SliceOp inner, SliceOp outer, SmallVector<int64_t> &offsets, SmallVector<int64_t> &strides) {
  for (auto [innerOffset, innerStride, outerOffset, outerStride, outerSize] :
       llvm::zip(inner.getOffsets(), inner.getStrides(), outer.getOffsets(), outer.getStrides(), outer.getSizes())) {
    int64_t skipped = 0;
    if (innerStride != 1 && outerOffset != 0 && outerSize <= 0)
      return false;
    if (llvm::MulOverflow(outerOffset, innerStride, skipped) ||
        llvm::AddOverflow(innerOffset, skipped, offsets.emplace_back()) ||
        llvm::MulOverflow(innerStride, outerStride, strides.emplace_back()))
      return false;
  }
  return true;
}

OpFoldResult SliceOp::fold(FoldAdaptor) {
  if (isWhole(*this))
    return getInput();
  auto inner = getInput().getDefiningOp<SliceOp>();
  if (!inner)
    return {};
  SmallVector<int64_t> offsets, strides, sizes(getSizes());
  if (!composeSlices(inner, *this, offsets, strides))
    return {};
  // The rest of what the inner slice took: its size where that is known, else the rest of the input.
  for (auto [size, dim, innerSize] : llvm::zip(sizes, getResult().getType().getShape(), inner.getSizes()))
    if (size == -1 && innerSize != -1)
      size = dim;
  auto mapping = mapSlice(inner.getInput().getType(), offsets, sizes, strides, noError);
  if (failed(mapping) || mapping->result != getResult().getType())
    return {};
  setOffsets(offsets);
  setSizes(sizes);
  setStrides(strides);
  getInputMutable().assign(inner.getInput());
  return getResult();
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  if (getInputs().size() == 1)
    return getInputs().front();
  // Inputs of size 0 add nothing.
  SmallVector<Value> kept;
  for (Value input : getInputs())
    if (cast<ArrayType>(input.getType()).getDimSize(getDim()) != 0)
      kept.push_back(input);
  if (kept.empty() || kept.size() == getInputs().size())
    return {};
  getInputsMutable().assign(kept);
  return getResult();
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  if (areAll(getLow(), 0) && areAll(getHigh(), 0))
    return getInput();
  auto inner = getInput().getDefiningOp<PadOp>();
  if (!inner || inner.getZeroCode() != getZeroCode())
    return {};
  SmallVector<int64_t> low, high;
  for (auto [innerLow, outerLow, innerHigh, outerHigh] :
       llvm::zip(inner.getLow(), getLow(), inner.getHigh(), getHigh()))
    if (llvm::AddOverflow(innerLow, outerLow, low.emplace_back()) ||
        llvm::AddOverflow(innerHigh, outerHigh, high.emplace_back()))
      return {};
  auto mapping = mapPad(inner.getInput().getType(), low, high, getZeroCode(), noError);
  if (failed(mapping) || mapping->result != getResult().getType())
    return {};
  setLow(low);
  setHigh(high);
  getInputMutable().assign(inner.getInput());
  return getResult();
}
