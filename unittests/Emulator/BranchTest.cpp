//===- BranchTest.cpp - branches, loops, switches and exits ----------------------------------------------===//
#include "ModuleTest.h"
#include <random>

using namespace mlir::qnt::emulator;

namespace {

class Branch : public ModuleTest {
protected:
  Branch() {
    configuration.block = {64, 1, 1};
    configuration.grid = {3, 1, 1};
    std::mt19937 random(5);
    for (unsigned i = 0; i < 192; ++i)
      input.push_back(random() % 97);
  }
};

TEST_F(Branch, BothSidesOfAnIfMeetAgain) {
  const std::vector<uint32_t> result = run(R"(
  and.b32 %r10, %r5, 1;
  setp.eq.u32 %p1, %r10, 0;
  @%p1 bra EVEN;
  mad.lo.u32 %r6, %r5, 3, 1;
  bra JOIN;
EVEN:
  shr.u32 %r6, %r5, 1;
JOIN:
  activemask.b32 %r11;
  popc.b32 %r11, %r11;
  mad.lo.u32 %r6, %r11, 1000, %r6;
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], 32000 + (getInput(i) % 2 ? getInput(i) * 3 + 1 : getInput(i) / 2)) << i;
}

TEST_F(Branch, LoopsOfDifferentLengths) {
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r6, 0;
  add.u32 %r10, %r5, 1;
LOOP:
  setp.eq.u32 %p1, %r10, 1;
  @%p1 bra DONE;
  and.b32 %r11, %r10, 1;
  setp.ne.u32 %p2, %r11, 0;
  @%p2 mad.lo.u32 %r10, %r10, 3, 1;
  @!%p2 shr.u32 %r10, %r10, 1;
  add.u32 %r6, %r6, 1;
  bra.uni LOOP;
DONE:
)");
  for (size_t i = 0; i < result.size(); ++i) {
    uint32_t steps = 0;
    for (uint64_t n = getInput(i) + 1; n != 1; n = n % 2 ? 3 * n + 1 : n / 2)
      ++steps;
    EXPECT_EQ(result[i], steps) << i;
  }
}

TEST_F(Branch, NestedLoopsWithBreakAndContinue) {
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r6, 0;
  mov.u32 %r10, 0;
OUTER:
  setp.ge.u32 %p1, %r10, %r5;
  @%p1 bra DONE;
  add.u32 %r10, %r10, 7;
  mov.u32 %r11, 0;
INNER:
  add.u32 %r11, %r11, 1;
  setp.gt.u32 %p2, %r11, %r10;
  @%p2 bra OUTER;
  rem.u32 %r12, %r11, 3;
  setp.eq.u32 %p3, %r12, 0;
  @%p3 bra INNER;
  add.u32 %r6, %r6, %r11;
  setp.gt.u32 %p4, %r6, 2000;
  @%p4 bra DONE;
  bra INNER;
DONE:
)");
  for (size_t i = 0; i < result.size(); ++i) {
    uint32_t sum = 0;
    for (uint32_t outer = 0; outer < getInput(i) && sum <= 2000;) {
      outer += 7;
      for (uint32_t inner = 1; inner <= outer && sum <= 2000; ++inner)
        sum += inner % 3 ? inner : 0;
    }
    EXPECT_EQ(result[i], sum) << i;
  }
}

TEST_F(Branch, SwitchByTable) {
  const std::vector<uint32_t> result = run(R"(
  rem.u32 %r10, %r5, 4;
TARGETS: .branchtargets ZERO, ONE, TWO, ONE;
  brx.idx %r10, TARGETS;
ZERO:
  mov.u32 %r6, 100;
  bra JOIN;
ONE:
  add.u32 %r6, %r5, 200;
  bra JOIN;
TWO:
  mov.u32 %r6, 300;
JOIN:
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], getInput(i) % 4 == 0 ? 100 : getInput(i) % 4 == 2 ? 300 : getInput(i) + 200) << i;
}

TEST_F(Branch, IndexBeyondTheTargets) {
  input = {1, 0, 0, 7};
  const Report report = expectReport(R"(TARGETS: .branchtargets ZERO, ONE;
  brx.idx %r5, TARGETS;
ZERO:
  mov.u32 %r6, 100;
ONE:
)",
                                     ReportClass::WrongAddressSpace, 2);
  EXPECT_EQ(report.thread, (Dim3{3, 0, 0}));
}

TEST_F(Branch, SomeThreadsReturnEarly) {
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r6, 5;
  st.global.u32 [%rd4], %r6;
  setp.lt.u32 %p1, %r5, 40;
  @%p1 ret;
  setp.lt.u32 %p2, %r5, 60;
  @%p2 exit;
  mov.u32 %r6, %r5;
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], getInput(i) < 60 ? 5 : getInput(i)) << i;
}

TEST_F(Branch, LanesThatSpinLetTheOwnerOfTheLockGoOn) {
  // Every lane takes one lock in turn; the loop tests at its head, so that lanes which fail stand before the owner.
  configuration.grid = {1, 1, 1};
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r10, 0;
TRY:
  atom.acquire.gpu.global.cas.b32 %r11, [lock], 0, 1;
  setp.ne.u32 %p1, %r11, 0;
  @%p1 bra TRY;
  ld.relaxed.gpu.global.u32 %r6, [counter];
  add.u32 %r6, %r6, 1;
  st.relaxed.gpu.global.u32 [counter], %r6;
  atom.release.gpu.global.exch.b32 %r12, [lock], 0;
  ld.relaxed.gpu.global.u32 %r6, [lock];
  mov.u32 %r6, 1;
)",
                                           ".global .u32 lock;\n.global .u32 counter;");
  EXPECT_EQ(result, std::vector<uint32_t>(64, 1));
}

TEST_F(Branch, BodyWithoutReturn) {
  EXPECT_EQ(runModule(".version 8.0\n.target sm_80\n.address_size 64\n.entry k(.param .u64 in, .param .u64 out) {\n"
                      ".reg .b64 %rd<4>; .reg .b32 %r<4>;\nld.param.u64 %rd1, [out];\nmov.u32 %r1, %tid.x;\n"
                      "mov.u32 %r2, %ctaid.x;\nmad.lo.u32 %r2, %r2, 64, %r1;\nmul.wide.u32 %rd2, %r2, 4;\n"
                      "add.u64 %rd1, %rd1, %rd2;\nst.global.u32 [%rd1], 9;\n}\n"),
            std::vector<uint32_t>(192, 9));
}

TEST_F(Branch, UndefinedGuard) {
  const Report report =
      expectReport("  @%p1 mov.u32 %r6, 1;\n  mov.u32 %r6, 1;", ReportClass::UninitializedRegister, 1);
  EXPECT_EQ(report.text, "expected a defined guard, but register %p1 was never written");
  EXPECT_EQ(run("  setp.eq.u32 %p1, %r5, %r5;\n  @%p1 mov.u32 %r6, 1;"), std::vector<uint32_t>(192, 1));
}

TEST_F(Branch, UndefinedValueReachesAStore) {
  const Report report =
      expectReport("  add.u32 %r10, %r11, 1;\n  mul.lo.u32 %r6, %r10, 2;", ReportClass::UninitializedRegister, 3);
  EXPECT_NE(report.text.find("register %r11 was never written"), std::string::npos) << report.text;
  EXPECT_NE(report.text.find("line " + std::to_string(kBodyLine)), std::string::npos) << report.text;
  EXPECT_EQ(report.block, (Dim3{0, 0, 0}));
  EXPECT_EQ(report.thread, (Dim3{0, 0, 0}));
}

TEST_F(Branch, UndefinedValueThatNobodyUses) {
  EXPECT_EQ(run("  add.u32 %r10, %r11, 1;\n  mov.u32 %r6, 3;"), std::vector<uint32_t>(192, 3));
}

TEST_F(Branch, TrapIsReported) {
  input = {0, 0, 1};
  const Report report =
      expectReport("  mov.u32 %r6, 1;\n  setp.ne.u32 %p1, %r5, 0;\n  @%p1 trap;", ReportClass::Trap, 3);
  EXPECT_EQ(report.thread, (Dim3{2, 0, 0}));
}

TEST_F(Branch, EndlessLoopReachesTheLimit) {
  configuration.limitInstructions = 20000;
  configuration.grid = {1, 1, 1};
  const Report report =
      expectReport("LOOP:\n  setp.lt.u32 %p1, %r1, 32;\n  @%p1 bra LOOP;\n  mov.u32 %r6, 0;\n  bar.sync 0;",
                   ReportClass::InfiniteLoop, 2);
  EXPECT_NE(report.text.find("warp 0: 32 lanes at line"), std::string::npos) << report.text;
  EXPECT_NE(report.text.find("warp 1: 32 lanes at line " + std::to_string(kBodyLine + 4)), std::string::npos)
      << report.text;
}

TEST_F(Branch, LongLoopBelowTheLimit) {
  configuration.limitInstructions = 200000;
  EXPECT_EQ(run("  mov.u32 %r6, 0;\nLOOP:\n  add.u32 %r6, %r6, 1;\n  setp.lt.u32 %p1, %r6, 5000;\n  @%p1 bra LOOP;"),
            std::vector<uint32_t>(192, 5000));
}

} // namespace
