//===- RunTableTest.cpp - do the runs say what the oracle says? ------------------------------------------===//
#include "RunTable.h"
#include "Cases.h"
#include "ExhaustiveCheck.h"
#include "StepOracle.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace oracle;

namespace {

uint32_t codeOfI8(double value) {
  return uint32_t(quantizeToInteger(value, double(0.1f), 3.0, {-128, 127}, Recipe(), 3)) & 0xFF;
}

/// At every run's ends and at random patterns.
void compareWithOracle(const std::function<uint32_t(double)> &codeOf, Tally &tally) {
  RunTable runs(codeOf);
  auto compare = [&](uint64_t pattern) {
    double value = valueOf(kF32, pattern);
    tally.compare(runs.runs()[runs.find(pattern)].code, codeOf(value), [&] { return describe(value); });
  };
  for (size_t i = 0; i < runs.runs().size(); ++i) {
    ASSERT_LT(runs.runs()[i].first, runs.end(i));
    compare(runs.runs()[i].first);
    compare(runs.end(i) - 1);
  }
  std::mt19937_64 random(10);
  for (int i = 0; i < 100000; ++i)
    compare(random() & 0xFFFFFFFF);
}

TEST(RunTable, runs_agree_with_the_oracle_they_were_made_from) {
  Tally tally;
  for (const FloatCase &floatCase : kSmallFloats) {
    BoundaryTable table(floatCase.spec);
    compareWithOracle([&](double value) { return uint32_t(table.encode(value)); }, tally);
  }
  compareWithOracle([](double value) { return uint32_t(encodeE8M0(value, PowerRule::Ceil)); }, tally);
  compareWithOracle(codeOfI8, tally);
  EXPECT_NO_MISMATCH(tally);
}

TEST(RunTable, a_code_has_at_most_two_runs_beside_nan) {
  BoundaryTable table(kE5M2);
  RunTable runs([&](double value) { return uint32_t(table.encode(value)); });
  // 124 finite magnitudes of each sign, and one run of NaN each.
  EXPECT_EQ(runs.runs().size(), 2u * (0x7B + 1) + 2);
}

/// A subject that is wrong at one pattern, or that leaves the last code of every call out.
void expectCaught(const Subject &wrong, uint64_t mismatchesAtLeast) {
  CheckResult result = runCheck({"wrong on purpose", codeOfI8, wrong}, Coverage::Quick, 2);
  EXPECT_GE(result.mismatches, mismatchesAtLeast);
  EXPECT_FALSE(result.firstMismatch.empty());
}

void encodeI8(llvm::ArrayRef<float> values, llvm::MutableArrayRef<uint32_t> codes) {
  for (size_t i = 0; i < values.size(); ++i)
    codes[i] = codeOfI8(values[i]);
}

TEST(RunTable, a_check_finds_what_is_wrong_and_passes_what_is_right) {
  CheckResult right = runCheck({"right", codeOfI8, encodeI8}, Coverage::Quick, 2);
  EXPECT_EQ(right.mismatches, 0u);
  EXPECT_GT(right.compared, 1000000u);
  EXPECT_EQ(right.firstMismatch, "");
  expectCaught(
      [](llvm::ArrayRef<float> values, llvm::MutableArrayRef<uint32_t> codes) {
        encodeI8(values, codes);
        for (size_t i = 0; i < values.size(); ++i)
          if (values[i] == 0.05f) // the tie between zero point and zero point + 1, which goes down
            codes[i] = 4;
      },
      1);
  expectCaught([](llvm::ArrayRef<float> values,
                  llvm::MutableArrayRef<uint32_t> codes) { encodeI8(values.drop_back(), codes.drop_back()); },
               64);
}

} // namespace
