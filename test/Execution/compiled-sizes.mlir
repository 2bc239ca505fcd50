// Sizes that no memory has are an error of the compiled program, not a crash: -1, and 2^40 + 1.
// RUN: quant-run %s --device=cpu --entry=three | FileCheck %s --check-prefix=THREE
// RUN: quant-run %s --device=cpu --entry=none | FileCheck %s --check-prefix=NONE
// RUN: not quant-run %s --device=cpu --entry=negative --output=%t.npy 2>&1 | FileCheck %s --check-prefix=ERROR
// RUN: not quant-run %s --device=cpu --entry=huge --output=%t.npy 2>&1 | FileCheck %s --check-prefix=ERROR
// RUN: not test -e %t.npy
// THREE: tensor<3xf32> [1, 1, 1]
// NONE: tensor<0xf32>
// ERROR: compiled-sizes.mlir:[[#@LINE+3]]:8: expected sizes that are not negative and fewer than 2^40 elements
func.func private @ones(%n: index) -> tensor<?xf32> {
  %one = arith.constant 1.0 : f32
  %0 = tensor.empty(%n) : tensor<?xf32>
  %1 = linalg.fill ins(%one : f32) outs(%0 : tensor<?xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}
func.func @three() -> tensor<?xf32> {
  %n = arith.constant 3 : index
  %0 = call @ones(%n) : (index) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @none() -> tensor<?xf32> {
  %n = arith.constant 0 : index
  %0 = call @ones(%n) : (index) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @negative() -> tensor<?xf32> {
  %n = arith.constant -1 : index
  %0 = call @ones(%n) : (index) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @huge() -> tensor<?xf32> {
  %n = arith.constant 1099511627777 : index
  %0 = call @ones(%n) : (index) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// Whatever is asserted in front of an allocation: 2^31 x 2^31 elements, of 4 bytes, are 0 bytes in 64 bits. The division
// is checked, too, and nothing reads it.
// RUN: not quant-run %s --device=cpu --entry=square 2>&1 | FileCheck %s --check-prefix=SQUARE
// RUN: not quant-run %s --device=emulated --entry=square 2>&1 | FileCheck %s --check-prefix=SQUARE
// RUN: not quant-run %s --device=cpu --entry=square_asserted 2>&1 | FileCheck %s --check-prefix=SQUARE
// RUN: not quant-run %s --device=emulated --entry=square_asserted 2>&1 | FileCheck %s --check-prefix=SQUARE
// SQUARE: error: {{.*}}compiled-sizes.mlir:{{.*}}: expected sizes that are not negative and fewer than 2^40 elements
func.func private @second_of(%m: index, %n: index) -> f32 {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %unused = arith.divui %m, %n : index
  %0 = tensor.empty(%m, %n) : tensor<?x?xf32>
  %1 = linalg.fill ins(%one : f32) outs(%0 : tensor<?x?xf32>) -> tensor<?x?xf32>
  %2 = tensor.extract %1[%c1, %c1] : tensor<?x?xf32>
  return %2 : f32
}
func.func @square() -> f32 {
  %n = arith.constant 2147483648 : index
  %0 = call @second_of(%n, %n) : (index, index) -> f32
  return %0 : f32
}
func.func private @second_of_asserted(%m: index, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %holds = arith.cmpi ne, %n, %c0 : index
  cf.assert %holds, "given"
  %0 = tensor.empty(%m, %n) : tensor<?x?xf32>
  %1 = linalg.fill ins(%one : f32) outs(%0 : tensor<?x?xf32>) -> tensor<?x?xf32>
  %2 = tensor.extract %1[%c1, %c1] : tensor<?x?xf32>
  return %2 : f32
}
func.func @square_asserted() -> f32 {
  %n = arith.constant 2147483648 : index
  %0 = call @second_of_asserted(%n, %n) : (index, index) -> f32
  return %0 : f32
}
