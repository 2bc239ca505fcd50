//===- ConstantOp.cpp - constant arrays -------------------------------------------------------------------===//
#include "ParameterOperands.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/SparseData.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qnt;

ElementsAttr ConstantOp::getPart(PartKind kind) {
  switch (kind) {
  case PartKind::Codes:
    return getCodes();
  case PartKind::Scales:
    return getScalesAttr();
  case PartKind::ZeroPoints:
    return getZeroPointsAttr();
  case PartKind::Codebook:
    return getCodebookAttr();
  case PartKind::TensorScale:
    return getTensorScaleAttr();
  case PartKind::Mask:
    return getMaskAttr();
  }
  llvm_unreachable("unknown part");
}

/// The type of a part in a constant: packed for codes and mask; null when the encoding does not have it.
static RankedTensorType getStoredType(ArrayType array, PartKind kind) {
  if (kind == PartKind::Codes)
    return array.getPackedCodesType();
  if (kind == PartKind::Mask)
    return array.getPackedMaskType();
  return array.getPartType(kind);
}

static constexpr PartKind kPartKinds[] = {PartKind::Codes,    PartKind::Scales,      PartKind::ZeroPoints,
                                          PartKind::Codebook, PartKind::TensorScale, PartKind::Mask};

/// (C4) for dense parts. The error does not come from the op, which would be printed with it: that reads past the end.
static LogicalResult verifyDenseSizes(ConstantOp op) {
  for (PartKind kind : kPartKinds) {
    auto part = dyn_cast_or_null<DenseElementsAttr>(op.getPart(kind));
    if (part && failed(getPartBytes(part)))
      return emitError(op.getLoc()) << "'qnt.constant' op expected " << getPartName(kind)
                                    << " to hold one element or all of " << part.getType() << ", but got "
                                    << part.getRawData().size() << " bytes";
  }
  return success();
}

/// (C2), (C3)
static LogicalResult verifyPartType(ConstantOp op, PartKind kind) {
  RankedTensorType expected = getStoredType(op.getType(), kind);
  ElementsAttr part = op.getPart(kind);
  if (!part && expected)
    return op.emitOpError() << "expected " << getPartName(kind) << " of type " << expected << ", but got none";
  if (part && !expected)
    return op.emitOpError() << "expected no " << getPartName(kind) << ", because the encoding has none, but got "
                            << part.getType();
  if (part && part.getType() != expected)
    return op.emitOpError() << "expected " << getPartName(kind) << " of type " << expected << ", but got "
                            << part.getType();
  return success();
}

/// (C4)
static LogicalResult verifyPartData(ConstantOp op, PartKind kind, ElementsAttr part) {
  auto resource = dyn_cast<DenseResourceElementsAttr>(part);
  if (!resource && !isa<DenseElementsAttr>(part))
    return op.emitOpError() << "expected " << getPartName(kind) << " to be dense or dense_resource, but got another "
                            << "kind of elements";
  FailureOr<PartBytes> data = getPartBytes(part);
  if (failed(data))
    return op.emitOpError() << "expected data of resource '" << resource.getRawHandle().getKey() << "' for "
                            << getPartName(kind) << ", but got none (missing or elided)";
  int64_t numBytes = resource ? getResourceSize(part.getShapedType()) : data->bytes.size();
  if (static_cast<int64_t>(data->bytes.size()) != numBytes)
    return op.emitOpError() << "expected " << numBytes << " bytes of " << getPartName(kind) << " in resource '"
                            << resource.getRawHandle().getKey() << "', but got " << data->bytes.size();
  return success();
}

/// Elements of a row of packed codes or mask, and their width; nothing for layouts that pad to blocks.
static std::optional<std::pair<int64_t, unsigned>> getRow(ArrayType type, PartKind kind) {
  EncodingAttr encoding = type.getEncoding();
  RankedTensorType logical = type.getPartType(kind);
  unsigned bits = logical.getElementTypeBitWidth();
  if (std::optional<numerics::SparseLayout> sparse = getSparseLayout(encoding)) {
    if (!sparse->isPlainOrder())
      return std::nullopt;
    numerics::Sparsity sparsity = encoding.toNumerics().sparsity;
    return std::make_pair(numerics::getKeptShape(type.getShape(), sparsity).back(),
                          kind == PartKind::Codes ? bits : numerics::getPositionBits(sparsity.m));
  }
  if (kind == PartKind::Codes && encoding.getFragmentLayout())
    return std::nullopt;
  return std::make_pair(logical.getRank() == 0 ? 1 : logical.getShape().back(), bits);
}

/// (C6): looks at the last byte of each row, and only when rows have padding.
static LogicalResult verifyPadding(ConstantOp op, PartKind kind, ElementsAttr part) {
  std::optional<std::pair<int64_t, unsigned>> row = getRow(op.getType(), kind);
  if (!row)
    return success();
  auto [rowSize, bits] = *row;
  unsigned usedBits = rowSize * bits % 8;
  if (usedBits == 0 || part.getNumElements() == 0)
    return success();
  PartBytes data = *getPartBytes(part);
  int64_t rowBytes = data.isSplat ? 1 : numerics::getPackedRowBytes(rowSize, bits);
  for (int64_t end = rowBytes, size = data.bytes.size(); end <= size; end += rowBytes)
    if (static_cast<uint8_t>(data.bytes[end - 1]) >> usedBits)
      return op.emitOpError() << "expected the padding bits of " << getPartName(kind)
                              << " to be 0, but got others in row " << end / rowBytes - 1;
  return success();
}

/// (C7), (C8)
static LogicalResult verifySparseMask(ConstantOp op) {
  ArrayType type = op.getType();
  numerics::Sparsity sparsity = type.getEncoding().toNumerics().sparsity;
  if (sparsity.kind != numerics::Sparsity::Kind::NOfM)
    return success();
  PartBytes mask = *getPartBytes(op.getMaskAttr());
  ArrayRef<uint8_t> bytes(reinterpret_cast<const uint8_t *>(mask.bytes.data()), mask.bytes.size());
  std::optional<numerics::SparseLayout> layout = getSparseLayout(type.getEncoding());
  llvm::Error error = layout ? numerics::checkPositions(bytes, mask.isSplat, type.getShape(), sparsity, *layout)
                             : numerics::checkMask(bytes, mask.isSplat, type.getShape(), sparsity);
  return error ? op.emitOpError() << llvm::toString(std::move(error)) : success();
}

LogicalResult ConstantOp::verify() {
  if (failed(verifyDenseSizes(*this)))
    return failure();
  ArrayType array = getType();
  // (C1)
  if (!array.hasStaticShape())
    return emitOpError() << "expected result to have a static shape, but got " << array;
  for (PartKind kind : kPartKinds) {
    if (failed(verifyPartType(*this, kind)))
      return failure();
    ElementsAttr part = getPart(kind);
    if (!part)
      continue;
    // (C5)
    if (failed(verifyPartData(*this, kind, part)) ||
        failed(verifyPartValues(*this, part, kind, array.getEncoding(), getPartName(kind))))
      return failure();
    if ((kind == PartKind::Codes || kind == PartKind::Mask) && failed(verifyPadding(*this, kind, part)))
      return failure();
  }
  return verifySparseMask(*this);
}
