//===- PoisonTest.cpp - undefined bytes through arithmetic ----------------------------------------------===//
//
// %u is a register that nothing wrote. A store of what an instruction makes of it must be reported, or must not.
//
//===----------------------------------------------------------------------===//

#include "Qnt/Emulator/Emulator.h"
#include <cstring>
#include <gtest/gtest.h>

using namespace mlir::qnt;

namespace {

/// Runs a body with %u (b32), %ud (b64), %uh (b16), %up (pred) undefined and %r, %d, %h, %p, %f free; stores %out
/// (b32).
std::optional<emulator::Report> runBody(const std::string &body, uint32_t *value = nullptr) {
  std::string text = R"(.version 8.6
.target sm_90
.address_size 64
.visible .entry k(.param .u64 out)
{
  .reg .b16 %uh, %h<8>;
  .reg .b32 %u, %r<16>, %out, %m<8>;
  .reg .b64 %ud, %d<8>, %address;
  .reg .f32 %f<8>;
  .reg .pred %up, %p<4>;
  ld.param.u64 %address, [out];
  mov.u32 %r0, 0x12345678;
  mov.u32 %r1, %tid.x;
  mul.wide.u32 %d0, %r1, 4;
  add.u64 %address, %address, %d0;
  mov.u32 %r2, 8;
)" + body + "\n  st.global.b32 [%address], %out;\n  ret;\n}\n";
  emulator::Device device;
  ptx::Result<std::shared_ptr<const emulator::Program>> program = device.load(text);
  if (!program) {
    ADD_FAILURE() << program.getError().format("kernel");
    return std::nullopt;
  }
  uint64_t out = device.allocate(128);
  std::vector<std::byte> parameters(8);
  std::memcpy(parameters.data(), &out, 8);
  emulator::LaunchConfiguration configuration;
  configuration.block.x = 32;
  std::optional<emulator::Report> report = device.launch(**program, "k", configuration, parameters);
  if (!report && value)
    device.read(out, value, 4);
  return report;
}

void expectDefined(const std::string &body, uint32_t wanted) {
  uint32_t value = 0;
  std::optional<emulator::Report> report = runBody(body, &value);
  EXPECT_FALSE(report) << body << ": " << report->toString();
  EXPECT_EQ(value, wanted) << body;
}
void expectUndefined(const std::string &body) {
  std::optional<emulator::Report> report = runBody(body);
  ASSERT_TRUE(report) << body;
  EXPECT_EQ(report->reportClass, emulator::ReportClass::UninitializedRegister) << report->toString();
}

TEST(Poison, WholeValues) {
  for (const char *body :
       {"add.u32 %out, %u, 1;", "mul.lo.u32 %out, %u, 0;", "mad.lo.u32 %out, %r0, 0, %u;", "popc.b32 %out, %u;",
        "mov.b32 %f0, %u; add.f32 %f1, %f0, %f0; mov.b32 %out, %f1;", "mov.b32 %out, %u;", "neg.s32 %out, %u;",
        "cvt.rn.f32.s32 %f0, %u; mov.b32 %out, %f0;", "setp.eq.u32 %p1, %u, 0; selp.u32 %out, 1, 0, %p1;",
        "add.cc.u32 %r3, %u, 0; addc.u32 %out, 0, 0;", "vadd.u32.u32.u32 %out, %u, %r0;",
        "dp4a.u32.u32 %out, %u, 0, 0;", "min.u32 %out, %u, 0;", "sad.u32 %out, %r0, %u, %r0;",
        "slct.u32.s32 %out, %r0, %r0, %u;"})
    expectUndefined(body);
}

TEST(Poison, Logic) {
  expectDefined("and.b32 %out, %u, 0;", 0);
  expectDefined("or.b32 %out, %u, 0xffffffff;", 0xffffffff);
  expectUndefined("and.b32 %out, %u, 0xff;");
  expectUndefined("xor.b32 %out, %u, %u;");
  expectDefined("and.b32 %r3, %u, 0xff; and.b32 %out, %r3, 0xff00;", 0);
  expectDefined("or.b32 %r3, %u, 0xffff; and.b32 %out, %r3, 0xffff;", 0xffff);
  expectUndefined("not.b32 %out, %u;");
  // (a & b) | c with two operands that decide, and with one that does not.
  expectDefined("lop3.b32 %out, %u, 0, %r0, 0xea;", 0x12345678);
  expectUndefined("lop3.b32 %out, %u, 1, %r0, 0xea;");
  expectDefined("setp.eq.u32 %p1, 0, 0; or.pred %p2, %up, %p1; selp.u32 %out, 7, 0, %p2;", 7);
  expectDefined("setp.ne.u32 %p1, 0, 0; and.pred %p2, %up, %p1; selp.u32 %out, 7, 0, %p2;", 0);
  expectUndefined("setp.ne.u32 %p1, 0, 0; or.pred %p2, %up, %p1; selp.u32 %out, 7, 0, %p2;");
}

TEST(Poison, Bytes) {
  // One half undefined: %r3 has 0x5678 below.
  std::string half = "mov.b32 {%h0, %h1}, %r0; mov.b32 %r3, {%h0, %uh}; ";
  expectUndefined(half + "mov.b32 %out, %r3;");
  expectDefined(half + "and.b32 %out, %r3, 0xffff;", 0x5678);
  expectDefined(half + "shl.b32 %out, %r3, 16;", 0x56780000);
  expectUndefined(half + "shl.b32 %out, %r3, 15;");
  expectUndefined(half + "shr.u32 %out, %r3, 8;");
  expectDefined(half + "prmt.b32 %out, %r3, %r0, 0x7610;", 0x12345678);
  expectUndefined(half + "prmt.b32 %out, %r3, %r0, 0x7620;");
  expectDefined(half + "bfe.u32 %out, %r3, 8, 8;", 0x56);
  expectUndefined(half + "bfe.u32 %out, %r3, 12, 8;");
  expectUndefined(half + "bfe.u32 %out, %r3, %u, 8;");
  expectDefined(half + "bfi.b32 %out, %r0, %r3, 16, 16;", 0x56785678);
  expectUndefined(half + "bfi.b32 %out, %r0, %r3, 16, 8;");
  expectDefined(half + "cvt.u32.u16 %out, %r3;", 0x5678);
  expectDefined(half + "cvt.s32.s16 %out, %r3;", 0x5678);
  expectDefined(half + "mov.b32 {%h2, %h3}, %r3; cvt.u32.u16 %out, %h2;", 0x5678);
  expectUndefined(half + "mov.b32 {%h2, %h3}, %r3; cvt.u32.u16 %out, %h3;");
  expectDefined(half + "shf.l.wrap.b32 %out, %r0, %r3, 16;", 0x56781234);
  expectUndefined(half + "shf.r.wrap.b32 %out, %r3, %r0, 8;");
  expectDefined("mov.b64 %d1, {%r0, %u}; cvt.u32.u64 %out, %d1;", 0x12345678);
  expectUndefined("mov.b64 %d1, {%r0, %u}; shr.u64 %d1, %d1, 32; cvt.u32.u64 %out, %d1;");
}

TEST(Poison, Selection) {
  expectDefined("setp.eq.u32 %p1, 0, 0; selp.b32 %out, %r0, %u, %p1;", 0x12345678);
  expectUndefined("setp.eq.u32 %p1, 0, 0; selp.b32 %out, %u, %r0, %p1;");
  expectUndefined("selp.b32 %out, %r0, %r0, %up;");
  expectDefined("slct.b32.s32 %out, %r0, %u, 5;", 0x12345678);
  expectUndefined("slct.b32.s32 %out, %r0, %u, -5;");
}

/// Only the rows and columns of a matrix product that an undefined value reaches are undefined.
TEST(Poison, Matrices) {
  std::string zero = "mov.u32 %m0, 0; mov.b32 %f0, %m0; ";
  std::string product = "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%f1, %f2, %f3, %f4}, ";
  expectDefined(zero + product + "{%m0, %m0, %m0, %m0}, {%m0, %m0}, {%f0, %f0, %f0, %f0}; mov.b32 %out, %f1;", 0);
  // a1 and a3 are rows 8 to 15.
  expectDefined(zero + product + "{%m0, %u, %m0, %u}, {%m0, %m0}, {%f0, %f0, %f0, %f0}; mov.b32 %out, %f2;", 0);
  expectUndefined(zero + product + "{%m0, %u, %m0, %u}, {%m0, %m0}, {%f0, %f0, %f0, %f0}; mov.b32 %out, %f3;");
  expectUndefined(zero + product + "{%m0, %m0, %m0, %m0}, {%m0, %u}, {%f0, %f0, %f0, %f0}; mov.b32 %out, %f1;");
  expectDefined(zero + product + "{%m0, %m0, %m0, %m0}, {%m0, %m0}, {%f0, %f0, %f0, %f7}; mov.b32 %out, %f3;", 0);
  expectUndefined(zero + product + "{%m0, %m0, %m0, %m0}, {%m0, %m0}, {%f0, %f0, %f0, %f7}; mov.b32 %out, %f4;");
  expectUndefined("movmatrix.sync.aligned.m8n8.trans.b16 %out, %u;");
}

/// A product that not all lanes take part in.
TEST(Poison, DivergentMatrix) {
  std::string body =
      "mov.u32 %m0, 0; mov.b32 %f0, %m0; setp.lt.u32 %p1, %r1, 16; @%p1 mma.sync.aligned.m16n8k16.row.col."
      "f32.f16.f16.f32 {%f1, %f2, %f3, %f4}, {%m0, %m0, %m0, %m0}, {%m0, %m0}, {%f0, %f0, %f0, %f0}; "
      "mov.u32 %out, 0;";
  std::optional<emulator::Report> report = runBody(body);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reportClass, emulator::ReportClass::DivergentCollective) << report->toString();
  report = runBody("setp.lt.u32 %p1, %r1, 4; @%p1 exit; movmatrix.sync.aligned.m8n8.trans.b16 %out, %r0;");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reportClass, emulator::ReportClass::DivergentCollective) << report->toString();
  EXPECT_NE(report->text.find("expected all 32 lanes of the warp at movmatrix, but lane 0"), std::string::npos)
      << report->text;
}

} // namespace
