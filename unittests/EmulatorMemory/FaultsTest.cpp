//===- FaultsTest.cpp - accesses that are wrong are reported, their mended twins are not ------------------------===//

#include "KernelTest.h"

using namespace mlir::qnt::emulator;

namespace {

class Faults : public KernelTest {
protected:
  static constexpr const char *tile = ".shared .align 16 .b8 tile[128];";
};

TEST_F(Faults, UninitializedGlobal) {
  uint64_t in = allocate(128), out = allocate(128);
  const std::string body = R"(    mad.wide.u32 %rd4, %r0, 4, %rd0;
    mad.wide.u32 %rd5, %r0, 4, %rd1;
    ld.global.u32 %r2, [%rd4];
    st.global.u32 [%rd5], %r2;)";
  ASSERT_FALSE(device.fill(in, 1, 64));
  setKernel(body);
  Report report = expectReport({in, out}, ReportClass::UninitializedGlobal, 4);
  EXPECT_EQ(*report.thread, (Dim3{16, 0, 0}));
  EXPECT_NE(report.text.find("line 102"), std::string::npos) << report.text;
  ASSERT_FALSE(device.fill(in, 1, 128));
  run({in, out});
}

TEST_F(Faults, UninitializedShared) {
  uint64_t out = allocate(128);
  auto body = [](const char *condition) {
    return std::string("    mov.u32 %r3, tile;\n    mad.lo.u32 %r4, %r0, 4, %r3;\n    setp.lt.u32 %p1, %r0, ") +
           condition +
           R"(;
    @%p1 st.shared.u32 [%r4], %r0;
    bar.sync 0;
    ld.shared.u32 %r2, [%r4];
    mad.wide.u32 %rd5, %r0, 4, %rd0;
    st.global.u32 [%rd5], %r2;)";
  };
  setKernel(body("20"), tile);
  Report report = expectReport({out}, ReportClass::UninitializedShared, 8);
  EXPECT_EQ(*report.thread, (Dim3{20, 0, 0}));
  setKernel(body("32"), tile);
  run({out});
}

TEST_F(Faults, UninitializedLocal) {
  uint64_t out = allocate(128);
  const std::string load = "    ld.local.u32 %r2, [slots+4];\n    st.global.u32 [%rd0], %r2;";
  auto withSlots = [&](const std::string &body) {
    setKernel(body);
    text.insert(text.find(".reg .pred"), ".local .align 8 .b8 slots[16];");
  };
  withSlots(load);
  expectReport({out}, ReportClass::UninitializedLocal, 2);
  withSlots("    st.local.u32 [slots+4], 7;\n" + load);
  run({out});
}

TEST_F(Faults, UninitializedWhereAnAtomicWorks) {
  uint64_t counter = allocate(4);
  setKernel("    red.global.add.u32 [%rd0], 1;");
  Report report = expectReport({counter}, ReportClass::UninitializedGlobal, 1);
  EXPECT_EQ(report.text, "atomic operation on 4 bytes, of which some were never written");
  ASSERT_FALSE(device.fill(counter, 0, 4));
  run({counter});
  // An exchange defines it.
  uint64_t other = allocate(4);
  setKernel("    atom.global.exch.b32 %r2, [%rd0], 1;");
  run({other});
  setKernel("    atom.shared.add.u32 %r2, [tile], 1;", tile);
  expectReport({}, ReportClass::UninitializedShared, 1);
}

TEST_F(Faults, OutOfBoundsGlobal) {
  uint64_t in = upload(std::vector<uint32_t>(31, 1)), out = allocate(128);
  setKernel("    mad.wide.u32 %rd4, %r0, 4, %rd0;\n    ld.global.u32 %r2, [%rd4];");
  Report report = expectReport({in}, ReportClass::OutOfBoundsGlobalRead, 2);
  EXPECT_EQ(*report.thread, (Dim3{31, 0, 0}));
  EXPECT_EQ(*report.address, in + 124);
  EXPECT_EQ(report.space, "global");
  EXPECT_EQ(report.text.find("read of 4 bytes 0 bytes behind the end of the 124 bytes at 0x"), 0u) << report.text;
  setKernel("    mad.wide.u32 %rd4, %r0, 4, %rd0;\n    st.global.u32 [%rd4+-4], %r0;");
  report = expectReport({out}, ReportClass::OutOfBoundsGlobalWrite, 2);
  EXPECT_EQ(*report.thread, (Dim3{0, 0, 0}));
  EXPECT_EQ(report.text.find("write of 4 bytes 4 bytes before the start of the 128 bytes at 0x"), 0u) << report.text;
  setKernel("    mad.wide.u32 %rd4, %r0, 4, %rd0;\n    st.global.u32 [%rd4], %r0;");
  run({out});
  // Part of a vector is enough, and the atomic counts as a write.
  uint64_t odd = allocate(500);
  setKernel("    mad.wide.u32 %rd4, %r0, 16, %rd0;\n    st.global.v4.u32 [%rd4], {%r0, %r0, %r0, %r0};");
  report = expectReport({odd}, ReportClass::OutOfBoundsGlobalWrite, 2);
  EXPECT_EQ(report.text.find("write of 16 bytes 12 bytes over the end"), 0u) << report.text;
  setKernel("    red.global.add.u32 [%rd0+128], 1;");
  expectReport({out}, ReportClass::OutOfBoundsGlobalWrite, 1);
}

TEST_F(Faults, FreedMemory) {
  uint64_t gone = upload(std::vector<uint32_t>(32, 1));
  ASSERT_TRUE(device.free(gone));
  setKernel("    ld.global.u32 %r2, [%rd0];");
  Report report = expectReport({gone}, ReportClass::OutOfBoundsGlobalRead, 1);
  EXPECT_EQ(report.text, "read of 4 bytes outside of every allocation");
}

TEST_F(Faults, OutOfBoundsShared) {
  setKernel("    mov.u32 %r3, tile;\n    mad.lo.u32 %r4, %r0, 4, %r3;\n    st.shared.u32 [%r4+4], %r0;", tile);
  Report report = expectReport({}, ReportClass::OutOfBoundsShared, 3);
  EXPECT_EQ(*report.thread, (Dim3{31, 0, 0}));
  setKernel("    mov.u32 %r3, tile;\n    mad.lo.u32 %r4, %r0, 4, %r3;\n    st.shared.u32 [%r4], %r0;", tile);
  run({});
}

TEST_F(Faults, DynamicSharedIsAsLargeAsTheLaunchSays) {
  const char *dynamic = ".extern .shared .align 16 .b8 dynamic[];";
  setKernel("    mov.u32 %r3, dynamic;\n    mad.lo.u32 %r4, %r0, 4, %r3;\n    st.shared.u32 [%r4], %r0;", dynamic);
  configuration.dynamicSharedBytes = 128;
  run({});
  configuration.dynamicSharedBytes = 124;
  expectReport({}, ReportClass::OutOfBoundsShared, 3);
}

TEST_F(Faults, OutOfBoundsLocal) {
  auto withSlots = [&](const std::string &body) {
    setKernel(body);
    text.insert(text.find(".reg .pred"), ".local .align 8 .b8 slots[16];");
  };
  withSlots("    st.local.u32 [slots+16], 1;");
  Report report = expectReport({}, ReportClass::OutOfBoundsLocal, 1);
  EXPECT_EQ(report.space, "local");
  withSlots("    st.local.u32 [slots+12], 1;");
  run({});
}

TEST_F(Faults, NullPointer) {
  uint64_t out = allocate(128);
  setKernel("    setp.eq.u64 %p1, %rd0, 0;\n    ld.global.u32 %r2, [%rd0+64];");
  Report report = expectReport({0}, ReportClass::NullPointer, 2);
  EXPECT_EQ(report.text, "read of 4 bytes at a null pointer");
  EXPECT_EQ(*report.address, 64u);
  setKernel("    st.u32 [%rd0], 1;");
  expectReport({0}, ReportClass::NullPointer, 1);
  run({out});
}

TEST_F(Faults, WrongAddressSpace) {
  uint64_t out = allocate(128);
  setKernel("    st.shared.u32 [%rd0], 1;", tile);
  Report report = expectReport({out}, ReportClass::WrongAddressSpace, 1);
  EXPECT_EQ(
      report.text.find("write of 4 bytes: expected an address of shared memory, but got the generic address of 0x"), 0u)
      << report.text;
  setKernel("    cvta.shared.u64 %rd4, tile;\n    st.global.u32 [%rd4], 1;", tile);
  expectReport({}, ReportClass::WrongAddressSpace, 2);
  setKernel("    cvta.shared.u64 %rd4, tile;\n    st.u32 [%rd4], 1;", tile);
  run({});
  setKernel("    cvta.const.u64 %rd4, table;\n    st.u32 [%rd4], 1;", ".const .align 4 .u32 table[2] = {1, 2};");
  report = expectReport({}, ReportClass::WrongAddressSpace, 2);
  EXPECT_EQ(report.text, "expected memory that can be written");
  setKernel("    cvta.const.u64 %rd4, table;\n    ld.u32 %r2, [%rd4];", ".const .align 4 .u32 table[2] = {1, 2};");
  run({});
}

TEST_F(Faults, MisalignedAccess) {
  uint64_t out = allocate(256);
  setKernel("    st.global.u32 [%rd0+2], 1;");
  Report report = expectReport({out}, ReportClass::MisalignedAccess, 1);
  EXPECT_EQ(report.text, "expected an address that is a multiple of 4");
  setKernel("    st.global.u16 [%rd0+2], 1;");
  run({out});
  // A vector is aligned as a whole.
  setKernel("    st.global.v4.u32 [%rd0+8], {1, 1, 1, 1};");
  expectReport({out}, ReportClass::MisalignedAccess, 1);
  setKernel("    st.global.v2.u32 [%rd0+8], {1, 1};");
  run({out});
  setKernel("    st.shared.u64 [tile+4], 1;", tile);
  expectReport({}, ReportClass::MisalignedAccess, 1);
  setKernel("    ld.param.u32 %r2, [p1+2];");
  expectReport({}, ReportClass::MisalignedAccess, 1);
}

TEST_F(Faults, UndefinedAddressesAndValues) {
  uint64_t in = upload(std::vector<uint32_t>(32, 1)), index = allocate(4);
  setKernel("    ld.global.u32 %r2, [%rd1];\n    mad.wide.u32 %rd4, %r2, 4, %rd0;\n    ld.global.u32 %r3, [%rd4];");
  expectReport({in, index}, ReportClass::UninitializedGlobal, 3);
  setKernel("    st.global.u32 [%rd0], %r9;");
  expectReport({in}, ReportClass::UninitializedRegister, 1);
  // Only bytes that are stored count.
  uint64_t half = allocate(4);
  ASSERT_FALSE(device.fill(half, 1, 2));
  setKernel("    ld.global.u32 %r2, [%rd1];\n    st.global.u16 [%rd0], %r2;");
  run({in, half});
  setKernel("    ld.global.u32 %r2, [%rd1];\n    st.global.u32 [%rd0], %r2;");
  expectReport({in, half}, ReportClass::UninitializedGlobal, 2);
}

TEST_F(Faults, DiscardedLinesAreUndefined) {
  uint64_t in = upload(std::vector<uint32_t>(64, 1));
  setKernel(
      "    discard.global.L2 [%rd0], 128;\n    ld.global.u32 %r2, [%rd0+64];\n    st.global.u32 [%rd0+128], %r2;");
  configuration.block = Dim3{1, 1, 1};
  expectReport({in}, ReportClass::UninitializedGlobal, 3);
  in = upload(std::vector<uint32_t>(64, 1));
  setKernel("    discard.global.L2 [%rd0], 128;\n    st.global.u32 [%rd0+64], 5;\n    ld.global.u32 %r2, [%rd0+64];\n"
            "    st.global.u32 [%rd0+128], %r2;");
  configuration.block = Dim3{1, 1, 1};
  run({in});
}

TEST_F(Faults, NeverWrittenResultsAreKnown) {
  uint64_t out = allocate(128);
  setKernel("    setp.ne.u32 %p1, %r0, 9;\n    mad.wide.u32 %rd4, %r0, 4, %rd0;\n    @%p1 st.global.u32 [%rd4], %r0;");
  run({out});
  std::vector<uint8_t> undefined(128);
  ASSERT_FALSE(device.readUndefined(out, undefined.data(), 128));
  for (unsigned byte = 0; byte < 128; ++byte)
    EXPECT_EQ(undefined[byte], byte / 4 == 9);
}

//===------------------------------------------------------------------------------------------------------===//
// What is no fault
//===------------------------------------------------------------------------------------------------------===//

TEST_F(Faults, NoneForAPredicatedLoadOfAnInvalidAddress) {
  setKernel(
      "    setp.eq.u32 %p1, %r0, 99;\n    @%p1 ld.global.u32 %r2, [%rd0];\n    @%p1 st.shared.u32 [tile+4096], 1;",
      tile);
  run({0});
}

TEST_F(Faults, NoneForOneValueStoredByManyThreads) {
  uint64_t out = allocate(4);
  setKernel("    st.global.u32 [%rd0], 5;\n    st.shared.u32 [tile], 6;", tile);
  configuration.grid = Dim3{4, 1, 1};
  configuration.block = Dim3{96, 1, 1};
  run({out});
  EXPECT_EQ(download<uint32_t>(out, 1)[0], 5u);
}

TEST_F(Faults, NoneForSharedWordsWhoseValuesAreNotUsed) {
  uint64_t out = allocate(128);
  setKernel(R"(    mov.u32 %r3, tile;
    mad.lo.u32 %r4, %r0, 4, %r3;
    setp.lt.u32 %p1, %r0, 16;
    @%p1 st.shared.u32 [%r4], %r0;
    bar.sync 0;
    ld.shared.u32 %r2, [%r4];
    mad.wide.u32 %rd5, %r0, 4, %rd0;
    selp.u32 %r5, %r2, 7, %p1;
    st.global.u32 [%rd5], %r5;)",
            tile);
  run({out});
}

} // namespace
