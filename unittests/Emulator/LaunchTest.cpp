//===- LaunchTest.cpp - grids, limits, determinism, statistics, trace ------------------------------------===//
#include "ModuleTest.h"
#include <cstring>
#include <map>

using namespace mlir::qnt::emulator;

namespace {

class Launch : public ModuleTest {
protected:
  Launch() {
    configuration.block = {32, 1, 1};
    for (unsigned i = 0; i < 4096; ++i)
      input.push_back(i * 2654435761u >> 7);
  }

  /// The text of the report of a launch of a kernel with `directives`, with 16 bytes of parameters.
  std::string check(const std::string &directives = "", const std::string &kernel = "k", size_t parameterBytes = 16) {
    const std::shared_ptr<const Program> program =
        load(".version 8.0\n.target sm_80\n.address_size 64\n.shared .align 4 .b8 s[1000];\n"
             ".func f() { ret; }\n.entry k(.param .u64 a, .param .u32 b) " +
             directives + " { .reg .b32 %r1; ld.shared.u32 %r1, [s]; ret; }");
    if (!program)
      return "not loaded";
    const std::optional<Report> report =
        device->launch(*program, kernel, configuration, std::vector<std::byte>(parameterBytes));
    return report ? report->toString() : "";
  }
};

TEST_F(Launch, IndicesOfThreeDimensions) {
  configuration.grid = {3, 2, 2};
  configuration.block = {5, 3, 4};
  const std::shared_ptr<const Program> program = load(R"(.version 8.0
.target sm_80
.address_size 64
.entry k(.param .u64 in, .param .u64 out) {
  .reg .b32 %r<60>; .reg .b64 %rd<9>;
  mov.u32 %r1, %tid.x; mov.u32 %r2, %tid.y; mov.u32 %r3, %tid.z;
  mov.u32 %r4, %ntid.x; mov.u32 %r5, %ntid.y; mov.u32 %r6, %ntid.z;
  mov.u32 %r7, %ctaid.x; mov.u32 %r8, %ctaid.y; mov.u32 %r9, %ctaid.z;
  mov.u32 %r10, %nctaid.x; mov.u32 %r11, %nctaid.y; mov.u32 %r12, %nctaid.z;
  mad.lo.u32 %r20, %r9, %r11, %r8; mad.lo.u32 %r20, %r20, %r10, %r7;
  mad.lo.u32 %r21, %r20, %r6, %r3; mad.lo.u32 %r21, %r21, %r5, %r2; mad.lo.u32 %r21, %r21, %r4, %r1;
  mul.lo.u32 %r22, %r12, 100;
  mov.u32 %r23, %laneid; mov.u32 %r24, %warpid; mad.lo.u32 %r25, %r24, 32, %r23;
  add.u32 %r22, %r22, %r25;
  mov.u32 %r26, %nwarpid; mad.lo.u32 %r22, %r26, 1000, %r22;
  ld.param.u64 %rd1, [out]; mul.wide.u32 %rd2, %r21, 4; add.u64 %rd1, %rd1, %rd2;
  st.global.u32 [%rd1], %r22;
  ret;
})");
  ASSERT_TRUE(program);
  const std::optional<Report> report = launch(*program);
  ASSERT_FALSE(report) << report->toString();
  for (size_t i = 0; i < output.size(); ++i)
    EXPECT_EQ(output[i], 2000 + 200 + i % 60) << i;
}

TEST_F(Launch, SpecialRegisters) {
  configuration.grid = {2, 1, 1};
  configuration.dynamicSharedBytes = 48;
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r10, %lanemask_lt; popc.b32 %r10, %r10;
  mov.u32 %r11, %lanemask_le; popc.b32 %r11, %r11;
  mov.u32 %r12, %lanemask_gt; popc.b32 %r12, %r12;
  mov.u32 %r13, %lanemask_ge; popc.b32 %r13, %r13;
  mov.u32 %r14, %lanemask_eq; bfind.u32 %r14, %r14;
  add.u32 %r10, %r10, %r11; add.u32 %r10, %r10, %r12; add.u32 %r10, %r10, %r13; add.u32 %r10, %r10, %r14;
  mov.u32 %r15, %dynamic_smem_size; mov.u32 %r16, %total_smem_size;
  mad.lo.u32 %r10, %r15, 100, %r10; mad.lo.u32 %r10, %r16, 10000, %r10;
  mov.u64 %rd10, %clock64; mov.u32 %r17, %clock; mov.u64 %rd11, %clock64;
  setp.gt.u64 %p1, %rd11, %rd10; selp.u32 %r18, 7, 0, %p1;
  mov.u32 %r19, %envreg0; add.u32 %r18, %r18, %r19;
  mov.u32 %r20, %nsmid; setp.gt.u32 %p2, %r20, 1; selp.u32 %r21, 100, 0, %p2;
  add.u32 %r6, %r10, %r18; mad.lo.u32 %r6, %r21, 100000, %r6;
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], 64 + i % 32 + 4800 + 480000 + 7 + 10'000'000) << i;
}

TEST_F(Launch, ClusterOfOneBlock) {
  configuration.grid = {3, 1, 1};
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r10, %clusterid.x; mov.u32 %r11, %nclusterid.x; mov.u32 %r12, %cluster_ctaid.x;
  mov.u32 %r13, %cluster_nctaid.x; mov.u32 %r14, %cluster_ctarank; mov.u32 %r15, %cluster_nctarank;
  mad.lo.u32 %r6, %r10, 10, %r11; mad.lo.u32 %r6, %r6, 10, %r12; mad.lo.u32 %r6, %r6, 10, %r13;
  mad.lo.u32 %r6, %r6, 10, %r14; mad.lo.u32 %r6, %r6, 10, %r15;
)",
                                           "", "sm_90");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], i / 32 * 100000 + 30101) << i;
}

TEST_F(Launch, WrongSizes) {
  EXPECT_EQ(check("", "nothing"), "invalid_launch: expected the name of a kernel of the module, got 'nothing'");
  EXPECT_EQ(check("", "f"), "invalid_launch: expected the name of a kernel of the module, got 'f'");
  EXPECT_EQ(check("", "k", 16), "invalid_launch: kernel 'k': expected 12 bytes of parameters, got 16");
  configuration.grid = {0, 1, 1};
  EXPECT_NE(check("", "k", 12).find("expected a grid within (1,1,1)"), std::string::npos);
  configuration.grid = {1, 65536, 1};
  EXPECT_NE(check("", "k", 12).find("got (1,65536,1)"), std::string::npos);
  configuration.grid = {1, 1, 1};
  configuration.block = {1025, 1, 1};
  EXPECT_NE(check("", "k", 12).find("at most 1024 threads"), std::string::npos);
  configuration.block = {32, 33, 1};
  EXPECT_NE(check("", "k", 12).find("at most 1024 threads, got (32,33,1)"), std::string::npos);
  configuration.block = {1, 1, 65};
  EXPECT_NE(check("", "k", 12).find("invalid_launch"), std::string::npos);
  configuration.block = {64, 2, 1};
  EXPECT_NE(check(".maxntid 100, 1, 1", "k", 12).find("expected at most 100 threads a block (.maxntid), got 128"),
            std::string::npos);
  EXPECT_NE(check(".reqntid 128, 1, 1", "k", 12).find("expected a block of (128,1,1) threads (.reqntid), got (64,2,1)"),
            std::string::npos);
  configuration.dynamicSharedBytes = 232448 - 999;
  EXPECT_NE(check("", "k", 12).find("got 1000 declared and 231449 dynamic"), std::string::npos);
  configuration.dynamicSharedBytes = ~uint64_t{0};
  EXPECT_NE(check("", "k", 12).find("invalid_launch"), std::string::npos);
  configuration.dynamicSharedBytes = 0;
  configuration.cluster = {2, 1, 1};
  EXPECT_NE(check("", "k", 12).find("expected clusters of one block, got (2,1,1)"), std::string::npos);
  configuration.cluster = {1, 1, 1};
  configuration.cooperative = true;
  configuration.grid = {100000, 1, 1};
  EXPECT_NE(check("", "k", 12).find("blocks in a cooperative launch, got 100000"), std::string::npos);
}

TEST_F(Launch, ManyBlocksOnSeveralThreads) {
  configuration.grid = {100, 1, 1};
  const std::vector<uint32_t> result = run("  mad.lo.u32 %r6, %r5, 3, %r4;");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], getInput(i) * 3 + i) << i;
}

TEST_F(Launch, TheFirstFaultIsReportedOnAnyNumberOfThreads) {
  configuration.grid = {64, 1, 1};
  // Blocks from 5 on fail, the later the sooner.
  const Report report = expectReport(R"(  mov.u32 %r6, 0;
  mov.u32 %r10, 64;
  sub.u32 %r10, %r10, %r2;
  mul.lo.u32 %r10, %r10, 50;
LOOP:
  sub.u32 %r10, %r10, 1;
  setp.ne.u32 %p1, %r10, 0;
  @%p1 bra LOOP;
  setp.ge.u32 %p2, %r2, 5;
  @%p2 trap;)",
                                     ReportClass::Trap, 10);
  EXPECT_EQ(report.block, (Dim3{5, 0, 0}));
}

TEST_F(Launch, BlocksThatRaceAreFoundInParallelToo) {
  configuration.grid = {8, 1, 1};
  const Report report = expectReport("  mov.u32 %r6, 0;\n  st.global.u32 [%rd2], %r4;", ReportClass::GlobalRace, 2);
  EXPECT_EQ(run("  mov.u32 %r6, 0;\n  st.global.u32 [slot], 5;", ".global .u32 slot;"), std::vector<uint32_t>(256, 0));
}

TEST_F(Launch, MemoryIsSetBackBeforeBlocksRunAgain) {
  configuration.grid = {16, 1, 1};
  // Block 9 fails when the counter of its block was written before: only a first run may do so.
  const std::string text = makeModule(R"(
  mul.wide.u32 %rd10, %r2, 4;
  mov.u64 %rd11, marks;
  add.u64 %rd11, %rd11, %rd10;
  setp.ne.u32 %p2, %r1, 0;
  @%p2 bra DONE;
  ld.global.u32 %r10, [%rd11];
  setp.ne.u32 %p1, %r10, 0;
  @%p1 trap;
  st.global.u32 [%rd11], 1;
  setp.eq.u32 %p3, %r2, 9;
  @%p3 bra LATE;
  bra DONE;
LATE:
  mov.u64 %rd12, 0;
  st.global.u32 [%rd12], %r2;
DONE:
  mov.u32 %r6, 0;
)",
                                      ".global .u32 marks[16];");
  for (unsigned threads : {1, 4}) {
    const std::shared_ptr<const Program> program = load(text);
    ASSERT_TRUE(program);
    configuration.hostThreads = threads;
    const std::optional<Report> report = launch(*program);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->reportClass, ReportClass::NullPointer) << report->toString();
    EXPECT_EQ(report->line, kBodyLine + 15);
  }
}

/// Cooperative groups find 64 bytes of zeros for their barrier through %envreg1 and 2.
TEST_F(Launch, CooperativeGridsHaveAWorkspace) {
  const char *const body = R"(
  mov.u32 %r10, %envreg1;
  mov.u32 %r11, %envreg2;
  mov.b64 %rd10, {%r11, %r10};
  setp.eq.u64 %p1, %rd10, 0;
  mov.u32 %r6, 9;
  @!%p1 atom.add.release.gpu.u32 %r6, [%rd10+4], 0;
  @!%p1 ld.u32 %r12, [%rd10+60];
  @!%p1 add.u32 %r6, %r6, %r12;
)";
  configuration.grid = {3, 1, 1};
  EXPECT_EQ(run(body), std::vector<uint32_t>(getNumThreads(), 9));
  configuration.cooperative = true;
  EXPECT_EQ(run(body), std::vector<uint32_t>(getNumThreads(), 0));
}

TEST_F(Launch, GridSynchronisationByAtomics) {
  configuration.grid = {40, 1, 1};
  configuration.cooperative = true;
  // All blocks write, count themselves in, wait for all, and read what the next block wrote.
  const char *const body = R"(
  mov.u64 %rd10, values;
  add.u64 %rd11, %rd10, %rd5;
  st.global.u32 [%rd11], %r5;
  bar.sync 0;
  setp.ne.u32 %p1, %r1, 0;
  @%p1 bra JOIN;
  fence.acq_rel.gpu;
  atom.global.add.u32 %r11, [arrived], 1;
WAIT:
  ld.acquire.gpu.global.u32 %r12, [arrived];
  mov.u32 %r13, %nctaid.x;
  setp.lt.u32 %p2, %r12, %r13;
  @%p2 bra WAIT;
  fence.acq_rel.gpu;
JOIN:
  bar.sync 0;
  mov.u32 %r14, %nctaid.x;
  mul.lo.u32 %r14, %r14, %r3;
  add.u32 %r15, %r4, %r3;
  rem.u32 %r15, %r15, %r14;
  mul.wide.u32 %rd12, %r15, 4;
  add.u64 %rd12, %rd10, %rd12;
  ld.global.u32 %r6, [%rd12];
)";
  std::map<unsigned, std::vector<uint32_t>> results;
  for (unsigned seed : {0, 1, 2, 3}) {
    const std::shared_ptr<const Program> program =
        load(makeModule(body, ".global .u32 arrived;\n.global .u32 values[1280];"));
    ASSERT_TRUE(program);
    configuration.seed = seed;
    const std::optional<Report> report = launch(*program);
    ASSERT_FALSE(report) << report->toString();
    for (size_t i = 0; i < output.size(); ++i)
      EXPECT_EQ(output[i], getInput((i + 32) % output.size())) << i;
  }
}

TEST_F(Launch, BlocksMayWaitForLaterOnes) {
  configuration.grid = {24, 1, 1};
  // Block b waits for block b + 1; the last one waits for none.
  const std::vector<uint32_t> result = run(R"(
  mov.u64 %rd10, flags;
  mul.wide.u32 %rd11, %r2, 4;
  add.u64 %rd11, %rd10, %rd11;
  setp.eq.u32 %p1, %r2, 23;
  mov.u32 %r10, 41;
  @%p1 bra READY;
WAIT:
  ld.acquire.gpu.global.u32 %r10, [%rd11+4];
  setp.lt.u32 %p2, %r10, 40;
  @%p2 bra WAIT;
READY:
  sub.u32 %r6, %r10, 1;
  max.u32 %r6, %r6, 40;
  setp.eq.u32 %p3, %r1, 0;
  @%p3 st.release.gpu.global.u32 [%rd11], %r6;
)",
                                           ".global .u32 flags[25];");
  EXPECT_EQ(result, std::vector<uint32_t>(768, 40));
}

TEST_F(Launch, KernelsPrint) {
  configuration.grid = {2, 1, 1};
  configuration.block = {2, 1, 1};
  std::string printed;
  configuration.print = [&](std::string_view text) { printed += text; };
  const std::shared_ptr<const Program> program = load(makeModule(R"(
  .local .align 8 .b8 values[48];
  mov.u64 %rd10, values; cvta.local.u64 %rd11, %rd10;
  st.local.u32 [values], %r4; st.local.f64 [values+8], 0d3FF8000000000000; st.local.u64 [values+16], -5;
  mov.u64 %rd12, word; cvta.global.u64 %rd12, %rd12; st.local.u64 [values+24], %rd12; st.local.u32 [values+32], 65;
  mov.u64 %rd13, format; cvta.global.u64 %rd13, %rd13;
  { .param .b64 a; .param .b64 b; .param .b32 c; st.param.b64 [a], %rd13; st.param.b64 [b], %rd11;
    call.uni (c), vprintf, (a, b); ld.param.b32 %r6, [c]; }
)",
                                                                 R"(
.extern .func (.param .b32 r) vprintf(.param .b64 f, .param .b64 v);
.global .align 1 .b8 word[3] = {104, 105, 0};
.global .align 1 .b8 format[30] = {37,117,32,37,46,50,102,32,37,108,100,32,37,45,51,115,124,37,99,32,37,37,37,107,10,0};
)"));
  ASSERT_TRUE(program);
  const std::optional<Report> report = launch(*program);
  ASSERT_FALSE(report) << report->toString();
  EXPECT_EQ(output, std::vector<uint32_t>(4, 5));
  EXPECT_EQ(printed, "0 1.50 -5 hi |A %%k\n1 1.50 -5 hi |A %%k\n2 1.50 -5 hi |A %%k\n3 1.50 -5 hi |A %%k\n");
}

TEST_F(Launch, CountsOfInstructions) {
  configuration.grid = {4, 1, 1};
  configuration.block = {40, 1, 1};
  Statistics statistics;
  configuration.statistics = &statistics;
  for (unsigned threads : {1, 3}) {
    statistics = {};
    configuration.hostThreads = threads;
    const std::shared_ptr<const Program> program = load(makeModule(R"(
  mov.u32 %r6, 0;
  mov.u32 %r10, 0;
LOOP:
  add.s32 %r10, %r10, 1;
  setp.le.u32 %p1, %r10, %r1;
  @%p1 bra LOOP;
  bar.sync 0;
)"));
    ASSERT_TRUE(program);
    const std::optional<Report> report = launch(*program);
    ASSERT_FALSE(report) << report->toString();
    EXPECT_EQ(statistics.blocks, 4u);
    EXPECT_EQ(statistics.warps, 8u);
    EXPECT_EQ(statistics.barriers, 4u);
    EXPECT_EQ(statistics.instructions["add.s32"].threads, 4u * (40 * 41 / 2));
    EXPECT_EQ(statistics.instructions["add.s32"].warps, 4u * (32 + 40));
    EXPECT_EQ(statistics.instructions["bar.sync"].warps, 8u);
    EXPECT_EQ(statistics.instructions["bar.sync"].threads, 160u);
    EXPECT_EQ(statistics.instructions["st.global.u32"].threads, 160u);
    EXPECT_EQ(statistics.lines[kBodyLine + 4].threads, 4u * (40 * 41 / 2));
    EXPECT_GT(statistics.divergentBranches, 0u);
    EXPECT_EQ(statistics.memory.spaces["global"].storeBytes, 640u);
  }
}

TEST_F(Launch, TraceNamesEveryInstruction) {
  configuration.grid = {2, 1, 1};
  std::vector<std::string> events;
  configuration.trace = [&](const TraceEvent &event) {
    if (event.line < kBodyLine)
      return;
    events.push_back(toString(event.block) + " " + std::to_string(event.warp) + " " + std::to_string(event.line) + " " +
                     std::to_string(event.activeLanes) + " " + std::string(event.text));
    EXPECT_EQ(event.kernel, "k");
  };
  const std::shared_ptr<const Program> program =
      load(makeModule("mov.u32 %r6, 3;\nsetp.eq.u32 %p1, %r1, 3;\n@%p1 mov.u32 %r6, %clock;\nmov.u32 %r6, 1;"));
  ASSERT_TRUE(program);
  ASSERT_FALSE(launch(*program));
  ASSERT_EQ(events.size(), 12u);
  EXPECT_EQ(events[0], "(0,0,0) 0 60 4294967295 mov.u32 %r6, 3;");
  EXPECT_EQ(events[2], "(0,0,0) 0 62 8 @%p1 mov.u32 %r6, %clock;");
  EXPECT_EQ(events[8], "(1,0,0) 0 62 8 @%p1 mov.u32 %r6, %clock;");
}

} // namespace
