// Quantizing with n:m sparsity: the host checks the mask, and what its loops read is there. In the emulator.
// RUN: quant-opt %s --qnt-fuse --qnt-lower-to-gpu=target=sm_80 -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=EMULATED
// RUN: not quant-run %s --device=emulated --entry=too_many 2>&1 | FileCheck %s --check-prefix=WRONG

// EMULATED-COUNT-8: 0 mismatches
// WRONG: 'qnt.quantize' op expected at most 3 kept elements in every 8 along dimension 1

#f8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 3:8 along 1>
#pairs = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 1:2 along 1>

// CHECK-LABEL: func.func private @quantized(
// CHECK: scf.for
// CHECK: cf.assert
// CHECK: qnt.launch @qnt_kernels::@quantize 
func.func private @quantized(%x: tensor<3x7xf32>, %s: tensor<3x1xf32>, %m: tensor<3x7xi1>) -> !qnt.array<3x7, #f8> {
  %y = qnt.quantize %x scale(%s : tensor<3x1xf32>) mask(%m : tensor<3x7xi1>) : tensor<3x7xf32> -> !qnt.array<3x7, #f8>
  return %y : !qnt.array<3x7, #f8>
}

// A number of rows that only the run tells, which the loop's bounds and its body read.
func.func private @rows(%x: tensor<?x8xf32>, %m: tensor<?x8xi1>) -> !qnt.array<?x8, #pairs> {
  %y = qnt.quantize %x mask(%m : tensor<?x8xi1>) dynamic(absmax) : tensor<?x8xf32> -> !qnt.array<?x8, #pairs>
  return %y : !qnt.array<?x8, #pairs>
}

// CHECK-LABEL: func.func private @trained(
// CHECK: cf.assert {{.*}}qnt.fake_quantize'
// CHECK: qnt.launch @qnt_kernels::@fake_quantize grid
// CHECK: cf.assert {{.*}}qnt.fake_quantize_grad'
// CHECK: qnt.launch @qnt_kernels::@fake_quantize_grad grid
func.func private @trained(%x: tensor<3x7xf32>, %dy: tensor<3x7xf32>, %m: tensor<3x7xi1>) -> (tensor<3x7xf32>, tensor<3x7xf32>) {
  %y = qnt.fake_quantize %x mask(%m : tensor<3x7xi1>) dynamic(absmax) encoding = #f8 : tensor<3x7xf32>
  %dx = qnt.fake_quantize_grad %x, %dy mask(%m : tensor<3x7xi1>) dynamic(absmax) encoding = #f8 : tensor<3x7xf32>
  return %y, %dx : tensor<3x7xf32>, tensor<3x7xf32>
}

func.func private @input() -> (tensor<3x7xf32>, tensor<3x1xf32>) {
  %x = arith.constant dense<[[0.5, -1.0, 3.0, 2.25, -0.75, 8.0, 1.0], [-2.0, 4.5, 0.25, 1.0, 7.0, -6.0, 3.5], [1.0, 2.0, -3.0, 4.0, -5.0, 6.0, -7.0]]> : tensor<3x7xf32>
  %s = arith.constant dense<[[0.5], [0.25], [2.0]]> : tensor<3x1xf32>
  return %x, %s : tensor<3x7xf32>, tensor<3x1xf32>
}

func.func @too_many() -> !qnt.array<3x7, #f8> {
  %x, %s = call @input() : () -> (tensor<3x7xf32>, tensor<3x1xf32>)
  %m = arith.constant dense<[[true, false, false, true, false, false, true], [true, true, true, true, false, false, false], [false, false, false, false, false, false, false]]> : tensor<3x7xi1>
  %y = call @quantized(%x, %s, %m) : (tensor<3x7xf32>, tensor<3x1xf32>, tensor<3x7xi1>) -> !qnt.array<3x7, #f8>
  return %y : !qnt.array<3x7, #f8>
}

func.func @main() -> (!qnt.array<3x7, #f8>, !qnt.array<?x8, #pairs>, tensor<3x7xf32>, tensor<3x7xf32>) {
  %x, %s = call @input() : () -> (tensor<3x7xf32>, tensor<3x1xf32>)
  %m = arith.constant dense<[[true, false, false, true, false, false, true], [false, true, true, true, false, false, false], [false, false, false, false, false, false, false]]> : tensor<3x7xi1>
  %a = call @quantized(%x, %s, %m) : (tensor<3x7xf32>, tensor<3x1xf32>, tensor<3x7xi1>) -> !qnt.array<3x7, #f8>
  %r = arith.constant dense<[[0.5, -1.0, 3.0, 2.25, -0.75, 8.0, 1.0, 4.0], [-2.0, 4.5, 0.25, 1.0, 7.0, -6.0, 3.5, 9.0]]> : tensor<2x8xf32>
  %n = arith.constant dense<[[true, false, false, true, false, false, true, false], [false, true, true, false, false, false, false, true]]> : tensor<2x8xi1>
  %rd = tensor.cast %r : tensor<2x8xf32> to tensor<?x8xf32>
  %nd = tensor.cast %n : tensor<2x8xi1> to tensor<?x8xi1>
  %b = call @rows(%rd, %nd) : (tensor<?x8xf32>, tensor<?x8xi1>) -> !qnt.array<?x8, #pairs>
  %dy = arith.constant dense<1.5> : tensor<3x7xf32>
  %c, %d = call @trained(%x, %dy, %m) : (tensor<3x7xf32>, tensor<3x7xf32>, tensor<3x7xi1>) -> (tensor<3x7xf32>, tensor<3x7xf32>)
  return %a, %b, %c, %d : !qnt.array<3x7, #f8>, !qnt.array<?x8, #pairs>, tensor<3x7xf32>, tensor<3x7xf32>
}
