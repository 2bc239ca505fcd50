// Ops that move elements: what lies in the layout of tensor cores lies in plain order behind another axis; `compressed`
// names no dimension.
// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --canonicalize | FileCheck %s --check-prefix=FOLDED
// RUN: quant-run %s --print | FileCheck %s --check-prefix=VALUES
// RUN: quant-run %s --device=cpu --print | FileCheck %s --check-prefix=VALUES
#words = #qnt.encoding<i8 : f32, block = *x*, scale = f32, sparsity = 2:4 along 1, layout = "mma_sp_k32">
#turned = #qnt.encoding<i8 : f32, block = *x*, scale = f32, sparsity = 2:4 along 0>
#kept = #qnt.encoding<i8 : f32, block = *x*, scale = f32, sparsity = 2:4 along 1, layout = "compressed">
#kept_turned = #qnt.encoding<i8 : f32, block = *x*, scale = f32, sparsity = 2:4 along 0, layout = "compressed">

// CHECK-LABEL: func @turn
// FOLDED-LABEL: func @turn
func.func @turn(%a: !qnt.array<3x8, #words>) -> (!qnt.array<8x3, #turned>, !qnt.array<3x8, #words>) {
  // CHECK: qnt.transpose {{.*}} permutation = [1, 0]
  %0 = qnt.transpose %a permutation = [1, 0] : !qnt.array<3x8, #words> -> !qnt.array<8x3, #turned>
  // FOLDED-NOT: permutation = [0, 1]
  %1 = qnt.transpose %a permutation = [0, 1] : !qnt.array<3x8, #words> -> !qnt.array<3x8, #words>
  return %0, %1 : !qnt.array<8x3, #turned>, !qnt.array<3x8, #words>
}

// Positions 1 and 3, 0 and 2 of the groups; the transposed slice of the second group.
// VALUES: tensor<4x1xf32> {{\[\[}}9], [0], [-1], [0]]
// VALUES: tensor<1x9xf32> {{\[\[}}0, 5, 0, -7, 9, 0, -1, 0, 0]]
func.func @main() -> (tensor<4x1xf32>, tensor<1x9xf32>) {
  %0 = qnt.constant codes = dense<[[5, -7, 9, -1]]> : tensor<1x4xi8>, scales = dense<1.0> : tensor<1x1xf32>, mask = dense<0x8D> : tensor<1x1xi8> : !qnt.array<1x8, #kept>
  %1 = qnt.transpose %0 permutation = [1, 0] : !qnt.array<1x8, #kept> -> !qnt.array<8x1, #kept_turned>
  %2 = qnt.slice %1 [4, 0] [4, 1] [1, 1] : !qnt.array<8x1, #kept_turned> -> !qnt.array<4x1, #kept_turned>
  %3 = qnt.dequantize %2 : !qnt.array<4x1, #kept_turned> -> tensor<4x1xf32>
  %4 = qnt.pad %0 low = [0, 0] high = [0, 1] : !qnt.array<1x8, #kept> -> !qnt.array<1x9, #kept>
  %5 = qnt.dequantize %4 : !qnt.array<1x9, #kept> -> tensor<1x9xf32>
  return %3, %5 : tensor<4x1xf32>, tensor<1x9xf32>
}
