//===- CensusTest.cpp - what ptxas makes of the kernels of tensor cores -----------------------------------===//
//
// Without ptxas on the path there is nothing to test.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ConvolutionProgram.h"
#include "EmulatedProgram.h"
#include "OpcodeCensus.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class Census : public ::testing::Test {
protected:
  void SetUp() override {
    if (!findPtxas(""))
      GTEST_SKIP() << "no ptxas on the path";
  }
  /// The kernels of a drawn program, one behind the other; the test fails where one spills or has a stack.
  template <typename CaseT>
  MachineCode assemble(const CaseT &drawn, StringRef target) {
    SCOPED_TRACE(drawn.describe() + " for " + target.str());
    return assembleText(drawProgram(*context, drawn, random).text, target);
  }
  MachineCode assembleText(StringRef text, StringRef target);

  std::unique_ptr<MLIRContext> context = createProgramContext();
  std::mt19937 random{3};
};
} // namespace

MachineCode Census::assembleText(StringRef text, StringRef name) {
  OwningOpRef<ModuleOp> module = parseProgram(*context, text);
  if (!module || !lowerKernels(*module, name))
    return {};
  const DeviceTarget &target = **findDeviceTarget(name);
  llvm::Expected<CompiledKernels> kernels = compileKernels(*module, target);
  if (!kernels) {
    ADD_FAILURE() << llvm::toString(kernels.takeError());
    return {};
  }
  llvm::Expected<AssembledKernels> assembled = assembleKernels(kernels->ptx, target);
  if (!assembled) {
    ADD_FAILURE() << llvm::toString(assembled.takeError());
    return {};
  }
  MachineCode code;
  for (const AssembledKernel &kernel : assembled->kernels) {
    EXPECT_EQ(kernel.stackBytes, 0u) << kernel.name;
    EXPECT_EQ(kernel.spillStoreBytes + kernel.spillLoadBytes, 0u) << kernel.name;
    llvm::append_range(code.instructions, readCode(assembled->cubin, kernel.name).instructions);
  }
  return code;
}

/// The table of opcodes, from PTX whose instructions are known.
TEST_F(Census, KnownInstructions) {
  std::string ptx = R"(.version 8.0
.target sm_80
.address_size 64
.visible .entry known(.param .u64 p) {
  .reg .b32 %r<20>; .reg .b64 %d<4>; .reg .f32 %f<8>;
  .shared .align 16 .b8 s[256];
  ld.param.u64 %d1, [p];
  cvta.to.global.u64 %d2, %d1;
  mov.u32 %r18, s;
  cp.async.cg.shared.global [%r18], [%d2], 16;
  cp.async.wait_all;
  bar.sync 0;
  ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r1, %r2, %r3, %r4}, [%r18];
  ld.global.v4.u32 {%r5, %r6, %r7, %r8}, [%d2+64];
  ld.global.v4.u32 {%r9, %r10, %r11, %r12}, [%d2+128];
  mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%f1, %f2, %f3, %f4}, {%r1, %r2, %r3, %r4}, {%r5, %r6}, {%f1, %f2, %f3, %f4};
  mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%r13, %r14, %r15, %r16}, {%r1, %r2, %r3, %r4}, {%r7, %r8}, {%r9, %r10, %r11, %r12};
  st.global.v4.f32 [%d2], {%f1, %f2, %f3, %f4};
  st.global.v4.u32 [%d2+16], {%r13, %r14, %r15, %r16};
  ret;
}
)";
  ptx.replace(ptx.find("  mma.sync.aligned.m16n8k16"), 0,
              "  mov.f32 %f1, 0f00000000; mov.f32 %f2, %f1; mov.f32 %f3, %f1; mov.f32 %f4, %f1;\n");
  llvm::Expected<AssembledKernels> assembled = assembleKernels(ptx, **findDeviceTarget("sm_80"));
  ASSERT_TRUE(bool(assembled)) << llvm::toString(assembled.takeError());
  MachineCode code = readCode(assembled->cubin, "known");
  EXPECT_EQ(code.count(Opcode::LDGSTS, 128), 1u);
  EXPECT_EQ(code.count(Opcode::LDSM), 1u);
  EXPECT_EQ(code.count(Opcode::LDG, 128), 2u);
  EXPECT_EQ(code.count(Opcode::HMMA), 1u);
  EXPECT_EQ(code.count(Opcode::IMMA), 1u);
  EXPECT_EQ(code.count(Opcode::STG, 128), 2u);
  EXPECT_EQ(code.count(Opcode::LDL) + code.count(Opcode::STL), 0u);
}

static ContractionCase makeLarge(StringRef activations, StringRef storage, int64_t rows, int64_t group) {
  ContractionCase drawn;
  drawn.activations = activations.str();
  drawn.storage = storage.str();
  drawn.rows = rows;
  drawn.isDynamic = false;
  drawn.columns = 256;
  drawn.sizeK = 1024;
  drawn.group = group;
  drawn.result = drawn.isArray() ? "f32" : activations.str();
  return drawn;
}

TEST_F(Census, GemvReads16BytesAndSpendsLittleOnAWeight) {
  for (int64_t group : {0, 128})
    for (bool zeroPoints : {false, true}) {
      ContractionCase drawn = makeLarge("f16", "u4", 1, group);
      drawn.zeroPoints = zeroPoints;
      drawn.sizeK = 4096;
      MachineCode loop = assemble(drawn, "sm_80").getLongestLoop();
      // A lane decodes 128 weights a turn: 64 bytes of them.
      EXPECT_GE(loop.count(Opcode::LDG, 128), 4u);
      EXPECT_EQ(loop.count(Opcode::HMMA), 16u);
      EXPECT_GE(loop.count(Opcode::LDGSTS, 128), 1u);
      EXPECT_EQ(loop.count(Opcode::LDSM), 2u);
      double perWeight = loop.countInteger() / 128.0;
      RecordProperty("integer-instructions-per-weight", std::to_string(perWeight));
      EXPECT_LE(perWeight, 1.3) << "group " << group << ", zero points " << zeroPoints;
    }
}

TEST_F(Census, MmaUsesTensorCoresAndAsynchronousCopies) {
  MachineCode half = assemble(makeLarge("f16", "i4", 64, 128), "sm_80");
  EXPECT_EQ(half.count(Opcode::HMMA), 64u);
  EXPECT_GE(half.count(Opcode::LDGSTS, 128), 6u);
  EXPECT_EQ(half.count(Opcode::LDSM), 8u);
  MachineCode integer = assemble(makeLarge("i8", "i8", 64, 0), "sm_80");
  EXPECT_EQ(integer.count(Opcode::IMMA), 64u);
  EXPECT_EQ(integer.count(Opcode::HMMA), 0u);
  EXPECT_EQ(integer.count(Opcode::LDSM), 8u);
}

TEST_F(Census, NothingSpillsOnAnyTarget) {
  for (StringRef target : {"sm_80", "sm_89", "sm_90a", "sm_100a", "sm_120a"})
    for (int64_t rows : {1, 16, 64})
      for (auto [activations, storage, group, zeroPoints] : {std::tuple("f16", "i4", 0, false),
                                                             {"f16", "u4", 64, true},
                                                             {"bf16", "i8", 128, true},
                                                             {"bf16", "i5", 32, false},
                                                             {"f16", "f4E2M1FN", 32, false},
                                                             {"f8E4M3FN", "f8E4M3FN", 0, false},
                                                             {"i8", "f4E2M1FN", 32, false},
                                                             {"i8", "i8", 0, false},
                                                             {"u8", "u4", 256, true}}) {
        // The ways to the operand are those of all targets: two have every case.
        if (target != "sm_80" && target != "sm_90a" && StringRef(storage) != "u4")
          continue;
        ContractionCase drawn = makeLarge(activations, storage, rows, group);
        drawn.zeroPoints = zeroPoints;
        drawn.activationZeroPoints = drawn.isInteger();
        MachineCode code = assemble(drawn, target);
        EXPECT_GT(code.count(Opcode::HMMA) + code.count(Opcode::IMMA), 0u);
      }
}

/// Convolutions: copies of 16 bytes straight from lhs, the products of the tile, no local memory.
TEST_F(Census, ConvolutionsCopyChunksAsynchronously) {
  for (StringRef target : {"sm_80", "sm_89", "sm_90a", "sm_100a", "sm_120a"})
    for (StringRef activations : {"f16", "i8", "f32"}) {
      ConvolutionCase drawn;
      drawn.activations = activations.str();
      drawn.height = drawn.width = 16;
      drawn.inputs = 64;
      drawn.outputs = 128;
      drawn.padding[0] = drawn.padding[1] = drawn.padding[2] = drawn.padding[3] = 1;
      drawn.activationZeroPoints = activations == "i8";
      MachineCode code = assemble(drawn, target);
      // Later targets have another way to write the width.
      EXPECT_GE(code.count(Opcode::LDGSTS, target.starts_with("sm_1") ? 0 : 128), 4u) << target.str();
      EXPECT_EQ(code.count(activations == "i8" ? Opcode::IMMA : Opcode::HMMA), activations == "f32" ? 96u : 64u);
      drawn.inputs = 3;
      drawn.outputs = 24;
      drawn.input = "bf01";
      drawn.kernel = "oi01";
      drawn.strides[0] = 2;
      drawn.rhsDilation[1] = 2;
      assemble(drawn, target);
    }
}

/// Both kernels of a split K.
TEST_F(Census, SplitKHasNoLocalMemory) {
  for (StringRef target : {"sm_80", "sm_89", "sm_90a", "sm_100a", "sm_120a"}) {
    ContractionCase drawn = makeLarge("f16", "i4", 64, 128);
    drawn.sizeK = 4096;
    MachineCode code = assemble(drawn, target);
    EXPECT_EQ(code.count(Opcode::HMMA), 64u);
  }
}
