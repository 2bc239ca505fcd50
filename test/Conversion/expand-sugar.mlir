// RUN: quant-opt %s --qnt-expand-sugar --remarks-filter=qnt 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks
// RUN: quant-opt %s --qnt-expand-sugar -o %t.once.mlir 2>/dev/null
// RUN: quant-opt %t.once.mlir --qnt-expand-sugar -o %t.twice.mlir
// RUN: cmp %t.once.mlir %t.twice.mlir
// RUN: quant-run %s > %t.before
// RUN: quant-run %t.once.mlir > %t.after
// RUN: cmp %t.before %t.after
#i8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#tiles = #qnt.encoding<i8 : f32, block = 2x3, scale = f32>
#whole = #qnt.encoding<i8 : f32, block = *x1x*, scale = f32>

// CHECK-LABEL: func.func @dot
// CHECK: %[[Y:.*]] = qnt.dot_general %arg0, %arg1 contracting = [1] x [0] batch = [] x []
// CHECK: return %[[Y]]
func.func @dot(%x: tensor<4x8xf32>, %w: !qnt.array<8x16, #i8>) -> tensor<4x16xf32> {
  %y = qnt.dot %x, %w : (tensor<4x8xf32>, !qnt.array<8x16, #i8>) -> tensor<4x16xf32>
  return %y : tensor<4x16xf32>
}

// CHECK-LABEL: func.func @ragged_dot
// CHECK: qnt.ragged_dot_general %arg0, %arg1 groups(%arg2 : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
func.func @ragged_dot(%x: tensor<6x8xf32>, %w: tensor<2x8x3xf32>, %sizes: tensor<2xi32>) -> tensor<6x3xf32> {
  %y = qnt.ragged_dot %x, %w groups(%sizes : tensor<2xi32>)
         : (tensor<6x8xf32>, tensor<2x8x3xf32>) -> tensor<6x3xf32>
  return %y : tensor<6x3xf32>
}

// Left alone. REMARK: [Missed] qnt-expand-sugar {{.*}}Function=diagonal_of_tiles {{.*}}"no block size holds the blocks of an array along a repeated dimension, or a code stands for several elements of one"
// REMARK: [Analysis] qnt-expand-sugar {{.*}}expanded=6, skipped=1
// CHECK-LABEL: func.func @diagonal_of_tiles
// CHECK: qnt.einsum "ii->i"
func.func @diagonal_of_tiles(%a: !qnt.array<4x4, #tiles>) -> tensor<4xf32> {
  %y = qnt.einsum "ii->i" %a : (!qnt.array<4x4, #tiles>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// Executed before and after.
// CHECK-LABEL: func.func @main
// CHECK: %[[W:.*]] = qnt.constant
// CHECK: qnt.dot_general %{{.*}}, %[[W]]
// CHECK: qnt.dot_general %{{.*}}, %[[W]]
// CHECK-NOT: qnt.einsum
// CHECK: return
func.func @main() -> (tensor<2x3xf32>, tensor<3x2xf32>, tensor<2x3x2xf32>, tensor<2xf32>) {
  %x = arith.constant dense<[[1.0, -2.0], [0.5, 3.0]]> : tensor<2x2xf32>
  %w = qnt.constant codes = dense<[[1, 2, -3], [4, -5, 6]]> : tensor<2x3xi8>, scales = dense<[[0.5, 0.25, 2.0]]> : tensor<1x3xf32>
         : !qnt.array<2x3, #i8>
  %y = qnt.dot %x, %w : (tensor<2x2xf32>, !qnt.array<2x3, #i8>) -> tensor<2x3xf32>
  %z = qnt.einsum "mk,kn->nm" %x, %w : (tensor<2x2xf32>, !qnt.array<2x3, #i8>) -> tensor<3x2xf32>
  // A dimension of size 0 has one scale along the one `k` and none along the other.
  %none = qnt.constant codes = dense<> : tensor<2x0x0xi8>, scales = dense<> : tensor<1x0x1xf32> : !qnt.array<2x0x0, #whole>
  %d = qnt.einsum "lkk,ij->lji" %none, %w
         : (!qnt.array<2x0x0, #whole>, !qnt.array<2x3, #i8>) -> tensor<2x3x2xf32>
  // Blocks of two sizes, and no element that would lie in them.
  %empty = qnt.constant codes = dense<> : tensor<0x0xi8>, scales = dense<> : tensor<0x0xf32> : !qnt.array<0x0, #tiles>
  %e = qnt.einsum "kk,ii->i" %empty, %x : (!qnt.array<0x0, #tiles>, tensor<2x2xf32>) -> tensor<2xf32>
  return %y, %z, %d, %e : tensor<2x3xf32>, tensor<3x2xf32>, tensor<2x3x2xf32>, tensor<2xf32>
}
