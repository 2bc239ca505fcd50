//===- CensusTest.cpp - what ptxas makes of the kernels of tensor cores -----------------------------------===//
#include "AssembledProgram.h"
#include "ConvolutionProgram.h"
#include "Qnt/IR/GpuTarget.h"
#include "Qnt/Target/AssembleKernels.h"
#include "RaggedProgram.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class Census : public AssembledProgram {};
} // namespace

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

/// tf32 and fp8 are told from f16, by PTX whose instructions are known.
TEST_F(Census, KnownRoundedInstructions) {
  const StringRef pattern = R"(.version 8.7
.target TARGET
.address_size 64
.visible .entry known(.param .u64 p) {
  .reg .b32 %r<8>; .reg .b64 %d<4>; .reg .f32 %f<8>;
  ld.param.u64 %d1, [p];
  cvta.to.global.u64 %d2, %d1;
  ld.global.v4.u32 {%r1, %r2, %r3, %r4}, [%d2];
  ld.global.v2.u32 {%r5, %r6}, [%d2+16];
  ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%d2+32];
  mma.sync.aligned.KIND {%f1, %f2, %f3, %f4}, {%r1, %r2, %r3, %r4}, {%r5, %r6}, {%f1, %f2, %f3, %f4};
  st.global.v4.f32 [%d2], {%f1, %f2, %f3, %f4};
  ret;
}
)";
  auto assembleKind = [&](StringRef target, StringRef kind) {
    auto [head, rest] = pattern.split("TARGET");
    auto [middle, tail] = rest.split("KIND");
    std::string ptx = (head + target + middle + kind + tail).str();
    llvm::Expected<AssembledKernels> assembled = assembleKernels(ptx, **findDeviceTarget(target));
    EXPECT_TRUE(bool(assembled)) << llvm::toString(assembled.takeError());
    return assembled ? readCode(assembled->cubin, "known") : MachineCode();
  };
  for (StringRef target : kTargets) {
    MachineCode rounded = assembleKind(target, "m16n8k8.row.col.f32.tf32.tf32.f32");
    EXPECT_EQ(rounded.countTF32(), 1u);
    EXPECT_EQ(rounded.count(Opcode::HMMA), 1u);
    EXPECT_EQ(assembleKind(target, "m16n8k16.row.col.f32.f16.f16.f32").countTF32(), 0u);
    EXPECT_EQ(assembleKind(target, "m16n8k16.row.col.f32.bf16.bf16.f32").countTF32(), 0u);
    if (target == "sm_80")
      continue; // has no fp8
    MachineCode float8 = assembleKind(target, "m16n8k32.row.col.f32.e4m3.e5m2.f32");
    bool isNative = findGpuTarget(target)->hasFloat8Products();
    EXPECT_EQ(float8.count(Opcode::QMMA), isNative ? 1u : 0u) << target.str();
    EXPECT_EQ(float8.count(Opcode::HMMA), isNative ? 0u : 2u) << target.str();
  }
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
      MachineCode loop = assembleDrawn(drawn, "sm_80").getLongestLoop();
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
  MachineCode half = assembleDrawn(makeLarge("f16", "i4", 64, 128), "sm_80");
  EXPECT_EQ(half.count(Opcode::HMMA), 64u);
  EXPECT_GE(half.count(Opcode::LDGSTS, 128), 6u);
  EXPECT_EQ(half.count(Opcode::LDSM), 8u);
  MachineCode integer = assembleDrawn(makeLarge("i8", "i8", 64, 0), "sm_80");
  EXPECT_EQ(integer.count(Opcode::IMMA), 64u);
  EXPECT_EQ(integer.count(Opcode::HMMA), 0u);
  EXPECT_EQ(integer.count(Opcode::LDSM), 8u);
}

/// Products of the tensor cores, of the kind that the activations need.
static void expectProducts(const MachineCode &code, bool isInteger) {
  EXPECT_GT(code.count(isInteger ? Opcode::IMMA : Opcode::HMMA), 0u);
  EXPECT_EQ(code.count(isInteger ? Opcode::HMMA : Opcode::IMMA), 0u);
}

TEST_F(Census, NothingSpillsOnAnyTarget) {
  for (StringRef target : kTargets)
    for (int64_t rows : {1, 16, 64})
      for (auto [activations, storage, group, zeroPoints] : {std::tuple("f16", "i4", 0, false),
                                                             {"f16", "u4", 64, true},
                                                             {"bf16", "i8", 128, true},
                                                             {"bf16", "i5", 32, false},
                                                             {"f16", "f4E2M1FN", 32, false},
                                                             {"i8", "i8", 0, false},
                                                             {"u8", "u4", 256, true}}) {
        // The ways to the operand are those of all targets: two have every case.
        if (target != "sm_80" && target != "sm_90a" && StringRef(storage) != "u4")
          continue;
        ContractionCase drawn = makeLarge(activations, storage, rows, group);
        drawn.zeroPoints = zeroPoints;
        drawn.activationZeroPoints = drawn.isInteger();
        expectProducts(assembleDrawn(drawn, target), drawn.isInteger());
      }
}

/// f32 as three numbers of bf16; codes of floats and of integers as f16; weights behind a code book.
TEST_F(Census, DecodedOperandsSpillOnNoTarget) {
  for (StringRef target : kTargets)
    for (int64_t rows : {1, 64})
      for (auto [activations, storage, entry] : {std::tuple("f32", "i4", ""),
                                                 {"f8E4M3FN", "f8E4M3FN", ""},
                                                 {"f8E5M2", "i8", ""},
                                                 {"i8", "f4E2M1FN", ""},
                                                 {"f16", "u4", "f16"},
                                                 {"i8", "u6", "f8E4M3FN"}}) {
        // The smaller ones where the code of all targets is the same.
        if (target != "sm_80" && target != "sm_90a" && rows == 1 && StringRef(activations) != "f32")
          continue;
        ContractionCase drawn = makeLarge(activations, storage, rows, /*group=*/*entry ? 0 : 64);
        drawn.entry = entry;
        drawn.activationZeroPoints = StringRef(activations) == "i8";
        drawn.zeroPointType = "i8";
        MachineCode code = assembleDrawn(drawn, target);
        expectProducts(code, /*isInteger=*/false);
        // f32 products are three each; nothing but f32 is multiplied more often than once.
        if (rows == 64)
          EXPECT_EQ(code.count(Opcode::HMMA), StringRef(activations) == "f32" ? 96u : 64u);
      }
}

/// One launch for all groups, with few rows and with many.
TEST_F(Census, RaggedKernelsSpillOnNoTarget) {
  for (StringRef target : kTargets)
    for (bool isInteger : {false, true})
      for (int64_t group : {0, 32}) {
        RaggedCase drawn;
        drawn.isInteger = isInteger;
        drawn.groups = {100, 0, 28};
        drawn.rows = 128;
        drawn.columns = 256;
        drawn.sizeK = 512;
        drawn.block.back() = group;
        drawn.storage = group ? "u4" : "i8";
        MachineCode code = assembleDrawn(drawn, target);
        expectProducts(code, isInteger);
        EXPECT_GE(code.count(Opcode::LDGSTS), 4u);
        std::string layout = isInteger ? "mma_k32_b" : "mma_k16_b";
        drawn.schedule = "#qnt.gemv<layout = \"" + layout + "\", tokens = 8, warps = 1, stages = 4>";
        expectProducts(assembleDrawn(drawn, target), isInteger);
      }
}

/// Arrays: a lane stores the codes of 8 columns at once, in as few accesses as they have bytes for.
TEST_F(Census, ArraysAreStoredWhole) {
  struct Result {
    const char *storage;
    unsigned bits, stores; ///< of an access, 0: less than 32; for 8 columns
  } results[] = {{"i8", 64, 1}, {"i4", 32, 1}, {"f8E4M3FN", 64, 1}, {"f4E2M1FN", 32, 1}, {"i16", 128, 1}, {"u6", 0, 3}};
  for (StringRef target : kTargets)
    for (const Result &result : results)
      for (bool isInteger : {false, true}) {
        // What stores is the same code: rarer codes once.
        if (isInteger && result.storage[0] != 'i')
          continue;
        ContractionCase drawn = makeLarge(isInteger ? "i8" : "f16", "i8", /*rows=*/isInteger ? 64 : 1, 0);
        drawn.result = isInteger ? "i32" : "f32";
        drawn.yielded = "#qnt.encoding<" + std::string(result.storage) + " : f32, block = *x*, scale = f32>";
        drawn.epilogue = "    %s = arith.constant dense<37.5> : tensor<1x1xf32>\n    %r = qnt." +
                         std::string(isInteger ? "requantize %d input_scale(%s : tensor<1x1xf32>)" : "quantize %d") +
                         " scale(%s : tensor<1x1xf32>) : !y -> !r\n";
        MachineCode code = assembleDrawn(drawn, target);
        expectProducts(code, isInteger);
        EXPECT_GT(code.count(Opcode::STG), 0u);
        if (target.starts_with("sm_1"))
          continue; // another way to write the width
        EXPECT_EQ(code.count(Opcode::STG, result.bits), code.count(Opcode::STG)) << result.storage;
        EXPECT_EQ(code.count(Opcode::STG) % result.stores, 0u);
      }
}

/// Convolutions: copies of 16 bytes straight from lhs, the products of the tile, no local memory.
TEST_F(Census, ConvolutionsCopyChunksAsynchronously) {
  for (StringRef target : kTargets)
    for (StringRef activations : {"f16", "i8", "f32"}) {
      ConvolutionCase drawn;
      drawn.activations = activations.str();
      drawn.height = drawn.width = 16;
      drawn.inputs = 64;
      drawn.outputs = 128;
      drawn.padding[0] = drawn.padding[1] = drawn.padding[2] = drawn.padding[3] = 1;
      drawn.activationZeroPoints = activations == "i8";
      MachineCode code = assembleDrawn(drawn, target);
      // Later targets have another way to write the width.
      EXPECT_GE(code.count(Opcode::LDGSTS, target.starts_with("sm_1") ? 0 : 128), 4u) << target.str();
      EXPECT_EQ(code.count(activations == "i8" ? Opcode::IMMA : Opcode::HMMA), activations == "f32" ? 96u : 64u);
      drawn.inputs = 3;
      drawn.outputs = 24;
      drawn.input = "bf01";
      drawn.kernel = "oi01";
      drawn.strides[0] = 2;
      drawn.rhsDilation[1] = 2;
      assembleDrawn(drawn, target);
    }
}

/// Both kernels of a split K.
TEST_F(Census, SplitKHasNoLocalMemory) {
  for (StringRef target : kTargets) {
    ContractionCase drawn = makeLarge("f16", "i4", 64, 128);
    drawn.sizeK = 4096;
    MachineCode code = assembleDrawn(drawn, target, /*numKernels=*/2);
    EXPECT_EQ(code.count(Opcode::HMMA), 64u);
  }
}

/// f32 rounded to tf32: two products of 8 along K instead of three of 16, whatever the weights are.
TEST_F(Census, TF32SpillsOnNoTarget) {
  for (StringRef target : kTargets)
    for (int64_t rows : {1, 16, 64})
      for (auto [storage, group, entry] :
           {std::tuple("i4", 0, ""), {"u8", 64, ""}, {"i5", 32, ""}, {"f8E4M3FN", 128, ""}, {"u4", 0, "f16"}}) {
        if (target != "sm_80" && target != "sm_90a" && StringRef(storage) != "u8")
          continue;
        ContractionCase drawn = makeLarge("f32", storage, rows, group);
        drawn.zeroPoints = StringRef(storage) == "u8";
        drawn.entry = entry;
        SCOPED_TRACE(drawn.describe() + " for " + target.str());
        MachineCode code = assemble(drawProgram(*context, drawn, random).text, target, lowerRounded);
        EXPECT_GT(code.countTF32(), 0u);
        EXPECT_EQ(code.countTF32(), code.count(Opcode::HMMA));
        if (rows == 64)
          EXPECT_EQ(code.countTF32(), 64u);
      }
}

/// fp8 as it is where mma.sync has it; as f16 elsewhere.
TEST_F(Census, FP8SpillsOnNoTarget) {
  for (StringRef target : kTargets)
    for (int64_t rows : {1, 16, 64})
      for (auto [activations, storage, group] :
           {std::tuple("f8E4M3FN", "f8E4M3FN", 0), {"f8E5M2", "f8E4M3FN", 64}, {"f8E4M3FN", "f8E5M2", 256}}) {
        bool isNative = findGpuTarget(target)->hasFloat8Products();
        if (!isNative && (rows != 64 || group != 0))
          continue;
        ContractionCase drawn = makeLarge(activations, storage, rows, group);
        SCOPED_TRACE(drawn.describe() + " for " + target.str());
        MachineCode code = assemble(drawProgram(*context, drawn, random).text, target, lowerRounded);
        EXPECT_EQ(code.count(isNative ? Opcode::HMMA : Opcode::QMMA), 0u);
        EXPECT_GT(code.count(isNative ? Opcode::QMMA : Opcode::HMMA), 0u);
        if (rows == 64)
          EXPECT_EQ(code.count(isNative ? Opcode::QMMA : Opcode::HMMA), 64u);
        if (isNative)
          EXPECT_GE(code.count(Opcode::LDSM), 1u);
      }
}
