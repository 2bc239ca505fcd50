// RUN: quant-opt %s --qnt-import-linalg --split-input-file --remarks-filter="qnt" 2>&1 | FileCheck %s

// CHECK: remark: {{.*}}its body narrows an operand before multiplying
func.func @narrowing(%x: tensor<4x64xf32>, %w: tensor<64x8xf32>, %init: tensor<4x8xf16>) -> tensor<4x8xf16> {
  %y = linalg.matmul ins(%x, %w : tensor<4x64xf32>, tensor<64x8xf32>) outs(%init : tensor<4x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// -----

// CHECK: remark: {{.*}}it works on buffers, not tensors
func.func @buffers(%x: memref<4x64xf32>, %w: memref<64x8xf32>, %init: memref<4x8xf32>) {
  linalg.matmul ins(%x, %w : memref<4x64xf32>, memref<64x8xf32>) outs(%init : memref<4x8xf32>)
  return
}

// -----

// CHECK: remark: {{.*}}its body reads the operands as unsigned or narrows them
func.func @unsigned(%x: tensor<4x64xi8>, %w: tensor<64x8xi8>, %init: tensor<4x8xi32>) -> tensor<4x8xi32> {
  %y = linalg.matmul {cast = #linalg.type_fn<cast_unsigned>} ins(%x, %w : tensor<4x64xi8>, tensor<64x8xi8>) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  return %y : tensor<4x8xi32>
}

// -----

// CHECK: remark: {{.*}}its accumulator is neither float nor i32
func.func @wide_accumulator(%x: tensor<4x64xi8>, %w: tensor<64x8xi8>, %init: tensor<4x8xi64>) -> tensor<4x8xi64> {
  %y = linalg.matmul ins(%x, %w : tensor<4x64xi8>, tensor<64x8xi8>) outs(%init : tensor<4x8xi64>) -> tensor<4x8xi64>
  return %y : tensor<4x8xi64>
}

// -----

// CHECK: remark: {{.*}}an operand or the result is broadcast
func.func @broadcast(%x: tensor<64xf32>, %w: tensor<64x8xf32>, %init: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %y = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (k)>, affine_map<(m, n, k) -> (k, n)>,
                                      affine_map<(m, n, k) -> (m, n)>]
         ins(%x, %w : tensor<64xf32>, tensor<64x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// CHECK: remark: {{.*}}an operand's element type is no storage format
func.func @odd_width(%x: tensor<4x64xi12>, %w: tensor<64x8xi12>, %init: tensor<4x8xi32>) -> tensor<4x8xi32> {
  %y = linalg.matmul ins(%x, %w : tensor<4x64xi12>, tensor<64x8xi12>) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  return %y : tensor<4x8xi32>
}

// -----

// CHECK: remark: {{.*}}this convolution has no qnt form
func.func @conv_1d(%x: tensor<64xf32>, %w: tensor<3xf32>, %init: tensor<62xf32>) -> tensor<62xf32> {
  %y = linalg.conv_1d ins(%x, %w : tensor<64xf32>, tensor<3xf32>) outs(%init : tensor<62xf32>) -> tensor<62xf32>
  return %y : tensor<62xf32>
}

// -----

// CHECK: remark: {{.*}}its number of channels is dynamic
func.func @dynamic_depthwise(%x: tensor<1x8x8x?xf32>, %w: tensor<3x3x?xf32>, %init: tensor<1x6x6x?xf32>) -> tensor<1x6x6x?xf32> {
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x8x8x?xf32>, tensor<3x3x?xf32>) outs(%init : tensor<1x6x6x?xf32>) -> tensor<1x6x6x?xf32>
  return %y : tensor<1x6x6x?xf32>
}

// CHECK: remark: {{.*}}[Analysis] qnt-import-linalg {{.*}}skipped=1

// -----

// CHECK: remark: {{.*}}its result has not every position of the window
func.func @conv_smaller_result(%x: tensor<1x10x10x4xf32>, %w: tensor<3x3x4x6xf32>, %init: tensor<1x8x5x6xf32>) -> tensor<1x8x5x6xf32> {
  %y = linalg.conv_2d_nhwc_hwcf {strides = dense<1> : tensor<2xi64>, dilations = dense<1> : tensor<2xi64>}
         ins(%x, %w : tensor<1x10x10x4xf32>, tensor<3x3x4x6xf32>) outs(%init : tensor<1x8x5x6xf32>) -> tensor<1x8x5x6xf32>
  return %y : tensor<1x8x5x6xf32>
}

// -----

// CHECK: remark: {{.*}}its strides and dilations are not between 1 and 2^31 - 1
func.func @conv_huge_dilation(%x: tensor<1x10x10x4xf32>, %w: tensor<1x1x4x6xf32>, %init: tensor<1x10x10x6xf32>) -> tensor<1x10x10x6xf32> {
  %y = linalg.conv_2d_nhwc_hwcf {strides = dense<1> : tensor<2xi64>, dilations = dense<4294967296> : tensor<2xi64>}
         ins(%x, %w : tensor<1x10x10x4xf32>, tensor<1x1x4x6xf32>) outs(%init : tensor<1x10x10x6xf32>) -> tensor<1x10x10x6xf32>
  return %y : tensor<1x10x10x6xf32>
}

// -----

// CHECK: remark: {{.*}}it has no channels
func.func @depthwise_no_channels(%x: tensor<1x10x10x0xf32>, %w: tensor<3x3x0xf32>, %init: tensor<1x8x8x0xf32>) -> tensor<1x8x8x0xf32> {
  %y = linalg.depthwise_conv_2d_nhwc_hwc {strides = dense<1> : tensor<2xi64>, dilations = dense<1> : tensor<2xi64>}
         ins(%x, %w : tensor<1x10x10x0xf32>, tensor<3x3x0xf32>) outs(%init : tensor<1x8x8x0xf32>) -> tensor<1x8x8x0xf32>
  return %y : tensor<1x8x8x0xf32>
}

// -----

// A padding beyond 2^60 stays what it is; the convolution is imported.
// CHECK-LABEL: func.func @huge_padding
// CHECK: tensor.pad
// CHECK: qnt.conv_general_dilated {{.*}} padding = [0, 0, 0, 0]
func.func @huge_padding(%x: tensor<1x?x10x4xf32>, %w: tensor<3x3x4x6xf32>, %init: tensor<1x?x8x6xf32>) -> tensor<1x?x8x6xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %x low[0, 1152921504606846977, 0, 0] high[0, 0, 0, 0] {
  ^bb0(%a: index, %b: index, %c: index, %d: index):
    tensor.yield %zero : f32
  } : tensor<1x?x10x4xf32> to tensor<1x?x10x4xf32>
  %y = linalg.conv_2d_nhwc_hwcf {strides = dense<1> : tensor<2xi64>, dilations = dense<1> : tensor<2xi64>}
         ins(%p, %w : tensor<1x?x10x4xf32>, tensor<3x3x4x6xf32>) outs(%init : tensor<1x?x8x6xf32>) -> tensor<1x?x8x6xf32>
  return %y : tensor<1x?x8x6xf32>
}
