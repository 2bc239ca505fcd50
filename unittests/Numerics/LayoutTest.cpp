//===- LayoutTest.cpp - layouts of tensor cores -----------------------------------------------------------===//
//
// The positions are told anew here, from the fragments of mma.sync as PTX defines them (PTX ISA, "Matrix Fragments for
// mma.m16n8k16" and "mma.m16n8k32", operand A), not from the code.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/Layout.h"
#include "gtest/gtest.h"
#include <random>
#include <set>

using namespace mlir::qnt::numerics;

static std::vector<uint64_t> drawCodes(int64_t count, unsigned bits) {
  std::mt19937 random(7);
  std::vector<uint64_t> codes(count);
  for (uint64_t &code : codes)
    code = random() & ((1u << bits) - 1);
  return codes;
}

static uint32_t readWord(const std::vector<uint8_t> &bytes, size_t index) {
  uint32_t word = 0;
  for (unsigned i = 0; i < 4; ++i)
    word |= uint32_t(bytes[4 * index + i]) << (8 * i);
  return word;
}

TEST(Layout, Names) {
  EXPECT_EQ(
      describeLayouts(),
      "plain, mma_k16, mma_k16_t, mma_k32, mma_k32_t, mma_k16_b, mma_k16_b_t, mma_k32_b, mma_k32_b_t, compressed, "
      "mma_sp_k32, mma_sp_k32_t, mma_sp_k64, mma_sp_k64_t");
  EXPECT_FALSE(findFragmentLayout("plain"));
  EXPECT_FALSE(findFragmentLayout("mma_k8"));
  for (const char *name :
       {"mma_k16", "mma_k16_t", "mma_k32", "mma_k32_t", "mma_k16_b", "mma_k16_b_t", "mma_k32_b", "mma_k32_b_t"}) {
    ASSERT_TRUE(findFragmentLayout(name)) << name;
    EXPECT_EQ(getFragmentLayoutName(*findFragmentLayout(name)), name);
    EXPECT_TRUE(isKnownLayout(name));
  }
}

/// Every width, with rows and K that fill no block: the same codes come back, and padding is 0.
TEST(Layout, RoundTrip) {
  for (Format format : {Format::I2, Format::U3, Format::I4, Format::U4, Format::I5, Format::U6, Format::I7, Format::I8,
                        Format::U8, Format::F6E2M3FN, Format::F4E2M1FN, Format::F8E4M3FN})
    for (const char *name : {"mma_k16", "mma_k16_t", "mma_k32", "mma_k32_t"})
      for (auto [rows, k] : {std::pair<int64_t, int64_t>(1, 1), {64, 64}, {70, 33}, {5, 200}}) {
        SCOPED_TRACE(std::string(name) + " " + getName(format).str());
        FragmentLayout layout = *findFragmentLayout(name);
        Shape shape = layout.isTransposed ? Shape{k, rows} : Shape{rows, k};
        std::vector<uint64_t> codes = drawCodes(rows * k, bitWidth(format));
        std::vector<uint8_t> bytes = packFragments(codes, shape, format, layout);
        EXPECT_EQ(int64_t(bytes.size()), (rows + 63) / 64 * ((k + 63) / 64) * 512 * bitWidth(format));
        auto back = unpackFragments(bytes, shape, format, layout);
        ASSERT_TRUE(bool(back));
        EXPECT_EQ(*back, codes);
      }
}

/// Element (row, k) of a 64x64 block by the definition of PTX: fragment f holds rows 8g + 2f and 8g + 2f + 1 of the
/// block as its rows g and g + 8.
TEST(Layout, FragmentsOfPtx16) {
  std::vector<uint64_t> codes = drawCodes(64 * 64, 4);
  std::vector<uint8_t> bytes = packFragments(codes, {64, 64}, Format::U4, {16, false});
  for (unsigned lane = 0; lane < 32; ++lane)
    for (unsigned step = 0; step < 4; ++step)
      for (unsigned fragment = 0; fragment < 4; ++fragment)
        for (unsigned i = 0; i < 8; ++i) {
          // a0..a7 of mma.m16n8k16.
          unsigned row = lane / 4 + (i % 4 < 2 ? 0 : 8), column = lane % 4 * 2 + i % 2 + (i < 4 ? 0 : 8);
          unsigned blockRow = row % 8 * 8 + 2 * fragment + row / 8, k = 16 * step + column;
          // A word a fragment: register i / 2 at nibble i / 2 of each half.
          uint32_t word = readWord(bytes, (step * 32 + lane) * 4 + fragment);
          EXPECT_EQ((word >> (4 * (i / 2) + 16 * (i % 2))) & 15, codes[blockRow * 64 + k]);
        }
}

TEST(Layout, FragmentsOfPtx32) {
  std::vector<uint64_t> codes = drawCodes(64 * 64, 8);
  std::vector<uint8_t> bytes = packFragments(codes, {64, 64}, Format::I8, {8, false});
  for (unsigned lane = 0; lane < 32; ++lane)
    for (unsigned step = 0; step < 2; ++step)
      for (unsigned fragment = 0; fragment < 4; ++fragment)
        for (unsigned i = 0; i < 16; ++i) {
          // a0..a15 of mma.m16n8k32 with .s8.
          unsigned row = lane / 4 + (i % 8 < 4 ? 0 : 8), column = lane % 4 * 4 + i % 4 + (i < 8 ? 0 : 16);
          unsigned blockRow = row % 8 * 8 + 2 * fragment + row / 8, k = 32 * step + column;
          // Four words a fragment, register by register.
          uint32_t word = readWord(bytes, ((step * 4 + fragment) * 32 + lane) * 4 + i / 4);
          EXPECT_EQ((word >> (8 * (i % 4))) & 255, codes[blockRow * 64 + k]);
        }
}

TEST(Layout, SignsAreInverted) {
  // Element (0, 0): bit 0 of the first word.
  EXPECT_EQ(packFragments({0b0111}, {1, 1}, Format::I4, {16, false})[0], 0b1111);
  EXPECT_EQ(packFragments({0b0111}, {1, 1}, Format::U4, {16, false})[0], 0b0111);
  EXPECT_EQ(packFragments({0x7F}, {1, 1}, Format::I8, {16, false})[0], 0xFF);
  EXPECT_EQ(packFragments({0x7F}, {1, 1}, Format::I8, {8, false})[0], 0x7F);
  EXPECT_EQ(packFragments({0b0111}, {1, 1}, Format::I4, {8, false})[0], 0b1111);
}

TEST(Layout, PlanesOfOddWidths) {
  EXPECT_EQ(getCodePlanes(7), (llvm::SmallVector<unsigned, 3>{4, 2, 1}));
  EXPECT_EQ(getCodePlanes(8), (llvm::SmallVector<unsigned, 3>{8}));
  // Element (0, 0) of 3 bits: its low two bits in the plane of width 2, its highest in the plane of width 1 behind it.
  std::vector<uint8_t> bytes = packFragments({0b110}, {1, 1}, Format::U3, {16, false});
  ASSERT_EQ(bytes.size(), 1536u);
  EXPECT_EQ(bytes[0], 0b10);
  EXPECT_EQ(bytes[1024], 0b1);
}

TEST(Layout, WrongSize) {
  auto result = unpackFragments(std::vector<uint8_t>(100), {64, 64}, Format::I4, {16, false});
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()), "expected 2048 bytes of codes in layout mma_k16, but got 100");
}

/// Positions told by hand: 2 x 3 x 5 along K in tiles of 2 x 1 x 4, so runs of 4 padded to 8, two of them a tile of 16.
TEST(Layout, OrderOfTiles) {
  FragmentOrder order = FragmentOrder::create({2, 3, 5, 7}, {kWhole, 1, 4, 1}, {16, true});
  EXPECT_EQ(order.run, 8);
  EXPECT_EQ(order.tile, 16);
  EXPECT_EQ(order.getNumTiles(), 6);
  EXPECT_EQ(order.getPosition({0, 0, 0}), 0);
  EXPECT_EQ(order.getPosition({1, 0, 3}), 11);
  EXPECT_EQ(order.getPosition({0, 0, 4}), 16);
  EXPECT_EQ(order.getPosition({0, 1, 0}), 32);
  EXPECT_EQ(order.getPosition({1, 2, 4}), 88);
  EXPECT_EQ(order.getNumPositions(), 89);
  // One tile: runs alone are padded, to 16 bytes.
  order = FragmentOrder::create({9, 3, 3, 20}, {}, {8, false});
  EXPECT_EQ(order.run, 32);
  EXPECT_EQ(order.getNumPositions(), 8 * 32 + 20);
  // Tiles of a power of two of instructions, or of whole steps.
  for (auto [group, tile] :
       {std::pair<int64_t, int64_t>(8, 16), {16, 16}, {17, 32}, {48, 64}, {64, 64}, {65, 128}, {129, 192}})
    EXPECT_EQ(FragmentOrder::create({1, 1000}, {kWhole, group}, {16, false}).tile, tile) << group;
}

/// Every element has a position of its own, and comes back, whatever rank, tiles and number of matrices.
TEST(Layout, RoundTripOfTiles) {
  struct Case {
    const char *name;
    Shape shape;
    BlockShape block;
  } cases[] = {{"mma_k16_t", {3, 3, 5, 70}, {1, kWhole, 2, 1}},
               {"mma_k32", {9, 2, 3, 33}, {1, 2, 2, 16}},
               {"mma_k16", {65, 100}, {1, 24}},
               {"mma_k16_b", {3, 5, 70}, {1, 1, 32}},
               {"mma_k32_b_t", {2, 70, 5}, {}}};
  for (const Case &c : cases) {
    SCOPED_TRACE(c.name);
    FragmentLayout layout = *findFragmentLayout(c.name);
    std::vector<int64_t> positions = FragmentOrder::create(c.shape, c.block, layout).getPositions();
    EXPECT_EQ(std::set<int64_t>(positions.begin(), positions.end()).size(), positions.size());
    std::vector<uint64_t> codes = drawCodes(getNumElements(c.shape), 5);
    std::vector<uint8_t> bytes = packFragments(codes, c.shape, Format::U5, layout, c.block);
    auto back = unpackFragments(bytes, c.shape, Format::U5, layout, c.block);
    ASSERT_TRUE(bool(back));
    EXPECT_EQ(*back, codes);
  }
}

/// Matrices of a batch lie one after the other, each as it does alone.
TEST(Layout, Batch) {
  std::vector<uint64_t> codes = drawCodes(2 * 70 * 100, 4);
  std::vector<uint8_t> both = packFragments(codes, {2, 100, 70}, Format::U4, {16, true, true});
  size_t size = codes.size() / 2;
  for (size_t i = 0; i < 2; ++i) {
    std::vector<uint8_t> one =
        packFragments(llvm::ArrayRef(codes).slice(i * size, size), {100, 70}, Format::U4, {16, true});
    EXPECT_TRUE(std::equal(one.begin(), one.end(), both.begin() + i * one.size()));
  }
}
