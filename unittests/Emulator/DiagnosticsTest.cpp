//===- DiagnosticsTest.cpp - texts of the errors of decoding, and of reports -----------------------------===//
#include "ModuleTest.h"

using namespace mlir::qnt::emulator;

namespace {

class Diagnostics : public ModuleTest {
protected:
  /// The module of `body` does not load, for this reason in its first line.
  void expectError(const std::string &body, const std::string &reason, const std::string &declarations = "",
                   const std::string &target = "sm_80") {
    const std::string error = getLoadError(makeModule(body, declarations, target));
    EXPECT_EQ(error.substr(0, error.find(": '")), "unknown_instruction: 60: " + reason) << error;
  }
  /// A report whose text has `part`.
  void expectText(const std::string &body, ReportClass reportClass, unsigned line, const std::string &part,
                  const std::string &declarations = "") {
    const Report report = expectReport(body, reportClass, line, declarations);
    EXPECT_NE(report.text.find(part), std::string::npos) << report.text;
  }
};

TEST_F(Diagnostics, Operands) {
  expectError("  add.u32 %r6, %r5.b0, 1;", "expected %r5 without a selection of bytes");
  expectError("  .reg .v2 .b32 %v; add.u32 %r6, %v, 1;", "expected one value, got the vector %v");
  expectError("  add.u64 %rd10, %tid.x, 1;", "expected a value that fits '.u64', got %tid");
  expectError("  add.f32 %f1, %f2, 7;", "expected a constant of type '.f32', got an integer");
  expectError("  add.u32 %r6, %r5, 0f3F800000;", "expected an operand that fits '.u32', got a constant of '.f32'");
  expectError("  add.f32 %f1, %f2, x;", "expected an operand that fits '.f32', got an address", ".global .u32 x;");
  expectError("  add.u32 %r6, -%r5, 1;", "expected an operand without negation");
  expectError("  add.u32 %r6, {%r5, %r5}, 1;", "expected a register or a constant as operand 2");
  expectError("  add.u32 %r6, %f1, 1;", "expected a register that fits '.u32', got %f1 of '.f32'");
  expectError("  ld.global.u32 %r6, %rd4;", "expected an address in brackets");
  expectError("  ld.global.u32 %r6, [%rd4, {%r1}];", "expected an address without coordinates");
  expectError("  vote.sync.ballot.b32 %r6, %p1;", "expected another operand");
  expectError("  pmevent 16;", "expected an integer constant in [0, 15], got 16");
}

TEST_F(Diagnostics, Modifiers) {
  expectError("  bar.red.min.u32 %r6, 0, %p1;", "expected one of '.popc', '.and', '.or', got '.min'");
  expectError("  shfl.sync;", "expected one of '.up', '.down', '.bfly', '.idx', got the end of the opcode");
  expectError("  redux.sync.min.f32 %f2, %f1, -1;", "expected a target of sm_100a");
  expectError("  redux.sync.add.u32 %r6, %r5, -1;", "expected a target of sm_80 or later", "", "sm_75");
  expectError("  elect.sync %r6|%p1, -1;", "expected a target of sm_90 or later");
  expectError("  barrier.arrive 0;", "expected a number of threads");
}

TEST_F(Diagnostics, Sizes) {
  std::string registers;
  for (unsigned i = 0; i < 70000; ++i)
    registers += "  mov.u32 %z" + std::to_string(i) + ", 1;\n";
  EXPECT_NE(getLoadError(makeModule("  .reg .b32 %z<70000>;\n" + registers))
                .find("expected at most 65536 registers in use in function 'k'"),
            std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  mov.u32 %r6, 1;", ".func f(.param .b8 a[5000000000]) { ret; }"))
                .find("expected 'a' to take less than 4 GB"),
            std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  .local .b8 a[3000000000];\n  .local .b8 b[3000000000];"))
                .find("expected the variables of 'k' to take less than 4 GB"),
            std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  mov.u32 %r6, 1;", ".global .b8 x[2000000000000];"))
                .find("expected room for the 2000000000000 bytes of 'x'"),
            std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  mov.u32 %r6, 1;", ".shared .b8 x[2000000000000];"))
                .find("expected 'x' to fit shared memory"),
            std::string::npos);
}

TEST_F(Diagnostics, LocalMemory) {
  configuration.block = {32, 1, 1};
  const std::shared_ptr<const Program> program = load(makeModule("  .local .b8 a[600000];\n  mov.u32 %r6, 1;"));
  ASSERT_TRUE(program);
  const std::optional<Report> report = launch(*program);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->toString(), "stack_overflow: kernel 'k', block (0,0,0), thread (0,0,0): expected room for 600000 "
                                "bytes of local memory");
  const char *const function = ".func big() { .local .b8 a[300000]; call big, (); ret; }";
  EXPECT_NE(expectReport("  mov.u32 %r6, 1;\n  call big, ();", ReportClass::StackOverflow, 4 + 1 - kBodyLine, function)
                .text.find("expected room for 300000 bytes of local memory of 'big' at depth 2"),
            std::string::npos);
  expectText("  mov.u32 %r6, 1;\n  call deep, ();", ReportClass::StackOverflow, 4 + 1 - kBodyLine,
             "expected at most 1024 calls in each other, at the call of 'deep'",
             ".func deep() { call deep, (); ret; }");
}

TEST_F(Diagnostics, Calls) {
  const char *const functions = ".func f() { ret; }\n.func g() { ret; }\n.func h(.reg .u32 a) { ret; }\n"
                                ".global .u64 table[4] = {f, g, h, 5};";
  const std::string body = R"(  mov.u32 %r6, 1;
targets: .calltargets f; proto: .callprototype _ ();
  ld.global.u64 %rd10, [table+OFFSET];
  call %rd10, (), targets;)";
  auto with = [&](const char *offset, bool byPrototype = false) {
    std::string text = body;
    if (byPrototype)
      text.replace(text.rfind("targets"), 7, "proto");
    return text.replace(text.find("OFFSET"), 6, offset);
  };
  EXPECT_EQ(run(with("0"), functions), std::vector<uint32_t>(1, 1));
  EXPECT_EQ(run(with("8", true), functions), std::vector<uint32_t>(1, 1));
  expectText(with("8"), ReportClass::WrongAddressSpace, 4, "expected a function of the call's .calltargets, got 'g'",
             functions);
  expectText(with("16", true), ReportClass::WrongAddressSpace, 4, "expected 1 arguments, got 0 in the call of 'h'",
             functions);
  expectText(with("24", true), ReportClass::WrongAddressSpace, 4, "expected the address of a function to call",
             functions);
}

TEST_F(Diagnostics, Barriers) {
  configuration.block = {64, 1, 1};
  expectText(R"(  mov.u32 %r6, 1;
  setp.lt.u32 %p1, %r1, 16;
  setp.ge.u32 %p2, %r1, 32;
  or.pred %p3, %p1, %p2;
  @%p3 barrier.sync 1, 32;
  barrier.sync 2;)",
             ReportClass::DivergentBarrier, 5, "expected 32 threads at barrier 1, but 48 arrived");
  expectText("  mov.u32 %r6, 1;\n  mov.u32 %r10, %r1;\n  bar.sync %r10;", ReportClass::DivergentBarrier, 3,
             "expected one barrier number in all lanes that arrive, got 0 and 1");
  expectText("  mov.u32 %r6, 1;\n  bar.sync 17;", ReportClass::DivergentBarrier, 2,
             "expected a barrier number below 16, got 17");
  expectText("  mov.u32 %r6, 1;\n  bar.sync 1, 33;", ReportClass::DivergentBarrier, 2,
             "expected a number of threads that is a multiple of 32, got 33");
  const char *const twoForms = "  mov.u32 %r6, 1;\n  setp.lt.u32 %p1, %r1, 32;\n  @%p1 bar.sync 0, 64;\n  @!%p1 ";
  expectText(std::string(twoForms) + "bar.sync 0;", ReportClass::DivergentBarrier, 4,
             "expected one number of threads of barrier 0, but line 62 arrived with another");
  expectText(std::string(twoForms) + "bar.red.or.pred %p2, 0, 64, %p1;", ReportClass::DivergentBarrier, 4,
             "expected one operation of barrier 0, but line 62 arrived with another");
  expectText("  mov.u32 %r6, 1;\n  bar.arrive 0, 96;\n  bar.arrive 0, 96;", ReportClass::DivergentBarrier, 3,
             "expected one arrival a thread of barrier 0, but line 61 arrived with another");
  expectText("  mov.u32 %r6, 1;\n  setp.lt.u32 %p1, %r1, 5;\n  @%p1 bar.sync 0;\n  bar.sync 1;",
             ReportClass::DivergentBarrier, 3,
             "expected all lanes of the barrier at one instruction, but thread (5,0,0) does not come");
}

TEST_F(Diagnostics, Collectives) {
  configuration.block = {32, 1, 1};
  expectText("  redux.sync.add.u32 %r6, %r5, 2;", ReportClass::DivergentCollective, 1,
             "expected the member mask to name the thread itself, but got 0x00000002");
  expectText("  setp.eq.u32 %p1, %r1, 3;\n  selp.u32 %r10, 0xffffffff, 0xfffffff7, %p1;\n"
             "  match.any.sync.b32 %r6, %r5, %r10;",
             ReportClass::DivergentCollective, 3,
             "expected one member mask in all its lanes, but lane 0 of 0xffffffff has another");
}

TEST_F(Diagnostics, Traps) {
  expectText("  mov.u32 %r6, 1;\n  trap;", ReportClass::Trap, 2, "the kernel executed a trap");
  expectText("  mov.u32 %r6, 1;\n  call __assertfail, ();", ReportClass::Trap, 2, "an assertion of the kernel failed",
             ".extern .func __assertfail();");
}

TEST_F(Diagnostics, ValuesOfRegistersThatNoTextNames) {
  // The carry of a frame is a register of its own.
  expectText("  addc.u32 %r6, %r5, 1;", ReportClass::UninitializedRegister, 2,
             "but a hidden register was never written");
}

TEST_F(Diagnostics, Launches) {
  const std::shared_ptr<const Program> program = load(makeModule("  mov.u32 %r6, 1;"));
  ASSERT_TRUE(program);
  auto check = [&] {
    const std::optional<Report> report = device->launch(*program, "k", configuration, std::vector<std::byte>(16));
    return report ? report->text : std::string();
  };
  configuration.grid = {1, 0, 1};
  EXPECT_EQ(check(), "expected a grid within (1,1,1) and (2147483647,65535,65535), got (1,0,1)");
  configuration.grid = {1, 1, 1};
  configuration.block = {2, 600, 1};
  EXPECT_EQ(check(), "expected a block within (1,1,1) and (1024,1024,64) of at most 1024 threads, got (2,600,1)");
  configuration.block = {1, 1, 1};
  configuration.dynamicSharedBytes = 300000;
  EXPECT_EQ(check(), "expected at most 232448 bytes of shared memory a block, got 0 declared and 300000 dynamic");
  configuration.dynamicSharedBytes = 0;
  configuration.cooperative = true;
  configuration.grid = {5000, 1, 1};
  EXPECT_EQ(check(), "expected at most 4224 blocks in a cooperative launch, got 5000");
}

} // namespace
