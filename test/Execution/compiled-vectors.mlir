// A code stands for two elements of a dimension without a size: results have half as many codes.
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s
// CHECK: result 0 (codes) against reference: 3 elements, {{.*}} 0 mismatches
// CHECK: result 0 (mask) against reference: 6 elements, {{.*}} 0 mismatches
// CHECK: result 1 (codes) against reference: 0 elements, {{.*}} 0 mismatches
#pairs = #qnt.encoding<lut<u1, f32, vector = 1x2> : f32, block = *x*, sparsity = bitmask>
func.func @main() -> (!qnt.array<3x?, #pairs>, !qnt.array<3x?, #pairs>) {
  %x = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [-9.0, -1.0]]> : tensor<3x2xf32>
  %mask = arith.constant dense<[[1, 1], [0, 1], [1, 0]]> : tensor<3x2xi1>
  %none = arith.constant dense<> : tensor<3x0xf32>
  %no_mask = arith.constant dense<> : tensor<3x0xi1>
  %0 = call @quantize(%x, %mask) : (tensor<3x2xf32>, tensor<3x2xi1>) -> !qnt.array<3x?, #pairs>
  %1 = call @quantize_none(%none, %no_mask) : (tensor<3x0xf32>, tensor<3x0xi1>) -> !qnt.array<3x?, #pairs>
  return %0, %1 : !qnt.array<3x?, #pairs>, !qnt.array<3x?, #pairs>
}
func.func private @quantize(%x: tensor<3x2xf32>, %mask: tensor<3x2xi1>) -> !qnt.array<3x?, #pairs> {
  %t = arith.constant dense<[[[[3.5, 2.5], [-8.0, -1.25]]]]> : tensor<1x1x2x2xf32>
  %any = tensor.cast %x : tensor<3x2xf32> to tensor<3x?xf32>
  %any_mask = tensor.cast %mask : tensor<3x2xi1> to tensor<3x?xi1>
  %q = qnt.quantize %any codebook(%t : tensor<1x1x2x2xf32>) mask(%any_mask : tensor<3x?xi1>) : tensor<3x?xf32> -> !qnt.array<3x?, #pairs>
  return %q : !qnt.array<3x?, #pairs>
}
func.func private @quantize_none(%x: tensor<3x0xf32>, %mask: tensor<3x0xi1>) -> !qnt.array<3x?, #pairs> {
  %t = arith.constant dense<[[[[3.5, 2.5], [-8.0, -1.25]]]]> : tensor<1x1x2x2xf32>
  %any = tensor.cast %x : tensor<3x0xf32> to tensor<3x?xf32>
  %any_mask = tensor.cast %mask : tensor<3x0xi1> to tensor<3x?xi1>
  %q = qnt.quantize %any codebook(%t : tensor<1x1x2x2xf32>) mask(%any_mask : tensor<3x?xi1>) : tensor<3x?xf32> -> !qnt.array<3x?, #pairs>
  return %q : !qnt.array<3x?, #pairs>
}
