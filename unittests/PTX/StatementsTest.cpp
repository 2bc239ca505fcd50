//===- StatementsTest.cpp - bodies: opcodes, guards, labels, blocks, calls ---------------------------------===//
#include "TestSupport.h"

using namespace mlir::qnt::ptx;
using Kind = Operand::Kind;

TEST(Statements, OpcodesAreSplitAndKeptOnce) {
  Module module = parsePiece(
      Place::Body, "ld.shared::cluster.v2.b32 {%r1,%r2}, [%rd1]; ld .shared::cluster\n.v2.b32 {%r3,%r4}, "
                   "[%rd1]; tcgen05.mma.cta_group::1.kind::f16 %r1; cvt.rn.satfinite.e4m3x2.f32 %r1, %f1, %f2;");
  const Function &kernel = getKernel(module);
  ASSERT_EQ(kernel.instructions.size(), 5u);
  EXPECT_EQ(kernel.instructions[0].opcode, kernel.instructions[1].opcode);
  const Opcode &load = module.getOpcode(kernel.instructions[0]);
  EXPECT_EQ(load.text, "ld.shared::cluster.v2.b32");
  EXPECT_EQ(load.parts, (std::vector<std::string_view>{"ld", "shared::cluster", "v2", "b32"}));
  EXPECT_EQ(module.getOpcode(kernel.instructions[2]).parts[2], "cta_group::1");
  EXPECT_EQ(module.opcodes.size(), 4u); // ret too
}

TEST(Statements, AnOpcodeFirstWrittenWithSpaces) {
  Module module = parsePiece(Place::Body, "mov .b32 %r1, 5; mov.b32 %r1, 6;");
  const Function &kernel = getKernel(module);
  EXPECT_EQ(kernel.instructions[0].opcode, kernel.instructions[1].opcode);
  Module moved = std::move(module);
  EXPECT_EQ(moved.getOpcode(moved.functions[0].instructions[0]).text, "mov.b32");
}

TEST(Statements, GuardsAndLocations) {
  Module module = parsePiece(
      Place::Alone, ".version 8.0\n.target sm_80\n.entry k()\n{ .reg .pred p;\n  @!p\n   ret ;\n  @ p exit;\n}");
  const Function &kernel = getKernel(module);
  ASSERT_EQ(kernel.instructions.size(), 2u);
  EXPECT_TRUE(kernel.instructions[0].guard.isNegated);
  EXPECT_EQ(kernel.instructions[0].guard.registerIndex, 0u);
  EXPECT_FALSE(kernel.instructions[1].guard.isNegated);
  EXPECT_EQ(kernel.instructions[0].location.line, 5u);
  EXPECT_EQ(kernel.instructions[0].location.column, 3u);
  EXPECT_EQ(module.getText(kernel.instructions[0]), "@!p ret ;");
  EXPECT_EQ(module.source->getLine(7), "  @ p exit;");
  EXPECT_EQ(module.addressSize, 64u);
}

TEST(Statements, LabelsForwardBackwardAndAtTheEnd) {
  Module module =
      parsePiece(Place::Alone, ".version 8.0\n.target sm_80\n.entry k() { A: bra B; bra A; B: bra.uni C; C: }");
  const Function &kernel = getKernel(module);
  ASSERT_EQ(kernel.labels.size(), 3u);
  auto target = [&](size_t index) {
    const Operand &operand = kernel.getOperands(kernel.instructions[index])[0];
    EXPECT_TRUE(operand.is(Kind::Label));
    return kernel.labels[operand.index].instruction;
  };
  EXPECT_EQ(target(0), 2u);
  EXPECT_EQ(target(1), 0u);
  EXPECT_EQ(target(2), 3u);
}

TEST(Statements, ABlockHidesNamesOfOuterOnes) {
  Module module = parsePiece(
      Place::Body, "L: mov.b32 %r1, 0; { .reg .f32 %r1; .reg .b64 x; mov.b32 %r1, 1; bra L; L: } mov.b32 %r1, 2; "
                   "{ bra L; }");
  const Function &kernel = getKernel(module);
  auto operand = [&](size_t index) { return kernel.getOperands(kernel.instructions[index])[0]; };
  EXPECT_EQ(operand(0).index, operand(3).index);
  EXPECT_NE(operand(0).index, operand(1).index);
  EXPECT_EQ(kernel.registers[operand(1).index].type, ScalarType::F32);
  EXPECT_EQ(kernel.labels[operand(2).index].instruction, 3u); // the inner one, though it comes later
  EXPECT_EQ(kernel.labels[operand(4).index].instruction, 0u);
}

TEST(Statements, ARangeOfABlockHidesRegistersAlreadyUsed) {
  Module module =
      parsePiece(Place::Body, "mov.b32 %r1, 0; { .reg .b16 %r<3>; mov.b16 %r1, 1; mov.b32 %r5, 1; } mov.b32 %r1, 2;");
  const Function &kernel = getKernel(module);
  auto type = [&](size_t index) {
    return kernel.registers[kernel.getOperands(kernel.instructions[index])[0].index].type;
  };
  EXPECT_EQ(type(0), ScalarType::B32);
  EXPECT_EQ(type(1), ScalarType::B16);
  EXPECT_EQ(type(2), ScalarType::B32);
  EXPECT_EQ(type(3), ScalarType::B32);
}

TEST(Statements, SiblingBlocksHaveRegistersOfTheirOwn) {
  Module module = parsePiece(Place::Body, "{ .reg .b32 t; mov.b32 t, 1; } { .reg .b32 t; mov.b32 t, 2; }");
  const Function &kernel = getKernel(module);
  EXPECT_NE(kernel.getOperands(kernel.instructions[0])[0].index, kernel.getOperands(kernel.instructions[1])[0].index);
}

TEST(Statements, VariablesOfABody) {
  Module module = parsePiece(
      Place::Body,
      ".local .align 8 .b8 depot[16]; { .param .b32 p0; .shared .f64 s; } .global .b32 g = 3; .const .b8 c;");
  const Function &kernel = getKernel(module);
  ASSERT_EQ(kernel.variables.size(), 6u);
  EXPECT_EQ(kernel.numParameters, 1u);
  EXPECT_EQ(kernel.variables[1].space, StateSpace::Local);
  EXPECT_EQ(kernel.variables[2].space, StateSpace::Parameter);
  EXPECT_EQ(kernel.variables[4].initialBytes.size(), 4u);
  EXPECT_TRUE(module.variables.empty());
}

TEST(Statements, BranchTables) {
  Module module = parsePiece(Place::Body, "t: .branchtargets A, B, A; brx.idx.uni %r1, t; A: mov.b32 %r1, 1; B:");
  const Function &kernel = getKernel(module);
  ArrayView<Operand> operands = getFirstOperands(module);
  ASSERT_EQ(operands.size(), 2u);
  EXPECT_TRUE(operands[1].is(Kind::BranchTargets));
  const BranchTargets &table = kernel.branchTargets[operands[1].index];
  ASSERT_EQ(table.labels.size(), 3u);
  EXPECT_EQ(kernel.labels[table.labels[0]].instruction, 1u);
  EXPECT_EQ(kernel.labels[table.labels[1]].instruction, 2u);
  EXPECT_EQ(table.labels[0], table.labels[2]);
}

TEST(Statements, DirectCalls) {
  Module module = parsePiece(Place::Call, "call.uni (%r1), g, (p32); call (_), g, (5); call f, (%r2);");
  const Function &kernel = getKernel(module);
  CallOperands call = kernel.getCall(kernel.instructions[0]);
  ASSERT_EQ(call.returns.size(), 1u);
  EXPECT_TRUE(call.returns[0].is(Kind::Register));
  EXPECT_TRUE(call.callee->is(Kind::Function));
  EXPECT_EQ(module.functions[call.callee->index].name, "g");
  ASSERT_EQ(call.arguments.size(), 1u);
  EXPECT_EQ(kernel.variables[call.arguments[0].index].name, "p32");
  EXPECT_TRUE(call.targets->is(Kind::Missing));
  EXPECT_TRUE(kernel.getCall(kernel.instructions[1]).returns[0].is(Kind::Sink));
  EXPECT_EQ(kernel.getCall(kernel.instructions[2]).returns.size(), 0u);
}

TEST(Statements, IndirectCalls) {
  Module module = parsePiece(
      Place::Call, "P: .callprototype (.param .b32 _) _ (.param .b32 _, .param .align 8 .b8 _[16]) .noreturn;\n"
                   ".param .align 8 .b8 big[16]; call (p32), %rd1, (p32, big), P;\n"
                   "T: .calltargets f; call %rd2, (p32), T; V: .callprototype _(.param .b8 _[]); call %rd1, (p64), V;"
                   "N: .callprototype ()_(); call %rd1, N;");
  const Function &kernel = getKernel(module);
  CallOperands call = kernel.getCall(kernel.instructions[0]);
  EXPECT_TRUE(call.callee->is(Kind::Register));
  ASSERT_TRUE(call.targets->is(Kind::Prototype));
  const Prototype &prototype = kernel.prototypes[call.targets->index];
  EXPECT_EQ(prototype.returns.size(), 1u);
  EXPECT_EQ(prototype.parameters.size(), 2u);
  EXPECT_TRUE(prototype.parameters[1].name.empty());
  EXPECT_TRUE(prototype.isNoReturn);
  CallOperands listed = kernel.getCall(kernel.instructions[1]);
  ASSERT_TRUE(listed.targets->is(Kind::CallTargets));
  EXPECT_EQ(kernel.callTargets[listed.targets->index].functions, std::vector<uint32_t>{module.findFunction("f")});
  EXPECT_EQ(kernel.getCall(kernel.instructions[3]).arguments.size(), 0u);
}

TEST(Statements, SourceLocations) {
  Module module =
      parsePiece(Place::Body, "mov.b32 %r1, 0; .loc 1 20 3\nmov.b32 %r1, 1; mov.b32 %r1, 2;\n"
                              ".loc 2 7 1, function_name $L__info_string0+16, inlined_at 1 20 3\nmov.b32 %r1, 3;");
  const Function &kernel = getKernel(module);
  EXPECT_EQ(kernel.instructions[0].sourceLocation, kNone);
  EXPECT_EQ(kernel.instructions[1].sourceLocation, 0u);
  EXPECT_EQ(kernel.instructions[2].sourceLocation, 0u);
  const SourceLocation &inlined = kernel.sourceLocations.at(kernel.instructions[3].sourceLocation);
  EXPECT_EQ(inlined.file, 2u);
  EXPECT_EQ(inlined.functionName, "$L__info_string0");
  EXPECT_EQ(inlined.functionNameOffset, 16u);
  EXPECT_TRUE(inlined.isInlined);
  EXPECT_EQ(inlined.inlinedAtLine, 20u);
}
