//===- DiagnosticsTest.cpp - forms that are refused, by target or because there are none ----------------===//

#include "LaneKernel.h"
#include <gtest/gtest.h>

namespace {

/// The message for one instruction; empty when it is accepted.
std::string messageOf(const std::string &instruction, const std::string &target = "sm_80",
                      const std::string &version = "8.8") {
  std::string error;
  lanes::run({{instruction, ""}}, std::vector<lanes::Inputs>(32), target, version, error);
  return error;
}

struct Refusal {
  const char *instruction;
  const char *target;
  const char *version;
  const char *message;
};

/// Forms that a target or version does not have.
const Refusal kTargetRefusals[] = {
    {"add.bf16 %ho0, %h0, %h1;", "sm_80", "8.8",
     "expected .target sm_90 and .version 7.8 or later for 'add.bf16', but the module has sm_80 and 8.8"},
    {"add.rn.f32x2 %do0, %d0, %d1;", "sm_90", "8.8",
     "expected .target sm_100 and .version 8.6 or later for 'add.f32x2'"},
    {"min.f32 %fo0, %f0, %f1, %f2;", "sm_90", "8.8", "for 'min.f32 of three operands'"},
    {"min.f32 %fo0, %f0, %f1, %f2;", "sm_100", "8.8", "expected two operands: 'min.f32' of three is not executed"},
    {"max.xorsign.abs.f32 %fo0, %f0, %f1;", "sm_80", "8.8", "expected .target sm_86"},
    {"tanh.approx.bf16 %ho0, %h0;", "sm_80", "8.8", "expected .target sm_90"},
    {"tanh.approx.f32 %fo0, %f0;", "sm_80", "6.5", "expected .target sm_75 and .version 7.0"},
    {"cvt.rn.satfinite.e4m3x2.f32 %ho0, %f0, %f1;", "sm_80", "8.8", "expected .target sm_89 and .version 8.1"},
    {"cvt.rn.satfinite.e4m3x2.f32 %ho0, %f0, %f1;", "sm_89", "8.0", "but the module has sm_89 and 8.0"},
    {"cvt.rn.satfinite.e2m1x2.f32 %ho0, %f0, %f1;", "sm_90", "8.8",
     "expected .target sm_100 and .version 8.6 or later for 'cvt.e2m1x2.f32'"},
    {"cvt.rp.satfinite.ue8m0x2.f32 %ho0, %f0, %f1;", "sm_90", "8.8", "for 'cvt.ue8m0x2.f32'"},
    {"cvt.rn.satfinite.e2m3x2.f32 %ho0, %f0, %f1;", "sm_100", "8.8", "'cvt.e2m3x2.f32' is not executed"},
    {"cvt.rs.f16x2.f32 %ro0, %f0, %f1, %r0;", "sm_90", "8.8", "for 'cvt.rs'"},
    {"cvt.rn.bf16x2.e4m3x2 %ro0, %h0;", "sm_90", "8.8", "for 'cvt.bf16x2.e4m3x2'"},
    {"cvt.rn.tf32.f32 %ro0, %f0;", "sm_80", "8.8", "for 'cvt.tf32.f32 with .rn or .rz'"},
    {"setp.eq.bf16 %po0, %h0, %h1;", "sm_80", "8.8", "for 'setp.bf16'"},
    {"set.eq.bf16.f16 %ho0, %h0, %h1;", "sm_80", "8.8", "for 'set.bf16'"},
    {"ex2.approx.bf16 %ho0, %h0;", "sm_90", "8.8", "expected '.ftz' with 'ex2.approx.bf16'"},
    {"sub.u16x2 %ro0, %r0, %r1;", "sm_90", "8.8", "expected no packed integers with 'sub'"},
    {"set.eq.ftz.bf16.f16 %ho0, %h0, %h1;", "sm_90", "8.8", "expected no '.ftz' with a result of .bf16"},
    {"set.eq.f16.bf16 %ho0, %h0, %h1;", "sm_90", "8.8", "expected another result type than .f16 for operands of .bf16"},
    {"cvt.rn.e4m3x2.f32 %ho0, %f0, %f1;", "sm_90", "8.8", "expected '.satfinite' in a conversion to .e4m3x2"},
    {"cvt.rz.satfinite.e4m3x2.f32 %ho0, %f0, %f1;", "sm_90", "8.8", "expected .rn with this conversion"},
    {"cvt.rn.satfinite.f16x2.e4m3x2 %ro0, %h0;", "sm_90", "8.8", "expected no '.satfinite' with this conversion"},
    {"cvt.rp.tf32.f32 %ro0, %f0;", "sm_90", "8.8", "expected .rna, .rn or .rz with this conversion"},
    {"cvt.rs.f16x2.f32 %ro0, %f0, %f1, %r0;", "sm_100", "8.8",
     "'cvt.rs' is not executed: it belongs to sm_100 and later"},
    {"{ .reg .b128 %q; mov.b128 %q, {%r0, %r1, %r2, %r3}; }", "sm_90", "8.8",
     "expected two 64-bit elements with .b128"},
    {"{ .reg .b128 %q; mov.b128 {%r0, %r1, %r2, %r3}, %q; }", "sm_90", "8.8",
     "expected two 64-bit elements with .b128"},
    {"szext.wrap.u32 %ro0, %r0, %r1;", "sm_80", "7.0", "expected .target sm_70 and .version 7.6 or later for 'szext'"},
    {"mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32 {%fo0,%fo1,%f0,%f1}, {%r0,%r1,%r2,%r3}, {%r0,%r1}, "
     "{%f0,%f1,%f2,%f3};",
     "sm_80", "8.8", "expected .target sm_89 and .version 8.4 or later for 'mma.m16n8k32'"},
    {"mma.sp.sync.aligned.m16n8k64.row.col.f16.e4m3.e4m3.f16 {%ro0,%ro1}, {%r0,%r1,%r2,%r3}, {%r0,%r1,%r2,%r3}, "
     "{%r0,%r1}, %r0, 0;",
     "sm_90", "8.8", "for 'mma.sp of 8-bit floats with f16 accumulators'"},
    {"wmma.load.a.sync.aligned.row.m16n16k8.shared::cta.tf32 {%r0,%r1,%r2,%r3}, [%d0];", "sm_80", "7.0",
     "for 'shared::cta'"},
    {"wmma.mma.and.popc.sync.aligned.row.col.m8n8k128.s32.b1.b1.s32 {%r0,%r1}, {%r0}, {%r0}, {%r0,%r1};", "sm_80",
     "7.0", "for 'wmma.mma.and.popc'"},
    {"mma.sync.aligned.m16n8k32.row.col.kind::f8f6f4.f32.e4m3.e4m3.f32 {%fo0,%fo1,%f0,%f1}, {%r0,%r1,%r2,%r3}, "
     "{%r0,%r1}, {%f0,%f1,%f2,%f3};",
     "sm_90", "8.8", "for 'mma with '.kind::f8f6f4''"},
};

TEST(Diagnostics, Targets) {
  for (const Refusal &refusal : kTargetRefusals) {
    std::string message = messageOf(refusal.instruction, refusal.target, refusal.version);
    EXPECT_NE(message.find("unknown_instruction"), std::string::npos) << refusal.instruction << ": " << message;
    EXPECT_NE(message.find(refusal.message), std::string::npos) << refusal.instruction << ": " << message;
    // The instruction itself, without the braces of a scope.
    std::string text = std::string(refusal.instruction);
    EXPECT_NE(message.find(text.substr(text[0] == '{' ? text.find("mov") : 0, 16)), std::string::npos) << message;
  }
}

/// Forms that no target has.
const std::pair<const char *, const char *> kFormRefusals[] = {
    {"fma.f32 %fo0, %f0, %f1, %f2;", "expected a rounding modifier (.rn, .rz, .rm or .rp) with 'fma.f32'"},
    {"add.rz.f16 %ho0, %h0, %h1;", "expected no such rounding modifier with .f16"},
    {"add.rn.s32 %ro0, %r0, %r1;", "expected no such rounding modifier with .s32"},
    {"add.ftz.f64 %go0, %g0, %g1;", "expected no '.ftz' with .f64"},
    {"add.sat.u32 %ro0, %r0, %r1;", "expected no '.sat' with .u32"},
    {"fma.rn.relu.f32 %fo0, %f0, %f1, %f2;", "expected no '.relu' with .f32"},
    {"min.NaN.f64 %go0, %g0, %g1;", "expected no '.NaN' and no '.xorsign.abs' with .f64"},
    {"min.ftz.bf16 %ho0, %h0, %h1;", "expected no '.ftz' with .bf16"},
    {"neg.ftz.bf16 %ho0, %h0;", "expected no '.ftz' with .bf16"},
    {"rcp.f32 %fo0, %f0;", "expected '.approx' or a rounding modifier (.rn, .rz, .rm or .rp) with 'rcp'"},
    {"ex2.approx.ftz.f16 %ho0, %h0;", "expected no '.ftz' with 'ex2.approx.f16'"},
    {"sub.u16x2 %ro0, %r0, %r1;", "expected .target sm_90"},
    {"setp.lo.s32 %po0, %r0, %r1;", "expected an unsigned type with '.lo', '.ls', '.hi' and '.hs', but got .s32"},
    {"setp.ltu.s32 %po0, %r0, %r1;", "expected a type of floats with an unordered comparison, but got .s32"},
    {"setp.lt.b32 %po0, %r0, %r1;", "expected '.eq' or '.ne' with .b32"},
    {"setp.eq.f16 %po0|%po1, %h0, %h1;", "expected one predicate with .f16"},
    {"set.eq.u16.f32 %ho0, %f0, %f1;", "expected another result type than .u16 for operands of .f32"},
    {"cvt.f16.f32 %ho0, %f0;", "expected a rounding modifier (.rn, .rz, .rm or .rp) with 'cvt.f16.f32'"},
    {"cvt.s32.f32 %ro0, %f0;", "expected an integer rounding modifier (.rni, .rzi, .rmi or .rpi) with 'cvt.s32.f32'"},
    {"cvt.rn.f64.f32 %go0, %f0;", "expected no such rounding modifier with 'cvt.f64.f32'"},
    {"cvt.sat.u32.u16 %ro0, %h0;", "expected no '.sat' with 'cvt.u32.u16'"},
    {"cvt.ftz.f64.f16 %go0, %h0;", "expected no '.ftz' with 'cvt.f64.f16'"},
    {"cvt.rn.relu.f16.f64 %ho0, %g0;", "expected no '.relu' and no '.satfinite' with 'cvt.f16.f64'"},
    {"cvt.rm.f16x2.f32 %ro0, %f0, %f1;", "expected .rn or .rz with this conversion"},
    {"cvt.rna.relu.tf32.f32 %ro0, %f0;", "expected no '.relu' with this conversion"},
    {"cvt.rn.sat.f16x2.f32 %ro0, %f0, %f1;", "expected no '.ftz' and no '.sat' in a conversion of packed types"},
    {"cvt.rn.f16x2.bf16x2 %ro0, %r0;", "expected types that cvt converts, but got .f16x2 from .bf16x2"},
    {"mov.b16 {%h0, %h1, %h2}, %h3;",
     "expected a vector of 2 or 4 elements that fills .b16, .b32, .b64 or .b128, but got 3 elements of .b16"},
    {"mov.u32 %ro0, {%h0, %h1};", "expected a vector of 2 or 4 elements"},
    {"lop3.b32 %ro0, %r0, %r1, %r2, 256;", "256"},
    {"vadd.u32.u32.u32 %ro0.h10, %r0, %r1, %r2;",
     "expected one of .b0 .b1 .b2 .b3 .h0 .h1 behind an operand of 'vadd'"},
    {"vadd.u32.u32.u32.add %ro0.b1, %r0, %r1, %r2;",
     "expected no second operation with a selected part of the destination"},
    {"vadd4.u32.u32.u32 %ro0, %r0.h10, %r1, %r2;", "expected a selector of 4 lanes behind an operand of 'vadd4'"},
    {"vadd2.u32.u32.u32 %ro0.b0, %r0, %r1, %r2;", "expected a mask of lanes behind the destination of 'vadd2'"},
    {"vmad.s32.s32.s32.po %ro0, -%r0, %r1, %r2;", "expected no negated operand with '.po'"},
    {"vmad.s32.s32.s32 %ro0, -%r0, %r1, -%r2;", "expected either the product or the third operand to be negated"},
    {"mma.sync.aligned.m16n8k16.row.col.f32.f16.s8.f32 {%fo0,%fo1,%f0,%f1}, {%r0,%r1,%r2,%r3}, {%r0,%r1}, "
     "{%f0,%f1,%f2,%f3};",
     "expected types that mma multiplies in the shape m16n8k16"},
    {"mma.sync.aligned.m16n8k16.row.row.f32.f16.f16.f32 {%fo0,%fo1,%f0,%f1}, {%r0,%r1,%r2,%r3}, {%r0,%r1}, "
     "{%f0,%f1,%f2,%f3};",
     "expected '.row.col' with this shape"},
    {"mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%fo0,%fo1}, {%r0,%r1,%r2,%r3}, {%r0,%r1}, "
     "{%f0,%f1,%f2,%f3};",
     "expected 4 registers in operand d of this shape, but got 2"},
    {"mma.sync.aligned.m16n8k16.row.col.f32.f17.f16.f32 {%fo0}, {%r0}, {%r0}, {%f0};",
     "expected a type of matrix elements, but got 'f17'"},
    {"mma.sync.aligned.m16n8k16.row.col.satfinite.f32.f16.f16.f32 {%fo0}, {%r0}, {%r0}, {%f0};",
     "expected no '.satfinite' with operands that are not integers of 8 or 4 bits"},
    {"wmma.load.a.sync.aligned.row.m8n8k4.f16 {%r0}, [%d0];", "expected a type that wmma has in the shape m8n8k4"},
    {"wmma.load.a.sync.aligned.col.m8n8k32.s4 {%r0}, [%d0];",
     "expected '.row' for A and '.col' for B of elements below 8 bits"},
    {"wmma.load.a.sync.aligned.row.m16n16k8.tf32 {%r0}, [%d0];",
     "expected 4 registers in operand r of this shape, but got 1"},
    {"wmma.mma.sync.aligned.row.col.m16n16k16.s32.s8.u8.s32 {%r0}, {%r0}, {%r0}, {%r0};",
     "expected types that wmma multiplies in the shape m16n16k16"},
    {"wmma.mma.sync.aligned.row.col.m16n16k16.f32.bf16.bf16.f32.satfinite {%f0}, {%r0}, {%r0}, {%f0};",
     "expected no '.satfinite'"},
    {"mul.f32.f32 %fo0, %f0, %f1;", "f32"},
    {"frobnicate.u32 %ro0, %r0;", "frobnicate"},
};

TEST(Diagnostics, Forms) {
  for (const auto &[instruction, wanted] : kFormRefusals) {
    std::string message = messageOf(instruction);
    EXPECT_NE(message.find("unknown_instruction"), std::string::npos) << instruction << ": " << message;
    EXPECT_NE(message.find(wanted), std::string::npos) << instruction << ": " << message;
  }
}

} // namespace
