// The folds and canonicalizations of the ops on arrays change no number: every function gives the same values before
// and after, bit for bit.
//
// RUN: quant-opt %s --canonicalize --cse -o %t.folded.mlir
// RUN: FileCheck %s --input-file=%t.folded.mlir
// RUN: quant-run %s --print > %t.before
// RUN: quant-run %t.folded.mlir --print > %t.after
// RUN: diff %t.before %t.after
// RUN: FileCheck %s --check-prefix=VALUES --input-file=%t.after

#z8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>
#f4 = #qnt.encoding<f4E2M1FN : bf16, block = *x4, scale = f8E4M3FN, tensor_scale = f32>

// CHECK-LABEL: func.func private @returns_every_code
// CHECK-NOT: quantize
// CHECK: return
func.func private @returns_every_code(%codes: tensor<1x256xi8>) -> tensor<1x256xi8> {
  %s = arith.constant dense<0.1> : tensor<1x1xf32>
  %z = arith.constant dense<77> : tensor<1x1xi8>
  %a = qnt.assemble %codes, %s, %z : (tensor<1x256xi8>, tensor<1x1xf32>, tensor<1x1xi8>) -> !qnt.array<1x256, #z8>
  %x = qnt.dequantize %a : !qnt.array<1x256, #z8> -> tensor<1x256xf32>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) zero_point(%z : tensor<1x1xi8>)
         : tensor<1x256xf32> -> !qnt.array<1x256, #z8>
  %c, %t, %y = qnt.disassemble %b : !qnt.array<1x256, #z8> -> (tensor<1x256xi8>, tensor<1x1xf32>, tensor<1x1xi8>)
  return %c : tensor<1x256xi8>
}

// CHECK-LABEL: func.func private @returns_every_float_code
// CHECK-NOT: quantize
// CHECK: return
func.func private @returns_every_float_code(%codes: tensor<4x4xf4E2M1FN>) -> tensor<4x4xf4E2M1FN> {
  %s = arith.constant dense<0.875> : tensor<1x1xf8E4M3FN>
  %t = arith.constant dense<0.3> : tensor<f32>
  %a = qnt.assemble %codes, %s, %t : (tensor<4x4xf4E2M1FN>, tensor<1x1xf8E4M3FN>, tensor<f32>) -> !qnt.array<4x4, #f4>
  %x = qnt.dequantize %a : !qnt.array<4x4, #f4> -> tensor<4x4xbf16>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf8E4M3FN>) tensor_scale(%t : tensor<f32>)
         : tensor<4x4xbf16> -> !qnt.array<4x4, #f4>
  %c, %u, %v = qnt.disassemble %b : !qnt.array<4x4, #f4> -> (tensor<4x4xf4E2M1FN>, tensor<1x1xf8E4M3FN>, tensor<f32>)
  return %c : tensor<4x4xf4E2M1FN>
}

// CHECK-LABEL: func.func private @parts_and_casts
// CHECK-NOT: qnt.cast
// CHECK-NOT: disassemble
// CHECK: qnt.dequantize
func.func private @parts_and_casts(%x: tensor<?x4xf32>, %s: tensor<?x1xf32>, %z: tensor<?x1xi8>)
    -> (tensor<?x4xf32>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = qnt.quantize %x scale(%s : tensor<?x1xf32>) zero_point(%z : tensor<?x1xi8>) : tensor<?x4xf32> -> !qnt.array<?x4, #z8>
  %c, %t, %y = qnt.disassemble %a : !qnt.array<?x4, #z8> -> (tensor<?x4xi8>, tensor<?x1xf32>, tensor<?x1xi8>)
  %b = qnt.assemble %c, %t, %y : (tensor<?x4xi8>, tensor<?x1xf32>, tensor<?x1xi8>) -> !qnt.array<?x4, #z8>
  %d = qnt.cast %b : !qnt.array<?x4, #z8> to !qnt.array<?x?, #z8>
  %e = qnt.cast %d : !qnt.array<?x?, #z8> to !qnt.array<?x4, #z8>
  %n = qnt.dim %e, %c0 : !qnt.array<?x4, #z8>
  %m = qnt.dim %d, %c1 : !qnt.array<?x?, #z8>
  %r = qnt.dequantize %e : !qnt.array<?x4, #z8> -> tensor<?x4xf32>
  return %r, %n, %m : tensor<?x4xf32>, index, index
}

// CHECK-LABEL: func.func private @rounding
// CHECK-COUNT-1: qnt.round_bits
// CHECK-NOT: qnt.round_bits
// CHECK: return
func.func private @rounding(%x: tensor<6xi32>) -> (tensor<6xi32>, tensor<6xi32>) {
  %0 = qnt.round_bits %x lsbs = 4 : tensor<6xi32>
  %1 = qnt.round_bits %0 lsbs = 3 : tensor<6xi32>
  %2 = qnt.round_bits %1 lsbs = 0 : tensor<6xi32>
  %c = arith.constant dense<[3, 4, 12, -4, -5, 2147483647]> : tensor<6xi32>
  %3 = qnt.round_bits %c lsbs = 3 : tensor<6xi32>
  return %2, %3 : tensor<6xi32>, tensor<6xi32>
}

func.func @main() -> (tensor<1x256xi8>, tensor<4x4xf4E2M1FN>, tensor<?x4xf32>, index, index, tensor<6xi32>, tensor<6xi32>) {
  // 0, 1, ... 255: every code.
  %codes = tensor.generate {
  ^bb0(%i: index, %j: index):
    %v = arith.index_cast %j : index to i8
    tensor.yield %v : i8
  } : tensor<1x256xi8>
  %0 = call @returns_every_code(%codes) : (tensor<1x256xi8>) -> tensor<1x256xi8>
  %floats = arith.constant dense<[[0.0, 0.5, 1.0, 1.5], [2.0, 3.0, 4.0, 6.0], [-0.0, -0.5, -1.0, -1.5], [-2.0, -3.0, -4.0, -6.0]]> : tensor<4x4xf4E2M1FN>
  %1 = call @returns_every_float_code(%floats) : (tensor<4x4xf4E2M1FN>) -> tensor<4x4xf4E2M1FN>
  %x = arith.constant dense<[[0.0, 1.25, -2.5, 1.0e+30], [0.3, -0.1, 7.0, -7.0]]> : tensor<2x4xf32>
  %s = arith.constant dense<[[0.5], [0.03125]]> : tensor<2x1xf32>
  %z = arith.constant dense<[[3], [-128]]> : tensor<2x1xi8>
  %dx = tensor.cast %x : tensor<2x4xf32> to tensor<?x4xf32>
  %ds = tensor.cast %s : tensor<2x1xf32> to tensor<?x1xf32>
  %dz = tensor.cast %z : tensor<2x1xi8> to tensor<?x1xi8>
  %2:3 = call @parts_and_casts(%dx, %ds, %dz) : (tensor<?x4xf32>, tensor<?x1xf32>, tensor<?x1xi8>) -> (tensor<?x4xf32>, index, index)
  %acc = arith.constant dense<[7, 8, 24, -8, -9, 100]> : tensor<6xi32>
  %3:2 = call @rounding(%acc) : (tensor<6xi32>) -> (tensor<6xi32>, tensor<6xi32>)
  return %0, %1, %2#0, %2#1, %2#2, %3#0, %3#1
      : tensor<1x256xi8>, tensor<4x4xf4E2M1FN>, tensor<?x4xf32>, index, index, tensor<6xi32>, tensor<6xi32>
}

// VALUES: 0, 1, 2, 3
// VALUES: 0, 16, 32, 0, -16, 96
// VALUES: 0, 8, 16, 0, -8, -2147483648
