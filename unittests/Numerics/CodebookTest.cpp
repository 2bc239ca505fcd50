//===- CodebookTest.cpp - tables: nearest entries, groups, vectors ---------------------------------------===//

#include "TestSupport.h"

using namespace mlir::qnt::numerics;

namespace {

TEST(Codebook, nf4_table) {
  llvm::ArrayRef<double> table = getNF4Table();
  ASSERT_EQ(table.size(), 16u);
  EXPECT_EQ(table[0], -1.0);
  EXPECT_EQ(table[7], 0.0);
  EXPECT_EQ(table[15], 1.0);
  for (size_t i = 0; i < 16; ++i) {
    EXPECT_EQ(table[i], double(float(table[i]))) << "f32 values";
    if (i > 0)
      EXPECT_GT(table[i], table[i - 1]);
  }
}

TEST(Codebook, nearest_is_the_nearest_of_all) {
  std::vector<double> values = drawNormal(2000, 6);
  for (double x : values) {
    uint64_t expected = 0;
    for (uint64_t i = 1; i < 16; ++i)
      if (std::fabs(getNF4Table()[i] - x) < std::fabs(getNF4Table()[expected] - x))
        expected = i;
    EXPECT_EQ(findNearestEntry({x}, getNF4Table(), 1), expected) << x;
  }
}

TEST(Codebook, the_first_of_equally_near_entries_wins) {
  EXPECT_EQ(findNearestEntry({0.5}, {0.0, 1.0}, 1), 0u);
  EXPECT_EQ(findNearestEntry({0.5}, {1.0, 0.0}, 1), 0u) << "first by index, not by value";
  EXPECT_EQ(findNearestEntry({3.0}, {7.0, 3.0, 3.0}, 1), 1u) << "duplicates";
}

/// Differences that are equal only after rounding do not make a tie.
TEST(Codebook, scalar_distances_are_exact) {
  EXPECT_EQ(findNearestEntry({1e-20}, {-1.0, 1.0}, 1), 1u);
  EXPECT_EQ(findNearestEntry({-1e-20}, {1.0, -1.0}, 1), 1u);
  EXPECT_EQ(findNearestEntry({0.0}, {1.0, -1.0}, 1), 0u) << "a tie";
  EXPECT_EQ(findNearestEntry({0.5}, {-1e-20, 1.0}, 1), 1u) << "the midpoint is below 1/2";
  EXPECT_EQ(findNearestEntry({0.5}, {1.0, 1e-20}, 1), 1u) << "the midpoint is above 1/2";
  EXPECT_EQ(findNearestEntry({0x1.7fffffffffffep1023}, {0x1p1023, 0x1.fffffffffffffp1023}, 1), 0u);
  EXPECT_EQ(findNearestEntry({0x1.8p1023}, {0x1p1023, 0x1.fffffffffffffp1023}, 1), 1u) << "the sum overflows";
}

TEST(Codebook, nan_and_infinities) {
  EXPECT_EQ(findNearestEntry({kNaN}, getNF4Table(), 1), 7u);
  EXPECT_EQ(findNearestEntry({kInf}, getNF4Table(), 1), 15u);
  EXPECT_EQ(findNearestEntry({-kInf}, getNF4Table(), 1), 0u);
  EXPECT_EQ(findNearestEntry({kInf}, {5.0, -1.0}, 1), 0u) << "the extreme entry, wherever it stands";
}

TEST(Codebook, vectors_by_squared_distance) {
  const std::vector<double> entries = {0, 0, 1, 1, 0, 1};
  EXPECT_EQ(findNearestEntry({0.9, 0.8}, entries, 2), 1u);
  EXPECT_EQ(findNearestEntry({0.1, 0.8}, entries, 2), 2u);
  EXPECT_EQ(findNearestEntry({0.5, 0.5}, entries, 2), 0u) << "first on ties";
}

TEST(Codebook, vectors_with_infinite_components) {
  const std::vector<double> entries = {-1, -5, 1, 5, 1, 4, kInf, 4};
  EXPECT_EQ(findNearestEntry({kInf, 5}, entries, 2), 1u);
  EXPECT_EQ(findNearestEntry({kInf, 4.1}, entries, 2), 2u) << "the other component decides among equals";
  EXPECT_EQ(findNearestEntry({-kInf, 5}, entries, 2), 0u);
  EXPECT_EQ(findNearestEntry({kNaN, kInf}, entries, 2), 1u);
  EXPECT_EQ(findNearestEntry({-kInf, kInf}, entries, 2), 1u) << "4, against -4 and 3; an infinite entry is none";
}

/// A code book with the given groups and vectors, four entries of each table.
Encoding makeTables(BlockShape group, Shape vector) {
  Encoding encoding = makeEncoding(Format::U2, BlockShape(group.size(), kWhole), std::nullopt);
  encoding.codebook.emplace();
  encoding.codebook->index = Format::U2;
  encoding.codebook->group = group;
  encoding.codebook->vector = vector;
  return encoding;
}

ArrayParts run(const std::vector<double> &values, Shape shape, const Encoding &encoding,
               const std::vector<double> &tables) {
  return llvm::cantFail(quantize(values, shape, Format::F32, encoding, {}, makeCalibration("absmax"), tables));
}

TEST(Codebook, one_table_per_group_of_channels) {
  Encoding encoding = makeTables({2, kWhole}, {});
  const std::vector<double> tables = {0, 1, 2, 3, 10, 20, 30, 40};
  const std::vector<double> values = {1.1, 2.9, 0, 2, 19, 41};
  ArrayParts parts = run(values, {3, 2}, encoding, tables);
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{1, 3, 0, 2, 1, 3}));
  EXPECT_EQ(dequantize(parts, encoding), (std::vector<double>{1, 3, 0, 2, 20, 40}));
}

TEST(Codebook, vector_entries_along_a_dimension) {
  Encoding encoding = makeTables({kWhole, kWhole}, {2, 1});
  const std::vector<double> tables = {0, 0, 1, 2, 3, 4, -1, -1};
  // Columns are read two rows at a time: (1, 2), (3, 4.2), then (-1, -0.9), (0.1, 0).
  const std::vector<double> values = {1, 3, 2, 4.2, -1, 0.1, -0.9, 0};
  ArrayParts parts = run(values, {4, 2}, encoding, tables);
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{1, 2, 3, 0}));
  EXPECT_EQ(dequantize(parts, encoding), (std::vector<double>{1, 3, 2, 4, -1, 0, -1, 0}));
}

/// Three rows and vectors of two: the missing row takes no part in the distance.
TEST(Codebook, vector_tails_are_masked) {
  Encoding encoding = makeTables({kWhole, kWhole}, {2, 1});
  const std::vector<double> tables = {0, 0, 1, 2, 3, -100, 5, 5};
  ArrayParts parts = run({1, 2, 3}, {3, 1}, encoding, tables);
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{1, 2})) << "3 is found although its partner is -100";
  EXPECT_EQ(dequantize(parts, encoding), (std::vector<double>{1, 2, 3}));
}

TEST(Codebook, pruned_components_take_no_part) {
  Encoding encoding = makeTables({kWhole}, {2});
  encoding.sparsity.kind = Sparsity::Kind::Bitmask;
  ArrayParts parts = run({3, 0, 1, 2}, {4}, encoding, {0, 0, 1, 2, 3, -100, 5, 5});
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{2, 1}));
  EXPECT_EQ(dequantize(parts, encoding), (std::vector<double>{3, 0, 1, 2}));
}

TEST(Codebook, scales_and_tables_together) {
  Encoding encoding = makeNF4({4});
  std::vector<double> values = {2, -2, 1, 0, 0.5, -0.25, 0.1, 0.5};
  ArrayParts parts = quantizeOrDie(values, {8}, encoding, {}, makeCalibration("absmax"));
  EXPECT_EQ(parts.scales, (std::vector<double>{2, 0.5}));
  for (size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(parts.codes[i], findNearestEntry({values[i] / parts.scales[i / 4]}, getNF4Table(), 1));
    EXPECT_EQ(dequantize(parts, encoding)[i],
              double(float(getNF4Table()[parts.codes[i]]) * float(parts.scales[i / 4])));
  }
}

TEST(Codebook, rank_0_and_empty) {
  Encoding encoding = makeNF4({});
  ArrayParts parts = quantizeOrDie({-3}, {}, encoding, {}, makeCalibration("absmax"));
  EXPECT_EQ(parts.codes, (std::vector<uint64_t>{0}));
  EXPECT_EQ(dequantize(parts, encoding), (std::vector<double>{-3}));
  parts = quantizeOrDie({}, {0}, makeNF4({kWhole}), {}, makeCalibration("absmax"));
  EXPECT_TRUE(dequantize(parts, makeNF4({kWhole})).empty());
}

TEST(Codebook, missing_table_is_an_error) {
  auto result = quantize({1.0}, {1}, Format::F32, makeNF4({kWhole}), {}, makeCalibration("absmax"));
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()), "expected 16 code-book values, but got 0");
}

} // namespace
