//===- LoopCensusTest.cpp - what ptxas makes of kernels of rows and of elements ---------------------------===//
//
// Without ptxas on the path there is nothing to test.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "EmulatedProgram.h"
#include "OpcodeCensus.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "Qnt/Target/AssembleKernels.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
struct Program {
  const char *name, *text;
  unsigned loads, stores; ///< accesses of 128 bits at least
};

class LoopCensus : public ::testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    if (!findPtxas(""))
      GTEST_SKIP() << "no ptxas on the path";
  }
  MachineCode assemble(StringRef text, StringRef target);

  static std::unique_ptr<MLIRContext> createContext() {
    std::unique_ptr<MLIRContext> context = createProgramContext();
    DialectRegistry registry;
    registerLowerLinalgDialects(registry);
    context->appendDialectRegistry(registry);
    context->loadAllAvailableDialects();
    return context;
  }
  std::unique_ptr<MLIRContext> context = createContext();
};
} // namespace

/// The only kernel of a program; the test fails where there are more, or where it spills or has a stack.
MachineCode LoopCensus::assemble(StringRef text, StringRef name) {
  OwningOpRef<ModuleOp> module = parseProgram(*context, text);
  if (!module)
    return {};
  PassManager manager(context.get());
  LowerToGPUOptions options;
  options.target = name.str();
  buildLowerToGPUPipeline(manager, options);
  if (failed(manager.run(*module))) {
    ADD_FAILURE();
    return {};
  }
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
  EXPECT_EQ(assembled->kernels.size(), 1u);
  const AssembledKernel &kernel = assembled->kernels.front();
  EXPECT_EQ(kernel.stackBytes, 0u);
  EXPECT_EQ(kernel.spillStoreBytes + kernel.spillLoadBytes, 0u);
  return readCode(assembled->cubin, kernel.name);
}

/// Kernels are written out: forming them is another stage's.
static const Program kPrograms[] = {
    {"quantize_token", R"(
#a8 = #qnt.encoding<i8 : f16, block = 1x*, scale = f32>
func.func @main(%x: tensor<?x4096xf16>) -> !qnt.array<?x4096, #a8> {
  %y = qnt.kernel "k" (%a = %x : tensor<?x4096xf16>) -> !qnt.array<?x4096, #a8> {
    %q = qnt.quantize %a dynamic(absmax) : tensor<?x4096xf16> -> !qnt.array<?x4096, #a8>
    qnt.yield %q : !qnt.array<?x4096, #a8>
  }
  return %y : !qnt.array<?x4096, #a8>
})",
     4, 0},
    {"quantize_token_u4", R"(
#a4 = #qnt.encoding<u4 : bf16, block = 1x*, scale = f32, zero_point = u4>
func.func @main(%x: tensor<64x2048xbf16>) -> !qnt.array<64x2048, #a4> {
  %y = qnt.kernel "k" (%a = %x : tensor<64x2048xbf16>) -> !qnt.array<64x2048, #a4> {
    %q = qnt.quantize %a dynamic(minmax) : tensor<64x2048xbf16> -> !qnt.array<64x2048, #a4>
    qnt.yield %q : !qnt.array<64x2048, #a4>
  }
  return %y : !qnt.array<64x2048, #a4>
})",
     1, 0},
    {"softmax", R"(
func.func @main(%x: tensor<8192x1024xf32>) -> tensor<8192x1024xf32> {
  %y = qnt.kernel "k" (%a = %x : tensor<8192x1024xf32>) -> tensor<8192x1024xf32> {
    %e = tensor.empty() : tensor<8192x1024xf32>
    %q = linalg.softmax dimension(1) ins(%a : tensor<8192x1024xf32>) outs(%e : tensor<8192x1024xf32>) -> tensor<8192x1024xf32>
    qnt.yield %q : tensor<8192x1024xf32>
  }
  return %y : tensor<8192x1024xf32>
})",
     4, 4},
    {"long_rows", R"(
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @main(%x: tensor<16x131072xf32>) -> !qnt.array<16x131072, #a8> {
  %y = qnt.kernel "k" (%a = %x : tensor<16x131072xf32>) -> !qnt.array<16x131072, #a8> {
    %q = qnt.quantize %a dynamic(absmax) : tensor<16x131072xf32> -> !qnt.array<16x131072, #a8>
    qnt.yield %q : !qnt.array<16x131072, #a8>
  }
  return %y : !qnt.array<16x131072, #a8>
})",
     2, 0},
    {"quantize_channel", R"(
#c8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @main(%x: tensor<4096x4096xf32>, %s: tensor<4096x1xf32>) -> !qnt.array<4096x4096, #c8> {
  %y = qnt.kernel "k" (%a = %x : tensor<4096x4096xf32>, %b = %s : tensor<4096x1xf32>) -> !qnt.array<4096x4096, #c8> {
    %q = qnt.quantize %a scale(%b : tensor<4096x1xf32>) : tensor<4096x4096xf32> -> !qnt.array<4096x4096, #c8>
    qnt.yield %q : !qnt.array<4096x4096, #c8>
  }
  return %y : !qnt.array<4096x4096, #c8>
})",
     1, 0},
    {"dequantize", R"(
#w4 = #qnt.encoding<i4 : f16, block = 1x128, scale = f16>
func.func @main(%x: !qnt.array<1024x4096, #w4>) -> tensor<1024x4096xf16> {
  %y = qnt.kernel "k" (%a = %x : !qnt.array<1024x4096, #w4>) -> tensor<1024x4096xf16> {
    %q = qnt.dequantize %a : !qnt.array<1024x4096, #w4> -> tensor<1024x4096xf16>
    qnt.yield %q : tensor<1024x4096xf16>
  }
  return %y : tensor<1024x4096xf16>
})",
     0, 1},
    {"residual", R"(
func.func @main(%x: tensor<1024x4096xf16>, %z: tensor<1024x4096xf16>) -> tensor<1024x4096xf16> {
  %y = qnt.kernel "k" (%a = %x : tensor<1024x4096xf16>, %b = %z : tensor<1024x4096xf16>) -> tensor<1024x4096xf16> {
    %q = arith.addf %a, %b : tensor<1024x4096xf16>
    qnt.yield %q : tensor<1024x4096xf16>
  }
  return %y : tensor<1024x4096xf16>
})",
     2, 1},
};

TEST_P(LoopCensus, ReadsAndWrites16BytesWithoutSpills) {
  for (const Program &program : kPrograms) {
    SCOPED_TRACE(program.name);
    MachineCode code = assemble(program.text, GetParam());
    EXPECT_GE(code.count(Opcode::LDG, 128), program.loads);
    EXPECT_GE(code.count(Opcode::STG, 128), program.stores);
    EXPECT_EQ(code.count(Opcode::LDL) + code.count(Opcode::STL), 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, LoopCensus, ::testing::Values("sm_80", "sm_89", "sm_90a", "sm_100a", "sm_120a"));
