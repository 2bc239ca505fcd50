// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --canonicalize | FileCheck %s --check-prefix=CANON

#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#v8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#t8 = #qnt.encoding<i8 : f32, block = *x32x*, scale = f32>

// CHECK-LABEL: @matrix_times_array
// CHECK: qnt.dot %{{.*}}, %{{.*}} : (tensor<?x64xf32>, !qnt.array<64x16, #{{.*}}>) -> tensor<?x16xf32>
// CANON-LABEL: @matrix_times_array
// CANON: qnt.dot_general %arg0, %arg1 contracting = [1] x [0] batch = [] x [] {qnt.name = "fc"} :
// CANON-SAME: (tensor<?x64xf32>, !qnt.array<64x16, #{{.*}}>) -> tensor<?x16xf32>
func.func @matrix_times_array(%x: tensor<?x64xf32>, %w: !qnt.array<64x16, #w8>) -> tensor<?x16xf32> {
  %y = qnt.dot %x, %w {qnt.name = "fc"} : (tensor<?x64xf32>, !qnt.array<64x16, #w8>) -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}

// CHECK-LABEL: @two_vectors
// CHECK: qnt.dot {{.*}} -> tensor<i32>
// CANON-LABEL: @two_vectors
// CANON: contracting = [0] x [0] batch = [] x []
func.func @two_vectors(%x: !qnt.array<8, #v8>, %w: !qnt.array<8, #v8>) -> tensor<i32> {
  %y = qnt.dot %x, %w : (!qnt.array<8, #v8>, !qnt.array<8, #v8>) -> tensor<i32>
  return %y : tensor<i32>
}

// CHECK-LABEL: @second_to_last_dimension_of_rhs
// CHECK: -> tensor<4x2x3xf32>
// CANON-LABEL: @second_to_last_dimension_of_rhs
// CANON: contracting = [1] x [1] batch = [] x []
// CANON-SAME: -> tensor<4x2x3xf32>
func.func @second_to_last_dimension_of_rhs(%x: tensor<4x64xf32>, %w: !qnt.array<2x64x3, #t8>) -> tensor<4x2x3xf32> {
  %y = qnt.dot %x, %w : (tensor<4x64xf32>, !qnt.array<2x64x3, #t8>) -> tensor<4x2x3xf32>
  return %y : tensor<4x2x3xf32>
}
