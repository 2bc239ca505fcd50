// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int8 weight-num-threshold=0 layout=mma_sp_k32" --remarks-filter=qnt 2>&1 | FileCheck %s
// CHECK: 'k': layout mma_sp_k32 is one of matrices, and it has rank 3
// CHECK: arith.constant
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int8 weight-num-threshold=0 layout=compressed" | FileCheck %s --check-prefix=PLAIN-ORDER
// PLAIN-ORDER: sparsity = 2:4 along 1, layout = "compressed"
func.func @f(%x: tensor<1x1x4xf32>) -> tensor<1x1x1xf32> {
  %k = arith.constant dense<[[[1.0], [2.0], [3.0], [4.0]]]> : tensor<1x4x1xf32> loc("k")
  %0 = qnt.dot_general %x, %k contracting = [2] x [1] batch = [0] x [0] : (tensor<1x1x4xf32>, tensor<1x4x1xf32>) -> tensor<1x1x1xf32>
  return %0 : tensor<1x1x1xf32>
}
