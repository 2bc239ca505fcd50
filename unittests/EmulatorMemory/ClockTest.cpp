//===- ClockTest.cpp - vector clocks -----------------------------------------------------------------------------===//

#include "Memory/BlockClocks.h"
#include <gtest/gtest.h>
#include <map>
#include <random>

using namespace mlir::qnt::emulator;

namespace {

using Model = std::map<uint32_t, WarpClocks>;

TEST(ClockTree, AgreesWithAMap) {
  std::mt19937 random(7);
  constexpr unsigned numTrees = 6;
  ClockTree trees[numTrees];
  Model models[numTrees];
  auto randomBlock = [&]() -> uint32_t { return random() % 4 ? random() % 40 : random(); };
  for (unsigned round = 0; round < 5000; ++round) {
    unsigned into = random() % numTrees, from = random() % numTrees;
    if (random() % 8 == 0) {
      trees[into] = ClockTree();
      models[into].clear();
    } else if (random() % 2) {
      WarpClocks clocks{};
      uint32_t block = randomBlock();
      clocks[random() % kMaxWarps] = random() % 100;
      trees[into] = trees[into].with(block, clocks);
      joinClocks(models[into][block], clocks);
    } else {
      trees[into] = ClockTree::join(trees[into], trees[from]);
      for (const auto &[block, clocks] : Model(models[from]))
        joinClocks(models[into][block], clocks);
    }
    for (const auto &[block, clocks] : models[into]) {
      ASSERT_TRUE(trees[into].find(block)) << block;
      ASSERT_EQ(*trees[into].find(block), clocks);
    }
    uint32_t other = randomBlock();
    ASSERT_EQ(trees[into].find(other) != nullptr, models[into].count(other) != 0);
  }
}

/// What warp `warp` does now.
uint32_t access(const BlockClocks &clocks, unsigned warp) { return clocks.getClock(warp); }

TEST(BlockClocks, BarrierOrdersWhoTakesPart) {
  BlockClocks clocks(0);
  uint32_t earlier = access(clocks, 1), outside = access(clocks, 3);
  clocks.arrive(0, 0b011);
  clocks.complete(0, 0b011);
  EXPECT_GE(clocks.getKnown(0, 1), earlier);
  EXPECT_LT(clocks.getKnown(2, 1), earlier);
  EXPECT_LT(clocks.getKnown(0, 3), outside);
  EXPECT_LT(clocks.getKnown(0, 1), access(clocks, 1)); // what comes later is not known
}

TEST(BlockClocks, ArrivalReleasesWhatCameBeforeAlone) {
  BlockClocks clocks(0);
  uint32_t before = access(clocks, 1);
  clocks.arrive(2, 0b10);
  uint32_t between = access(clocks, 1);
  clocks.arrive(2, 0b01);
  clocks.complete(2, 0b01);
  EXPECT_GE(clocks.getKnown(0, 1), before);
  EXPECT_LT(clocks.getKnown(0, 1), between);
  EXPECT_EQ(clocks.getKnown(1, 0), 0u); // who only arrives learns nothing
}

TEST(BlockClocks, BarriersAreTransitive) {
  BlockClocks clocks(0);
  uint32_t first = access(clocks, 0);
  clocks.complete(1, 0b011);
  clocks.complete(2, 0b110);
  EXPECT_GE(clocks.getKnown(2, 0), first);
}

TEST(BlockClocks, FenceAndRelaxedAccessesSynchronise) {
  BlockClocks writer(0), reader(1);
  ReleaseMap map;
  uint32_t data = access(writer, 3);
  writer.fence(3, Order::AcquireRelease, Scope::Device);
  uint32_t late = access(writer, 3);
  writer.strongAccess(3, map, 64, false, true, Order::Relaxed, Scope::Device);
  reader.strongAccess(0, map, 64, true, false, Order::Relaxed, Scope::Device);
  EXPECT_LT(reader.getRemote(0).get(0, 3), data);
  reader.fence(0, Order::AcquireRelease, Scope::Device);
  EXPECT_GE(reader.getRemote(0).get(0, 3), data);
  EXPECT_LT(reader.getRemote(0).get(0, 3), late);
  EXPECT_EQ(reader.getRemote(1).get(0, 3), 0u);
}

TEST(BlockClocks, ReleaseAndAcquire) {
  BlockClocks writer(0), reader(1);
  ReleaseMap map;
  uint32_t data = access(writer, 0);
  writer.strongAccess(0, map, 8, false, true, Order::Release, Scope::Device);
  reader.strongAccess(5, map, 16, true, false, Order::Acquire, Scope::Device);
  EXPECT_EQ(reader.getRemote(5).get(0, 0), 0u); // another address
  reader.strongAccess(5, map, 8, true, false, Order::Acquire, Scope::Device);
  EXPECT_GE(reader.getRemote(5).get(0, 0), data);
}

TEST(BlockClocks, NarrowScopesDoNotReachOtherBlocks) {
  BlockClocks writer(0), reader(1);
  ReleaseMap map;
  uint32_t data = access(writer, 0);
  writer.fence(0, Order::AcquireRelease, Scope::Block);
  writer.strongAccess(0, map, 8, false, true, Order::Relaxed, Scope::Device);
  reader.strongAccess(0, map, 8, true, false, Order::Acquire, Scope::Device);
  EXPECT_EQ(reader.getRemote(0).get(0, 0), 0u);
  writer.strongAccess(1, map, 8, true, false, Order::Acquire, Scope::Block);
  EXPECT_GE(writer.getKnown(1, 0), data);
}

TEST(BlockClocks, ReadModifyWritesCarryReleasesOn) {
  BlockClocks first(0), second(1), third(2);
  ReleaseMap map;
  uint32_t data = access(first, 0);
  first.strongAccess(0, map, 8, true, true, Order::Release, Scope::Device);
  second.strongAccess(0, map, 8, true, true, Order::Relaxed, Scope::Device);
  third.strongAccess(0, map, 8, true, false, Order::Acquire, Scope::Device);
  EXPECT_GE(third.getRemote(0).get(0, 0), data);
  // A plain strong write ends the sequence.
  second.strongAccess(0, map, 8, false, true, Order::Relaxed, Scope::Device);
  BlockClocks fourth(3);
  fourth.strongAccess(0, map, 8, true, false, Order::Acquire, Scope::Device);
  EXPECT_EQ(fourth.getRemote(0).get(0, 0), 0u);
}

/// Cooperative groups: each block's barrier, a fence and an atomic of one thread, a spin, a fence, a barrier.
TEST(BlockClocks, GridBarrierOrdersAllWarps) {
  constexpr unsigned numBlocks = 40;
  std::vector<BlockClocks> blocks;
  for (unsigned block = 0; block < numBlocks; ++block)
    blocks.emplace_back(block);
  ReleaseMap map;
  std::vector<uint32_t> before;
  for (BlockClocks &block : blocks) {
    before.push_back(block.getClock(2));
    block.complete(0, 0b1111);
    block.fence(0, Order::AcquireRelease, Scope::Device);
    block.strongAccess(0, map, 8, true, true, Order::Relaxed, Scope::Device);
  }
  for (BlockClocks &block : blocks) {
    block.strongAccess(0, map, 8, true, false, Order::Relaxed, Scope::System);
    block.fence(0, Order::AcquireRelease, Scope::Device);
    block.complete(0, 0b1111);
  }
  for (unsigned block = 0; block < numBlocks; ++block)
    for (unsigned other = 0; other < numBlocks; ++other)
      if (other != block)
        ASSERT_GE(blocks[block].getRemote(3).get(other, 2), before[other]);
}

} // namespace
