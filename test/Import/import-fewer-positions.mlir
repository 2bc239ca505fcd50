// A result with fewer positions than the window has, where a size is dynamic: the same before and after import.
// RUN: quant-run %s --print | FileCheck %s
// RUN: quant-run %s --device=cpu --print | FileCheck %s
// RUN: quant-opt %s --qnt-import -o %t.mlir && FileCheck %s --check-prefix=IMPORTED < %t.mlir
// RUN: quant-run %t.mlir --print | FileCheck %s
// RUN: quant-run %t.mlir --device=cpu --print | FileCheck %s

// 1 2 3 4 5 6 under 1 1: 3, 5 and three more that the results have no place for.
// CHECK: tensor<2xf32> [3, 5]
// CHECK: tensor<2xf32> [13, 15]
// CHECK: tensor<2xi32> [3, 5]
// IMPORTED-COUNT-3: qnt.conv_general_dilated
func.func @main() -> (tensor<?xf32>, tensor<2xf32>, tensor<?xi32>) {
  %x = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]> : tensor<6xf32>
  %w = arith.constant dense<1.0> : tensor<2xf32>
  %two = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%two) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %few = linalg.conv_1d ins(%x, %w : tensor<6xf32>, tensor<2xf32>) outs(%f : tensor<?xf32>) -> tensor<?xf32>
  %any = tensor.cast %x : tensor<6xf32> to tensor<?xf32>
  %ten = arith.constant dense<10.0> : tensor<2xf32>
  %static = linalg.conv_1d ins(%any, %w : tensor<?xf32>, tensor<2xf32>) outs(%ten : tensor<2xf32>) -> tensor<2xf32>
  %c = arith.constant dense<[1, 2, 3, 4, 5, 6]> : tensor<6xi8>
  %v = arith.constant dense<1> : tensor<2xi8>
  %none = arith.constant 0 : i32
  %g = tensor.empty(%two) : tensor<?xi32>
  %h = linalg.fill ins(%none : i32) outs(%g : tensor<?xi32>) -> tensor<?xi32>
  %codes = linalg.conv_1d ins(%c, %v : tensor<6xi8>, tensor<2xi8>) outs(%h : tensor<?xi32>) -> tensor<?xi32>
  return %few, %static, %codes : tensor<?xf32>, tensor<2xf32>, tensor<?xi32>
}
