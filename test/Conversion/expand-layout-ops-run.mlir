// The expanded program moves the same bits: static and dynamic shapes, tail blocks, every kind of part.
//
// RUN: quant-opt %s --qnt-expand-layout-ops -o %t.expanded.mlir
// RUN: quant-opt %s --qnt-expand-arrays --qnt-expand-layout-ops --canonicalize --cse -o %t.canonical.mlir
// RUN: FileCheck %s --check-prefix=EXPANDED --input-file=%t.expanded.mlir
// RUN: quant-run %s --print > %t.before.txt
// RUN: quant-run %t.expanded.mlir --print > %t.expanded.txt
// RUN: quant-run %t.canonical.mlir --print > %t.canonical.txt
// RUN: diff %t.before.txt %t.expanded.txt
// RUN: diff %t.before.txt %t.canonical.txt
// RUN: FileCheck %s --input-file=%t.before.txt
//
// What the interpreter's own tests do:
// RUN: quant-opt %S/../Reference/layout.mlir --qnt-expand-layout-ops -o %t.layout.mlir
// RUN: FileCheck %s --check-prefix=EXPANDED --input-file=%t.layout.mlir
// RUN: quant-run %t.layout.mlir --entry=transposes | FileCheck %S/../Reference/layout.mlir --check-prefix=TRANSPOSE
// RUN: quant-run %t.layout.mlir --entry=reshapes | FileCheck %S/../Reference/layout.mlir --check-prefix=RESHAPE
// RUN: quant-run %t.layout.mlir --entry=slices | FileCheck %S/../Reference/layout.mlir --check-prefix=SLICE
// RUN: quant-run %t.layout.mlir --entry=concats | FileCheck %S/../Reference/layout.mlir --check-prefix=CONCAT
// RUN: quant-run %t.layout.mlir --entry=pads | FileCheck %S/../Reference/layout.mlir --check-prefix=PAD
// RUN: quant-run %t.layout.mlir --entry=pads_of_nothing | FileCheck %S/../Reference/layout.mlir --check-prefix=NOTHING
// RUN: quant-run %t.layout.mlir --entry=pads_of_nothing --device=cpu | FileCheck %S/../Reference/layout.mlir --check-prefix=NOTHING
// RUN: quant-run %t.layout.mlir --entry=gathers | FileCheck %S/../Reference/layout.mlir --check-prefix=GATHER

// EXPANDED-NOT: = qnt.transpose
// EXPANDED-NOT: = qnt.reshape
// EXPANDED-NOT: = qnt.slice
// EXPANDED-NOT: = qnt.concat
// EXPANDED-NOT: = qnt.pad
// EXPANDED-NOT: = qnt.gather
// EXPANDED-NOT: = qnt.dim

#w = #qnt.encoding<u5 : f32, block = 1x4, scale = f16, zero_point = u4>
#wt = #qnt.encoding<u5 : f32, block = 4x1, scale = f16, zero_point = u4>
#half = #qnt.encoding<u5 : f32, block = 1x2, scale = f16, zero_point = u4>
#w3 = #qnt.encoding<u5 : f32, block = 1x1x4, scale = f16, zero_point = u4>
#flat = #qnt.encoding<u5 : f32, block = 4, scale = f16, zero_point = u4>
#pad = #qnt.encoding<i8 : f32, block = 2x3, scale = f8E8M0FNU, zero_point = i4>
#nv = #qnt.encoding<f4E2M1FN : bf16, block = *x2, scale = f8E4M3FN, tensor_scale = f32>
#nvt = #qnt.encoding<f4E2M1FN : bf16, block = 2x*, scale = f8E4M3FN, tensor_scale = f32>
#vec = #qnt.encoding<lut<u2, f16, group = 2x*, vector = 2x2> : f16, block = 2x*, scale = bf16>
#vect = #qnt.encoding<lut<u2, f16, group = *x2, vector = 2x2> : f16, block = *x2, scale = bf16>
#sparse = #qnt.encoding<i3 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1>

func.func private @weight() -> !qnt.array<2x10, #w> {
  // Blocks of 4, 4 and 2.
  %c = arith.constant dense<[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [31, 30, 29, 28, 27, 26, 25, 24, 23, 22]]> : tensor<2x10xi5>
  %s = arith.constant dense<[[1.0, 2.0, 4.0], [0.5, 0.25, 0.125]]> : tensor<2x3xf16>
  %z = arith.constant dense<[[0, 15, 8], [3, 4, 9]]> : tensor<2x3xi4>
  %w = qnt.assemble %c, %s, %z : (tensor<2x10xi5>, tensor<2x3xf16>, tensor<2x3xi4>) -> !qnt.array<2x10, #w>
  return %w : !qnt.array<2x10, #w>
}

func.func private @transposes(%w: !qnt.array<?x?, #w>) -> (!qnt.array<?x?, #wt>, !qnt.array<4x4, #nvt>, !qnt.array<6x4, #vect>, tensor<6x4xf16>) {
  %a = qnt.transpose %w permutation = [1, 0] : !qnt.array<?x?, #w> -> !qnt.array<?x?, #wt>
  %f = arith.constant dense<[[0.0, 0.5, 1.0, 1.5], [2.0, 3.0, 4.0, 6.0], [-0.0, -0.5, -1.0, -1.5], [-2.0, -3.0, -4.0, -6.0]]> : tensor<4x4xf4E2M1FN>
  %t = arith.constant dense<[[0.875, 2.0]]> : tensor<1x2xf8E4M3FN>
  %u = arith.constant dense<0.3> : tensor<f32>
  %nv = qnt.assemble %f, %t, %u : (tensor<4x4xf4E2M1FN>, tensor<1x2xf8E4M3FN>, tensor<f32>) -> !qnt.array<4x4, #nv>
  %b = qnt.transpose %nv permutation = [1, 0] : !qnt.array<4x4, #nv> -> !qnt.array<4x4, #nvt>
  %i = arith.constant dense<[[0, 1, -1], [2, 1, 0]]> : tensor<2x3xi2>
  %s = arith.constant dense<[[1.0], [2.0]]> : tensor<2x1xbf16>
  %e = arith.constant dense<[[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0], [13.0, 14.0, 15.0, 16.0]]],
                             [[[-1.0, -2.0, -3.0, -4.0], [-5.0, -6.0, -7.0, -8.0], [-9.0, -10.0, -11.0, -12.0], [-13.0, -14.0, -15.0, -16.0]]]]> : tensor<2x1x4x4xf16>
  %v = qnt.assemble %i, %s, %e : (tensor<2x3xi2>, tensor<2x1xbf16>, tensor<2x1x4x4xf16>) -> !qnt.array<4x6, #vec>
  %c = qnt.transpose %v permutation = [1, 0] : !qnt.array<4x6, #vec> -> !qnt.array<6x4, #vect>
  %d = qnt.dequantize %c : !qnt.array<6x4, #vect> -> tensor<6x4xf16>
  return %a, %b, %c, %d : !qnt.array<?x?, #wt>, !qnt.array<4x4, #nvt>, !qnt.array<6x4, #vect>, tensor<6x4xf16>
}

func.func private @slices(%w: !qnt.array<?x?, #w>) -> (!qnt.array<?x?, #w>, !qnt.array<?x?, #half>, !qnt.array<?x3, #w>, !qnt.array<0x?, #w>) {
  // The last block is a part.
  %a = qnt.slice %w [1, 4] [-1, -1] [1, 1] : !qnt.array<?x?, #w> -> !qnt.array<?x?, #w>
  // Columns 1, 3, 5, 7, 9: half of each block.
  %b = qnt.slice %w [0, 1] [-1, -1] [1, 2] : !qnt.array<?x?, #w> -> !qnt.array<?x?, #half>
  %c = qnt.slice %w [0, 5] [-1, 3] [2, 1] : !qnt.array<?x?, #w> -> !qnt.array<?x3, #w>
  %d = qnt.slice %w [2, 8] [0, -1] [1, 1] : !qnt.array<?x?, #w> -> !qnt.array<0x?, #w>
  return %a, %b, %c, %d : !qnt.array<?x?, #w>, !qnt.array<?x?, #half>, !qnt.array<?x3, #w>, !qnt.array<0x?, #w>
}

// Of nine columns the last is a block, and nothing of it is taken: columns 1, 3, 5, 7.
func.func private @tail(%w: !qnt.array<?x?, #w>) -> !qnt.array<?x?, #half> {
  %a = qnt.slice %w [0, 1] [-1, -1] [1, 2] : !qnt.array<?x?, #w> -> !qnt.array<?x?, #half>
  return %a : !qnt.array<?x?, #half>
}

func.func private @reshapes(%w: !qnt.array<?x8, #w>) -> (!qnt.array<?x4, #w>, !qnt.array<?, #flat>) {
  %a = qnt.reshape %w : !qnt.array<?x8, #w> -> !qnt.array<?x4, #w>
  %b = qnt.reshape %a : !qnt.array<?x4, #w> -> !qnt.array<?, #flat>
  return %a, %b : !qnt.array<?x4, #w>, !qnt.array<?, #flat>
}

func.func private @pads() -> (!qnt.array<6x7, #pad>, tensor<6x7xf32>, !qnt.array<?x?, #pad>, !qnt.array<2x6, #sparse>) {
  %c = arith.constant dense<[[1, 2, 3, 4, 5], [-1, -2, -3, -4, -5], [127, -128, 0, 7, 9]]> : tensor<3x5xi8>
  %s = arith.constant dense<[[1.0, 2.0], [4.0, 8.0]]> : tensor<2x2xf8E8M0FNU>
  %z = arith.constant dense<[[7, -8], [3, -1]]> : tensor<2x2xi4>
  %p = qnt.assemble %c, %s, %z : (tensor<3x5xi8>, tensor<2x2xf8E8M0FNU>, tensor<2x2xi4>) -> !qnt.array<3x5, #pad>
  // The block of row 2 gets a row, a new one above; the block of columns 3 and 4 a column, a new one behind.
  %a = qnt.pad %p low = [2, 0] high = [1, 2] : !qnt.array<3x5, #pad> -> !qnt.array<6x7, #pad>
  %b = qnt.dequantize %a : !qnt.array<6x7, #pad> -> tensor<6x7xf32>
  %d = qnt.cast %p : !qnt.array<3x5, #pad> to !qnt.array<?x?, #pad>
  %e = qnt.pad %d low = [0, 3] high = [4, 3] : !qnt.array<?x?, #pad> -> !qnt.array<?x?, #pad>
  %m = arith.constant dense<[[true, false, true, false, true]]> : tensor<1x5xi1>
  %q = arith.constant dense<[[-4, 3, 2, 1, 0]]> : tensor<1x5xi3>
  %t = arith.constant dense<2.0> : tensor<1x1xf32>
  %n = qnt.assemble %q, %t, %m : (tensor<1x5xi3>, tensor<1x1xf32>, tensor<1x5xi1>) -> !qnt.array<1x5, #sparse>
  %f = qnt.pad %n low = [1, 0] high = [0, 1] : !qnt.array<1x5, #sparse> -> !qnt.array<2x6, #sparse>
  return %a, %b, %e, %f : !qnt.array<6x7, #pad>, tensor<6x7xf32>, !qnt.array<?x?, #pad>, !qnt.array<2x6, #sparse>
}

func.func private @gathers(%w: !qnt.array<?x?, #w>, %i: tensor<?x1xi64>) -> (!qnt.array<?x1x?, #w3>, !qnt.array<?, #flat>, index) {
  %a = qnt.gather %w[%i] dim = 0 : !qnt.array<?x?, #w>, tensor<?x1xi64>
    -> !qnt.array<?x1x?, #w3>
  %one = arith.constant dense<1> : tensor<i32>
  %b = qnt.gather %w[%one] dim = 0 : !qnt.array<?x?, #w>, tensor<i32> -> !qnt.array<?, #flat>
  %c1 = arith.constant 1 : index
  %n = qnt.dim %w, %c1 : !qnt.array<?x?, #w>
  return %a, %b, %n : !qnt.array<?x1x?, #w3>, !qnt.array<?, #flat>, index
}

func.func private @concats(%w: !qnt.array<?x?, #w>, %v: !qnt.array<?x8, #w>) -> (!qnt.array<?x?, #w>, !qnt.array<?x?, #w>) {
  %a = qnt.concat dim = 0 %w, %w, %w : (!qnt.array<?x?, #w>, !qnt.array<?x?, #w>, !qnt.array<?x?, #w>) -> !qnt.array<?x?, #w>
  %b = qnt.concat dim = 1 %v, %v, %w : (!qnt.array<?x8, #w>, !qnt.array<?x8, #w>, !qnt.array<?x?, #w>) -> !qnt.array<?x?, #w>
  return %a, %b : !qnt.array<?x?, #w>, !qnt.array<?x?, #w>
}

func.func @main() -> (tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>, tensor<4x4xf4E2M1FN>, tensor<2x1xf8E4M3FN>,
    tensor<f32>, tensor<3x2xi2>, tensor<1x2xbf16>, tensor<1x2x4x4xf16>, tensor<6x4xf16>,
    tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>, tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>,
    tensor<?x3xi5>, tensor<?x1xf16>, tensor<?x1xi4>, tensor<0x?xi5>, tensor<0x?xf16>, tensor<0x?xi4>,
    tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>, tensor<?x4xi5>, tensor<?x1xf16>, tensor<?x1xi4>,
    tensor<?xi5>, tensor<?xf16>, tensor<?xi4>, tensor<6x7xi8>, tensor<3x3xf8E8M0FNU>, tensor<3x3xi4>,
    tensor<6x7xf32>, tensor<?x?xi8>, tensor<?x?xf8E8M0FNU>, tensor<?x?xi4>, tensor<2x6xi3>,
    tensor<2x1xf32>, tensor<2x6xi1>, tensor<?x1x?xi5>, tensor<?x1x?xf16>, tensor<?x1x?xi4>,
    tensor<?xi5>, tensor<?xf16>, tensor<?xi4>, index, tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>,
    tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>) {
  %w = call @weight() : () -> !qnt.array<2x10, #w>
  %d = qnt.cast %w : !qnt.array<2x10, #w> to !qnt.array<?x?, #w>
  %s9 = qnt.slice %w [0, 0] [2, 9] [1, 1] : !qnt.array<2x10, #w> -> !qnt.array<2x9, #w>
  %t9 = qnt.cast %s9 : !qnt.array<2x9, #w> to !qnt.array<?x?, #w>
  %s8 = qnt.slice %w [0, 0] [2, 8] [1, 1] : !qnt.array<2x10, #w> -> !qnt.array<2x8, #w>
  %w8 = qnt.cast %s8 : !qnt.array<2x8, #w> to !qnt.array<?x8, #w>
  %i3 = arith.constant dense<[[1], [0], [1]]> : tensor<3x1xi64>
  %i = tensor.cast %i3 : tensor<3x1xi64> to tensor<?x1xi64>
  %r0:4 = call @transposes(%d) : (!qnt.array<?x?, #w>) -> (!qnt.array<?x?, #wt>, !qnt.array<4x4, #nvt>, !qnt.array<6x4, #vect>, tensor<6x4xf16>)
  %p1:3 = qnt.disassemble %r0#0 : !qnt.array<?x?, #wt> -> (tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>)
  %p2:3 = qnt.disassemble %r0#1 : !qnt.array<4x4, #nvt> -> (tensor<4x4xf4E2M1FN>, tensor<2x1xf8E4M3FN>, tensor<f32>)
  %p3:3 = qnt.disassemble %r0#2 : !qnt.array<6x4, #vect> -> (tensor<3x2xi2>, tensor<1x2xbf16>, tensor<1x2x4x4xf16>)
  %r1:4 = call @slices(%d) : (!qnt.array<?x?, #w>) -> (!qnt.array<?x?, #w>, !qnt.array<?x?, #half>, !qnt.array<?x3, #w>, !qnt.array<0x?, #w>)
  %p5:3 = qnt.disassemble %r1#0 : !qnt.array<?x?, #w> -> (tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>)
  %p6:3 = qnt.disassemble %r1#1 : !qnt.array<?x?, #half> -> (tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>)
  %p7:3 = qnt.disassemble %r1#2 : !qnt.array<?x3, #w> -> (tensor<?x3xi5>, tensor<?x1xf16>, tensor<?x1xi4>)
  %p8:3 = qnt.disassemble %r1#3 : !qnt.array<0x?, #w> -> (tensor<0x?xi5>, tensor<0x?xf16>, tensor<0x?xi4>)
  %r2 = call @tail(%t9) : (!qnt.array<?x?, #w>) -> (!qnt.array<?x?, #half>)
  %p10:3 = qnt.disassemble %r2 : !qnt.array<?x?, #half> -> (tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>)
  %r3:2 = call @reshapes(%w8) : (!qnt.array<?x8, #w>) -> (!qnt.array<?x4, #w>, !qnt.array<?, #flat>)
  %p12:3 = qnt.disassemble %r3#0 : !qnt.array<?x4, #w> -> (tensor<?x4xi5>, tensor<?x1xf16>, tensor<?x1xi4>)
  %p13:3 = qnt.disassemble %r3#1 : !qnt.array<?, #flat> -> (tensor<?xi5>, tensor<?xf16>, tensor<?xi4>)
  %r4:4 = call @pads() : () -> (!qnt.array<6x7, #pad>, tensor<6x7xf32>, !qnt.array<?x?, #pad>, !qnt.array<2x6, #sparse>)
  %p15:3 = qnt.disassemble %r4#0 : !qnt.array<6x7, #pad> -> (tensor<6x7xi8>, tensor<3x3xf8E8M0FNU>, tensor<3x3xi4>)
  %p16:3 = qnt.disassemble %r4#2 : !qnt.array<?x?, #pad> -> (tensor<?x?xi8>, tensor<?x?xf8E8M0FNU>, tensor<?x?xi4>)
  %p17:3 = qnt.disassemble %r4#3 : !qnt.array<2x6, #sparse> -> (tensor<2x6xi3>, tensor<2x1xf32>, tensor<2x6xi1>)
  %r5:3 = call @gathers(%d, %i) : (!qnt.array<?x?, #w>, tensor<?x1xi64>) -> (!qnt.array<?x1x?, #w3>, !qnt.array<?, #flat>, index)
  %p19:3 = qnt.disassemble %r5#0 : !qnt.array<?x1x?, #w3> -> (tensor<?x1x?xi5>, tensor<?x1x?xf16>, tensor<?x1x?xi4>)
  %p20:3 = qnt.disassemble %r5#1 : !qnt.array<?, #flat> -> (tensor<?xi5>, tensor<?xf16>, tensor<?xi4>)
  %r6:2 = call @concats(%d, %w8) : (!qnt.array<?x?, #w>, !qnt.array<?x8, #w>) -> (!qnt.array<?x?, #w>, !qnt.array<?x?, #w>)
  %p22:3 = qnt.disassemble %r6#0 : !qnt.array<?x?, #w> -> (tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>)
  %p23:3 = qnt.disassemble %r6#1 : !qnt.array<?x?, #w> -> (tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>)
  return %p1#0, %p1#1, %p1#2, %p2#0, %p2#1, %p2#2, %p3#0, %p3#1, %p3#2, %r0#3, %p5#0, %p5#1, %p5#2, %p6#0,
    %p6#1, %p6#2, %p7#0, %p7#1, %p7#2, %p8#0, %p8#1, %p8#2, %p10#0, %p10#1, %p10#2, %p12#0, %p12#1,
    %p12#2, %p13#0, %p13#1, %p13#2, %p15#0, %p15#1, %p15#2, %r4#1, %p16#0, %p16#1, %p16#2, %p17#0,
    %p17#1, %p17#2, %p19#0, %p19#1, %p19#2, %p20#0, %p20#1, %p20#2, %r5#2, %p22#0, %p22#1, %p22#2,
    %p23#0, %p23#1, %p23#2
    : tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>, tensor<4x4xf4E2M1FN>, tensor<2x1xf8E4M3FN>,
    tensor<f32>, tensor<3x2xi2>, tensor<1x2xbf16>, tensor<1x2x4x4xf16>, tensor<6x4xf16>,
    tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>, tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>,
    tensor<?x3xi5>, tensor<?x1xf16>, tensor<?x1xi4>, tensor<0x?xi5>, tensor<0x?xf16>, tensor<0x?xi4>,
    tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>, tensor<?x4xi5>, tensor<?x1xf16>, tensor<?x1xi4>,
    tensor<?xi5>, tensor<?xf16>, tensor<?xi4>, tensor<6x7xi8>, tensor<3x3xf8E8M0FNU>, tensor<3x3xi4>,
    tensor<6x7xf32>, tensor<?x?xi8>, tensor<?x?xf8E8M0FNU>, tensor<?x?xi4>, tensor<2x6xi3>,
    tensor<2x1xf32>, tensor<2x6xi1>, tensor<?x1x?xi5>, tensor<?x1x?xf16>, tensor<?x1x?xi4>,
    tensor<?xi5>, tensor<?xf16>, tensor<?xi4>, index, tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>,
    tensor<?x?xi5>, tensor<?x?xf16>, tensor<?x?xi4>
}

// A vector of two rows and two columns turns with the array.
// CHECK: tensor<1x2x4x4xf16> {{\[\[\[\[}}1, 3, 2, 4], [5, 7, 6, 8]
// CHECK: tensor<6x4xf16> {{\[\[}}1, 3, -18, -22], [2, 4, -20, -24]
// The slice of nine columns: 1, 3, 5, 7 in two blocks.
// CHECK: tensor<2x4xi5> {{\[\[}}1, 3, 5, 7], [-2, -4, -6, -8]]
// CHECK: tensor<2x2xf16> {{\[\[}}1, 2], [0.5, 0.25]]
// Padded codes are zero points of old blocks, 0 in new ones.
// CHECK: tensor<6x7xi8> {{\[\[}}0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, -8, 0], [-1, -2, -3, -4, -5, -8, 0], [127, -128, 0, 7, 9, -1, 0], [3, 3, 3, -1, -1, -1, 0]]
// CHECK: tensor<3x3xf8E8M0FNU> {{\[\[}}1, 1, 1], [1, 2, 1], [4, 8, 1]]
// CHECK: tensor<2x7xf16> {{\[\[}}1, 2, 1, 2, 1, 2, 4], [0.5, 0.25, 0.5, 0.25, 0.5, 0.25, 0.125]]
