//===- Layout.cpp - memory layouts of codes ---------------------------------------------------------------===//
#include "Qnt/Numerics/Layout.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::qnt;
using namespace mlir::qnt::numerics;

static constexpr llvm::StringLiteral kLayouts[] = {
    "plain", "mma_k16", "mma_k16_t", "mma_k32", "mma_k32_t", "mma_k16_b", "mma_k16_b_t", "mma_k32_b", "mma_k32_b_t",
    // SparseLayout.h
    "compressed", "mma_sp_k32", "mma_sp_k32_t", "mma_sp_k64", "mma_sp_k64_t"};

bool numerics::isKnownLayout(llvm::StringRef name) { return llvm::is_contained(kLayouts, name); }

std::string numerics::describeLayouts() { return llvm::join(llvm::ArrayRef<llvm::StringLiteral>(kLayouts), ", "); }

std::optional<FragmentLayout> numerics::findFragmentLayout(llvm::StringRef name) {
  if (!name.consume_front("mma_k"))
    return std::nullopt;
  bool isTransposed = name.consume_back("_t"), isBatched = name.consume_back("_b");
  if (name == "16")
    return FragmentLayout{16, isTransposed, isBatched};
  if (name == "32")
    return FragmentLayout{8, isTransposed, isBatched};
  return std::nullopt;
}

llvm::StringRef numerics::getFragmentLayoutName(FragmentLayout layout) {
  return kLayouts[(layout.operandBits == 16 ? 1 : 3) + (layout.isTransposed ? 1 : 0) + (layout.isBatched ? 4 : 0)];
}

int64_t FragmentLayout::getBytes(llvm::ArrayRef<int64_t> shape, Format format, llvm::ArrayRef<int64_t> block) const {
  int64_t positions = FragmentOrder::create(shape, block, *this).getNumPositions();
  int64_t blocks = llvm::divideCeil(getRows(shape), kBlockRows) * llvm::divideCeil(positions, kBlockK);
  return getMatrices(shape) * blocks * kBlockRows * kBlockK / 8 * int64_t(bitWidth(format));
}

uint64_t FragmentLayout::getSignMask(Format format) const {
  const FormatInfo &info = getInfo(format);
  if (info.isFloat || !info.isSigned || (operandBits == 8 && info.bits == 8))
    return 0;
  return uint64_t(1) << (info.bits - 1);
}

//===----------------------------------------------------------------------------------------------------===//
// The order along K
//===----------------------------------------------------------------------------------------------------===//

/// Positions that a tile of `used` takes when others follow.
static int64_t padTile(int64_t used, int64_t stepK) {
  int64_t whole = 4 * stepK, padded = stepK;
  if (used > whole)
    return llvm::alignTo(used, whole);
  while (padded < used)
    padded *= 2;
  return padded;
}

FragmentOrder FragmentOrder::create(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block,
                                    FragmentLayout layout) {
  FragmentOrder order;
  order.sizes.assign(layout.getDimsK(shape).begin(), layout.getDimsK(shape).end());
  order.blocks = order.sizes;
  if (!block.empty())
    for (auto [size, own] : llvm::zip_equal(order.blocks, layout.getDimsK(block)))
      size = own == kWhole ? size : std::min(size, own);
  order.run = llvm::alignTo(order.blocks.back(), 128 / layout.operandBits);
  order.tile = order.getRunsPerTile() * order.run;
  if (order.getNumTiles() > 1)
    order.tile = padTile(order.tile, layout.getStepK());
  return order;
}

int64_t FragmentOrder::getNumTiles() const {
  int64_t tiles = 1;
  for (auto [size, block] : llvm::zip_equal(sizes, blocks))
    tiles *= size == 0 ? 0 : llvm::divideCeil(size, block);
  return tiles;
}

int64_t FragmentOrder::getRunsPerTile() const { return getNumElements(llvm::ArrayRef(blocks).drop_back()); }

int64_t FragmentOrder::getPosition(llvm::ArrayRef<int64_t> index) const {
  int64_t tileNumber = 0, runNumber = 0;
  for (size_t i = 0; i < index.size(); ++i) {
    tileNumber = tileNumber * int64_t(llvm::divideCeil(sizes[i], blocks[i])) + index[i] / blocks[i];
    if (i + 1 < index.size())
      runNumber = runNumber * blocks[i] + index[i] % blocks[i];
  }
  return tileNumber * tile + runNumber * run + index.back() % blocks.back();
}

int64_t FragmentOrder::getNumPositions() const {
  if (getNumElements(sizes) == 0)
    return 0;
  llvm::SmallVector<int64_t, 4> last;
  for (int64_t size : sizes)
    last.push_back(size - 1);
  return getPosition(last) + 1;
}

std::vector<int64_t> FragmentOrder::getPositions() const {
  std::vector<int64_t> positions(getNumElements(sizes));
  llvm::SmallVector<int64_t, 4> index(sizes.size(), 0);
  for (int64_t &position : positions) {
    position = getPosition(index);
    for (size_t i = sizes.size(); i-- > 0;) {
      if (++index[i] < sizes[i])
        break;
      index[i] = 0;
    }
  }
  return positions;
}

//===----------------------------------------------------------------------------------------------------===//
// Pieces of codes
//===----------------------------------------------------------------------------------------------------===//

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
static void forEachPiece(llvm::ArrayRef<int64_t> shape, Format format, FragmentLayout layout,
                         llvm::ArrayRef<int64_t> block, Visit visit) {
  constexpr int64_t blockSize = FragmentLayout::kBlockRows;
  unsigned bits = bitWidth(format);
  FragmentOrder order = FragmentOrder::create(shape, block, layout);
  std::vector<int64_t> positions = order.getPositions();
  int64_t rows = layout.getRows(shape), sizeK = int64_t(positions.size()), code = 0;
  int64_t blocksK = llvm::divideCeil(order.getNumPositions(), blockSize), blockBytes = 512 * int64_t(bits);
  int64_t matrixBlocks = blocksK * int64_t(llvm::divideCeil(rows, blockSize));
  llvm::SmallVector<unsigned, 3> planes = getCodePlanes(bits);
  auto visitElement = [&](int64_t matrix, int64_t row, int64_t k) {
    int64_t position = positions[k];
    int64_t start = (matrix * matrixBlocks + row / blockSize * blocksK + position / blockSize) * blockBytes;
    auto [lane, index] = getLanePosition(layout.operandBits, row % blockSize, position % blockSize);
    unsigned low = 0;
    for (unsigned width : planes) {
      auto [word, bit] = getPlanePosition(layout.operandBits, width, index);
      visit(code, start + (word / 4 * 32 + lane) * 16 + word % 4 * 4 + bit / 8, bit % 8, low, width);
      start += 512 * width;
      low += width;
    }
    ++code;
  };
  // In the order of the value.
  int64_t outer = layout.isTransposed ? sizeK : rows, inner = layout.isTransposed ? rows : sizeK;
  for (int64_t matrix = 0; matrix < layout.getMatrices(shape); ++matrix)
    for (int64_t i = 0; i < outer; ++i)
      for (int64_t j = 0; j < inner; ++j)
        layout.isTransposed ? visitElement(matrix, j, i) : visitElement(matrix, i, j);
}

std::vector<uint8_t> numerics::packFragments(llvm::ArrayRef<uint64_t> codes, llvm::ArrayRef<int64_t> shape,
                                             Format format, FragmentLayout layout, llvm::ArrayRef<int64_t> block) {
  return packFragments([&](int64_t code) { return codes[code]; }, shape, format, layout, block);
}

std::vector<uint8_t> numerics::packFragments(llvm::function_ref<uint64_t(int64_t)> getCode,
                                             llvm::ArrayRef<int64_t> shape, Format format, FragmentLayout layout,
                                             llvm::ArrayRef<int64_t> block) {
  uint64_t signMask = layout.getSignMask(format);
  std::vector<uint8_t> bytes(layout.getBytes(shape, format, block), 0);
  forEachPiece(shape, format, layout, block,
               [&](int64_t code, int64_t byte, unsigned bit, unsigned low, unsigned width) {
                 uint64_t piece = ((getCode(code) ^ signMask) >> low) & llvm::maskTrailingOnes<uint64_t>(width);
                 bytes[byte] |= uint8_t(piece << bit);
               });
  return bytes;
}

llvm::Expected<std::vector<uint64_t>> numerics::unpackFragments(llvm::ArrayRef<uint8_t> bytes,
                                                                llvm::ArrayRef<int64_t> shape, Format format,
                                                                FragmentLayout layout, llvm::ArrayRef<int64_t> block) {
  int64_t expected = layout.getBytes(shape, format, block);
  if (int64_t(bytes.size()) != expected)
    return llvm::createStringError("expected %lld bytes of codes in layout %s, but got %zu",
                                   static_cast<long long>(expected), getFragmentLayoutName(layout).data(),
                                   bytes.size());
  std::vector<uint64_t> codes(size_t(getNumElements(shape)), layout.getSignMask(format));
  forEachPiece(shape, format, layout, block,
               [&](int64_t code, int64_t byte, unsigned bit, unsigned low, unsigned width) {
                 codes[code] ^= ((uint64_t(bytes[byte]) >> bit) & llvm::maskTrailingOnes<uint64_t>(width)) << low;
               });
  return codes;
}
