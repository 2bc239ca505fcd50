//===- LoopCensusTest.cpp - what ptxas makes of kernels of rows and of elements ---------------------------===//
#include "AssembledProgram.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
struct Program {
  const char *name, *text;
  unsigned loads, stores; ///< accesses of 128 bits at least
};

class LoopCensus : public AssembledProgram, public ::testing::WithParamInterface<StringLiteral> {};
} // namespace

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
    {"quantize_fp8", R"(
#e8 = #qnt.encoding<f8E4M3FN : f16, block = 1x*, scale = f32>
func.func @main(%x: tensor<4096x4096xf16>, %s: tensor<4096x1xf32>) -> !qnt.array<4096x4096, #e8> {
  %y = qnt.kernel "k" (%a = %x : tensor<4096x4096xf16>, %b = %s : tensor<4096x1xf32>) -> !qnt.array<4096x4096, #e8> {
    %q = qnt.quantize %a scale(%b : tensor<4096x1xf32>) : tensor<4096x4096xf16> -> !qnt.array<4096x4096, #e8>
    qnt.yield %q : !qnt.array<4096x4096, #e8>
  }
  return %y : !qnt.array<4096x4096, #e8>
})",
     1, 0},
    {"requantize", R"(
#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#a4 = #qnt.encoding<i4 : f32, block = *x*, scale = f32>
func.func @main(%x: !qnt.array<1024x4096, #a8>, %m: tensor<1x1xi32>, %n: tensor<1x1xi32>, %s: tensor<1x1xf32>) -> !qnt.array<1024x4096, #a4> {
  %y = qnt.kernel "k" (%a = %x : !qnt.array<1024x4096, #a8>, %b = %m : tensor<1x1xi32>, %c = %n : tensor<1x1xi32>, %d = %s : tensor<1x1xf32>) -> !qnt.array<1024x4096, #a4> {
    %q = qnt.requantize %a multiplier(%b : tensor<1x1xi32>) shift(%c : tensor<1x1xi32>) scale(%d : tensor<1x1xf32>) : !qnt.array<1024x4096, #a8> -> !qnt.array<1024x4096, #a4>
    qnt.yield %q : !qnt.array<1024x4096, #a4>
  }
  return %y : !qnt.array<1024x4096, #a4>
})",
     1, 0},
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
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, LoopCensus, ::testing::ValuesIn(kTargets),
                         [](const auto &info) { return info.param.str(); });
