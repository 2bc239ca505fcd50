// What a switch gives is written into: neither constants nor values that are read later may change (reduced from a random
// module).
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s
// CHECK-COUNT-6: 0 mismatches
func.func private @pick(%i: index, %a: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %one = arith.constant 1.0 : f32
  %c1 = arith.constant 1 : index
  %own = arith.addf %a, %a : tensor<2xf32>
  %r = scf.index_switch %i -> tensor<2xf32>
  case 0 {
    scf.yield %a : tensor<2xf32>
  }
  case 3 {
    scf.yield %own : tensor<2xf32>
  }
  default {
    %constant = arith.constant dense<[-0.25, 8.0]> : tensor<2xf32>
    scf.yield %constant : tensor<2xf32>
  }
  %0 = tensor.insert %one into %r[%c1] : tensor<2xf32>
  return %0, %own : tensor<2xf32>, tensor<2xf32>
}
func.func @main() -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c9 = arith.constant 9 : index
  %a = arith.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %0:2 = call @pick(%c0, %a) : (index, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  %1:2 = call @pick(%c3, %a) : (index, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  %2:2 = call @pick(%c9, %a) : (index, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1, %1#0, %1#1, %2#0, %2#1 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
