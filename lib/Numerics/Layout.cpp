//===- Layout.cpp - memory layouts of codes ---------------------------------------------------------------===//
#include "Qnt/Numerics/Layout.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::qnt;
using namespace mlir::qnt::numerics;

static constexpr llvm::StringLiteral kLayouts[] = {"plain", "mma_k16", "mma_k16_t", "mma_k32", "mma_k32_t"};

bool numerics::isKnownLayout(llvm::StringRef name) { return llvm::is_contained(kLayouts, name); }

std::string numerics::describeLayouts() { return llvm::join(llvm::ArrayRef<llvm::StringLiteral>(kLayouts), ", "); }

std::optional<FragmentLayout> numerics::findFragmentLayout(llvm::StringRef name) {
  if (!name.consume_front("mma_k"))
    return std::nullopt;
  bool isTransposed = name.consume_back("_t");
  if (name == "16")
    return FragmentLayout{16, isTransposed};
  if (name == "32")
    return FragmentLayout{8, isTransposed};
  return std::nullopt;
}

llvm::StringRef numerics::getFragmentLayoutName(FragmentLayout layout) {
  return kLayouts[(layout.operandBits == 16 ? 1 : 3) + (layout.isTransposed ? 1 : 0)];
}

int64_t FragmentLayout::getBytes(llvm::ArrayRef<int64_t> shape, Format format) const {
  int64_t blocks = llvm::divideCeil(getRows(shape), kBlockRows) * llvm::divideCeil(getK(shape), kBlockK);
  return blocks * kBlockRows * kBlockK / 8 * int64_t(bitWidth(format));
}

uint64_t FragmentLayout::getSignMask(Format format) const {
  const FormatInfo &info = getInfo(format);
  if (info.isFloat || !info.isSigned || (operandBits == 8 && info.bits == 8))
    return 0;
  return uint64_t(1) << (info.bits - 1);
}

llvm::SmallVector<unsigned, 3> numerics::getCodePlanes(unsigned bits) {
  if (bits == 8)
    return {8};
  llvm::SmallVector<unsigned, 3> planes;
  for (unsigned width : {4u, 2u, 1u})
    if (bits & width)
      planes.push_back(width);
  return planes;
}

PlanePosition numerics::getPlanePosition(unsigned operandBits, unsigned width, unsigned index) {
  unsigned elements = 32 / operandBits, registersPerWord = operandBits / width;
  unsigned registerIndex = index / elements;
  return {registerIndex / registersPerWord,
          width * (registerIndex % registersPerWord) + operandBits * (index % elements)};
}

/// Lane, and number of the code among those of the lane, of element (row, k) of a block.
static std::pair<unsigned, unsigned> getLanePosition(unsigned operandBits, unsigned row, unsigned k) {
  unsigned elements = 32 / operandBits, stepK = 256 / operandBits;
  unsigned group = row / 8, fragment = row % 8 / 2, upperRow = row % 2;
  unsigned inStep = k % stepK, upperK = inStep / (stepK / 2), inHalf = inStep % (stepK / 2);
  unsigned lane = 4 * group + inHalf / elements;
  unsigned registerIndex = (k / stepK * 4 + fragment) * 4 + upperRow + 2 * upperK;
  return {lane, registerIndex * elements + inHalf % elements};
}

/// Calls visit(index of the code in the value, byte of the packed form, bit of the byte, lowest bit of the code, width)
/// for each piece of a code that lies in one byte.
template <typename Visit>
static void forEachPiece(llvm::ArrayRef<int64_t> shape, Format format, FragmentLayout layout, Visit visit) {
  constexpr int64_t blockSize = FragmentLayout::kBlockRows;
  unsigned bits = bitWidth(format);
  int64_t rows = layout.getRows(shape), sizeK = layout.getK(shape);
  int64_t blocksK = llvm::divideCeil(sizeK, blockSize), blockBytes = 512 * int64_t(bits);
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t k = 0; k < sizeK; ++k) {
      int64_t blockStart = (row / blockSize * blocksK + k / blockSize) * blockBytes;
      auto [lane, index] = getLanePosition(layout.operandBits, row % blockSize, k % blockSize);
      int64_t code = layout.isTransposed ? k * rows + row : row * sizeK + k;
      unsigned low = 0;
      for (unsigned width : getCodePlanes(bits)) {
        auto [word, bit] = getPlanePosition(layout.operandBits, width, index);
        visit(code, blockStart + (word / 4 * 32 + lane) * 16 + word % 4 * 4 + bit / 8, bit % 8, low, width);
        blockStart += 512 * width;
        low += width;
      }
    }
  }
}

std::vector<uint8_t> numerics::packFragments(llvm::ArrayRef<uint64_t> codes, llvm::ArrayRef<int64_t> shape,
                                             Format format, FragmentLayout layout) {
  uint64_t signMask = layout.getSignMask(format);
  std::vector<uint8_t> bytes(layout.getBytes(shape, format), 0);
  forEachPiece(shape, format, layout, [&](int64_t code, int64_t byte, unsigned bit, unsigned low, unsigned width) {
    uint64_t piece = ((codes[code] ^ signMask) >> low) & llvm::maskTrailingOnes<uint64_t>(width);
    bytes[byte] |= uint8_t(piece << bit);
  });
  return bytes;
}

llvm::Expected<std::vector<uint64_t>> numerics::unpackFragments(llvm::ArrayRef<uint8_t> bytes,
                                                                llvm::ArrayRef<int64_t> shape, Format format,
                                                                FragmentLayout layout) {
  int64_t expected = layout.getBytes(shape, format);
  if (int64_t(bytes.size()) != expected)
    return llvm::createStringError("expected %lld bytes of codes in layout %s, but got %zu",
                                   static_cast<long long>(expected), getFragmentLayoutName(layout).data(),
                                   bytes.size());
  std::vector<uint64_t> codes(size_t(getNumElements(shape)), layout.getSignMask(format));
  forEachPiece(shape, format, layout, [&](int64_t code, int64_t byte, unsigned bit, unsigned low, unsigned width) {
    codes[code] ^= ((uint64_t(bytes[byte]) >> bit) & llvm::maskTrailingOnes<uint64_t>(width)) << low;
  });
  return codes;
}
