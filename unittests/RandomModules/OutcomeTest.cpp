//===- OutcomeTest.cpp - differences between two runs are found and named ---------------------------------===//
#include "Outcome.h"
#include "Qnt/IR/QntDialect.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::smith;
using reference::InterpreterValue;
using reference::Tensor;

namespace {
struct OutcomeTest : testing::Test {
  OutcomeTest() { context.loadDialect<QntDialect>(); }

  Tensor makeCodes(std::vector<uint64_t> codes) const {
    int64_t size = static_cast<int64_t>(codes.size());
    return Tensor(IntegerType::get(&context, 8), {size}, std::move(codes));
  }

  InterpreterValue makeArray(std::vector<uint64_t> codes) const {
    numerics::Encoding encoding;
    encoding.storage = numerics::Format::I8;
    encoding.expressed = numerics::Format::F32;
    encoding.block = {numerics::kWhole};
    encoding.scale = numerics::Format::F32;
    Tensor scale(Float32Type::get(&context), {1}, {0x3f000000});
    auto array = reference::Array::fromPartTensors(EncodingAttr::fromNumerics(&context, encoding),
                                                   {makeCodes(std::move(codes)), scale});
    EXPECT_TRUE(bool(array));
    return InterpreterValue(std::move(*array));
  }

  /// The difference; empty when there is none.
  std::string compare(const Outcome &expected, const Outcome &got) const {
    return llvm::toString(compareOutcomes(expected, got, {}));
  }

  mutable MLIRContext context;
};
} // namespace

TEST_F(OutcomeTest, equal) {
  Outcome outcome{{makeArray({1, 2}), InterpreterValue(makeCodes({3}))}, {{"x", makeCodes({4})}}};
  EXPECT_EQ(compare(outcome, outcome), "");
  // The parts in place of the array.
  EXPECT_EQ(compare(outcome, {takeApart(outcome.results), outcome.observations}), "");
}

TEST_F(OutcomeTest, codes_differ) {
  EXPECT_EQ(
      compare({{makeArray({1, 2})}, {}}, {{makeArray({1, 3})}, {}}).rfind("result 0 (codes): element 1: expected 2", 0),
      0u);
}

TEST_F(OutcomeTest, too_few_and_too_many_results) {
  Outcome one{{InterpreterValue(makeCodes({1}))}, {}}, none;
  EXPECT_EQ(compare(one, none), "result 0: expected a tensor");
  EXPECT_EQ(compare(none, one), "expected no more results, got 1");
  EXPECT_EQ(compare({{makeArray({1})}, {}}, one), "result 0: expected 2 parts, got 1");
}

TEST_F(OutcomeTest, observations_differ) {
  Outcome x{{}, {{"x", makeCodes({1})}}}, y{{}, {{"y", makeCodes({1})}}}, other{{}, {{"x", makeCodes({2})}}}, none;
  EXPECT_EQ(compare(x, none), "expected 1 observations, got 0");
  EXPECT_EQ(compare(x, y), "expected an observation of 'x', got one of 'y'");
  EXPECT_EQ(compare(x, other).rfind("observation 'x': element 0: expected 1", 0), 0u);
}
