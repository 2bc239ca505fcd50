// RUN: quant-opt %s --canonicalize | FileCheck %s

#w4 = #qnt.encoding<u4 : bf16, block = 1x32, scale = bf16, zero_point = u4>
#t8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#h8 = #qnt.encoding<i8 : f32, block = 1x1x1x*, scale = f32>
#d8 = #qnt.encoding<i8 : f32, block = *x8x*, scale = f32>
#u8 = #qnt.encoding<i8 : f32, block = 1x*x32, scale = f32>
#rows = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-LABEL: @matrix_product
// CHECK-NEXT: %[[Y:.*]] = qnt.dot_general %arg0, %arg1 contracting = [1] x [0] batch = [] x [] {qnt.name = "fc"}
// CHECK-NEXT: return %[[Y]]
func.func @matrix_product(%a: tensor<?x8xf32>, %b: !qnt.array<8x3, #t8>) -> tensor<?x3xf32> {
  %y = qnt.einsum "ij,jk->ik" %a, %b {qnt.name = "fc"} : (tensor<?x8xf32>, !qnt.array<8x3, #t8>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// K tiles on one side: the array is handed on as it is.
// CHECK-LABEL: @ellipsis_with_tiled_array
// CHECK-NEXT: qnt.dot_general %arg0, %arg1 contracting = [2] x [1] batch = [] x [] :
// CHECK-SAME: (tensor<2x?x64xbf16>, !qnt.array<16x64, #{{.*}}>) -> tensor<2x?x16xbf16>
// CHECK-NEXT: return
func.func @ellipsis_with_tiled_array(%x: tensor<2x?x64xbf16>, %w: !qnt.array<16x64, #w4>) -> tensor<2x?x16xbf16> {
  %y = qnt.einsum "...k,nk->...n" %x, %w : (tensor<2x?x64xbf16>, !qnt.array<16x64, #w4>) -> tensor<2x?x16xbf16>
  return %y : tensor<2x?x16xbf16>
}

// CHECK-LABEL: @attention_scores
// CHECK-NEXT: qnt.dot_general %arg0, %arg1 contracting = [3] x [3] batch = [0, 2] x [0, 2] :
// CHECK-SAME: -> tensor<2x4x3x5xf32>
// CHECK-NEXT: return
func.func @attention_scores(%q: !qnt.array<2x3x4x8, #h8>, %k: !qnt.array<2x5x4x8, #h8>) -> tensor<2x4x3x5xf32> {
  %y = qnt.einsum "bqhd,bkhd->bhqk" %q, %k
         : (!qnt.array<2x3x4x8, #h8>, !qnt.array<2x5x4x8, #h8>) -> tensor<2x4x3x5xf32>
  return %y : tensor<2x4x3x5xf32>
}

// CHECK-LABEL: @exact_sum_in_another_order
// CHECK: %[[DOT:.*]] = qnt.dot_general %arg0, %arg1 contracting = [1] x [0] {{.*}} -> tensor<4x3xi32>
// CHECK: %[[INIT:.*]] = tensor.empty() : tensor<3x4xi32>
// CHECK: linalg.transpose ins(%[[DOT]] : tensor<4x3xi32>) outs(%[[INIT]] : tensor<3x4xi32>) permutation = [1, 0]
func.func @exact_sum_in_another_order(%a: !qnt.array<4x8, #t8>, %b: !qnt.array<8x3, #t8>) -> tensor<3x4xi32> {
  %y = qnt.einsum "ij,jk->ki" %a, %b : (!qnt.array<4x8, #t8>, !qnt.array<8x3, #t8>) -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}

// Left to right; what lies between is f32.
// CHECK-LABEL: @three_operands
// CHECK: %[[AB:.*]] = qnt.dot_general %arg0, %arg1 contracting = [1] x [0] {{.*}} -> tensor<4x8xf32>
// CHECK: qnt.dot_general %[[AB]], %arg2 contracting = [1] x [0] {{.*}} -> tensor<4x2xbf16>
func.func @three_operands(%a: tensor<4x8xbf16>, %b: !qnt.array<8x8, #t8>, %c: tensor<8x2xbf16>) -> tensor<4x2xbf16> {
  %y = qnt.einsum "ij,jk,kl" %a, %b, %c
         : (tensor<4x8xbf16>, !qnt.array<8x8, #t8>, tensor<8x2xbf16>) -> tensor<4x2xbf16>
  return %y : tensor<4x2xbf16>
}

// CHECK-LABEL: @intermediates_of_an_f64_result
// CHECK: -> tensor<4x8xf64>
// CHECK: -> tensor<4x2xf64>
func.func @intermediates_of_an_f64_result(%a: tensor<4x8xf32>, %b: tensor<8x8xf32>, %c: tensor<8x2xf32>)
    -> tensor<4x2xf64> {
  %y = qnt.einsum "ij,jk,kl" %a, %b, %c : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<8x2xf32>) -> tensor<4x2xf64>
  return %y : tensor<4x2xf64>
}

// i is summed, and occurs in one operand: after the product, with ones.
// CHECK-LABEL: @label_summed_in_one_operand
// CHECK-DAG: %[[ONES:.*]] = arith.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK-DAG: %[[AB:.*]] = qnt.dot_general %arg0, %arg1 contracting = [1] x [0] {{.*}} -> tensor<4x3xf32>
// CHECK: qnt.dot_general %[[AB]], %[[ONES]] contracting = [0] x [0] {{.*}} -> tensor<3xf16>
func.func @label_summed_in_one_operand(%a: !qnt.array<4x8, #rows>, %b: tensor<8x3xf32>) -> tensor<3xf16> {
  %y = qnt.einsum "ij,jk->k" %a, %b : (!qnt.array<4x8, #rows>, tensor<8x3xf32>) -> tensor<3xf16>
  return %y : tensor<3xf16>
}

// CHECK-LABEL: @sum_of_an_array
// CHECK: %[[ONES:.*]] = arith.constant dense<1.000000e+00> : tensor<64xf32>
// CHECK: qnt.dot_general %arg0, %[[ONES]] contracting = [1] x [0] {{.*}} -> tensor<4xf32>
func.func @sum_of_an_array(%a: !qnt.array<4x64, #k8>) -> tensor<4xf32> {
  %y = qnt.einsum "ij->i" %a : (!qnt.array<4x64, #k8>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: @sum_of_a_dynamic_array
// CHECK: %[[DIM:.*]] = qnt.dim %arg0, %{{.*}} : !qnt.array<4x?
// CHECK: %[[ONES:.*]] = tensor.splat %{{.*}}[%[[DIM]]] : tensor<?xf32>
// CHECK: qnt.dot_general %arg0, %[[ONES]] contracting = [1] x [0]
func.func @sum_of_a_dynamic_array(%a: !qnt.array<4x?, #k8>) -> tensor<4xf32> {
  %y = qnt.einsum "ij->i" %a : (!qnt.array<4x?, #k8>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// An array as a tensor in another order: times one, so decoded and rounded once.
// CHECK-LABEL: @transposed_array
// CHECK: %[[ONE:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[Y:.*]] = qnt.dot_general %arg0, %[[ONE]] contracting = [] x [] batch = [] x []
// CHECK: linalg.transpose ins(%[[Y]]
func.func @transposed_array(%a: !qnt.array<4x64, #k8>) -> tensor<64x4xf32> {
  %y = qnt.einsum "ij->ji" %a : (!qnt.array<4x64, #k8>) -> tensor<64x4xf32>
  return %y : tensor<64x4xf32>
}

// CHECK-LABEL: @transposed_tensor
// CHECK: %[[WIDE:.*]] = arith.extf %arg0 : tensor<4x?xf16> to tensor<4x?xf32>
// CHECK: %[[NARROW:.*]] = arith.truncf %[[WIDE]] : tensor<4x?xf32> to tensor<4x?xbf16>
// CHECK: linalg.transpose ins(%[[NARROW]] : tensor<4x?xbf16>) outs(%{{.*}} : tensor<?x4xbf16>)
func.func @transposed_tensor(%a: tensor<4x?xf16>) -> tensor<?x4xbf16> {
  %y = qnt.einsum "ij->ji" %a : (tensor<4x?xf16>) -> tensor<?x4xbf16>
  return %y : tensor<?x4xbf16>
}

// CHECK-LABEL: @diagonal_of_a_tensor
// CHECK: %[[DIAG:.*]] = linalg.generic {{.*}} ins(%arg0 : tensor<?x3x?xf32>) outs(%{{.*}} : tensor<?x3xf32>)
// CHECK: qnt.dot_general %[[DIAG]], %arg1 contracting = [1] x [0]
func.func @diagonal_of_a_tensor(%a: tensor<?x3x?xf32>, %b: tensor<3xf32>) -> tensor<?xf32> {
  %y = qnt.einsum "iji,j->i" %a, %b : (tensor<?x3x?xf32>, tensor<3xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// CHECK-LABEL: @diagonal_of_an_array
// CHECK: %[[T:.*]] = qnt.transpose %arg0 permutation = [0, 2, 1]
// CHECK: %[[R:.*]] = qnt.reshape %[[T]] : {{.*}} -> !qnt.array<16x64, #{{[^>]*}}>
// CHECK: %[[S:.*]] = qnt.slice %[[R]] [0, 0] [4, -1] [5, 1] : {{.*}} -> !qnt.array<4x64, #{{[^>]*}}>
// CHECK: qnt.dot_general %[[S]], %arg1 contracting = [1] x [0] batch = [] x []
func.func @diagonal_of_an_array(%a: !qnt.array<4x64x4, #d8>, %b: tensor<64xf32>) -> tensor<4xf32> {
  %y = qnt.einsum "iji,j->i" %a, %b : (!qnt.array<4x64x4, #d8>, tensor<64xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// A block per row: the diagonal takes elements of every block, and no block shape says so. The op stays.
// CHECK-LABEL: @diagonal_across_blocks
// CHECK-NEXT: qnt.einsum "ii->i" %arg0
func.func @diagonal_across_blocks(%a: !qnt.array<4x4, #rows>) -> tensor<4xf32> {
  %y = qnt.einsum "ii->i" %a : (!qnt.array<4x4, #rows>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: @broadcast_dimensions_are_dropped
// CHECK: %[[A:.*]] = tensor.collapse_shape %arg0 {{\[}}[0], [1, 2]] : tensor<5x1x64xf32> into tensor<5x64xf32>
// CHECK: %[[B:.*]] = qnt.reshape %arg1 : !qnt.array<1x4x64, {{.*}}> -> !qnt.array<4x64, {{.*}}>
// CHECK: qnt.dot_general %[[A]], %[[B]] contracting = [1] x [1] batch = [] x []
// CHECK-SAME: -> tensor<5x4xf32>
func.func @broadcast_dimensions_are_dropped(%a: tensor<5x1x64xf32>, %b: !qnt.array<1x4x64, #u8>) -> tensor<5x4xf32> {
  %y = qnt.einsum "...k,...k->..." %a, %b : (tensor<5x1x64xf32>, !qnt.array<1x4x64, #u8>) -> tensor<5x4xf32>
  return %y : tensor<5x4xf32>
}

// CHECK-LABEL: @result_type_says_more
// CHECK: %[[Y:.*]] = qnt.dot_general {{.*}} -> tensor<?x?xf32>
// CHECK: tensor.cast %[[Y]] : tensor<?x?xf32> to tensor<4x?xf32>
func.func @result_type_says_more(%a: tensor<?x8xf32>, %b: tensor<8x?xf32>) -> tensor<4x?xf32> {
  %y = qnt.einsum "ij,jk" %a, %b : (tensor<?x8xf32>, tensor<8x?xf32>) -> tensor<4x?xf32>
  return %y : tensor<4x?xf32>
}
