//===- Packing.cpp - codes in memory ---------------------------------------------------------------------===//

#include "Qnt/Numerics/Packing.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>

using namespace mlir::qnt::numerics;

int64_t mlir::qnt::numerics::getPackedRowBytes(int64_t elements, unsigned bits) {
  return (elements * int64_t(bits) + 7) / 8;
}

Shape mlir::qnt::numerics::getPackedShape(llvm::ArrayRef<int64_t> shape, unsigned bits) {
  if (shape.empty())
    return {getPackedRowBytes(1, bits)};
  Shape packed(shape.begin(), shape.end());
  packed.back() = getPackedRowBytes(shape.back(), bits);
  return packed;
}

/// Number of rows and codes per row; a rank 0 value is one row of one code.
static std::pair<int64_t, int64_t> getRows(llvm::ArrayRef<int64_t> shape) {
  if (shape.empty())
    return {1, 1};
  return {getNumElements(shape.drop_back()), shape.back()};
}

/// Appends codes to a little-endian bit stream. At most 7 + 32 bits are pending, so 64 are enough.
static void packRow(llvm::ArrayRef<uint64_t> codes, unsigned bits, uint8_t *out) {
  uint64_t mask = llvm::maskTrailingOnes<uint64_t>(bits);
  uint64_t pending = 0;
  unsigned numPending = 0;
  for (uint64_t code : codes) {
    pending |= (code & mask) << numPending;
    for (numPending += bits; numPending >= 8; numPending -= 8, pending >>= 8)
      *out++ = uint8_t(pending);
  }
  if (numPending)
    *out = uint8_t(pending);
}

static void unpackRow(const uint8_t *in, unsigned bits, llvm::MutableArrayRef<uint64_t> codes) {
  uint64_t mask = llvm::maskTrailingOnes<uint64_t>(bits);
  uint64_t pending = 0;
  unsigned numPending = 0;
  for (uint64_t &code : codes) {
    for (; numPending < bits; numPending += 8)
      pending |= uint64_t(*in++) << numPending;
    code = pending & mask;
    pending >>= bits;
    numPending -= bits;
  }
}

std::vector<uint8_t> mlir::qnt::numerics::packCodes(llvm::ArrayRef<uint64_t> codes, llvm::ArrayRef<int64_t> shape,
                                                    unsigned bits) {
  assert(bits >= 1 && bits <= 32 && "expected a code width of 1 to 32 bits");
  assert(int64_t(codes.size()) == getNumElements(shape) && "expected one code per element");
  auto [numRows, rowSize] = getRows(shape);
  int64_t rowBytes = getPackedRowBytes(rowSize, bits);
  std::vector<uint8_t> bytes(size_t(numRows * rowBytes), 0);
  for (int64_t row = 0; row < numRows; ++row)
    packRow(codes.slice(row * rowSize, rowSize), bits, bytes.data() + row * rowBytes);
  return bytes;
}

llvm::Expected<std::vector<uint64_t>> mlir::qnt::numerics::unpackCodes(llvm::ArrayRef<uint8_t> bytes,
                                                                       llvm::ArrayRef<int64_t> shape, unsigned bits) {
  if (bits < 1 || bits > 32)
    return llvm::createStringError("expected a code width of 1 to 32 bits, but got %u", bits);
  auto [numRows, rowSize] = getRows(shape);
  int64_t rowBytes = getPackedRowBytes(rowSize, bits);
  if (int64_t(bytes.size()) != numRows * rowBytes)
    return llvm::createStringError("expected %lld bytes of packed codes, but got %zu",
                                   static_cast<long long>(numRows * rowBytes), bytes.size());
  std::vector<uint64_t> codes(size_t(numRows * rowSize));
  for (int64_t row = 0; row < numRows; ++row)
    unpackRow(bytes.data() + row * rowBytes, bits,
              llvm::MutableArrayRef<uint64_t>(codes).slice(row * rowSize, rowSize));
  return codes;
}

uint64_t mlir::qnt::numerics::readCode(llvm::function_ref<uint8_t(int64_t)> getByte, int64_t element, unsigned bits) {
  int64_t firstBit = element * int64_t(bits), first = firstBit / 8, last = (firstBit + bits - 1) / 8;
  uint64_t window = 0;
  for (int64_t byte = first; byte <= last; ++byte)
    window |= uint64_t(getByte(byte)) << (8 * (byte - first));
  return (window >> (firstBit % 8)) & llvm::maskTrailingOnes<uint64_t>(bits);
}
