//===- VariableTest.cpp - variables of modules, parameters, shared layouts, information about kernels ----===//
#include "ModuleTest.h"
#include <cstring>

using namespace mlir::qnt::emulator;

namespace {

class Variables : public ModuleTest {
protected:
  Variables() { configuration.block = {4, 1, 1}; }
};

TEST_F(Variables, InitialValuesOfGlobalAndConstantMemory) {
  const std::vector<uint32_t> result = run(R"(
  mul.wide.u32 %rd10, %r1, 4;
  mov.u64 %rd11, words;
  add.u64 %rd12, %rd11, %rd10;
  ld.global.u32 %r10, [%rd12];
  mov.u64 %rd13, table;
  add.u64 %rd14, %rd13, %rd10;
  ld.const.u32 %r11, [%rd14];
  ld.global.u64 %rd15, [pointer];
  ld.global.u32 %r12, [%rd15];
  ld.global.u64 %rd16, [pointers+8];
  ld.u32 %r13, [%rd16];
  mad.lo.u32 %r6, %r10, 10, %r11;
  mad.lo.u32 %r6, %r6, 10, %r12;
  mad.lo.u32 %r6, %r6, 10, %r13;
)",
                                           R"(
.global .align 4 .u32 words[4] = {1, 2, 3};
.const .align 4 .u32 table[4] = {5, 6, 7, 8};
.global .align 8 .u64 pointer = words+8;
.global .align 8 .u64 pointers[2] = {0, generic(table)+4};
)");
  const uint32_t words[] = {1, 2, 3, 0};
  for (uint32_t i = 0; i < 4; ++i)
    EXPECT_EQ(result[i], words[i] * 1000 + (5 + i) * 100 + 30 + 6) << i;
}

TEST_F(Variables, AddressesOfVariablesCanBeAskedForAndWritten) {
  const std::shared_ptr<const Program> program = load(
      makeModule("  ld.const.u32 %r10, [factor];\n  ld.global.u32 %r11, [offset];\n  mad.lo.u32 %r6, %r1, %r10, %r11;",
                 ".const .u32 factor;\n.global .u32 offset = 9;"));
  ASSERT_TRUE(program);
  const std::vector<VariableInfo> variables = getVariables(*program);
  ASSERT_EQ(variables.size(), 2u);
  EXPECT_EQ(variables[0].name, "factor");
  EXPECT_TRUE(variables[0].isConstant);
  EXPECT_EQ(variables[0].size, 4u);
  EXPECT_FALSE(variables[1].isConstant);
  const uint32_t factor = 6;
  EXPECT_FALSE(device->writeConstant(variables[0].address, &factor, 4));
  ASSERT_FALSE(launch(*program));
  EXPECT_EQ(output, (std::vector<uint32_t>{9, 15, 21, 27}));
}

TEST_F(Variables, VariablesAreFreedWithTheirProgram) {
  std::shared_ptr<const Program> program =
      load(makeModule("  ld.global.u32 %r6, [big];", ".global .u32 big[1000] = {3};"));
  ASSERT_TRUE(program);
  const uint64_t address = getVariables(*program)[0].address;
  uint32_t value = 0;
  EXPECT_FALSE(device->read(address, &value, sizeof value));
  EXPECT_EQ(value, 3u);
  program.reset();
  EXPECT_TRUE(device->read(address, &value, sizeof value));
}

TEST_F(Variables, ProgramMayOutliveItsDevice) {
  const std::shared_ptr<const Program> program = load(makeModule("  mov.u32 %r6, 1;", ".global .u32 x = 1;"));
  device.reset();
  EXPECT_EQ(getVariables(*program).size(), 1u);
}

TEST_F(Variables, EachKernelHasTheSharedMemoryThatItReaches) {
  const std::shared_ptr<const Program> program = load(R"(.version 8.0
.target sm_80
.address_size 64
.shared .align 16 .b8 common[100];
.shared .align 4 .b8 first[200];
.shared .align 8 .b8 second[48];
.shared .align 4 .b8 unused[70000];
.extern .shared .align 128 .b8 dynamic[];
.func helper() { .reg .b32 %r<2>; .shared .align 4 .b32 own; mov.u32 %r1, common; st.shared.u32 [own], %r1; ret; }
.entry a() { .reg .b32 %r<2>; mov.u32 %r1, first; call helper, (); ret; }
.entry b() { .reg .b32 %r<2>; mov.u32 %r1, second; mov.u32 %r1, dynamic; ret; }
.entry c() { ret; }
.entry d() { .reg .b32 %r<2>; .shared .align 4 .b8 mine[12]; mov.u32 %r1, mine; ret; }
)");
  ASSERT_TRUE(program);
  EXPECT_EQ(getKernelNames(*program), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(getKernelInfo(*program, "a")->staticSharedBytes, 304u);
  EXPECT_EQ(getKernelInfo(*program, "b")->staticSharedBytes, 48u);
  EXPECT_EQ(getKernelInfo(*program, "c")->staticSharedBytes, 0u);
  EXPECT_EQ(getKernelInfo(*program, "d")->staticSharedBytes, 12u);
  EXPECT_FALSE(getKernelInfo(*program, "helper"));
  EXPECT_FALSE(getKernelInfo(*program, "e"));
}

TEST_F(Variables, OverTheEndOfOneIsNotInTheNext) {
  const char *const declarations = ".shared .align 4 .b8 first[16];\n.shared .align 4 .b8 second[16];";
  expectReport("  mov.u32 %r10, second;\n  st.shared.u32 [first+16], 1;\n  mov.u32 %r6, 0;",
               ReportClass::OutOfBoundsShared, 2, declarations);
  EXPECT_EQ(run("  st.shared.u32 [second], 1;\n  st.shared.u32 [first+12], 1;\n  mov.u32 %r6, 0;", declarations),
            std::vector<uint32_t>(getNumThreads(), 0));
}

TEST_F(Variables, DynamicSharedMemoryLiesBehindTheStaticOne) {
  configuration.dynamicSharedBytes = 64;
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r10, fixed;
  mov.u32 %r11, dynamic;
  mov.u32 %r12, dynamic+4;
  mad.lo.u32 %r13, %r1, 4, %r11;
  mad.lo.u32 %r14, %r1, 4, %r10;
  st.shared.u32 [%r13], %r1;
  st.shared.u32 [%r14], 1;
  ld.shared.u32 %r15, [dynamic+8];
  sub.u32 %r6, %r12, %r10;
  mad.lo.u32 %r6, %r6, 10, %r15;
)",
                                           ".shared .align 4 .b8 fixed[20];\n.extern .shared .align 64 .b8 dynamic[];");
  EXPECT_EQ(result, std::vector<uint32_t>(4, 682));
}

TEST_F(Variables, ParametersOfAKernel) {
  const std::shared_ptr<const Program> program = load(R"(.version 8.0
.target sm_80
.address_size 64
.entry k(.param .u8 a, .param .u64 b, .param .align 4 .b8 c[6], .param .u16 d, .param .align 16 .b8 e[16])
.reqntid 64, 1, 1
{ .local .align 8 .b8 depot[40]; .reg .b64 %rd<3>; .reg .f32 %f; mov.u64 %rd1, depot; ret; }
)");
  ASSERT_TRUE(program);
  const KernelInfo info = *getKernelInfo(*program, "k");
  ASSERT_EQ(info.parameters.size(), 5u);
  const uint64_t offsets[] = {0, 8, 16, 22, 32};
  const uint64_t sizes[] = {1, 8, 6, 2, 16};
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(info.parameters[i].offset, offsets[i]) << i;
    EXPECT_EQ(info.parameters[i].size, sizes[i]) << i;
  }
  EXPECT_EQ(info.parameters[2].name, "c");
  EXPECT_EQ(info.parameterBytes, 48u);
  EXPECT_EQ(info.localBytes, 40u);
  EXPECT_EQ(info.registers, 2u);
  EXPECT_EQ(info.maxThreads, (Dim3{0, 0, 0}));
  EXPECT_EQ(info.requiredThreads, (Dim3{64, 1, 1}));
}

TEST_F(Variables, ErrorsOfVariables) {
  EXPECT_EQ(getLoadError(makeModule("  ld.global.u32 %r6, [x];", ".extern .global .u32 x;")),
            "parse_error: 4: expected a definition of 'x'");
  EXPECT_NE(getLoadError(makeModule("  mov.u32 %r6, 1;", ".global .b8 x[4611686018427387904];")), "");
}

TEST_F(Variables, InstructionsThatAreNotThere) {
  EXPECT_EQ(
      getLoadError(makeModule("  frobnicate.u32 %r6, %r5;")),
      "unknown_instruction: 60: expected an instruction that is known, got 'frobnicate': 'frobnicate.u32 %r6, %r5;'");
  EXPECT_NE(getLoadError(makeModule("  bra.often L;\nL: mov.u32 %r6, 1;"))
                .find("unknown_instruction: 60: expected no modifier '.often'"),
            std::string::npos);
  EXPECT_NE(
      getLoadError(makeModule("  vote.sync.all.b32 %r6, %p1, -1;")).find("expected a type of '.pred', got '.b32'"),
      std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  bar.sync;")).find("expected another operand"), std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  activemask.b32 %r6, %r5;")).find("expected 1 operands, got 2"),
            std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  activemask.b32 7;")).find("expected a register to write to"), std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  activemask.b32 %rd10;"))
                .find("expected a register that fits '.b32', got %rd10 of '.b64'"),
            std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  brx.idx %r5, %r6;")), "");
  EXPECT_NE(getLoadError(makeModule("  @%r5 bra L;\nL: mov.u32 %r6, 1;")), "");
  EXPECT_NE(getLoadError(makeModule("  vote.sync.all.pred %p1, %p2, %tid;")).find("expected a component of %tid"),
            std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  bar.sync -%r5;")), "");
}

} // namespace
