// RUN: not quant-opt %s --qnt-convert-sparsity=sparsity=half 2>&1 | FileCheck %s --check-prefix=SPARSITY
// SPARSITY: error: qnt-convert-sparsity: expected sparsity bitmask, or n:m with 0 < n < m, got 'half'
// RUN: not quant-opt %s --qnt-convert-sparsity=sparsity=4:2 2>&1 | FileCheck %s --check-prefix=GROUPS
// GROUPS: expected sparsity bitmask, or n:m with 0 < n < m, got '4:2'
// RUN: not quant-opt %s --qnt-convert-sparsity=axis=-2 2>&1 | FileCheck %s --check-prefix=AXIS
// AXIS: error: qnt-convert-sparsity: expected an axis of at least -1, got -2
// RUN: not quant-opt %s --qnt-convert-sparsity=layout=mma_k16 2>&1 | FileCheck %s --check-prefix=LAYOUT
// LAYOUT: error: qnt-convert-sparsity: expected layout plain, compressed, mma_sp_k32 or mma_sp_k64, got 'mma_k16'
// RUN: not quant-opt %s --qnt-convert-sparsity=layout=mma_sp_k32_t 2>&1 | FileCheck %s --check-prefix=LAYOUT-T
// LAYOUT-T: expected layout plain, compressed, mma_sp_k32 or mma_sp_k64, got 'mma_sp_k32_t'

// What stays as it is.
// RUN: quant-opt %s --qnt-convert-sparsity="sparsity=2:4 layout=compressed" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=LEFT
// LEFT-DAG: expected at most 2 kept elements in every 4 along dimension 1, but got 3
// LEFT-DAG: expected a code that decodes to 0 for element 0, which fills a group that keeps less than 2 elements, but there is none
// LEFT-DAG: its reader func.return knows its encoding
// LEFT-DAG: its codes lie in layout mma_k32
// LEFT-DAG: constants-skipped=4
// RUN: quant-opt %s --qnt-convert-sparsity="sparsity=bitmask layout=compressed" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=BITMASK
// BITMASK: its encoding cannot have a bitmask and layout compressed
// RUN: quant-opt %s --qnt-convert-sparsity="sparsity=1:4 axis=2" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=RANK
// RANK: its encoding cannot have sparsity 1:4 along 2 and layout plain

#int8 = #qnt.encoding<i8 : f32, block = 1x*, sparsity = bitmask>
#table = #qnt.encoding<lut<u1, f32> : f32, block = 1x*, sparsity = bitmask>
#packed = #qnt.encoding<i8 : f32, block = 1x*, sparsity = bitmask, layout = "mma_k32">
func.func @f() -> (tensor<1x4xf32>, tensor<1x4xf32>, !qnt.array<1x4, #int8>, tensor<1x4xf32>) {
  %three = qnt.constant codes = dense<1> : tensor<1x4xi8>, mask = dense<7> : tensor<1x1xi8> : !qnt.array<1x4, #int8>
  %0 = qnt.dequantize %three : !qnt.array<1x4, #int8> -> tensor<1x4xf32>
  %table = qnt.constant codes = dense<0> : tensor<1x1xi8>, codebook = dense<[[[1.0, 2.0]]]> : tensor<1x1x2xf32>, mask = dense<8> : tensor<1x1xi8> : !qnt.array<1x4, #table>
  %1 = qnt.dequantize %table : !qnt.array<1x4, #table> -> tensor<1x4xf32>
  %returned = qnt.constant codes = dense<1> : tensor<1x4xi8>, mask = dense<3> : tensor<1x1xi8> : !qnt.array<1x4, #int8>
  %packed = qnt.constant codes = dense<0> : tensor<4096xi8>, mask = dense<3> : tensor<1x1xi8> : !qnt.array<1x4, #packed>
  %2 = qnt.dequantize %packed : !qnt.array<1x4, #packed> -> tensor<1x4xf32>
  return %0, %1, %returned, %2 : tensor<1x4xf32>, tensor<1x4xf32>, !qnt.array<1x4, #int8>, tensor<1x4xf32>
}
