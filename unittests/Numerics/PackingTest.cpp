//===- PackingTest.cpp - codes in memory -----------------------------------------------------------------===//

#include "Qnt/Numerics/Packing.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir::qnt::numerics;

namespace {

std::vector<uint64_t> drawCodes(int64_t count, unsigned bits, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<uint64_t> codes(static_cast<size_t>(count));
  for (uint64_t &code : codes)
    code = random() & ((uint64_t(1) << bits) - 1);
  return codes;
}

/// The bit stream written out one bit at a time.
std::vector<uint8_t> packBitByBit(const std::vector<uint64_t> &codes, int64_t rows, int64_t rowSize, unsigned bits) {
  int64_t rowBytes = (rowSize * bits + 7) / 8;
  std::vector<uint8_t> bytes(static_cast<size_t>(rows * rowBytes), 0);
  for (int64_t i = 0; i < rows * rowSize; ++i)
    for (unsigned bit = 0; bit < bits; ++bit) {
      int64_t position = (i % rowSize) * bits + bit;
      bytes[size_t(i / rowSize * rowBytes + position / 8)] |= uint8_t((codes[size_t(i)] >> bit & 1) << position % 8);
    }
  return bytes;
}

TEST(Packing, nibbles_low_first) {
  EXPECT_EQ(packCodes({1, 2, 3}, {3}, 4), (std::vector<uint8_t>{0x21, 0x03}));
  EXPECT_EQ(packCodes({0xF, 0x18}, {2}, 4), (std::vector<uint8_t>{0x8F})) << "bits above the width are ignored";
}

TEST(Packing, three_bits_cross_bytes) {
  EXPECT_EQ(packCodes({1, 2, 3, 4}, {4}, 3), (std::vector<uint8_t>{0b11010001, 0b00001000}));
}

TEST(Packing, rows_are_padded_to_a_byte) {
  EXPECT_EQ(packCodes({1, 2, 3, 4, 5, 6}, {2, 3}, 4), (std::vector<uint8_t>{0x21, 0x03, 0x54, 0x06}));
  EXPECT_EQ(getPackedShape({2, 3}, 4), (Shape{2, 2}));
  EXPECT_EQ(getPackedShape({4, 0, 5}, 3), (Shape{4, 0, 2}));
}

TEST(Packing, wide_codes_are_little_endian) {
  EXPECT_EQ(packCodes({0x1234, 0xABCD}, {2}, 16), (std::vector<uint8_t>{0x34, 0x12, 0xCD, 0xAB}));
  EXPECT_EQ(packCodes({0x12345678}, {1}, 32), (std::vector<uint8_t>{0x78, 0x56, 0x34, 0x12}));
}

TEST(Packing, every_width_and_length_round_trips) {
  for (unsigned bits : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 16u, 32u})
    for (int64_t length = 1; length <= 17; ++length) {
      std::vector<uint64_t> codes = drawCodes(3 * length, bits, unsigned(bits * 100 + length));
      std::vector<uint8_t> bytes = packCodes(codes, {3, length}, bits);
      EXPECT_EQ(bytes, packBitByBit(codes, 3, length, bits)) << bits << " bits, length " << length;
      auto back = unpackCodes(bytes, {3, length}, bits);
      ASSERT_TRUE(bool(back));
      EXPECT_EQ(*back, codes) << bits << " bits, length " << length;
    }
}

/// Each code alone: in a byte, in two and in four.
TEST(Packing, one_code) {
  std::vector<uint8_t> bytes = {0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE};
  auto getByte = [&](int64_t byte) { return bytes[size_t(byte)]; };
  EXPECT_EQ(readCode(getByte, 0, 4), 0x2u);
  EXPECT_EQ(readCode(getByte, 3, 4), 0x3u);
  // The low bits of 0x563412 from bit 15 on: 0, 0, 1, 1, 0 (lowest first).
  EXPECT_EQ(readCode(getByte, 3, 5), 0b01100u);
  EXPECT_EQ(readCode(getByte, 2, 16), 0xBC9Au);
  EXPECT_EQ(readCode(getByte, 0, 32), 0x78563412u);
}

TEST(Packing, rank_zero_and_empty) {
  EXPECT_EQ(getPackedShape({}, 4), (Shape{1}));
  EXPECT_EQ(getPackedShape({}, 32), (Shape{4}));
  EXPECT_EQ(packCodes({5}, {}, 4), (std::vector<uint8_t>{5}));
  EXPECT_TRUE(packCodes({}, {3, 0}, 4).empty());
  EXPECT_TRUE(packCodes({}, {0, 3}, 5).empty());
  auto empty = unpackCodes({}, {0, 3}, 5);
  ASSERT_TRUE(bool(empty));
  EXPECT_TRUE(empty->empty());
}

TEST(Packing, wrong_byte_count_is_an_error) {
  std::vector<uint8_t> bytes(3);
  auto result = unpackCodes(bytes, {2, 3}, 4);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()), "expected 4 bytes of packed codes, but got 3");
}

TEST(Packing, wrong_width_is_an_error) {
  auto result = unpackCodes({}, {0}, 33);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()), "expected a code width of 1 to 32 bits, but got 33");
}

} // namespace
