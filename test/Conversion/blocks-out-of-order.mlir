// Blocks that stand before those that dominate them: values are made in text that comes later. The arrays among them are
// split into parts, one goes through a block argument.
// RUN: quant-run %s --print > %t.before
// RUN: quant-opt %s --qnt-inline-invoke-quant --qnt-expand-layout-ops --qnt-expand-arrays -o %t.mlir && FileCheck %s < %t.mlir
// RUN: quant-run %t.mlir --print > %t.after && cmp %t.before %t.after
// RUN: quant-run %s --device=cpu --print > %t.after && cmp %t.before %t.after
// RUN: quant-opt %s --qnt-fuse -o %t.mlir && quant-run %t.mlir --print > %t.after && cmp %t.before %t.after

// CHECK-NOT: qnt.transpose
// CHECK-NOT: {{\^bb.*}}!qnt.array
#w = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#wt = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#a = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @main() -> (tensor<4x4xf32>, tensor<4x4xf32>, tensor<8x4xf32>, tensor<4x4xf32>) {
  cf.br ^b2
^b1(%k : !qnt.array<8x4, #w>):
  %y = qnt.dot_general %x, %k contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf32>, !qnt.array<8x4, #w>) -> tensor<4x4xf32>
  %u = qnt.dot_general %q, %t contracting = [1] x [1] batch = [] x [] : (!qnt.array<4x8, #a>, !qnt.array<4x8, #wt>) -> tensor<4x4xf32>
  %d = qnt.dequantize %k : !qnt.array<8x4, #w> -> tensor<8x4xf32>
  %zz = arith.addf %v, %y : tensor<4x4xf32>
  return %zz, %u, %d, %s : tensor<4x4xf32>, tensor<4x4xf32>, tensor<8x4xf32>, tensor<4x4xf32>
^b4:
  %v = qnt.invoke_quant scheme("x") (%x1 = %x : tensor<4x8xf32>, %w1 = %w : !qnt.array<8x4, #w>) -> tensor<4x4xf32> {
    %o = qnt.dot_general %x1, %w1 contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf32>, !qnt.array<8x4, #w>) -> tensor<4x4xf32>
    qnt.yield %o : tensor<4x4xf32>
  }
  cf.br ^b1(%w : !qnt.array<8x4, #w>)
^b3:
  %t = qnt.transpose %w permutation = [1, 0] : !qnt.array<8x4, #w> -> !qnt.array<4x8, #wt>
  %s = scf.if %c -> tensor<4x4xf32> {
    %dd = qnt.dot_general %q, %w contracting = [1] x [0] batch = [] x [] : (!qnt.array<4x8, #a>, !qnt.array<8x4, #w>) -> tensor<4x4xf32>
    scf.yield %dd : tensor<4x4xf32>
  } else {
    scf.yield %z : tensor<4x4xf32>
  }
  cf.br ^b4
^b2:
  %x = arith.constant dense<[[1.0,2.0,3.0,4.0,0.5,6.0,-7.0,8.0],[1.0,2.0,3.0,4.0,0.5,6.0,-7.0,8.0],[1.0,2.5,3.0,-4.0,0.5,6.0,-7.0,8.0],[1.0,2.0,3.0,4.0,0.5,6.0,-7.0,9.0]]> : tensor<4x8xf32>
  %c = arith.constant true
  %z = arith.constant dense<0.0> : tensor<4x4xf32>
  %sc = arith.constant dense<0.5> : tensor<1x4xf32>
  %sa = arith.constant dense<0.5> : tensor<1x1xf32>
  %q = qnt.quantize %x scale(%sa : tensor<1x1xf32>) : tensor<4x8xf32> -> !qnt.array<4x8, #a>
  %w = qnt.constant codes = dense<[[1,2,3,4],[5,6,7,8],[1,2,3,4],[5,6,7,8],[1,2,3,4],[5,6,7,8],[1,2,3,4],[5,6,7,8]]> : tensor<8x4xi8>, scales = dense<0.5> : tensor<1x4xf32> : !qnt.array<8x4, #w>
  cf.br ^b3
}
