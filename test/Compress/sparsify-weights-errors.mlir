// Each contradiction of the options has its own message.
// RUN: not quant-opt %s --qnt-sparsify-weights 2>&1 | FileCheck %s --check-prefix=NEITHER
// NEITHER: error: qnt-sparsify-weights: expected either target-sparsity or n-m
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 n-m=2:4" 2>&1 | FileCheck %s --check-prefix=NEITHER
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=1.5" 2>&1 | FileCheck %s --check-prefix=RATIO
// RATIO: expected target-sparsity from 0 to 1, got 1.5
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=nan" 2>&1 | FileCheck %s --check-prefix=NAN
// NAN: expected target-sparsity from 0 to 1, got nan
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=4:2" 2>&1 | FileCheck %s --check-prefix=GROUPS
// GROUPS: expected n-m as n:m with 0 < n < m, got '4:2'
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=two" 2>&1 | FileCheck %s --check-prefix=GROUPS-TEXT
// GROUPS-TEXT: expected n-m as n:m with 0 < n < m, got 'two'
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=2:4 block-size=2" 2>&1 | FileCheck %s --check-prefix=GROUPS-BLOCK
// GROUPS-BLOCK: expected no block-size with n-m, got 2
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 block-size=0" 2>&1 | FileCheck %s --check-prefix=BLOCK
// BLOCK: expected a positive block-size, got 0
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 dtype=int8 n-bits=4" 2>&1 | FileCheck %s --check-prefix=BOTH
// BOTH: expected either dtype or n-bits, got both
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 dtype=int9" 2>&1 | FileCheck %s --check-prefix=DTYPE
// DTYPE: error: qnt-sparsify-weights: expected dtype int2..int8, {{.*}}, got 'int9'
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 n-bits=5" 2>&1 | FileCheck %s --check-prefix=BITS
// BITS: error: qnt-sparsify-weights: expected n-bits 1, 2, 3, 4, 6 or 8, got 5
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 convention=onnx" 2>&1 | FileCheck %s --check-prefix=CONVENTION
// CONVENTION: expected convention default or apple without dtype, got 'onnx'
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 nonfinite=keep" 2>&1 | FileCheck %s --check-prefix=NONFINITE
// NONFINITE: error: qnt-sparsify-weights: expected nonfinite error or zero, got 'keep'
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int8 layout=mma_k16" 2>&1 | FileCheck %s --check-prefix=LAYOUT
// LAYOUT: error: qnt-sparsify-weights: expected layout plain, compressed, mma_sp_k32 or mma_sp_k64, got 'mma_k16'
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int8 layout=mma_sp_k32_t" 2>&1 | FileCheck %s --check-prefix=LAYOUT-T
// LAYOUT-T: expected layout plain, compressed, mma_sp_k32 or mma_sp_k64, got 'mma_sp_k32_t'
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=2:4 layout=compressed" 2>&1 | FileCheck %s --check-prefix=LAYOUT-FLOAT
// LAYOUT-FLOAT: expected n-m, and dtype or n-bits, with layout compressed
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 dtype=int8 layout=compressed" 2>&1 | FileCheck %s --check-prefix=LAYOUT-RATIO
// LAYOUT-RATIO: expected n-m, and dtype or n-bits, with layout compressed
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=2:17 dtype=int8 layout=compressed" 2>&1 | FileCheck %s --check-prefix=LAYOUT-GROUP
// LAYOUT-GROUP: expected n-m of groups of at most 16 with layout compressed, got '2:17'
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=1:4 dtype=int8 layout=mma_sp_k64" 2>&1 | FileCheck %s --check-prefix=LAYOUT-KEPT
// LAYOUT-KEPT: expected n-m 2:4 with layout mma_sp_k64, got '1:4'

// What stays as it is.
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 weight-num-threshold=0" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=SMALL
// SMALL-DAG: 'w': its input dimension 2 is smaller than a group of 4
// SMALL-DAG: 'u': it has no input dimension to prune along
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 block-size=4 weight-num-threshold=0" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=SMALL-BLOCK
// SMALL-BLOCK-DAG: 'w': its output dimension 3 is smaller than a block of 4
// SMALL-BLOCK-DAG: 'v': it has no output dimension to prune along
func.func @f(%x: tensor<?x2xf32>, %y: tensor<2x2xf32>, %z: tensor<5xf32>) -> (tensor<?x3xf32>, tensor<f32>, tensor<5x2x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32> loc("w")
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
  %v = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("v")
  %1 = qnt.dot_general %y, %v contracting = [0, 1] x [0, 1] batch = [] x [] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<f32>
  %u = arith.constant dense<[[1.0, 2.0], [3.0, 5.0]]> : tensor<2x2xf32> loc("u")
  %2 = qnt.dot_general %z, %u contracting = [] x [] batch = [] x [] : (tensor<5xf32>, tensor<2x2xf32>) -> tensor<5x2x2xf32>
  return %0, %1, %2 : tensor<?x3xf32>, tensor<f32>, tensor<5x2x2xf32>
}
