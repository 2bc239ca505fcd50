//===- ArrayOps.cpp - arrays and their parts --------------------------------------------------------------===//
#include "ParameterOperands.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/SparseLayout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;

/// Position of a part among the present ones; nothing when the encoding does not have it.
static std::optional<unsigned> getPartIndex(ArrayType type, PartKind kind) {
  SmallVector<PartKind, 6> kinds = type.getPartKinds();
  auto *it = llvm::find(kinds, kind);
  if (it == kinds.end())
    return std::nullopt;
  return it - kinds.begin();
}

//===----------------------------------------------------------------------------------------------------===//
// assemble
//===----------------------------------------------------------------------------------------------------===//

/// (C4): a dense mask lies bit by bit, a dense_resource in rows of bytes.
static LogicalResult verifyConstantMask(AssembleOp op) {
  SparsityAttr attr = op.getType().getEncoding().getSparsity();
  ElementsAttr mask;
  if (!attr || attr.isBitmask() || !matchPattern(op.getPart(PartKind::Mask), m_Constant(&mask)))
    return success();
  FailureOr<PartBytes> data = getPartBytes(mask);
  bool isResource = isa<DenseResourceElementsAttr>(mask);
  if (failed(data) || (isResource && static_cast<int64_t>(data->bytes.size()) != getResourceSize(mask.getShapedType())))
    return success();
  ArrayRef<uint8_t> bytes(reinterpret_cast<const uint8_t *>(data->bytes.data()), data->bytes.size());
  numerics::Sparsity sparsity = op.getType().getEncoding().toNumerics().sparsity;
  llvm::Error error = numerics::checkMask(bytes, data->isSplat, mask.getShapedType().getShape(), sparsity, isResource);
  return error ? op.emitOpError() << llvm::toString(std::move(error)) : success();
}

LogicalResult AssembleOp::verify() {
  ArrayType array = getType();
  SmallVector<PartKind, 6> kinds = array.getPartKinds();
  // (C1)
  if (getParts().size() != kinds.size()) {
    InFlightDiagnostic error = emitOpError() << "expected " << kinds.size() << " parts (";
    llvm::interleaveComma(kinds, error, [&](PartKind kind) { error << getPartName(kind); });
    return error << "), but got " << getParts().size();
  }
  for (auto [kind, part] : llvm::zip(kinds, getParts())) {
    // (C2)
    if (part.getType() != array.getPartType(kind))
      return emitOpError() << "expected " << getPartName(kind) << " of type " << array.getPartType(kind) << ", but got "
                           << part.getType();
    // (C3)
    if (failed(verifyPartValues(*this, part, kind, array.getEncoding(), getPartName(kind))))
      return failure();
  }
  return verifyConstantMask(*this);
}

OpFoldResult AssembleOp::fold(FoldAdaptor) {
  auto source = getParts().front().getDefiningOp<DisassembleOp>();
  if (!source || source.getInput().getType() != getType() || !llvm::equal(source.getParts(), getParts()))
    return {};
  return source.getInput();
}

Value AssembleOp::getPart(PartKind kind) {
  auto index = getPartIndex(getType(), kind);
  return index ? getParts()[*index] : Value();
}

/// The sizes of the codes, times the vector of a code book whose entries are vectors.
LogicalResult AssembleOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  Value codes = getPart(PartKind::Codes);
  SmallVector<OpFoldResult> sizes = getMixedSizes(builder, getLoc(), codes);
  ArrayType array = getType();
  LutAttr lut = array.getEncoding().getLut();
  for (auto [i, size] : llvm::enumerate(sizes)) {
    if (!array.isDynamicDim(i))
      size = builder.getIndexAttr(array.getDimSize(i));
    else if (lut && lut.isVector() && lut.getVector()[i] != 1)
      size = builder.createOrFold<arith::MulIOp>(getLoc(), cast<Value>(size),
                                                 arith::ConstantIndexOp::create(builder, getLoc(), lut.getVector()[i]));
  }
  shapes.push_back(std::move(sizes));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// disassemble
//===----------------------------------------------------------------------------------------------------===//

// (C1)
LogicalResult DisassembleOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                              SmallVectorImpl<Type> &types) {
  types.append(cast<ArrayType>(adaptor.getInput().getType()).getPartTypes());
  return success();
}

LogicalResult DisassembleOp::fold(FoldAdaptor, SmallVectorImpl<OpFoldResult> &results) {
  auto source = getInput().getDefiningOp<AssembleOp>();
  if (!source)
    return failure();
  llvm::append_range(results, source.getParts());
  return success();
}

Value DisassembleOp::getPart(PartKind kind) {
  auto index = getPartIndex(getInput().getType(), kind);
  return index ? getParts()[*index] : Value();
}

//===----------------------------------------------------------------------------------------------------===//
// cast
//===----------------------------------------------------------------------------------------------------===//

LogicalResult CastOp::verify() {
  ArrayType source = getSource().getType(), result = getType();
  // (C1)
  if (source.getEncoding() != result.getEncoding())
    return emitOpError() << "expected source and result to have the same encoding, but got " << source.getEncoding()
                         << " and " << result.getEncoding();
  // (C2)
  if (failed(verifyCompatibleShape(source.getShape(), result.getShape())))
    return emitOpError() << "expected source and result to have compatible shapes, but got " << source << " and "
                         << result;
  return success();
}

/// True when every size that `middle` asserts is also asserted by one of the others.
static bool assertsNothingMore(ArrayType middle, ArrayType source, ArrayType result) {
  for (unsigned i = 0; i < middle.getRank(); ++i)
    if (!middle.isDynamicDim(i) && source.isDynamicDim(i) && result.isDynamicDim(i))
      return false;
  return true;
}

OpFoldResult CastOp::fold(FoldAdaptor) {
  if (getSource().getType() == getType())
    return getSource();
  auto inner = getSource().getDefiningOp<CastOp>();
  if (!inner || !assertsNothingMore(inner.getType(), inner.getSource().getType(), getType()) ||
      failed(verifyCompatibleShape(inner.getSource().getType().getShape(), getType().getShape())))
    return {};
  getSourceMutable().assign(inner.getSource());
  return getResult();
}

LogicalResult CastOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<OpFoldResult> sizes = getMixedSizes(builder, getLoc(), getSource());
  for (auto [i, size] : llvm::enumerate(sizes))
    if (!getType().isDynamicDim(i))
      size = builder.getIndexAttr(getType().getDimSize(i));
  shapes.push_back(std::move(sizes));
  return success();
}
