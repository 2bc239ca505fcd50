//===- ShadowPageTest.cpp - conflicts among accesses -------------------------------------------------------------===//

#include "Memory/ShadowPage.h"
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <random>

using namespace mlir::qnt::emulator;

namespace {

/// A page, its bytes and the clocks of some blocks.
class Bench {
public:
  explicit Bench(unsigned numBlocks = 3) {
    for (unsigned block = 0; block < numBlocks; ++block)
      blocks.emplace_back(block);
  }

  ShadowAccess make(unsigned block, unsigned warp, Touch touch, uint32_t line = 1) {
    ShadowAccess access;
    access.record.block = block;
    access.record.warp = warp;
    access.record.clock = blocks[block].getClock(warp);
    access.record.line = line;
    access.record.touch = static_cast<uint8_t>(touch);
    access.clocks = &blocks[block];
    access.maxReaders = kMaxWarps;
    return access;
  }
  bool read(unsigned block, unsigned warp, unsigned offset, unsigned size, uint32_t line = 1) {
    return page.touch(make(block, warp, Touch::Read, line), offset, size, bytes + offset, nullptr, conflict);
  }
  bool write(unsigned block, unsigned warp, unsigned offset, unsigned size, int value, uint32_t line = 1) {
    std::byte after[kPageBytes];
    std::memset(after, value, size);
    if (!page.touch(make(block, warp, Touch::Write, line), offset, size, bytes + offset, after, conflict))
      return false;
    std::memcpy(bytes + offset, after, size);
    return true;
  }
  bool atomic(unsigned block, unsigned warp, unsigned offset, bool isWide = true) {
    ShadowAccess access = make(block, warp, Touch::Write);
    access.record.isStrong = access.record.isAtomic = 1;
    access.record.isWide = isWide;
    return page.touch(access, offset, 4, bytes + offset, nullptr, conflict);
  }
  void barrier(unsigned block, WarpMask warps) { blocks[block].complete(0, warps); }

  ShadowPage page;
  std::byte bytes[kPageBytes] = {};
  std::vector<BlockClocks> blocks;
  ShadowConflict conflict;
};

TEST(ShadowPage, WritesOfTwoWarpsConflict) {
  Bench bench;
  EXPECT_TRUE(bench.write(0, 0, 64, 4, 1, 10));
  EXPECT_TRUE(bench.write(0, 1, 68, 4, 2, 11));
  EXPECT_FALSE(bench.write(0, 1, 64, 4, 2, 12));
  EXPECT_EQ(bench.conflict.record.line, 10u);
  EXPECT_EQ(bench.conflict.record.warp, 0u);
  EXPECT_EQ(bench.conflict.offset, 64u);
}

TEST(ShadowPage, EqualWritesDoNot) {
  Bench bench;
  EXPECT_TRUE(bench.write(0, 0, 64, 4, 1));
  EXPECT_TRUE(bench.write(0, 1, 64, 4, 1));
  EXPECT_TRUE(bench.write(1, 1, 64, 4, 1));
  EXPECT_FALSE(bench.write(1, 0, 64, 4, 3));
}

TEST(ShadowPage, OneWarpIsInOrder) {
  Bench bench;
  EXPECT_TRUE(bench.write(0, 0, 64, 4, 1));
  EXPECT_TRUE(bench.read(0, 0, 64, 4));
  EXPECT_TRUE(bench.write(0, 0, 64, 4, 2));
}

TEST(ShadowPage, BarrierSeparates) {
  Bench bench;
  EXPECT_TRUE(bench.write(0, 0, 0, 128, 1));
  bench.barrier(0, 0b111);
  EXPECT_TRUE(bench.read(0, 1, 0, 128));
  EXPECT_TRUE(bench.read(0, 2, 0, 128));
  EXPECT_FALSE(bench.write(0, 0, 8, 4, 2));
  bench.barrier(0, 0b011);
  EXPECT_FALSE(bench.write(0, 0, 8, 4, 2)); // warp 2 was not there
  EXPECT_EQ(bench.conflict.record.warp, 2u);
  bench.barrier(0, 0b101);
  EXPECT_TRUE(bench.write(0, 0, 8, 4, 2));
}

TEST(ShadowPage, BytesOfOneGranuleAreApart) {
  Bench bench;
  for (unsigned warp = 0; warp < 4; ++warp)
    EXPECT_TRUE(bench.write(0, warp, 100 + warp, 1, static_cast<int>(warp) + 1));
  EXPECT_TRUE(bench.read(0, 2, 102, 1));
  EXPECT_FALSE(bench.read(0, 2, 101, 1));
  EXPECT_EQ(bench.conflict.record.warp, 1u);
  EXPECT_EQ(bench.conflict.offset, 101u);
}

TEST(ShadowPage, AllReadersOfABlockCount) {
  for (unsigned missing = 0; missing < 8; ++missing) {
    Bench bench;
    for (unsigned warp = 0; warp < 8; ++warp)
      EXPECT_TRUE(bench.read(0, warp, 0, 4, 100 + warp));
    bench.barrier(0, (0xFFu & ~(1u << missing)) | 0x100);
    EXPECT_FALSE(bench.write(0, 8, 0, 4, 1));
    EXPECT_EQ(bench.conflict.record.line, 100 + missing);
  }
}

TEST(ShadowPage, BlocksAreNeverOrderedByBarriers) {
  Bench bench;
  EXPECT_TRUE(bench.read(0, 0, 0, 4));
  EXPECT_TRUE(bench.read(1, 0, 0, 4));
  EXPECT_TRUE(bench.read(2, 0, 0, 4));
  bench.barrier(2, 0b11);
  EXPECT_FALSE(bench.write(2, 0, 0, 4, 1));
  EXPECT_NE(bench.conflict.record.block, 2u);
}

TEST(ShadowPage, AtomicsAreStrongAmongThemselves) {
  Bench bench;
  EXPECT_TRUE(bench.atomic(0, 0, 0));
  EXPECT_TRUE(bench.atomic(0, 1, 0));
  EXPECT_TRUE(bench.atomic(1, 1, 0));
  EXPECT_FALSE(bench.read(0, 0, 0, 4));
  Bench narrow;
  EXPECT_TRUE(narrow.atomic(0, 0, 0, false));
  EXPECT_TRUE(narrow.atomic(0, 1, 0, false));
  EXPECT_FALSE(narrow.atomic(1, 1, 0, false));
}

TEST(ShadowPage, AtomicConflictsWithAnEarlierPlainWrite) {
  Bench bench;
  EXPECT_TRUE(bench.write(0, 0, 0, 4, 0, 5));
  EXPECT_TRUE(bench.atomic(0, 0, 0));
  EXPECT_FALSE(bench.atomic(0, 1, 0)); // not ordered behind the write, whatever came between
  EXPECT_EQ(bench.conflict.record.line, 5u);
}

TEST(ShadowPage, LanesComeFromThePattern) {
  LanePattern dense{100, 4, 3};
  EXPECT_EQ(dense.getLane(100), 3u);
  EXPECT_EQ(dense.getLane(107), 4u);
  LanePattern down{100, -8, 2};
  EXPECT_EQ(down.getLane(100), 2u);
  EXPECT_EQ(down.getLane(103), 2u);
  EXPECT_EQ(down.getLane(92), 3u);
  EXPECT_EQ(down.getLane(95), 3u);
  LanePattern around{96, 4, 0};
  EXPECT_EQ(around.getLane(92), 31u);
  EXPECT_EQ(around.getLane(89), 30u);
  EXPECT_EQ(around.getLane(228), 1u);
  LanePattern same{100, 0, 7};
  EXPECT_EQ(same.getLane(103), 7u);
}

/// The brute force: all accesses of each byte, with what each warp knew.
class Model {
public:
  struct Event {
    unsigned warp;
    uint32_t clock;
    bool isWrite;
  };
  bool conflicts(const BlockClocks &clocks, unsigned warp, unsigned offset, unsigned size, bool isWrite) const {
    for (unsigned byte = offset; byte < offset + size; ++byte)
      for (const Event &event : events[byte])
        if ((event.isWrite || isWrite) && event.warp != warp && event.clock > clocks.getKnown(warp, event.warp))
          return true;
    return false;
  }
  void add(unsigned warp, uint32_t clock, unsigned offset, unsigned size, bool isWrite) {
    for (unsigned byte = offset; byte < offset + size; ++byte)
      events[byte].push_back({warp, clock, isWrite});
  }

private:
  std::vector<Event> events[kPageBytes];
};

TEST(ShadowPage, AgreesWithAllAccessesOfEachByte) {
  unsigned conflicts = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    Bench bench;
    Model model;
    int value = 0;
    for (unsigned round = 0; round < 400; ++round) {
      unsigned warp = random() % 6;
      if (random() % 6 == 0) {
        bench.barrier(0, random() % 3 ? 0b111111 : random() % 64);
        continue;
      }
      unsigned size = 1u << random() % 7, offset = random() % (256 / size) * size;
      bool isWrite = random() % 4 == 0;
      bool expected = model.conflicts(bench.blocks[0], warp, offset, size, isWrite);
      // Values differ from all before, so that no write is equal to another.
      bool good = isWrite ? bench.write(0, warp, offset, size, ++value % 251 + 1) : bench.read(0, warp, offset, size);
      ASSERT_EQ(good, !expected) << "seed " << seed << " round " << round;
      if (!good) {
        ++conflicts;
        break;
      }
      model.add(warp, bench.blocks[0].getClock(warp), offset, size, isWrite);
    }
  }
  EXPECT_GT(conflicts, 50u);
}

TEST(ShadowPage, RecordsAreCollected) {
  Bench bench;
  for (unsigned round = 0; round < 20000; ++round) {
    ASSERT_TRUE(bench.write(0, round % 4, round * 4 % kPageBytes, 4, static_cast<int>(round % 100)));
    bench.barrier(0, 0b1111);
  }
  EXPECT_LE(bench.page.getNumRecords(), 2 * kPageBytes / kGranuleBytes);
}

} // namespace
