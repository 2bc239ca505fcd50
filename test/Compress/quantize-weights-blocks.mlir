// Weights, their transposes and their readers in blocks that stand in another order than they run.
// RUN: quant-opt %s --qnt-import --qnt-quantize-weights=weight-num-threshold=0 -o %t.mlir && FileCheck %s < %t.mlir
// RUN: quant-run %t.mlir --print > %t.before
// RUN: quant-run %t.mlir --device=cpu --print > %t.after && cmp %t.before %t.after
// RUN: quant-run %s --print > %t.float && quant-run %s --device=cpu --print > %t.after && cmp %t.float %t.after

// CHECK-COUNT-3: qnt.dot_general {{.*}}!qnt.array
// CHECK: qnt.gather
// CHECK: qnt.transpose %[[W:.*]] permutation
// CHECK: %[[W]] = qnt.constant

func.func @main() -> (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<2x2x4xf32>) {
  cf.br ^b2
^b1:
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf32>, tensor<8x4xf32>) -> tensor<4x4xf32>
  %m = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x4xf32>) outs(%z : tensor<4x4xf32>) -> tensor<4x4xf32>
  %u = qnt.dot_general %x, %t contracting = [1] x [1] batch = [] x [] : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x4xf32>
  %g = tensor.gather %w[%i2] gather_dims([0]) : (tensor<8x4xf32>, tensor<2x2x1xindex>) -> tensor<2x2x4xf32>
  return %y, %m, %u, %g : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<2x2x4xf32>
^b3:
  %t = linalg.transpose ins(%w : tensor<8x4xf32>) outs(%e : tensor<4x8xf32>) permutation = [1, 0]
  %i2 = tensor.expand_shape %i [[0], [1, 2]] output_shape [2, 2, 1] : tensor<2x2xindex> into tensor<2x2x1xindex>
  cf.br ^b1
^b2:
  %i = arith.constant dense<[[1,2],[0,3]]> : tensor<2x2xindex>
  %x = arith.constant dense<[[1.0,2.0,3.0,4.0,0.5,6.0,-7.0,8.0],[1.0,2.0,3.0,4.0,0.5,6.0,-7.0,8.0],[1.0,2.5,3.0,-4.0,0.5,6.0,-7.0,8.0],[1.0,2.0,3.0,4.0,0.5,6.0,-7.0,9.0]]> : tensor<4x8xf32>
  %z = arith.constant dense<0.0> : tensor<4x4xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %w = arith.constant dense<[[1.0,2.0,3.0,4.0],[1.0,2.5,3.0,4.0],[1.0,2.0,3.5,4.0],[1.0,2.0,3.0,4.5],[1.0,2.0,3.0,4.0],[1.0,2.0,3.0,4.5],[1.0,2.0,3.0,4.0],[1.0,2.0,3.0,4.0]]> : tensor<8x4xf32>
  cf.br ^b3
}
