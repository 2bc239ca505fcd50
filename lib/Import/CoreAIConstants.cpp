//===- CoreAIConstants.cpp - the data of coreai.constant ----------------------------------------------------===//
#include "CoreAIConstants.h"
#include "Qnt/IR/PartData.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/APInt.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace mlir;
using namespace mlir::qnt;

std::optional<Type> mlir::qnt::toSignless(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type)) {
    std::optional<Type> element = toSignless(tensor.getElementType());
    if (tensor.getEncoding() || !element)
      return std::nullopt;
    return RankedTensorType::get(tensor.getShape(), *element);
  }
  if (isa<UnrankedTensorType>(type))
    return std::nullopt;
  if (auto integer = dyn_cast<IntegerType>(type))
    return IntegerType::get(type.getContext(), integer.getWidth());
  return type;
}

std::optional<Format> mlir::qnt::getCoreAIFormat(Type elementType) {
  if (auto type = dyn_cast<FloatType>(elementType))
    return getFormat(type);
  auto integer = dyn_cast<IntegerType>(elementType);
  if (!integer || integer.isSignless())
    return std::nullopt;
  return numerics::parseFormat((integer.isSigned() ? "i" : "u") + std::to_string(integer.getWidth()));
}

/// Elements of less than a byte, packed over the whole tensor, low bits first.
static std::vector<uint64_t> unpack(ArrayRef<char> bytes, unsigned bits, int64_t count) {
  std::vector<uint64_t> codes(count);
  for (int64_t i = 0; i < count; ++i)
    for (unsigned bit = 0; bit < bits; ++bit) {
      int64_t at = i * bits + bit;
      codes[i] |= uint64_t(bytes[at / 8] >> (at % 8) & 1) << bit;
    }
  return codes;
}

static std::vector<uint64_t> readElements(DenseElementsAttr dense) {
  std::vector<uint64_t> codes;
  codes.reserve(dense.getNumElements());
  if (isa<FloatType>(dense.getElementType())) {
    for (const APFloat &value : dense.getValues<APFloat>())
      codes.push_back(value.bitcastToAPInt().getZExtValue());
    return codes;
  }
  for (const APInt &value : dense.getValues<APInt>())
    codes.push_back(value.getZExtValue());
  return codes;
}

std::optional<std::vector<uint64_t>> mlir::qnt::readCoreAICodes(ElementsAttr attr) {
  Type element = attr.getElementType();
  if (!element.isIntOrFloat() || element.getIntOrFloatBitWidth() > 64)
    return std::nullopt;
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return readElements(dense);
  FailureOr<PartBytes> data = getPartBytes(attr);
  if (failed(data))
    return std::nullopt;
  int64_t count = attr.getNumElements();
  unsigned bits = element.getIntOrFloatBitWidth();
  auto size = static_cast<int64_t>(data->bytes.size());
  if (bits < 8 && size == static_cast<int64_t>(llvm::divideCeil(count * bits, 8)))
    return unpack(data->bytes, bits, count);
  unsigned width = llvm::divideCeil(bits, 8);
  if (size != count * width)
    return std::nullopt;
  std::vector<uint64_t> codes(count, 0);
  for (int64_t i = 0; i < count; ++i)
    std::memcpy(&codes[i], data->bytes.data() + i * width, width);
  for (uint64_t &code : codes)
    code &= llvm::maskTrailingOnes<uint64_t>(bits);
  return codes;
}

std::optional<SmallVector<int64_t>> mlir::qnt::readCoreAIIntegers(ElementsAttr attr) {
  auto integer = dyn_cast<IntegerType>(attr.getElementType());
  std::optional<std::vector<uint64_t>> codes = readCoreAICodes(attr);
  if (!integer || !codes)
    return std::nullopt;
  SmallVector<int64_t> numbers;
  for (uint64_t code : *codes)
    numbers.push_back(integer.isUnsigned() ? code : llvm::SignExtend64(code, integer.getWidth()));
  return numbers;
}

DenseElementsAttr mlir::qnt::makeElements(RankedTensorType type, ArrayRef<uint64_t> codes) {
  unsigned bits = type.getElementTypeBitWidth();
  if (auto element = dyn_cast<FloatType>(type.getElementType())) {
    SmallVector<APFloat> values;
    for (uint64_t code : codes)
      values.push_back(APFloat(element.getFloatSemantics(), APInt(bits, code)));
    return DenseElementsAttr::get(type, values);
  }
  SmallVector<APInt> values;
  for (uint64_t code : codes)
    values.push_back(APInt(bits, code));
  return DenseElementsAttr::get(type, values);
}

ElementsAttr mlir::qnt::retypeElements(ElementsAttr attr, RankedTensorType type) {
  if (attr.getType() == type)
    return attr;
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return DenseElementsAttr::getFromRawBuffer(type, dense.getRawData());
  unsigned bits = type.getElementTypeBitWidth();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr); resource && bits % 8 == 0)
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  std::optional<std::vector<uint64_t>> codes = readCoreAICodes(attr);
  return codes ? ElementsAttr(makeElements(type, *codes)) : ElementsAttr();
}
