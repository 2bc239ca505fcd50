// The expanded program computes the same.
// RUN: quant-opt %s -o %t.before.mlir
// RUN: quant-opt %s --qnt-expand-arrays -o %t.expanded.mlir
// RUN: quant-opt %s --qnt-expand-arrays --canonicalize --cse -o %t.canonical.mlir
// RUN: quant-run %t.before.mlir --print > %t.before.txt
// RUN: quant-run %t.expanded.mlir --print > %t.expanded.txt
// RUN: quant-run %t.canonical.mlir --print > %t.canonical.txt
// RUN: diff %t.before.txt %t.expanded.txt
// RUN: diff %t.before.txt %t.canonical.txt
// RUN: FileCheck %s < %t.expanded.txt

#i8 = #qnt.encoding<i8 : f32, block = 1x2, scale = f32, zero_point = i8>
!w = !qnt.array<2x4, #i8>
!d = !qnt.array<?x4, #i8>

func.func private @swap(%a: !w, %x: f32, %b: !w) -> (!w, f32, !w) {
  return %b, %x, %a : !w, f32, !w
}

func.func private @loop(%w: !w, %v: !w, %n: index) -> (!w, !w) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %w, %b = %v) -> (!w, !w) {
    scf.yield %b, %a : !w, !w
  }
  return %r#0, %r#1 : !w, !w
}

func.func private @blocks(%c: i1, %w: !w, %v: !w) -> !w {
  cf.cond_br %c, ^first(%w : !w), ^second(%v, %w : !w, !w)
^first(%a: !w):
  return %a : !w
^second(%b: !w, %d: !w):
  %s = arith.select %c, %d, %b : !w
  return %s : !w
}

func.func @main() -> (tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<?x4xf32>, index, tensor<2x4xf32>) {
  %w = qnt.constant codes = dense<[[1, 2, 3, 4], [5, 6, 7, 8]]> : tensor<2x4xi8>,
         scales = dense<[[0.5, 1.0], [2.0, 4.0]]> : tensor<2x2xf32>, zero_points = dense<1> : tensor<2x2xi8> : !w
  %x = arith.constant dense<[[1.0, -2.0, 3.0, -4.0], [0.5, 0.25, -0.125, 1.0]]> : tensor<2x4xf32>
  %v = qnt.quantize %x dynamic(minmax) : tensor<2x4xf32> -> !w
  %one = arith.constant 1.0 : f32
  %swap = constant @swap : (!w, f32, !w) -> (!w, f32, !w)
  %s:3 = call_indirect %swap(%w, %one, %v) : (!w, f32, !w) -> (!w, f32, !w)
  %n = arith.constant 3 : index
  // Three swaps after one: back to (w, v).
  %l:2 = call @loop(%s#0, %s#2, %n) : (!w, !w, index) -> (!w, !w)
  %false = arith.constant false
  %b = call @blocks(%false, %l#1, %l#0) : (i1, !w, !w) -> !w
  %f0 = qnt.dequantize %l#0 : !w -> tensor<2x4xf32>
  %f1 = qnt.dequantize %l#1 : !w -> tensor<2x4xf32>
  %f2 = qnt.dequantize %b : !w -> tensor<2x4xf32>
  %d = qnt.cast %l#0 : !w to !d
  %r:2 = qnt.invoke_quant scheme("s") (%a = %d : !d) -> (!d, tensor<?x4xf32>) {
    %f = qnt.dequantize %a : !d -> tensor<?x4xf32>
    qnt.yield %a, %f : !d, tensor<?x4xf32>
  }
  %c0 = arith.constant 0 : index
  %size = qnt.dim %r#0, %c0 : !d
  %back = qnt.cast %r#0 : !d to !w
  %f3 = qnt.dequantize %back : !w -> tensor<2x4xf32>
  return %f0, %f1, %f2, %r#1, %size, %f3
    : tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<?x4xf32>, index, tensor<2x4xf32>
}

// CHECK:      tensor<2x4xf32> {{\[\[}}0, 0.5, 2, 3], [8, 1{{0|e\+01}}, 24, 28]]
// CHECK-NEXT: tensor<2x4xf32> {{\[\[}}1, -2, 2.99
// CHECK-NEXT: tensor<2x4xf32> {{\[\[}}0, 0.5,
// CHECK-NEXT: tensor<2x4xf32> {{\[\[}}0, 0.5,
// CHECK-NEXT: tensor<index> 2
// CHECK-NEXT: tensor<2x4xf32> {{\[\[}}0, 0.5,
