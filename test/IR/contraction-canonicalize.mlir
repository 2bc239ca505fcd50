// RUN: quant-opt %s --canonicalize | FileCheck %s

#t8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#b8 = #qnt.encoding<i8 : f32, block = 1x32x1, scale = f32>
#c8 = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>

//===----------------------------------------------------------------------------------------------------===//
// Sums of nothing
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: @dot_of_nothing
// CHECK-NEXT: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : tensor<4x3xf32>
// CHECK-NEXT: return %[[ZERO]]
func.func @dot_of_nothing(%a: tensor<4x0xf32>, %b: !qnt.array<0x3, #t8>) -> tensor<4x3xf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (tensor<4x0xf32>, !qnt.array<0x3, #t8>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// CHECK-LABEL: @integer_dot_of_nothing
// CHECK-NEXT: arith.constant dense<0> : tensor<4x3xi32>
func.func @integer_dot_of_nothing(%a: !qnt.array<4x?, #t8>, %b: !qnt.array<0x3, #t8>) -> tensor<4x3xi32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x?, #t8>, !qnt.array<0x3, #t8>) -> tensor<4x3xi32>
  return %y : tensor<4x3xi32>
}

// CHECK-LABEL: @dot_of_nothing_dynamic_result
// CHECK: qnt.dot_general
func.func @dot_of_nothing_dynamic_result(%a: tensor<?x0xf32>, %b: tensor<0x3xf32>) -> tensor<?x3xf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (tensor<?x0xf32>, tensor<0x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: @convolution_of_no_features
// CHECK-NEXT: arith.constant dense<0.000000e+00> : tensor<2x6x5xf32>
func.func @convolution_of_no_features(%x: tensor<2x8x0xf32>, %w: !qnt.array<3x0x5, #c8>) -> tensor<2x6x5xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]>
         strides = [1] padding = [0, 0] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<2x8x0xf32>, !qnt.array<3x0x5, #c8>) -> tensor<2x6x5xf32>
  return %y : tensor<2x6x5xf32>
}

// CHECK-LABEL: @ragged_dot_of_nothing
// CHECK-NEXT: arith.constant dense<0.000000e+00> : tensor<6x5xbf16>
func.func @ragged_dot_of_nothing(%x: tensor<6x0xbf16>, %w: tensor<3x0x5xbf16>, %s: tensor<3xi32>) -> tensor<6x5xbf16> {
  %y = qnt.ragged_dot %x, %w groups(%s : tensor<3xi32>) : (tensor<6x0xbf16>, tensor<3x0x5xbf16>) -> tensor<6x5xbf16>
  return %y : tensor<6x5xbf16>
}

//===----------------------------------------------------------------------------------------------------===//
// Transposed operands
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: @transposed_array
// CHECK-NEXT: qnt.dot_general %arg0, %arg1 contracting = [1] x [1] batch = [] x [] :
// CHECK-SAME: (tensor<4x64xf32>, !qnt.array<3x64, #{{.*}}>) -> tensor<4x3xf32>
// CHECK-NEXT: return
func.func @transposed_array(%a: tensor<4x64xf32>, %b: !qnt.array<3x64, #k8>) -> tensor<4x3xf32> {
  %t = qnt.transpose %b permutation = [1, 0] : !qnt.array<3x64, #k8>
         -> !qnt.array<64x3, #qnt.encoding<i8 : f32, block = 32x1, scale = f32>>
  %y = qnt.dot_general %a, %t contracting = [1] x [0] batch = [] x []
         : (tensor<4x64xf32>, !qnt.array<64x3, #qnt.encoding<i8 : f32, block = 32x1, scale = f32>>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// CHECK-LABEL: @transposed_tensor_with_batch
// CHECK-NOT: linalg.transpose
// CHECK: qnt.dot_general %arg0, %arg1 contracting = [0] x [2] batch = [2] x [0]
func.func @transposed_tensor_with_batch(%a: tensor<8x4x2xf32>, %b: tensor<2x3x8xf32>) -> tensor<2x4x3xf32> {
  %empty = tensor.empty() : tensor<2x4x8xf32>
  %t = linalg.transpose ins(%a : tensor<8x4x2xf32>) outs(%empty : tensor<2x4x8xf32>) permutation = [2, 1, 0]
  %y = qnt.dot_general %t, %b contracting = [2] x [2] batch = [0] x [0]
         : (tensor<2x4x8xf32>, tensor<2x3x8xf32>) -> tensor<2x4x3xf32>
  return %y : tensor<2x4x3xf32>
}

// The free dimensions of lhs change places: they are the result's, so the transpose stays.
// CHECK-LABEL: @transposed_free_dimensions
// CHECK: linalg.transpose
// CHECK: qnt.dot_general
func.func @transposed_free_dimensions(%a: tensor<4x2x8xf32>, %b: tensor<8x3xf32>) -> tensor<2x4x3xf32> {
  %empty = tensor.empty() : tensor<2x4x8xf32>
  %t = linalg.transpose ins(%a : tensor<4x2x8xf32>) outs(%empty : tensor<2x4x8xf32>) permutation = [1, 0, 2]
  %y = qnt.dot_general %t, %b contracting = [2] x [0] batch = [] x []
         : (tensor<2x4x8xf32>, tensor<8x3xf32>) -> tensor<2x4x3xf32>
  return %y : tensor<2x4x3xf32>
}

//===----------------------------------------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: @static_sources_of_casts
// CHECK-NEXT: qnt.dot_general %arg0, %arg1 {{.*}} : (tensor<4x64xf32>, !qnt.array<64x3, #{{.*}}>) -> tensor<?x?xf32>
func.func @static_sources_of_casts(%a: tensor<4x64xf32>, %b: !qnt.array<64x3, #t8>) -> tensor<?x?xf32> {
  %c = tensor.cast %a : tensor<4x64xf32> to tensor<?x?xf32>
  %d = qnt.cast %b : !qnt.array<64x3, #t8> to !qnt.array<?x?, #t8>
  %y = qnt.dot_general %c, %d contracting = [1] x [0] batch = [] x []
         : (tensor<?x?xf32>, !qnt.array<?x?, #t8>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// Sizes that cannot agree at run time are no reason to make the op invalid now.
// CHECK-LABEL: @casts_of_sizes_that_disagree
// CHECK: tensor.cast
// CHECK: qnt.dot_general
func.func @casts_of_sizes_that_disagree(%a: tensor<4x63xf32>, %b: tensor<64x3xf32>) -> tensor<?x3xf32> {
  %c = tensor.cast %a : tensor<4x63xf32> to tensor<?x?xf32>
  %y = qnt.dot_general %c, %b contracting = [1] x [0] batch = [] x []
         : (tensor<?x?xf32>, tensor<64x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

//===----------------------------------------------------------------------------------------------------===//
// Ragged
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: @ragged_batch
// CHECK-NEXT: qnt.dot_general %arg0, %arg1 contracting = [2] x [1] batch = [0] x [0] precision = high {qnt.name = "e"}
func.func @ragged_batch(%x: tensor<4x6x64xf32>, %w: !qnt.array<4x64x5, #b8>, %sizes: tensor<3xi32>)
    -> tensor<4x6x5xf32> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<3xi32>)
         contracting = [2] x [1] batch = [0] x [0] ragged = [0] group = [] precision = high {qnt.name = "e"}
         : (tensor<4x6x64xf32>, !qnt.array<4x64x5, #b8>) -> tensor<4x6x5xf32>
  return %y : tensor<4x6x5xf32>
}

// CHECK-LABEL: @offset_zero_of_all_groups
// CHECK-NOT: offset
// CHECK: qnt.ragged_dot_general %arg0, %arg1 groups(%arg2 : tensor<3xi32>) contracting
func.func @offset_zero_of_all_groups(%x: tensor<?x8xf32>, %w: tensor<3x8x5xf32>, %sizes: tensor<3xi32>)
    -> tensor<?x5xf32> {
  %zero = arith.constant dense<0> : tensor<1xi32>
  %y = qnt.ragged_dot %x, %w groups(%sizes : tensor<3xi32>) offset(%zero : tensor<1xi32>)
         : (tensor<?x8xf32>, tensor<3x8x5xf32>) -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}

// CHECK-LABEL: @offset_zero_of_fewer_groups
// CHECK: offset(
func.func @offset_zero_of_fewer_groups(%x: tensor<?x8xf32>, %w: tensor<2x8x5xf32>, %sizes: tensor<3xi32>)
    -> tensor<?x5xf32> {
  %zero = arith.constant dense<0> : tensor<1xi32>
  %y = qnt.ragged_dot %x, %w groups(%sizes : tensor<3xi32>) offset(%zero : tensor<1xi32>)
         : (tensor<?x8xf32>, tensor<2x8x5xf32>) -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}
