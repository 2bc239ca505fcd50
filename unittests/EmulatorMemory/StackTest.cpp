//===- StackTest.cpp - alloca, frames of calls, local memory ------------------------------------------------------===//

#include "KernelTest.h"

using namespace mlir::qnt::emulator;

namespace {

class Stack : public KernelTest {};

TEST_F(Stack, AllocaGivesMemoryOfItsOwn) {
  uint64_t out = allocate(256);
  setKernel(R"(
    mad.wide.u32 %rd4, %r0, 8, %rd0;
    mad.lo.u32 %r2, %r0, 4, 8;
    cvt.u64.u32 %rd5, %r2;
    stacksave.u64 %rd10;
    alloca.u64 %rd6, %rd5;
    alloca.u64 %rd7, %rd5, 64;
    st.local.u32 [%rd6+4], %r0;
    st.local.u32 [%rd7+4], 5;
    ld.local.u32 %r3, [%rd6+4];
    cvta.local.u64 %rd8, %rd7;
    ld.u32 %r4, [%rd8+4];
    and.b64 %rd9, %rd7, 63;
    cvt.u32.u64 %r5, %rd9;
    add.u32 %r4, %r4, %r5;
    st.global.v2.u32 [%rd4], {%r3, %r4};
    stackrestore.u64 %rd10;)");
  run({out});
  for (unsigned lane = 0; lane < 32; ++lane) {
    EXPECT_EQ(download<uint32_t>(out, 64)[2 * lane], lane);
    EXPECT_EQ(download<uint32_t>(out, 64)[2 * lane + 1], 5u);
  }
}

TEST_F(Stack, AllocaEndsWithItsSizeAndItsRestore) {
  setKernel("alloca.u64 %rd4, 16;\nst.local.u32 [%rd4+16], 1;");
  expectReport({}, ReportClass::OutOfBoundsLocal, 2);
  setKernel("stacksave.u64 %rd5;\nalloca.u64 %rd4, 16;\nstackrestore.u64 %rd5;\nst.local.u32 [%rd4], 1;");
  expectReport({}, ReportClass::OutOfBoundsLocal, 4);
  setKernel("alloca.u64 %rd4, 16;\nst.local.u32 [%rd4+12], 1;");
  run({});
  setKernel("stackrestore.u64 4096;");
  Report report = expectReport({}, ReportClass::OutOfBoundsLocal, 1);
  EXPECT_EQ(report.text, "expected a stack pointer of 'stacksave' in this function, got 4096");
}

TEST_F(Stack, AllocaThatIsTooLarge) {
  setKernel("mov.u64 %rd5, 100000000;\nalloca.u64 %rd4, %rd5;");
  Report report = expectReport({}, ReportClass::StackOverflow, 2);
  EXPECT_EQ(report.text, "alloca of 100000000 bytes with 0 of 524288 bytes of local memory in use");
  setKernel("alloca.u64 %rd4, 18446744073709551608;");
  expectReport({}, ReportClass::StackOverflow, 1);
  setKernel("mov.u64 %rd5, 100000;\nalloca.u64 %rd4, %rd5;");
  run({});
}

TEST_F(Stack, VariablesHaveBoundsOfTheirOwn) {
  const std::string variables = ".local .align 4 .b8 first[8];\n.local .align 4 .b8 second[8];\n";
  for (const char *address : {"first+8", "second+-4", "second+8", "first+-4"}) {
    setKernel(variables + "st.local.u32 [" + address + "], 1;");
    Report report = expectReport({}, ReportClass::OutOfBoundsLocal, 3);
    EXPECT_NE(report.text.find(" outside of "), std::string::npos) << report.text;
  }
  setKernel(variables + "st.local.u32 [first+4], 1;\nst.local.u32 [second], 1;\nst.local.u32 [second+4], 1;");
  run({});
}

TEST_F(Stack, RecursionWithoutEnd) {
  const char *function =
      ".func (.param .b32 result) deeper(.param .b32 depth)\n{\n.local .align 8 .b8 frame[1024];\n"
      ".reg .b32 %r<4>;\n.reg .pred %p<2>;\nld.param.u32 %r1, [depth];\nst.local.u32 [frame], %r1;\n"
      "setp.eq.u32 %p1, %r1, 0;\n@%p1 bra DONE;\nsub.u32 %r2, %r1, 1;\n{\n.param .b32 a;\n.param .b32 "
      "b;\nst.param.b32 [a], %r2;\ncall.uni (b), deeper, (a);\nld.param.b32 %r3, [b];\n}\n"
      "add.u32 %r1, %r3, 1;\nDONE:\nst.param.b32 [result], %r1;\nret;\n}\n";
  auto body = [](const char *depth) {
    return std::string("{\n.param .b32 a;\n.param .b32 b;\nst.param.b32 [a], ") + depth +
           ";\ncall.uni (b), deeper, (a);\nld.param.b32 %r3, [b];\n}\nst.global.u32 [%rd0], %r3;";
  };
  uint64_t out = allocate(4);
  setKernel(body("20"), function);
  run({out});
  EXPECT_EQ(download<uint32_t>(out, 1)[0], 20u);
  setKernel(body("100000"), function);
  std::optional<Report> report = launch({out});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reportClass, ReportClass::StackOverflow) << report->toString();
}

} // namespace
