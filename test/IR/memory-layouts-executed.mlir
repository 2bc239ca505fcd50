// Memory layouts, blocks without scales and parts without elements change no number, before and after folds.
//
// RUN: quant-opt %s --canonicalize -o %t.folded.mlir
// RUN: quant-opt %t.folded.mlir --qnt-expand-sugar | quant-opt -o %t.expanded.mlir
// RUN: quant-opt %t.folded.mlir -emit-bytecode -o %t.mlirbc
// RUN: for f in %s %t.folded.mlir %t.expanded.mlir %t.mlirbc; do for d in reference cpu; do \
// RUN:   quant-run $f --device=$d --print | FileCheck %s || exit 1; done; done
// RUN: quant-run %s --device=emulated --print | FileCheck %s
#words = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1, layout = "mma_sp_k32">
#turned = #qnt.encoding<i8 : f32, block = *x1, scale = f32, sparsity = 2:4 along 0>
#groups = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1>
#fragments = #qnt.encoding<i8 : f32, block = *x*, scale = f32, layout = "mma_k16">
#matrices = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32, layout = "mma_k16_b">
#whole = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#row = #qnt.encoding<i8 : f32, block = *, scale = f32>
#halves = #qnt.encoding<i8 : f32, block = 2x1, scale = f32, layout = "mma_k32">
#rows = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#tiles = #qnt.encoding<i8 : f32, block = 2x4>
#spread = #qnt.encoding<i8 : f32, block = 2x4x4>
#named = #qnt.encoding<i8 : f32, block = 2x4, layout = "plain">

// 0 .. 15
func.func private @codes() -> tensor<4x4xi8> {
  %c = arith.constant dense<[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]> : tensor<4x4xi8>
  return %c : tensor<4x4xi8>
}

// Turned twice; kept are the first and last of row 0, the others of row 1.
// CHECK: tensor<2x4xf32> {{\[\[}}2.5, 0, 0, 4], [0, 1, 1.5, 0]]
func.func private @turns() -> tensor<2x4xf32> {
  %c = arith.constant dense<[[5, 6, 7, 8], [1, 2, 3, 4]]> : tensor<2x4xi8>
  %s = arith.constant dense<0.5> : tensor<2x1xf32>
  %m = arith.constant dense<[[true, false, false, true], [false, true, true, false]]> : tensor<2x4xi1>
  %a = qnt.assemble %c, %s, %m : (tensor<2x4xi8>, tensor<2x1xf32>, tensor<2x4xi1>) -> !qnt.array<2x4, #words>
  %t = qnt.transpose %a permutation = [1, 0] : !qnt.array<2x4, #words> -> !qnt.array<4x2, #turned>
  %b = qnt.transpose %t permutation = [1, 0] : !qnt.array<4x2, #turned> -> !qnt.array<2x4, #groups>
  %x = qnt.dequantize %b : !qnt.array<2x4, #groups> -> tensor<2x4xf32>
  return %x : tensor<2x4xf32>
}

// Half of 0, 5, 10, 15.
// CHECK: tensor<4xf32> [0, 2.5, 5, 7.5]
// The same with the scales 1, 2, 7, 8 of the blocks that they lie in.
// CHECK: tensor<4xf32> [0, 10, 70, 120]
func.func private @diagonals() -> (tensor<4xf32>, tensor<4xf32>) {
  %c = call @codes() : () -> tensor<4x4xi8>
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<4x4xi8>, tensor<1x1xf32>) -> !qnt.array<4x4, #fragments>
  %x = qnt.einsum "ii->i" %a : (!qnt.array<4x4, #fragments>) -> tensor<4xf32>
  %h = arith.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]> : tensor<2x4xf32>
  %b = qnt.assemble %c, %h : (tensor<4x4xi8>, tensor<2x4xf32>) -> !qnt.array<4x4, #halves>
  %y = qnt.einsum "ii->i" %b : (!qnt.array<4x4, #halves>) -> tensor<4xf32>
  return %x, %y : tensor<4xf32>, tensor<4xf32>
}

// Half of 1 + 2 + 3 + 4, of 2 + 4, of 2 * 1.
// CHECK: tensor<3xf32> [5, 3, 1]
func.func private @broadcast() -> tensor<3xf32> {
  %c = arith.constant dense<[[1, 2, 3, 4]]> : tensor<1x4xi8>
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x4xi8>, tensor<1x1xf32>) -> !qnt.array<1x4, #fragments>
  %x = arith.constant dense<[[1.0, 1.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0], [2.0, 0.0, 0.0, 0.0]]> : tensor<3x4xf32>
  %y = qnt.einsum "...k,...k->..." %a, %x : (!qnt.array<1x4, #fragments>, tensor<3x4xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// Half of row 2; the second matrix.
// CHECK: tensor<4xf32> [4, 4.5, 5, 5.5]
// CHECK: tensor<2x2xf32> {{\[\[}}5, 6], [7, 8]]
func.func private @one_index() -> (tensor<4xf32>, tensor<2x2xf32>) {
  %c = call @codes() : () -> tensor<4x4xi8>
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %two = arith.constant dense<2> : tensor<i32>
  %a = qnt.assemble %c, %s : (tensor<4x4xi8>, tensor<1x1xf32>) -> !qnt.array<4x4, #fragments>
  %g = qnt.gather %a[%two] dim = 0 : !qnt.array<4x4, #fragments>, tensor<i32> -> !qnt.array<4, #row>
  %x = qnt.dequantize %g : !qnt.array<4, #row> -> tensor<4xf32>
  %d = arith.constant dense<[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]> : tensor<2x2x2xi8>
  %t = arith.constant dense<1.0> : tensor<1x1x1xf32>
  %one = arith.constant dense<1> : tensor<i32>
  %b = qnt.assemble %d, %t : (tensor<2x2x2xi8>, tensor<1x1x1xf32>) -> !qnt.array<2x2x2, #matrices>
  %h = qnt.gather %b[%one] dim = 0 : !qnt.array<2x2x2, #matrices>, tensor<i32> -> !qnt.array<2x2, #whole>
  %y = qnt.dequantize %h : !qnt.array<2x2, #whole> -> tensor<2x2xf32>
  return %x, %y : tensor<4xf32>, tensor<2x2xf32>
}

// Rows 3 and 0; columns 1, 1 and 2.
// CHECK: tensor<2x4xf32> {{\[\[}}12, 13, 14, 15], [0, 1, 2, 3]]
// CHECK: tensor<4x1x3xf32> {{\[\[\[}}1, 1, 2]], {{\[\[}}5, 5, 6]], {{\[\[}}9, 9, 10]], {{\[\[}}13, 13, 14]]]
func.func private @blocks_without_scales() -> (tensor<2x4xf32>, tensor<4x1x3xf32>) {
  %c = call @codes() : () -> tensor<4x4xi8>
  %a = qnt.assemble %c : (tensor<4x4xi8>) -> !qnt.array<4x4, #tiles>
  %i = arith.constant dense<[3, 0]> : tensor<2xi32>
  %g = qnt.gather %a[%i] dim = 0 : !qnt.array<4x4, #tiles>, tensor<2xi32> -> !qnt.array<2x4, #tiles>
  %x = qnt.dequantize %g : !qnt.array<2x4, #tiles> -> tensor<2x4xf32>
  %j = arith.constant dense<[[1, 1, 2]]> : tensor<1x3xi32>
  %h = qnt.gather %a[%j] dim = 1 : !qnt.array<4x4, #tiles>, tensor<1x3xi32> -> !qnt.array<4x1x3, #spread>
  %y = qnt.dequantize %h : !qnt.array<4x1x3, #spread> -> tensor<4x1x3xf32>
  return %x, %y : tensor<2x4xf32>, tensor<4x1x3xf32>
}

// A scale of no elements may be a splat of 0: folds make them.
// CHECK: tensor<0x4xf32> []
// CHECK: tensor<0x4xf32> []
// CHECK: tensor<0x4xf32> []
func.func private @no_scales() -> (tensor<0x4xf32>, tensor<0x4xf32>, tensor<0x4xf32>) {
  %e = arith.constant dense<> : tensor<0x4xf32>
  %n = arith.constant dense<> : tensor<0x1xf32>
  %zero = arith.constant dense<0.0> : tensor<0x1xf32>
  %s = arith.mulf %n, %zero : tensor<0x1xf32>
  %a = qnt.quantize %e scale(%s : tensor<0x1xf32>) : tensor<0x4xf32> -> !qnt.array<0x4, #rows>
  %x = qnt.dequantize %a : !qnt.array<0x4, #rows> -> tensor<0x4xf32>
  %b = qnt.constant codes = dense<0> : tensor<0x4xi8>, scales = dense<0.0> : tensor<0x1xf32> : !qnt.array<0x4, #rows>
  %y = qnt.dequantize %b : !qnt.array<0x4, #rows> -> tensor<0x4xf32>
  %i = arith.constant dense<1> : tensor<0x4xi32>
  %c = qnt.requantize %i input_scale(%s : tensor<0x1xf32>) scale(%zero : tensor<0x1xf32>) : tensor<0x4xi32> -> !qnt.array<0x4, #rows>
  %z = qnt.dequantize %c : !qnt.array<0x4, #rows> -> tensor<0x4xf32>
  return %x, %y, %z : tensor<0x4xf32>, tensor<0x4xf32>, tensor<0x4xf32>
}

// What names the plain layout has the type of what names none.
// CHECK: tensor<8x4xf32> {{\[\[}}0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15], [0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]
func.func private @named_plain() -> tensor<8x4xf32> {
  %c = call @codes() : () -> tensor<4x4xi8>
  %a = qnt.assemble %c : (tensor<4x4xi8>) -> !qnt.array<4x4, #named>
  %b = qnt.cast %a : !qnt.array<4x4, #named> to !qnt.array<4x4, #tiles>
  %d = qnt.concat dim = 0 %a, %b : (!qnt.array<4x4, #named>, !qnt.array<4x4, #tiles>) -> !qnt.array<8x4, #tiles>
  %x = qnt.dequantize %d : !qnt.array<8x4, #tiles> -> tensor<8x4xf32>
  return %x : tensor<8x4xf32>
}

func.func @main() -> (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<3xf32>, tensor<4xf32>, tensor<2x2xf32>,
                      tensor<2x4xf32>, tensor<4x1x3xf32>, tensor<0x4xf32>, tensor<0x4xf32>, tensor<0x4xf32>, tensor<8x4xf32>) {
  %0 = call @turns() : () -> tensor<2x4xf32>
  %1:2 = call @diagonals() : () -> (tensor<4xf32>, tensor<4xf32>)
  %2 = call @broadcast() : () -> tensor<3xf32>
  %3:2 = call @one_index() : () -> (tensor<4xf32>, tensor<2x2xf32>)
  %4:2 = call @blocks_without_scales() : () -> (tensor<2x4xf32>, tensor<4x1x3xf32>)
  %5:3 = call @no_scales() : () -> (tensor<0x4xf32>, tensor<0x4xf32>, tensor<0x4xf32>)
  %6 = call @named_plain() : () -> tensor<8x4xf32>
  return %0, %1#0, %1#1, %2, %3#0, %3#1, %4#0, %4#1, %5#0, %5#1, %5#2, %6
    : tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<3xf32>, tensor<4xf32>, tensor<2x2xf32>,
      tensor<2x4xf32>, tensor<4x1x3xf32>, tensor<0x4xf32>, tensor<0x4xf32>, tensor<0x4xf32>, tensor<8x4xf32>
}
