// RUN: quant-opt %s --canonicalize | FileCheck %s

#w4 = #qnt.encoding<u4 : bf16, block = 1x32, scale = bf16, zero_point = u4>
#t8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#h8 = #qnt.encoding<i8 : f32, block = 1x1x1x*, scale = f32>
#d8 = #qnt.encoding<i8 : f32, block = *x8x*, scale = f32>
#u8 = #qnt.encoding<i8 : f32, block = 1x*x32, scale = f32>
#two = #qnt.encoding<i8 : f32, block = 4x1x2, scale = f32, zero_point = i8>
#z8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#odd = #qnt.encoding<i8 : f32, block = 2x3, scale = f32>
#tables = #qnt.encoding<lut<u3, f32, group = *x1x*> : f32, block = 2x*x4, scale = f32, tensor_scale = f32>
#pairs = #qnt.encoding<lut<u3, f32, vector = 2x1> : f32, block = *x*, scale = f32>
#sparse = #qnt.encoding<u7 : f32, block = 2x1, scale = f32, sparsity = 3:4 along 0>
#sparse2 = #qnt.encoding<i8 : f32, block = 1x*x*, scale = f32, sparsity = 2:4 along 2>
#rows = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-DAG: #[[$DIAGONAL:.*]] = affine_map<(d0) -> (d0, d0)>
// CHECK-DAG: #[[$ROW:.*]] = affine_map<(d0) -> (d0, 0)>
// CHECK-DAG: #[[$HALVES:.*]] = affine_map<(d0, d1) -> (d0 floordiv 2, d1, d0)>

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

// A block per row: the diagonal takes elements of every block. The parts are read one by one.
// CHECK-LABEL: @diagonal_across_blocks
// CHECK: %[[PARTS:.*]]:2 = qnt.disassemble %arg0
// CHECK: %[[CODES:.*]] = linalg.generic {indexing_maps = [#[[$DIAGONAL]], {{.*}}} ins(%[[PARTS]]#0 : tensor<4x4xi8>) outs(%{{.*}} : tensor<4xi8>)
// CHECK: %[[SCALES:.*]] = linalg.generic {indexing_maps = [#[[$ROW]], {{.*}}} ins(%[[PARTS]]#1 : tensor<4x1xf32>) outs(%{{.*}} : tensor<4xf32>)
// CHECK: qnt.assemble %[[CODES]], %[[SCALES]] : {{.*}} -> !qnt.array<4, #{{.*}}>
func.func @diagonal_across_blocks(%a: !qnt.array<4x4, #rows>) -> tensor<4xf32> {
  %y = qnt.einsum "ii->i" %a : (!qnt.array<4x4, #rows>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// Blocks of 4 and of 2: those of the diagonal have 2 elements.
// CHECK-LABEL: @diagonal_of_two_block_sizes
// CHECK: %[[PARTS:.*]]:3 = qnt.disassemble %arg0
// CHECK: linalg.generic {indexing_maps = [#[[$HALVES]], {{.*}}} ins(%[[PARTS]]#1 : tensor<?x3x?xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[$HALVES]], {{.*}}} ins(%[[PARTS]]#2 : tensor<?x3x?xi8>)
// CHECK: qnt.assemble {{.*}} -> !qnt.array<?x3, #{{.*}}>
// CHECK: qnt.dot_general {{.*}} contracting = [0] x [0]
func.func @diagonal_of_two_block_sizes(%a: !qnt.array<?x3x?, #two>, %b: !qnt.array<?, #z8>) -> tensor<3xf32> {
  %y = qnt.einsum "iji,i->j" %a, %b : (!qnt.array<?x3x?, #two>, !qnt.array<?, #z8>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// A dimension with a size and one without: the diagonal has a size.
// CHECK-LABEL: @diagonal_of_dynamic_sizes
// CHECK: qnt.assemble {{.*}} -> !qnt.array<5, #{{.*}}>
func.func @diagonal_of_dynamic_sizes(%a: !qnt.array<?x5, #t8>) -> tensor<5xf32> {
  %y = qnt.einsum "ii->i" %a : (!qnt.array<?x5, #t8>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// Three times the same label, with a tensor scale and a table for each index along one of them.
// CHECK-LABEL: @diagonal_of_three
// CHECK: qnt.assemble {{.*}} -> !qnt.array<4, #{{.*}}>
func.func @diagonal_of_three(%a: !qnt.array<4x4x4, #tables>, %b: tensor<4xf32>) -> tensor<f32> {
  %y = qnt.einsum "iii,i->" %a, %b : (!qnt.array<4x4x4, #tables>, tensor<4xf32>) -> tensor<f32>
  return %y : tensor<f32>
}

// Groups of n:m along a dimension that goes: which elements hold a value is then said by each.
// CHECK-LABEL: @broadcast_sparse_dimension
// CHECK: qnt.assemble {{.*}} -> !qnt.array<4, #{{.*}}>
func.func @broadcast_sparse_dimension(%a: tensor<5x4xf32>, %b: !qnt.array<1x4, #sparse>) -> tensor<5xf32> {
  %y = qnt.einsum "...k,...k->..." %a, %b : (tensor<5x4xf32>, !qnt.array<1x4, #sparse>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// Groups of n:m along a dimension that stays.
// CHECK-LABEL: @diagonal_beside_sparse_dimension
// CHECK: qnt.assemble {{.*}} -> !qnt.array<4x8, #{{.*}}>
func.func @diagonal_beside_sparse_dimension(%a: !qnt.array<4x4x8, #sparse2>, %b: tensor<8xf32>) -> tensor<4xf32> {
  %y = qnt.einsum "iij,j->i" %a, %b : (!qnt.array<4x4x8, #sparse2>, tensor<8xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// Blocks of 2 and of 3 give a diagonal with blocks of 2, 1, 1 and 2 elements, which no encoding says.
// CHECK-LABEL: @diagonal_of_blocks_that_do_not_divide
// CHECK-NEXT: qnt.einsum "ii->i" %arg0
func.func @diagonal_of_blocks_that_do_not_divide(%a: !qnt.array<5x5, #odd>) -> tensor<5xf32> {
  %y = qnt.einsum "ii->i" %a : (!qnt.array<5x5, #odd>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// A code stands for two elements of one dimension.
// CHECK-LABEL: @diagonal_of_vectors
// CHECK-NEXT: qnt.einsum "ii->i" %arg0
func.func @diagonal_of_vectors(%a: !qnt.array<4x4, #pairs>) -> tensor<4xf32> {
  %y = qnt.einsum "ii->i" %a : (!qnt.array<4x4, #pairs>) -> tensor<4xf32>
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

// Nothing is contracted, so there is no op to take the attributes: not the one that made the operand.
// CHECK-LABEL: @transposed_result_of_another_op
// CHECK: qnt.dot_general %arg0, %arg1 {{.*}} {qnt.name = "first"}
// CHECK: qnt.dot_general %arg0, %arg1 {{.*}} {qnt.name = "third"}
func.func @transposed_result_of_another_op(%a: tensor<2x2xf32>, %b: tensor<2x2xf32>)
    -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %c = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] {qnt.name = "first"}
         : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %d = qnt.einsum "ij->ji" %c {qnt.name = "second"} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %e = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] {qnt.name = "third"}
         : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %f = qnt.einsum "ij->ji" %e : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %d, %f : tensor<2x2xf32>, tensor<2x2xf32>
}
