// RUN: quant-opt %s --resolve-ranked-shaped-type-result-dims --canonicalize | FileCheck %s

#a8 = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>
#m8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>

// Dimensions: batch, lhs free, rhs free.
// CHECK-LABEL: @dot_general
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[B:.*]] = qnt.dim %arg0, %[[C0]]
// CHECK-DAG: %[[M:.*]] = qnt.dim %arg0, %[[C1]]
// CHECK-DAG: %[[N:.*]] = tensor.dim %arg1, %[[C1]]
// CHECK: return %[[B]], %[[M]], %[[N]]
func.func @dot_general(%a: !qnt.array<?x?x8, #a8>, %b: tensor<?x?x8xf32>) -> (index, index, index) {
  %y = qnt.dot_general %a, %b contracting = [2] x [2] batch = [0] x [0]
         : (!qnt.array<?x?x8, #a8>, tensor<?x?x8xf32>) -> tensor<?x?x?xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = tensor.dim %y, %c0 : tensor<?x?x?xf32>
  %1 = tensor.dim %y, %c1 : tensor<?x?x?xf32>
  %2 = tensor.dim %y, %c2 : tensor<?x?x?xf32>
  return %0, %1, %2 : index, index, index
}

// (2 (w - 1) + 1, at least 0, + 3 - 2 (3 - 1) - 1) floordiv 2 + 1, at least 0; the batch is halved.
// CHECK-LABEL: @conv_general_dilated
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[CM1:.*]] = arith.constant -1 : index
// CHECK-DAG: %[[BATCH:.*]] = qnt.dim %arg0, %[[C0]]
// CHECK-DAG: %[[HALF:.*]] = arith.floordivsi %[[BATCH]], %[[C2]]
// CHECK-DAG: %[[W:.*]] = qnt.dim %arg0, %[[C1]]
// CHECK-DAG: %[[HOLES:.*]] = arith.addi %[[W]], %[[CM1]]
// CHECK-DAG: %[[SPACED:.*]] = arith.muli %[[HOLES]], %[[C2]]
// CHECK-DAG: %[[LAST:.*]] = arith.addi %[[SPACED]], %[[C1]]
// CHECK-DAG: %[[DILATED:.*]] = arith.maxsi %[[LAST]], %[[C0]]
// CHECK-DAG: %[[ROOM:.*]] = arith.addi %[[DILATED]], %[[CM2:.*]] : index
// CHECK-DAG: %[[STEPS:.*]] = arith.floordivsi %[[ROOM]], %[[C2]]
// CHECK-DAG: %[[COUNT:.*]] = arith.addi %[[STEPS]], %[[C1]]
// CHECK-DAG: %[[SIZE:.*]] = arith.maxsi %[[COUNT]], %[[C0]]
// CHECK: return %[[HALF]], %[[SIZE]]
func.func @conv_general_dilated(%x: !qnt.array<?x?x4, #a8>, %w: tensor<3x4x6xf32>) -> (index, index) {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]>
         strides = [2] padding = [1, 2] lhs_dilation = [2] rhs_dilation = [2] batch_groups = 2
         : (!qnt.array<?x?x4, #a8>, tensor<3x4x6xf32>) -> tensor<?x?x6xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.dim %y, %c0 : tensor<?x?x6xf32>
  %1 = tensor.dim %y, %c1 : tensor<?x?x6xf32>
  return %0, %1 : index, index
}

// CHECK-LABEL: @ragged_contracting
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[G:.*]] = tensor.dim %arg2, %[[C0]]
// CHECK-DAG: %[[N:.*]] = qnt.dim %arg1, %[[C1]]
// CHECK: return %[[G]], %[[N]]
func.func @ragged_contracting(%x: tensor<8x6xf32>, %w: !qnt.array<8x?, #m8>, %sizes: tensor<?xi32>) -> (index, index) {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<?xi32>)
         contracting = [0] x [0] batch = [] x [] ragged = [0] group = []
         : (tensor<8x6xf32>, !qnt.array<8x?, #m8>) -> tensor<?x6x?xf32>
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %0 = tensor.dim %y, %c0 : tensor<?x6x?xf32>
  %2 = tensor.dim %y, %c2 : tensor<?x6x?xf32>
  return %0, %2 : index, index
}

// CHECK-LABEL: @ragged_free
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[M:.*]] = tensor.dim %arg0, %[[C0]]
// CHECK-DAG: %[[N:.*]] = qnt.dim %arg1, %[[C2]]
// CHECK: return %[[M]], %[[N]]
func.func @ragged_free(%x: tensor<?x8xf32>, %w: !qnt.array<3x8x?, #a8>, %sizes: tensor<3xi32>) -> (index, index) {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<?x8xf32>, !qnt.array<3x8x?, #a8>) -> tensor<?x?xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.dim %y, %c0 : tensor<?x?xf32>
  %1 = tensor.dim %y, %c1 : tensor<?x?xf32>
  return %0, %1 : index, index
}
