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

// CHECK: remark: {{.*}}its sums are floats and an operand is no f64, f32, f16 or bf16
func.func @contraction_of_f8(%x: tensor<8x8xf8E4M3FN>, %w: tensor<8x8xf32>, %init: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %y = linalg.matmul ins(%x, %w : tensor<8x8xf8E4M3FN>, tensor<8x8xf32>) outs(%init : tensor<8x8xf32>) -> tensor<8x8xf32>
  return %y : tensor<8x8xf32>
}

// -----

// CHECK: remark: {{.*}}Function=conv_of_f8{{.*}}its sums are floats and an operand is no f64, f32, f16 or bf16
func.func @conv_of_f8(%x: tensor<1x8x8x3xf32>, %w: tensor<3x3x3x4xf8E4M3FN>, %init: tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32> {
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x8x8x3xf32>, tensor<3x3x3x4xf8E4M3FN>) outs(%init : tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32>
  return %y : tensor<1x6x6x4xf32>
}

// -----

// CHECK: remark: {{.*}}Function=conv_of_integers_in_floats{{.*}}its sums are floats and an operand is no f64, f32, f16 or bf16
func.func @conv_of_integers_in_floats(%x: tensor<1x8x8x3xi8>, %w: tensor<3x3x3x4xi8>, %init: tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32> {
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x8x8x3xi8>, tensor<3x3x3x4xi8>) outs(%init : tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32>
  return %y : tensor<1x6x6x4xf32>
}

// -----

// CHECK: remark: {{.*}}Function=conv_narrowing{{.*}}its body narrows an operand before multiplying
func.func @conv_narrowing(%x: tensor<1x8x8x3xf32>, %w: tensor<3x3x3x4xf16>, %init: tensor<1x6x6x4xf16>) -> tensor<1x6x6x4xf16> {
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x8x8x3xf32>, tensor<3x3x3x4xf16>) outs(%init : tensor<1x6x6x4xf16>) -> tensor<1x6x6x4xf16>
  return %y : tensor<1x6x6x4xf16>
}

// -----

// CHECK: remark: {{.*}}its accumulator is neither float nor i32
func.func @conv_in_i16(%x: tensor<1x8x8x3xi8>, %w: tensor<3x3x3x4xi8>, %init: tensor<1x6x6x4xi16>) -> tensor<1x6x6x4xi16> {
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x8x8x3xi8>, tensor<3x3x3x4xi8>) outs(%init : tensor<1x6x6x4xi16>) -> tensor<1x6x6x4xi16>
  return %y : tensor<1x6x6x4xi16>
}

// -----

// CHECK: remark: {{.*}}Function=conv_of_i12{{.*}}an operand's element type is no storage format
func.func @conv_of_i12(%x: tensor<1x8x8x3xi12>, %w: tensor<3x3x3x4xi8>, %init: tensor<1x6x6x4xi32>) -> tensor<1x6x6x4xi32> {
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x8x8x3xi12>, tensor<3x3x3x4xi8>) outs(%init : tensor<1x6x6x4xi32>) -> tensor<1x6x6x4xi32>
  return %y : tensor<1x6x6x4xi32>
}

// -----

// CHECK: remark: {{.*}}Function=conv_on_buffers{{.*}}it works on buffers, not tensors
func.func @conv_on_buffers(%x: memref<1x8x8x3xf32>, %w: memref<3x3x3x4xf32>, %init: memref<1x6x6x4xf32>) {
  linalg.conv_2d_nhwc_hwcf ins(%x, %w : memref<1x8x8x3xf32>, memref<3x3x3x4xf32>) outs(%init : memref<1x6x6x4xf32>)
  return
}

// -----

// CHECK: remark: {{.*}}its number of groups is dynamic
func.func @dynamic_groups(%x: tensor<1x?x3x8x8xf32>, %w: tensor<?x4x3x3x3xf32>, %init: tensor<1x?x4x6x6xf32>) -> tensor<1x?x4x6x6xf32> {
  %y = linalg.conv_2d_ngchw_gfchw ins(%x, %w : tensor<1x?x3x8x8xf32>, tensor<?x4x3x3x3xf32>) outs(%init : tensor<1x?x4x6x6xf32>) -> tensor<1x?x4x6x6xf32>
  return %y : tensor<1x?x4x6x6xf32>
}

// -----

// CHECK: remark: {{.*}}Function=dynamic_groups_of_result{{.*}}its number of groups is dynamic
func.func @dynamic_groups_of_result(%x: tensor<1x2x3x8x8xf32>, %w: tensor<2x?x3x3x3xf32>, %init: tensor<1x?x?x6x6xf32>) -> tensor<1x?x?x6x6xf32> {
  %y = linalg.conv_2d_ngchw_gfchw ins(%x, %w : tensor<1x2x3x8x8xf32>, tensor<2x?x3x3x3xf32>) outs(%init : tensor<1x?x?x6x6xf32>) -> tensor<1x?x?x6x6xf32>
  return %y : tensor<1x?x?x6x6xf32>
}

// -----

// CHECK: remark: {{.*}}it has no groups
func.func @no_groups(%x: tensor<1x0x3x8x8xf32>, %w: tensor<0x4x3x3x3xf32>, %init: tensor<1x0x4x6x6xf32>) -> tensor<1x0x4x6x6xf32> {
  %y = linalg.conv_2d_ngchw_gfchw ins(%x, %w : tensor<1x0x3x8x8xf32>, tensor<0x4x3x3x3xf32>) outs(%init : tensor<1x0x4x6x6xf32>) -> tensor<1x0x4x6x6xf32>
  return %y : tensor<1x0x4x6x6xf32>
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

// Sums of linalg wrap around, those of qnt are an error.
// CHECK: remark: {{.*}}its sums of 2 products may not fit in i32
func.func @wide_sums(%x: tensor<4x2xi16>, %w: tensor<2x8xi16>, %init: tensor<4x8xi32>) -> tensor<4x8xi32> {
  %y = linalg.matmul ins(%x, %w : tensor<4x2xi16>, tensor<2x8xi16>) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  return %y : tensor<4x8xi32>
}

// -----

// 131071 products of two bytes fit, 131072 do not; with zero points 33025 and 33026.
// CHECK-NOT: remark: {{.*}}fit
// CHECK: remark: {{.*}}its sums of 131072 products may not fit in i32
// CHECK-NOT: remark: {{.*}}fit
// CHECK: remark: {{.*}}its sums of 33026 products may not fit in i32
// CHECK-NOT: remark: {{.*}}fit
func.func @most_products(%x: tensor<1x131071xi8>, %w: tensor<131071x1xi8>, %more: tensor<1x131072xi8>, %v: tensor<131072x1xi8>,
                         %q: tensor<1x33025xi8>, %r: tensor<33025x1xi8>, %s: tensor<1x33026xi8>, %t: tensor<33026x1xi8>, %z: i32,
                         %init: tensor<1x1xi32>) -> tensor<1x1xi32> {
  %0 = linalg.matmul ins(%x, %w : tensor<1x131071xi8>, tensor<131071x1xi8>) outs(%init : tensor<1x1xi32>) -> tensor<1x1xi32>
  %1 = linalg.matmul ins(%more, %v : tensor<1x131072xi8>, tensor<131072x1xi8>) outs(%0 : tensor<1x1xi32>) -> tensor<1x1xi32>
  %2 = linalg.quantized_matmul ins(%q, %r, %z, %z : tensor<1x33025xi8>, tensor<33025x1xi8>, i32, i32) outs(%1 : tensor<1x1xi32>) -> tensor<1x1xi32>
  %3 = linalg.quantized_matmul ins(%s, %t, %z, %z : tensor<1x33026xi8>, tensor<33026x1xi8>, i32, i32) outs(%2 : tensor<1x1xi32>) -> tensor<1x1xi32>
  return %3 : tensor<1x1xi32>
}

// -----

// CHECK: remark: {{.*}}its sums may not fit in i32: an operand has more than 8 bits, and the number of products is dynamic
func.func @any_number_of_sums(%x: tensor<?x?xi8>, %w: tensor<?x?xi16>, %init: tensor<?x?xi32>) -> tensor<?x?xi32> {
  %y = linalg.matmul ins(%x, %w : tensor<?x?xi8>, tensor<?x?xi16>) outs(%init : tensor<?x?xi32>) -> tensor<?x?xi32>
  return %y : tensor<?x?xi32>
}

// -----

// CHECK: remark: {{.*}}Function=indices{{.*}}its body is not accumulator + lhs * rhs
#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
func.func @indices(%x: tensor<4x4xindex>, %w: tensor<4x4xi8>, %init: tensor<4x4xi32>) -> tensor<4x4xi32> {
  %y = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x4xindex>, tensor<4x4xi8>) outs(%init : tensor<4x4xi32>) {
  ^bb0(%a: index, %b: i8, %c: i32):
    %ae = arith.index_cast %a : index to i32
    %be = arith.extsi %b : i8 to i32
    %p = arith.muli %ae, %be : i32
    %s = arith.addi %c, %p : i32
    linalg.yield %s : i32
  } -> tensor<4x4xi32>
  return %y : tensor<4x4xi32>
}

// -----

// CHECK: remark: {{.*}}Function=writes{{.*}}its body is not accumulator + lhs * rhs
#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
func.func @writes(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>, %init: tensor<4x4xf32>, %log: memref<f32>) -> tensor<4x4xf32> {
  %y = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x4xf32>, tensor<4x4xf32>) outs(%init : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    memref.store %p, %log[] : memref<f32>
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

// CHECK: remark: {{.*}}Function=wide_zero_point{{.*}}a zero point is no integer of up to 32 bits
// CHECK: remark: {{.*}}Function=zero_point_in_tensor{{.*}}a zero point is no integer of up to 32 bits
// CHECK: remark: {{.*}}Function=conv_wide_zero_point{{.*}}a zero point is no integer of up to 32 bits
// CHECK: remark: {{.*}}Function=conv_zero_point_of_floats{{.*}}it takes zero points off floats
func.func @wide_zero_point(%x: tensor<4x4xi8>, %w: tensor<4x4xi8>, %zx: i32, %zw: i64, %init: tensor<4x4xi32>) -> tensor<4x4xi32> {
  %y = linalg.quantized_matmul ins(%x, %w, %zx, %zw : tensor<4x4xi8>, tensor<4x4xi8>, i32, i64) outs(%init : tensor<4x4xi32>) -> tensor<4x4xi32>
  return %y : tensor<4x4xi32>
}
func.func @zero_point_in_tensor(%x: tensor<4x4xi8>, %w: tensor<4x4xi8>, %zx: tensor<i32>, %zw: i32, %init: tensor<4x4xi32>) -> tensor<4x4xi32> {
  %y = linalg.quantized_matmul ins(%x, %w, %zx, %zw : tensor<4x4xi8>, tensor<4x4xi8>, tensor<i32>, i32) outs(%init : tensor<4x4xi32>) -> tensor<4x4xi32>
  return %y : tensor<4x4xi32>
}
func.func @conv_wide_zero_point(%x: tensor<1x4x4x2xi8>, %w: tensor<3x3x2x2xi8>, %zx: f32, %zw: i32, %init: tensor<1x2x2x2xi32>) -> tensor<1x2x2x2xi32> {
  %y = linalg.conv_2d_nhwc_hwcf_q ins(%x, %w, %zx, %zw : tensor<1x4x4x2xi8>, tensor<3x3x2x2xi8>, f32, i32) outs(%init : tensor<1x2x2x2xi32>) -> tensor<1x2x2x2xi32>
  return %y : tensor<1x2x2x2xi32>
}
func.func @conv_zero_point_of_floats(%x: tensor<1x4x4x2xf32>, %w: tensor<3x3x2x2xf32>, %z: i32, %init: tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> {
  %y = linalg.conv_2d_nhwc_hwcf_q ins(%x, %w, %z, %z : tensor<1x4x4x2xf32>, tensor<3x3x2x2xf32>, i32, i32) outs(%init : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %y : tensor<1x2x2x2xf32>
}

// -----

// CHECK-COUNT-3: remark: {{.*}}a type of its tensors has an encoding attribute
func.func @encoded(%x: tensor<4x4xf32, "some">, %w: tensor<4x4xf32>, %init: tensor<4x4xf32, "other">, %q: tensor<4x4xi8, "some">,
                   %v: tensor<4x4xi8>, %sums: tensor<4x4xi32>) -> (tensor<4x4xf32, "other">, tensor<4x4xi32>) {
  %y = linalg.matmul ins(%x, %w : tensor<4x4xf32, "some">, tensor<4x4xf32>) outs(%init : tensor<4x4xf32, "other">) -> tensor<4x4xf32, "other">
  %z = linalg.matmul ins(%q, %v : tensor<4x4xi8, "some">, tensor<4x4xi8>) outs(%sums : tensor<4x4xi32>) -> tensor<4x4xi32>
  return %y, %z : tensor<4x4xf32, "other">, tensor<4x4xi32>
}
func.func @conv_encoded(%x: tensor<1x4x4xf32>, %w: tensor<3x4x4xf32, "some">, %init: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  %y = linalg.conv_1d_nwc_wcf ins(%x, %w : tensor<1x4x4xf32>, tensor<3x4x4xf32, "some">) outs(%init : tensor<1x2x4xf32>) -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// -----

// 65536 * 65536, and (127 + 32641) * (127 + 65408) = 2^31 - 2^15.
// CHECK-NOT: Function=large_zero_points_fit{{.*}}fit in
// CHECK: remark: {{.*}}Function=large_zero_points{{.*}}its sums of 1 products may not fit in i32
// CHECK: remark: {{.*}}contractions=1, skipped=1
func.func @large_zero_points_fit(%x: tensor<1x1xi8>, %init: tensor<1x1xi32>) -> tensor<1x1xi32> {
  %zx = arith.constant -32641 : i32
  %zw = arith.constant -65408 : i32
  %y = linalg.quantized_matmul ins(%x, %x, %zx, %zw : tensor<1x1xi8>, tensor<1x1xi8>, i32, i32) outs(%init : tensor<1x1xi32>) -> tensor<1x1xi32>
  return %y : tensor<1x1xi32>
}
func.func @large_zero_points(%x: tensor<1x1xi8>, %init: tensor<1x1xi32>) -> tensor<1x1xi32> {
  %z = arith.constant 65536 : i32
  %y = linalg.quantized_matmul ins(%x, %x, %z, %z : tensor<1x1xi8>, tensor<1x1xi8>, i32, i32) outs(%init : tensor<1x1xi32>) -> tensor<1x1xi32>
  return %y : tensor<1x1xi32>
}

// -----

// One operand tells the number of products.
// CHECK: remark: {{.*}}its sums of 131072 products may not fit in i32
func.func @products_of_one_operand(%x: tensor<1x?xi8>, %w: tensor<131072x1xi8>, %init: tensor<1x1xi32>) -> tensor<1x1xi32> {
  %y = linalg.matmul ins(%x, %w : tensor<1x?xi8>, tensor<131072x1xi8>) outs(%init : tensor<1x1xi32>) -> tensor<1x1xi32>
  return %y : tensor<1x1xi32>
}

// -----

// A scalar operand of integers has no loop that tells how many products there are.
// CHECK: remark: {{.*}}an operand or the result is broadcast
func.func @scalar(%s: i8, %x: tensor<8xi8>, %init: tensor<i32>) -> tensor<i32> {
  %y = linalg.generic {indexing_maps = [affine_map<(k) -> ()>, affine_map<(k) -> (k)>, affine_map<(k) -> ()>], iterator_types = ["reduction"]}
         ins(%s, %x : i8, tensor<8xi8>) outs(%init : tensor<i32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extsi %b : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %c, %2 : i32
    linalg.yield %3 : i32
  } -> tensor<i32>
  return %y : tensor<i32>
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
