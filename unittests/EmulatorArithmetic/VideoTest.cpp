//===- VideoTest.cpp - video instructions against their pseudocode -----------------------------------------------===//

#include "Arithmetic/Video.h"
#include "Oracle.h"
#include <gtest/gtest.h>

using namespace mlir::qnt::emulator;

namespace {

/// Byte or half `index` of `width` bits, extended.
int64_t part(uint64_t bits, int index, int width, bool isSigned) {
  int64_t value = int64_t(bits >> (index * width)) & ((int64_t(1) << width) - 1);
  return isSigned && value >> (width - 1) ? value - (int64_t(1) << width) : value;
}
int64_t first(VideoOp op, int64_t a, int64_t b, int comparison) {
  switch (op) {
  case VideoOp::Add:
    return a + b;
  case VideoOp::Subtract:
    return a - b;
  case VideoOp::AbsoluteDifference:
    return std::abs(a - b);
  case VideoOp::Minimum:
    return std::min(a, b);
  case VideoOp::Maximum:
    return std::max(a, b);
  case VideoOp::Average:
    return a + b >= 0 ? (a + b + 1) / 2 : -((-(a + b) + 1) / 2);
  case VideoOp::Set: {
    const bool results[] = {a == b, a != b, a<b, a <= b, a> b, a >= b};
    return results[comparison];
  }
  default:
    return 0;
  }
}
int64_t clampTo(int64_t value, int width, bool isSigned) {
  int64_t low = isSigned ? -(int64_t(1) << (width - 1)) : 0;
  int64_t high = (int64_t(1) << (isSigned ? width - 1 : width)) - 1;
  return std::min(std::max(value, low), high);
}

TEST(Video, Scalar) {
  oracle::Random random(31);
  const VideoPart parts[] = {{0, 8}, {8, 8}, {16, 8}, {24, 8}, {0, 16}, {16, 16}, {0, 32}};
  for (int round = 0; round < 200000; ++round) {
    uint64_t a = uint32_t(random.next()), b = uint32_t(random.next()), c = uint32_t(random.next());
    uint64_t choice = random.next();
    VideoModifiers modifiers;
    const VideoOp ops[] = {VideoOp::Add,     VideoOp::Subtract, VideoOp::AbsoluteDifference,
                           VideoOp::Minimum, VideoOp::Maximum,  VideoOp::Set};
    modifiers.op = ops[choice % 6];
    modifiers.comparison = Comparison(choice / 8 % 6);
    modifiers.signedA = choice >> 8 & 1;
    modifiers.signedB = choice >> 9 & 1;
    modifiers.signedD = choice >> 10 & 1;
    modifiers.saturate = choice >> 11 & 1;
    modifiers.partA = parts[choice / 4096 % 7];
    modifiers.partB = parts[choice / 32768 % 7];
    modifiers.second = VideoSecond((choice >> 20) % 5);
    if (modifiers.second == VideoSecond::Merge)
      modifiers.partD = parts[(choice >> 24) % 6];
    int64_t x = part(a >> modifiers.partA.shift, 0, modifiers.partA.bits, modifiers.signedA);
    int64_t y = part(b >> modifiers.partB.shift, 0, modifiers.partB.bits, modifiers.signedB);
    int64_t t = first(modifiers.op, x, y, int(modifiers.comparison));
    if (modifiers.saturate)
      t = clampTo(t, modifiers.partD.bits, modifiers.signedD);
    int64_t value = part(uint64_t(t), 0, 32, modifiers.signedD), third = part(c, 0, 32, modifiers.signedD);
    int64_t merged = int64_t(c);
    for (int bit = 0; bit < modifiers.partD.bits; ++bit) {
      int64_t place = int64_t(1) << (modifiers.partD.shift + bit);
      merged = t >> bit & 1 ? merged | place : merged & ~place;
    }
    const int64_t results[] = {value, value + third, std::min(value, third), std::max(value, third), merged};
    ASSERT_EQ(videoScalar(a, b, c, modifiers), uint32_t(results[int(modifiers.second)])) << round;
  }
}

TEST(Video, Shifts) {
  for (uint32_t amount : {0u, 1u, 31u, 32u, 33u, 40u, 0xffffffffu}) {
    for (uint64_t a : {0x80000001ull, 0x7fffffffull, 0x12345678ull, 0xffffffffull}) {
      for (bool wrap : {false, true}) {
        VideoModifiers modifiers;
        uint32_t n = wrap ? amount % 32 : std::min(amount, 32u);
        modifiers.wrapShift = wrap;
        modifiers.op = VideoOp::ShiftLeft;
        EXPECT_EQ(videoScalar(a, amount, 0, modifiers), uint32_t(a << n)) << a << " " << amount;
        modifiers.op = VideoOp::ShiftRight;
        EXPECT_EQ(videoScalar(a, amount, 0, modifiers), uint32_t(a >> n));
        modifiers.signedA = true;
        EXPECT_EQ(videoScalar(a, amount, 0, modifiers), uint32_t(int64_t(int32_t(a)) >> n));
      }
    }
  }
  VideoModifiers saturated;
  saturated.op = VideoOp::ShiftLeft;
  saturated.signedA = saturated.signedD = saturated.saturate = true;
  EXPECT_EQ(videoScalar(0x40000000, 4, 0, saturated), 0x7fffffffu);
  EXPECT_EQ(videoScalar(0x80000000, 4, 0, saturated), 0x80000000u);
}

TEST(Video, MultiplyAdd) {
  oracle::Random random(32);
  for (int round = 0; round < 100000; ++round) {
    uint64_t a = uint32_t(random.next()), b = uint32_t(random.next()), c = uint32_t(random.next());
    uint64_t choice = random.next();
    VideoMadModifiers modifiers;
    modifiers.signedA = choice & 1;
    modifiers.signedB = choice & 2;
    int sign = int(choice >> 2 & 3); // none, product, c, plus one
    modifiers.negateProduct = sign == 1;
    modifiers.negateC = sign == 2;
    modifiers.plusOne = sign == 3;
    modifiers.saturate = choice & 16;
    modifiers.scale = uint8_t((choice >> 5 & 1) * 7 + (choice >> 6 & 1) * 8);
    if (modifiers.scale == 8)
      modifiers.scale = 0;
    bool isSigned = modifiers.signedA || modifiers.signedB || sign == 1 || sign == 2;
    __int128 product = __int128(part(a, 0, 32, modifiers.signedA)) * part(b, 0, 32, modifiers.signedB);
    __int128 addend = part(c, 0, 32, isSigned);
    // -x is ~x + 1; c is complemented in 32 bits before it is extended.
    __int128 total = sign == 2 ? product + part(uint32_t(~c), 0, 32, true) + 1
                               : (sign == 1 ? -product : product) + addend + (sign == 3);
    auto scaled = int64_t(total >> modifiers.scale);
    if (modifiers.saturate)
      scaled = clampTo(scaled, 32, isSigned);
    ASSERT_EQ(videoMad(a, b, c, modifiers), uint32_t(scaled)) << round;
  }
}

TEST(Video, Simd) {
  oracle::Random random(33);
  for (int round = 0; round < 200000; ++round) {
    uint64_t a = uint32_t(random.next()), b = uint32_t(random.next()), c = uint32_t(random.next());
    uint64_t choice = random.next();
    VideoSimdModifiers modifiers;
    const VideoOp ops[] = {VideoOp::Add,     VideoOp::Subtract, VideoOp::AbsoluteDifference,
                           VideoOp::Minimum, VideoOp::Maximum,  VideoOp::Average,
                           VideoOp::Set};
    modifiers.op = ops[choice % 7];
    modifiers.comparison = Comparison(choice / 8 % 6);
    modifiers.numLanes = choice >> 12 & 1 ? 2 : 4;
    modifiers.signedA = choice >> 13 & 1;
    modifiers.signedB = choice >> 14 & 1;
    modifiers.signedD = choice >> 15 & 1;
    int end = int(choice >> 16 & 3);
    modifiers.saturate = end == 1;
    modifiers.accumulate = end == 2;
    modifiers.mask = uint8_t(choice >> 20 & (modifiers.numLanes == 4 ? 15 : 3));
    int width = 32 / modifiers.numLanes;
    uint64_t sum = c, merged = 0;
    for (int i = 0; i < modifiers.numLanes; ++i) {
      modifiers.selectA[i] = uint8_t(choice >> (24 + 4 * i) & (2u * modifiers.numLanes - 1));
      modifiers.selectB[i] = uint8_t(choice >> (40 + 4 * i) & (2u * modifiers.numLanes - 1));
      auto lane = [&](int index, bool isSigned) {
        return index < modifiers.numLanes ? part(a, index, width, isSigned)
                                          : part(b, index - modifiers.numLanes, width, isSigned);
      };
      int64_t t = first(modifiers.op, lane(modifiers.selectA[i], modifiers.signedA),
                        lane(modifiers.selectB[i], modifiers.signedB), int(modifiers.comparison));
      if (modifiers.saturate)
        t = clampTo(t, width, modifiers.signedD);
      bool written = modifiers.mask >> i & 1;
      sum += written ? uint64_t(t) : 0;
      merged |= uint64_t(part(written ? uint64_t(t) : uint64_t(part(c, i, width, false)), 0, width, false))
                << (width * i);
    }
    ASSERT_EQ(videoSimd(a, b, c, modifiers), uint32_t(modifiers.accumulate ? sum : merged)) << round;
  }
}

} // namespace
