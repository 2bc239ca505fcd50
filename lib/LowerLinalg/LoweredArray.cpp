//===- LoweredArray.cpp - an array as its parts in memory -------------------------------------------------===//
#include "LoweredArray.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

LoweredArray::LoweredArray(ArrayType type, ValueRange parts) : type(type), parts(parts) {
  assert(parts.size() == getContainerPartTypes(type).size() && "expected every part");
}

Value LoweredArray::getPart(PartKind kind) const {
  auto kinds = type.getPartKinds();
  auto *it = llvm::find(kinds, kind);
  return it == kinds.end() ? Value() : parts[it - kinds.begin()];
}

/// How many elements of the value a code stands for along a dimension.
static int64_t getCodeSpan(ArrayType type, unsigned dim) {
  LutAttr lut = type.getEncoding().getLut();
  return lut && lut.isVector() ? lut.getVector()[dim] : 1;
}

OpFoldResult LoweredArray::getSize(OpBuilder &builder, Location loc, unsigned dim) const {
  if (!type.isDynamicDim(dim))
    return builder.getIndexAttr(type.getDimSize(dim));
  if (needsInnerSize(type) && dim + 1 == type.getRank())
    return parts.back();
  OpFoldResult size = tensor::getMixedSize(builder, loc, parts.front(), dim);
  AffineExpr codes = builder.getAffineSymbolExpr(0);
  return affine::makeComposedFoldedAffineApply(builder, loc, codes * getCodeSpan(type, dim), {size});
}

SmallVector<OpFoldResult> LoweredArray::getSizes(OpBuilder &builder, Location loc) const {
  SmallVector<OpFoldResult> sizes;
  for (unsigned dim = 0; dim < type.getRank(); ++dim)
    sizes.push_back(getSize(builder, loc, dim));
  return sizes;
}

SmallVector<OpFoldResult> LoweredArray::getCodeSizes(OpBuilder &builder, Location loc) const {
  SmallVector<OpFoldResult> sizes = getSizes(builder, loc);
  AffineExpr size = builder.getAffineSymbolExpr(0);
  for (auto [dim, value] : llvm::enumerate(sizes))
    value = affine::makeComposedFoldedAffineApply(builder, loc, size.floorDiv(getCodeSpan(type, dim)), {value});
  return sizes;
}

SmallVector<OpFoldResult> mlir::qnt::getTensorSizes(OpBuilder &builder, Location loc, Value tensor) {
  return tensor::getMixedSizes(builder, loc, tensor);
}
