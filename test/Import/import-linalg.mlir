// RUN: quant-opt %s --qnt-import-linalg --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: @matmul_zero_init
// CHECK-SAME: (%[[X:.*]]: tensor<?x64xf32>, %[[W:.*]]: tensor<64x8xf32>)
// CHECK: %[[Y:.*]] = qnt.dot_general %[[X]], %[[W]] contracting = [1] x [0] batch = [] x []
// CHECK-SAME: {qnt.name = "dense"}
// CHECK: return %[[Y]]
func.func @matmul_zero_init(%x: tensor<?x64xf32>, %w: tensor<64x8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %empty = tensor.empty(%n) : tensor<?x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x64xf32>, tensor<64x8xf32>) outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32> loc("dense")
  return %y : tensor<?x8xf32>
}

// -----

// CHECK-LABEL: @matmul_adds_init
// CHECK: %[[Y:.*]] = qnt.dot_general
// CHECK: arith.addf %[[Y]], %{{.*}} : tensor<4x8xf32>
func.func @matmul_adds_init(%x: tensor<4x64xf16>, %w: tensor<64x8xf16>, %init: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %y = linalg.matmul ins(%x, %w : tensor<4x64xf16>, tensor<64x8xf16>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @matmul_transposed_rhs
// CHECK: qnt.dot_general %{{.*}}, %{{.*}} contracting = [1] x [1] batch = [] x []
func.func @matmul_transposed_rhs(%x: tensor<4x64xf32>, %w: tensor<8x64xf32>) -> tensor<4x8xf32> {
  %init = arith.constant dense<0.0> : tensor<4x8xf32>
  %y = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                                      affine_map<(m, n, k) -> (m, n)>]
         ins(%x, %w : tensor<4x64xf32>, tensor<8x64xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @batch_matmul
// CHECK: qnt.dot_general %{{.*}}, %{{.*}} contracting = [2] x [1] batch = [0] x [0]
func.func @batch_matmul(%x: tensor<3x4x64xf32>, %w: tensor<3x64x8xf32>) -> tensor<3x4x8xf32> {
  %init = arith.constant dense<0.0> : tensor<3x4x8xf32>
  %y = linalg.batch_matmul ins(%x, %w : tensor<3x4x64xf32>, tensor<3x64x8xf32>) outs(%init : tensor<3x4x8xf32>) -> tensor<3x4x8xf32>
  return %y : tensor<3x4x8xf32>
}

// -----

// The output map lists n before m: the product is transposed.
// CHECK-LABEL: @contraction_with_transposed_result
// CHECK: %[[Y:.*]] = qnt.dot_general {{.*}} -> tensor<4x8xf32>
// CHECK: linalg.transpose ins(%[[Y]] : tensor<4x8xf32>) outs(%{{.*}} : tensor<8x4xf32>) permutation = [1, 0]
func.func @contraction_with_transposed_result(%x: tensor<4x64xf32>, %w: tensor<64x8xf32>) -> tensor<8x4xf32> {
  %init = arith.constant dense<0.0> : tensor<8x4xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                                        affine_map<(m, n, k) -> (n, m)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
         ins(%x, %w : tensor<4x64xf32>, tensor<64x8xf32>) outs(%init : tensor<8x4xf32>) {
  ^bb0(%a: f32, %b: f32, %acc: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  } -> tensor<8x4xf32>
  return %y : tensor<8x4xf32>
}

// -----

// CHECK: #[[Q:.*]] = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i32>
// CHECK-LABEL: @quantized_matmul
// CHECK-SAME: %[[ZX:[a-z0-9]+]]: i32, %[[ZW:[a-z0-9]+]]: i32
// CHECK-DAG: %[[ONE:.*]] = arith.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-DAG: %[[PX:.*]] = tensor.from_elements %[[ZX]] : tensor<1x1xi32>
// CHECK-DAG: %[[PW:.*]] = tensor.from_elements %[[ZW]] : tensor<1x1xi32>
// CHECK-DAG: %[[A:.*]] = qnt.assemble %{{.*}}, %[[ONE]], %[[PX]]
// CHECK-DAG: %[[B:.*]] = qnt.assemble %{{.*}}, %[[ONE]], %[[PW]]
// CHECK: qnt.dot_general %[[A]], %[[B]] contracting = [1] x [0] batch = [] x [] : (!qnt.array<4x64, #[[Q]]>, !qnt.array<64x8, #[[Q]]>) -> tensor<4x8xi32>
func.func @quantized_matmul(%x: tensor<4x64xi8>, %w: tensor<64x8xi8>, %zx: i32, %zw: i32) -> tensor<4x8xi32> {
  %init = arith.constant dense<0> : tensor<4x8xi32>
  %y = linalg.quantized_matmul ins(%x, %w, %zx, %zw : tensor<4x64xi8>, tensor<64x8xi8>, i32, i32) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  return %y : tensor<4x8xi32>
}

// -----

// CHECK-LABEL: @conv_2d_nhwc_hwcf_takes_zero_pad
// CHECK-SAME: (%[[X:.*]]: tensor<?x8x8x4xf32>, %[[W:.*]]: tensor<3x3x4x16xf32>
// CHECK: qnt.conv_general_dilated %[[X]], %[[W]] dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [2, 1] padding = [1, 0, 2, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 2]
func.func @conv_2d_nhwc_hwcf_takes_zero_pad(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x16xf32>, %init: tensor<?x4x7x16xf32>) -> tensor<?x4x7x16xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %x low[0, 1, 2, 0] high[0, 0, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<?x8x8x4xf32> to tensor<?x9x11x4xf32>
  %fill = linalg.fill ins(%zero : f32) outs(%init : tensor<?x4x7x16xf32>) -> tensor<?x4x7x16xf32>
  %y = linalg.conv_2d_nhwc_hwcf {strides = dense<[2, 1]> : tensor<2xi64>, dilations = dense<[1, 2]> : tensor<2xi64>}
         ins(%p, %w : tensor<?x9x11x4xf32>, tensor<3x3x4x16xf32>) outs(%fill : tensor<?x4x7x16xf32>) -> tensor<?x4x7x16xf32>
  return %y : tensor<?x4x7x16xf32>
}

// -----

// CHECK-LABEL: @conv_keeps_pad_that_is_not_zero
// CHECK: tensor.pad
// CHECK: qnt.conv_general_dilated {{.*}} padding = [0, 0, 0, 0]
func.func @conv_keeps_pad_that_is_not_zero(%x: tensor<1x8x8x4xf32>, %w: tensor<3x3x4x16xf32>) -> tensor<1x8x8x16xf32> {
  %one = arith.constant 1.0 : f32
  %p = tensor.pad %x low[0, 1, 1, 0] high[0, 1, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %one : f32
  } : tensor<1x8x8x4xf32> to tensor<1x10x10x4xf32>
  %init = arith.constant dense<0.0> : tensor<1x8x8x16xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%p, %w : tensor<1x10x10x4xf32>, tensor<3x3x4x16xf32>) outs(%init : tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return %y : tensor<1x8x8x16xf32>
}

// -----

// The new op would have the encoding that the padded value has not.
// CHECK-LABEL: @conv_keeps_pad_of_encoded_input
// CHECK: %[[P:.*]] = tensor.pad
// CHECK: qnt.conv_general_dilated %[[P]], {{.*}} padding = [0, 0, 0, 0]
func.func @conv_keeps_pad_of_encoded_input(%x: tensor<1x8x8x4xf32, "some">, %w: tensor<3x3x4x16xf32>, %init: tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %x low[0, 1, 1, 0] high[0, 1, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<1x8x8x4xf32, "some"> to tensor<1x10x10x4xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%p, %w : tensor<1x10x10x4xf32>, tensor<3x3x4x16xf32>) outs(%init : tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return %y : tensor<1x8x8x16xf32>
}

// -----

// CHECK-LABEL: @conv_2d_nchw_fchw
// CHECK: qnt.conv_general_dilated {{.*}} dims = <[b, f, 0, 1] x [o, i, 0, 1] -> [b, f, 0, 1]>
func.func @conv_2d_nchw_fchw(%x: tensor<2x4x8x8xf32>, %w: tensor<16x4x3x3xf32>) -> tensor<2x16x6x6xf32> {
  %init = arith.constant dense<0.0> : tensor<2x16x6x6xf32>
  %y = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<2x4x8x8xf32>, tensor<16x4x3x3xf32>) outs(%init : tensor<2x16x6x6xf32>) -> tensor<2x16x6x6xf32>
  return %y : tensor<2x16x6x6xf32>
}

// -----

// CHECK-LABEL: @depthwise_conv
// CHECK: %[[K:.*]] = tensor.expand_shape %{{.*}} {{\[\[0\], \[1\], \[2, 3\]\]}}{{.*}} into tensor<3x3x1x4xf32>
// CHECK: qnt.conv_general_dilated %{{.*}}, %[[K]] {{.*}} feature_groups = 4
func.func @depthwise_conv(%x: tensor<2x8x8x4xf32>, %w: tensor<3x3x4xf32>) -> tensor<2x6x6x4xf32> {
  %init = arith.constant dense<0.0> : tensor<2x6x6x4xf32>
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<2x8x8x4xf32>, tensor<3x3x4xf32>) outs(%init : tensor<2x6x6x4xf32>) -> tensor<2x6x6x4xf32>
  return %y : tensor<2x6x6x4xf32>
}

// -----

// CHECK-LABEL: @quantized_convs
// CHECK: qnt.conv_general_dilated {{.*}} dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>{{.*}} -> tensor<1x6x6x16xi32>
// CHECK: qnt.conv_general_dilated {{.*}} dims = <[b, f, 0, 1] x [o, i, 0, 1] -> [b, f, 0, 1]>{{.*}} -> tensor<1x16x6x6xi32>
func.func @quantized_convs(%x: tensor<1x8x8x4xi8>, %w: tensor<3x3x4x16xi8>, %u: tensor<1x4x8x8xi8>, %v: tensor<16x4x3x3xi8>, %zx: i32, %zw: i32) -> (tensor<1x6x6x16xi32>, tensor<1x16x6x6xi32>) {
  %init0 = arith.constant dense<0> : tensor<1x6x6x16xi32>
  %init1 = arith.constant dense<0> : tensor<1x16x6x6xi32>
  %y = linalg.conv_2d_nhwc_hwcf_q ins(%x, %w, %zx, %zw : tensor<1x8x8x4xi8>, tensor<3x3x4x16xi8>, i32, i32) outs(%init0 : tensor<1x6x6x16xi32>) -> tensor<1x6x6x16xi32>
  %z = linalg.conv_2d_nchw_fchw_q ins(%u, %v, %zx, %zw : tensor<1x4x8x8xi8>, tensor<16x4x3x3xi8>, i32, i32) outs(%init1 : tensor<1x16x6x6xi32>) -> tensor<1x16x6x6xi32>
  return %y, %z : tensor<1x6x6x16xi32>, tensor<1x16x6x6xi32>
}

// -----

// CHECK-LABEL: @pooling_stays
// CHECK: linalg.pooling_nhwc_max
func.func @pooling_stays(%x: tensor<1x8x8x4xf32>, %k: tensor<2x2xf32>, %init: tensor<1x7x7x4xf32>) -> tensor<1x7x7x4xf32> {
  %y = linalg.pooling_nhwc_max ins(%x, %k : tensor<1x8x8x4xf32>, tensor<2x2xf32>) outs(%init : tensor<1x7x7x4xf32>) -> tensor<1x7x7x4xf32>
  return %y : tensor<1x7x7x4xf32>
}
