// Contractions, compiled: integer codes give the interpreter's bits, decoded operands its real values.
// RUN: quant-run %s --device=cpu > %t.cpu
// RUN: quant-run %s > %t.reference
// RUN: diff %t.reference %t.cpu
// RUN: FileCheck %s < %t.cpu
// RUN: quant-opt %s --qnt-prove-accumulators | quant-run - --device=cpu --compare=reference | FileCheck %s --check-prefix=PROVEN
// PROVEN-COUNT-7: 0 mismatches

#a = #qnt.encoding<u8 : f32, block = 1x2, scale = f32, zero_point = u8>
#w = #qnt.encoding<i4 : f32, block = 2x1, scale = f32>
#whole = #qnt.encoding<i4 : f32, block = *x*, scale = f32>
#image = #qnt.encoding<u8 : f32, block = *x*x*, scale = f32, zero_point = u8>
#kernel = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>
#nf2 = #qnt.encoding<lut<u2, f32> : f32, block = *x*, scale = f32>
#groups = #qnt.encoding<i8 : f32, block = 1x*x*, scale = f32>

func.func @main() -> (tensor<2x2xf32>, tensor<2x2xi32>, tensor<1x1x4xf32>, tensor<1x2xf32>, tensor<3x1xf32>, tensor<2x0xf32>, tensor<2x2xf32>) {
  // Codes minus zero points: [[1, 2, -1], [3, 0, 4]], scales 0.5, 2 and 1, 4.
  %a = qnt.constant codes = dense<[[11, 12, 4], [13, 10, 9]]> : tensor<2x3xi8>, scales = dense<[[0.5, 2.0], [1.0, 4.0]]> : tensor<2x2xf32>, zero_points = dense<[[10, 5], [10, 5]]> : tensor<2x2xi8> : !qnt.array<2x3, #a>
  // [[1, -8], [2, 3], [-1, 7]], scales 1, 0.5 and 2, 1.
  %w = qnt.constant codes = dense<[[0x81], [0x32], [0x7f]]> : tensor<3x1xi8>, scales = dense<[[1.0, 0.5], [2.0, 1.0]]> : tensor<2x2xf32> : !qnt.array<3x2, #w>
  // (1 * 1 + 2 * 2) * 0.5 * 1 + (-1 * -1) * 2 * 2 = 6.5, (1 * -8 + 2 * 3) * 0.5 * 0.5 + (-1 * 7) * 2 * 1 = -14.5
  // 3 * 1 * 1 * 1 + 4 * -1 * 4 * 2 = -29, 3 * -8 * 1 * 0.5 + 4 * 7 * 4 * 1 = 100
  // CHECK: tensor<2x2xf32> {{\[\[}}6.5, -14.5], [-29, 100]]
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] : (!qnt.array<2x3, #a>, !qnt.array<3x2, #w>) -> tensor<2x2xf32>
  %v = qnt.constant codes = dense<[[0x81], [0x32], [0x7f]]> : tensor<3x1xi8>, scales = dense<[[1.0]]> : tensor<1x1xf32> : !qnt.array<3x2, #whole>
  // 1 + 4 + 1, -8 + 6 - 7, 64 + 9 + 49
  // CHECK: tensor<2x2xi32> {{\[\[}}6, -9], [-9, 122]]
  %1 = qnt.dot_general %v, %v contracting = [0] x [0] batch = [] x [] : (!qnt.array<3x2, #whole>, !qnt.array<3x2, #whole>) -> tensor<2x2xi32>
  // Padding is the zero point: [0, 0, 1, 2, 0] * [1, -1] with stride 1.
  // CHECK: tensor<1x1x4xf32> {{\[\[\[}}0, -0.5, -0.5, 1]]]
  %i = qnt.constant codes = dense<[[[78, 79]]]> : tensor<1x1x2xi8>, scales = dense<[[[0.5]]]> : tensor<1x1x1xf32>, zero_points = dense<77> : tensor<1x1x1xi8> : !qnt.array<1x1x2, #image>
  %k = qnt.constant codes = dense<[[[1, -1]]]> : tensor<1x1x2xi8>, scales = dense<[[[1.0]]]> : tensor<1x1x1xf32> : !qnt.array<1x1x2, #kernel>
  %2 = qnt.conv_general_dilated %i, %k dims = <[b, f, 0] x [o, i, 0] -> [b, f, 0]> strides = [1] padding = [2, 1] lhs_dilation = [1] rhs_dilation = [1]
         : (!qnt.array<1x1x2, #image>, !qnt.array<1x1x2, #kernel>) -> tensor<1x1x4xf32>
  // A code book [-1, 0, 0.5, 2] is decoded: [0.5, 2] . [[-1, 0], [2, 0.5]] * 2
  // CHECK: tensor<1x2xf32> {{\[\[}}7, 2]]
  %x = arith.constant dense<[[0.5, 2.0]]> : tensor<1x2xf32>
  %n = qnt.constant codes = dense<[[0x4], [0xb]]> : tensor<2x1xi8>, scales = dense<[[2.0]]> : tensor<1x1xf32>, codebook = dense<[[[-1.0, 0.0, 0.5, 2.0]]]> : tensor<1x1x4xf32> : !qnt.array<2x2, #nf2>
  %3 = qnt.dot_general %x, %n contracting = [1] x [0] batch = [] x [] : (tensor<1x2xf32>, !qnt.array<2x2, #nf2>) -> tensor<1x2xf32>
  // Two rows of the first group, none of the second, none for the last row.
  // CHECK: tensor<3x1xf32> {{\[\[}}3], [7], [0]]
  %g = qnt.constant codes = dense<[[[1], [1]], [[5], [5]]]> : tensor<2x2x1xi8>, scales = dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32> : !qnt.array<2x2x1, #groups>
  %rows = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %sizes = arith.constant dense<[2, 0]> : tensor<2xi32>
  %4 = qnt.ragged_dot %rows, %g groups(%sizes : tensor<2xi32>) : (tensor<3x2xf32>, !qnt.array<2x2x1, #groups>) -> tensor<3x1xf32>
  // Nothing to compute, and nothing to sum.
  // CHECK: tensor<2x0xf32>
  // CHECK: tensor<2x2xf32> {{\[\[}}0, 0], [0, 0]]
  %none = arith.constant dense<> : tensor<3x0xf32>
  %5 = qnt.dot_general %a, %none contracting = [1] x [0] batch = [] x [] : (!qnt.array<2x3, #a>, tensor<3x0xf32>) -> tensor<2x0xf32>
  %e = arith.constant dense<> : tensor<2x0xf32>
  %6 = qnt.einsum "ik,jk->ij" %e, %e : (tensor<2x0xf32>, tensor<2x0xf32>) -> tensor<2x2xf32>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<2x2xf32>, tensor<2x2xi32>, tensor<1x1x4xf32>, tensor<1x2xf32>, tensor<3x1xf32>, tensor<2x0xf32>, tensor<2x2xf32>
}
