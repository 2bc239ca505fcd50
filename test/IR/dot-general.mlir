// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#u8 = #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = u8>
#w4 = #qnt.encoding<u4 : bf16, block = 1x128, scale = bf16, zero_point = u4>
#k8 = #qnt.encoding<i8 : f32, block = 64x1, scale = f32>
#v8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#s8 = #qnt.encoding<i8 : f32, scale = f32>

// CHECK-LABEL: @two_arrays_dynamic_rows
// CHECK: qnt.dot_general %{{.*}}, %{{.*}} contracting = [1] x [1] batch = [] x [] :
// CHECK-SAME: (!qnt.array<?x256, #{{.*}}>, !qnt.array<64x256, #{{.*}}>) -> tensor<?x64xbf16>
func.func @two_arrays_dynamic_rows(%a: !qnt.array<?x256, #a8>, %w: !qnt.array<64x256, #w4>) -> tensor<?x64xbf16> {
  %y = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x []
         : (!qnt.array<?x256, #a8>, !qnt.array<64x256, #w4>) -> tensor<?x64xbf16>
  return %y : tensor<?x64xbf16>
}

// CHECK-LABEL: @float_lhs_two_batch_dimensions_high_precision
// CHECK: contracting = [3] x [1] batch = [0, 2] x [2, 0] precision = highest
func.func @float_lhs_two_batch_dimensions_high_precision(%a: tensor<2x3x4x8xf16>, %b: tensor<4x8x2x5xf64>)
    -> tensor<2x4x3x5xf64> {
  %y = qnt.dot_general %a, %b contracting = [3] x [1] batch = [0, 2] x [2, 0] precision = highest
         : (tensor<2x3x4x8xf16>, tensor<4x8x2x5xf64>) -> tensor<2x4x3x5xf64>
  return %y : tensor<2x4x3x5xf64>
}

// CHECK-LABEL: @two_contracting_dimensions_to_rank_0
// CHECK: contracting = [0, 1] x [1, 0] batch = [] x []
// CHECK-SAME: -> tensor<f32>
func.func @two_contracting_dimensions_to_rank_0(%a: tensor<4x?xf32>, %b: !qnt.array<?x4, #u8>) -> tensor<f32> {
  %y = qnt.dot_general %a, %b contracting = [0, 1] x [1, 0] batch = [] x []
         : (tensor<4x?xf32>, !qnt.array<?x4, #u8>) -> tensor<f32>
  return %y : tensor<f32>
}

// CHECK-LABEL: @outer_product_of_scalar_and_vector
// CHECK: (!qnt.array<#{{.*}}>, !qnt.array<7, #{{.*}}>) -> tensor<7xf32>
func.func @outer_product_of_scalar_and_vector(%a: !qnt.array<#s8>, %b: !qnt.array<7, #v8>) -> tensor<7xf32> {
  %y = qnt.dot_general %a, %b contracting = [] x [] batch = [] x []
         : (!qnt.array<#s8>, !qnt.array<7, #v8>) -> tensor<7xf32>
  return %y : tensor<7xf32>
}

// The block of 64 covers the whole dimension of 64: no K tiles.
// CHECK-LABEL: @exact_integer_sum
// CHECK: -> tensor<?x3xi32>
func.func @exact_integer_sum(%a: !qnt.array<?x64, #a8>, %b: !qnt.array<64x3, #k8>) -> tensor<?x3xi32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #k8>) -> tensor<?x3xi32>
  return %y : tensor<?x3xi32>
}

// CHECK-LABEL: @zero_sizes
// CHECK: (tensor<0x0xf32>, tensor<0x5xf32>) -> tensor<0x5xf32>
func.func @zero_sizes(%a: tensor<0x0xf32>, %b: tensor<0x5xf32>) -> tensor<0x5xf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (tensor<0x0xf32>, tensor<0x5xf32>) -> tensor<0x5xf32>
  return %y : tensor<0x5xf32>
}

// A dynamic size fits any: the result may say more or less than the operands.
// CHECK-LABEL: @dynamic_sizes_fit
// CHECK: (tensor<?x?xf32>, tensor<8x?xf32>) -> tensor<4x?xf32>
func.func @dynamic_sizes_fit(%a: tensor<?x?xf32>, %b: tensor<8x?xf32>) -> tensor<4x?xf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] {qnt.name = "fc1"}
         : (tensor<?x?xf32>, tensor<8x?xf32>) -> tensor<4x?xf32>
  return %y : tensor<4x?xf32>
}
