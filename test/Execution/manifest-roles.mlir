// What a manifest says of kernels without tensor cores: in which type they add, what each argument is, and expressions.
// RUN: quant-compile %s --target=sm_80 --weights=%t.weights -o %t.json
// RUN: %python %S/Inputs/check-manifest.py %source/docs/ManifestSchema.json %t.json
// RUN: %python %S/Inputs/print-launches.py %t.json | FileCheck %s

// CHECK-LABEL: floats
// CHECK-NEXT:  f32 when [] grid 1 1 1: in input 0, in input 1, out result 0
func.func @floats(%x: tensor<5x64xf32>, %w: tensor<64x32xf32>) -> tensor<5x32xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<5x32xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<5x32xf32>) -> tensor<5x32xf32>
  %y = linalg.matmul ins(%x, %w : tensor<5x64xf32>, tensor<64x32xf32>) outs(%i : tensor<5x32xf32>) -> tensor<5x32xf32>
  return %y : tensor<5x32xf32>
}
// CHECK-LABEL: doubles
// CHECK-NEXT:  f64 when [] grid 1 1 1: in input 0, in input 1, out result 0
func.func @doubles(%x: tensor<5x64xf64>, %w: tensor<64x32xf64>) -> tensor<5x32xf64> {
  %zero = arith.constant 0.0 : f64
  %e = tensor.empty() : tensor<5x32xf64>
  %i = linalg.fill ins(%zero : f64) outs(%e : tensor<5x32xf64>) -> tensor<5x32xf64>
  %y = linalg.matmul ins(%x, %w : tensor<5x64xf64>, tensor<64x32xf64>) outs(%i : tensor<5x32xf64>) -> tensor<5x32xf64>
  return %y : tensor<5x32xf64>
}

// Parts of arrays.
#a = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
// CHECK-LABEL: integers
// CHECK-NEXT:  i32 when [] grid 1 1 1: in input 0 codes, in input 1 codes, out result 0
func.func @integers(%x: !qnt.array<5x64, #a>, %w: !qnt.array<64x32, #a>) -> tensor<5x32xi32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
    : (!qnt.array<5x64, #a>, !qnt.array<64x32, #a>) -> tensor<5x32xi32>
  return %y : tensor<5x32xi32>
}
#b = #qnt.encoding<i16 : f32, block = *x*, scale = f32>
// CHECK-LABEL: wide_integers
// The sums are checked before they become i32: memory goes from one kernel to the next, and a truth value is a constant.
// CHECK-NEXT:  i64 when [] grid 1 1 1: in input 0 codes, in input 1 codes, out workspace [[#SUMS:]]
// CHECK-NEXT:  None when [] grid 1 1 1: in constant [[TRUE:.*]], out workspace [[#FITS:]]
// CHECK-NEXT:  None when [] grid 1 1 1: in workspace [[#SUMS]], out workspace [[#FITS]]
// CHECK-NEXT:  None when [] grid 1 1 1: in workspace [[#SUMS]], out result 0
func.func @wide_integers(%x: !qnt.array<5x64, #b>, %w: !qnt.array<64x32, #b>) -> tensor<5x32xi32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
    : (!qnt.array<5x64, #b>, !qnt.array<64x32, #b>) -> tensor<5x32xi32>
  return %y : tensor<5x32xi32>
}

// Sizes are expressions.
// CHECK-LABEL: chain
// CHECK-NEXT:  f32 when [] grid min(ceildiv((input0_dim0 * 32), 256), {{[0-9]+}}) 1 1: in size input0_dim0, in input 0, in input 1, out result 0
func.func @chain(%x: tensor<?x64xf32>, %w: tensor<64x32xf32>) -> tensor<?x32xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %e = tensor.empty(%n) : tensor<?x32xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<?x32xf32>) -> tensor<?x32xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x64xf32>, tensor<64x32xf32>) outs(%i : tensor<?x32xf32>) -> tensor<?x32xf32>
  %z = math.tanh %y : tensor<?x32xf32>
  return %z : tensor<?x32xf32>
}

// Conditions on numbers that the function takes, loops, and functions that are no entries.
// CHECK-LABEL: branches
// CHECK-NEXT:  None when ['(input1 > 3)'] grid 1 1 1: in input 0, out result 0
// CHECK-NEXT:  None when ['(input1 <= 3)'] grid 1 1 1: in input 0, out result 0
func.func @branches(%x: tensor<8xf32>, %n: index) -> tensor<8xf32> {
  %c3 = arith.constant 3 : index
  %many = arith.cmpi ugt, %n, %c3 : index
  %y = scf.if %many -> tensor<8xf32> {
    %z = math.tanh %x : tensor<8xf32>
    scf.yield %z : tensor<8xf32>
  } else {
    %z = math.absf %x : tensor<8xf32>
    scf.yield %z : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}
// CHECK-LABEL: helper
// CHECK-NEXT:  None when [] grid 1 1 1: in parameter 0, out workspace 0
func.func private @helper(%x: tensor<8xf32>) -> tensor<8xf32> attributes {no_inline} {
  %z = math.exp %x : tensor<8xf32>
  return %z : tensor<8xf32>
}
// CHECK-LABEL: loops
// CHECK-NEXT:  None when [] in a loop grid 1 1 1: in unknown, out workspace 0
func.func @loops(%x: tensor<8xf32>, %n: index) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %h = func.call @helper(%x) : (tensor<8xf32>) -> tensor<8xf32>
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%v = %h) -> tensor<8xf32> {
    %z = math.sin %v : tensor<8xf32>
    scf.yield %z : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}
