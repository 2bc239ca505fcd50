// RUN: quant-run %s --entry=transposes | FileCheck %s --check-prefix=TRANSPOSE
// RUN: quant-run %s --entry=reshapes | FileCheck %s --check-prefix=RESHAPE
// RUN: quant-run %s --entry=slices | FileCheck %s --check-prefix=SLICE
// RUN: quant-run %s --entry=concats | FileCheck %s --check-prefix=CONCAT
// RUN: quant-run %s --entry=pads | FileCheck %s --check-prefix=PAD
// RUN: quant-run %s --entry=pads_of_nothing | FileCheck %s --check-prefix=NOTHING
// RUN: quant-run %s --entry=gathers | FileCheck %s --check-prefix=GATHER
// RUN: not quant-run %s --entry=outside 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --entry=index 2>&1 | FileCheck %s --check-prefix=INDEX

#w = #qnt.encoding<i8 : f32, block = 1x2, scale = f32, zero_point = i8>
#wt = #qnt.encoding<i8 : f32, block = 2x1, scale = f32, zero_point = i8>
#blocks = #qnt.encoding<i8 : f32, block = 1x1x2, scale = f32, zero_point = i8>
#each = #qnt.encoding<i8 : f32, block = 1x1, scale = f32, zero_point = i8>
#pairs = #qnt.encoding<lut<u1, f32, group = *x*, vector = 1x2> : f32, block = *x*>
#pairst = #qnt.encoding<lut<u1, f32, group = *x*, vector = 2x1> : f32, block = *x*>
#nf = #qnt.encoding<lut<u2, f32> : f32, block = 1x2, scale = f32>
#sparse = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 1:2 along 1>
#sparset = #qnt.encoding<i8 : f32, block = *x1, scale = f32, sparsity = 1:2 along 0>

// Rows 1 2 | 3 4 and 5 6 | 7 8, scales 1 2 and 3 4, zero points 0 1 and 2 3.
func.func private @weight() -> !qnt.array<2x4, #w> {
  %w = qnt.constant codes = dense<[[1, 2, 3, 4], [5, 6, 7, 8]]> : tensor<2x4xi8>,
                    scales = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>,
                    zero_points = dense<[[0, 1], [2, 3]]> : tensor<2x2xi8> : !qnt.array<2x4, #w>
  return %w : !qnt.array<2x4, #w>
}

func.func @transposes() -> (!qnt.array<4x2, #wt>, !qnt.array<4x1, #pairst>, tensor<4x1xf32>, !qnt.array<4x1, #sparset>) {
  %w = call @weight() : () -> !qnt.array<2x4, #w>
  // TRANSPOSE: codes: tensor<4x2xi8> [{{\[}}1, 5], [2, 6], [3, 7], [4, 8]]
  // TRANSPOSE: scales: tensor<2x2xf32> [{{\[}}1, 3], [2, 4]]
  // TRANSPOSE: zero points: tensor<2x2xi8> [{{\[}}0, 2], [1, 3]]
  %a = qnt.transpose %w permutation = [1, 0] : !qnt.array<2x4, #w> -> !qnt.array<4x2, #wt>
  // Vectors of two elements turn with the dimension.
  %pairs = qnt.constant codes = dense<[[1]]> : tensor<1x1xi8>, codebook = dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
         : !qnt.array<1x4, #pairs>
  // TRANSPOSE: codes: tensor<2x1xi1> [{{\[}}1], [0]]
  // TRANSPOSE: code book: tensor<1x1x2x2xf32> [{{\[\[\[}}1, 2], [3, 4]]]]
  %b = qnt.transpose %pairs permutation = [1, 0] : !qnt.array<1x4, #pairs> -> !qnt.array<4x1, #pairst>
  // TRANSPOSE: tensor<4x1xf32> [{{\[}}3], [4], [1], [2]]
  %c = qnt.dequantize %b : !qnt.array<4x1, #pairst> -> tensor<4x1xf32>
  %s = qnt.constant codes = dense<[[9, 8, 7, 6]]> : tensor<1x4xi8>, scales = dense<1.0> : tensor<1x1xf32>,
                    mask = dense<[[6]]> : tensor<1x1xi8> : !qnt.array<1x4, #sparse>
  // TRANSPOSE: mask: tensor<4x1xi1> [{{\[}}0], [1], [1], [0]]
  %d = qnt.transpose %s permutation = [1, 0] : !qnt.array<1x4, #sparse> -> !qnt.array<4x1, #sparset>
  return %a, %b, %c, %d : !qnt.array<4x2, #wt>, !qnt.array<4x1, #pairst>, tensor<4x1xf32>, !qnt.array<4x1, #sparset>
}

func.func @reshapes() -> (!qnt.array<2x2x2, #blocks>, !qnt.array<?x2, #w>) {
  %w = call @weight() : () -> !qnt.array<2x4, #w>
  // RESHAPE: codes: tensor<2x2x2xi8> [{{\[\[}}1, 2], [3, 4]], {{\[\[}}5, 6], [7, 8]]]
  // RESHAPE: scales: tensor<2x2x1xf32> [{{\[\[}}1], [2]], {{\[\[}}3], [4]]]
  %a = qnt.reshape %w : !qnt.array<2x4, #w> -> !qnt.array<2x2x2, #blocks>
  %d = qnt.cast %w : !qnt.array<2x4, #w> to !qnt.array<?x4, #w>
  // The dynamic size follows from the number of elements.
  // RESHAPE: codes: tensor<4x2xi8> [{{\[}}1, 2], [3, 4], [5, 6], [7, 8]]
  // RESHAPE: scales: tensor<4x1xf32> [{{\[}}1], [2], [3], [4]]
  %b = qnt.reshape %d : !qnt.array<?x4, #w> -> !qnt.array<?x2, #w>
  return %a, %b : !qnt.array<2x2x2, #blocks>, !qnt.array<?x2, #w>
}

func.func @slices() -> (!qnt.array<1x2, #w>, !qnt.array<2x2, #each>) {
  %w = call @weight() : () -> !qnt.array<2x4, #w>
  // SLICE: codes: tensor<1x2xi8> [{{\[}}7, 8]]
  // SLICE: scales: tensor<1x1xf32> [{{\[}}4]]
  // SLICE: zero points: tensor<1x1xi8> [{{\[}}3]]
  %a = qnt.slice %w [1, 2] [1, -1] [1, 1] : !qnt.array<2x4, #w> -> !qnt.array<1x2, #w>
  // Every second column: one element of each block.
  // SLICE: codes: tensor<2x2xi8> [{{\[}}1, 3], [5, 7]]
  // SLICE: scales: tensor<2x2xf32> [{{\[}}1, 2], [3, 4]]
  %b = qnt.slice %w [0, 0] [2, 2] [1, 2] : !qnt.array<2x4, #w> -> !qnt.array<2x2, #each>
  return %a, %b : !qnt.array<1x2, #w>, !qnt.array<2x2, #each>
}

func.func @concats() -> (!qnt.array<4x4, #w>, !qnt.array<2x8, #w>) {
  %w = call @weight() : () -> !qnt.array<2x4, #w>
  // CONCAT: codes: tensor<4x4xi8> [{{\[}}1, 2, 3, 4], [5, 6, 7, 8], [1, 2, 3, 4], [5, 6, 7, 8]]
  // CONCAT: scales: tensor<4x2xf32> [{{\[}}1, 2], [3, 4], [1, 2], [3, 4]]
  %a = qnt.concat dim = 0 %w, %w : (!qnt.array<2x4, #w>, !qnt.array<2x4, #w>) -> !qnt.array<4x4, #w>
  // CONCAT: codes: tensor<2x8xi8> [{{\[}}1, 2, 3, 4, 1, 2, 3, 4], [5, 6, 7, 8, 5, 6, 7, 8]]
  // CONCAT: zero points: tensor<2x4xi8> [{{\[}}0, 1, 0, 1], [2, 3, 2, 3]]
  %b = qnt.concat dim = 1 %w, %w : (!qnt.array<2x4, #w>, !qnt.array<2x4, #w>) -> !qnt.array<2x8, #w>
  return %a, %b : !qnt.array<4x4, #w>, !qnt.array<2x8, #w>
}

// New elements decode to 0: their code is the zero point of their block, 0 in a new block of scale 1.
func.func @pads() -> (!qnt.array<3x5, #w>, tensor<3x5xf32>, !qnt.array<2x2, #nf>, tensor<2x2xf32>) {
  %w = call @weight() : () -> !qnt.array<2x4, #w>
  // PAD: codes: tensor<3x5xi8> [{{\[}}0, 0, 0, 0, 0], [1, 2, 3, 4, 0], [5, 6, 7, 8, 0]]
  // PAD: scales: tensor<3x3xf32> [{{\[}}1, 1, 1], [1, 2, 1], [3, 4, 1]]
  // PAD: zero points: tensor<3x3xi8> [{{\[}}0, 0, 0], [0, 1, 0], [2, 3, 0]]
  %a = qnt.pad %w low = [1, 0] high = [0, 1] : !qnt.array<2x4, #w> -> !qnt.array<3x5, #w>
  // PAD: tensor<3x5xf32> [{{\[}}0, 0, 0, 0, 0], [1, 2, 4, 6, 0], [9, 12, 16, 20, 0]]
  %b = qnt.dequantize %a : !qnt.array<3x5, #w> -> tensor<3x5xf32>
  // Entry 2 of the table is 0.
  %n = qnt.constant codes = dense<[[9]]> : tensor<1x1xi8>, scales = dense<2.0> : tensor<1x1xf32>,
                    codebook = dense<[[[-1.0, -0.5, 0.0, 1.0]]]> : tensor<1x1x4xf32> : !qnt.array<1x2, #nf>
  // PAD: codes: tensor<2x2xi2> [{{\[}}1, 2], [2, 2]]
  %c = qnt.pad %n low = [0, 0] high = [1, 0] zero_code = 2 : !qnt.array<1x2, #nf> -> !qnt.array<2x2, #nf>
  // PAD: tensor<2x2xf32> [{{\[}}-1, 0], [0, 0]]
  %d = qnt.dequantize %c : !qnt.array<2x2, #nf> -> tensor<2x2xf32>
  return %a, %b, %c, %d : !qnt.array<3x5, #w>, tensor<3x5xf32>, !qnt.array<2x2, #nf>, tensor<2x2xf32>
}

#row = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>
func.func private @quotient(%x: tensor<2x1xf32>) -> tensor<2x1xf32> {
  %y = arith.divf %x, %x : tensor<2x1xf32>
  return %y : tensor<2x1xf32>
}
// The block of an empty row becomes a new one, though its scale was NaN.
func.func @pads_of_nothing() -> (!qnt.array<3x2, #row>, tensor<3x2xf32>, !qnt.array<?x?, #row>, tensor<?x?xf32>,
                                 !qnt.array<?x?, #row>) {
  %c = arith.constant dense<> : tensor<2x0xi8>
  %none = arith.constant dense<0.0> : tensor<2x1xf32>
  %s = call @quotient(%none) : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %z = arith.constant dense<5> : tensor<2x1xi8>
  %w = qnt.assemble %c, %s, %z : (tensor<2x0xi8>, tensor<2x1xf32>, tensor<2x1xi8>) -> !qnt.array<2x0, #row>
  // NOTHING: codes: tensor<3x2xi8> [{{\[}}0, 0], [0, 0], [0, 0]]
  // NOTHING: scales: tensor<3x1xf32> [{{\[}}1], [1], [1]]
  // NOTHING: zero points: tensor<3x1xi8> [{{\[}}0], [0], [0]]
  %a = qnt.pad %w low = [1, 0] high = [0, 2] : !qnt.array<2x0, #row> -> !qnt.array<3x2, #row>
  // NOTHING: tensor<3x2xf32> [{{\[}}0, 0], [0, 0], [0, 0]]
  %b = qnt.dequantize %a : !qnt.array<3x2, #row> -> tensor<3x2xf32>
  // NOTHING: scales: tensor<3x1xf32> [{{\[}}1], [1], [1]]
  // NOTHING: zero points: tensor<3x1xi8> [{{\[}}0], [0], [0]]
  %d = qnt.cast %w : !qnt.array<2x0, #row> to !qnt.array<?x?, #row>
  %e = qnt.pad %d low = [1, 1] high = [0, 1] : !qnt.array<?x?, #row> -> !qnt.array<?x?, #row>
  // NOTHING: tensor<3x2xf32> [{{\[}}0, 0], [0, 0], [0, 0]]
  %f = qnt.dequantize %e : !qnt.array<?x?, #row> -> tensor<?x?xf32>
  // A block that holds elements stays.
  %one = arith.constant dense<7> : tensor<1x1xi8>
  %two = arith.constant dense<2.0> : tensor<1x1xf32>
  %three = arith.constant dense<3> : tensor<1x1xi8>
  %v = qnt.assemble %one, %two, %three : (tensor<1x1xi8>, tensor<1x1xf32>, tensor<1x1xi8>) -> !qnt.array<1x1, #row>
  %g = qnt.cast %v : !qnt.array<1x1, #row> to !qnt.array<?x?, #row>
  // NOTHING: codes: tensor<2x3xi8> [{{\[}}3, 7, 3], [0, 0, 0]]
  // NOTHING: scales: tensor<2x1xf32> [{{\[}}2], [1]]
  // NOTHING: zero points: tensor<2x1xi8> [{{\[}}3], [0]]
  %h = qnt.pad %g low = [0, 1] high = [1, 1] : !qnt.array<?x?, #row> -> !qnt.array<?x?, #row>
  return %a, %b, %e, %f, %h : !qnt.array<3x2, #row>, tensor<3x2xf32>, !qnt.array<?x?, #row>, tensor<?x?xf32>, !qnt.array<?x?, #row>
}

func.func @gathers() -> (!qnt.array<3x4, #w>) {
  %w = call @weight() : () -> !qnt.array<2x4, #w>
  %rows = arith.constant dense<[1, 0, 1]> : tensor<3xi32>
  // GATHER: codes: tensor<3x4xi8> [{{\[}}5, 6, 7, 8], [1, 2, 3, 4], [5, 6, 7, 8]]
  // GATHER: scales: tensor<3x2xf32> [{{\[}}3, 4], [1, 2], [3, 4]]
  %a = qnt.gather %w[%rows] dim = 0 : !qnt.array<2x4, #w>, tensor<3xi32> -> !qnt.array<3x4, #w>
  return %a : !qnt.array<3x4, #w>
}

func.func @outside() -> !qnt.array<3x4, #w> {
  %w = call @weight() : () -> !qnt.array<2x4, #w>
  %d = qnt.cast %w : !qnt.array<2x4, #w> to !qnt.array<?x4, #w>
  // OUTSIDE: 'qnt.slice' op expected a slice inside dimension 0 of 2, got offset 0, size 3, stride 1
  %a = qnt.slice %d [0, 0] [3, 4] [1, 1] : !qnt.array<?x4, #w> -> !qnt.array<3x4, #w>
  return %a : !qnt.array<3x4, #w>
}

func.func @index() -> !qnt.array<1x4, #w> {
  %w = call @weight() : () -> !qnt.array<2x4, #w>
  %rows = arith.constant dense<[2]> : tensor<1xi32>
  // INDEX: 'qnt.gather' op expected indices from 0 to 1, got 2
  %a = qnt.gather %w[%rows] dim = 0 : !qnt.array<2x4, #w>, tensor<1xi32> -> !qnt.array<1x4, #w>
  return %a : !qnt.array<1x4, #w>
}
