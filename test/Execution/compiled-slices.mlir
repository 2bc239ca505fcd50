// Slices whose place types leave open are checked when a compiled program inserts them.
// RUN: quant-run %s --device=cpu --entry=inside | FileCheck %s
// RUN: quant-run %s --entry=inside | FileCheck %s
// RUN: not quant-run %s --device=cpu --entry=behind 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --entry=behind 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --device=cpu --entry=before 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --device=cpu --entry=strided 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --device=cpu --entry=empty_behind 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --device=cpu --entry=other_size 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: 'tensor.insert_slice' op expected a

func.func private @insert(%n: index, %offset: index, %size: index, %stride: index) -> tensor<6xi8> {
  %one = arith.constant 1 : i8
  %x = arith.constant dense<0> : tensor<6xi8>
  %s = tensor.splat %one[%n] : tensor<?xi8>
  %0 = tensor.insert_slice %s into %x[%offset] [%size] [%stride] : tensor<?xi8> into tensor<6xi8>
  return %0 : tensor<6xi8>
}

// CHECK: tensor<6xi8> [0, 0, 0, 0, 1, 1]
// CHECK: tensor<6xi8> [1, 0, 1, 0, 1, 0]
// CHECK: tensor<6xi8> [0, 0, 0, 0, 0, 0]
func.func @inside() -> (tensor<6xi8>, tensor<6xi8>, tensor<6xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c6 = arith.constant 6 : index
  %0 = call @insert(%c2, %c4, %c2, %c1) : (index, index, index, index) -> tensor<6xi8>
  %1 = call @insert(%c3, %c0, %c3, %c2) : (index, index, index, index) -> tensor<6xi8>
  %2 = call @insert(%c0, %c6, %c0, %c1) : (index, index, index, index) -> tensor<6xi8>
  return %0, %1, %2 : tensor<6xi8>, tensor<6xi8>, tensor<6xi8>
}
func.func @behind() -> tensor<6xi8> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %0 = call @insert(%c2, %c5, %c2, %c1) : (index, index, index, index) -> tensor<6xi8>
  return %0 : tensor<6xi8>
}
func.func @before() -> tensor<6xi8> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %cm1 = arith.constant -1 : index
  %0 = call @insert(%c2, %cm1, %c2, %c1) : (index, index, index, index) -> tensor<6xi8>
  return %0 : tensor<6xi8>
}
func.func @strided() -> tensor<6xi8> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %0 = call @insert(%c3, %c2, %c3, %c2) : (index, index, index, index) -> tensor<6xi8>
  return %0 : tensor<6xi8>
}
func.func @empty_behind() -> tensor<6xi8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %0 = call @insert(%c0, %c7, %c0, %c1) : (index, index, index, index) -> tensor<6xi8>
  return %0 : tensor<6xi8>
}
func.func @other_size() -> tensor<6xi8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %0 = call @insert(%c2, %c0, %c3, %c1) : (index, index, index, index) -> tensor<6xi8>
  return %0 : tensor<6xi8>
}
