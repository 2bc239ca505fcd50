// What linalg computes, and what the imported program computes: small integers, so every sum is exact in f32.
// RUN: quant-run %s --print > %t.before
// RUN: quant-opt %s --qnt-import -o %t.mlir
// RUN: FileCheck %s --check-prefix=IMPORTED < %t.mlir
// RUN: quant-run %t.mlir --print > %t.after
// RUN: cmp %t.before %t.after
// RUN: FileCheck %s < %t.after

// IMPORTED-NOT: linalg.{{.*}}matmul
// IMPORTED-NOT: linalg.{{.*}}conv_2d
// IMPORTED: linalg.pooling_nhwc_max

// (1 - 1) * 5 + (2 - 1) * 6 + (-128 - 1) * 7 + 1000; (2 - 1) * (-128 - 77)
// CHECK: tensor<1x2xi32> {{\[\[}}103, -205]]
// 1 + 4 + 9 + 0.5, -1 + 1 + 0.75; 4 - 10 + 18, -4 - 2.5 + 1.5 + 10
// CHECK: tensor<2x2xf32> {{\[\[}}14.5, 0.75], [12, 5]]
func.func @main() -> (tensor<1x2xi32>, tensor<2x2xf32>, tensor<2x3x3xf32>, tensor<2x2xf32>, tensor<1x3x3x2xf32>, tensor<1x2x2x2xf32>, tensor<1x4x4x1xi32>, tensor<1x1x2x2xf32>, tensor<1x2x2x2xf32>) {
  %zero = arith.constant 0.0 : f32
  %zero_i8 = arith.constant 0 : i8
  %x = arith.constant dense<[[1, 2, -128]]> : tensor<1x3xi8>
  %w = arith.constant dense<[[82, 127], [83, -128], [84, 77]]> : tensor<3x2xi8>
  %zx = arith.constant 1 : i32
  %zw = arith.constant 77 : i32
  %i0 = arith.constant dense<[[1000, 0]]> : tensor<1x2xi32>
  %r0 = linalg.quantized_matmul ins(%x, %w, %zx, %zw : tensor<1x3xi8>, tensor<3x2xi8>, i32, i32) outs(%i0 : tensor<1x2xi32>) -> tensor<1x2xi32>

  %a = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, -5.0, 6.0]]> : tensor<2x3xf32>
  %b = arith.constant dense<[[1.0, -1.0], [2.0, 0.5], [3.0, 0.25]]> : tensor<3x2xf32>
  %i1 = arith.constant dense<[[0.5, 0.0], [0.0, 10.0]]> : tensor<2x2xf32>
  %r1 = linalg.matmul ins(%a, %b : tensor<2x3xf32>, tensor<3x2xf32>) outs(%i1 : tensor<2x2xf32>) -> tensor<2x2xf32>

  %c = arith.constant dense<[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[-1.0, -2.0], [-3.0, -4.0], [-5.0, -6.0]]]> : tensor<2x3x2xf32>
  %d = arith.constant dense<[[[1.0, 0.0, 2.0], [0.0, 1.0, 3.0]], [[2.0, 1.0, 0.0], [1.0, 2.0, 0.0]]]> : tensor<2x2x3xf32>
  %i2 = arith.constant dense<0.0> : tensor<2x3x3xf32>
  %r2 = linalg.batch_matmul ins(%c, %d : tensor<2x3x2xf32>, tensor<2x2x3xf32>) outs(%i2 : tensor<2x3x3xf32>) -> tensor<2x3x3xf32>

  // The transposed result.
  %i3 = arith.constant dense<0.0> : tensor<2x2xf32>
  %r3 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                                         affine_map<(m, n, k) -> (n, m)>],
                        iterator_types = ["parallel", "parallel", "reduction"]}
          ins(%a, %b : tensor<2x3xf32>, tensor<3x2xf32>) outs(%i3 : tensor<2x2xf32>) {
  ^bb0(%p: f32, %q: f32, %acc: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %acc, %m : f32
    linalg.yield %s : f32
  } -> tensor<2x2xf32>

  // A padded, strided, dilated convolution; the pad is not symmetric.
  %image = arith.constant dense<[[[[1.0], [2.0], [3.0], [4.0]], [[5.0], [6.0], [7.0], [8.0]], [[9.0], [10.0], [11.0], [12.0]], [[13.0], [14.0], [15.0], [16.0]]]]> : tensor<1x4x4x1xf32>
  %kernel = arith.constant dense<[[[[1.0, 2.0]], [[3.0, -1.0]]], [[[0.5, 4.0]], [[-2.0, 1.0]]]]> : tensor<2x2x1x2xf32>
  %padded = tensor.pad %image low[0, 1, 2, 0] high[0, 1, 0, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<1x4x4x1xf32> to tensor<1x6x6x1xf32>
  %i4 = arith.constant dense<0.0> : tensor<1x3x3x2xf32>
  %padded_down = tensor.pad %padded low[0, 0, 0, 0] high[0, 1, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<1x6x6x1xf32> to tensor<1x7x7x1xf32>
  %r4 = linalg.conv_2d_nhwc_hwcf {strides = dense<2> : tensor<2xi64>, dilations = dense<2> : tensor<2xi64>}
          ins(%padded_down, %kernel : tensor<1x7x7x1xf32>, tensor<2x2x1x2xf32>) outs(%i4 : tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32>

  %two = arith.constant dense<[[[[1.0, -1.0], [2.0, -2.0], [3.0, -3.0]], [[4.0, -4.0], [5.0, -5.0], [6.0, -6.0]], [[7.0, -7.0], [8.0, -8.0], [9.0, -9.0]]]]> : tensor<1x3x3x2xf32>
  %depth = arith.constant dense<[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]> : tensor<2x2x2xf32>
  %i5 = arith.constant dense<0.0> : tensor<1x2x2x2xf32>
  %r5 = linalg.depthwise_conv_2d_nhwc_hwc ins(%two, %depth : tensor<1x3x3x2xf32>, tensor<2x2x2xf32>) outs(%i5 : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>

  // The pad value is the zero point: real zero.
  %qimage = arith.constant dense<[[[[77], [78], [79]], [[-128], [127], [0]], [[1], [2], [3]]]]> : tensor<1x3x3x1xi8>
  %qpad_value = arith.constant 77 : i8
  %qpadded = tensor.pad %qimage low[0, 2, 1, 0] high[0, 0, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %qpad_value : i8
  } : tensor<1x3x3x1xi8> to tensor<1x5x5x1xi8>
  %qkernel = arith.constant dense<[[[[1]], [[-2]]], [[[3]], [[-128]]]]> : tensor<2x2x1x1xi8>
  %zk = arith.constant -3 : i32
  %i6 = arith.constant dense<0> : tensor<1x4x4x1xi32>
  %r6 = linalg.conv_2d_nhwc_hwcf_q ins(%qpadded, %qkernel, %zw, %zk : tensor<1x5x5x1xi8>, tensor<2x2x1x1xi8>, i32, i32) outs(%i6 : tensor<1x4x4x1xi32>) -> tensor<1x4x4x1xi32>

  %nchw = arith.constant dense<[[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]]> : tensor<1x1x3x3xf32>
  %fchw = arith.constant dense<[[[[1.0, -1.0], [2.0, 0.5]]]]> : tensor<1x1x2x2xf32>
  %i7 = arith.constant dense<1.0> : tensor<1x1x2x2xf32>
  %r7 = linalg.conv_2d_nchw_fchw ins(%nchw, %fchw : tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) outs(%i7 : tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32>

  %window = tensor.empty() : tensor<2x2xf32>
  %low = arith.constant dense<0xFF800000> : tensor<1x2x2x2xf32>
  %r8 = linalg.pooling_nhwc_max ins(%two, %window : tensor<1x3x3x2xf32>, tensor<2x2xf32>) outs(%low : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7, %r8 : tensor<1x2xi32>, tensor<2x2xf32>, tensor<2x3x3xf32>, tensor<2x2xf32>, tensor<1x3x3x2xf32>, tensor<1x2x2x2xf32>, tensor<1x4x4x1xi32>, tensor<1x1x2x2xf32>, tensor<1x2x2x2xf32>
}
