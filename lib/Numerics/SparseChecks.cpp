//===- SparseChecks.cpp - whether n:m groups in memory hold what they promise -----------------------------===//
//
// Constants are checked where they lie, however large they are: first all of them at a glance, many groups at once, and
// only where something is wrong group by group, for the message. A splat has one byte: after 8 groups, or 8 columns,
// its pattern begins again.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Numerics/SparseLayout.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"
#include <array>

using namespace mlir::qnt;
using namespace mlir::qnt::numerics;

namespace {
/// Numbers of a few bits, row by row. The byte of a splat stands for all.
struct BitRows {
  llvm::ArrayRef<uint8_t> bytes;
  bool isSplat;
  unsigned width;
  int64_t rowBits; ///< from the begin of a row to that of the next

  uint8_t getByte(int64_t index) const { return bytes[isSplat ? 0 : size_t(index)]; }
  unsigned get(int64_t row, int64_t column) const {
    int64_t bit = row * rowBits + column * width;
    unsigned inFirst = 8 - unsigned(bit % 8), value = getByte(bit / 8) >> (bit % 8);
    if (inFirst < width)
      value |= unsigned(getByte(bit / 8 + 1)) << inFirst;
    return value & llvm::maskTrailingOnes<unsigned>(width);
  }
  /// Bits that are set among `length` from `column` of a row on.
  int64_t count(int64_t row, int64_t column, int64_t length) const {
    int64_t bit = row * rowBits + column, end = bit + length, sum = 0;
    auto countInByte = [&](int64_t first, int64_t last) {
      return llvm::popcount(uint8_t(getByte(first / 8) >> first % 8 & llvm::maskTrailingOnes<unsigned>(last - first)));
    };
    if (bit / 8 == end / 8)
      return bit == end ? 0 : countInByte(bit, end);
    sum += countInByte(bit, (bit / 8 + 1) * 8);
    if (isSplat)
      sum += (end / 8 - bit / 8 - 1) * llvm::popcount(bytes.front());
    for (int64_t byte = bit / 8 + 1; !isSplat && byte < end / 8; ++byte)
      sum += llvm::popcount(getByte(byte));
    return sum + (end % 8 ? countInByte(end / 8 * 8, end) : 0);
  }
};

/// The groups of a value whose entries along the axis of the sparsity are `stored`: lines in front of the axis, groups
/// of `step` entries along it, rows and columns behind it (one of each where the axis is the last dimension).
struct RowGroups {
  RowGroups(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> stored, const Sparsity &sparsity, int64_t step)
      : isLast(size_t(sparsity.axis) + 1 == shape.size()), step(step), size(stored[size_t(sparsity.axis)]),
        outer(getNumElements(shape.take_front(size_t(sparsity.axis)))),
        perLine(int64_t(llvm::divideCeil(shape[size_t(sparsity.axis)], sparsity.m))) {
    if (!isLast) {
      middle = getNumElements(shape.drop_front(size_t(sparsity.axis) + 1).drop_back());
      last = shape.back();
    }
  }

  bool isLast;
  int64_t step, size, outer, perLine, middle = 1, last = 1;

  int64_t getRow(int64_t line, int64_t entry, int64_t row) const {
    return isLast ? line : (line * size + entry) * middle + row;
  }
  int64_t getColumn(int64_t entry, int64_t column) const { return isLast ? entry : column; }
  int64_t getLength(int64_t group) const { return std::min(step, size - group * step); }

  /// The first groups, among which a splat has every pattern that it has.
  RowGroups getFirst() const {
    RowGroups first = *this;
    first.outer = std::min<int64_t>(outer, 1);
    first.perLine = std::min<int64_t>(perLine, 8);
    first.middle = std::min<int64_t>(middle, 1);
    first.last = std::min<int64_t>(last, 8);
    return first;
  }

  /// Calls visit(line, group, row, column) up to the first error.
  template <typename Visit>
  llvm::Error forEach(Visit visit) const {
    for (int64_t line = 0; line < outer; ++line)
      for (int64_t group = 0; group < perLine; ++group)
        for (int64_t row = 0; row < middle; ++row)
          for (int64_t column = 0; column < last; ++column)
            if (llvm::Error error = visit(line, group, row, column))
              return error;
    return llvm::Error::success();
  }
};
} // namespace

/// For each byte whether it is good.
using ByteTable = std::array<bool, 256>;

/// Whether every byte of every row is in the table; `padding` stands in the bits behind a row of `rowBits` bits.
static bool areInTable(llvm::ArrayRef<uint8_t> bytes, const ByteTable &table, int64_t rowBits, unsigned padding) {
  auto rowBytes = size_t(llvm::divideCeil(rowBits, 8));
  bool areGood = true;
  for (size_t start = 0; start < bytes.size() && rowBytes > 0; start += rowBytes) {
    llvm::ArrayRef<uint8_t> row = bytes.slice(start, rowBytes);
    unsigned used = unsigned(rowBits % 8);
    for (uint8_t byte : used ? row.drop_back() : row)
      areGood &= table[byte];
    if (used)
      areGood &= table[uint8_t(row.back() | padding << used)];
  }
  return areGood;
}

//===----------------------------------------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------------------------------------===//

llvm::Error numerics::makePositionError(const Sparsity &sparsity, int64_t group, int64_t position, int64_t next) {
  return llvm::createStringError("expected positions of kept elements that ascend below %lld, but got %lld where "
                                 "at least %lld may stand, in group %lld along dimension %lld",
                                 static_cast<long long>(sparsity.m), static_cast<long long>(position),
                                 static_cast<long long>(next), static_cast<long long>(group),
                                 static_cast<long long>(sparsity.axis));
}

/// Whether the groups in a byte, which they fill, hold good positions.
static bool hasGoodPositions(unsigned byte, const Sparsity &sparsity, unsigned width) {
  for (unsigned bit = 0; bit < 8; bit += unsigned(sparsity.n) * width)
    for (unsigned index = 0, next = 0; index < sparsity.n; ++index) {
      unsigned position = byte >> (bit + index * width) & llvm::maskTrailingOnes<unsigned>(width);
      if (position < next || position >= sparsity.m)
        return false;
      next = position + 1;
    }
  return true;
}

/// False where it takes more than a glance, too. `rowBits`: of the positions of a row; 8 without rows.
static bool areGoodAtAGlance(llvm::ArrayRef<uint8_t> bytes, const Sparsity &sparsity, int64_t rowBits) {
  unsigned width = getPositionBits(sparsity.m);
  if (sparsity.n * width > 8 || 8 % (sparsity.n * width) != 0)
    return false;
  ByteTable table;
  for (unsigned byte = 0; byte < 256; ++byte)
    table[byte] = hasGoodPositions(byte, sparsity, width);
  return areInTable(bytes, table, rowBits, unsigned(llvm::find(table, true) - table.begin()));
}

llvm::Error numerics::checkPositions(llvm::ArrayRef<uint8_t> bytes, bool isSplat, llvm::ArrayRef<int64_t> shape,
                                     const Sparsity &sparsity, SparseLayout layout) {
  Shape kept = getKeptShape(shape, sparsity);
  unsigned width = getPositionBits(sparsity.m);
  RowGroups groups(shape, kept, sparsity, sparsity.n);
  // In the order of tensor cores a byte holds two groups.
  bool hasWholeGroups = groups.isLast || !layout.isPlainOrder();
  if (getNumElements(kept) == 0 || (!isSplat && hasWholeGroups &&
                                    areGoodAtAGlance(bytes, sparsity, layout.isPlainOrder() ? kept.back() * width : 8)))
    return llvm::Error::success();
  BitRows rows{bytes, isSplat, width, getPackedRowBytes(kept.back(), width) * 8};
  auto getPosition = [&](int64_t line, int64_t entry, int64_t row, int64_t column) -> int64_t {
    if (layout.isPlainOrder())
      return rows.get(groups.getRow(line, entry, row), groups.getColumn(entry, column));
    PositionPlace place =
        getPositionPlace(layout.operandBits, kept[size_t(sparsity.axis)], layout.isTransposed ? column : line, entry);
    return rows.getByte(place.byte) >> place.bit & 3;
  };
  return (isSplat ? groups.getFirst() : groups)
      .forEach([&](int64_t line, int64_t group, int64_t row, int64_t column) -> llvm::Error {
        int64_t next = 0;
        for (int64_t index = 0; index < sparsity.n; ++index) {
          int64_t position = getPosition(line, group * sparsity.n + index, row, column);
          if (position < next || position >= sparsity.m)
            return makePositionError(sparsity, group, position, next);
          next = position + 1;
        }
        return llvm::Error::success();
      });
}

//===----------------------------------------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------------------------------------===//

llvm::Error numerics::makeMaskError(const Sparsity &sparsity, int64_t count) {
  return llvm::createStringError("expected at most %lld kept elements in every %lld along dimension %lld, but got %lld",
                                 static_cast<long long>(sparsity.n), static_cast<long long>(sparsity.m),
                                 static_cast<long long>(sparsity.axis), static_cast<long long>(count));
}

/// Along the last dimension, with groups that fill bytes.
static bool areSparseRows(llvm::ArrayRef<uint8_t> bytes, const Sparsity &sparsity, int64_t rowBits) {
  ByteTable table;
  for (unsigned byte = 0; byte < 256; ++byte) {
    table[byte] = true;
    for (unsigned bit = 0; bit < 8; bit += unsigned(sparsity.m))
      table[byte] &= llvm::popcount(byte >> bit & llvm::maskTrailingOnes<unsigned>(unsigned(sparsity.m))) <= sparsity.n;
  }
  return areInTable(bytes, table, rowBits, 0);
}

/// The bits of each byte, a byte each.
static std::array<uint64_t, 256> spreadBits() {
  std::array<uint64_t, 256> spread{};
  for (unsigned byte = 0; byte < 256; ++byte)
    for (unsigned bit = 0; bit < 8; ++bit)
      spread[byte] |= uint64_t(byte >> bit & 1) << 8 * bit;
  return spread;
}

/// Along another dimension: counts eight columns at a time, in groups of at most 127.
static bool areSparseColumns(const BitRows &rows, const RowGroups &groups, const Sparsity &sparsity) {
  const std::array<uint64_t, 256> spread = spreadBits();
  // A count of more than n sets the highest bit of its byte.
  const uint64_t offset = uint64_t(127 - sparsity.n) * 0x0101010101010101;
  int64_t rowBytes = rows.rowBits / 8;
  uint64_t found = 0;
  for (int64_t line = 0; line < groups.outer; ++line)
    for (int64_t group = 0; group < groups.perLine; ++group)
      for (int64_t byte = 0; byte < groups.middle * rowBytes; ++byte) {
        uint64_t counts = 0;
        for (int64_t index = 0; index < groups.getLength(group); ++index)
          counts += spread[rows.getByte(groups.getRow(line, group * groups.step + index, 0) * rowBytes + byte)];
        found |= counts + offset;
      }
  return (found & 0x8080808080808080) == 0;
}

llvm::Error numerics::checkMask(llvm::ArrayRef<uint8_t> bytes, bool isSplat, llvm::ArrayRef<int64_t> shape,
                                const Sparsity &sparsity, bool hasPaddedRows) {
  if (getNumElements(shape) == 0)
    return llvm::Error::success();
  RowGroups groups(shape, shape, sparsity, sparsity.m);
  BitRows rows{bytes, isSplat, 1, hasPaddedRows ? getPackedRowBytes(shape.back(), 1) * 8 : shape.back()};
  bool hasWholeBytes = !isSplat && rows.rowBits % 8 == 0;
  if (hasWholeBytes && groups.isLast && sparsity.m <= 8 && 8 % sparsity.m == 0 &&
      areSparseRows(bytes, sparsity, shape.back()))
    return llvm::Error::success();
  if (hasWholeBytes && !groups.isLast && sparsity.m <= 127 && areSparseColumns(rows, groups, sparsity))
    return llvm::Error::success();
  return (isSplat ? groups.getFirst() : groups)
      .forEach([&](int64_t line, int64_t group, int64_t row, int64_t column) -> llvm::Error {
        int64_t first = group * sparsity.m, length = groups.getLength(group), count = 0;
        if (groups.isLast)
          count = rows.count(line, first, length);
        else if (isSplat)
          count = rows.get(0, column) * length;
        for (int64_t index = 0; !groups.isLast && !isSplat && index < length; ++index)
          count += rows.get(groups.getRow(line, first + index, row), column);
        return count > sparsity.n ? makeMaskError(sparsity, count) : llvm::Error::success();
      });
}
