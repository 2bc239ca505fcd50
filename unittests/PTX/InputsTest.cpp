//===- InputsTest.cpp - whole modules as compilers write them ---------------------------------------------===//
#include "TestSupport.h"
#include <fstream>
#include <sstream>

using namespace mlir::qnt::ptx;

static Module parseInput(const std::string &name) {
  std::ifstream stream(std::string(QNT_PTX_INPUTS) + "/" + name, std::ios::binary);
  EXPECT_TRUE(stream) << name;
  std::stringstream text;
  text << stream.rdbuf();
  return parsePiece(Place::Alone, text.str());
}

static size_t countCalls(const Module &module, Operand::Kind targets) {
  size_t count = 0;
  for (const Function &function : module.functions)
    for (const Instruction &instruction : function.instructions)
      if (module.getOpcode(instruction).parts[0] == "call")
        count += function.getCall(instruction).targets->is(targets);
  return count;
}

TEST(Inputs, CallsOfNvcc) {
  Module module = parseInput("nvcc-calls.ptx");
  EXPECT_EQ(module.target, "sm_90a");
  EXPECT_EQ(module.majorVersion, 9u);
  EXPECT_EQ(module.functions.size(), 20u);
  EXPECT_GE(countCalls(module, Operand::Kind::Prototype), 2u); // through the table, virtual
  size_t relocations = 0;
  for (const Variable &variable : module.variables)
    relocations += variable.relocations.size();
  EXPECT_GE(relocations, 7u); // three functions, two tables of virtual functions
}

TEST(Inputs, CallsOfClang) {
  Module module = parseInput("clang-calls.ptx");
  EXPECT_EQ(module.target, "sm_80");
  EXPECT_GE(countCalls(module, Operand::Kind::Prototype), 1u);
  EXPECT_GE(module.files.size(), 1u);
  ASSERT_EQ(module.sections.size(), 1u);
  EXPECT_EQ(module.sections[0].name, ".debug_macinfo");
  size_t targets = 0;
  for (const Function &function : module.functions)
    for (const BranchTargets &table : function.branchTargets)
      targets += table.labels.size();
  EXPECT_GE(targets, 16u); // two switches
}

TEST(Inputs, DeviceCallsOfNvcc) {
  Module module = parseInput("nvcc-device-calls.ptx");
  for (const char *name : {"vprintf", "malloc", "free", "__assertfail"})
    EXPECT_NE(module.findFunction(name), kNone) << name;
  uint32_t managed = module.findVariable("managed");
  ASSERT_NE(managed, kNone);
  EXPECT_TRUE(module.variables[managed].isManaged);
  uint32_t table = module.findVariable("dtab");
  ASSERT_NE(table, kNone);
  EXPECT_EQ(module.variables[table].initialBytes.size(), 32u);
}

TEST(Inputs, DebugInformationOfNvcc) {
  Module module = parseInput("nvcc-debug.ptx");
  EXPECT_EQ(module.targetFlags, std::vector<std::string_view>{"debug"});
  EXPECT_GE(module.sections.size(), 3u);
  const Function &kernel = module.functions.back();
  EXPECT_GT(kernel.sourceLocations.size(), 3u);
  EXPECT_EQ(kernel.sourceLocations.back().file, 1u);
}

TEST(Inputs, KernelsOfTriton) {
  Module softmax = parseInput("triton-softmax.ptx");
  ASSERT_EQ(softmax.functions.size(), 1u);
  EXPECT_EQ(softmax.functions[0].numParameters, 5u); // two of them hidden
  EXPECT_EQ((*softmax.functions[0].directives.requiredThreads)[0], 128u);
  EXPECT_NE(softmax.findVariable("global_smem"), kNone);
  EXPECT_EQ(parseInput("triton-histogram.ptx").functions.size(), 2u);
}
