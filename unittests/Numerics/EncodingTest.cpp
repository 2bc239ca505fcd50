//===- EncodingTest.cpp - shapes of blocks and grids -----------------------------------------------------===//

#include "Qnt/Numerics/BlockSegments.h"
#include "gtest/gtest.h"

using namespace mlir::qnt::numerics;

namespace {

TEST(Encoding, grid_shapes) {
  EXPECT_EQ(getGridShape({4, 100}, {1, 32}), (Shape{4, 4})) << "a last partial block counts";
  EXPECT_EQ(getGridShape({4, 100}, {kWhole, kWhole}), (Shape{1, 1}));
  EXPECT_EQ(getGridShape({4, 100}, {2, 200}), (Shape{2, 1}));
  EXPECT_EQ(getGridShape({}, {}), Shape{});
  EXPECT_EQ(getGridShape({0, 8}, {1, 4}), (Shape{0, 2}));
  EXPECT_EQ(getGridShape({0, 8}, {kWhole, 4}), (Shape{1, 2}));
}

TEST(Encoding, block_index) {
  EXPECT_EQ(getBlockIndex(0, {}, {}), 0);
  EXPECT_EQ(getBlockIndex(99, {4, 100}, {1, 32}), 3);
  EXPECT_EQ(getBlockIndex(100, {4, 100}, {1, 32}), 4);
  EXPECT_EQ(getBlockIndex(399, {4, 100}, {2, kWhole}), 1);
}

/// The walk visits every element once, in order, and names the block that the closed form names.
void checkSegments(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block) {
  int64_t next = 0;
  forEachSegment(shape, block, [&](Segment segment) {
    ASSERT_EQ(segment.begin, next);
    ASSERT_GE(segment.length, 1);
    for (int64_t i = 0; i < segment.length; ++i)
      ASSERT_EQ(getBlockIndex(segment.begin + i, shape, block), segment.block);
    next += segment.length;
  });
  EXPECT_EQ(next, getNumElements(shape));
}

TEST(Encoding, segments_cover_every_element_once) {
  checkSegments({}, {});
  checkSegments({7}, {3});
  checkSegments({7}, {kWhole});
  checkSegments({7}, {1});
  checkSegments({4, 100}, {1, 32});
  checkSegments({5, 6}, {2, 4});
  checkSegments({5, 6}, {kWhole, 1});
  checkSegments({3, 4, 5}, {2, kWhole, 2});
  checkSegments({2, 3, 4, 5}, {1, 2, kWhole, 7});
  checkSegments({0, 5}, {1, 2});
  checkSegments({5, 0}, {1, kWhole});
}

TEST(Encoding, code_range) {
  Encoding encoding;
  encoding.storage = Format::U4;
  EXPECT_EQ(encoding.codeRange(), (std::pair<int64_t, int64_t>(0, 15)));
  encoding.storage = Format::I8;
  encoding.clamp = {-16, 15};
  EXPECT_EQ(encoding.codeRange(), (std::pair<int64_t, int64_t>(-16, 15)));
}

TEST(Encoding, vector_codebooks) {
  Codebook codebook;
  EXPECT_FALSE(codebook.isVector());
  codebook.vector = {1, 1};
  EXPECT_FALSE(codebook.isVector());
  codebook.vector = {1, 4};
  EXPECT_TRUE(codebook.isVector());
  EXPECT_EQ(codebook.vectorSize(), 4);
}

} // namespace
