// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s

#w8 = #qnt.encoding<i8 : f32, block = *x*x*x1, scale = f32>
#a8 = #qnt.encoding<u8 : f32, block = *x*x*x*, scale = f32, zero_point = u8>
#g8 = #qnt.encoding<u8 : f32, block = *x*x*x8, scale = f32, zero_point = u8>
#c1 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>

// CHECK-LABEL: @weights_only_asymmetric_window
// CHECK: qnt.conv_general_dilated %{{.*}}, %{{.*}} dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
// CHECK-SAME: strides = [2, 1] padding = [1, 1, 0, -1] lhs_dilation = [1, 1] rhs_dilation = [1, 2]
// CHECK-SAME: (tensor<?x8x8x32xf32>, !qnt.array<3x3x32x64, #{{.*}}>) -> tensor<?x4x3x64xf32>
func.func @weights_only_asymmetric_window(%x: tensor<?x8x8x32xf32>, %w: !qnt.array<3x3x32x64, #w8>)
    -> tensor<?x4x3x64xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [2, 1] padding = [1, 1, 0, -1] lhs_dilation = [1, 1] rhs_dilation = [1, 2]
         : (tensor<?x8x8x32xf32>, !qnt.array<3x3x32x64, #w8>) -> tensor<?x4x3x64xf32>
  return %y : tensor<?x4x3x64xf32>
}

// Depthwise: as many groups as features.
// CHECK-LABEL: @feature_groups
// CHECK: feature_groups = 16 precision = high :
func.func @feature_groups(%x: tensor<1x16x9x9xbf16>, %w: tensor<32x1x3x3xbf16>) -> tensor<1x32x9x9xbf16> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, f, 0, 1] x [o, i, 0, 1] -> [b, f, 0, 1]>
         strides = [1, 1] padding = [1, 1, 1, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         feature_groups = 16 precision = high : (tensor<1x16x9x9xbf16>, tensor<32x1x3x3xbf16>) -> tensor<1x32x9x9xbf16>
  return %y : tensor<1x32x9x9xbf16>
}

// Transposed convolution with groups over the batch, spatial dimensions exchanged in the result.
// CHECK-LABEL: @batch_groups_and_lhs_dilation
// CHECK: -> [f, 1, 0, b]> strides = [1, 1] padding = [2, 2, 0, 0] lhs_dilation = [2, 3] rhs_dilation = [1, 1] batch_groups = 2
func.func @batch_groups_and_lhs_dilation(%x: tensor<4x5x5x3xf32>, %w: tensor<3x3x3x6xf32>) -> tensor<6x11x11x2xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [f, 1, 0, b]>
         strides = [1, 1] padding = [2, 2, 0, 0] lhs_dilation = [2, 3] rhs_dilation = [1, 1] batch_groups = 2
         : (tensor<4x5x5x3xf32>, tensor<3x3x3x6xf32>) -> tensor<6x11x11x2xf32>
  return %y : tensor<6x11x11x2xf32>
}

// A block per feature group is no K tile.
// CHECK-LABEL: @exact_integer_sum_of_groups
// CHECK: -> tensor<2x6x6x8xi32>
func.func @exact_integer_sum_of_groups(%x: !qnt.array<2x8x8x16, #g8>, %w: !qnt.array<3x3x8x8, #w8>)
    -> tensor<2x6x6x8xi32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 2
         : (!qnt.array<2x8x8x16, #g8>, !qnt.array<3x3x8x8, #w8>) -> tensor<2x6x6x8xi32>
  return %y : tensor<2x6x6x8xi32>
}

// CHECK-LABEL: @no_spatial_dimension
// CHECK: dims = <[b, f] x [i, o] -> [b, f]> strides = [] padding = [] lhs_dilation = [] rhs_dilation = []
func.func @no_spatial_dimension(%x: tensor<?x8xf32>, %w: tensor<8x5xf32>) -> tensor<?x5xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, f] x [i, o] -> [b, f]>
         strides = [] padding = [] lhs_dilation = [] rhs_dilation = []
         : (tensor<?x8xf32>, tensor<8x5xf32>) -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}

// CHECK-LABEL: @one_spatial_dimension_of_size_zero
// CHECK: (tensor<2x0x4xf32>, !qnt.array<3x4x6, #{{.*}}>) -> tensor<2x0x6xf32>
func.func @one_spatial_dimension_of_size_zero(%x: tensor<2x0x4xf32>, %w: !qnt.array<3x4x6, #c1>) -> tensor<2x0x6xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]>
         strides = [1] padding = [1, 1] lhs_dilation = [4] rhs_dilation = [1]
         : (tensor<2x0x4xf32>, !qnt.array<3x4x6, #c1>) -> tensor<2x0x6xf32>
  return %y : tensor<2x0x6xf32>
}

// Padding fills in for a dimension of size 0.
// CHECK-LABEL: @padded_from_nothing
// CHECK: -> tensor<2x2x6xf32>
func.func @padded_from_nothing(%x: tensor<2x0x4xf32>, %w: !qnt.array<3x4x6, #c1>) -> tensor<2x2x6xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]>
         strides = [1] padding = [2, 2] lhs_dilation = [4] rhs_dilation = [1]
         : (tensor<2x0x4xf32>, !qnt.array<3x4x6, #c1>) -> tensor<2x2x6xf32>
  return %y : tensor<2x2x6xf32>
}

// CHECK-LABEL: @all_dynamic
// CHECK: (!qnt.array<?x?x?x?, #{{.*}}>, tensor<?x?x?x?xf32>) -> tensor<?x?x?x?xf32>
func.func @all_dynamic(%x: !qnt.array<?x?x?x?, #a8>, %w: tensor<?x?x?x?xf32>) -> tensor<?x?x?x?xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [2, 2] padding = [1, 1, 1, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 4
         : (!qnt.array<?x?x?x?, #a8>, tensor<?x?x?x?xf32>) -> tensor<?x?x?x?xf32>
  return %y : tensor<?x?x?x?xf32>
}
