// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

#w4 = #qnt.encoding<u4 : bf16, block = 1x32, scale = bf16, zero_point = u4>
#s8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>

// CHECK-LABEL: @ellipsis_with_array
// CHECK: qnt.einsum "...k,nk->...n" %{{.*}}, %{{.*}} :
// CHECK-SAME: (tensor<2x?x64xbf16>, !qnt.array<16x64, #{{.*}}>) -> tensor<2x?x16xbf16>
func.func @ellipsis_with_array(%x: tensor<2x?x64xbf16>, %w: !qnt.array<16x64, #w4>) -> tensor<2x?x16xbf16> {
  %y = qnt.einsum "...k,nk->...n" %x, %w : (tensor<2x?x64xbf16>, !qnt.array<16x64, #w4>) -> tensor<2x?x16xbf16>
  return %y : tensor<2x?x16xbf16>
}

// Capitals sort before small letters.
// CHECK-LABEL: @implicit_output_and_spaces
// CHECK: "b a, a Z"
func.func @implicit_output_and_spaces(%x: tensor<4x8xf32>, %w: tensor<8x3xf32>) -> tensor<3x4xf32> {
  %y = qnt.einsum "b a, a Z" %x, %w : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// CHECK-LABEL: @ellipsis_broadcasts
// CHECK: (tensor<5x1x3xf32>, tensor<4x3xf32>, tensor<?xf32>) -> tensor<5x4xf32>
func.func @ellipsis_broadcasts(%a: tensor<5x1x3xf32>, %b: tensor<4x3xf32>, %c: tensor<?xf32>) -> tensor<5x4xf32> {
  %y = qnt.einsum "...i,...i,i" %a, %b, %c : (tensor<5x1x3xf32>, tensor<4x3xf32>, tensor<?xf32>) -> tensor<5x4xf32>
  return %y : tensor<5x4xf32>
}

// CHECK-LABEL: @ellipsis_of_no_dimension
// CHECK: "i...,...i->..."
func.func @ellipsis_of_no_dimension(%a: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<f32> {
  %y = qnt.einsum "i...,...i->..." %a, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  return %y : tensor<f32>
}

// CHECK-LABEL: @trace_of_array
// CHECK: qnt.einsum "ii" %{{.*}} : (!qnt.array<4x4, #{{.*}}>) -> tensor<f32>
func.func @trace_of_array(%a: !qnt.array<4x4, #s8>) -> tensor<f32> {
  %y = qnt.einsum "ii" %a : (!qnt.array<4x4, #s8>) -> tensor<f32>
  return %y : tensor<f32>
}

// CHECK-LABEL: @exact_integer_sum
// CHECK: -> tensor<3x4xi32>
func.func @exact_integer_sum(%a: !qnt.array<4x8, #s8>, %b: !qnt.array<8x3, #s8>) -> tensor<3x4xi32> {
  %y = qnt.einsum "ij,jk->ki" %a, %b : (!qnt.array<4x8, #s8>, !qnt.array<8x3, #s8>) -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}

// CHECK-LABEL: @scalars
// CHECK: ",->"
func.func @scalars(%a: tensor<f32>, %b: tensor<f32>) -> tensor<f32> {
  %y = qnt.einsum ",->" %a, %b : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %y : tensor<f32>
}

// CHECK-LABEL: @zero_size_and_dynamic
// CHECK: (tensor<0x?xf32>, tensor<?x3xf32>) -> tensor<0x3xf32>
func.func @zero_size_and_dynamic(%a: tensor<0x?xf32>, %b: tensor<?x3xf32>) -> tensor<0x3xf32> {
  %y = qnt.einsum "ij,jk" %a, %b : (tensor<0x?xf32>, tensor<?x3xf32>) -> tensor<0x3xf32>
  return %y : tensor<0x3xf32>
}
