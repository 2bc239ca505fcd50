// Constants and their parts, compiled: codes whose rows end inside a byte, and codes that cross bytes.
// RUN: quant-run %s --device=cpu > %t.cpu
// RUN: quant-run %s > %t.reference
// RUN: diff %t.reference %t.cpu
// RUN: FileCheck %s < %t.cpu

// CHECK: tensor<2x5xf32> {{\[\[}}0.5, 1, 1.5, 8, 10], [-6, -7, -4, -20, -12]]
// CHECK: tensor<2x5xf32> {{\[\[}}0.5, 1, 1.5, 0.5, 0.5], [2, 1, 2, -2, 3]]
#i4 = #qnt.encoding<i4 : f32, block = 1x3, scale = f32>
#i3 = #qnt.encoding<i3 : f32, block = 1x*, scale = f32>
func.func @main() -> (tensor<2x5xf32>, tensor<2x5xf32>, !qnt.array<2x5, #i4>, tensor<2x5xi3>, f32) {
  %w = qnt.constant codes = dense<[[0x21, 0x43, 0x05], [0x9a, 0xbc, 0x0d]]> : tensor<2x3xi8>, scales = dense<[[0.5, 2.0], [1.0, 4.0]]> : tensor<2x2xf32> : !qnt.array<2x5, #i4>
  %y = qnt.dequantize %w : !qnt.array<2x5, #i4> -> tensor<2x5xf32>
  %c, %s = qnt.disassemble %w : !qnt.array<2x5, #i4> -> (tensor<2x5xi4>, tensor<2x2xf32>)
  %a = qnt.assemble %c, %s : (tensor<2x5xi4>, tensor<2x2xf32>) -> !qnt.array<2x5, #i4>
  %v = qnt.constant codes = dense<[[0xd1, 0x12], [0x8a, 0x3c]]> : tensor<2x2xi8>, scales = dense<[[0.5], [1.0]]> : tensor<2x1xf32> : !qnt.array<2x5, #i3>
  %z = qnt.dequantize %v : !qnt.array<2x5, #i3> -> tensor<2x5xf32>
  %d, %t = qnt.disassemble %v : !qnt.array<2x5, #i3> -> (tensor<2x5xi3>, tensor<2x1xf32>)
  %f = arith.constant 1.5 : f32
  return %y, %z, %a, %d, %f: tensor<2x5xf32>, tensor<2x5xf32>, !qnt.array<2x5, #i4>, tensor<2x5xi3>, f32
}
