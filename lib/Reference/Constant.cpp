//===- Constant.cpp - the elements of constant attributes -------------------------------------------------===//

#include "Evaluator.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

/// Little-endian elements of whole bytes.
static std::vector<uint64_t> readBytes(ArrayRef<char> data, unsigned bytes, int64_t count) {
  std::vector<uint64_t> bits(count, 0);
  for (int64_t i = 0; i < count; ++i)
    std::memcpy(&bits[i], data.data() + i * bytes, bytes);
  return bits;
}

/// A dense bit stream with element 0 in the low bits.
static std::vector<uint64_t> readBitStream(ArrayRef<char> data, unsigned width, int64_t count) {
  std::vector<uint64_t> bits(count, 0);
  for (int64_t i = 0; i < count; ++i)
    for (unsigned bit = 0; bit < width; ++bit) {
      int64_t position = i * width + bit;
      uint64_t value = (static_cast<uint8_t>(data[position / 8]) >> (position % 8)) & 1;
      bits[i] |= value << bit;
    }
  return bits;
}

/// A blob holds whole bytes per element, or narrow elements as a bit stream; the size tells them apart.
static llvm::Expected<Tensor> readResource(DenseResourceElementsAttr attribute, ElementKind kind, Operation *op) {
  StringRef key = attribute.getRawHandle().getKey();
  AsmResourceBlob *blob = attribute.getRawHandle().getBlob();
  if (!blob)
    return makeError(op, "has constant dense_resource<" + key + "> without data");
  auto type = cast<ShapedType>(attribute.getType());
  ArrayRef<char> data = blob->getData();
  int64_t count = type.getNumElements();
  unsigned bytes = llvm::divideCeil(kind.width, 8);
  auto size = static_cast<int64_t>(data.size());
  if (size == count * bytes) {
    std::vector<uint64_t> bits = readBytes(data, bytes, count);
    for (uint64_t &element : bits)
      element = integerToBits(kind, element);
    return Tensor(type.getElementType(), type.getShape(), std::move(bits));
  }
  int64_t packedSize = llvm::divideCeil(count * kind.width, 8);
  if (kind.width % 8 == 0 || size != packedSize)
    return makeError(op, "expected constant dense_resource<" + key + "> of " + Twine(count * bytes) + " bytes, got " +
                             Twine(size));
  return Tensor(type.getElementType(), type.getShape(), readBitStream(data, kind.width, count));
}

static llvm::Expected<Tensor> readDense(DenseElementsAttr attribute, ElementKind kind) {
  auto type = cast<ShapedType>(attribute.getType());
  int64_t count = type.getNumElements();
  std::vector<uint64_t> bits;
  if (kind.width % 8 == 0 && !attribute.isSplat()) {
    bits = readBytes(attribute.getRawData(), kind.width / 8, count);
  } else if (kind.isFloat) {
    bits.reserve(count);
    for (APFloat element : attribute.getValues<APFloat>())
      bits.push_back(element.bitcastToAPInt().getZExtValue());
  } else {
    bits.reserve(count);
    for (const APInt &element : attribute.getValues<APInt>())
      bits.push_back(element.getZExtValue());
  }
  return Tensor(type.getElementType(), type.getShape(), std::move(bits));
}

llvm::Expected<Tensor> reference::getConstant(ElementsAttr attribute, Operation *op) {
  auto type = cast<ShapedType>(attribute.getType());
  std::optional<ElementKind> kind = getElementKind(type.getElementType());
  if (!kind)
    return makeError(op, "has a constant of an element type that is not known to the reference interpreter");
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attribute))
    return readResource(resource, *kind, op);
  if (auto dense = dyn_cast<DenseIntOrFPElementsAttr>(attribute))
    return readDense(dense, *kind);
  return makeError(op, "has a constant that is neither dense nor dense_resource");
}
