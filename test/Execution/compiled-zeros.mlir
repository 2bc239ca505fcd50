// Memory that is set to 0 as it is made: LLVM asks for zeros then, by another function of the runtime.
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s
// CHECK-COUNT-2: max abs error 0, max rel error 0, 0 mismatches
func.func @main() -> (tensor<4096xf32>, f32) {
  %0 = call @work() : () -> tensor<4096xf32>
  %c3 = arith.constant 3 : index
  %1 = tensor.extract %0[%c3] : tensor<4096xf32>
  return %0, %1 : tensor<4096xf32>, f32
}
func.func private @work() -> tensor<4096xf32> {
  %zero = arith.constant 0.0 : f32
  %init = tensor.empty() : tensor<4096xf32>
  %0 = linalg.fill ins(%zero : f32) outs(%init : tensor<4096xf32>) -> tensor<4096xf32>
  %one = arith.constant 1.0 : f32
  %c5 = arith.constant 5 : index
  %1 = tensor.insert %one into %0[%c5] : tensor<4096xf32>
  %2 = tensor.extract %0[%c5] : tensor<4096xf32>
  %c6 = arith.constant 6 : index
  %3 = tensor.insert %2 into %1[%c6] : tensor<4096xf32>
  return %3 : tensor<4096xf32>
}
