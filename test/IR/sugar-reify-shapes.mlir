// RUN: quant-opt %s --resolve-ranked-shaped-type-result-dims --canonicalize | FileCheck %s
// RUN: quant-run %s --entry=run | FileCheck %s --check-prefix=SIZES
// RUN: quant-opt %s --resolve-ranked-shaped-type-result-dims --canonicalize -o %t.mlir && quant-run %t.mlir --entry=run | FileCheck %s --check-prefix=SIZES

// CHECK-LABEL: func.func @dot
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[M:.*]] = tensor.dim %arg0, %[[C0]]
// CHECK-DAG: %[[B:.*]] = tensor.dim %arg1, %[[C0]]
// CHECK-DAG: %[[V:.*]] = tensor.dim %arg0, %[[C0]]
// CHECK: return %[[M]], %[[C3]], %[[B]], %[[V]]
func.func @dot(%a: tensor<?x3x4xf32>, %b: tensor<?x4x5xf32>, %v: tensor<4xf32>) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %y = qnt.dot %a, %b : (tensor<?x3x4xf32>, tensor<?x4x5xf32>) -> tensor<?x?x?x5xf32>
  %z = qnt.dot %a, %v : (tensor<?x3x4xf32>, tensor<4xf32>) -> tensor<?x3xf32>
  %0 = tensor.dim %y, %c0 : tensor<?x?x?x5xf32>
  %1 = tensor.dim %y, %c1 : tensor<?x?x?x5xf32>
  %2 = tensor.dim %y, %c2 : tensor<?x?x?x5xf32>
  %3 = tensor.dim %z, %c0 : tensor<?x3xf32>
  return %0, %1, %2, %3 : index, index, index, index
}

// The ellipsis of the first operand broadcasts; 'j' is static in the second.
// CHECK-LABEL: func.func @einsum
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C7:.*]] = arith.constant 7 : index
// CHECK-DAG: %[[E:.*]] = tensor.dim %arg1, %[[C0]]
// CHECK-DAG: %[[I:.*]] = tensor.dim %arg0, %[[C1]]
// CHECK: return %[[I]], %[[E]], %[[C7]]
func.func @einsum(%a: tensor<1x?x?xf32>, %b: tensor<?x7x3xf32>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %y = qnt.einsum "...ik,...jk->i...j" %a, %b : (tensor<1x?x?xf32>, tensor<?x7x3xf32>) -> tensor<?x?x?xf32>
  %0 = tensor.dim %y, %c0 : tensor<?x?x?xf32>
  %1 = tensor.dim %y, %c1 : tensor<?x?x?xf32>
  %2 = tensor.dim %y, %c2 : tensor<?x?x?xf32>
  return %0, %1, %2 : index, index, index
}

// CHECK-LABEL: func.func @ragged_dot
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[M:.*]] = tensor.dim %arg0, %[[C0]]
// CHECK-DAG: %[[N:.*]] = tensor.dim %arg1, %[[C2]]
// CHECK: return %[[M]], %[[N]]
func.func @ragged_dot(%a: tensor<?x4xf32>, %b: tensor<2x4x?xf32>, %g: tensor<2xi32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = qnt.ragged_dot %a, %b groups(%g : tensor<2xi32>) : (tensor<?x4xf32>, tensor<2x4x?xf32>) -> tensor<?x?xf32>
  %0 = tensor.dim %y, %c0 : tensor<?x?xf32>
  %1 = tensor.dim %y, %c1 : tensor<?x?xf32>
  return %0, %1 : index, index
}

// SIZES: tensor<index> 2
// SIZES: tensor<index> 3
// SIZES: tensor<index> 6
// SIZES: tensor<index> 2
// SIZES: tensor<index> 8
// SIZES: tensor<index> 9
// SIZES: tensor<index> 7
// SIZES: tensor<index> 10
// SIZES: tensor<index> 11
func.func @run() -> (index, index, index, index, index, index, index, index, index) {
  %n2 = arith.constant 2 : index
  %n6 = arith.constant 6 : index
  %n8 = arith.constant 8 : index
  %n9 = arith.constant 9 : index
  %n3 = arith.constant 3 : index
  %n10 = arith.constant 10 : index
  %n11 = arith.constant 11 : index
  %one = arith.constant 1.0 : f32
  %a = tensor.splat %one[%n2] : tensor<?x3x4xf32>
  %b = tensor.splat %one[%n6] : tensor<?x4x5xf32>
  %v = tensor.splat %one : tensor<4xf32>
  %0:4 = call @dot(%a, %b, %v) : (tensor<?x3x4xf32>, tensor<?x4x5xf32>, tensor<4xf32>) -> (index, index, index, index)
  %c = tensor.splat %one[%n8, %n3] : tensor<1x?x?xf32>
  %d = tensor.splat %one[%n9] : tensor<?x7x3xf32>
  %1:3 = call @einsum(%c, %d) : (tensor<1x?x?xf32>, tensor<?x7x3xf32>) -> (index, index, index)
  %e = tensor.splat %one[%n10] : tensor<?x4xf32>
  %f = tensor.splat %one[%n11] : tensor<2x4x?xf32>
  %g = arith.constant dense<[4, 6]> : tensor<2xi32>
  %2:2 = call @ragged_dot(%e, %f, %g) : (tensor<?x4xf32>, tensor<2x4x?xf32>, tensor<2xi32>) -> (index, index)
  return %0#0, %0#1, %0#2, %0#3, %1#0, %1#1, %1#2, %2#0, %2#1 : index, index, index, index, index, index, index, index, index
}
