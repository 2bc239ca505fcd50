// Two convolutions read one constant with its spatial dimensions in different orders, so each needs a packed copy of
// its own: sum of x[a, b] * w[b, a, o] and sum of x[a, b] * w[a, b, o].
// RUN: quant-opt %s --qnt-lower-to-gpu=target=sm_80 | FileCheck %s --check-prefix=KERNELS
// RUN: quant-run %s --device=reference | FileCheck %s
// RUN: quant-run %s --device=cpu | FileCheck %s
// RUN: quant-run %s --device=emulated | FileCheck %s

// KERNELS-COUNT-2: qnt.launch
#w8 = #qnt.encoding<i8 : f16, block = *x*x*x*, scale = f16>
func.func @main() -> (tensor<1x1x1x2xf16>, tensor<1x1x1x2xf16>) {
  %x = arith.constant dense<[[[[1.0], [2.0]], [[4.0], [8.0]]]]> : tensor<1x2x2x1xf16>
  %w = qnt.constant codes = dense<[[[[1], [5]], [[2], [-6]]], [[[3], [7]], [[4], [-8]]]]> : tensor<2x2x2x1xi8>, scales = dense<1.0> : tensor<1x1x1x1xf16> : !qnt.array<2x2x2x1, #w8>
  // 1 * 1 + 2 * 3 + 4 * 2 + 8 * 4 and 1 * 5 + 2 * 7 - 4 * 6 - 8 * 8
  // CHECK: 47, -69
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [1, 0, o, i] -> [b, 0, 1, f]> strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
       : (tensor<1x2x2x1xf16>, !qnt.array<2x2x2x1, #w8>) -> tensor<1x1x1x2xf16>
  // 1 * 1 + 2 * 2 + 4 * 3 + 8 * 4 and 1 * 5 - 2 * 6 + 4 * 7 - 8 * 8
  // CHECK: 49, -43
  %z = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, o, i] -> [b, 0, 1, f]> strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
       : (tensor<1x2x2x1xf16>, !qnt.array<2x2x2x1, #w8>) -> tensor<1x1x1x2xf16>
  return %y, %z : tensor<1x1x1x2xf16>, tensor<1x1x1x2xf16>
}
