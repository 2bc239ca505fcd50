//===- RacesTest.cpp - races between warps and between blocks, and what orders them ------------------------------===//

#include "KernelTest.h"

using namespace mlir::qnt::emulator;

namespace {

class Races : public KernelTest {
protected:
  static constexpr const char *tile = ".shared .align 16 .b8 tile[4096];";
  static constexpr const char *places = "    mov.u32 %r3, tile;\n    mad.lo.u32 %r4, %r0, 4, %r3;\n"
                                        "    mad.wide.u32 %rd4, %r0, 4, %rd0;\n";
  void setKernelOf(unsigned blocks, unsigned threads, const std::string &body, const char *declarations = tile) {
    setKernel(body, declarations);
    configuration.grid = Dim3{blocks, 1, 1};
    configuration.block = Dim3{threads, 1, 1};
  }
};

TEST_F(Races, SharedReadBehindAWriteOfAnotherWarp) {
  uint64_t out = allocate(256);
  const std::string begin = std::string(places) + "    st.shared.u32 [%r4], %r0;\n";
  const std::string end = "    xor.b32 %r5, %r0, 63;\n    mad.lo.u32 %r6, %r5, 4, %r3;\n    ld.shared.u32 %r7, [%r6];\n"
                          "    st.global.u32 [%rd4], %r7;";
  setKernelOf(1, 64, begin + end);
  // Warp 0 reads what was never written; but that warp 1 is about to write it is the defect.
  Report report = expectReport({out}, ReportClass::SharedRace, 4);
  EXPECT_EQ(*report.thread, (Dim3{32, 0, 0}));
  EXPECT_EQ(report.text, "write conflicts with the read at line 106 by thread (31,0,0)");
  setKernelOf(1, 64, begin + "    bar.sync 0;\n" + end);
  run({out});
  EXPECT_EQ(download<uint32_t>(out, 64)[5], 58u);
}

TEST_F(Races, SharedWriteOverWhatAnotherWarpReads) {
  uint64_t out = allocate(256);
  const std::string begin = std::string(places) + "    st.shared.u32 [%r4], %r0;\n    bar.sync 0;\n"
                                                  "    ld.shared.u32 %r7, [tile+128];\n";
  const std::string end = "    st.shared.u32 [%r4], %r7;\n";
  setKernelOf(1, 64, begin + end);
  Report report = expectReport({out}, ReportClass::SharedRace, 7);
  EXPECT_EQ(report.text, "write conflicts with the read at line 105 by thread (0,0,0)");
  EXPECT_EQ(*report.thread, (Dim3{32, 0, 0}));
  EXPECT_EQ(*report.address, 128u);
  EXPECT_EQ(report.other->line, 105u);
  setKernelOf(1, 64, begin + "    bar.sync 0;\n" + end);
  run({out});
}

/// `sharing` lanes of a warp read each word of the tile, which another warp writes.
TEST_F(Races, ReadersOfOnePlaceAreNamedByTheFirst) {
  for (unsigned sharing : {1u, 2u, 4u, 8u, 16u, 32u}) {
    uint64_t out = allocate(256);
    const std::string body = "    mov.u32 %r3, tile;\n    xor.b32 %r5, %r0, 31;\n    mad.lo.u32 %r4, %r5, 4, %r3;\n"
                             "    setp.ge.u32 %p1, %r0, 32;\n    st.shared.u32 [%r4], %r0;\n    bar.sync 0;\n"
                             "    and.b32 %r5, %r0, 31;\n    div.u32 %r5, %r5, " +
                             std::to_string(sharing) +
                             ";\n    mad.lo.u32 %r6, %r5, 4, %r3;\n"
                             "    @!%p1 ld.shared.u32 %r7, [%r6];\n    @%p1 st.shared.u32 [tile+" +
                             std::to_string((32 / sharing - 1) * 4) + "], 7;";
    setKernelOf(1, 64, body);
    configuration.block = Dim3{33, 1, 1};
    Report report = expectReport({out}, ReportClass::SharedRace, 11);
    EXPECT_EQ(*report.thread, (Dim3{32, 0, 0}));
    EXPECT_EQ(report.other->thread, (Dim3{32 - sharing, 0, 0})) << sharing;
  }
}

TEST_F(Races, SharedWritesOfTwoWarps) {
  setKernelOf(1, 64, std::string(places) + "    st.shared.u32 [tile+64], %r0;");
  // Within warp 0 already: 32 lanes write 32 values.
  Report report = expectReport({}, ReportClass::SharedRace, 4);
  EXPECT_EQ(report.text, "write conflicts with the write at line 103 by thread (0,0,0)");
  EXPECT_EQ(*report.thread, (Dim3{1, 0, 0}));
  EXPECT_EQ(*report.address, 64u);
  const std::string leaders = "    and.b32 %r5, %r0, 31;\n    setp.eq.u32 %p1, %r5, 0;\n";
  setKernelOf(1, 64, std::string(places) + leaders + "    @%p1 st.shared.u32 [tile+64], %r0;");
  report = expectReport({}, ReportClass::SharedRace, 6);
  EXPECT_EQ(*report.thread, (Dim3{32, 0, 0}));
  EXPECT_EQ(report.other->thread, (Dim3{0, 0, 0}));
  setKernelOf(1, 64, std::string(places) + leaders + "    @%p1 st.shared.u32 [%r4], %r0;");
  run({});
}

TEST_F(Races, BytesOfOneWordAreNoRace) {
  setKernelOf(1, 128,
              "    mov.u32 %r3, tile;\n    and.b32 %r5, %r0, 31;\n    shr.u32 %r6, %r0, 5;\n"
              "    mad.lo.u32 %r7, %r5, 4, %r6;\n    add.u32 %r7, %r7, %r3;\n    st.shared.u8 [%r7], %r0;");
  run({});
}

TEST_F(Races, NamedBarriersOrderWhoTakesPart) {
  uint64_t out = allocate(1024);
  // Warp 0 produces and arrives, warp 1 waits and consumes.
  auto make = [&](const std::string &producer, const std::string &consumer) {
    setKernelOf(1, 64,
                std::string(places) + "    setp.ge.u32 %p1, %r0, 32;\n    @%p1 bra CONSUMER;\n" + producer +
                    "    bra END;\nCONSUMER:\n" + consumer +
                    "    ld.shared.u32 %r7, [%r4+-128];\n    st.global.u32 [%rd4], %r7;\nEND:\n");
  };
  make("    st.shared.u32 [%r4], %r0;\n    bar.arrive 1, 64;\n", "    bar.sync 1, 64;\n");
  run({out});
  make("    bar.arrive 1, 64;\n    st.shared.u32 [%r4], %r0;\n", "    bar.sync 1, 64;\n");
  std::optional<Report> report = launch({out});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reportClass, ReportClass::SharedRace) << report->toString();
}

TEST_F(Races, GlobalBetweenBlocks) {
  uint64_t out = allocate(1024);
  setKernelOf(4, 32, std::string(places) + "    st.global.u32 [%rd4], %r1;");
  for (unsigned threads : {1u, 2u, 8u}) {
    configuration.hostThreads = threads;
    Report report = expectReport({out}, ReportClass::GlobalRace, 4);
    EXPECT_EQ(report.text, "write conflicts with the write at line 103 by thread (0,0,0) of block (0,0,0)");
    EXPECT_EQ(*report.block, (Dim3{1, 0, 0}));
    EXPECT_EQ(*report.thread, (Dim3{0, 0, 0}));
    EXPECT_EQ(*report.address, out);
  }
  setKernelOf(
      4, 32, "    mad.lo.u32 %r5, %r1, 32, %r0;\n    mad.wide.u32 %rd4, %r5, 4, %rd0;\n    st.global.u32 [%rd4], %r1;");
  run({out});
}

TEST_F(Races, GlobalReadOfWhatAnotherBlockWrites) {
  uint64_t out = upload(std::vector<uint32_t>(256, 1));
  // Block b writes its own 32 words, and reads those of the next block.
  const char *body = R"(    mad.lo.u32 %r5, %r1, 32, %r0;
    mad.wide.u32 %rd4, %r5, 4, %rd0;
    ld.global.u32 %r6, [%rd4+128];
    st.global.u32 [%rd4], %r6;)";
  setKernelOf(4, 32, body);
  Report report = expectReport({out}, ReportClass::GlobalRace, 4);
  EXPECT_EQ(report.text, "write conflicts with the read at line 102 by thread (0,0,0) of block (0,0,0)");
  EXPECT_EQ(*report.block, (Dim3{1, 0, 0}));
  setKernelOf(1, 32, body);
  run({out});
}

TEST_F(Races, GlobalWithinABlockNeedsABarrier) {
  uint64_t out = upload(std::vector<uint32_t>(256, 1));
  const std::string begin = std::string(places) + "    st.global.u32 [%rd4], %r0;\n";
  const std::string end =
      "    xor.b32 %r5, %r0, 32;\n    mad.wide.u32 %rd5, %r5, 4, %rd0;\n    ld.global.u32 %r6, [%rd5];\n";
  setKernelOf(1, 64, begin + end);
  // Warp 1 comes second, and its write is behind the read of warp 0.
  Report report = expectReport({out}, ReportClass::GlobalRace, 4);
  EXPECT_EQ(*report.thread, (Dim3{32, 0, 0}));
  EXPECT_EQ(report.text, "write conflicts with the read at line 106 by thread (0,0,0)");
  setKernelOf(1, 64, begin + "    bar.sync 0;\n" + end);
  run({out});
}

TEST_F(Races, AtomicsDoNotRaceButPlainReadsDo) {
  uint64_t counter = upload(std::vector<uint32_t>{0});
  setKernelOf(4, 64, "    red.global.add.u32 [%rd0], 1;");
  run({counter});
  setKernelOf(4, 64, "    red.global.add.u32 [%rd0], 1;\n    ld.global.u32 %r5, [%rd0];");
  expectReport({counter}, ReportClass::GlobalRace, 1); // of warp 1, behind the read of warp 0
  setKernelOf(4, 64,
              "    red.global.add.u32 [%rd0], 1;\n    ld.relaxed.gpu.global.u32 %r5, [%rd0];\n    "
              "ld.volatile.global.u32 %r5, [%rd0];");
  run({counter});
  // Scope .cta does not reach the other blocks.
  setKernelOf(4, 64, "    red.relaxed.cta.global.add.u32 [%rd0], 1;");
  expectReport({counter}, ReportClass::GlobalRace, 1);
  setKernelOf(1, 64, "    red.relaxed.cta.global.add.u32 [%rd0], 1;");
  run({counter});
}

TEST_F(Races, HistogramWithoutABarrierBehindItsZeros) {
  auto body = [](const char *barrier) {
    return std::string(places) + "    setp.lt.u32 %p1, %r0, 32;\n    @%p1 st.shared.u32 [%r4], 0;\n" + barrier +
           "    and.b32 %r5, %r0, 7;\n    mad.lo.u32 %r6, %r5, 4, %r3;\n    red.shared.add.u32 [%r6], 1;";
  };
  setKernelOf(1, 64, body(""));
  std::optional<Report> report = launch({});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reportClass, ReportClass::SharedRace) << report->toString();
  setKernelOf(1, 64, body("    bar.sync 0;\n"));
  run({});
}

TEST_F(Races, AtomicsBeforeTheirZeros) {
  // Warp 0 counts in words that warp 1 is about to clear.
  auto body = [](const char *barrier) {
    return std::string(places) + "    setp.ge.u32 %p1, %r0, 32;\n    @%p1 st.shared.u32 [%r4+-128], 0;\n" + barrier +
           "    and.b32 %r5, %r0, 7;\n    mad.lo.u32 %r6, %r5, 4, %r3;\n    red.shared.add.u32 [%r6], 1;";
  };
  setKernelOf(1, 64, body(""));
  expectReport({}, ReportClass::SharedRace, 5);
  setKernelOf(1, 64, body("    bar.sync 0;\n"));
  run({});
}

/// The last block, told by a counter, adds what all have stored (CUDA's threadFenceReduction).
TEST_F(Races, LastBlockReadsWhatAllStored) {
  auto body = [](const char *release, const char *acquire) {
    return std::string(R"(    setp.ne.u32 %p1, %r0, 0;
    @%p1 bra END;
    mad.wide.u32 %rd4, %r1, 4, %rd0;
    st.global.u32 [%rd4], %r1;
)") + release +
           R"(    atom.global.inc.u32 %r5, [%rd1], 7;
)" + acquire +
           R"(    setp.ne.u32 %p2, %r5, 7;
    @%p2 bra END;
    mov.u32 %r6, 0;
    mov.u32 %r7, 0;
LOOP:
    mad.wide.u32 %rd5, %r6, 4, %rd0;
    ld.global.u32 %r8, [%rd5];
    add.u32 %r7, %r7, %r8;
    add.u32 %r6, %r6, 1;
    setp.lt.u32 %p3, %r6, 8;
    @%p3 bra LOOP;
    st.global.u32 [%rd2], %r7;
END:
)";
  };
  auto launchIt = [&](const std::string &text) {
    uint64_t parts = allocate(32), counter = upload(std::vector<uint32_t>{0}), out = allocate(4);
    setKernelOf(8, 64, text);
    std::optional<Report> report = launch({parts, counter, out});
    if (!report) {
      EXPECT_EQ(download<uint32_t>(out, 1)[0], 28u);
    }
    return report;
  };
  EXPECT_FALSE(launchIt(body("    membar.gl;\n", "    membar.gl;\n")));
  EXPECT_FALSE(launchIt(body("    fence.acq_rel.gpu;\n", "    fence.sc.gpu;\n")));
  for (const char *missing : {"", "    membar.cta;\n"}) {
    std::optional<Report> report = launchIt(body(missing, "    membar.gl;\n"));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->reportClass, ReportClass::GlobalRace) << report->toString();
    EXPECT_TRUE(launchIt(body("    membar.gl;\n", missing)));
  }
}

/// What cooperative groups make of grid.sync().
TEST_F(Races, GridBarrier) {
  auto body = [](bool synced) {
    return std::string(R"(    mad.lo.u32 %r5, %r1, 64, %r0;
    mad.wide.u32 %rd4, %r5, 4, %rd0;
    st.global.u32 [%rd4], %r5;
)") +
           (synced ? R"(    barrier.sync 0;
    setp.ne.u32 %p1, %r0, 0;
    @%p1 bra JOIN;
    fence.acq_rel.gpu;
    atom.add.gpu.u32 %r6, [%rd1], 1;
SPIN:
    ld.acquire.gpu.u32 %r7, [%rd1];
    setp.lt.u32 %p2, %r7, 6;
    @%p2 bra SPIN;
    fence.acq_rel.gpu;
JOIN:
    barrier.sync 0;
)"
                   : "") +
           R"(    xor.b32 %r8, %r5, 64;
    mad.wide.u32 %rd5, %r8, 4, %rd0;
    ld.global.u32 %r9, [%rd5];
    mad.wide.u32 %rd6, %r5, 4, %rd2;
    st.global.u32 [%rd6], %r9;)";
  };
  uint64_t data = allocate(6 * 64 * 4), counter = upload(std::vector<uint32_t>{0}), out = allocate(6 * 64 * 4);
  setKernelOf(6, 64, body(true));
  // The opcode's parts may stand in PTX's order alone.
  size_t place = text.find("atom.add.gpu.u32");
  text.replace(place, 16, "atom.relaxed.gpu.global.add.u32");
  configuration.cooperative = true;
  run({data, counter, out});
  std::vector<uint32_t> result = download<uint32_t>(out, 6 * 64);
  for (unsigned i = 0; i < 6 * 64; ++i)
    EXPECT_EQ(result[i], i ^ 64);
  uint64_t fresh = upload(std::vector<uint32_t>(6 * 64, 1));
  setKernelOf(6, 64, body(false));
  std::optional<Report> report = launch({fresh, counter, out});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reportClass, ReportClass::GlobalRace) << report->toString();
}

/// A lock around a plain read, add, write.
TEST_F(Races, SpinLock) {
  auto body = [](const char *behindLock, const char *beforeUnlock) {
    return std::string(R"(    mov.u32 %r10, 0;
    and.b32 %r5, %r0, 31;
    setp.ne.u32 %p1, %r5, 0;
    @%p1 bra END;
SPIN:
    atom.global.cas.b32 %r6, [%rd0], 0, 1;
    setp.ne.u32 %p2, %r6, 0;
    @%p2 bra SPIN;
)") + behindLock +
           R"(    ld.global.u32 %r7, [%rd1];
    add.u32 %r7, %r7, 1;
    st.global.u32 [%rd1], %r7;
)" + beforeUnlock +
           R"(    atom.global.exch.b32 %r8, [%rd0], 0;
END:
)";
  };
  auto launchIt = [&](const std::string &text) {
    uint64_t lock = upload(std::vector<uint32_t>{0}), count = upload(std::vector<uint32_t>{0});
    setKernelOf(5, 128, text);
    std::optional<Report> report = launch({lock, count});
    if (!report) {
      EXPECT_EQ(download<uint32_t>(count, 1)[0], 20u);
    }
    return report;
  };
  EXPECT_FALSE(launchIt(body("    membar.gl;\n", "    membar.gl;\n")));
  EXPECT_TRUE(launchIt(body("", "    membar.gl;\n")));
  EXPECT_TRUE(launchIt(body("    membar.gl;\n", "")));
}

/// A lock in shared memory, released by st.release.
TEST_F(Races, AcquireAndReleaseWithinABlock) {
  auto body = [](const char *cas, const char *release) {
    return std::string(R"(    setp.eq.u32 %p0, %r0, 0;
    @%p0 st.shared.v2.u32 [tile], {0, 0};
    bar.sync 0;
    and.b32 %r5, %r0, 31;
    setp.ne.u32 %p1, %r5, 0;
    @%p1 bra END;
SPIN:
    )") + cas +
           R"( %r6, [tile], 0, 1;
    setp.ne.u32 %p2, %r6, 0;
    @%p2 bra SPIN;
    ld.shared.u32 %r7, [tile+4];
    add.u32 %r7, %r7, 1;
    st.shared.u32 [tile+4], %r7;
    )" + release +
           R"( [tile], 0;
END:
    bar.sync 0;
    ld.shared.u32 %r8, [tile+4];
    st.global.u32 [%rd0], %r8;)";
  };
  uint64_t out = allocate(4);
  setKernelOf(1, 256, body("atom.acquire.cta.shared.cas.b32", "st.release.cta.shared.u32"));
  run({out});
  EXPECT_EQ(download<uint32_t>(out, 1)[0], 8u);
  setKernelOf(1, 256, body("atom.relaxed.cta.shared.cas.b32", "st.release.cta.shared.u32"));
  EXPECT_TRUE(launch({out}));
  setKernelOf(1, 256, body("atom.acquire.cta.shared.cas.b32", "st.relaxed.cta.shared.u32"));
  EXPECT_TRUE(launch({out}));
}

/// Message passing by a volatile flag: the fence makes it right.
TEST_F(Races, FlagBetweenBlocks) {
  auto body = [](const char *fence) {
    return std::string(R"(    setp.ne.u32 %p1, %r1, 0;
    @%p1 bra READER;
    st.global.u32 [%rd0], 42;
)") + fence +
           R"(    st.volatile.global.u32 [%rd1], 1;
    bra END;
READER:
    ld.volatile.global.u32 %r5, [%rd1];
    setp.eq.u32 %p2, %r5, 0;
    @%p2 bra READER;
)" + fence +
           R"(    ld.global.u32 %r6, [%rd0];
    st.global.u32 [%rd2], %r6;
END:
)";
  };
  uint64_t data = allocate(4), flag = upload(std::vector<uint32_t>{0}), out = allocate(4);
  setKernelOf(2, 1, body("    membar.gl;\n"));
  run({data, flag, out});
  EXPECT_EQ(download<uint32_t>(out, 1)[0], 42u);
  flag = upload(std::vector<uint32_t>{0});
  setKernelOf(2, 1, body(""));
  std::optional<Report> report = launch({data, flag, out});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reportClass, ReportClass::GlobalRace) << report->toString();
}

TEST_F(Races, ReportsDoNotDependOnHostThreads) {
  const char *body = R"(    mad.lo.u32 %r5, %r1, 32, %r0;
    rem.u32 %r5, %r5, 3000;
    mad.wide.u32 %rd4, %r5, 4, %rd0;
    st.global.u32 [%rd4], %r1;)";
  std::string first;
  for (unsigned threads : {1u, 2u, 3u, 8u}) {
    uint64_t out = upload(std::vector<uint32_t>(3000, 7));
    setKernelOf(200, 32, body);
    configuration.hostThreads = threads;
    std::optional<Report> report = launch({out});
    ASSERT_TRUE(report);
    report->address = *report->address - out;
    first = first.empty() ? report->toString() : first;
    EXPECT_EQ(report->toString(), first);
    // What ran behind the report in other blocks is undone: block 150 never wrote.
    EXPECT_EQ(download<uint32_t>(out, 3000)[2990], 93u);
  }
}

TEST_F(Races, LaunchesAreOrdered) {
  uint64_t out = allocate(128);
  setKernelOf(1, 32, std::string(places) + "    st.global.u32 [%rd4], %r0;");
  run({out});
  setKernelOf(1, 64,
              "    xor.b32 %r5, %r0, 63;\n    and.b32 %r5, %r5, 31;\n    mad.wide.u32 %rd4, %r5, 4, %rd0;\n    "
              "ld.global.u32 %r6, [%rd4];");
  run({out});
}

} // namespace
