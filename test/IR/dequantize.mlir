// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-op-generic %s | quant-opt | FileCheck %s

#a8 = #qnt.encoding<i8 : bf16, block = 1x*, scale = bf16>
#nf4 = #qnt.encoding<lut<u4, f32, group = 16x*, vector = 2x1> : f64, block = 1x64, scale = f32>
#scalar = #qnt.encoding<u8 : f16, scale = f32, zero_point = i32, decode = mul_sub>

// CHECK-LABEL: func @dynamic_shape
func.func @dynamic_shape(%a: !qnt.array<?x4096, #a8>) -> tensor<?x4096xbf16> {
  // CHECK: qnt.dequantize %{{.*}} : !qnt.array<?x4096, #{{.*}}> -> tensor<?x4096xbf16>
  %x = qnt.dequantize %a : !qnt.array<?x4096, #a8> -> tensor<?x4096xbf16>
  return %x : tensor<?x4096xbf16>
}

// CHECK-LABEL: func @code_book
func.func @code_book(%a: !qnt.array<32x0, #nf4>) -> tensor<32x0xf64> {
  // CHECK: qnt.dequantize %{{.*}} {qnt.name = "w"} : !qnt.array<32x0, #{{.*}}> -> tensor<32x0xf64>
  %x = qnt.dequantize %a {qnt.name = "w"} : !qnt.array<32x0, #nf4> -> tensor<32x0xf64>
  return %x : tensor<32x0xf64>
}

// CHECK-LABEL: func @rank_zero
func.func @rank_zero(%a: !qnt.array<#scalar>) -> tensor<f16> {
  // CHECK: qnt.dequantize %{{.*}} : !qnt.array<#{{.*}}> -> tensor<f16>
  %x = qnt.dequantize %a : !qnt.array<#scalar> -> tensor<f16>
  return %x : tensor<f16>
}
