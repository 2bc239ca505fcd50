//===- CompareTest.cpp - results against expected ones ----------------------------------------------------===//
#include "Qnt/Execution/Compare.h"
#include "mlir/IR/Builders.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt::execution;
using mlir::qnt::reference::Tensor;

namespace {
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class Compare : public ::testing::Test {
protected:
  Tensor makeDoubles(ArrayRef<double> values) {
    return Tensor::fromFloats(builder.getF64Type(), {static_cast<int64_t>(values.size())}, values);
  }
  ComparisonStatistics compare(ArrayRef<double> got, ArrayRef<double> expected, Tolerance tolerance = {}) {
    return llvm::cantFail(compareTensors(makeDoubles(got), makeDoubles(expected), tolerance));
  }
  std::string getError(const Tensor &got, const Tensor &expected) {
    auto statistics = compareTensors(got, expected, {});
    return statistics ? std::string() : llvm::toString(statistics.takeError());
  }

  MLIRContext context;
  Builder builder{&context};
};
} // namespace

static std::string print(const ComparisonStatistics &statistics) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  printStatistics(stream, statistics);
  return text;
}

TEST_F(Compare, equal) {
  ComparisonStatistics statistics =
      compare({1.0, -0.0, kInf, -kInf, kNaN, 1e300}, {1.0, 0.0, kInf, -kInf, kNaN, 1e300});
  EXPECT_EQ(statistics.count, 6);
  EXPECT_EQ(statistics.numMismatches, 0);
  EXPECT_EQ(statistics.maxAbsoluteError, 0.0);
  EXPECT_EQ(statistics.maxRelativeError, 0.0);
  EXPECT_FALSE(statistics.worst);
  EXPECT_EQ(compare({}, {}).count, 0);
}

/// |got - expected| <= absolute + relative * |expected|, the end included.
TEST_F(Compare, bound) {
  EXPECT_EQ(compare({1.5}, {1.0}, {0.0, 0.5}).numMismatches, 0);
  EXPECT_EQ(compare({1.5}, {1.0}, {0.0, 0.49}).numMismatches, 1);
  EXPECT_EQ(compare({-5.0}, {-4.0}, {0.25, 0.0}).numMismatches, 0);
  EXPECT_EQ(compare({-5.0}, {-4.0}, {0.24, 0.0}).numMismatches, 1);
  // Relative to what is expected, not to what came.
  EXPECT_EQ(compare({-4.0}, {-5.0}, {0.2, 0.0}).numMismatches, 0);
  EXPECT_EQ(compare({-4.0}, {-5.0}, {0.1, 0.5}).numMismatches, 0);
  EXPECT_EQ(compare({-4.0}, {-5.0}, {0.1, 0.4}).numMismatches, 1);
  EXPECT_EQ(compare({1e-9}, {0.0}, {1.0, 0.0}).numMismatches, 1);
}

/// No bound makes a number of an infinity or a NaN.
TEST_F(Compare, notFinite) {
  Tolerance loose{1e9, 1e9};
  for (auto [got, expected] : {std::pair(kNaN, 1.0), std::pair(1.0, kNaN), std::pair(kInf, 1.0), std::pair(1.0, kInf),
                               std::pair(kInf, -kInf), std::pair(kNaN, kInf), std::pair(-kInf, kNaN)}) {
    ComparisonStatistics statistics = compare({got}, {expected}, loose);
    EXPECT_EQ(statistics.numMismatches, 1) << got << " " << expected;
    EXPECT_EQ(statistics.maxAbsoluteError, kInf);
    EXPECT_EQ(statistics.worst, 0);
  }
}

TEST_F(Compare, statistics) {
  ComparisonStatistics statistics = compare({1.25, 100.0, 0.5, -8.0}, {1.0, 101.0, 0.0, -8.0});
  EXPECT_EQ(statistics.count, 4);
  EXPECT_EQ(statistics.numMismatches, 3);
  EXPECT_EQ(statistics.maxAbsoluteError, 1.0);
  // What should be 0 has no relative error.
  EXPECT_EQ(statistics.maxRelativeError, 0.25);
  EXPECT_EQ(statistics.worst, 1);
  EXPECT_EQ(print(statistics),
            "4 elements, max abs error 1, max rel error 0.25, 3 mismatches, worst at element 1: got 100, expected 101");
}

/// The worst element is a mismatch, even where another that is in its bound is further off.
TEST_F(Compare, worstIsAMismatch) {
  ComparisonStatistics statistics = compare({1001.0, 0.5, 0.25}, {1000.0, 0.0, 0.0}, {1e-2, 0.0});
  EXPECT_EQ(statistics.numMismatches, 2);
  EXPECT_EQ(statistics.maxAbsoluteError, 1.0);
  EXPECT_EQ(statistics.worst, 1);
  EXPECT_EQ(print(compare({1001.0}, {1000.0}, {1e-2, 0.0})),
            "1 elements, max abs error 1, max rel error 0.001, 0 mismatches");
}

TEST_F(Compare, integers) {
  Type i8 = builder.getIntegerType(8);
  Tensor got(i8, {2}, {0x80, 0x7F}), expected(i8, {2}, {0x7F, 0x7F});
  EXPECT_EQ(llvm::cantFail(compareTensors(got, expected, {})).maxAbsoluteError, 255.0);
  EXPECT_EQ(llvm::cantFail(compareTensors(got, expected, {}, /*isUnsigned=*/true)).maxAbsoluteError, 1.0);
  Type index = builder.getIndexType();
  EXPECT_EQ(llvm::cantFail(compareTensors(Tensor::fromInteger(index, -3), Tensor::fromInteger(index, 4), {}))
                .maxAbsoluteError,
            7.0);
}

/// Integers that are one double are told apart.
TEST_F(Compare, wideIntegers) {
  Type i64 = builder.getIntegerType(64);
  constexpr int64_t large = int64_t(1) << 53, least = std::numeric_limits<int64_t>::min();
  auto compareOne = [&](int64_t got, int64_t expected, Tolerance tolerance = {}, bool isUnsigned = false) {
    return llvm::cantFail(
        compareTensors(Tensor::fromInteger(i64, got), Tensor::fromInteger(i64, expected), tolerance, isUnsigned));
  };
  EXPECT_EQ(print(compareOne(large + 1, large)),
            "1 elements, max abs error 1, max rel error 1.11e-16, 1 mismatches, worst at element 0: got "
            "9007199254740993, expected 9007199254740992");
  EXPECT_EQ(print(compareOne(-large - 1, -large)),
            "1 elements, max abs error 1, max rel error 1.11e-16, 1 mismatches, worst at element 0: got "
            "-9007199254740993, expected -9007199254740992");
  EXPECT_EQ(compareOne(least, least).numMismatches, 0);
  // The difference of the ends is 2^64 - 1, of the same bits without a sign 1.
  EXPECT_EQ(compareOne(least, -(least + 1)).maxAbsoluteError, 18446744073709551616.0);
  EXPECT_EQ(print(compareOne(least, -(least + 1), {}, /*isUnsigned=*/true)),
            "1 elements, max abs error 1, max rel error 1.08e-19, 1 mismatches, worst at element 0: got "
            "9223372036854775808, expected 9223372036854775807");
  // In bounds: 2^53 + 1 is off by 1, and by 2^53 + 1 from 0.
  EXPECT_EQ(compareOne(large + 1, large, {0.0, 1.0}).numMismatches, 0);
  EXPECT_EQ(compareOne(large + 2, large, {0.0, 1.0}).numMismatches, 1);
  EXPECT_EQ(compareOne(large + 2, large + 1, {0.0, 0.5}).numMismatches, 1);
  EXPECT_EQ(compareOne(0, large + 1, {1.0, 0.0}).numMismatches, 0);
  EXPECT_EQ(compareOne(-1, large + 1, {1.0, 0.0}).numMismatches, 1);
  EXPECT_EQ(compareOne(least, 0, {0.0, std::ldexp(1.0, 63)}).numMismatches, 0);
  EXPECT_EQ(compareOne(least, 1, {0.0, std::ldexp(1.0, 63)}).numMismatches, 1);
}

TEST_F(Compare, typesAndShapes) {
  Type f32 = builder.getF32Type();
  EXPECT_EQ(getError(Tensor(f32, {2, 3}), Tensor(f32, {3, 2})), "expected 3x2xf32, got 2x3xf32");
  EXPECT_EQ(getError(Tensor(f32, {2}), Tensor(builder.getF64Type(), {2})), "expected 2xf64, got 2xf32");
  EXPECT_EQ(getError(Tensor(f32, {}), Tensor(f32, {1})), "expected 1xf32, got f32");
}

TEST_F(Compare, defaultTolerances) {
  auto get = [](Type type) {
    Tolerance tolerance = getDefaultTolerance(type);
    return std::pair(tolerance.relative, tolerance.absolute);
  };
  EXPECT_EQ(get(builder.getF64Type()), std::pair(1e-10, 1e-10));
  EXPECT_EQ(get(builder.getF32Type()), std::pair(1e-5, 1e-5));
  EXPECT_EQ(get(builder.getF16Type()), std::pair(2e-3, 1e-5));
  EXPECT_EQ(get(builder.getBF16Type()), std::pair(1.6e-2, 1e-5));
  for (Type exact : {Type(builder.getI32Type()), Type(builder.getIndexType()), Type(builder.getIntegerType(4)),
                     Type(Float8E4M3FNType::get(&context)), Type(Float8E8M0FNUType::get(&context))})
    EXPECT_EQ(get(exact), std::pair(0.0, 0.0));
  // One step of the type is in bounds, from any power of two on.
  for (auto [type, step] : {std::pair(Type(builder.getF16Type()), std::ldexp(1.0, -10)),
                            std::pair(Type(builder.getBF16Type()), std::ldexp(1.0, -7))}) {
    Tensor expected = Tensor::fromFloats(type, {2}, {1.0, -512.0}),
           got = Tensor::fromFloats(type, {2}, {1.0 + step, -512.0 - 512.0 * step});
    EXPECT_EQ(llvm::cantFail(compareTensors(got, expected, getDefaultTolerance(type))).numMismatches, 0);
  }
}
