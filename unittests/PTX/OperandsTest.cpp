//===- OperandsTest.cpp - constants, registers, vectors, addresses ----------------------------------------===//
#include "TestSupport.h"
#include <cstring>

using namespace mlir::qnt::ptx;
using Kind = Operand::Kind;

/// The value of a constant operand.
static Operand parseConstant(const std::string &text) {
  Module module = parsePiece(Place::Body, "mov.b64 %rd1, " + text + ";");
  ArrayView<Operand> operands = getFirstOperands(module);
  return operands.size() == 2 ? operands[1] : Operand();
}

static int64_t parseInteger(const std::string &text) {
  Operand operand = parseConstant(text);
  EXPECT_TRUE(operand.is(Kind::Integer)) << text;
  return static_cast<int64_t>(operand.bits);
}

static double parseDouble(const std::string &text) {
  Operand operand = parseConstant(text);
  EXPECT_TRUE(operand.is(Kind::Float)) << text;
  EXPECT_EQ(operand.floatType, ScalarType::F64) << text;
  double value;
  std::memcpy(&value, &operand.bits, sizeof(value));
  return value;
}

TEST(Operands, IntegerLiterals) {
  EXPECT_EQ(parseInteger("0"), 0);
  EXPECT_EQ(parseInteger("0x1fE"), 0x1fe);
  EXPECT_EQ(parseInteger("0XfU"), 15);
  EXPECT_EQ(parseInteger("0177"), 127);
  EXPECT_EQ(parseInteger("0b1011"), 11);
  EXPECT_EQ(parseInteger("0b1011U"), 11);
  EXPECT_EQ(parseInteger("9223372036854775807"), INT64_MAX);
  EXPECT_FALSE(parseConstant("9223372036854775807").isUnsigned);
  EXPECT_TRUE(parseConstant("9223372036854775808").isUnsigned);
  EXPECT_TRUE(parseConstant("5U").isUnsigned);
  EXPECT_EQ(parseInteger("WARP_SZ"), 32);
}

TEST(Operands, FloatLiterals) {
  EXPECT_EQ(parseDouble("1.5"), 1.5);
  EXPECT_EQ(parseDouble(".5"), 0.5);
  EXPECT_EQ(parseDouble("5."), 5.0);
  EXPECT_EQ(parseDouble("1e3"), 1000.0);
  EXPECT_EQ(parseDouble("1.5E+3"), 1500.0);
  EXPECT_EQ(parseDouble("-.5e-1"), -0.05);
  EXPECT_EQ(parseDouble("0d3FF8000000000000"), 1.5);
  Operand single = parseConstant("0f3FC00000");
  EXPECT_EQ(single.floatType, ScalarType::F32);
  EXPECT_EQ(single.bits, 0x3fc00000u);
  EXPECT_EQ(parseConstant("0F7fa00000").bits, 0x7fa00000u);
}

TEST(Operands, ConstantExpressions) {
  EXPECT_EQ(parseInteger("1+2*3"), 7);
  EXPECT_EQ(parseInteger("(1+2)*3"), 9);
  EXPECT_EQ(parseInteger("10-4-3"), 3);
  EXPECT_EQ(parseInteger("-7/2"), -3);
  EXPECT_EQ(parseInteger("-7%(3)"), -1);
  EXPECT_EQ(parseInteger("-7>>1"), -4);
  EXPECT_EQ(parseInteger("(.u64)-1>>63"), 1);
  EXPECT_EQ(parseInteger("-1<1U"), 0);
  EXPECT_EQ(parseInteger("-1<1"), 1);
  EXPECT_EQ(parseInteger("(.s64)0xffffffffffffffff<1"), 1);
  EXPECT_EQ(parseInteger("1|6&3^8"), 11);
  EXPECT_EQ(parseInteger("1||0&&0"), 1);
  EXPECT_EQ(parseInteger("1==1!=0"), 1);
  EXPECT_EQ(parseInteger("3>=4"), 0);
  EXPECT_EQ(parseInteger("3<=4"), 1);
  EXPECT_EQ(parseInteger("3>2"), 1);
  EXPECT_EQ(parseInteger("0?1:0?2:3"), 3);
  EXPECT_EQ(parseInteger("!5+~0"), -1);
  EXPECT_EQ(parseInteger("- -5"), 5);
  EXPECT_EQ(parseInteger("1<<63>>63"), -1);
  EXPECT_EQ(parseInteger("1<<64"), 0);
  EXPECT_EQ(parseInteger("WARP_SZ*2-1"), 63);
  // What has no value in C wraps.
  EXPECT_EQ(parseInteger("(-9223372036854775807-1)/-1"), INT64_MIN);
  EXPECT_EQ(parseInteger("(-9223372036854775807-1)%-1"), 0);
  EXPECT_EQ(parseDouble("1.5*2.0+1.0/4.0-0.25"), 3.0);
  EXPECT_EQ(parseInteger("1.5<2.0"), 1);
}

TEST(Operands, Registers) {
  Module module =
      parsePiece(Place::Body, "{ .reg .v4 .f32 v; vadd.u32.u32.u32 %r01, %r1.b2, v.z, v.r, %r2.h10, -%r3; }");
  const Function &kernel = getKernel(module);
  ArrayView<Operand> operands = getFirstOperands(module);
  ASSERT_EQ(operands.size(), 6u);
  EXPECT_EQ(operands[0].index, operands[1].index); // %r01 is %r1
  EXPECT_EQ(kernel.registers[operands[0].index].getName(), "%r1");
  EXPECT_EQ(kernel.registers[operands[0].index].type, ScalarType::B32);
  EXPECT_EQ(operands[1].selector, Operand::Selector::Byte);
  EXPECT_EQ(operands[1].selection, 2);
  EXPECT_EQ(operands[2].selector, Operand::Selector::Component);
  EXPECT_EQ(operands[2].selection, 2);
  EXPECT_EQ(kernel.registers[operands[2].index].vectorWidth, 4);
  EXPECT_EQ(operands[3].selection, 0);
  EXPECT_EQ(operands[4].selector, Operand::Selector::Half);
  EXPECT_EQ(operands[4].selection, 0x10);
  EXPECT_EQ(operands[4].selectionDigits, 2);
  EXPECT_TRUE(operands[5].isNegated);
}

TEST(Operands, OnlyUsedRegistersExist) {
  Module module = parsePiece(Place::Body, ".reg .b32 %big<4000000000>; mov.b32 %big3999999999, %big0;");
  const Function &kernel = getKernel(module);
  ASSERT_EQ(kernel.registers.size(), 2u);
  EXPECT_EQ(kernel.registers[0].getName(), "%big3999999999");
  EXPECT_EQ(kernel.registers[1].number, 0u);
}

TEST(Operands, SpecialRegisters) {
  Module module =
      parsePiece(Place::Body, "foo %tid.y, %clock64, %envreg31, %pm7, %pm3_64, %is_explicit_cluster, %ctaid;");
  ArrayView<Operand> operands = getFirstOperands(module);
  ASSERT_EQ(operands.size(), 7u);
  for (const Operand &operand : operands)
    EXPECT_TRUE(operand.is(Kind::SpecialRegister));
  EXPECT_EQ(operands[0].index, static_cast<uint32_t>(SpecialRegister::Tid));
  EXPECT_EQ(operands[0].selection, 1);
  EXPECT_EQ(operands[2].index, static_cast<uint32_t>(SpecialRegister::EnvReg));
  EXPECT_EQ(operands[2].bits, 31u);
  EXPECT_EQ(operands[4].index, static_cast<uint32_t>(SpecialRegister::Pm64));
  EXPECT_EQ(operands[4].bits, 3u);
  EXPECT_EQ(operands[6].selector, Operand::Selector::None);
}

/// Every special register is found by its name, and by no other.
TEST(Operands, NamesOfSpecialRegisters) {
  for (unsigned index = 0; index <= static_cast<unsigned>(SpecialRegister::Last); ++index) {
    SpecialRegister id = static_cast<SpecialRegister>(index);
    std::string name(getName(id));
    bool isNumbered = id == SpecialRegister::Pm || id == SpecialRegister::Pm64 || id == SpecialRegister::EnvReg ||
                      id == SpecialRegister::ReservedSmemOffset;
    if (isNumbered)
      name += id == SpecialRegister::Pm64 ? "1_64" : "1";
    std::optional<SpecialRegisterName> found = parseSpecialRegister(name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->id, id) << name;
    EXPECT_EQ(found->number, isNumbered ? 1u : 0u) << name;
    EXPECT_FALSE(parseSpecialRegister(name + "x")) << name;
    EXPECT_NE(getType(id), ScalarType::None);
  }
  for (const char *name :
       {"%envreg32", "%pm8", "%pm", "%pm8_64", "%envreg01", "%envreg", "%reserved_smem_offset_2", "%"})
    EXPECT_FALSE(parseSpecialRegister(name)) << name;
  EXPECT_TRUE(isVector(SpecialRegister::NclusterId));
  EXPECT_FALSE(isVector(SpecialRegister::LaneId));
}

TEST(Operands, VectorsPairsAndSinks) {
  Module module = parsePiece(Place::Body, "foo {%r1, _, 5}, %p1|%p2, _|%p3, {%r1, %r2}|%p1, _, !%p4;");
  const Function &kernel = getKernel(module);
  ArrayView<Operand> operands = getFirstOperands(module);
  ASSERT_EQ(operands.size(), 6u);
  ArrayView<Operand> elements = kernel.getElements(operands[0]);
  ASSERT_EQ(elements.size(), 3u);
  EXPECT_TRUE(elements[0].is(Kind::Register));
  EXPECT_TRUE(elements[1].is(Kind::Sink));
  EXPECT_EQ(elements[2].bits, 5u);
  EXPECT_TRUE(operands[1].is(Kind::Pair));
  EXPECT_TRUE(kernel.getElements(operands[2])[0].is(Kind::Sink));
  EXPECT_EQ(kernel.getElements(kernel.getElements(operands[3])[0]).size(), 2u);
  EXPECT_TRUE(operands[4].is(Kind::Sink));
  EXPECT_TRUE(operands[5].isNegated);
  EXPECT_EQ(kernel.registers[operands[5].index].type, ScalarType::Pred);
}

TEST(Operands, Addresses) {
  Module module =
      parsePiece(Place::Body, ".shared .b16 s[8]; foo [%rd1], [%r1+-4], [s+4*2], [16], s[3], s+6, [q], [%clock];");
  const Function &kernel = getKernel(module);
  ArrayView<Operand> operands = getFirstOperands(module);
  ASSERT_EQ(operands.size(), 8u);
  EXPECT_TRUE(kernel.getElements(operands[0])[0].is(Kind::Register));
  EXPECT_EQ(operands[0].getOffset(), 0);
  EXPECT_EQ(operands[1].getOffset(), -4);
  EXPECT_EQ(operands[2].getOffset(), 8);
  EXPECT_TRUE(kernel.getElements(operands[2])[0].is(Kind::LocalVariable));
  EXPECT_TRUE(kernel.getElements(operands[3])[0].is(Kind::Integer));
  EXPECT_EQ(kernel.getElements(operands[3])[0].bits, 16u);
  EXPECT_TRUE(operands[4].is(Kind::LocalVariable));
  EXPECT_EQ(operands[4].bits, 6u);
  EXPECT_EQ(operands[5].bits, 6u);
  EXPECT_EQ(kernel.getElements(operands[6])[0].index, 0u); // the parameter
  EXPECT_TRUE(kernel.getElements(operands[7])[0].is(Kind::SpecialRegister));
}

TEST(Operands, CoordinatesInAddresses) {
  Module module = parsePiece(Place::Body, "foo [%rd1, {%r1, %r2}], [%r3], [%rd2, %rd3, {%f1}], {%r4};");
  const Function &kernel = getKernel(module);
  ArrayView<Operand> operands = getFirstOperands(module);
  ASSERT_EQ(operands.size(), 4u);
  ArrayView<Operand> map = kernel.getElements(operands[0]);
  ASSERT_EQ(map.size(), 2u);
  EXPECT_TRUE(map[1].is(Kind::Vector));
  EXPECT_EQ(kernel.getElements(map[1]).size(), 2u);
  EXPECT_EQ(kernel.getElements(operands[2]).size(), 3u);
}

TEST(Operands, SymbolsOfTheModule) {
  Module module =
      parsePiece(Place::Module, ".global .b32 g; .func h() { ret; }\n.entry e() { .reg .b64 a; foo g+4, h, [g+8]; }");
  const Function &entry = module.functions[module.findFunction("e")];
  ArrayView<Operand> operands = entry.getOperands(entry.instructions[0]);
  EXPECT_TRUE(operands[0].is(Kind::Variable));
  EXPECT_EQ(operands[0].getOffset(), 4);
  EXPECT_TRUE(operands[1].is(Kind::Function));
  EXPECT_EQ(operands[1].index, module.findFunction("h"));
  EXPECT_EQ(operands[2].getOffset(), 8);
}
