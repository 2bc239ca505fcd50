//===- QuickCheckTest.cpp - the exhaustive check's cases, in short ---------------------------------------===//
//
// What scripts/check-numerics.sh --exhaustive does for all 2^32 patterns of f32, here for those around every change of
// code and one in 4099 of all.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ExhaustiveCases.h"
#include "Qnt/Numerics/Kernels.h"
#include "gtest/gtest.h"

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

class QuickChecks : public testing::TestWithParam<void (*)(std::vector<CheckCase> &)> {};

TEST_P(QuickChecks, f32_patterns_around_every_change_of_code) {
  std::vector<CheckCase> cases;
  GetParam()(cases);
  ASSERT_GE(cases.size(), 10u);
  for (const CheckCase &checkCase : cases) {
    CheckResult result = runCheck(checkCase, Coverage::Quick, 1);
    EXPECT_GT(result.compared, 1000000u) << checkCase.name;
    EXPECT_EQ(result.mismatches, 0u) << checkCase.name << ": " << result.firstMismatch;
  }
}

INSTANTIATE_TEST_SUITE_P(Floats, QuickChecks, testing::Values(appendFloatCases));
INSTANTIATE_TEST_SUITE_P(Integers, QuickChecks, testing::Values(appendIntegerCases));
INSTANTIATE_TEST_SUITE_P(Kernels, QuickChecks, testing::Values(appendKernelCases));

/// Every instruction set of this machine must give the same codes, not only the best one.
TEST(QuickCheck, kernels_of_every_instruction_set) {
  std::vector<CheckCase> cases;
  appendKernelCases(cases);
  std::vector<const char *> targets = getKernelTargets();
  ASSERT_FALSE(targets.empty());
  for (const char *target : targets) {
    setKernelTargetForTest(target);
    for (const CheckCase &checkCase : cases) {
      CheckResult result = runCheck(checkCase, Coverage::Quick, 1);
      EXPECT_EQ(result.mismatches, 0u) << target << ' ' << checkCase.name << ": " << result.firstMismatch;
    }
  }
  setKernelTargetForTest(nullptr);
}

} // namespace
