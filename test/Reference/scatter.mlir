// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --device=cpu | FileCheck %s
// RUN: not quant-run %s --entry=outside 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --entry=outside --device=cpu 2>&1 | FileCheck %s --check-prefix=OUTSIDE-CPU
// RUN: not quant-run %s --entry=twice 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: not quant-run %s --entry=source_shape 2>&1 | FileCheck %s --check-prefix=SOURCE
// RUN: not quant-run %s --entry=source_shape --device=cpu 2>&1 | FileCheck %s --check-prefix=SOURCE-CPU

// Rows 2 and 0 of three, with the scattered dimension kept as 1 and without; column 1; single elements at (0, 1), (2, 0); a
// slice for each of 2 x 2 rows of indices; nothing at all.
// CHECK: tensor<3x2xi32> {{\[\[}}3, 4], [0, 0], [1, 2]]
// CHECK: tensor<3x2xi32> {{\[\[}}3, 4], [0, 0], [1, 2]]
// CHECK: tensor<3x2xi32> {{\[\[}}0, 7], [0, 8], [0, 9]]
// CHECK: tensor<3x2xi32> {{\[\[}}0, 5], [0, 0], [6, 0]]
// CHECK: tensor<5xi8> [4, 9, 3, 2, 1]
// CHECK: tensor<3x2xi32> {{\[\[}}0, 0], [0, 0], [0, 0]]
func.func @main() -> (tensor<3x2xi32>, tensor<3x2xi32>, tensor<3x2xi32>, tensor<3x2xi32>, tensor<5xi8>, tensor<3x2xi32>) {
  %zeros = arith.constant dense<0> : tensor<3x2xi32>
  %rows = arith.constant dense<[[2], [0]]> : tensor<2x1xindex>
  %kept = arith.constant dense<[[[1, 2]], [[3, 4]]]> : tensor<2x1x2xi32>
  %0 = tensor.scatter %kept into %zeros[%rows] scatter_dims([0]) unique
    : (tensor<2x1x2xi32>, tensor<3x2xi32>, tensor<2x1xindex>) -> tensor<3x2xi32>
  %reduced = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  %short = arith.constant dense<[[2], [0]]> : tensor<2x1xi8>
  %1 = tensor.scatter %reduced into %zeros[%short] scatter_dims([0]) unique
    : (tensor<2x2xi32>, tensor<3x2xi32>, tensor<2x1xi8>) -> tensor<3x2xi32>
  %column = arith.constant dense<[1]> : tensor<1xi32>
  %values = arith.constant dense<[7, 8, 9]> : tensor<3xi32>
  %2 = tensor.scatter %values into %zeros[%column] scatter_dims([1]) unique
    : (tensor<3xi32>, tensor<3x2xi32>, tensor<1xi32>) -> tensor<3x2xi32>
  %points = arith.constant dense<[[0, 1], [2, 0]]> : tensor<2x2xi64>
  %elements = arith.constant dense<[5, 6]> : tensor<2xi32>
  %3 = tensor.scatter %elements into %zeros[%points] scatter_dims([0, 1]) unique
    : (tensor<2xi32>, tensor<3x2xi32>, tensor<2x2xi64>) -> tensor<3x2xi32>
  %nines = arith.constant dense<9> : tensor<5xi8>
  %grid = arith.constant dense<[[[4], [3]], [[2], [0]]]> : tensor<2x2x1xindex>
  %bytes = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %4 = tensor.scatter %bytes into %nines[%grid] scatter_dims([0]) unique
    : (tensor<2x2xi8>, tensor<5xi8>, tensor<2x2x1xindex>) -> tensor<5xi8>
  %no_rows = arith.constant dense<0> : tensor<0x1xindex>
  %nothing = arith.constant dense<0> : tensor<0x2xi32>
  %5 = tensor.scatter %nothing into %zeros[%no_rows] scatter_dims([0]) unique
    : (tensor<0x2xi32>, tensor<3x2xi32>, tensor<0x1xindex>) -> tensor<3x2xi32>
  return %0, %1, %2, %3, %4, %5 : tensor<3x2xi32>, tensor<3x2xi32>, tensor<3x2xi32>, tensor<3x2xi32>, tensor<5xi8>, tensor<3x2xi32>
}

// OUTSIDE: 'tensor.scatter' op expected a slice inside dimension 0 of 3, got offset -1, size 1, stride 1
// OUTSIDE-CPU: 'tensor.insert' op out-of-bounds
func.func @outside() -> tensor<3xi8> {
  %t = arith.constant dense<0> : tensor<3xi8>
  %s = arith.constant dense<1> : tensor<1xi8>
  %i = arith.constant dense<[[-1]]> : tensor<1x1xi32>
  %r = tensor.scatter %s into %t[%i] scatter_dims([0]) unique : (tensor<1xi8>, tensor<3xi8>, tensor<1x1xi32>) -> tensor<3xi8>
  return %r : tensor<3xi8>
}

// TWICE: 'tensor.scatter' op expected unique coordinates, got those of row 2 of the indices twice
func.func @twice() -> tensor<3xi8> {
  %t = arith.constant dense<0> : tensor<3xi8>
  %s = arith.constant dense<1> : tensor<3xi8>
  %i = arith.constant dense<[[0], [1], [0]]> : tensor<3x1xi32>
  %r = tensor.scatter %s into %t[%i] scatter_dims([0]) unique : (tensor<3xi8>, tensor<3xi8>, tensor<3x1xi32>) -> tensor<3xi8>
  return %r : tensor<3xi8>
}

func.func private @make(%n: index) -> tensor<?xi8> {
  %one = arith.constant 1 : i8
  %x = tensor.splat %one[%n] : tensor<?xi8>
  return %x : tensor<?xi8>
}

// SOURCE: 'tensor.scatter' op expected a source of shape 2xi8, got 1xi8
// SOURCE-CPU: 'tensor.scatter' op expected source of a shape that fits the value's
func.func @source_shape() -> tensor<3xi8> {
  %n = arith.constant 1 : index
  %t = arith.constant dense<0> : tensor<3xi8>
  %i = arith.constant dense<[[0], [1]]> : tensor<2x1xi32>
  %at = tensor.cast %i : tensor<2x1xi32> to tensor<?x1xi32>
  %s = call @make(%n) : (index) -> tensor<?xi8>
  %r = tensor.scatter %s into %t[%at] scatter_dims([0]) unique : (tensor<?xi8>, tensor<3xi8>, tensor<?x1xi32>) -> tensor<3xi8>
  return %r : tensor<3xi8>
}
