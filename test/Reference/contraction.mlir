// What the contraction ops are in the interpreter; their values are tested against brute force in unittests/Reference.
// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=convolution | FileCheck %s --check-prefix=CONV
// RUN: quant-run %s --entry=ragged | FileCheck %s --check-prefix=RAGGED
// RUN: quant-run %s --entry=sugar | FileCheck %s --check-prefix=SUGAR
// RUN: quant-run %s --entry=epilogue | FileCheck %s --check-prefix=EPI
// RUN: quant-run %s --entry=epilogue --compare=reference --rtol=1e-6 | FileCheck %s --check-prefix=REAL
// RUN: not quant-run %s --entry=epilogue --compare=reference --rtol=0 --atol=0 | FileCheck %s --check-prefix=EXACT
// RUN: not quant-run %s --entry=overflow 2>&1 | FileCheck %s --check-prefix=OVER

#a = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i8>
#w = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#k = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
#x = #qnt.encoding<u8 : f32, block = *x*x*x*, scale = f32, zero_point = u8>
#p = #qnt.encoding<i8 : f32, block = *x*>

func.func @main() -> (tensor<1x2xf32>, tensor<1x2xf16>, tensor<1x2xi32>) {
  // (2, -3, 4) - 1 = (1, -4, 3) times 0.5
  %a = qnt.constant codes = dense<[[2, -3, 4]]> : tensor<1x3xi8>, scales = dense<0.5> : tensor<1x1xf32>,
                    zero_points = dense<1> : tensor<1x1xi8> : !qnt.array<1x3, #a>
  %w = qnt.constant codes = dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xi8>,
                    scales = dense<[[2.0, 4.0]]> : tensor<1x2xf32> : !qnt.array<3x2, #w>
  // 1 - 12 + 15 = 4, 2 - 16 + 18 = 4; times 0.5, times 2 and 4.
  // CHECK: tensor<1x2xf32> [{{\[}}4, 8]]
  %y = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] : (!qnt.array<1x3, #a>, !qnt.array<3x2, #w>) -> tensor<1x2xf32>
  // An operand in float.
  %f = arith.constant dense<[[1.0, 0.5, 0.25]]> : tensor<1x3xf32>
  // (1 + 1.5 + 1.25) * 2, (2 + 2 + 1.5) * 4
  // CHECK: tensor<1x2xf16> [{{\[}}7.5, 22]]
  %z = qnt.dot_general %f, %w contracting = [1] x [0] batch = [] x [] : (tensor<1x3xf32>, !qnt.array<3x2, #w>) -> tensor<1x2xf16>
  // The exact sum.
  // CHECK: tensor<1x2xi32> [{{\[}}4, 4]]
  %i = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] : (!qnt.array<1x3, #a>, !qnt.array<3x2, #w>) -> tensor<1x2xi32>
  return %y, %z, %i : tensor<1x2xf32>, tensor<1x2xf16>, tensor<1x2xi32>
}

// Padding is real 0, so its code is the zero point.
func.func @convolution() -> tensor<1x2x2x1xf32> {
  %x = qnt.constant codes = dense<[[[[78], [79]], [[80], [81]]]]> : tensor<1x2x2x1xi8>,
                    scales = dense<0.5> : tensor<1x1x1x1xf32>, zero_points = dense<77> : tensor<1x1x1x1xi8>
         : !qnt.array<1x2x2x1, #x>
  %w = qnt.constant codes = dense<[[[[1]], [[2]]], [[[3]], [[4]]]]> : tensor<2x2x1x1xi8>,
                    scales = dense<2.0> : tensor<1x1x1x1xf32> : !qnt.array<2x2x1x1, #k>
  // The image is (1, 2 / 3, 4), padded on the right and below; 0.5 * 2 = 1.
  // 1 + 4 + 9 + 16 = 30, 2 + 12 = 14 / 3 + 8 = 11, 4
  // CONV: tensor<1x2x2x1xf32> [{{\[\[\[}}30], [14]], {{\[\[}}11], [4]]]]
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 1, 0, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (!qnt.array<1x2x2x1, #x>, !qnt.array<2x2x1x1, #k>) -> tensor<1x2x2x1xf32>
  return %y : tensor<1x2x2x1xf32>
}

func.func @ragged() -> (tensor<3x1xf32>, tensor<2x1x1xf32>) {
  %x = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %w = arith.constant dense<[[[1.0], [1.0]], [[10.0], [0.0]]]> : tensor<2x2x1xf32>
  %sizes = arith.constant dense<[1, 1]> : tensor<2xi32>
  // Row 0 with matrix 0, row 1 with matrix 1, row 2 with none.
  // RAGGED: tensor<3x1xf32> [{{\[}}3], [30], [0]]
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x []
         ragged = [0] group = [0] : (tensor<3x2xf32>, tensor<2x2x1xf32>) -> tensor<3x1xf32>
  // The contracting dimension is split: 1 * 7 and 2 * 8.
  %l = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %r = arith.constant dense<[[7.0], [8.0]]> : tensor<2x1xf32>
  // RAGGED: tensor<2x1x1xf32> [{{\[\[}}7]], {{\[\[}}16]]]
  %z = qnt.ragged_dot_general %l, %r groups(%sizes : tensor<2xi32>) contracting = [1] x [0] batch = [] x []
         ragged = [1] group = [] : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<2x1x1xf32>
  return %y, %z : tensor<3x1xf32>, tensor<2x1x1xf32>
}

func.func @sugar() -> (tensor<2xf32>, tensor<2x2xf32>, tensor<2x1xf32>) {
  %a = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %v = arith.constant dense<[10.0, 1.0]> : tensor<2xf32>
  // SUGAR: tensor<2xf32> [12, 34]
  %d = qnt.dot %a, %v : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2xf32>
  // sum over j of a[i, j] * a[k, j] * v[j]
  // 1 * 1 * 10 + 2 * 2, 1 * 3 * 10 + 2 * 4 / ..., 3 * 3 * 10 + 4 * 4
  // SUGAR: tensor<2x2xf32> [{{\[}}14, 38], [38, 106]]
  %e = qnt.einsum "ij,kj,j->ik" %a, %a, %v : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %w = arith.constant dense<[[[1.0], [1.0]], [[10.0], [0.0]]]> : tensor<2x2x1xf32>
  %sizes = arith.constant dense<[0, 2]> : tensor<2xi32>
  // SUGAR: tensor<2x1xf32> [{{\[}}10], [30]]
  %r = qnt.ragged_dot %a, %w groups(%sizes : tensor<2xi32>) : (tensor<2x2xf32>, tensor<2x2x1xf32>) -> tensor<2x1xf32>
  return %d, %e, %r : tensor<2xf32>, tensor<2x2xf32>, tensor<2x1xf32>
}

// f32(19) * 0.1 * 0.1, each product rounded to f32, is one step below the real product.
func.func @epilogue() -> tensor<1x1xf32> {
  %a = qnt.constant codes = dense<[[19]]> : tensor<1x1xi8>, scales = dense<0.1> : tensor<1x1xf32>,
                    zero_points = dense<0> : tensor<1x1xi8> : !qnt.array<1x1, #a>
  %w = qnt.constant codes = dense<[[1]]> : tensor<1x1xi8>, scales = dense<0.1> : tensor<1x1xf32> : !qnt.array<1x1, #w>
  // EPI: tensor<1x1xf32> [{{\[}}0.19]]
  // REAL: result 0 against reference: 1 elements, max abs error 1.49e-08, max rel error 7.84e-08, 0 mismatches
  // EXACT: 1 mismatches, worst at element 0: got 0.189999998, expected 0.190000013
  %y = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] : (!qnt.array<1x1, #a>, !qnt.array<1x1, #w>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// 131072 products of -128 * -128 are 2^31.
func.func @overflow() -> tensor<1x1xi32> {
  %a = qnt.constant codes = dense<-128> : tensor<1x131072xi8> : !qnt.array<1x131072, #p>
  %b = qnt.constant codes = dense<-128> : tensor<131072x1xi8> : !qnt.array<131072x1, #p>
  // OVER: 'qnt.dot_general' op expected every sum to fit in i32, but got 2147483648 in element 0
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (!qnt.array<1x131072, #p>, !qnt.array<131072x1, #p>) -> tensor<1x1xi32>
  return %y : tensor<1x1xi32>
}
