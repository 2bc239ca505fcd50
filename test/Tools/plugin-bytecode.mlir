// Bytecode through the plugin is quant-opt's bytecode, in both directions.
// UNSUPPORTED: sanitizer
// RUN: mlir-opt %s --load-dialect-plugin=%qnt_libs/QntPlugin.so --emit-bytecode -o %t.plugin.mlirbc
// RUN: quant-opt %s --emit-bytecode -o %t.mlirbc
// RUN: mlir-opt %t.mlirbc --load-dialect-plugin=%qnt_libs/QntPlugin.so -o %t.from-quant-opt.mlir
// RUN: quant-opt %t.plugin.mlirbc -o %t.from-plugin.mlir
// RUN: quant-opt %s -o %t.mlir
// RUN: diff %t.mlir %t.from-quant-opt.mlir
// RUN: diff %t.mlir %t.from-plugin.mlir
// A pass between bytecode and bytecode.
// RUN: mlir-opt %t.mlirbc --load-dialect-plugin=%qnt_libs/QntPlugin.so --load-pass-plugin=%qnt_libs/QntPlugin.so \
// RUN:   --pass-pipeline='builtin.module(qnt-expand-arrays)' --emit-bytecode | quant-opt | FileCheck %s
// Without the plugin mlir-opt says what it lacks.
// RUN: not mlir-opt %t.mlirbc 2>&1 | FileCheck %s --check-prefix=WITHOUT
// WITHOUT: error: {{.*}}qnt

#w4 = #qnt.encoding<u4 : bf16, block = 1x32, scale = bf16, zero_point = u4, clamp = 1 : 15, decode = mul_sub>
#nf = #qnt.encoding<lut<u4, f16, group = 4x*> : f32, block = 1x*, scale = f8E4M3FN, tensor_scale = f32, sparsity = 2:4 along 1>

// CHECK: func.func @arrays(%{{.*}}: tensor<8x64xi4> {qnt.part = "codes"}
func.func @arrays(%a: !qnt.array<8x64, #w4>, %b: !qnt.array<8x64, #nf>, %x: tensor<8x64xbf16>)
    -> (tensor<8x64xbf16>, tensor<8x64xf32>, tensor<8x64xbf16>) {
  %y = qnt.dequantize %a : !qnt.array<8x64, #w4> -> tensor<8x64xbf16>
  %z = qnt.dequantize %b : !qnt.array<8x64, #nf> -> tensor<8x64xf32>
  // CHECK: qnt.fake_quantize %{{.*}} dynamic(fixed(-1.000000e+00, 1.000000e+00)) encoding = #{{.*}} convention = #qnt.convention<apple, epsilon = "0.001">
  %f = qnt.fake_quantize %x dynamic(fixed(-1.0, 1.0)) encoding = #qnt.encoding<i8 : bf16, block = *x*, scale = bf16> convention = #qnt.convention<apple, epsilon = "0.001"> : tensor<8x64xbf16>
  return %y, %z, %f : tensor<8x64xbf16>, tensor<8x64xf32>, tensor<8x64xbf16>
}
