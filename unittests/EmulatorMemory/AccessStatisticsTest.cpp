//===- AccessStatisticsTest.cpp - sectors and bank conflicts ------------------------------------------------===//

#include "Memory/AccessStatistics.h"
#include <functional>
#include <gtest/gtest.h>

using namespace mlir::qnt::emulator;

namespace {

struct Addresses {
  uint64_t of[kWarpSize];
  explicit Addresses(const std::function<uint64_t(unsigned)> &address) {
    for (unsigned lane = 0; lane < kWarpSize; ++lane)
      of[lane] = address(lane);
  }
};

TEST(AccessStatistics, SectorsOfCoalescedAccesses) {
  EXPECT_EQ(countSectors(kAllLanes, Addresses([](unsigned lane) { return 0x1000 + lane * 4; }).of, 4), 4u);
  EXPECT_EQ(countSectors(kAllLanes, Addresses([](unsigned lane) { return 0x1004 + lane * 4; }).of, 4), 5u);
  EXPECT_EQ(countSectors(kAllLanes, Addresses([](unsigned lane) { return 0x1000 + lane * 16; }).of, 16), 16u);
  EXPECT_EQ(countSectors(kAllLanes, Addresses([](unsigned lane) { return 0x1000 + lane; }).of, 1), 1u);
}

TEST(AccessStatistics, SectorsOfScatteredAccesses) {
  EXPECT_EQ(countSectors(kAllLanes, Addresses([](unsigned lane) { return lane * 4096; }).of, 4), 32u);
  EXPECT_EQ(countSectors(kAllLanes, Addresses([](unsigned) { return 64; }).of, 4), 1u);
  EXPECT_EQ(countSectors(0x3, Addresses([](unsigned lane) { return lane * 4096; }).of, 4), 2u);
}

TEST(AccessStatistics, BankConflictsByStride) {
  for (unsigned stride : {1u, 2u, 4u, 8u, 16u, 32u, 3u, 33u}) {
    unsigned step = stride, passes = 1;
    while (step % 2 == 0 && passes < 32) {
      step /= 2;
      passes *= 2;
    }
    auto address = [&](unsigned lane) { return lane * stride * 4; };
    EXPECT_EQ(countBankConflicts(kAllLanes, Addresses(address).of, 4), passes - 1) << stride;
  }
}

TEST(AccessStatistics, NoBankConflicts) {
  EXPECT_EQ(countBankConflicts(kAllLanes, Addresses([](unsigned) { return 128; }).of, 4), 0u);
  EXPECT_EQ(countBankConflicts(kAllLanes, Addresses([](unsigned lane) { return lane * 8; }).of, 8), 0u);
  EXPECT_EQ(countBankConflicts(kAllLanes, Addresses([](unsigned lane) { return lane * 16; }).of, 16), 0u);
  EXPECT_EQ(countBankConflicts(kAllLanes, Addresses([](unsigned lane) { return lane; }).of, 1), 0u);
}

TEST(AccessStatistics, BankConflictsOfWideAccesses) {
  // Each quarter of 8 lanes reads rows of 128 bytes: all in the first four banks.
  EXPECT_EQ(countBankConflicts(kAllLanes, Addresses([](unsigned lane) { return lane * 128; }).of, 16), 4u * 7);
}

} // namespace
