//===- AllocationTest.cpp - allocations of global memory ------------------------------------------------------===//

#include "Memory.h"
#include "Memory/GlobalMemory.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

using namespace mlir::qnt::emulator;

namespace {

TEST(Allocation, IsAlignedAsAskedAndNoBetter) {
  AllocationTable table(kGlobalBase, kConstantWindow, 24);
  for (uint64_t alignment = 1; alignment <= 4096; alignment *= 2) {
    uint64_t address = table.allocate(100, alignment);
    EXPECT_EQ(address % alignment, 0u);
    EXPECT_NE(address % (2 * alignment), 0u);
  }
  EXPECT_EQ(table.allocate(100, 3), 0u);
  EXPECT_EQ(table.allocate(100, 0), 0u);
  EXPECT_EQ(table.allocate(~0ull, 256), 0u);
}

TEST(Allocation, FindsEveryByteAndNoOther) {
  AllocationTable table(kGlobalBase, kConstantWindow, 24);
  uint64_t small = table.allocate(100, 256), large = table.allocate(40ull << 20, 256), last = table.allocate(1, 1);
  EXPECT_TRUE(table.find(small, 100));
  EXPECT_FALSE(table.find(small, 101));
  EXPECT_FALSE(table.find(small - 1, 1));
  EXPECT_TRUE(table.find(large + (40ull << 20) - 4, 4));
  EXPECT_FALSE(table.find(large + (40ull << 20) - 3, 4));
  EXPECT_TRUE(table.find(last, 1));
  EXPECT_FALSE(table.find(last + 1, 1));
  EXPECT_FALSE(table.find(0, 1));
  EXPECT_FALSE(table.find(~0ull, 1));
  // Red zones say which allocation is near.
  EXPECT_EQ(table.find(small + 1000), table.find(small, 1));
}

TEST(Allocation, FreedAddressesAreUsedLast) {
  AllocationTable table(kGlobalBase, kConstantWindow, 24);
  uint64_t first = table.allocate(100, 256);
  EXPECT_TRUE(table.free(first));
  EXPECT_FALSE(table.free(first));
  EXPECT_FALSE(table.find(first, 1));
  EXPECT_NE(table.allocate(100, 256), first);
}

TEST(Allocation, ManyAllocationsComeAndGo) {
  AllocationTable table(kGlobalBase, kConstantWindow, 24);
  std::set<uint64_t> live;
  for (unsigned round = 0; round < 200000; ++round) {
    uint64_t address = table.allocate(16, 256);
    ASSERT_NE(address, 0u);
    ASSERT_TRUE(live.insert(address).second);
    if (live.size() > 50) {
      ASSERT_TRUE(table.free(*live.begin()));
      live.erase(live.begin());
    }
  }
}

TEST(Allocation, DeviceMemoryChecksRanges) {
  std::unique_ptr<DeviceMemory> memory = createDeviceMemory();
  uint64_t address = memory->allocate(16, 256);
  uint32_t values[4] = {1, 2, 3, 4}, read[4] = {};
  EXPECT_FALSE(memory->write(AddressSpace::Global, address + 4, values, 12));
  EXPECT_TRUE(memory->write(AddressSpace::Global, address + 4, values, 13));
  uint8_t undefined[16];
  EXPECT_FALSE(memory->readUndefined(address, undefined, 16));
  for (unsigned byte = 0; byte < 16; ++byte)
    EXPECT_EQ(undefined[byte], byte < 4);
  EXPECT_FALSE(memory->copy(address, address + 4, 12));
  EXPECT_FALSE(memory->read(address, read, 12));
  EXPECT_EQ(read[0], 1u);
  EXPECT_EQ(read[2], 3u);
  EXPECT_THAT(*memory->read(address, read, 17),
              testing::MatchesRegex("expected 17 bytes at 0x[0-9a-f]+ to lie in one allocation"));
  EXPECT_FALSE(memory->fill(address, 7, 16));
  EXPECT_TRUE(memory->fill(address + 1, 7, 16));
  EXPECT_FALSE(memory->read(address + 100, read, 0));
}

TEST(Allocation, CopyMovesDefinednessToo) {
  std::unique_ptr<DeviceMemory> memory = createDeviceMemory();
  uint64_t from = memory->allocate(8, 256), to = memory->allocate(8, 256);
  uint8_t undefined[8];
  ASSERT_FALSE(memory->fill(from + 2, 1, 3));
  ASSERT_FALSE(memory->copy(to, from, 8));
  ASSERT_FALSE(memory->readUndefined(to, undefined, 8));
  for (unsigned byte = 0; byte < 8; ++byte)
    EXPECT_EQ(undefined[byte], byte < 2 || byte >= 5);
}

} // namespace
