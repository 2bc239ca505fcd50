//===- ElementArray.cpp - arrays of codes and values in their containers ---------------------------------===//

#include "ElementArray.h"
#include "Qnt/Numerics/Rounding.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Format;

static size_t getContainerBytes(Format format) { return (numerics::bitWidth(format) + 7) / 8; }

ElementArray::ElementArray(Format format, size_t size)
    : format(format), width(getContainerBytes(format)), bytes(size * width) {}

ElementArray ElementArray::fromValues(Format format, llvm::ArrayRef<double> values) {
  ElementArray array(format, values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    uint64_t code = numerics::encode(format, values[i], {numerics::Rounding::HalfEven, numerics::Overflow::NonFinite});
    assert((std::isnan(values[i]) || numerics::decode(format, code) == values[i]) && "expected values of the format");
    array.setBits(i, extendCode(format, code));
  }
  return array;
}

ElementArray ElementArray::fromBits(Format format, llvm::ArrayRef<uint64_t> bits) {
  ElementArray array(format, bits.size());
  for (size_t i = 0; i < bits.size(); ++i)
    array.setBits(i, bits[i]);
  return array;
}

ElementArray ElementArray::allPatterns(Format format) {
  ElementArray array(format, 0);
  assert(array.width <= 2 && "expected at most 16 bits");
  size_t count = size_t(1) << (8 * array.width);
  array.bytes.resize(count * array.width);
  for (size_t i = 0; i < count; ++i)
    array.setBits(i, i);
  return array;
}

uint64_t ElementArray::getBits(size_t i) const {
  uint64_t bits = 0;
  std::memcpy(&bits, bytes.data() + i * width, width);
  return bits;
}

void ElementArray::setBits(size_t i, uint64_t bits) { std::memcpy(bytes.data() + i * width, &bits, width); }

double ElementArray::getValue(size_t i) const { return numerics::decode(format, getBits(i)); }

std::vector<double> ElementArray::getValues() const {
  std::vector<double> values(size());
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = getValue(i);
  return values;
}

uint64_t emit::extendCode(Format format, uint64_t code) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  code &= llvm::maskTrailingOnes<uint64_t>(info.bits);
  if (info.isFloat || !info.isSigned)
    return code;
  uint64_t container = llvm::maskTrailingOnes<uint64_t>(8 * getContainerBytes(format));
  return uint64_t(llvm::SignExtend64(code, info.bits)) & container;
}
