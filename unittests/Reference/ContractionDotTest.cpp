//===- ContractionDotTest.cpp - dot_general against brute force, and its traps ----------------------------===//
#include "ContractionOracle.h"
#include "Qnt/Numerics/Rounding.h"
#include "Qnt/Reference/Tensor.h"
#include "ShuffledDims.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using namespace mlir::qnt::reference::oracle;
using mlir::qnt::test::shuffleIn;
using numerics::Format;
using ::testing::HasSubstr;

namespace {
/// A random dot: dimensions of both operands shuffled.
struct DotCase {
  DotDims dims;
  DimList lhsShape, rhsShape, lhsFree, rhsFree;
};
} // namespace

static DimList pickSizes(Random &random, int64_t maxCount, int64_t low, int64_t high) {
  DimList sizes;
  for (int64_t count = pick(random, 0, maxCount); count > 0; --count)
    sizes.push_back(pick(random, low, high));
  return sizes;
}

static DotCase makeDotCase(Random &random) {
  DotCase dot;
  int64_t low = pick(random, 0, 9) == 0 ? 0 : 1;
  DimList batch = pickSizes(random, 2, low, 3), contracting = pickSizes(random, 2, low, 9);
  if (contracting.size() == 1 && pick(random, 0, 1))
    contracting[0] = pick(random, 30, 70);
  shuffleIn(random, {batch, contracting, pickSizes(random, 2, low, 3)}, dot.lhsShape,
            {&dot.dims.lhsBatch, &dot.dims.lhsContracting, &dot.lhsFree});
  shuffleIn(random, {batch, contracting, pickSizes(random, 2, low, 3)}, dot.rhsShape,
            {&dot.dims.rhsBatch, &dot.dims.rhsContracting, &dot.rhsFree});
  std::sort(dot.lhsFree.begin(), dot.lhsFree.end());
  std::sort(dot.rhsFree.begin(), dot.rhsFree.end());
  return dot;
}

static Index getSizes(const DimList &shape, const DimList &dims) {
  Index sizes;
  for (int64_t dim : dims)
    sizes.push_back(shape[dim]);
  return sizes;
}

static void place(Index &index, const DimList &dims, const Index &values) {
  for (size_t i = 0; i < dims.size(); ++i)
    index[dims[i]] = values[i];
}

static void checkDot(const DotCase &dot, const Operand &lhs, const Operand &rhs, Format format) {
  llvm::Expected<ContractionResult> result = evaluateDotGeneral(lhs.view(), rhs.view(), dot.dims, format);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  int64_t output = 0;
  forEachIndex(getSizes(dot.lhsShape, dot.dims.lhsBatch), [&](const Index &batch) {
    forEachIndex(getSizes(dot.lhsShape, dot.lhsFree), [&](const Index &row) {
      forEachIndex(getSizes(dot.rhsShape, dot.rhsFree), [&](const Index &column) {
        std::vector<Term> terms;
        forEachIndex(getSizes(dot.lhsShape, dot.dims.lhsContracting), [&](const Index &k) {
          Term term{Index(dot.lhsShape.size()), Index(dot.rhsShape.size())};
          place(term.lhs, dot.dims.lhsBatch, batch);
          place(term.lhs, dot.lhsFree, row);
          place(term.lhs, dot.dims.lhsContracting, k);
          place(term.rhs, dot.dims.rhsBatch, batch);
          place(term.rhs, dot.rhsFree, column);
          place(term.rhs, dot.dims.rhsContracting, k);
          terms.push_back(term);
        });
        bool integers = result->integerPath.has_value();
        expectElement(*result, output++, sumTerms(lhs, rhs, terms, integers), terms.size(), format);
      });
    });
  });
  EXPECT_EQ(result->value.data.size(), static_cast<size_t>(output));
}

TEST(ContractionDot, RandomArraysOfAnyTiling) {
  Random random(3);
  unsigned integerPaths = 0;
  for (unsigned i = 0; i < 600; ++i) {
    SCOPED_TRACE(i);
    DotCase dot = makeDotCase(random);
    Operand lhs = makeArray(random, dot.lhsShape, makeEncoding(random, makeBlock(random, dot.lhsShape)));
    Operand rhs = makeArray(random, dot.rhsShape, makeEncoding(random, makeBlock(random, dot.rhsShape)));
    Format format = std::vector{Format::F32, Format::BF16, Format::F16, Format::F64, Format::I32}[i % 5];
    checkDot(dot, lhs, rhs, format);
    integerPaths += whyNoIntegerPath(lhs.view(), rhs.view(), format).empty();
  }
  EXPECT_EQ(integerPaths, 480u); // all but the f64 results
}

TEST(ContractionDot, RandomFloatOperands) {
  Random random(4);
  for (unsigned i = 0; i < 200; ++i) {
    SCOPED_TRACE(i);
    DotCase dot = makeDotCase(random);
    Operand lhs = makeTensor(random, dot.lhsShape);
    Operand rhs = i % 2 ? makeTensor(random, dot.rhsShape)
                        : makeArray(random, dot.rhsShape, makeEncoding(random, makeBlock(random, dot.rhsShape)));
    checkDot(dot, lhs, rhs, i % 3 ? Format::F32 : Format::BF16);
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Traps
//===----------------------------------------------------------------------------------------------------===//

/// One row of `count` equal codes.
static Operand makeRow(int64_t count, Format storage, uint64_t code, double scale) {
  Operand row;
  row.isArray = true;
  row.encoding.storage = storage;
  row.encoding.block = {numerics::kWhole};
  row.encoding.scale = Format::F32;
  row.parts.shape = {count};
  row.parts.codes.assign(count, code);
  row.parts.scales = {scale};
  return row;
}

static DotDims contractFirst() {
  DotDims dims;
  dims.lhsContracting = dims.rhsContracting = {0};
  return dims;
}

static llvm::Expected<ContractionResult> dotOfRow(const Operand &row, Format format) {
  return evaluateDotGeneral(row.view(), row.view(), contractFirst(), format);
}

TEST(ContractionDot, LargestSafeKOfSignedCodes) {
  auto fits = dotOfRow(makeRow(131071, Format::I8, 0x80, 1.0), Format::I32);
  ASSERT_TRUE(bool(fits)) << llvm::toString(fits.takeError());
  EXPECT_EQ(fits->value.data, std::vector<double>{131071.0 * 16384});
  auto overflows = dotOfRow(makeRow(131072, Format::I8, 0x80, 1.0), Format::I32);
  EXPECT_EQ(llvm::toString(overflows.takeError()), "expected every sum to fit in i32, but got 2147483648 in element 0");
  // The f32 result has no such limit: 2^31 * 2^-20 * 2^-20.
  auto wide = dotOfRow(makeRow(131072, Format::I8, 0x80, std::ldexp(1.0, -20)), Format::F32);
  ASSERT_TRUE(bool(wide));
  EXPECT_EQ(wide->value.data, std::vector<double>{std::ldexp(1.0, -9)});
}

TEST(ContractionDot, LargestSafeKOfUnsignedCodes) {
  auto fits = dotOfRow(makeRow(33025, Format::U8, 255, 1.0), Format::I32);
  ASSERT_TRUE(bool(fits)) << llvm::toString(fits.takeError());
  EXPECT_EQ(fits->value.data, std::vector<double>{2147450625.0});
  auto overflows = dotOfRow(makeRow(33026, Format::U8, 255, 1.0), Format::I32);
  EXPECT_EQ(llvm::toString(overflows.takeError()), "expected every sum to fit in i32, but got 2147515650 in element 0");
}

TEST(ContractionDot, NegativeOverflowIsReported) {
  Operand lhs = makeRow(131074, Format::I8, 0x80, 1.0), rhs = makeRow(131074, Format::I8, 0x7F, 1.0);
  rhs.encoding.zeroPoint = Format::I8;
  rhs.parts.zeroPoints = {-1};
  auto overflows = evaluateDotGeneral(lhs.view(), rhs.view(), contractFirst(), Format::I32);
  EXPECT_THAT(llvm::toString(overflows.takeError()), HasSubstr("but got -2147516416 in element 0"));
}

TEST(ContractionDot, AccumulatorIsNotCastToTheResultTypeFirst) {
  // K = 128 of 127 * 127 is 2064512, beyond f16; the result 0.0315 is not.
  auto result = dotOfRow(makeRow(128, Format::I8, 127, std::ldexp(1.0, -13)), Format::F16);
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(result->value.data, std::vector<double>{numerics::roundTo(Format::F16, 2064512 * std::ldexp(1.0, -26))});
}

TEST(ContractionDot, LhsScaleComesFirst) {
  // acc = 9e8: rhs's scale first would overflow to infinity.
  Operand lhs = makeRow(1, Format::I16, 30000, 1e-38), rhs = makeRow(1, Format::I16, 30000, 1e38);
  auto result = evaluateDotGeneral(lhs.view(), rhs.view(), contractFirst(), Format::F32);
  ASSERT_TRUE(bool(result));
  EXPECT_NEAR(result->value.data[0], 9e8, 1e3);
}

TEST(ContractionDot, FloatSumIsCompensated) {
  Operand lhs, rhs;
  lhs.tensor = {{3}, {1e16, 1.0, -1e16}};
  rhs.tensor = {{3}, {1.0, 1.0, 1.0}};
  auto cancels = evaluateDotGeneral(lhs.view(), rhs.view(), contractFirst(), Format::F64);
  ASSERT_TRUE(bool(cancels));
  EXPECT_EQ(cancels->value.data[0], 1.0);

  // 0.1 * 0.1 a million times: plain f64 summation is off by 1e-9.
  Operand tenth;
  tenth.tensor = {{1000000}, std::vector<double>(1000000, 0.1)};
  auto sum = evaluateDotGeneral(tenth.view(), tenth.view(), contractFirst(), Format::F64);
  ASSERT_TRUE(bool(sum));
  long double exact = 1000000.0L * (static_cast<long double>(0.1) * 0.1);
  EXPECT_LE(std::fabs(sum->value.data[0] - exact), exact * std::ldexp(1.0L, -52));
}

TEST(ContractionDot, NonFiniteElementsReachTheResult) {
  double infinity = std::numeric_limits<double>::infinity();
  Operand lhs, rhs;
  lhs.tensor = {{2, 2}, {infinity, 1.0, infinity, infinity}};
  rhs.tensor = {{2}, {1.0, -1.0}};
  DotDims dims;
  dims.lhsContracting = {1};
  dims.rhsContracting = {0};
  auto result = evaluateDotGeneral(lhs.view(), rhs.view(), dims, Format::F32);
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(result->value.data[0], infinity);
  EXPECT_TRUE(std::isnan(result->value.data[1]));
}

TEST(ContractionDot, RoundsOnceToTheResultType) {
  Operand lhs, rhs;
  // 1 + 2^-8 + 2^-30 lies just above the middle of two bf16 values; through f32 it would be the tie, and go down.
  lhs.tensor = {{3}, {1.0, std::ldexp(1.0, -8), std::ldexp(1.0, -30)}};
  rhs.tensor = {{3}, {1.0, 1.0, 1.0}};
  auto result = evaluateDotGeneral(lhs.view(), rhs.view(), contractFirst(), Format::BF16);
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(result->value.data[0], 1.0 + std::ldexp(1.0, -7));
  rhs.tensor.data = {65536.0, 0.0, 0.0};
  auto overflow = evaluateDotGeneral(lhs.view(), rhs.view(), contractFirst(), Format::F16);
  ASSERT_TRUE(bool(overflow));
  EXPECT_EQ(overflow->value.data[0], std::numeric_limits<double>::infinity());
}

TEST(ContractionDot, EmptySumIsPlusZero) {
  Operand lhs = makeRow(0, Format::I8, 0, -1.0);
  auto result = dotOfRow(lhs, Format::F32);
  ASSERT_TRUE(bool(result));
  ASSERT_EQ(result->value.data.size(), 1u);
  EXPECT_EQ(result->value.data[0], 0.0);
  EXPECT_FALSE(std::signbit(result->value.data[0]));
}

TEST(ContractionDot, ZeroIsPlusZeroOnBothPaths) {
  // -1 * 1e-30 * 1e-30 underflows to -0; 0 + -0 is +0.
  Operand lhs = makeRow(1, Format::I8, 0xFF, 1e-30), rhs = makeRow(1, Format::I8, 1, 1e-30);
  auto result = evaluateDotGeneral(lhs.view(), rhs.view(), contractFirst(), Format::F32);
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(result->integerPath->data[0], 0.0);
  EXPECT_FALSE(std::signbit(result->integerPath->data[0]));
}

TEST(ContractionDot, TilesAreAddedInAscendingOrder) {
  // Tiles 1, 2^-24, 2^-24 with block 1: ascending gives 1 (each half ulp ties to even), descending 1 + 2^-23.
  Operand lhs = makeRow(3, Format::I8, 1, 1.0), rhs = makeRow(3, Format::I8, 1, 1.0);
  lhs.encoding.block = {1};
  lhs.parts.scales = {1.0, std::ldexp(1.0, -24), std::ldexp(1.0, -24)};
  auto ascending = evaluateDotGeneral(lhs.view(), rhs.view(), contractFirst(), Format::F32);
  ASSERT_TRUE(bool(ascending));
  EXPECT_EQ(ascending->integerPath->data[0], 1.0);
  EXPECT_EQ(ascending->real.data[0], 1.0 + std::ldexp(1.0, -23));
}

//===----------------------------------------------------------------------------------------------------===//
// When the integer path applies, and errors
//===----------------------------------------------------------------------------------------------------===//

TEST(ContractionDot, ReasonsAgainstTheIntegerPath) {
  Operand integers = makeRow(4, Format::I8, 1, 1.0), changed = integers, tensor;
  tensor.tensor = {{4}, {1, 2, 3, 4}};
  auto reason = [&](const Operand &rhs, Format format = Format::F32) {
    return whyNoIntegerPath(integers.view(), rhs.view(), format);
  };
  EXPECT_EQ(reason(integers), "");
  EXPECT_EQ(reason(integers, Format::I32), "");
  EXPECT_EQ(reason(integers, Format::F64), "the result has type f64");
  EXPECT_EQ(reason(tensor), "rhs is a float tensor");
  EXPECT_EQ(whyNoIntegerPath(tensor.view(), integers.view(), Format::F32), "lhs is a float tensor");
  changed.encoding.storage = Format::F8E4M3FN;
  EXPECT_EQ(reason(changed), "rhs has codes of type f8E4M3FN");
  changed = integers;
  changed.encoding.codebook.emplace();
  EXPECT_EQ(reason(changed), "rhs has a code book");
  changed = integers;
  changed.encoding.zeroPoint = Format::BF16;
  EXPECT_EQ(reason(changed), "rhs has zero points of type bf16");
  changed = integers;
  changed.encoding.scale = Format::F64;
  EXPECT_EQ(reason(changed), "rhs has scales of type f64");
  EXPECT_EQ(reason(changed, Format::I32), "");
}

TEST(ContractionDot, ErrorsOfRunTimeShapes) {
  Random random(5);
  Operand four = makeTensor(random, {4}), five = makeTensor(random, {5});
  auto sizes = evaluateDotGeneral(four.view(), five.view(), contractFirst(), Format::F32);
  EXPECT_EQ(llvm::toString(sizes.takeError()),
            "expected contracting dimension 0 of lhs and 0 of rhs to have one size, but got 4 and 5");
  DotDims dims = contractFirst();
  dims.rhsContracting = {1};
  auto range = evaluateDotGeneral(four.view(), four.view(), dims, Format::F32);
  EXPECT_EQ(llvm::toString(range.takeError()), "expected dimensions of rhs below its rank 1 once each, but got 1");
  dims.rhsContracting.clear();
  auto counts = evaluateDotGeneral(four.view(), four.view(), dims, Format::F32);
  EXPECT_EQ(llvm::toString(counts.takeError()), "expected as many contracting and batch dimensions of lhs as of rhs");
  Operand scalar = makeTensor(random, {});
  auto rank = evaluateDot(four.view(), scalar.view(), Format::F32);
  EXPECT_EQ(llvm::toString(rank.takeError()), "expected operands of at least rank 1, but got rank 0");
  Operand shorter = four;
  shorter.tensor.data.pop_back();
  auto elements = evaluateDotGeneral(four.view(), shorter.view(), contractFirst(), Format::F32);
  EXPECT_EQ(llvm::toString(elements.takeError()), "expected rhs of 4 elements, but got 3");
  auto integer = evaluateDotGeneral(four.view(), four.view(), contractFirst(), Format::I32);
  EXPECT_EQ(llvm::toString(integer.takeError()),
            "expected arrays of integer codes for an i32 result, but lhs is a float tensor");
}

/// Operands without elements may have large dimensions; the result may not.
TEST(ContractionDot, LargeDimensionsOfNothing) {
  constexpr int64_t large = int64_t(1) << 40;
  Operand tall, wide, none;
  tall.tensor = {{large, 0}, {}};
  wide.tensor = {{0, large}, {}};
  none.tensor = {{0, 0}, {}};
  DotDims dims;
  dims.lhsContracting = {1};
  dims.rhsContracting = {0};
  auto product = evaluateDotGeneral(tall.view(), wide.view(), dims, Format::F32);
  EXPECT_EQ(llvm::toString(product.takeError()), "expected a result of at most " + std::to_string(getMaxNumElements()) +
                                                     " elements, but got one of 1099511627776x1099511627776");
  auto empty = evaluateDotGeneral(tall.view(), none.view(), dims, Format::F32);
  ASSERT_TRUE(bool(empty));
  EXPECT_EQ(empty->value.shape, (numerics::Shape{large, 0}));
}

TEST(ContractionDot, ErrorsOfRanks) {
  Random random(6);
  Operand vector = makeTensor(random, {4}), scalar = makeTensor(random, {});
  DotDims dims = contractFirst();
  dims.rhsContracting.clear();
  auto counts = evaluateDotGeneral(vector.view(), vector.view(), dims, Format::F32);
  EXPECT_EQ(llvm::toString(counts.takeError()), "expected as many contracting and batch dimensions of lhs as of rhs");
  auto rank = evaluateDot(scalar.view(), vector.view(), Format::F32);
  EXPECT_EQ(llvm::toString(rank.takeError()), "expected operands of at least rank 1, but got rank 0");
}

TEST(ContractionDot, DotTakesLastAndSecondToLast) {
  Operand lhs, rhs;
  lhs.tensor = {{2}, {1, 10}};
  rhs.tensor = {{2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}};
  auto result = evaluateDot(lhs.view(), rhs.view(), Format::F32);
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(result->value.shape, (numerics::Shape{2, 2}));
  EXPECT_EQ(result->value.data, (std::vector<double>{31, 42, 75, 86}));
}
