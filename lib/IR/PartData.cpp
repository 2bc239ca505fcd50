//===- PartData.cpp - the bytes of constant parts ---------------------------------------------------------===//
#include "Qnt/IR/PartData.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace mlir;
using namespace mlir::qnt;

FailureOr<PartBytes> mlir::qnt::getPartBytes(ElementsAttr attr) {
  if (auto dense = dyn_cast<DenseElementsAttr>(attr)) {
    bool isSplat;
    if (!DenseElementsAttr::isValidRawBuffer(dense.getType(), dense.getRawData(), isSplat))
      return failure();
    return PartBytes{dense.getRawData(), dense.isSplat()};
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(attr);
  if (!resource)
    return failure();
  const AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  if (!blob)
    return failure();
  return PartBytes{blob->getData(), false};
}

DenseIntElementsAttr mlir::qnt::getConstantIntegers(Value value) {
  DenseIntElementsAttr numbers;
  if (!matchPattern(value, m_Constant(&numbers)) || failed(getPartBytes(numbers)))
    return {};
  return numbers;
}

int64_t mlir::qnt::getResourceSize(ShapedType type) {
  unsigned bits = type.getElementTypeBitWidth();
  return numerics::getNumElements(numerics::getPackedShape(type.getShape(), bits));
}

//===----------------------------------------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------------------------------------===//

/// Little-endian elements of whole bytes, `count` of them; a splat has the bytes of one.
static std::vector<uint64_t> readWholeBytes(PartBytes data, unsigned bits, int64_t count) {
  unsigned width = bits / 8;
  std::vector<uint64_t> codes(count, 0);
  for (int64_t i = 0; i < count; ++i)
    std::memcpy(&codes[i], data.bytes.data() + (data.isSplat ? 0 : i * width), width);
  return codes;
}

/// Elements of less than a byte: a dense attribute gives them itself, a resource holds them packed.
static std::optional<std::vector<uint64_t>> readSubBytes(ElementsAttr attr, ArrayRef<char> data, unsigned bits) {
  if (auto dense = dyn_cast<DenseElementsAttr>(attr)) {
    std::vector<uint64_t> codes;
    codes.reserve(dense.getNumElements());
    for (const APInt &value : dense.getValues<APInt>())
      codes.push_back(value.getZExtValue());
    return codes;
  }
  ArrayRef<uint8_t> bytes(reinterpret_cast<const uint8_t *>(data.data()), data.size());
  auto codes = numerics::unpackCodes(bytes, attr.getShapedType().getShape(), bits);
  if (codes)
    return std::move(*codes);
  llvm::consumeError(codes.takeError());
  return std::nullopt;
}

/// The stored bits of every element. Nothing when there is no data or not as much as the type needs.
static std::optional<std::vector<uint64_t>> readCodes(ElementsAttr attr, unsigned bits) {
  FailureOr<PartBytes> data = getPartBytes(attr);
  if (failed(data))
    return std::nullopt;
  if (isa<DenseResourceElementsAttr>(attr) &&
      static_cast<int64_t>(data->bytes.size()) != getResourceSize(attr.getShapedType()))
    return std::nullopt;
  if (bits % 8 == 0)
    return readWholeBytes(*data, bits, attr.getNumElements());
  return readSubBytes(attr, data->bytes, bits);
}

std::optional<SmallVector<double>> mlir::qnt::getPartValues(ElementsAttr attr, Format format) {
  unsigned bits = numerics::bitWidth(format);
  if (!attr.getElementType().isIntOrFloat() || attr.getElementType().getIntOrFloatBitWidth() != bits)
    return std::nullopt;
  std::optional<std::vector<uint64_t>> codes = readCodes(attr, bits);
  if (!codes)
    return std::nullopt;
  SmallVector<double> values;
  values.reserve(codes->size());
  for (uint64_t code : *codes)
    values.push_back(numerics::decode(format, code));
  return values;
}

//===----------------------------------------------------------------------------------------------------===//
// Search for unusable values: a plain loop over the stored bits that the compiler vectorizes
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// What is unusable, by magnitude bits: below `low` (zero) or from `high` on (infinities and NaN).
struct UsableRange {
  uint64_t magnitudeMask, low, high;
};
} // namespace

static UsableRange getUsableRange(Format format, bool allowZero) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  unsigned magnitudeBits = info.isSigned ? info.bits - 1 : info.bits;
  bool hasZero = format != Format::F8E8M0FNU;
  return {llvm::maskTrailingOnes<uint64_t>(magnitudeBits), hasZero && !allowZero ? 1u : 0u,
          numerics::getMaxFiniteCode(format) + 1};
}

template <typename T>
static std::optional<int64_t> findOutside(ArrayRef<char> bytes, UsableRange range) {
  auto load = [&](int64_t index) {
    T bits;
    std::memcpy(&bits, bytes.data() + index * sizeof(T), sizeof(T));
    return bits;
  };
  auto isOutside = [mask = static_cast<T>(range.magnitudeMask), low = static_cast<T>(range.low),
                    high = static_cast<T>(range.high)](T bits) {
    T magnitude = bits & mask;
    return (magnitude < low) | (magnitude >= high);
  };
  int64_t count = bytes.size() / sizeof(T);
  bool found = false;
  for (int64_t i = 0; i < count; ++i)
    found |= isOutside(load(i));
  for (int64_t i = 0; found && i < count; ++i)
    if (isOutside(load(i)))
      return i;
  return std::nullopt;
}

std::optional<int64_t> mlir::qnt::findUnusableValue(ArrayRef<char> bytes, Format format, bool allowZero) {
  UsableRange range = getUsableRange(format, allowZero);
  switch (numerics::bitWidth(format)) {
  case 8:
    return findOutside<uint8_t>(bytes, range);
  case 16:
    return findOutside<uint16_t>(bytes, range);
  case 32:
    return findOutside<uint32_t>(bytes, range);
  default:
    return findOutside<uint64_t>(bytes, range);
  }
}

std::optional<int64_t> mlir::qnt::findUnusableValue(ElementsAttr attr, Format format, bool allowZero) {
  // A splat of no elements holds a value all the same.
  if (attr.getNumElements() == 0)
    return std::nullopt;
  FailureOr<PartBytes> data = getPartBytes(attr);
  if (failed(data))
    return std::nullopt;
  return findUnusableValue(data->bytes, format, allowZero);
}
