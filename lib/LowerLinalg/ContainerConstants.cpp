//===- ContainerConstants.cpp - constant data as it lies in memory ----------------------------------------===//
#include "ContainerConstants.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qnt;

static ElementsAttr mapDense(DenseElementsAttr dense, Type container) {
  unsigned width = container.getIntOrFloatBitWidth();
  if (auto floats = dyn_cast<DenseFPElementsAttr>(dense))
    return floats.mapValues(container, [&](const APFloat &value) { return value.bitcastToAPInt().zext(width); });
  return cast<DenseIntElementsAttr>(dense).mapValues(container, [&](const APInt &value) { return value.sext(width); });
}

/// One row of all elements: a dense bit stream without padding of rows.
static FailureOr<std::vector<uint64_t>> readPacked(ArrayRef<char> data, ShapedType type) {
  ArrayRef<uint8_t> bytes(reinterpret_cast<const uint8_t *>(data.data()), data.size());
  unsigned width = type.getElementTypeBitWidth();
  int64_t count = type.getNumElements();
  bool isPaddedByRow = static_cast<int64_t>(data.size()) == getResourceSize(type);
  auto codes = numerics::unpackCodes(bytes, isPaddedByRow ? type.getShape() : ArrayRef<int64_t>(count), width);
  if (codes)
    return std::move(*codes);
  llvm::consumeError(codes.takeError());
  return failure();
}

static FailureOr<ElementsAttr> mapResource(DenseResourceElementsAttr attr, ShapedType container) {
  AsmResourceBlob *blob = attr.getRawHandle().getBlob();
  if (!blob)
    return failure();
  ShapedType type = attr.getShapedType();
  unsigned width = type.getElementTypeBitWidth(), containerWidth = container.getElementTypeBitWidth();
  int64_t count = type.getNumElements();
  bool isSigned = isa<IntegerType>(type.getElementType());
  auto numBytes = static_cast<int64_t>(blob->getData().size());
  if (!isSigned && numBytes == count)
    return cast<ElementsAttr>(DenseResourceElementsAttr::get(container, attr.getRawHandle()));
  if (containerWidth != 8)
    return failure();
  std::vector<uint64_t> codes(count);
  if (numBytes == count) {
    llvm::transform(blob->getData(), codes.begin(), [](char byte) { return static_cast<uint8_t>(byte); });
  } else {
    FailureOr<std::vector<uint64_t>> unpacked = readPacked(blob->getData(), type);
    if (failed(unpacked))
      return failure();
    codes = std::move(*unpacked);
  }
  SmallVector<int8_t> bytes;
  for (uint64_t code : codes)
    bytes.push_back(isSigned ? llvm::SignExtend64(code, width) : code & llvm::maskTrailingOnes<uint64_t>(width));
  return cast<ElementsAttr>(DenseElementsAttr::get(container, ArrayRef<int8_t>(bytes)));
}

/// Smaller data is copied out of resources.
static constexpr int64_t smallSize = 4096;

ElementsAttr mlir::qnt::makeFoldable(ElementsAttr attr, bool always) {
  auto resource = dyn_cast<DenseResourceElementsAttr>(attr);
  AsmResourceBlob *blob = resource ? resource.getRawHandle().getBlob() : nullptr;
  ShapedType type = attr.getShapedType();
  if (!blob || (!always && static_cast<int64_t>(blob->getData().size()) > smallSize))
    return attr;
  bool isSplat = false;
  bool isValid = DenseElementsAttr::isValidRawBuffer(type, blob->getData(), isSplat);
  if (!isValid || isSplat != (type.getNumElements() == 1) || type.getElementType().isInteger(1))
    return attr;
  return DenseElementsAttr::getFromRawBuffer(type, blob->getData());
}

static FailureOr<ElementsAttr> convertElements(ElementsAttr attr) {
  ShapedType type = attr.getShapedType();
  Type element = getContainerElementType(type.getElementType());
  if (element == type.getElementType())
    return attr;
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return mapDense(dense, element);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return mapResource(resource, type.clone(element));
  return failure();
}

FailureOr<ElementsAttr> mlir::qnt::getContainerConstant(ElementsAttr attr) {
  FailureOr<ElementsAttr> converted = convertElements(attr);
  return succeeded(converted) ? makeFoldable(*converted) : converted;
}

FailureOr<ElementsAttr> mlir::qnt::getContainerCodes(ElementsAttr bytes, RankedTensorType container) {
  if (bytes.getType() == container)
    return makeFoldable(bytes);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(bytes))
    return makeFoldable(cast<ElementsAttr>(DenseResourceElementsAttr::get(container, resource.getRawHandle())));
  FailureOr<PartBytes> data = getPartBytes(bytes);
  if (failed(data))
    return failure();
  SmallVector<char> raw(data->bytes);
  if (data->isSplat)
    raw.assign(container.getElementTypeBitWidth() / 8, data->bytes.front());
  return cast<ElementsAttr>(DenseElementsAttr::getFromRawBuffer(container, raw));
}
