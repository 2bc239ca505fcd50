//===- BitsTest.cpp - logic, permutations and bit fields, bit by bit ---------------------------------------------===//

#include "Arithmetic/Bits.h"
#include "Oracle.h"
#include <gtest/gtest.h>

using namespace mlir::qnt::emulator;

namespace {

TEST(Bits, Lop3OfAllTables) {
  oracle::Random random(21);
  for (int table = 0; table < 256; ++table) {
    for (int round = 0; round < 8; ++round) {
      auto a = uint32_t(random.next()), b = uint32_t(random.next()), c = uint32_t(random.next());
      uint64_t got = lop3(a, b, c, uint8_t(table));
      for (int bit = 0; bit < 32; ++bit) {
        int index = int(a >> bit & 1) * 4 + int(b >> bit & 1) * 2 + int(c >> bit & 1);
        ASSERT_EQ(got >> bit & 1, uint64_t(table >> index & 1)) << table;
      }
      ASSERT_EQ(got >> 32, 0u);
    }
  }
  // The tables that the ISA gives as examples of how to make one.
  EXPECT_EQ(lop3(12, 10, 6, 0x80), 12u & 10u & 6u);
  EXPECT_EQ(lop3(12, 10, 6, 0xfe), 12u | 10u | 6u);
  EXPECT_EQ(lop3(12, 10, 6, 0x40), 12u & 10u & ~6u);
  EXPECT_EQ(lop3(12, 10, 6, 0x1a), ((12u & 10u) | 6u) ^ 12u);
}

TEST(Bits, PrmtOfAllSelectors) {
  const uint8_t bytes[8] = {0x10, 0xa1, 0x32, 0xc3, 0x54, 0xe5, 0x76, 0x87};
  uint64_t a = 0xc332a110, b = 0x8776e554;
  for (uint32_t selector = 0; selector < 0x10000; ++selector) {
    uint32_t expected = 0;
    for (int i = 0; i < 4; ++i) {
      uint32_t nibble = selector >> 4 * i & 15;
      uint8_t byte = bytes[nibble & 7];
      if (nibble & 8)
        byte = byte >= 0x80 ? 0xff : 0x00;
      expected |= uint32_t(byte) << 8 * i;
    }
    ASSERT_EQ(permuteBytes(a, b, selector, PermuteMode::Index), expected) << std::hex << selector;
  }
}

/// The table of the ISA: for each mode and selector the source bytes from the highest result byte to the lowest.
TEST(Bits, PrmtModes) {
  struct Row {
    PermuteMode mode;
    const char *bytes[4];
  };
  const Row rows[] = {{PermuteMode::Forward4, {"3210", "4321", "5432", "6543"}},
                      {PermuteMode::Backward4, {"5670", "6701", "7012", "0123"}},
                      {PermuteMode::Replicate8, {"0000", "1111", "2222", "3333"}},
                      {PermuteMode::EdgeLeft, {"3210", "3211", "3222", "3333"}},
                      {PermuteMode::EdgeRight, {"0000", "1110", "2210", "3210"}},
                      {PermuteMode::Replicate16, {"1010", "3232", "1010", "3232"}}};
  for (const Row &row : rows)
    for (uint32_t selector = 0; selector < 4; ++selector) {
      uint32_t expected = 0;
      for (int i = 0; i < 4; ++i)
        expected |= uint32_t(0x11 * (row.bytes[selector][3 - i] - '0' + 8)) << 8 * i;
      EXPECT_EQ(permuteBytes(0xbbaa9988, 0xffeeddcc, selector | 0xfffc, row.mode), expected)
          << int(row.mode) << " " << selector;
    }
}

TEST(Bits, Shifts) {
  oracle::Random random(22);
  for (uint64_t amount : {0ull, 1ull, 7ull, 15ull, 16ull, 17ull, 31ull, 32ull, 33ull, 63ull, 64ull, 65ull, 255ull,
                          0x80000000ull, 0xffffffffull}) {
    for (int round = 0; round < 50; ++round) {
      uint64_t a = random.next();
      auto shifted = [&](unsigned bits, int kind) {
        uint64_t result = 0;
        for (unsigned i = 0; i < bits; ++i) {
          // Kinds: left, right with zeros, right with the sign.
          __int128 from = kind == 0 ? __int128(i) - __int128(amount) : __int128(i) + __int128(amount);
          bool bit = from >= 0 && from < bits ? a >> int(from) & 1 : kind == 2 && (a >> (bits - 1) & 1) && from >= bits;
          result |= uint64_t(bit) << i;
        }
        return result;
      };
      ASSERT_EQ(shiftLeft<uint16_t>(a, amount), shifted(16, 0));
      ASSERT_EQ(shiftLeft<uint32_t>(a, amount), shifted(32, 0));
      ASSERT_EQ(shiftLeft<uint64_t>(a, amount), shifted(64, 0));
      ASSERT_EQ(shiftRight<uint16_t>(a, amount), shifted(16, 1));
      ASSERT_EQ(shiftRight<uint32_t>(a, amount), shifted(32, 1));
      ASSERT_EQ(shiftRight<uint64_t>(a, amount), shifted(64, 1));
      ASSERT_EQ(shiftRight<int16_t>(a, amount), shifted(16, 2));
      ASSERT_EQ(shiftRight<int32_t>(a, amount), shifted(32, 2));
      ASSERT_EQ(shiftRight<int64_t>(a, amount), shifted(64, 2));
    }
  }
}

TEST(Bits, FunnelShifts) {
  oracle::Random random(23);
  for (uint32_t amount : {0u, 1u, 13u, 31u, 32u, 33u, 45u, 64u, 0xffffffffu}) {
    for (bool wrap : {false, true}) {
      auto a = uint32_t(random.next()), b = uint32_t(random.next());
      uint32_t n = wrap ? amount % 32 : std::min(amount, 32u);
      uint32_t left = 0, right = 0;
      for (uint32_t i = 0; i < 32; ++i) {
        // Bit p of the pair: a below 32, b from there.
        auto bit = [&](uint32_t p) { return p < 32 ? a >> p & 1 : b >> (p - 32) & 1; };
        left |= bit(32 + i - n) << i;
        right |= bit(i + n) << i;
      }
      EXPECT_EQ(funnelShift(a, b, amount, true, wrap), left) << amount;
      EXPECT_EQ(funnelShift(a, b, amount, false, wrap), right) << amount;
    }
  }
}

template <class Type>
void checkFields() {
  oracle::Random random(24);
  constexpr int msb = 8 * sizeof(Type) - 1;
  for (int position = 0; position < 256; position += position < 70 ? 1 : 37) {
    for (int length = 0; length < 256; length += length < 70 ? 1 : 37) {
      uint64_t a = random.next(), b = random.next();
      bool sign = std::is_signed_v<Type> && length && (a >> std::min(position + length - 1, msb) & 1);
      uint64_t extracted = 0, inserted = 0;
      for (int i = 0; i <= msb; ++i) {
        bool bit = i < length && position + i <= msb ? a >> (position + i) & 1 : sign;
        extracted |= uint64_t(bit) << i;
        bool inside = i >= position && i < position + length;
        inserted |= (inside ? a >> (i - position) & 1 : b >> i & 1) << i;
      }
      // Bits 8 and up of position and length do not count.
      ASSERT_EQ(extractField<Type>(a, uint64_t(position) | 0x500, uint64_t(length) | 0x300), extracted)
          << position << " " << length;
      ASSERT_EQ(insertField<Type>(a, b, uint64_t(position), uint64_t(length)), inserted) << position << " " << length;
    }
  }
}
TEST(Bits, Fields) {
  checkFields<uint32_t>();
  checkFields<int32_t>();
  checkFields<uint64_t>();
  checkFields<int64_t>();
}

template <class Type>
void checkCounts(uint64_t a) {
  constexpr int bits = 8 * sizeof(Type);
  int ones = 0, zeros = bits, leading = -1;
  uint64_t reversed = 0;
  bool negative = std::is_signed_v<Type> && (a >> (bits - 1) & 1);
  for (int i = 0; i < bits; ++i) {
    bool bit = a >> i & 1;
    ones += bit;
    if (bit)
      zeros = bits - 1 - i;
    if (bit != negative)
      leading = i;
    reversed |= uint64_t(bit) << (bits - 1 - i);
  }
  ASSERT_EQ(countOnes<Type>(a), uint64_t(ones));
  ASSERT_EQ(countLeadingZeros<Type>(a), uint64_t(zeros));
  ASSERT_EQ(reverseBits<Type>(a), reversed);
  ASSERT_EQ(findLeading<Type>(a, false), leading < 0 ? 0xffffffffu : uint64_t(leading));
  ASSERT_EQ(findLeading<Type>(a, true), leading < 0 ? 0xffffffffu : uint64_t(bits - 1 - leading));
  ASSERT_EQ(logicalNot<Type>(a), uint64_t(ones == 0));
}
TEST(Bits, Counts) {
  oracle::Random random(25);
  for (int shift = 0; shift < 64; ++shift) {
    for (uint64_t a :
         {uint64_t(0), ~uint64_t(0), random.next() >> shift, ~(random.next() >> shift), uint64_t(1) << shift}) {
      checkCounts<uint32_t>(a);
      checkCounts<int32_t>(a);
      checkCounts<uint64_t>(a);
      checkCounts<int64_t>(a);
    }
  }
}

TEST(Bits, NthSetBit) {
  oracle::Random random(26);
  for (int round = 0; round < 200; ++round) {
    auto mask = uint32_t(random.next() & random.next());
    for (int base = 0; base < 32; ++base) {
      for (int n = -34; n <= 34; ++n) {
        std::vector<int> places; // set bits in the order they are met
        for (int p = base; p >= 0 && p < 32; p += n < 0 ? -1 : 1)
          if (mask >> p & 1)
            places.push_back(p);
        uint32_t expected = 0xffffffff;
        if (n == 0)
          expected = mask >> base & 1 ? uint32_t(base) : expected;
        else if (size_t(std::abs(n)) <= places.size())
          expected = uint32_t(places[size_t(std::abs(n)) - 1]);
        ASSERT_EQ(findNthSet(mask, uint64_t(base), uint32_t(n)), expected)
            << std::hex << mask << " " << base << " " << n;
      }
    }
  }
  EXPECT_EQ(findNthSet(0xffffffff, 0, 0x80000000), 0xffffffffu);
}

/// szext and bmsk by the pseudocode of the ISA.
TEST(Bits, ExtensionAndMask) {
  oracle::Random random(27);
  for (uint32_t b : {0u, 1u, 2u, 8u, 15u, 16u, 31u, 32u, 33u, 63u, 64u, 0xffffffffu}) {
    for (int round = 0; round < 20; ++round) {
      auto a = uint32_t(random.next());
      for (bool wrap : {false, true}) {
        uint32_t low = b & 31;
        bool tooLarge = b >= 32 && !wrap;
        uint32_t mask = tooLarge ? 0 : ~0u << low;
        bool sign = low != 0 && !tooLarge && (a >> ((low - 1) & 31) & 1);
        ASSERT_EQ(extendFrom(a, b, true, wrap), (a & ~mask) | (sign ? mask : 0)) << b;
        ASSERT_EQ(extendFrom(a, b, false, wrap), a & ~mask) << b;
      }
    }
    for (uint32_t a : {0u, 1u, 5u, 16u, 31u, 32u, 40u, 0xffffffffu}) {
      for (bool wrap : {false, true}) {
        uint32_t expected = 0;
        uint64_t first = wrap ? a % 32 : a, count = wrap ? b % 32 : b;
        for (uint64_t i = 0; i < 32; ++i)
          expected |= uint32_t(i >= first && i < first + count) << i;
        ASSERT_EQ(bitMask(a, b, wrap), expected) << a << " " << b << " " << wrap;
      }
    }
  }
}

} // namespace
