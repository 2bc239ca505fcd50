//===- Tensor.cpp - a tensor of any element type the interpreter knows ------------------------------------===//

#include "Qnt/Reference/Tensor.h"
#include "Qnt/IR/QntDialect.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cassert>
#include <unistd.h>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

std::optional<ElementKind> reference::getElementKind(Type type) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(type))
    type = quantized.getStorageType();
  // A calibrated type has no storage yet.
  if (!type)
    return std::nullopt;
  if (isa<IndexType>(type))
    return ElementKind{};
  if (auto integer = dyn_cast<IntegerType>(type)) {
    if (integer.getWidth() == 0 || integer.getWidth() > 64)
      return std::nullopt;
    return ElementKind{false, integer.getWidth()};
  }
  auto floatType = dyn_cast<FloatType>(type);
  std::optional<Format> format = floatType ? getFormat(floatType) : std::nullopt;
  if (!format)
    return std::nullopt;
  return ElementKind{true, numerics::bitWidth(*format), *format};
}

uint64_t reference::floatToBits(const ElementKind &kind, double value) {
  if (kind.format == Format::F32) {
    auto narrow = static_cast<float>(value);
    uint32_t bits;
    std::memcpy(&bits, &narrow, sizeof(bits));
    return bits;
  }
  if (kind.format == Format::F64) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    return bits;
  }
  numerics::EncodeOptions options;
  options.overflow = numerics::Overflow::NonFinite;
  return numerics::encodeFloat(kind.format, value, options);
}

//===----------------------------------------------------------------------------------------------------===//
// Tensor
//===----------------------------------------------------------------------------------------------------===//

Tensor::Tensor(Type elementType, ArrayRef<int64_t> shape, std::vector<uint64_t> elements)
    : elementType(elementType), kind(*getElementKind(elementType)), shape(shape.begin(), shape.end()),
      bits(std::make_shared<std::vector<uint64_t>>(std::move(elements))) {
  assert(static_cast<int64_t>(bits->size()) == numerics::getNumElements(shape) && "expected an entry per element");
}

Tensor::Tensor(Type elementType, ArrayRef<int64_t> shape)
    : Tensor(elementType, shape, std::vector<uint64_t>(numerics::getNumElements(shape), 0)) {}

Tensor Tensor::fromInteger(Type elementType, int64_t value) {
  return scalar(elementType, integerToBits(*reference::getElementKind(elementType), value));
}

Tensor Tensor::fromFloat(Type elementType, double value) {
  return scalar(elementType, floatToBits(*reference::getElementKind(elementType), value));
}

Tensor Tensor::fromFloats(Type elementType, ArrayRef<int64_t> shape, ArrayRef<double> values) {
  ElementKind kind = *reference::getElementKind(elementType);
  std::vector<uint64_t> bits;
  bits.reserve(values.size());
  for (double value : values)
    bits.push_back(floatToBits(kind, value));
  return Tensor(elementType, shape, std::move(bits));
}

MutableArrayRef<uint64_t> Tensor::getMutableBits() {
  if (bits.use_count() > 1)
    bits = std::make_shared<std::vector<uint64_t>>(*bits);
  return *bits;
}

double Tensor::getNumber(int64_t index, bool isUnsigned) const {
  if (kind.isFloat)
    return getFloat(index);
  return isUnsigned ? static_cast<double>(getRaw(index)) : static_cast<double>(getSigned(index));
}

std::vector<double> Tensor::getNumbers(bool isUnsigned) const {
  std::vector<double> numbers(getNumElements());
  for (size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = getNumber(i, isUnsigned);
  return numbers;
}

Tensor Tensor::reshaped(ArrayRef<int64_t> newShape) const {
  assert(numerics::getNumElements(newShape) == getNumElements() && "expected a shape of the same size");
  Tensor result = *this;
  result.shape.assign(newShape.begin(), newShape.end());
  return result;
}

Tensor Tensor::convertedTo(FloatType type) const {
  if (type == elementType)
    return *this;
  return fromFloats(type, shape, getNumbers());
}

//===----------------------------------------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------------------------------------===//

Shape reference::getRowMajorStrides(ArrayRef<int64_t> shape) {
  Shape strides(shape.size());
  int64_t stride = 1;
  for (size_t dim = shape.size(); dim-- > 0;) {
    strides[dim] = stride;
    stride *= shape[dim];
  }
  return strides;
}

/// Of any tensor, and of the dimensions other than 0 of one without elements.
static constexpr int64_t largestNumElements = int64_t(1) << 40;

static int64_t computeMaxNumElements() {
  constexpr int64_t memoryShare = 4, elementSize = sizeof(uint64_t);
  int64_t pages = sysconf(_SC_PHYS_PAGES), pageSize = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || pageSize <= 0)
    return largestNumElements;
  return std::min(largestNumElements, pages / memoryShare * pageSize / elementSize);
}

int64_t reference::getMaxNumElements() {
  static const int64_t limit = computeMaxNumElements();
  return limit;
}

std::optional<int64_t> reference::getCheckedNumElements(ArrayRef<int64_t> shape) {
  // Checked on the dimensions other than 0, so that a shape cannot hide an overflow behind a zero.
  int64_t count = 1;
  bool isEmpty = false;
  for (int64_t dim : shape) {
    if (dim < 0)
      return std::nullopt;
    isEmpty |= dim == 0;
    if (dim != 0 && (llvm::MulOverflow(count, dim, count) || count > largestNumElements))
      return std::nullopt;
  }
  if (isEmpty)
    return 0;
  return count <= getMaxNumElements() ? std::optional(count) : std::nullopt;
}

bool reference::advance(MutableArrayRef<int64_t> position, ArrayRef<int64_t> shape) {
  for (size_t dim = shape.size(); dim-- > 0;) {
    if (++position[dim] < shape[dim])
      return true;
    position[dim] = 0;
  }
  return false;
}

std::string reference::describeShape(ArrayRef<int64_t> shape, Type elementType) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (int64_t dim : shape) {
    if (ShapedType::isDynamic(dim))
      stream << "?x";
    else
      stream << dim << "x";
  }
  stream << elementType;
  return text;
}
