//===- BarrierTest.cpp - bar and barrier with counts, arrivals and reductions ----------------------------===//
#include "ModuleTest.h"

using namespace mlir::qnt::emulator;

namespace {

class BarrierKernel : public ModuleTest {
protected:
  BarrierKernel() {
    configuration.block = {128, 1, 1};
    configuration.grid = {2, 1, 1};
    for (unsigned i = 0; i < 256; ++i)
      input.push_back(i * 7 % 256);
  }
};

const char *const kShared = ".shared .align 4 .b8 buffer[4096];";

/// Every thread writes its value into shared memory and reads that of the mirrored thread.
std::string reverse(const std::string &barrier) {
  return R"(  mov.u32 %r10, buffer;
  mad.lo.u32 %r11, %r1, 4, %r10;
  st.shared.u32 [%r11], %r5;
  )" + barrier +
         R"(
  sub.u32 %r12, %r3, %r1;
  sub.u32 %r12, %r12, 1;
  mad.lo.u32 %r13, %r12, 4, %r10;
  ld.shared.u32 %r6, [%r13];)";
}

TEST_F(BarrierKernel, EveryFormForTheWholeBlock) {
  for (const char *barrier :
       {"bar.sync 0;", "barrier.sync 0;", "barrier.cta.sync.aligned 3;", "bar.cta.sync 15, 128;",
        "mov.u32 %r20, 5; mov.u32 %r21, 128; barrier.sync %r20, %r21;", "bar.red.popc.u32 %r22, 0, 1;"}) {
    std::string text = barrier;
    if (text.find("popc") != std::string::npos)
      text = "setp.eq.u32 %p1, %r1, %r1; bar.red.popc.u32 %r22, 0, %p1;";
    const std::vector<uint32_t> result = run(reverse(text), kShared);
    for (size_t i = 0; i < result.size(); ++i)
      EXPECT_EQ(result[i], getInput(i / 128 * 128 + 127 - i % 128)) << barrier << " " << i;
  }
}

TEST_F(BarrierKernel, BlocksThatAreNoMultipleOfAWarp) {
  for (unsigned size : {1, 7, 33, 40, 100}) {
    configuration.block = {size, 1, 1};
    const std::vector<uint32_t> result = run(reverse("bar.sync 0;"), kShared);
    ASSERT_EQ(result.size(), 2 * size);
    for (size_t i = 0; i < result.size(); ++i)
      EXPECT_EQ(result[i], getInput(i / size * size + size - 1 - i % size)) << size << " " << i;
  }
}

TEST_F(BarrierKernel, ReductionsOfAPredicate) {
  const std::vector<uint32_t> result = run(R"(
  setp.lt.u32 %p1, %r5, 100;
  bar.red.popc.u32 %r10, 0, %p1;
  bar.red.popc.u32 %r11, 1, !%p1;
  bar.red.and.pred %p2, 0, %p1;
  bar.red.or.pred %p3, 0, %p1;
  setp.lt.u32 %p4, %r5, 1000;
  bar.red.and.pred %p5, 2, 128, %p4;
  barrier.red.or.pred %p6, 2, !%p4;
  selp.u32 %r12, 1, 0, %p2;
  selp.u32 %r13, 2, 0, %p3;
  selp.u32 %r14, 4, 0, %p5;
  selp.u32 %r15, 8, 0, %p6;
  add.u32 %r12, %r12, %r13;
  add.u32 %r12, %r12, %r14;
  add.u32 %r12, %r12, %r15;
  mad.lo.u32 %r6, %r10, 1000, %r11;
  mad.lo.u32 %r6, %r12, 1000000, %r6;
)");
  for (size_t i = 0; i < result.size(); ++i) {
    unsigned below = 0;
    for (size_t j = i / 128 * 128; j < i / 128 * 128 + 128; ++j)
      below += getInput(j) < 100;
    EXPECT_EQ(result[i], 6'000'000 + below * 1000 + (128 - below)) << i;
  }
}

TEST_F(BarrierKernel, ProducersArriveAndConsumersWait) {
  // Warps 0 and 1 write and go on; warps 2 and 3 wait at the same barrier and read.
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r10, buffer;
  mad.lo.u32 %r11, %r1, 4, %r10;
  setp.ge.u32 %p1, %r1, 64;
  mov.u32 %r6, 1;
  @%p1 bra CONSUMER;
  st.shared.u32 [%r11], %r5;
  barrier.arrive 1, 128;
  bra DONE;
CONSUMER:
  bar.sync 1, 128;
  ld.shared.u32 %r6, [%r11+-256];
DONE:
)",
                                           kShared);
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], i % 128 < 64 ? 1 : getInput(i - 64)) << i;
}

TEST_F(BarrierKernel, PairsOfWarpsUseBarriersOfTheirOwn) {
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r10, buffer;
  mad.lo.u32 %r11, %r1, 4, %r10;
  shr.u32 %r12, %r1, 6;
  add.u32 %r12, %r12, 1;
  mov.u32 %r13, 0;
  mov.u32 %r6, %r5;
LOOP:
  st.shared.u32 [%r11], %r6;
  bar.sync %r12, 64;
  xor.b32 %r14, %r1, 33;
  mad.lo.u32 %r15, %r14, 4, %r10;
  ld.shared.u32 %r16, [%r15];
  add.u32 %r6, %r6, %r16;
  bar.sync %r12, 64;
  add.u32 %r13, %r13, 1;
  setp.lt.u32 %p1, %r13, 5;
  @%p1 bra LOOP;
)",
                                           kShared);
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], 16 * (getInput(i) + getInput(i ^ 33))) << i;
}

TEST_F(BarrierKernel, WarpsThatEndedAreNotWaitedFor) {
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r6, 3;
  st.global.u32 [%rd4], %r6;
  setp.ge.u32 %p1, %r1, 80;
  @%p1 exit;
  bar.sync 0;
  mov.u32 %r6, 4;
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], i % 128 >= 80 ? 3 : 4) << i;
}

TEST_F(BarrierKernel, LanesThatEndAtOnceAreNotWaitedFor) {
  // `if (i >= n) return;` before a barrier: the others may be there before the lanes end.
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r6, 3;
  st.global.u32 [%rd4], %r6;
  setp.ge.u32 %p1, %r1, 80;
  @%p1 bra END;
  bar.sync 0;
  mov.u32 %r6, 4;
  st.global.u32 [%rd4], %r6;
END:
  ret;
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], i % 128 >= 80 ? 3 : 4) << i;
}

TEST_F(BarrierKernel, LanesOfAWarpMayComeToABarrierApart) {
  // Not aligned: each half of a warp arrives at its own instruction.
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r10, buffer;
  mad.lo.u32 %r11, %r1, 4, %r10;
  st.shared.u32 [%r11], %r5;
  and.b32 %r12, %r1, 1;
  setp.eq.u32 %p1, %r12, 0;
  @%p1 bra EVEN;
  barrier.sync 0;
  bra JOIN;
EVEN:
  barrier.sync 0;
JOIN:
  xor.b32 %r14, %r1, 127;
  mad.lo.u32 %r15, %r14, 4, %r10;
  ld.shared.u32 %r6, [%r15];
)",
                                           kShared);
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], getInput(i / 128 * 128 + 127 - i % 128)) << i;
}

TEST_F(BarrierKernel, AlignedBarrierInOneBranch) {
  const char *const body = R"(  and.b32 %r12, %r1, 1;
  mov.u32 %r6, 1;
  setp.eq.u32 %p1, %r12, 0;
  @%p1 bra EVEN;
  bar.sync 0;
  bra JOIN;
EVEN:
  bar.sync 0;
JOIN:)";
  const Report report = expectReport(body, ReportClass::DivergentBarrier, 5);
  EXPECT_NE(report.text.find("16 lanes at line " + std::to_string(kBodyLine + 4)), std::string::npos) << report.text;
  EXPECT_NE(report.text.find("16 lanes at line " + std::to_string(kBodyLine + 7)), std::string::npos) << report.text;
  EXPECT_EQ(report.thread, (Dim3{1, 0, 0}));
}

TEST_F(BarrierKernel, GuardedBarrierThatSomeLanesSkip) {
  const char *const guarded = "  mov.u32 %r6, 1;\n  setp.lt.u32 %p1, %r1, LIMIT;\n  @%p1 bar.sync 0, 64;";
  auto limited = [&](const char *limit) {
    std::string text = guarded;
    return text.replace(text.find("LIMIT"), 5, limit);
  };
  EXPECT_EQ(run(limited("64")), std::vector<uint32_t>(256, 1));
  const Report report = expectReport(limited("48"), ReportClass::DivergentBarrier, 3);
  EXPECT_NE(report.text.find("thread (48,0,0) went on and ended"), std::string::npos) << report.text;
  expectReport(limited("32"), ReportClass::Deadlock, 3);
}

TEST_F(BarrierKernel, TwoBarriersCrossed) {
  const Report report = expectReport(R"(  mov.u32 %r6, 1;
  setp.lt.u32 %p1, %r1, 64;
  @%p1 bar.sync 1;
  bar.sync 0;)",
                                     ReportClass::Deadlock, 3);
  EXPECT_NE(report.text.find("64 of 128 threads are at barrier 0"), std::string::npos) << report.text;
  EXPECT_NE(report.text.find("64 of 128 threads are at barrier 1"), std::string::npos) << report.text;
  EXPECT_NE(report.text.find("warp 3: 32 lanes at line " + std::to_string(kBodyLine + 3)), std::string::npos)
      << report.text;
}

TEST_F(BarrierKernel, CountThatNeverComes) {
  expectReport("  mov.u32 %r6, 1;\n  bar.sync 2, 160;", ReportClass::Deadlock, 2);
}

TEST_F(BarrierKernel, MoreThreadsThanTheCount) {
  configuration.grid = {1, 1, 1};
  // Barriers complete by the count, so that 128 threads pass a barrier of 64 in two groups.
  EXPECT_EQ(run("  mov.u32 %r6, 1;\n  bar.sync 2, 64;"), std::vector<uint32_t>(128, 1));
}

TEST_F(BarrierKernel, OperandsThatDoNotAgree) {
  configuration.grid = {1, 1, 1};
  EXPECT_NE(
      expectReport("  mov.u32 %r6, 1;\n  and.b32 %r10, %r1, 3;\n  bar.sync %r10;", ReportClass::DivergentBarrier, 3)
          .text.find("one barrier number"),
      std::string::npos);
  EXPECT_NE(expectReport("  mov.u32 %r6, 1;\n  mov.u32 %r10, 16;\n  bar.sync %r10;", ReportClass::DivergentBarrier, 3)
                .text.find("below 16"),
            std::string::npos);
  EXPECT_NE(
      expectReport("  mov.u32 %r6, 1;\n  mov.u32 %r10, 40;\n  bar.sync 0, %r10;", ReportClass::DivergentBarrier, 3)
          .text.find("multiple of 32"),
      std::string::npos);
  EXPECT_NE(expectReport(R"(  mov.u32 %r6, 1;
  setp.lt.u32 %p1, %r1, 64;
  @%p1 bar.sync 0, 128;
  @!%p1 bar.sync 0, 96;)",
                         ReportClass::DivergentBarrier, 4)
                .text.find("number of threads"),
            std::string::npos);
  EXPECT_NE(expectReport(R"(  mov.u32 %r6, 1;
  setp.lt.u32 %p1, %r1, 64;
  @%p1 bar.sync 0;
  @!%p1 bar.red.and.pred %p2, 0, %p1;)",
                         ReportClass::DivergentBarrier, 4)
                .text.find("one operation"),
            std::string::npos);
  EXPECT_NE(
      expectReport("  mov.u32 %r6, 1;\n  bar.arrive 0, 256;\n  bar.arrive 0, 256;", ReportClass::DivergentBarrier, 3)
          .text.find("one arrival"),
      std::string::npos);
}

TEST_F(BarrierKernel, UndefinedOperand) {
  expectReport("  mov.u32 %r6, 1;\n  bar.sync %r20;", ReportClass::UninitializedRegister, 2);
  expectReport("  mov.u32 %r6, 1;\n  bar.red.or.pred %p2, 0, %p3;", ReportClass::UninitializedRegister, 2);
}

TEST_F(BarrierKernel, MissingBarrierIsARace) {
  const char *const body = R"(  mov.u32 %r10, buffer;
  mad.lo.u32 %r11, %r1, 4, %r10;
  st.shared.u32 [%r11], %r5;
  BARRIER
  xor.b32 %r12, %r1, 32;
  mad.lo.u32 %r13, %r12, 4, %r10;
  ld.shared.u32 %r6, [%r13];)";
  auto with = [&](const char *barrier) {
    std::string text = body;
    return text.replace(text.find("BARRIER"), 7, barrier);
  };
  const std::vector<uint32_t> result = run(with("bar.sync 0;"), kShared);
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], getInput(i ^ 32)) << i;
  const std::shared_ptr<const Program> program = load(makeModule(with(""), kShared));
  ASSERT_TRUE(program);
  const std::optional<Report> report = launch(*program);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->reportClass == ReportClass::SharedRace || report->reportClass == ReportClass::UninitializedShared)
      << report->toString();
}

} // namespace
