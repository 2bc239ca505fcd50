//===- SparseLayoutTest.cpp - kept codes and their positions ----------------------------------------------===//
//
// The operands of mma.sp are told anew here, lane by lane, from the fragments of PTX (PTX ISA, "Sparse matrix storage",
// "Matrix fragments for sparse mma.m16n8k16 / m16n8k32 / m16n8k64"), not from the code.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/SparseLayout.h"
#include "Qnt/Numerics/Layout.h"
#include "Qnt/Numerics/Packing.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir::qnt::numerics;

static constexpr uint64_t kZeroCode = 9;

static Sparsity groupsAlong(int64_t n, int64_t m, int64_t axis) { return {Sparsity::Kind::NOfM, n, m, axis}; }

static std::optional<uint64_t> giveZeroCode(int64_t) { return kZeroCode; }

/// Codes from 10 on, and a mask of at most n in each m along the axis.
static void draw(const Shape &shape, const Sparsity &sparsity, unsigned seed, std::vector<uint64_t> &codes,
                 std::vector<uint8_t> &mask, unsigned bits = 8) {
  std::mt19937 random(seed);
  codes.resize(size_t(getNumElements(shape)));
  mask.assign(codes.size(), 0);
  BlockShape group(shape.size(), 1);
  group[size_t(sparsity.axis)] = sparsity.m;
  std::vector<int64_t> kept(size_t(getNumElements(getGridShape(shape, group))), 0);
  for (size_t i = 0; i < codes.size(); ++i) {
    codes[i] = (10 + random() % 200) & ((1u << bits) - 1);
    int64_t &count = kept[size_t(getBlockIndex(int64_t(i), shape, group))];
    if (random() % 2 && count < sparsity.n) {
      mask[i] = 1;
      ++count;
    }
  }
}

TEST(SparseLayout, Names) {
  for (const char *name : {"compressed", "mma_sp_k32", "mma_sp_k32_t", "mma_sp_k64", "mma_sp_k64_t"}) {
    ASSERT_TRUE(findSparseLayout(name)) << name;
    EXPECT_EQ(getSparseLayoutName(*findSparseLayout(name)), name);
    EXPECT_TRUE(isKnownLayout(name));
    EXPECT_FALSE(findFragmentLayout(name));
  }
  EXPECT_FALSE(findSparseLayout("plain"));
  EXPECT_FALSE(findSparseLayout("mma_sp_k16"));
}

TEST(SparseLayout, PositionBits) {
  EXPECT_EQ(getPositionBits(2), 1u);
  EXPECT_EQ(getPositionBits(3), 2u);
  EXPECT_EQ(getPositionBits(4), 2u);
  EXPECT_EQ(getPositionBits(5), 3u);
  EXPECT_EQ(getPositionBits(16), 4u);
}

/// Every mask of a group of four with at most two bits, and what fills it, written out.
TEST(SparseLayout, EveryGroupOfFour) {
  const struct {
    std::vector<uint8_t> mask;
    std::vector<uint64_t> positions, codes;
  } cases[] = {{{1, 1, 0, 0}, {0, 1}, {10, 11}}, {{1, 0, 1, 0}, {0, 2}, {10, 12}}, {{1, 0, 0, 1}, {0, 3}, {10, 13}},
               {{0, 1, 1, 0}, {1, 2}, {11, 12}}, {{0, 1, 0, 1}, {1, 3}, {11, 13}}, {{0, 0, 1, 1}, {2, 3}, {12, 13}},
               {{1, 0, 0, 0}, {0, 1}, {10, 9}},  {{0, 1, 0, 0}, {0, 1}, {9, 11}},  {{0, 0, 1, 0}, {0, 2}, {9, 12}},
               {{0, 0, 0, 1}, {0, 3}, {9, 13}},  {{0, 0, 0, 0}, {0, 1}, {9, 9}}};
  const std::vector<uint64_t> codes = {10, 11, 12, 13};
  for (const auto &[mask, positions, kept] : cases) {
    auto result = compressCodes(codes, mask, {4}, groupsAlong(2, 4, 0), giveZeroCode);
    ASSERT_TRUE(bool(result));
    EXPECT_EQ(result->positions, positions);
    EXPECT_EQ(result->codes, kept);
  }
}

TEST(SparseLayout, TooManyKept) {
  for (const std::vector<uint8_t> &mask : {std::vector<uint8_t>{1, 1, 1, 0}, {0, 1, 1, 1}, {1, 1, 1, 1}}) {
    auto result = compressCodes({1, 2, 3, 4}, mask, {4}, groupsAlong(2, 4, 0), giveZeroCode);
    ASSERT_FALSE(bool(result));
    EXPECT_NE(llvm::toString(result.takeError()).find("expected at most 2 kept elements in every 4 along dimension 0"),
              std::string::npos);
  }
}

/// A code for 0 is asked for where an element fills a group, not beyond the end.
TEST(SparseLayout, NoZeroCode) {
  auto none = [](int64_t) { return std::optional<uint64_t>(); };
  EXPECT_TRUE(bool(compressCodes({1, 2, 3, 4}, {1, 0, 0, 1}, {4}, groupsAlong(2, 4, 0), none)));
  EXPECT_TRUE(bool(compressCodes({7}, {1}, {1}, groupsAlong(2, 4, 0), none)));
  auto result = compressCodes({1, 2, 3, 4}, {0, 0, 0, 1}, {4}, groupsAlong(2, 4, 0), none);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()), "expected a code that decodes to 0 for element 0, which fills a group "
                                                "that keeps less than 2 elements, but there is none");
}

TEST(SparseLayout, PositionsAscend) {
  for (auto [first, second] : {std::pair<uint64_t, uint64_t>(0, 0), {1, 0}, {3, 3}, {2, 1}}) {
    auto result = expandCodes({{1, 2}, {first, second}}, {4}, groupsAlong(2, 4, 0));
    EXPECT_FALSE(bool(result)) << first << " " << second;
    llvm::consumeError(result.takeError());
  }
  auto result = expandCodes({{1, 2}, {0, 3}}, {3}, groupsAlong(2, 3, 0));
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()),
            "expected positions of kept elements that ascend below 3, but got 3 where "
            "at least 1 may stand, in group 0 along dimension 0");
}

/// Every size up to two groups and more, every axis of three, several n:m: what was kept comes back, what was not is 0
/// or the code that stands for 0; and so from memory in plain order.
TEST(SparseLayout, RoundTrip) {
  unsigned seed = 0;
  for (auto [n, m] : {std::pair<int64_t, int64_t>(2, 4), {1, 2}, {1, 4}, {3, 4}, {2, 3}, {4, 8}, {5, 16}})
    for (int64_t size = 0; size <= 2 * m + 1; ++size)
      for (int64_t axis = 0; axis < 3; ++axis) {
        Shape shape{2, 3, 2};
        shape[size_t(axis)] = size;
        Sparsity sparsity = groupsAlong(n, m, axis);
        std::vector<uint64_t> codes;
        std::vector<uint8_t> mask;
        draw(shape, sparsity, ++seed, codes, mask);
        auto kept = compressCodes(codes, mask, shape, sparsity, giveZeroCode);
        ASSERT_TRUE(bool(kept));
        EXPECT_EQ(int64_t(kept->codes.size()), getNumElements(getKeptShape(shape, sparsity)));
        SparseLayout layout = *findSparseLayout("compressed");
        StoredSparse stored = packKept(*kept, shape, sparsity, Format::U8, layout);
        EXPECT_EQ(int64_t(stored.codes.size()),
                  getNumElements(getStoredCodesShape(shape, sparsity, Format::U8, layout)));
        auto read = unpackKept(stored.codes, stored.positions, shape, sparsity, Format::U8, layout);
        ASSERT_TRUE(bool(read));
        auto expanded = expandCodes(*read, shape, sparsity);
        ASSERT_TRUE(bool(expanded));
        for (size_t i = 0; i < codes.size(); ++i) {
          EXPECT_EQ(expanded->codes[i], mask[i] ? codes[i] : expanded->mask[i] ? kZeroCode : 0);
          EXPECT_LE(mask[i], expanded->mask[i]);
        }
      }
}

TEST(SparseLayout, PlainOrderBytes) {
  // Positions 0, 3 and 1, 2 of the first row; 0, 1 and 2, 3 of the second: two bits each, low ones first.
  Sparsity sparsity = groupsAlong(2, 4, 1);
  KeptCodes kept{{1, 2, 3, 4, 5, 6, 7, 8}, {0, 3, 1, 2, 0, 1, 2, 3}};
  StoredSparse stored = packKept(kept, {2, 8}, sparsity, Format::I4, *findSparseLayout("compressed"));
  EXPECT_EQ(stored.codes, (std::vector<uint8_t>{0x21, 0x43, 0x65, 0x87}));
  EXPECT_EQ(stored.positions, (std::vector<uint8_t>{0b10011100, 0b11100100}));
}

//===----------------------------------------------------------------------------------------------------===//
// mma.sp
//===----------------------------------------------------------------------------------------------------===//

/// Word `word` of a lane in a block of `blockWords` words a lane.
static uint32_t readLaneWord(const std::vector<uint8_t> &bytes, int64_t block, unsigned blockWords, unsigned lane,
                             unsigned word) {
  size_t start = size_t(block) * blockWords * 128 + (word / 4 * 32 + lane) * 16 + word % 4 * 4;
  uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i)
    value |= uint32_t(bytes[start + i]) << (8 * i);
  return value;
}

/// Stored element (row 0..15, index) of operand A of an instruction, one register of `lane` at a time: rows g and g + 8
/// in turn, then the upper half of the stored columns. `operandBits` 16: two elements a register, m16n8k32; 8: four,
/// m16n8k64. Codes have 8 bits: in 16-bit operands two registers share a word of the layout.
static uint64_t readStored(const std::vector<uint8_t> &codes, unsigned operandBits, int64_t block, unsigned fragment,
                           unsigned step, unsigned row, unsigned index) {
  unsigned perRegister = 32 / operandBits, half = 4 * perRegister;
  unsigned lane = 4 * (row % 8) + index % half / perRegister;
  unsigned registerOfA = row / 8 + 2 * (index / half), position = index % perRegister;
  unsigned number = (4 * step + fragment) * 4 + registerOfA; // of all registers of the lane
  if (operandBits == 8)
    return readLaneWord(codes, block, 32, lane, number) >> (8 * position) & 0xff;
  return readLaneWord(codes, block, 32, lane, number / 2) >> (8 * (number % 2) + 16 * position) & 0xff;
}

/// The value that a warp sees: instruction by instruction what A is, from registers and the metadata operand.
static void readByInstructions(const StoredSparse &stored, unsigned operandBits, int64_t rows, int64_t k,
                               std::vector<uint64_t> &codes, std::vector<uint8_t> &mask) {
  int64_t stepK = operandBits == 16 ? 32 : 64, blocksK = (k + 127) / 128;
  codes.assign(size_t(rows * k), 0);
  mask.assign(codes.size(), 0);
  for (int64_t row = 0; row < (rows + 63) / 64 * 64; ++row)
    for (int64_t group = 0; group < blocksK * 32; ++group) {
      int64_t block = row / 64 * blocksK + group / 32;
      unsigned inBlock = row % 64, fragment = inBlock % 8 / 2, rowOfA = inBlock / 8 + 8 * (inBlock % 2);
      unsigned column = unsigned(group % 32 * 4), step = column / stepK, inStep = column % stepK;
      unsigned g = rowOfA % 8, bits;
      if (operandBits == 16) {
        // Selector 0: threads 0 and 1 of four have the columns 0..15 and 16..31, selector 1: threads 2 and 3.
        uint32_t metadata =
            readLaneWord(stored.positions, block, 8, 4 * g + 2 * (step % 2) + inStep / 16, 4 * (step / 2) + fragment);
        bits = metadata >> (16 * (rowOfA / 8) + 4 * (inStep % 16 / 4)) & 15;
      } else {
        // Threads 0 and 1 have the columns 0..31 of rows g and g + 8, threads 2 and 3 the columns 32..63.
        uint32_t metadata =
            readLaneWord(stored.positions, block, 8, 4 * g + 2 * (inStep / 32) + rowOfA / 8, 4 * step + fragment);
        bits = metadata >> (4 * (inStep % 32 / 4)) & 15;
      }
      ASSERT_LT(bits & 3, bits >> 2) << "row " << row << " group " << group;
      for (unsigned i = 0; i < 2; ++i) {
        int64_t at = group * 4 + (bits >> (2 * i) & 3);
        if (row >= rows || at >= k)
          continue;
        codes[size_t(row * k + at)] =
            readStored(stored.codes, operandBits, block, fragment, step, rowOfA, inStep / 2 + i);
        mask[size_t(row * k + at)] = 1;
      }
    }
}

/// m16n8k16 of 16-bit operands reads the same words: selector s takes thread s of four.
static unsigned readBitsOfK16(const StoredSparse &stored, int64_t blocksK, int64_t row, int64_t group) {
  unsigned inBlock = row % 64, fragment = inBlock % 8 / 2, rowOfA = inBlock / 8 + 8 * (inBlock % 2);
  unsigned column = unsigned(group % 32 * 4), step = column / 16, selector = step % 4;
  uint32_t metadata = readLaneWord(stored.positions, row / 64 * blocksK + group / 32, 8, 4 * (rowOfA % 8) + selector,
                                   4 * (step / 4) + fragment);
  return metadata >> (16 * (rowOfA / 8) + 4 * (column % 16 / 4)) & 15;
}

TEST(SparseLayout, OperandsOfTensorCores) {
  unsigned seed = 100;
  for (unsigned operandBits : {16u, 8u})
    for (bool isTransposed : {false, true})
      for (auto [rows, k] :
           {std::pair<int64_t, int64_t>(64, 128), {1, 1}, {16, 4}, {70, 37}, {65, 260}, {0, 8}, {3, 0}}) {
        SparseLayout layout{operandBits, isTransposed};
        SCOPED_TRACE(getSparseLayoutName(layout).str() + " " + std::to_string(rows) + "x" + std::to_string(k));
        Shape shape = isTransposed ? Shape{k, rows} : Shape{rows, k};
        Sparsity sparsity = groupsAlong(2, 4, isTransposed ? 0 : 1);
        std::vector<uint64_t> codes, seenCodes;
        std::vector<uint8_t> mask, seenMask;
        draw(shape, sparsity, ++seed, codes, mask);
        auto kept = compressCodes(codes, mask, shape, sparsity, giveZeroCode);
        ASSERT_TRUE(bool(kept));
        StoredSparse stored = packKept(*kept, shape, sparsity, Format::U8, layout);
        EXPECT_EQ(int64_t(stored.positions.size()), (rows + 63) / 64 * ((k + 127) / 128) * 1024);
        readByInstructions(stored, operandBits, rows, k, seenCodes, seenMask);
        auto expanded = expandCodes(*kept, shape, sparsity);
        ASSERT_TRUE(bool(expanded));
        for (int64_t row = 0; row < rows; ++row)
          for (int64_t at = 0; at < k; ++at) {
            auto element = size_t(isTransposed ? at * rows + row : row * k + at), seen = size_t(row * k + at);
            ASSERT_EQ(seenMask[seen], expanded->mask[element]) << row << " " << at;
            ASSERT_EQ(seenCodes[seen], expanded->codes[element]) << row << " " << at;
            ASSERT_EQ(seenCodes[seen], mask[element] ? codes[element] : expanded->mask[element] ? kZeroCode : 0);
            if (operandBits == 16) {
              unsigned bits = readBitsOfK16(stored, (k + 127) / 128, row, at / 4);
              EXPECT_EQ((bits & 3) == at % 4 || (bits >> 2) == at % 4, seenMask[seen] == 1);
            }
          }
        auto read = unpackKept(stored.codes, stored.positions, shape, sparsity, Format::U8, layout);
        ASSERT_TRUE(bool(read));
        EXPECT_EQ(read->codes, kept->codes);
        EXPECT_EQ(read->positions, kept->positions);
      }
}

/// The same kept codes come back from each layout, whatever their width.
TEST(SparseLayout, EveryWidth) {
  for (Format format : {Format::I2, Format::U3, Format::I4, Format::F4E2M1FN, Format::I5, Format::F6E3M2FN, Format::U7,
                        Format::I8, Format::F8E4M3FN})
    for (const char *name : {"compressed", "mma_sp_k32", "mma_sp_k64"}) {
      Shape shape{9, 21};
      Sparsity sparsity = groupsAlong(2, 4, 1);
      std::vector<uint64_t> codes;
      std::vector<uint8_t> mask;
      draw(shape, sparsity, 3, codes, mask, bitWidth(format));
      auto kept = compressCodes(codes, mask, shape, sparsity, [](int64_t) { return uint64_t(1); });
      ASSERT_TRUE(bool(kept));
      StoredSparse stored = packKept(*kept, shape, sparsity, format, *findSparseLayout(name));
      auto read = unpackKept(stored.codes, stored.positions, shape, sparsity, format, *findSparseLayout(name));
      ASSERT_TRUE(bool(read));
      EXPECT_EQ(read->codes, kept->codes) << name << " " << getName(format).str();
      EXPECT_EQ(read->positions, kept->positions);
    }
}

TEST(SparseLayout, WrongSizes) {
  Sparsity sparsity = groupsAlong(2, 4, 1);
  auto positions = unpackKept({1, 2}, {}, {1, 4}, sparsity, Format::I8, *findSparseLayout("compressed"));
  ASSERT_FALSE(bool(positions));
  EXPECT_EQ(llvm::toString(positions.takeError()), "expected 1 bytes of positions in layout compressed, but got 0");
  auto codes = unpackKept({1}, {4}, {1, 4}, sparsity, Format::I8, *findSparseLayout("compressed"));
  EXPECT_FALSE(bool(codes));
  llvm::consumeError(codes.takeError());
}

TEST(SparseLayout, ZeroCodes) {
  Encoding encoding;
  encoding.block = {2};
  ArrayParts parts;
  parts.shape = {4};
  EXPECT_EQ(findZeroCode(encoding, parts, 3), 0u);
  encoding.storage = Format::F4E2M1FN;
  EXPECT_EQ(findZeroCode(encoding, parts, 3), 0u);
  encoding.storage = Format::I4;
  encoding.zeroPoint = Format::I32;
  parts.zeroPoints = {-3, 8};
  EXPECT_EQ(findZeroCode(encoding, parts, 1), 13u);
  EXPECT_FALSE(findZeroCode(encoding, parts, 2)) << "8 is no i4";
  encoding.zeroPoint = Format::F32;
  parts.zeroPoints = {0.5, 7};
  EXPECT_FALSE(findZeroCode(encoding, parts, 0));
  EXPECT_EQ(findZeroCode(encoding, parts, 2), 7u);
  encoding.zeroPoint.reset();
  encoding.storage = Format::U1;
  encoding.codebook = Codebook{Format::U1, Format::F32, {2}, {}};
  parts.codebook = {1, 2, 5, 0};
  EXPECT_FALSE(findZeroCode(encoding, parts, 1));
  EXPECT_EQ(findZeroCode(encoding, parts, 2), 1u);
}
