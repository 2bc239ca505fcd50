// One value as several results, of functions, regions, loops and branches: each is freed once.
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s --check-prefix=EQUAL
// RUN: quant-run %s --device=cpu --entry=alone --compare=reference | FileCheck %s --check-prefix=ALONE
// EQUAL-COUNT-8: max abs error 0, max rel error 0, 0 mismatches
// ALONE-COUNT-4: max abs error 0, max rel error 0, 0 mismatches
func.func private @twice(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<6xf32>, tensor<2x3xf32>, tensor<2x?xf32>) {
  %sum = arith.addf %x, %x : tensor<2x3xf32>
  %flat = tensor.collapse_shape %sum [[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
  %cast = tensor.cast %sum : tensor<2x3xf32> to tensor<2x?xf32>
  return %sum, %flat, %sum, %cast : tensor<2x3xf32>, tensor<6xf32>, tensor<2x3xf32>, tensor<2x?xf32>
}
func.func @alone() -> (tensor<2x3xf32>, tensor<6xf32>, tensor<2x3xf32>, tensor<2x?xf32>) {
  %x = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %r:4 = call @twice(%x) : (tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<6xf32>, tensor<2x3xf32>, tensor<2x?xf32>)
  %flat = tensor.collapse_shape %r#0 [[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
  return %r#0, %flat, %r#2, %r#3 : tensor<2x3xf32>, tensor<6xf32>, tensor<2x3xf32>, tensor<2x?xf32>
}
func.func private @branches(%x: tensor<4xf32>, %c: i1) -> (tensor<4xf32>, tensor<4xf32>) {
  %sum = arith.addf %x, %x : tensor<4xf32>
  cf.cond_br %c, ^join(%sum, %sum : tensor<4xf32>, tensor<4xf32>), ^join(%x, %sum : tensor<4xf32>, tensor<4xf32>)
^join(%a: tensor<4xf32>, %b: tensor<4xf32>):
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}
func.func @main() -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>,
                      tensor<4xf32>) {
  %x = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %true = arith.constant true
  %0:2 = call @branches(%x, %true) : (tensor<4xf32>, i1) -> (tensor<4xf32>, tensor<4xf32>)
  %1:2 = scf.if %true -> (tensor<4xf32>, tensor<4xf32>) {
    %s = arith.mulf %0#0, %x : tensor<4xf32>
    scf.yield %s, %s : tensor<4xf32>, tensor<4xf32>
  } else {
    scf.yield %x, %x : tensor<4xf32>, tensor<4xf32>
  }
  %2:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %1#0, %b = %1#0) -> (tensor<4xf32>, tensor<4xf32>) {
    %s = arith.addf %a, %b : tensor<4xf32>
    scf.yield %s, %s : tensor<4xf32>, tensor<4xf32>
  }
  // Exchanged in each trip.
  %3:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %2#0, %b = %1#1) -> (tensor<4xf32>, tensor<4xf32>) {
    scf.yield %b, %a : tensor<4xf32>, tensor<4xf32>
  }
  return %0#0, %0#1, %1#0, %1#1, %2#0, %2#1, %3#0, %3#1 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>,
      tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
