//===- ContractionRaggedTest.cpp - ragged_dot_general against brute force ---------------------------------===//
//
// The oracle asks of every pair of elements whether it belongs to the output, by the group of its ragged index.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContractionOracle.h"
#include "gtest/gtest.h"

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using namespace mlir::qnt::reference::oracle;
using numerics::Format;

/// The group of `index` by sizes of one row; nothing beyond their sum.
static std::optional<int64_t> findGroup(llvm::ArrayRef<int64_t> sizes, int64_t index) {
  for (size_t group = 0; group < sizes.size(); ++group) {
    if (index < sizes[group])
      return group;
    index -= sizes[group];
  }
  return std::nullopt;
}

/// Group sizes of `rows` rows whose sums may stay below or go beyond `extent`; some are empty.
static GroupSizes makeSizes(Random &random, llvm::ArrayRef<int64_t> prefix, int64_t groups, int64_t extent) {
  GroupSizes sizes;
  sizes.shape.assign(prefix.begin(), prefix.end());
  sizes.shape.push_back(groups);
  for (int64_t i = 0; i < numerics::getNumElements(sizes.shape); ++i)
    sizes.data.push_back(pick(random, 0, 2) ? pick(random, 0, extent / 2 + 1) : 0);
  return sizes;
}

static llvm::ArrayRef<int64_t> getRow(const GroupSizes &sizes, int64_t row) {
  int64_t groups = sizes.shape.back();
  return llvm::ArrayRef<int64_t>(sizes.data).slice(sizes.shape.size() == 1 ? 0 : row * groups, groups);
}

static Operand makeOperand(Random &random, llvm::ArrayRef<int64_t> shape, bool isArray) {
  return isArray ? makeArray(random, shape, makeEncoding(random, makeBlock(random, shape))) : makeTensor(random, shape);
}

namespace {
/// lhs [b, m, k] with b a batch dimension; what rhs holds depends on the mode.
struct RaggedCase {
  int64_t b, m, k, n, groups, held;
  RaggedGroups sizes;
  RaggedDims dims;
  Operand lhs, rhs;
  Format format;
};
} // namespace

static RaggedCase makeCase(Random &random, unsigned i) {
  RaggedCase ragged;
  ragged.b = pick(random, 1, 3);
  ragged.m = pick(random, 0, 7);
  ragged.k = pick(random, 1, 40);
  ragged.n = pick(random, 1, 3);
  ragged.groups = pick(random, 1, 4);
  ragged.held = ragged.groups;
  if (i % 3 == 0) {
    ragged.sizes.offset = pick(random, 0, ragged.groups);
    ragged.held = pick(random, 0, ragged.groups - *ragged.sizes.offset);
  }
  ragged.format = std::vector{Format::F32, Format::BF16, Format::I32}[i % 3];
  return ragged;
}

static void compare(const RaggedCase &ragged, const ContractionResult &result, int64_t output,
                    const std::vector<Term> &terms) {
  expectElement(result, output, sumTerms(ragged.lhs, ragged.rhs, terms, result.integerPath.has_value()), terms.size(),
                ragged.format);
}

TEST(ContractionRagged, FreeMode) {
  Random random(11);
  for (unsigned i = 0; i < 200; ++i) {
    SCOPED_TRACE(i);
    RaggedCase ragged = makeCase(random, i);
    bool isArray = ragged.format == Format::I32 || i % 2;
    ragged.lhs = makeOperand(random, {ragged.b, ragged.m, ragged.k}, isArray);
    ragged.rhs = makeOperand(random, {ragged.b, ragged.k, ragged.held, ragged.n}, isArray);
    ragged.sizes.sizes = makeSizes(random, i % 4 ? DimList{ragged.b} : DimList(), ragged.groups, ragged.m);
    ragged.dims = {{{2}, {1}, {0}, {0}}, 1, 2};
    auto result =
        evaluateRaggedDotGeneral(ragged.lhs.view(), ragged.rhs.view(), ragged.sizes, ragged.dims, ragged.format);
    ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
    ASSERT_EQ(result->value.shape, (numerics::Shape{ragged.b, ragged.m, ragged.n}));
    int64_t output = 0;
    forEachIndex({ragged.b, ragged.m, ragged.n}, [&](const Index &index) {
      std::optional<int64_t> group = findGroup(getRow(ragged.sizes.sizes, index[0]), index[1]);
      int64_t local = group ? *group - ragged.sizes.offset.value_or(0) : -1;
      std::vector<Term> terms;
      for (int64_t k = 0; k < ragged.k && local >= 0 && local < ragged.held; ++k)
        terms.push_back({{index[0], index[1], k}, {index[0], k, local, index[2]}});
      compare(ragged, *result, output++, terms);
    });
  }
}

TEST(ContractionRagged, ContractingMode) {
  Random random(12);
  for (unsigned i = 0; i < 200; ++i) {
    SCOPED_TRACE(i);
    RaggedCase ragged = makeCase(random, i);
    bool isArray = ragged.format == Format::I32 || i % 2;
    ragged.lhs = makeOperand(random, {ragged.k, ragged.b, ragged.m}, isArray);
    ragged.rhs = makeOperand(random, {ragged.b, ragged.n, ragged.k}, isArray);
    ragged.sizes.sizes = makeSizes(random, i % 4 ? DimList{ragged.b} : DimList(), ragged.groups, ragged.k);
    ragged.sizes.resultGroups = ragged.held;
    ragged.dims = {{{0}, {2}, {1}, {0}}, 0, std::nullopt};
    auto result =
        evaluateRaggedDotGeneral(ragged.lhs.view(), ragged.rhs.view(), ragged.sizes, ragged.dims, ragged.format);
    ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
    ASSERT_EQ(result->value.shape, (numerics::Shape{ragged.held, ragged.b, ragged.m, ragged.n}));
    int64_t output = 0;
    forEachIndex({ragged.held, ragged.b, ragged.m, ragged.n}, [&](const Index &index) {
      int64_t group = index[0] + ragged.sizes.offset.value_or(0);
      std::vector<Term> terms;
      for (int64_t k = 0; k < ragged.k; ++k)
        if (findGroup(getRow(ragged.sizes.sizes, index[1]), k) == group)
          terms.push_back({{k, index[1], index[2]}, {index[1], index[3], k}});
      compare(ragged, *result, output++, terms);
    });
  }
}

TEST(ContractionRagged, BatchMode) {
  Random random(13);
  for (unsigned i = 0; i < 100; ++i) {
    SCOPED_TRACE(i);
    RaggedCase ragged = makeCase(random, i);
    bool isArray = ragged.format == Format::I32 || i % 2;
    ragged.lhs = makeOperand(random, {ragged.b, ragged.m, ragged.k}, isArray);
    ragged.rhs = makeOperand(random, {ragged.b, ragged.k, ragged.n}, isArray);
    ragged.sizes.sizes = makeSizes(random, {}, ragged.groups, ragged.b);
    ragged.dims = {{{2}, {1}, {0}, {0}}, 0, std::nullopt};
    auto result =
        evaluateRaggedDotGeneral(ragged.lhs.view(), ragged.rhs.view(), ragged.sizes, ragged.dims, ragged.format);
    ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
    int64_t before = 0, output = 0;
    for (int64_t group = 0; group < ragged.sizes.offset.value_or(0); ++group)
      before += ragged.sizes.sizes.data[group];
    forEachIndex({ragged.b, ragged.m, ragged.n}, [&](const Index &index) {
      std::vector<Term> terms;
      for (int64_t k = 0; k < ragged.k && index[0] >= before; ++k)
        terms.push_back({{index[0], index[1], k}, {index[0], k, index[2]}});
      compare(ragged, *result, output++, terms);
    });
  }
}

TEST(ContractionRagged, SizesPerOuterFreeIndex) {
  // lhs [2, 3, 1]: dimension 1 is ragged, dimension 0 lies before it, so each of its rows has sizes of its own.
  Operand lhs, rhs;
  lhs.tensor = {{2, 3, 1}, {1, 2, 3, 4, 5, 6}};
  rhs.tensor = {{2, 1, 1}, {10, 100}};
  RaggedGroups groups{{{2, 2}, {1, 1, 0, 2}}, std::nullopt, std::nullopt};
  RaggedDims dims{{{2}, {1}, {}, {}}, 1, 0};
  auto result = evaluateRaggedDotGeneral(lhs.view(), rhs.view(), groups, dims, Format::F32);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  EXPECT_EQ(result->value.data, (std::vector<double>{10, 200, 0, 400, 500, 0}));
}

TEST(ContractionRagged, TilesAscendWhereSizesDifferByAnOuterContractedIndex) {
  // Dimension 1 is ragged, dimension 0 lies before it. The last group has element 2 of row 0 and all of row 1: it meets
  // tile 2 first, yet adds the tiles 2^24, -2^24 and 1 in this order.
  Operand lhs, rhs;
  lhs.isArray = rhs.isArray = true;
  lhs.encoding.storage = rhs.encoding.storage = Format::I8;
  lhs.encoding.block = {numerics::kWhole, 1, numerics::kWhole};
  lhs.encoding.scale = Format::F32;
  rhs.encoding.block.assign(3, numerics::kWhole);
  lhs.parts.shape = rhs.parts.shape = {2, 3, 1};
  lhs.parts.codes.assign(6, 1);
  rhs.parts.codes.assign(6, 1);
  lhs.parts.scales = {16777216.0, -16777216.0, 0.5};
  RaggedGroups groups{{{2, 2}, {2, 1, 0, 3}}, std::nullopt, std::nullopt};
  RaggedDims dims{{{0, 1}, {0, 1}, {}, {}}, 1, std::nullopt};
  auto result = evaluateRaggedDotGeneral(lhs.view(), rhs.view(), groups, dims, Format::F32);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  ASSERT_TRUE(result->integerPath.has_value()) << result->whyNoIntegerPath;
  EXPECT_EQ(result->integerPath->data, (std::vector<double>{0, 1}));
}

TEST(ContractionRagged, RaggedDotTakesTheMatrixOfTheGroup) {
  Operand lhs, rhs;
  lhs.tensor = {{5, 2}, {1, 0, 0, 1, 1, 1, 2, 2, 3, 3}};
  rhs.tensor = {{3, 2, 1}, {1, 2, 10, 20, 100, 200}};
  RaggedGroups groups{{{3}, {2, 0, 2}}, std::nullopt, std::nullopt};
  auto result = evaluateRaggedDot(lhs.view(), rhs.view(), groups, Format::F32);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  EXPECT_EQ(result->value.shape, (numerics::Shape{5, 1}));
  // Group 1 is empty, row 4 has no group.
  EXPECT_EQ(result->value.data, (std::vector<double>{1, 2, 300, 600, 0}));
}

TEST(ContractionRagged, Errors) {
  Random random(14);
  Operand lhs = makeTensor(random, {4, 2}), rhs = makeTensor(random, {2, 2, 3});
  auto evaluate = [&](RaggedGroups groups) {
    return llvm::toString(evaluateRaggedDot(lhs.view(), rhs.view(), groups, Format::F32).takeError());
  };
  EXPECT_EQ(evaluate({{{2}, {3, -1}}, {}, {}}), "expected group_sizes of at least 0, but got -1");
  EXPECT_EQ(evaluate({{{3}, {1, 1, 1}}, 2, {}}), "expected groups within the 3 of group_sizes, but got 2 from 2 on");
  EXPECT_EQ(evaluate({{{3}, {1, 1, 1}}, -1, {}}), "expected groups within the 3 of group_sizes, but got 2 from -1 on");
  EXPECT_EQ(evaluate({{{2, 2}, {1, 1, 1, 1}}, {}, {}}),
            "expected group_sizes with a row of sizes, or a row for each index before the ragged dimension");
  EXPECT_EQ(evaluate({{{}, {1}}, {}, {}}), "expected group_sizes of at least rank 1, but got rank 0");
  auto ranks = evaluateRaggedDot(rhs.view(), rhs.view(), {{{2}, {1, 1}}, {}, {}}, Format::F32);
  EXPECT_EQ(llvm::toString(ranks.takeError()), "expected lhs of rank 2 and rhs of rank 3, but got 3 and 3");
  RaggedDims dims{{{1}, {1}, {}, {}}, 2, 0};
  auto range = evaluateRaggedDotGeneral(lhs.view(), rhs.view(), {{{2}, {1, 1}}, {}, {}}, dims, Format::F32);
  EXPECT_EQ(llvm::toString(range.takeError()), "expected the ragged dimension of lhs below its rank 2, but got 2");
  dims = {{{1}, {1}, {}, {}}, 1, 0};
  auto group = evaluateRaggedDotGeneral(lhs.view(), rhs.view(), {{{2}, {1, 1}}, {}, {}}, dims, Format::F32);
  EXPECT_EQ(llvm::toString(group.takeError()),
            "expected a group dimension of rhs exactly when the ragged dimension is free");
}
