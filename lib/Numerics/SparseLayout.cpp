//===- SparseLayout.cpp - n:m sparse codes in memory ------------------------------------------------------===//
#include "Qnt/Numerics/SparseLayout.h"
#include "Qnt/Numerics/Layout.h"
#include "Qnt/Numerics/Packing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::qnt;
using namespace mlir::qnt::numerics;

static constexpr struct {
  llvm::StringLiteral name;
  SparseLayout layout;
} kLayouts[] = {{"compressed", {}},
                {"mma_sp_k32", {16, false}},
                {"mma_sp_k32_t", {16, true}},
                {"mma_sp_k64", {8, false}},
                {"mma_sp_k64_t", {8, true}}};

std::optional<SparseLayout> numerics::findSparseLayout(llvm::StringRef name) {
  for (const auto &known : kLayouts)
    if (known.name == name)
      return known.layout;
  return std::nullopt;
}

llvm::StringRef numerics::getSparseLayoutName(SparseLayout layout) {
  for (const auto &known : kLayouts)
    if (known.layout.operandBits == layout.operandBits && known.layout.isTransposed == layout.isTransposed)
      return known.name;
  llvm_unreachable("no such layout");
}

unsigned numerics::getPositionBits(int64_t m) { return llvm::Log2_64_Ceil(uint64_t(m)); }

Shape numerics::getKeptShape(llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity) {
  Shape kept(shape.begin(), shape.end());
  int64_t &size = kept[size_t(sparsity.axis)];
  if (size >= 0)
    size = int64_t(llvm::divideCeil(size, sparsity.m)) * sparsity.n;
  return kept;
}

//===----------------------------------------------------------------------------------------------------===//
// Kept codes
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// The groups of a value: lines along the axis, a number of groups each.
struct Groups {
  Groups(llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity)
      : n(sparsity.n), m(sparsity.m), size(shape[size_t(sparsity.axis)]),
        inner(getNumElements(shape.drop_front(size_t(sparsity.axis) + 1))),
        outer(getNumElements(shape.take_front(size_t(sparsity.axis)))), perLine(int64_t(llvm::divideCeil(size, m))) {}

  int64_t n, m, size, inner, outer, perLine;

  int64_t getNumGroups() const { return outer * perLine * inner; }
  /// Number of elements of group `group` of a line.
  int64_t getLength(int64_t group) const { return std::min(m, size - group * m); }
  int64_t getElement(int64_t line, int64_t group, int64_t position, int64_t column) const {
    return (line * size + group * m + position) * inner + column;
  }
  int64_t getKept(int64_t line, int64_t group, int64_t index, int64_t column) const {
    return (line * perLine * n + group * n + index) * inner + column;
  }

  /// Stops after the first error.
  llvm::Error forEach(llvm::function_ref<llvm::Error(int64_t line, int64_t group, int64_t column)> visit) const {
    for (int64_t line = 0; line < outer; ++line)
      for (int64_t group = 0; group < perLine; ++group)
        for (int64_t column = 0; column < inner; ++column)
          if (llvm::Error error = visit(line, group, column))
            return error;
    return llvm::Error::success();
  }
};
} // namespace

/// The positions that are stored, ascending: those kept, and the first others until there are n.
static llvm::SmallVector<int64_t, 16> choosePositions(llvm::ArrayRef<bool> isKept, int64_t n) {
  int64_t missing = n - llvm::count(isKept, true);
  llvm::SmallVector<int64_t, 16> positions;
  for (auto [position, kept] : llvm::enumerate(isKept))
    if (kept || missing-- > 0)
      positions.push_back(int64_t(position));
  return positions;
}

llvm::Expected<KeptCodes> numerics::compressCodes(llvm::ArrayRef<uint64_t> codes, llvm::ArrayRef<uint8_t> mask,
                                                  llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity,
                                                  llvm::function_ref<std::optional<uint64_t>(int64_t)> getZeroCode) {
  Groups groups(shape, sparsity);
  KeptCodes result;
  result.codes.assign(size_t(groups.getNumGroups() * groups.n), 0);
  result.positions = result.codes;
  llvm::Error error = groups.forEach([&](int64_t line, int64_t group, int64_t column) -> llvm::Error {
    llvm::SmallVector<bool, 16> isKept(size_t(groups.m), false);
    for (int64_t position = 0; position < groups.getLength(group); ++position)
      isKept[size_t(position)] = mask[size_t(groups.getElement(line, group, position, column))] != 0;
    if (int64_t count = llvm::count(isKept, true); count > groups.n)
      return makeMaskError(sparsity, count);
    for (auto [index, position] : llvm::enumerate(choosePositions(isKept, groups.n))) {
      auto place = size_t(groups.getKept(line, group, int64_t(index), column));
      result.positions[place] = uint64_t(position);
      if (position >= groups.getLength(group))
        continue;
      int64_t element = groups.getElement(line, group, position, column);
      std::optional<uint64_t> code = isKept[size_t(position)] ? codes[size_t(element)] : getZeroCode(element);
      if (!code)
        return llvm::createStringError("expected a code that decodes to 0 for element %lld, which fills a group that "
                                       "keeps less than %lld elements, but there is none",
                                       static_cast<long long>(element), static_cast<long long>(groups.n));
      result.codes[place] = *code;
    }
    return llvm::Error::success();
  });
  if (error)
    return error;
  return result;
}

llvm::Expected<ExpandedCodes> numerics::expandCodes(const KeptCodes &kept, llvm::ArrayRef<int64_t> shape,
                                                    const Sparsity &sparsity) {
  Groups groups(shape, sparsity);
  ExpandedCodes result;
  result.codes.assign(size_t(getNumElements(shape)), 0);
  result.mask.assign(result.codes.size(), 0);
  llvm::Error error = groups.forEach([&](int64_t line, int64_t group, int64_t column) -> llvm::Error {
    int64_t next = 0;
    for (int64_t index = 0; index < groups.n; ++index) {
      auto place = size_t(groups.getKept(line, group, index, column));
      auto position = int64_t(kept.positions[place]);
      if (position < next || position >= groups.m)
        return makePositionError(sparsity, group, position, next);
      next = position + 1;
      if (position >= groups.getLength(group))
        continue;
      auto element = size_t(groups.getElement(line, group, position, column));
      result.codes[element] = kept.codes[place];
      result.mask[element] = 1;
    }
    return llvm::Error::success();
  });
  if (error)
    return error;
  return result;
}

std::optional<uint64_t> numerics::findZeroCode(const Encoding &encoding, const ArrayParts &parts, int64_t element) {
  double zeroPoint = 0.0;
  if (encoding.zeroPoint)
    zeroPoint = parts.zeroPoints[size_t(getBlockIndex(element, parts.shape, encoding.block))];
  if (!encoding.codebook) {
    if (isFloat(encoding.storage))
      return 0;
    const FormatInfo &info = getInfo(encoding.storage);
    if (zeroPoint != double(int64_t(zeroPoint)) || zeroPoint < double(info.minInt) || zeroPoint > double(info.maxInt))
      return std::nullopt;
    return uint64_t(int64_t(zeroPoint)) & llvm::maskTrailingOnes<uint64_t>(info.bits);
  }
  int64_t numEntries = int64_t(1) << bitWidth(encoding.codebook->index);
  int64_t table = getBlockIndex(element, parts.shape, encoding.codebook->group);
  for (int64_t entry = 0; entry < numEntries; ++entry)
    if (parts.codebook[size_t(table * numEntries + entry)] == zeroPoint)
      return uint64_t(entry);
  return std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// In memory
//===----------------------------------------------------------------------------------------------------===//

/// Of the kept codes, as a dense matrix.
static FragmentLayout getFragments(SparseLayout layout) { return {layout.operandBits, layout.isTransposed}; }

Shape numerics::getStoredCodesShape(llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity, Format format,
                                    SparseLayout layout) {
  Shape kept = getKeptShape(shape, sparsity);
  if (layout.isPlainOrder())
    return getPackedShape(kept, bitWidth(format));
  return {getFragments(layout).getBytes(kept, format)};
}

Shape numerics::getStoredPositionsShape(llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity, SparseLayout layout) {
  Shape kept = getKeptShape(shape, sparsity);
  if (layout.isPlainOrder())
    return getPackedShape(kept, getPositionBits(sparsity.m));
  // Two bits a code, in the blocks of the codes.
  return {getFragments(layout).getBytes(kept, Format::U2)};
}

/// Of getLanePosition in Layout.cpp: row r of a block is row 8 * (r % 2) + r / 8 of fragment (r % 8) / 2.
PositionPlace numerics::getPositionPlace(unsigned operandBits, int64_t numKept, int64_t row, int64_t index) {
  constexpr int64_t rows = FragmentLayout::kBlockRows, columns = FragmentLayout::kBlockK, blockBytes = 1024;
  int64_t block = row / rows * int64_t(llvm::divideCeil(numKept, columns)) + index / columns;
  auto inRow = unsigned(row % rows), inColumn = unsigned(index % columns);
  unsigned group = inRow / 8, fragment = inRow % 8 / 2, upperRow = inRow % 2;
  unsigned word, lane, bit;
  if (operandBits == 16) {
    // 8 kept codes of 16 columns in half a word.
    unsigned chunk = inColumn / 8;
    word = chunk / 4 * 4 + fragment;
    lane = 4 * group + chunk % 4;
    bit = 2 * (inColumn % 8) + 16 * upperRow;
  } else {
    // 16 kept codes of 32 columns in a word.
    unsigned chunk = inColumn / 16;
    word = chunk / 2 * 4 + fragment;
    lane = 4 * group + 2 * (chunk % 2) + upperRow;
    bit = 2 * (inColumn % 16);
  }
  return {block * blockBytes + (word / 4 * 32 + lane) * 16 + word % 4 * 4 + bit / 8, bit % 8};
}

/// Calls visit(number of the kept code, place of its position).
template <typename Visit>
static void forEachPosition(llvm::ArrayRef<int64_t> kept, SparseLayout layout, Visit visit) {
  int64_t rows = kept[layout.isTransposed ? 1 : 0], numKept = kept[layout.isTransposed ? 0 : 1];
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t index = 0; index < numKept; ++index)
      visit(layout.isTransposed ? index * rows + row : row * numKept + index,
            getPositionPlace(layout.operandBits, numKept, row, index));
}

StoredSparse numerics::packKept(const KeptCodes &kept, llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity,
                                Format format, SparseLayout layout) {
  Shape keptShape = getKeptShape(shape, sparsity);
  if (layout.isPlainOrder())
    return {packCodes(kept.codes, keptShape, bitWidth(format)),
            packCodes(kept.positions, keptShape, getPositionBits(sparsity.m))};
  // Positions 0 and 1 in both groups of a byte.
  constexpr uint8_t padding = 0x44;
  StoredSparse stored{packFragments(kept.codes, keptShape, format, getFragments(layout)), {}};
  stored.positions.assign(size_t(getNumElements(getStoredPositionsShape(shape, sparsity, layout))), padding);
  forEachPosition(keptShape, layout, [&](int64_t code, PositionPlace place) {
    uint8_t &byte = stored.positions[size_t(place.byte)];
    byte = uint8_t((byte & ~(3u << place.bit)) | kept.positions[size_t(code)] << place.bit);
  });
  return stored;
}

llvm::Expected<KeptCodes> numerics::unpackKept(llvm::ArrayRef<uint8_t> codes, llvm::ArrayRef<uint8_t> positions,
                                               llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity, Format format,
                                               SparseLayout layout) {
  Shape keptShape = getKeptShape(shape, sparsity);
  int64_t expected = getNumElements(getStoredPositionsShape(shape, sparsity, layout));
  if (int64_t(positions.size()) != expected)
    return llvm::createStringError("expected %lld bytes of positions in layout %s, but got %zu",
                                   static_cast<long long>(expected), getSparseLayoutName(layout).data(),
                                   positions.size());
  llvm::Expected<std::vector<uint64_t>> unpacked =
      layout.isPlainOrder() ? unpackCodes(codes, keptShape, bitWidth(format))
                            : unpackFragments(codes, keptShape, format, getFragments(layout));
  if (!unpacked)
    return unpacked.takeError();
  KeptCodes kept{std::move(*unpacked), {}};
  if (layout.isPlainOrder()) {
    kept.positions = llvm::cantFail(unpackCodes(positions, keptShape, getPositionBits(sparsity.m)));
    return kept;
  }
  kept.positions.resize(kept.codes.size());
  forEachPosition(keptShape, layout, [&](int64_t code, PositionPlace place) {
    kept.positions[size_t(code)] = positions[size_t(place.byte)] >> place.bit & 3;
  });
  return kept;
}
