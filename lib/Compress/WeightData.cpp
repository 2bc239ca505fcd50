//===- WeightData.cpp - the elements of a float constant ----------------------------------------------------===//
#include "WeightData.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Threading.h"

using namespace mlir;
using namespace mlir::qnt;

std::optional<ArrayRef<char>> mlir::qnt::getRawElements(ElementsAttr value) {
  auto type = cast<ShapedType>(value.getType());
  size_t size = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    if (dense.isSplat() && type.getNumElements() != 1)
      return std::nullopt;
    return dense.getRawData();
  }
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob(); blob && blob->getData().size() == size)
      return blob->getData();
  return std::nullopt;
}

namespace {
/// NaN and infinities have all ones in the exponent field: looks at the bits, whatever the alignment of the data.
template <typename Word, Word exponentMask>
struct Words {
  static Word get(ArrayRef<char> bytes, size_t i) {
    Word word;
    std::memcpy(&word, bytes.data() + i * sizeof(Word), sizeof(Word));
    return word;
  }

  static bool isNonFinite(Word word) { return (word & exponentMask) == exponentMask; }

  /// Counts in chunks, which compilers turn into vector code; then looks into the chunk that has one.
  static std::optional<int64_t> find(ArrayRef<char> bytes) {
    constexpr size_t chunk = 1024;
    size_t size = bytes.size() / sizeof(Word);
    for (size_t begin = 0; begin < size; begin += chunk) {
      size_t end = std::min(begin + chunk, size);
      Word count = 0;
      for (size_t i = begin; i < end; ++i)
        count += isNonFinite(get(bytes, i));
      if (count == 0)
        continue;
      while (!isNonFinite(get(bytes, begin)))
        ++begin;
      return begin;
    }
    return std::nullopt;
  }

  static void makeFinite(MutableArrayRef<char> bytes) {
    const Word zero = 0;
    for (size_t i = 0, e = bytes.size() / sizeof(Word); i < e; ++i)
      if (isNonFinite(get(bytes, i)))
        std::memcpy(bytes.data() + i * sizeof(Word), &zero, sizeof(Word));
  }
};
using F64Words = Words<uint64_t, 0x7FF0000000000000>;
using F32Words = Words<uint32_t, 0x7F800000>;
using F16Words = Words<uint16_t, 0x7C00>;
using BF16Words = Words<uint16_t, 0x7F80>;
} // namespace

static std::optional<int64_t> findInPart(ArrayRef<char> bytes, Format type) {
  switch (type) {
  case Format::F64:
    return F64Words::find(bytes);
  case Format::F32:
    return F32Words::find(bytes);
  case Format::F16:
    return F16Words::find(bytes);
  default:
    return BF16Words::find(bytes);
  }
}

std::optional<int64_t> mlir::qnt::findNonFinite(ArrayRef<char> bytes, Format type, MLIRContext *context) {
  constexpr size_t partBytes = 1 << 20;
  std::vector<std::optional<int64_t>> found(llvm::divideCeil(bytes.size(), partBytes));
  parallelFor(context, 0, found.size(), [&](size_t i) {
    found[i] = findInPart(bytes.slice(i * partBytes, std::min(partBytes, bytes.size() - i * partBytes)), type);
  });
  for (auto [i, index] : llvm::enumerate(found))
    if (index)
      return int64_t(i * (partBytes / (numerics::bitWidth(type) / 8))) + *index;
  return std::nullopt;
}

std::vector<char> mlir::qnt::zeroNonFinite(ArrayRef<char> bytes, Format type) {
  std::vector<char> copy(bytes.begin(), bytes.end());
  switch (type) {
  case Format::F64:
    F64Words::makeFinite(copy);
    break;
  case Format::F32:
    F32Words::makeFinite(copy);
    break;
  case Format::F16:
    F16Words::makeFinite(copy);
    break;
  default:
    BF16Words::makeFinite(copy);
  }
  return copy;
}

/// The values of all 16-bit codes of f16.
static ArrayRef<float> getF16Values() {
  static const std::vector<float> values = [] {
    std::vector<float> table(65536);
    for (uint64_t code = 0; code < table.size(); ++code)
      table[code] = static_cast<float>(numerics::decode(Format::F16, code));
    return table;
  }();
  return values;
}

void mlir::qnt::readFloats(const void *data, Format type, int64_t begin, MutableArrayRef<float> values) {
  if (values.empty())
    return;
  const char *at = static_cast<const char *>(data) + begin * (numerics::bitWidth(type) / 8);
  if (type == Format::F32) {
    std::memcpy(values.data(), at, values.size() * sizeof(float));
    return;
  }
  ArrayRef<float> table = type == Format::F16 ? getF16Values() : ArrayRef<float>();
  for (float &value : values) {
    uint16_t code;
    std::memcpy(&code, at, sizeof(code));
    at += sizeof(code);
    if (!table.empty()) {
      value = table[code];
      continue;
    }
    // bf16 is the upper half of an f32.
    uint32_t bits = uint32_t(code) << 16;
    std::memcpy(&value, &bits, sizeof(value));
  }
}

void mlir::qnt::readElements(const void *data, Format type, int64_t begin, MutableArrayRef<double> values) {
  if (type == Format::F64) {
    std::memcpy(values.data(), static_cast<const char *>(data) + begin * sizeof(double),
                values.size() * sizeof(double));
    return;
  }
  float chunk[1024];
  for (size_t done = 0; done < values.size(); done += std::size(chunk)) {
    MutableArrayRef<float> floats(chunk, std::min(std::size(chunk), values.size() - done));
    readFloats(data, type, begin + int64_t(done), floats);
    llvm::copy(floats, values.begin() + done);
  }
}
