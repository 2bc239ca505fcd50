//===- SparseChecksTest.cpp - masks and positions checked in memory ---------------------------------------===//
//
// What is right is told here element by element, from unpacked bits and positions.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Numerics/SparseLayout.h"
#include "gtest/gtest.h"
#include <map>
#include <random>

using namespace mlir::qnt::numerics;

static constexpr std::pair<int64_t, int64_t> kRatios[] = {{1, 2}, {1, 4}, {2, 4}, {3, 4},  {2, 3},  {1, 8},
                                                          {4, 8}, {5, 8}, {2, 5}, {2, 16}, {9, 16}, {3, 10}};

/// Shapes with `size` elements along the axis.
static std::vector<Shape> listShapes(int64_t axis, int64_t size) {
  std::vector<Shape> shapes = {{2, 3, 2}, {1, 2, 19}, {2, 1, 8}};
  for (Shape &shape : shapes)
    shape[size_t(axis)] = size;
  return shapes;
}

/// Calls visit(values, bytes, isSplat) with numbers below 2^bits that `draw` chooses, packed, and with every splat.
template <typename Draw, typename Visit>
static void forEachData(const Shape &shape, unsigned bits, Draw draw, Visit visit) {
  for (unsigned i = 0; i < 20; ++i) {
    std::vector<uint64_t> values = draw();
    visit(values, packCodes(values, shape, bits), false);
  }
  for (unsigned byte = 0; byte < 256 && getNumElements(shape) > 0; byte += 3) {
    std::vector<uint8_t> bytes(size_t(getNumElements(getPackedShape(shape, bits))), uint8_t(byte));
    visit(llvm::cantFail(unpackCodes(bytes, shape, bits)), std::vector<uint8_t>{uint8_t(byte)}, true);
  }
}

/// The same elements without padding between rows.
static std::vector<uint8_t> packTightly(const std::vector<uint64_t> &bits) {
  return packCodes(bits, {int64_t(bits.size())}, 1);
}

/// Kept elements of each group, a key a group.
static int64_t getLargestCount(const std::vector<uint64_t> &mask, const Shape &shape, const Sparsity &sparsity) {
  BlockShape group(shape.size(), 1);
  group[size_t(sparsity.axis)] = sparsity.m;
  std::map<int64_t, int64_t> counts;
  int64_t largest = 0;
  for (size_t i = 0; i < mask.size(); ++i)
    largest = std::max(largest, counts[getBlockIndex(int64_t(i), shape, group)] += int64_t(mask[i]));
  return largest;
}

/// Every ratio, axis, size with and without a tail; mostly at most n of a group, sometimes one more.
TEST(SparseChecks, Masks) {
  std::mt19937 random(1);
  unsigned numGood = 0, numBad = 0;
  for (auto [n, m] : kRatios)
    for (int64_t axis = 0; axis < 3; ++axis)
      for (int64_t size : {int64_t(0), m - 1, 2 * m, 2 * m + 3})
        for (const Shape &shape : listShapes(axis, size)) {
          Sparsity sparsity{Sparsity::Kind::NOfM, n, m, axis};
          auto draw = [&, n = n, m = m] {
            std::vector<uint64_t> mask(size_t(getNumElements(shape)));
            for (uint64_t &bit : mask)
              bit = random() % uint64_t(2 * m) < uint64_t(n);
            return mask;
          };
          forEachData(shape, 1, draw, [&](const auto &mask, const auto &bytes, bool isSplat) {
            bool isGood = getLargestCount(mask, shape, sparsity) <= sparsity.n;
            (isGood ? numGood : numBad) += 1;
            llvm::Error error = checkMask(bytes, isSplat, shape, sparsity);
            EXPECT_EQ(!error, isGood) << sparsity.n << ":" << sparsity.m << " along " << axis << " of " << size;
            llvm::consumeError(std::move(error));
            if (isSplat)
              return;
            llvm::Error tight = checkMask(packTightly(mask), false, shape, sparsity, /*hasPaddedRows=*/false);
            EXPECT_EQ(!tight, isGood) << sparsity.n << ":" << sparsity.m << " along " << axis << " of " << size;
            llvm::consumeError(std::move(tight));
          });
        }
  EXPECT_GT(numGood, 1000u);
  EXPECT_GT(numBad, 1000u);
}

/// Whether all groups ascend below m, from positions in row-major order of `kept`.
static bool areGood(const std::vector<uint64_t> &positions, const Shape &kept, const Sparsity &sparsity) {
  BlockShape group(kept.size(), 1);
  group[size_t(sparsity.axis)] = sparsity.n;
  std::map<int64_t, uint64_t> next;
  for (size_t i = 0; i < positions.size(); ++i) {
    uint64_t &least = next[getBlockIndex(int64_t(i), kept, group)];
    if (positions[i] < least || positions[i] >= uint64_t(sparsity.m))
      return false;
    least = positions[i] + 1;
  }
  return true;
}

/// 0 .. n - 1 in every group, of which some are others: the index inside the group is the coordinate modulo n.
static std::vector<uint64_t> drawPositions(std::mt19937 &random, const Shape &kept, const Sparsity &sparsity) {
  int64_t inner = getNumElements(llvm::ArrayRef<int64_t>(kept).drop_front(size_t(sparsity.axis) + 1));
  std::vector<uint64_t> positions(size_t(getNumElements(kept)));
  for (size_t i = 0; i < positions.size(); ++i) {
    positions[i] = uint64_t(int64_t(i) / inner % kept[size_t(sparsity.axis)] % sparsity.n);
    if (random() % 40 == 0)
      positions[i] = random() % (1u << getPositionBits(sparsity.m));
  }
  return positions;
}

TEST(SparseChecks, Positions) {
  std::mt19937 random(2);
  unsigned numGood = 0, numBad = 0;
  SparseLayout layout = *findSparseLayout("compressed");
  for (auto [n, m] : kRatios)
    for (int64_t axis = 0; axis < 3; ++axis)
      for (int64_t size : {int64_t(0), m - 1, 2 * m, 2 * m + 3})
        for (const Shape &shape : listShapes(axis, size)) {
          Sparsity sparsity{Sparsity::Kind::NOfM, n, m, axis};
          Shape kept = getKeptShape(shape, sparsity);
          forEachData(
              kept, getPositionBits(m), [&] { return drawPositions(random, kept, sparsity); },
              [&](const auto &positions, const auto &bytes, bool isSplat) {
                bool isGood = areGood(positions, kept, sparsity);
                (isGood ? numGood : numBad) += 1;
                llvm::Error error = checkPositions(bytes, isSplat, shape, sparsity, layout);
                EXPECT_EQ(!error, isGood) << sparsity.n << ":" << sparsity.m << " along " << axis << " of " << size;
                llvm::consumeError(std::move(error));
              });
        }
  EXPECT_GT(numGood, 1000u);
  EXPECT_GT(numBad, 1000u);
}

/// In the order of tensor cores: what pads a block may be anything.
TEST(SparseChecks, PositionsOfTensorCores) {
  std::mt19937 random(3);
  for (const char *name : {"mma_sp_k32", "mma_sp_k32_t", "mma_sp_k64", "mma_sp_k64_t"})
    for (const Shape &shape : {Shape{3, 7}, Shape{64, 128}, Shape{70, 5}, Shape{2, 0}}) {
      SparseLayout layout = *findSparseLayout(name);
      Sparsity sparsity{Sparsity::Kind::NOfM, 2, 4, layout.isTransposed ? 0 : 1};
      Shape kept = getKeptShape(shape, sparsity);
      for (unsigned i = 0; i < 20; ++i) {
        KeptCodes codes{{}, drawPositions(random, kept, sparsity)};
        codes.codes.resize(codes.positions.size());
        if (i % 2 == 0)
          for (size_t at = 0; at < codes.positions.size(); ++at)
            codes.positions[at] = codes.positions[at] % 2;
        StoredSparse stored = packKept(codes, shape, sparsity, Format::U8, layout);
        bool isGood = areGood(codes.positions, kept, sparsity);
        llvm::Error error = checkPositions(stored.positions, false, shape, sparsity, layout);
        EXPECT_EQ(!error, isGood) << name;
        llvm::consumeError(std::move(error));
      }
      std::vector<uint8_t> padding(size_t(getNumElements(getStoredPositionsShape(shape, sparsity, layout))), 0);
      if (getNumElements(shape) == 0)
        EXPECT_FALSE(bool(checkPositions(padding, false, shape, sparsity, layout)));
      for (unsigned byte = 0; byte < 256; ++byte) {
        std::vector<uint8_t> bytes(padding.size(), uint8_t(byte)), splat { uint8_t(byte) };
        auto getMessage = [&](llvm::ArrayRef<uint8_t> data, bool isSplat) {
          return llvm::toString(checkPositions(data, isSplat, shape, sparsity, layout));
        };
        EXPECT_EQ(getMessage(splat, true), getMessage(bytes, false)) << name << " " << byte;
      }
    }
}

/// The message counts the whole group, and names the group along the axis.
TEST(SparseChecks, Messages) {
  Sparsity sparsity{Sparsity::Kind::NOfM, 2, 4, 1};
  EXPECT_EQ(llvm::toString(checkMask({0x33, 0xF1}, false, {2, 8}, sparsity)),
            "expected at most 2 kept elements in every 4 along dimension 1, but got 4");
  EXPECT_EQ(llvm::toString(checkPositions({0x44, 0xB4}, false, {1, 16}, sparsity, *findSparseLayout("compressed"))),
            "expected positions of kept elements that ascend below 4, but got 2 where at least 4 may stand, in group 3 "
            "along dimension 1");
}
