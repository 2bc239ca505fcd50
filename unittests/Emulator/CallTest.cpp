//===- CallTest.cpp - direct and indirect calls, recursion, arguments ------------------------------------===//
#include "ModuleTest.h"

using namespace mlir::qnt::emulator;

namespace {

class Call : public ModuleTest {
protected:
  Call() {
    configuration.block = {48, 1, 1};
    configuration.grid = {2, 1, 1};
    for (unsigned i = 0; i < 96; ++i)
      input.push_back(i * 5 % 11);
  }
};

const char *const kFibonacci = R"(
.func (.param .b32 result) fib(.param .b32 n)
{
  .reg .pred %p; .reg .b32 %a<6>;
  ld.param.u32 %a0, [n];
  setp.lt.u32 %p, %a0, 2;
  mov.u32 %a3, %a0;
  @%p bra DONE;
  sub.u32 %a1, %a0, 1;
  { .param .b32 x; .param .b32 y; st.param.b32 [x], %a1; call.uni (y), fib, (x); ld.param.b32 %a3, [y]; }
  sub.u32 %a2, %a0, 2;
  { .param .b32 x; .param .b32 y; st.param.b32 [x], %a2; call.uni (y), fib, (x); ld.param.b32 %a4, [y]; }
  add.u32 %a3, %a3, %a4;
DONE:
  st.param.b32 [result], %a3;
  ret;
}
)";

TEST_F(Call, RecursionOfDifferentDepths) {
  const std::vector<uint32_t> result = run(R"(
  { .param .b32 x; .param .b32 y; st.param.b32 [x], %r5; call (y), fib, (x); ld.param.b32 %r6, [y]; }
)",
                                           kFibonacci);
  const uint32_t fibonacci[] = {0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55};
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], fibonacci[getInput(i)]) << i;
}

TEST_F(Call, RegistersAsParameters) {
  const std::vector<uint32_t> result = run("  call (%r6), combine, (%r5, 7);", R"(
.func (.reg .u32 out) combine(.reg .u32 a, .reg .u32 b)
{
  mad.lo.u32 out, a, b, 3;
  ret;
}
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], getInput(i) * 7 + 3) << i;
}

TEST_F(Call, LanesThatReturnAtDifferentPlaces) {
  const std::vector<uint32_t> result = run(R"(
  setp.lt.u32 %p1, %r5, 9;
  mov.u32 %r6, 50;
  @%p1 call (%r6), classify, (%r5);
  activemask.b32 %r10;
  popc.b32 %r10, %r10;
  mad.lo.u32 %r6, %r10, 1000, %r6;
)",
                                           R"(
.func (.reg .u32 out) classify(.reg .u32 a)
{
  .reg .pred %p<3>;
  mov.u32 out, 1;
  setp.lt.u32 %p0, a, 3;
  @%p0 ret;
  mov.u32 out, 2;
  setp.lt.u32 %p1, a, 6;
  @%p1 ret;
  mov.u32 out, 3;
  ret;
}
)");
  for (size_t i = 0; i < result.size(); ++i) {
    const uint32_t value = getInput(i);
    const uint32_t lanes = i % 48 < 32 ? 32 : 16;
    EXPECT_EQ(result[i], lanes * 1000 + (value < 3 ? 1 : value < 6 ? 2 : value < 9 ? 3 : 50)) << i;
  }
}

const char *const kTable = R"(
.func (.param .b32 r) twice(.param .b32 a) { .reg .b32 %x; ld.param.b32 %x, [a]; shl.b32 %x, %x, 1; st.param.b32 [r], %x; ret; }
.func (.param .b32 r) square(.param .b32 a) { .reg .b32 %x; ld.param.b32 %x, [a]; mul.lo.u32 %x, %x, %x; st.param.b32 [r], %x; ret; }
.func (.param .b32 r) invert(.param .b32 a) { .reg .b32 %x; ld.param.b32 %x, [a]; not.b32 %x, %x; st.param.b32 [r], %x; ret; }
.func nothing() { ret; }
.global .align 8 .u64 table[4] = {twice, square, invert, nothing};
)";

const char *const kCallTable = R"(
  rem.u32 %r10, %r5, SIZE;
  mul.wide.u32 %rd10, %r10, 8;
  mov.u64 %rd11, table;
  add.u64 %rd11, %rd11, %rd10;
  ld.global.u64 %rd12, [%rd11];
  { .param .b32 x; .param .b32 y; st.param.b32 [x], %r5;
  proto: .callprototype (.param .b32 _) _ (.param .b32 _);
  call (y), %rd12, (x), proto;
  ld.param.b32 %r6, [y]; }
)";

std::string callTable(const char *size) {
  std::string body = kCallTable;
  return body.replace(body.find("SIZE"), 4, size);
}

TEST_F(Call, IndirectThroughATable) {
  const std::vector<uint32_t> result = run(callTable("3"), kTable);
  for (size_t i = 0; i < result.size(); ++i) {
    const uint32_t value = getInput(i);
    EXPECT_EQ(result[i], value % 3 == 0 ? 2 * value : value % 3 == 1 ? value * value : ~value) << i;
  }
}

TEST_F(Call, IndirectOfAFunctionThatDoesNotFit) {
  input = {0, 1, 2, 3};
  const Report report = expectReport(callTable("4"), ReportClass::WrongAddressSpace, 9, kTable);
  EXPECT_NE(report.text.find("'nothing'"), std::string::npos) << report.text;
}

TEST_F(Call, IndirectOfNull) {
  expectReport("  mov.u64 %rd12, 0;\n  mov.u32 %r6, 0;\nproto: .callprototype _ ();\n  call %rd12, (), proto;",
               ReportClass::NullPointer, 4);
}

TEST_F(Call, StructuresByValueAndLocalArrays) {
  const std::vector<uint32_t> result = run(R"(
  { .param .align 8 .b8 x[24]; .param .align 8 .b8 y[16];
  cvt.u64.u32 %rd10, %r5;
  st.param.b64 [x], %rd10; st.param.b32 [x+8], 3; st.param.v2.b32 [x+16], {%r5, %r1};
  call (y), shuffle, (x);
  ld.param.b32 %r10, [y]; ld.param.b64 %rd11, [y+8]; }
  cvt.u32.u64 %r11, %rd11;
  mad.lo.u32 %r6, %r10, 1000, %r11;
)",
                                           R"(
.func (.param .align 8 .b8 r[16]) shuffle(.param .align 8 .b8 s[24])
{
  .local .align 16 .b8 array[32];
  .reg .b64 %l<6>; .reg .b32 %x<6>;
  mov.u64 %l0, array;
  ld.param.b64 %l1, [s]; ld.param.b32 %x1, [s+8]; ld.param.b32 %x2, [s+16]; ld.param.b32 %x3, [s+20];
  st.local.b64 [%l0], %l1; st.local.b32 [%l0+8], %x1; st.local.b32 [array+12], %x3;
  and.b32 %x4, %x2, 1; mul.wide.u32 %l2, %x4, 8; add.u64 %l3, %l0, %l2;
  ld.local.b32 %x5, [%l3];
  st.param.b32 [r], %x5; ld.local.u32 %l4, [array+12]; st.param.b64 [r+8], %l4;
  ret;
}
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], (getInput(i) % 2 ? 3 : getInput(i)) * 1000 + i % 48) << i;
}

TEST_F(Call, EachDepthHasItsOwnLocalMemory) {
  const std::vector<uint32_t> result = run("  call (%r6), walk, (%r5);", R"(
.func (.reg .u32 out) walk(.reg .u32 n)
{
  .local .align 4 .u32 mine;
  .reg .pred %p; .reg .u32 %x<4>;
  st.local.u32 [mine], n;
  mov.u32 %x1, 0;
  setp.eq.u32 %p, n, 0;
  @%p bra DONE;
  sub.u32 %x0, n, 1;
  call (%x1), walk, (%x0);
DONE:
  ld.local.u32 %x2, [mine];
  add.u32 out, %x1, %x2;
  ret;
}
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], getInput(i) * (getInput(i) + 1) / 2) << i;
}

TEST_F(Call, ExitInsideOfAFunction) {
  const std::vector<uint32_t> result =
      run("  mov.u32 %r6, 4;\n  st.global.u32 [%rd4], %r6;\n  call stop, (%r5);\n  mov.u32 %r6, 8;",
          R"(
.func stop(.reg .u32 a) { .reg .pred %p; setp.gt.u32 %p, a, 5; @%p exit; ret; }
)");
  for (size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], getInput(i) > 5 ? 4 : 8) << i;
}

TEST_F(Call, EndlessRecursionOverflowsTheStack) {
  const Report report =
      expectReport("  mov.u32 %r6, 0;\n  call forever, ();", ReportClass::StackOverflow,
                   5 - static_cast<int>(kBodyLine) + 1, "\n.func forever() { call forever, (); ret; }");
  EXPECT_NE(report.text.find("'forever'"), std::string::npos) << report.text;
}

TEST_F(Call, UndefinedArgumentIsOnlyAnErrorWhereItIsUsed) {
  const char *const function = ".func (.reg .u32 out) pick(.reg .u32 a, .reg .u32 b) { mov.u32 out, a; ret; }";
  EXPECT_EQ(run("  call (%r6), pick, (7, %r20);", function), std::vector<uint32_t>(96, 7));
  const Report report = expectReport("  call (%r6), pick, (%r20, 7);", ReportClass::UninitializedRegister, 2, function);
  EXPECT_NE(report.text.find("never written"), std::string::npos) << report.text;
}

TEST_F(Call, ErrorsOfCalls) {
  const char *const function = ".func (.param .b32 r) f(.param .b32 a) { ret; }\n.extern .func g();";
  EXPECT_EQ(getLoadError(makeModule("  call g, ();", function)),
            "unknown_instruction: 60: expected a definition of function 'g': 'call g, ();'");
  for (const char *body :
       {"{ .param .b32 y; call (y), f, (); }", "{ .param .b64 x; .param .b32 y; call (y), f, (x); }", "  call k, ();"})
    EXPECT_EQ(getLoadError(makeModule(body, function)).substr(0, 15), "parse_error: 60") << body;
}

TEST_F(Call, FailedAssertion) {
  expectReport(
      R"(  setp.eq.u32 %p1, %r5, 10;
  mov.u32 %r6, 0;
  { .param .b64 a; .param .b64 b; .param .b32 c; .param .b64 d; .param .b64 e;
  st.param.b64 [a], 0; st.param.b64 [b], 0; st.param.b32 [c], 0; st.param.b64 [d], 0; st.param.b64 [e], 1;
  @%p1 call __assertfail, (a, b, c, d, e); }
)",
      ReportClass::Trap, 5,
      ".extern .func __assertfail(.param .b64 a, .param .b64 b, .param .b32 c, .param .b64 d, .param .b64 e);");
}

} // namespace
