//===- ArrayOps.cpp - arrays and their parts ---===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

LogicalResult AssembleOp::verify() { return success(); }
LogicalResult DisassembleOp::verify() { return success(); }
LogicalResult ConstantOp::verify() { return success(); }
LogicalResult DimOp::verify() { return success(); }
LogicalResult CastOp::verify() { return success(); }
OpFoldResult AssembleOp::fold(FoldAdaptor) { return {}; }
LogicalResult DisassembleOp::fold(FoldAdaptor, SmallVectorImpl<OpFoldResult> &) { return failure(); }
OpFoldResult DimOp::fold(FoldAdaptor) { return {}; }
OpFoldResult CastOp::fold(FoldAdaptor) { return {}; }
/// Position of a part among the present ones; nothing when the encoding does not have it.
static std::optional<unsigned> getPartIndex(ArrayType type, PartKind kind) {
  SmallVector<PartKind, 6> kinds = type.getPartKinds();
  auto *it = llvm::find(kinds, kind);
  if (it == kinds.end())
    return std::nullopt;
  return it - kinds.begin();
}
Value AssembleOp::getPart(PartKind kind) {
  auto index = getPartIndex(getResult().getType(), kind);
  return index ? getParts()[*index] : Value();
}
Value DisassembleOp::getPart(PartKind kind) {
  auto index = getPartIndex(getInput().getType(), kind);
  return index ? getParts()[*index] : Value();
}
ElementsAttr ConstantOp::getPart(PartKind kind) {
  switch (kind) {
  case PartKind::Codes: return getCodes();
  case PartKind::Scales: return getScales().value_or(nullptr);
  case PartKind::ZeroPoints: return getZeroPoints().value_or(nullptr);
  case PartKind::Codebook: return getCodebook().value_or(nullptr);
  case PartKind::TensorScale: return getTensorScale().value_or(nullptr);
  case PartKind::Mask: return getMask().value_or(nullptr);
  }
  llvm_unreachable("unknown part");
}
LogicalResult DisassembleOp::inferReturnTypes(MLIRContext *, std::optional<Location>, ValueRange operands, DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &types) {
  types.append(cast<ArrayType>(operands[0].getType()).getPartTypes());
  return success();
}
