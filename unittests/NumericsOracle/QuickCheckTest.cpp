//===- QuickCheckTest.cpp - the exhaustive check's cases, in short ---------------------------------------===//
//
// What scripts/check-numerics.sh --exhaustive does for all 2^32 patterns of f32, here for those around every change of
// code and one in 4099 of all.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ExhaustiveCases.h"
#include "gtest/gtest.h"

using namespace oracle;

namespace {

class QuickCheck : public testing::TestWithParam<void (*)(std::vector<CheckCase> &)> {};

TEST_P(QuickCheck, f32_patterns_around_every_change_of_code) {
  std::vector<CheckCase> cases;
  GetParam()(cases);
  ASSERT_GE(cases.size(), 10u);
  for (const CheckCase &checkCase : cases) {
    CheckResult result = runCheck(checkCase, Coverage::Quick, 1);
    EXPECT_GT(result.compared, 1000000u) << checkCase.name;
    EXPECT_EQ(result.mismatches, 0u) << checkCase.name << ": " << result.firstMismatch;
  }
}

INSTANTIATE_TEST_SUITE_P(Floats, QuickCheck, testing::Values(appendFloatCases));
INSTANTIATE_TEST_SUITE_P(Integers, QuickCheck, testing::Values(appendIntegerCases));

} // namespace
