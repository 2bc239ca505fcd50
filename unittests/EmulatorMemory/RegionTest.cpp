//===- RegionTest.cpp - definedness and snapshots --------------------------------------------------------------===//

#include "Memory/Region.h"
#include <cstring>
#include <gtest/gtest.h>
#include <random>

using namespace mlir::qnt::emulator;

namespace {

TEST(DefinedBits, AgreeWithOneFlagAByte) {
  constexpr unsigned size = 700;
  DefinedBits bits(size);
  std::vector<bool> flags(size);
  std::mt19937 random(1);
  for (unsigned round = 0; round < 20000; ++round) {
    unsigned begin = random() % size, count = random() % std::min(size - begin, 150u);
    if (random() % 2) {
      bool defined = random() % 3 != 0;
      bits.set(begin, count, defined);
      std::fill(flags.begin() + begin, flags.begin() + begin + count, defined);
    }
    bool all = true;
    for (unsigned byte = begin; byte < begin + count; ++byte)
      all &= flags[byte];
    ASSERT_EQ(bits.areDefined(begin, count), all);
    ASSERT_EQ(bits.isDefined(begin), flags[begin]);
  }
}

TEST(Region, RestoresBytesAndDefinedness) {
  constexpr unsigned size = 5 * kPageBytes + 100;
  Region region(size);
  std::memset(region.getData(0), 1, 2 * kPageBytes);
  region.getDefined().set(0, 2 * kPageBytes, true);
  std::vector<std::byte> before(region.getData(0), region.getData(size - 1) + 1);
  for (unsigned offset : {100u, kPageBytes + 7, 3 * kPageBytes, size - 1}) {
    region.save(offset);
    region.save(offset);
    *region.getData(offset) = std::byte(9);
    region.getDefined().set(offset, 1, true);
    region.save(offset);
  }
  region.restore();
  EXPECT_EQ(std::memcmp(before.data(), region.getData(0), 2 * kPageBytes), 0);
  EXPECT_TRUE(region.getDefined().areDefined(0, 2 * kPageBytes));
  for (unsigned offset = 2 * kPageBytes; offset < size; ++offset)
    ASSERT_FALSE(region.getDefined().isDefined(offset));
  // A second snapshot begins anew.
  *region.getData(5) = std::byte(3);
  region.save(5);
  *region.getData(5) = std::byte(4);
  region.restore();
  EXPECT_EQ(*region.getData(5), std::byte(3));
}

} // namespace
