//===- AsyncCopyTest.cpp - cp.async, its groups and waits ---------------------------------------------------------===//

#include "KernelTest.h"

using namespace mlir::qnt::emulator;

namespace {

class AsyncCopy : public KernelTest {
protected:
  static constexpr const char *tile = ".shared .align 16 .b8 tile[2048];";

  std::vector<uint32_t> makeWords(unsigned count) {
    std::vector<uint32_t> words(count);
    for (unsigned i = 0; i < count; ++i)
      words[i] = i * 17 + 3;
    return words;
  }
  /// %rd4: source of this thread, %r4: its place in the tile, %rd5: its place in the output; `bytes` each.
  std::string places(unsigned bytes) {
    const std::string text = std::to_string(bytes);
    return "mov.u32 %r3, tile;\nmad.lo.u32 %r4, %r0, " + text + ", %r3;\nmad.wide.u32 %rd4, %r0, " + text +
           ", %rd0;\nmad.wide.u32 %rd5, %r0, " + text + ", %rd1;\n";
  }
};

TEST_F(AsyncCopy, SizesAndForms) {
  struct Form {
    const char *opcode;
    unsigned bytes;
  };
  for (const Form &form : {Form{"cp.async.ca.shared.global", 4}, Form{"cp.async.ca.shared.global", 8},
                           Form{"cp.async.ca.shared.global", 16}, Form{"cp.async.cg.shared.global", 16},
                           Form{"cp.async.cg.shared::cta.global.L2::128B", 16}}) {
    std::vector<uint32_t> words = makeWords(8 * form.bytes);
    uint64_t in = upload(words), out = allocate(32 * form.bytes);
    std::string vector = form.bytes == 4   ? ".u32 %r8"
                         : form.bytes == 8 ? ".v2.u32 {%r8, %r9}"
                                           : ".v4.u32 {%r8, %r9, %r10, %r11}";
    std::string values = vector.substr(vector.find(' ')), type = vector.substr(0, vector.find(' '));
    setKernel(places(form.bytes) + form.opcode + " [%r4], [%rd4], " + std::to_string(form.bytes) +
                  ";\ncp.async.commit_group;\ncp.async.wait_group 0;\nld.shared" + vector + ", [%r4];\nst.global" +
                  type + " [%rd5]," + values + ";",
              tile);
    run({in, out});
    EXPECT_EQ(download<uint32_t>(out, 8 * form.bytes), words) << form.opcode << form.bytes;
  }
}

/// Lanes of one copy read the same bytes, as the windows of a convolution do.
TEST_F(AsyncCopy, LanesOfOneSource) {
  std::vector<uint32_t> words = makeWords(4);
  uint64_t in = upload(words), out = allocate(512);
  setKernel(places(16) + R"(
    cp.async.cg.shared.global [%r4], [%rd0], 16;
    cp.async.wait_all;
    ld.shared.v4.u32 {%r8, %r9, %r10, %r11}, [%r4];
    st.global.v4.u32 [%rd5], {%r8, %r9, %r10, %r11};)",
            tile);
  run({in, out});
  std::vector<uint32_t> result = download<uint32_t>(out, 128);
  for (unsigned i = 0; i < 128; ++i)
    EXPECT_EQ(result[i], words[i % 4]);
}

TEST_F(AsyncCopy, ZerosBehindTheSourceSize) {
  std::vector<uint32_t> words = makeWords(128);
  uint64_t in = upload(words), out = allocate(512);
  // Thread t copies t % 5 words; those that copy nothing have no valid address.
  setKernel(places(16) + R"(
    rem.u32 %r5, %r0, 5;
    shl.b32 %r5, %r5, 2;
    setp.eq.u32 %p1, %r5, 0;
    @%p1 mov.u64 %rd4, 0;
    cp.async.cg.shared.global [%r4], [%rd4], 16, %r5;
    cp.async.wait_all;
    ld.shared.v4.u32 {%r8, %r9, %r10, %r11}, [%r4];
    st.global.v4.u32 [%rd5], {%r8, %r9, %r10, %r11};)",
            tile);
  run({in, out});
  std::vector<uint32_t> result = download<uint32_t>(out, 128);
  for (unsigned i = 0; i < 128; ++i)
    EXPECT_EQ(result[i], i % 4 < i / 4 % 5 ? words[i] : 0u);
}

TEST_F(AsyncCopy, IgnoredSources) {
  std::vector<uint32_t> words = makeWords(32);
  uint64_t in = upload(words), out = allocate(128);
  setKernel(places(4) + R"(
    and.b32 %r5, %r0, 1;
    setp.ne.u32 %p1, %r5, 0;
    cp.async.ca.shared.global [%r4], [%rd4], 4, %p1;
    cp.async.wait_all;
    ld.shared.u32 %r8, [%r4];
    st.global.u32 [%rd5], %r8;)",
            tile);
  run({in, out});
  for (unsigned lane = 0; lane < 32; ++lane)
    EXPECT_EQ(download<uint32_t>(out, 32)[lane], lane % 2 ? 0u : words[lane]);
}

TEST_F(AsyncCopy, WaitLeavesTheNewestGroups) {
  std::vector<uint32_t> words = makeWords(64);
  uint64_t in = upload(words), out = allocate(128);
  const std::string begin = places(4) + R"(
    cp.async.ca.shared.global [%r4], [%rd4], 4;
    cp.async.commit_group;
    cp.async.ca.shared.global [%r4+1024], [%rd4+128], 4;
    cp.async.commit_group;
    cp.async.wait_group 1;
)";
  setKernel(begin + "ld.shared.u32 %r8, [%r4];\nst.global.u32 [%rd5], %r8;", tile);
  run({in, out});
  EXPECT_EQ(download<uint32_t>(out, 32), std::vector<uint32_t>(words.begin(), words.begin() + 32));
  setKernel(begin + "ld.shared.u32 %r8, [%r4+1024];\nst.global.u32 [%rd5], %r8;", tile);
  Report report = expectReport({in, out}, ReportClass::CpAsyncNotWaited, 11);
  EXPECT_EQ(report.text, "read of bytes in flight, by the asynchronous copy at line 107 by thread (0,0,0)");
  EXPECT_EQ(report.space, "shared");
  EXPECT_EQ(*report.address, 1024u);
}

TEST_F(AsyncCopy, DataThatNobodyWaitedFor) {
  std::vector<uint32_t> words = makeWords(32);
  uint64_t in = upload(words), out = allocate(128);
  const std::string copy = places(4) + "cp.async.ca.shared.global [%r4], [%rd4], 4;\ncp.async.commit_group;\n";
  const std::string use = "ld.shared.u32 %r8, [%r4];\nst.global.u32 [%rd5], %r8;";
  setKernel(copy + use, tile);
  Report report = expectReport({in, out}, ReportClass::CpAsyncNotWaited, 7);
  EXPECT_EQ(report.other->line, kBodyLine + 4);
  setKernel(copy + "cp.async.wait_group 1;\n" + use, tile);
  expectReport({in, out}, ReportClass::CpAsyncNotWaited, 8);
  setKernel(copy + "cp.async.wait_group 0;\n" + use, tile);
  run({in, out});
  // An open group is not waited for by wait_group, but by wait_all.
  const std::string open = places(4) + "cp.async.ca.shared.global [%r4], [%rd4], 4;\n";
  setKernel(open + "cp.async.wait_group 0;\n" + use, tile);
  expectReport({in, out}, ReportClass::CpAsyncNotWaited, 7);
  setKernel(open + "cp.async.wait_all;\n" + use, tile);
  run({in, out});
  // Overwriting what is in flight is no better than reading it.
  setKernel(copy + "st.shared.u32 [%r4], %r0;", tile);
  expectReport({in, out}, ReportClass::CpAsyncNotWaited, 7);
}

TEST_F(AsyncCopy, AnotherWarpNeedsABarrierToo) {
  std::vector<uint32_t> words = makeWords(64);
  uint64_t in = upload(words), out = allocate(256);
  auto make = [&](const std::string &middle) {
    setKernel(places(4) + "cp.async.ca.shared.global [%r4], [%rd4], 4;\ncp.async.commit_group;\n" + middle + R"(
    xor.b32 %r5, %r0, 32;
    mad.lo.u32 %r6, %r5, 4, %r3;
    ld.shared.u32 %r8, [%r6];
    st.global.u32 [%rd5], %r8;)",
              tile);
    configuration.block = Dim3{64, 1, 1};
  };
  make("cp.async.wait_all;\nbar.sync 0;");
  run({in, out});
  for (unsigned lane = 0; lane < 64; ++lane)
    EXPECT_EQ(download<uint32_t>(out, 64)[lane], words[lane ^ 32]);
  make("bar.sync 0;\ncp.async.wait_all;"); // waits for its own, but the barrier was before
  Report report = expectReport({in, out}, ReportClass::CpAsyncNotWaited, 11);
  EXPECT_EQ(report.other->thread, (Dim3{32, 0, 0}));
  make("cp.async.wait_all;\n");
  std::optional<Report> race = launch({in, out});
  ASSERT_TRUE(race);
}

TEST_F(AsyncCopy, SourceThatChangesInFlight) {
  std::vector<uint32_t> words = makeWords(32);
  uint64_t in = upload(words);
  auto make = [&](const std::string &before, const std::string &behind) {
    setKernel(places(4) + "cp.async.ca.shared.global [%r4], [%rd4], 4;\ncp.async.commit_group;\n" + before +
                  "st.global.u32 [%rd4], %r0;\n" + behind,
              tile);
  };
  make("", "cp.async.wait_all;");
  Report report = expectReport({in, in}, ReportClass::GlobalRace, 7);
  EXPECT_EQ(report.text, "write conflicts with the asynchronous read in flight at line 104 by thread (0,0,0)");
  make("cp.async.wait_all;\n", "");
  run({in, in});
  EXPECT_EQ(download<uint32_t>(in, 32)[5], 5u);
}

TEST_F(AsyncCopy, UndefinedSourceIsPassedOn) {
  uint64_t in = allocate(128), out = allocate(128);
  setKernel(places(4) + "cp.async.ca.shared.global [%r4], [%rd4], 4;\ncp.async.wait_all;\nld.shared.u32 %r8, [%r4];\n"
                        "st.global.u32 [%rd5], %r8;",
            tile);
  expectReport({in, out}, ReportClass::UninitializedShared, 8);
}

TEST_F(AsyncCopy, WrongAddresses) {
  uint64_t in = upload(makeWords(31)), out = allocate(128);
  setKernel(places(4) + "cp.async.ca.shared.global [%r4], [%rd4], 4;\ncp.async.wait_all;", tile);
  Report report = expectReport({in, out}, ReportClass::OutOfBoundsGlobalRead, 5);
  EXPECT_EQ(*report.thread, (Dim3{31, 0, 0}));
  in = upload(makeWords(64));
  setKernel(places(4) + "cp.async.ca.shared.global [%r4+1924], [%rd4], 4;\ncp.async.wait_all;", tile);
  expectReport({in, out}, ReportClass::OutOfBoundsShared, 5);
  setKernel(places(4) + "cp.async.ca.shared.global [%r4+2], [%rd4], 4;\ncp.async.wait_all;", tile);
  expectReport({in, out}, ReportClass::MisalignedAccess, 5);
}

TEST_F(AsyncCopy, WhatIsNotThereIsRefused) {
  const std::pair<const char *, const char *> cases[] = {
      {"cp.async.cg.shared.global [%r4], [%rd4], 8;", "expected a size of 4, 8 or 16 bytes, 16 for '.cg'"},
      {"cp.async.ca.shared.global [%r4], [%rd4], 12;", "expected a size of 4, 8 or 16 bytes, 16 for '.cg'"},
      {"cp.async.mbarrier.arrive.shared.b64 [%r4];",
       "expected 'cp.async' without bulk copies and mbarriers, which are not executed"},
      {"cp.async.bulk.commit_group;", "without bulk copies and mbarriers"},
  };
  for (const auto &[instruction, message] : cases) {
    setKernel(instruction);
    EXPECT_NE(getLoadError().find(message), std::string::npos) << instruction << ": " << getLoadError();
  }
}

} // namespace
