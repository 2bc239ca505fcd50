//===- LayoutTest.cpp - layouts of tensor cores -----------------------------------------------------------===//
//
// The positions are told anew here, from the fragments of mma.sync as PTX defines them (PTX ISA, "Matrix Fragments for
// mma.m16n8k16" and "mma.m16n8k32", operand A), not from the code.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/Layout.h"
#include "gtest/gtest.h"
#include <random>

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
  EXPECT_EQ(describeLayouts(), "plain, mma_k16, mma_k16_t, mma_k32, mma_k32_t");
  EXPECT_FALSE(findFragmentLayout("plain"));
  EXPECT_FALSE(findFragmentLayout("mma_k8"));
  for (const char *name : {"mma_k16", "mma_k16_t", "mma_k32", "mma_k32_t"}) {
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
