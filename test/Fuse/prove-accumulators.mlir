// RUN: quant-opt %s --qnt-prove-accumulators | FileCheck %s
// RUN: quant-opt %s --qnt-prove-accumulators -o %t.mlir
// RUN: quant-opt %t.mlir --qnt-prove-accumulators | diff %t.mlir -
// RUN: quant-opt %s --qnt-prove-accumulators -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#u8 = #qnt.encoding<u8 : f32, block = 1x*, scale = f32>
#z8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>
#n8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, clamp = -127 : 127>
#m8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8, sparsity = bitmask>
#t8 = #qnt.encoding<i8 : f32, block = 1x128, scale = f32>
#t3 = #qnt.encoding<i8 : f32, block = 1x3, scale = f32>
#a16 = #qnt.encoding<i16 : f32, block = 1x*, scale = f32>
#u16 = #qnt.encoding<u16 : f32, block = 1x*, scale = f32, zero_point = i32>
#a32 = #qnt.encoding<i32 : f32, block = 1x*, scale = f32>
#f8 = #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32>
#nf4 = #qnt.encoding<lut<u4, f32> : f32, block = 1x*, scale = f32>
#h8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = bf16>
#d8 = #qnt.encoding<i8 : f64, block = 1x*, scale = f64>

//===----------------------------------------------------------------------------------------------------===//
// The last safe K, and the next
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: @signed_bytes
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 131071> :
func.func @signed_bytes(%a: !qnt.array<2x131071, #a8>, %b: !qnt.array<2x131072, #a8>) {
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x131071, #a8>, !qnt.array<2x131071, #a8>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %b, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x131072, #a8>, !qnt.array<2x131072, #a8>) -> tensor<2x2xf32>
  return
}

// CHECK-LABEL: @unsigned_bytes
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 33025> :
func.func @unsigned_bytes(%a: !qnt.array<2x33025, #u8>, %b: !qnt.array<2x33026, #u8>) {
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x33025, #u8>, !qnt.array<2x33025, #u8>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %b, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x33026, #u8>, !qnt.array<2x33026, #u8>) -> tensor<2x2xf32>
  return
}

// 127 * 127 = 16129.
// CHECK-LABEL: @clamp_range
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 133144> :
func.func @clamp_range(%a: !qnt.array<2x133144, #n8>, %b: !qnt.array<2x133145, #n8>) {
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x133144, #n8>, !qnt.array<2x133144, #n8>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %b, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x133145, #n8>, !qnt.array<2x133145, #n8>) -> tensor<2x2xf32>
  return
}

// An unknown zero point may be any i8: 255 * 255, so that all of u8 x u8 is reached with either sign.
// CHECK-LABEL: @unknown_zero_points
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 33025> :
func.func @unknown_zero_points(%a: !qnt.array<2x33025, #z8>, %b: !qnt.array<2x33026, #z8>) {
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x33025, #z8>, !qnt.array<2x33025, #z8>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %b, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x33026, #z8>, !qnt.array<2x33026, #z8>) -> tensor<2x2xf32>
  return
}

// CHECK-LABEL: @products_of_16_bits
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i64> :
// CHECK: accumulator = <i32, split = 511> :
func.func @products_of_16_bits(%a: !qnt.array<2x1, #a16>, %b: !qnt.array<2x2, #a16>, %c: !qnt.array<2x512, #a16>, %w: !qnt.array<2x512, #a8>) {
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x1, #a16>, !qnt.array<2x1, #a16>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %b, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x2, #a16>, !qnt.array<2x2, #a16>) -> tensor<2x2xf32>
  %2 = qnt.dot_general %c, %w contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x512, #a16>, !qnt.array<2x512, #a8>) -> tensor<2x2xf32>
  return
}

// Products of 2^62: one fits in i64, two do not. An i32 result is exact all the same.
// CHECK-LABEL: @products_of_32_bits
// CHECK: accumulator = <i64> :
// CHECK: accumulator = <none, "sums of more than 1 products may not fit in i64, and there are 2"> :
// CHECK: accumulator = <i128> :
func.func @products_of_32_bits(%a: !qnt.array<2x1, #a32>, %b: !qnt.array<2x2, #a32>) {
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x1, #a32>, !qnt.array<2x1, #a32>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %b, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x2, #a32>, !qnt.array<2x2, #a32>) -> tensor<2x2xf32>
  %2 = qnt.dot_general %b, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x2, #a32>, !qnt.array<2x2, #a32>) -> tensor<2x2xi32>
  return
}

//===----------------------------------------------------------------------------------------------------===//
// Known zero points
//===----------------------------------------------------------------------------------------------------===//

// Codes -128..127 minus -8..16: -144..135, and 144 * 144 = 20736.
// CHECK-LABEL: @constant_zero_points
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 103563> :
func.func @constant_zero_points(%x: !qnt.array<2x103563, #z8>, %codes: tensor<2x103564xi8>, %scales: tensor<2x1xf32>) {
  %a = qnt.constant codes = dense<5> : tensor<2x103563xi8>, scales = dense<0.5> : tensor<2x1xf32>,
         zero_points = dense<[[16], [-8]]> : tensor<2x1xi8> : !qnt.array<2x103563, #z8>
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x103563, #z8>, !qnt.array<2x103563, #z8>) -> tensor<2x2xf32>
  %z = arith.constant dense<[[-8], [16]]> : tensor<2x1xi8>
  %b = qnt.assemble %codes, %scales, %z : (tensor<2x103564xi8>, tensor<2x1xf32>, tensor<2x1xi8>) -> !qnt.array<2x103564, #z8>
  %1 = qnt.dot_general %b, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x103564, #z8>, !qnt.array<2x103564, #z8>) -> tensor<2x2xf32>
  return
}

// Zero point 3 in each: -131..124. Where it is padded, new rows have zero point 0.
// CHECK-LABEL: @zero_points_through_ops
// CHECK-COUNT-6: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 33025> :
#c8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32, zero_point = i8>
func.func @zero_points_through_ops(%x: tensor<2x125137xf32>, %acc: tensor<2x125137xi32>, %rows: tensor<2xi64>, %y: !qnt.array<2x125137, #z8>) {
  %s = arith.constant dense<0.5> : tensor<2x1xf32>
  %z = arith.constant dense<3> : tensor<2x1xi8>
  %a = qnt.quantize %x scale(%s : tensor<2x1xf32>) zero_point(%z : tensor<2x1xi8>) : tensor<2x125137xf32> -> !qnt.array<2x125137, #z8>
  %t = qnt.transpose %a permutation = [1, 0] : !qnt.array<2x125137, #z8> -> !qnt.array<125137x2, #c8>
  %0 = qnt.dot_general %a, %t contracting = [1] x [0] batch = [] x [] : (!qnt.array<2x125137, #z8>, !qnt.array<125137x2, #c8>) -> tensor<2x2xf32>
  %b = qnt.requantize %acc input_scale(%s : tensor<2x1xf32>) scale(%s : tensor<2x1xf32>) zero_point(%z : tensor<2x1xi8>) : tensor<2x125137xi32> -> !qnt.array<2x125137, #z8>
  %1 = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x125137, #z8>, !qnt.array<2x125137, #z8>) -> tensor<2x2xf32>
  %c = qnt.concat dim = 0 %a, %b : (!qnt.array<2x125137, #z8>, !qnt.array<2x125137, #z8>) -> !qnt.array<4x125137, #z8>
  %2 = qnt.dot_general %a, %c contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x125137, #z8>, !qnt.array<4x125137, #z8>) -> tensor<2x4xf32>
  %p = qnt.pad %c low = [1, 0] high = [0, 0] : !qnt.array<4x125137, #z8> -> !qnt.array<5x125137, #z8>
  %3 = qnt.dot_general %a, %p contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x125137, #z8>, !qnt.array<5x125137, #z8>) -> tensor<2x5xf32>
  %g = qnt.gather %c[%rows] dim = 0 : !qnt.array<4x125137, #z8>, tensor<2xi64> -> !qnt.array<2x125137, #z8>
  %4 = qnt.dot_general %a, %g contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x125137, #z8>, !qnt.array<2x125137, #z8>) -> tensor<2x2xf32>
  %d = qnt.cast %a : !qnt.array<2x125137, #z8> to !qnt.array<?x125137, #z8>
  %5 = qnt.dot_general %a, %d contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x125137, #z8>, !qnt.array<?x125137, #z8>) -> tensor<2x?xf32>
  %e = qnt.concat dim = 0 %a, %y : (!qnt.array<2x125137, #z8>, !qnt.array<2x125137, #z8>) -> !qnt.array<4x125137, #z8>
  %6 = qnt.dot_general %e, %e contracting = [1] x [1] batch = [] x [] : (!qnt.array<4x125137, #z8>, !qnt.array<4x125137, #z8>) -> tensor<4x4xf32>
  return
}

// Masked elements are 0, which codes -128..127 minus -128 contain anyway: 0..255.
// CHECK-LABEL: @sparsity_is_no_obstacle
// CHECK: accumulator = <i32> :
func.func @sparsity_is_no_obstacle(%codes: tensor<2x33025xi8>, %scales: tensor<2x1xf32>, %mask: tensor<2x33025xi1>) {
  %z = arith.constant dense<-128> : tensor<2x1xi8>
  %a = qnt.assemble %codes, %scales, %z, %mask : (tensor<2x33025xi8>, tensor<2x1xf32>, tensor<2x1xi8>, tensor<2x33025xi1>) -> !qnt.array<2x33025, #m8>
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x33025, #m8>, !qnt.array<2x33025, #m8>) -> tensor<2x2xf32>
  return
}

//===----------------------------------------------------------------------------------------------------===//
// Tiles and dynamic sizes
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: @tiles_bound_k
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32> :
func.func @tiles_bound_k(%a: !qnt.array<2x?, #t8>, %b: !qnt.array<2x1000000, #t3>, %c: !qnt.array<2x1000000, #t8>) {
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x?, #t8>, !qnt.array<2x?, #t8>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %b, %c contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x1000000, #t3>, !qnt.array<2x1000000, #t8>) -> tensor<2x2xf32>
  return
}

// CHECK-LABEL: @dynamic_k
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 131071, at_most = 562949953421311> :
// CHECK: accumulator = <i64, at_most = 8589934591> :
// CHECK: accumulator = <none, "sums of more than {{[0-9]+}} products may not fit in i64, and there are a dynamic number of them"> :
// CHECK: accumulator = <i128> :
func.func @dynamic_k(%a: !qnt.array<2x?, #a8>, %b: !qnt.array<2x64, #a8>, %c: !qnt.array<2x?, #a16>, %d: !qnt.array<2x?, #u16>) {
  %0 = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x?, #a8>, !qnt.array<2x64, #a8>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x?, #a8>, !qnt.array<2x?, #a8>) -> tensor<2x2xf32>
  %2 = qnt.dot_general %c, %c contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x?, #a16>, !qnt.array<2x?, #a16>) -> tensor<2x2xf32>
  %3 = qnt.dot_general %d, %d contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x?, #u16>, !qnt.array<2x?, #u16>) -> tensor<2x2xf32>
  %4 = qnt.dot_general %d, %d contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x?, #u16>, !qnt.array<2x?, #u16>) -> tensor<2x2xi32>
  return
}

// CHECK-LABEL: @zero_size
// CHECK: accumulator = <i32> :
func.func @zero_size(%a: !qnt.array<2x0, #a32>, %b: !qnt.array<2x?, #a32>) {
  %0 = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x0, #a32>, !qnt.array<2x?, #a32>) -> tensor<2x2xf32>
  return
}

// CHECK-LABEL: @two_contracting_dimensions
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 131071> :
#b8 = #qnt.encoding<i8 : f32, block = 1x*x*, scale = f32>
func.func @two_contracting_dimensions(%a: !qnt.array<2x131071x1, #b8>, %b: !qnt.array<2x256x512, #b8>) {
  %0 = qnt.dot_general %a, %a contracting = [1, 2] x [1, 2] batch = [] x [] : (!qnt.array<2x131071x1, #b8>, !qnt.array<2x131071x1, #b8>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %b, %b contracting = [1, 2] x [1, 2] batch = [] x [] : (!qnt.array<2x256x512, #b8>, !qnt.array<2x256x512, #b8>) -> tensor<2x2xf32>
  return
}

//===----------------------------------------------------------------------------------------------------===//
// Other ops
//===----------------------------------------------------------------------------------------------------===//

// A window of 16 and 8192 features in a group.
// CHECK-LABEL: @convolution
// CHECK: accumulator = <i32, split = 131071> :
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 131071, at_most = 562949953421311> :
#x8 = #qnt.encoding<i8 : f32, block = 1x*x*, scale = f32>
#xs8 = #qnt.encoding<i8 : f32, block = 1x8x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>
func.func @convolution(%x: !qnt.array<1x64x16384, #x8>, %k: !qnt.array<16x8192x4, #k8>, %xs: !qnt.array<1x64x16384, #xs8>,
                       %xd: !qnt.array<1x64x?, #x8>, %kd: !qnt.array<16x?x4, #k8>) {
  %0 = qnt.conv_general_dilated %x, %k dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0] lhs_dilation = [1] rhs_dilation = [1]
         feature_groups = 2 : (!qnt.array<1x64x16384, #x8>, !qnt.array<16x8192x4, #k8>) -> tensor<1x49x4xf32>
  %1 = qnt.conv_general_dilated %xs, %k dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0] lhs_dilation = [1] rhs_dilation = [1]
         feature_groups = 2 : (!qnt.array<1x64x16384, #xs8>, !qnt.array<16x8192x4, #k8>) -> tensor<1x49x4xf32>
  %2 = qnt.conv_general_dilated %xd, %kd dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0] lhs_dilation = [1] rhs_dilation = [1]
         : (!qnt.array<1x64x?, #x8>, !qnt.array<16x?x4, #k8>) -> tensor<1x49x4xf32>
  return
}

// CHECK-LABEL: @ragged_dot
// CHECK: accumulator = <i32> :
// CHECK: accumulator = <i32, split = 131071> :
#r8 = #qnt.encoding<i8 : f32, block = 1x*x1, scale = f32>
func.func @ragged_dot(%a: !qnt.array<?x64, #a8>, %r: !qnt.array<2x64x3, #r8>, %b: !qnt.array<2x131072, #a8>, %sizes: tensor<2xi32>) {
  %0 = qnt.ragged_dot_general %a, %r groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (!qnt.array<?x64, #a8>, !qnt.array<2x64x3, #r8>) -> tensor<?x3xf32>
  %1 = qnt.ragged_dot_general %b, %b groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [1] group = []
         : (!qnt.array<2x131072, #a8>, !qnt.array<2x131072, #a8>) -> tensor<2x2x2xf32>
  return
}

//===----------------------------------------------------------------------------------------------------===//
// The float path
//===----------------------------------------------------------------------------------------------------===//

// A verdict is proven anew.
// CHECK-LABEL: @float_path
// CHECK: accumulator = <none, "lhs is a float tensor">
// CHECK: accumulator = <none, "rhs has a code book">
// CHECK: accumulator = <none, "rhs has codes of type f8E4M3FN">
// CHECK: accumulator = <none, "lhs has zero points of type bf16">
// CHECK: accumulator = <none, "rhs has scales of type f64">
// CHECK: accumulator = <none, "the result has type f64">
// CHECK: accumulator = <i32>
// REMARK-DAG: [Missed] qnt-prove-accumulators | {{.*}}Function=float_path{{.*}}Reason="lhs is a float tensor"
// REMARK-DAG: [Missed] {{.*}} Reason="rhs has a code book"
// REMARK-DAG: [Missed] {{.*}} Reason="rhs has codes of type f8E4M3FN"
// REMARK-DAG: [Missed] {{.*}} Reason="lhs has zero points of type bf16"
// REMARK-DAG: [Missed] {{.*}} Reason="rhs has scales of type f64"
// REMARK-DAG: [Missed] {{.*}} Reason="the result has type f64"
// REMARK-DAG: [Missed] {{.*}} Reason="sums of more than 1 products may not fit in i64, and there are 2"
// REMARK: [Analysis] qnt-prove-accumulators | {{.*}}float-contractions=8, integer-contractions=38
func.func @float_path(%x: tensor<2x8xf32>, %a: !qnt.array<2x8, #a8>, %nf4: !qnt.array<2x8, #nf4>, %f8: !qnt.array<2x8, #f8>,
                      %h8: !qnt.array<2x8, #h8>, %d8: !qnt.array<2x8, #d8>) {
  %0 = qnt.dot_general %x, %a contracting = [1] x [1] batch = [] x [] : (tensor<2x8xf32>, !qnt.array<2x8, #a8>) -> tensor<2x2xf32>
  %1 = qnt.dot_general %a, %nf4 contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x8, #a8>, !qnt.array<2x8, #nf4>) -> tensor<2x2xf32>
  %2 = qnt.dot_general %a, %f8 contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x8, #a8>, !qnt.array<2x8, #f8>) -> tensor<2x2xf32>
  %3 = qnt.dot_general %h8, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x8, #h8>, !qnt.array<2x8, #a8>) -> tensor<2x2xf32>
  %4 = qnt.dot_general %a, %d8 contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x8, #a8>, !qnt.array<2x8, #d8>) -> tensor<2x2xf32>
  %5 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] : (!qnt.array<2x8, #a8>, !qnt.array<2x8, #a8>) -> tensor<2x2xf64>
  %6 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] accumulator = <none, "a guess"> : (!qnt.array<2x8, #a8>, !qnt.array<2x8, #a8>) -> tensor<2x2xf32>
  return
}
