//===- IntegerTest.cpp - integer arithmetic on crossed edge values, against 128-bit integers -----------------===//

#include "Arithmetic/Integer.h"
#include "Oracle.h"
#include <gtest/gtest.h>

using namespace mlir::qnt::emulator;
using Wide = __int128;

namespace {

/// Values around zero and both ends of every width, and some random ones.
std::vector<uint64_t> values() {
  std::vector<uint64_t> result;
  for (int bits : {0, 7, 8, 15, 16, 23, 24, 31, 32, 47, 63})
    for (int delta : {-2, -1, 0, 1, 2}) {
      result.push_back((uint64_t(1) << bits) + uint64_t(int64_t(delta)));
      result.push_back(~((uint64_t(1) << bits) + uint64_t(int64_t(delta))));
    }
  oracle::Random random(11);
  for (int i = 0; i < 20; ++i)
    result.push_back(random.next());
  return result;
}

/// The low bits of an exact result.
template <class Type>
uint64_t cut(Wide value) {
  unsigned __int128 mask = ((unsigned __int128)1 << (8 * sizeof(Type))) - 1;
  return uint64_t((unsigned __int128)value & mask);
}
template <class Type>
Wide number(uint64_t bits) {
  return Wide(Type(bits));
}
Wide clamp32(Wide value) {
  Wide low = -(Wide(1) << 31), high = (Wide(1) << 31) - 1;
  return value < low ? low : value > high ? high : value;
}

template <class Type>
void checkBinary(uint64_t a, uint64_t b) {
  constexpr int bits = 8 * sizeof(Type);
  Wide x = number<Type>(a), y = number<Type>(b);
  ASSERT_EQ(addInteger<Type>(a, b), cut<Type>(x + y));
  ASSERT_EQ(subInteger<Type>(a, b), cut<Type>(x - y));
  // Products of 64-bit unsigned numbers fit 128 unsigned bits.
  unsigned __int128 product = (unsigned __int128)x * (unsigned __int128)y;
  ASSERT_EQ(mulLow<Type>(a, b), cut<Type>(Wide(product)));
  ASSERT_EQ(mulHigh<Type>(a, b), cut<Type>(Wide(product >> bits)));
  ASSERT_EQ(divInteger<Type>(a, b), y == 0 ? cut<Type>(-1) : cut<Type>(x / y));
  ASSERT_EQ(remInteger<Type>(a, b), y == 0 ? cut<Type>(x) : cut<Type>(x % y));
  ASSERT_EQ(minInteger<Type>(a, b), cut<Type>(x < y ? x : y));
  ASSERT_EQ(maxInteger<Type>(a, b), cut<Type>(x > y ? x : y));
  ASSERT_EQ(absInteger<Type>(a), cut<Type>(x < 0 ? -x : x));
  ASSERT_EQ(negInteger<Type>(a), cut<Type>(-x));
  ASSERT_EQ(reluInteger<Type>(a), cut<Type>(x < 0 ? 0 : x));
  if constexpr (bits <= 32) {
    ASSERT_EQ(mulWide<Type>(a, b), cut<TwiceOf<Type>>(x * y));
  }
}
template <class Type>
void checkTernary(uint64_t a, uint64_t b, uint64_t c) {
  Wide x = number<Type>(a), y = number<Type>(b), z = number<Type>(c);
  unsigned __int128 product = (unsigned __int128)x * (unsigned __int128)y;
  ASSERT_EQ(madLow<Type>(a, b, c), cut<Type>(Wide(product + (unsigned __int128)z)));
  ASSERT_EQ(madHigh<Type>(a, b, c), cut<Type>(Wide((product >> (8 * sizeof(Type))) + (unsigned __int128)z)));
  ASSERT_EQ(sadInteger<Type>(a, b, c), cut<Type>(z + (x < y ? y - x : x - y)));
  if constexpr (sizeof(Type) <= 4) {
    ASSERT_EQ(madWide<Type>(a, b, c), cut<TwiceOf<Type>>(x * y + Wide(TwiceOf<Type>(c))));
  }
}

template <class Type>
void checkType() {
  std::vector<uint64_t> all = values();
  for (uint64_t a : all)
    for (uint64_t b : all) {
      checkBinary<Type>(a, b);
      for (uint64_t c : {all[0], all[33], all[70], all[120]})
        checkTernary<Type>(a, b, c);
      if (testing::Test::HasFatalFailure())
        FAIL() << std::hex << a << " " << b;
    }
}
TEST(Integer, Unsigned16) { checkType<uint16_t>(); }
TEST(Integer, Signed16) { checkType<int16_t>(); }
TEST(Integer, Unsigned32) { checkType<uint32_t>(); }
TEST(Integer, Signed32) { checkType<int32_t>(); }
TEST(Integer, Unsigned64) { checkType<uint64_t>(); }
TEST(Integer, Signed64) { checkType<int64_t>(); }

TEST(Integer, Saturation) {
  for (uint64_t a : values())
    for (uint64_t b : values()) {
      Wide x = int32_t(a), y = int32_t(b);
      ASSERT_EQ(addSaturated(a, b), cut<int32_t>(clamp32(x + y)));
      ASSERT_EQ(subSaturated(a, b), cut<int32_t>(clamp32(x - y)));
      for (uint64_t c : {uint64_t(0x7fffffff), uint64_t(0x80000000), uint64_t(5)})
        ASSERT_EQ(madHighSaturated(a, b, c), cut<int32_t>(clamp32(((x * y) >> 32) + int32_t(c))));
    }
}

TEST(Integer, Products24) {
  for (uint64_t a : values())
    for (uint64_t b : values()) {
      Wide ux = a & 0xffffff, uy = b & 0xffffff;
      Wide sx = ux >= 0x800000 ? ux - 0x1000000 : ux, sy = uy >= 0x800000 ? uy - 0x1000000 : uy;
      ASSERT_EQ(mul24Low<uint32_t>(a, b), cut<uint32_t>(ux * uy));
      ASSERT_EQ(mul24High<uint32_t>(a, b), cut<uint32_t>((ux * uy) >> 16));
      ASSERT_EQ(mul24Low<int32_t>(a, b), cut<uint32_t>(sx * sy));
      ASSERT_EQ(mul24High<int32_t>(a, b), cut<uint32_t>((sx * sy) >> 16));
      for (uint64_t c : {uint64_t(0x7fffffff), uint64_t(0x80000001)}) {
        ASSERT_EQ(mad24Low<int32_t>(a, b, c), cut<uint32_t>(sx * sy + Wide(c)));
        ASSERT_EQ(mad24High<uint32_t>(a, b, c), cut<uint32_t>(((ux * uy) >> 16) + Wide(c)));
        ASSERT_EQ(mad24HighSaturated(a, b, c), cut<int32_t>(clamp32(((sx * sy) >> 16) + int32_t(c))));
      }
    }
}

template <class Type>
void checkCarry() {
  Wide limit = Wide(1) << (8 * sizeof(Type) - 1) << 1;
  for (uint64_t a : values())
    for (uint64_t b : values())
      for (bool carry : {false, true}) {
        Wide x = Type(a), y = Type(b);
        WithCarry sum = addCarry<Type>(a, b, carry);
        ASSERT_EQ(sum.value, cut<Type>(x + y + carry));
        ASSERT_EQ(sum.carry, x + y + carry >= limit);
        WithCarry difference = subBorrow<Type>(a, b, carry);
        ASSERT_EQ(difference.value, cut<Type>(x - y - carry));
        ASSERT_EQ(difference.carry, x - y - carry < 0);
      }
}
TEST(Integer, Carry) {
  checkCarry<uint32_t>();
  checkCarry<uint64_t>();
}

TEST(Integer, DotProducts) {
  for (uint64_t a : values())
    for (uint64_t b : values())
      for (int signs = 0; signs < 4; ++signs) {
        bool signedA = signs & 1, signedB = signs & 2;
        Wide four = 1000, low = 1000, high = 1000;
        for (int i = 0; i < 4; ++i) {
          Wide x = signedA ? Wide(int8_t(a >> 8 * i)) : Wide(uint8_t(a >> 8 * i));
          Wide y = signedB ? Wide(int8_t(b >> 8 * i)) : Wide(uint8_t(b >> 8 * i));
          four += x * y;
          Wide half = signedA ? Wide(int16_t(a >> 16 * (i % 2))) : Wide(uint16_t(a >> 16 * (i % 2)));
          (i < 2 ? low : high) += half * y;
        }
        ASSERT_EQ(dot4(a, b, 1000, signedA, signedB), cut<uint32_t>(four));
        ASSERT_EQ(dot2(a, b, 1000, signedA, signedB, false), cut<uint32_t>(low));
        ASSERT_EQ(dot2(a, b, 1000, signedA, signedB, true), cut<uint32_t>(high));
      }
}

} // namespace
