// Steps of more elements than a tensor may have: the op stays whole.
// RUN: quant-opt %s --canonicalize | FileCheck %s

// The product of both has 2^60 elements, before its labels are summed.
// CHECK-LABEL: @product_of_too_many_elements
// CHECK-NEXT: qnt.einsum "i,j->" %arg0, %arg1
func.func @product_of_too_many_elements(%a: tensor<1073741824xf32>, %b: tensor<1073741824xf32>) -> tensor<f32> {
  %y = qnt.einsum "i,j->" %a, %b : (tensor<1073741824xf32>, tensor<1073741824xf32>) -> tensor<f32>
  return %y : tensor<f32>
}

// As many labels, one of which is contracted by the first step: no step has 2^57 elements.
// CHECK-LABEL: @long_operands_with_a_common_label
// CHECK: qnt.dot_general %arg0, %arg1 {{.*}} -> tensor<1073741824xf32>
// CHECK-NOT: qnt.einsum
// CHECK: return
func.func @long_operands_with_a_common_label(%a: tensor<1073741824xf32>, %b: tensor<1073741824x1073741824xf32>)
    -> tensor<f32> {
  %y = qnt.einsum "i,ij->" %a, %b : (tensor<1073741824xf32>, tensor<1073741824x1073741824xf32>) -> tensor<f32>
  return %y : tensor<f32>
}

// The first step has 2^40 elements, of i and j, which the last operand needs: with k they are 2^60.
// CHECK-LABEL: @second_product_of_too_many_elements
// CHECK-NEXT: qnt.einsum "i,j,k,ijk->" %arg0, %arg1, %arg2, %arg3
func.func @second_product_of_too_many_elements(%a: tensor<1048576xf32>, %b: tensor<1048576xf32>, %c: tensor<1048576xf32>,
                                               %d: tensor<1048576x1048576x1048576xf32>) -> tensor<f32> {
  %y = qnt.einsum "i,j,k,ijk->" %a, %b, %c, %d
         : (tensor<1048576xf32>, tensor<1048576xf32>, tensor<1048576xf32>, tensor<1048576x1048576x1048576xf32>)
         -> tensor<f32>
  return %y : tensor<f32>
}
