// Core AI's numerics: an absolute epsilon of 1e-6 in the scale, f16 arithmetic for f16 weights, codes of 8 bits with several
// zero points decoded as q * s - z * s, MX codes from the scale before its rounding.
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint8 qscheme=asymmetric convention=apple weight-num-threshold=0" --remarks-filter=qnt -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --check-prefix=UINT8 < %t.mlir
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint8 qscheme=asymmetric granularity=per_tensor convention=apple weight-num-threshold=0" | FileCheck %s --check-prefix=TENSOR
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int8 convention=apple weight-num-threshold=0" | FileCheck %s --check-prefix=INT8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp8_e5m2 convention=apple weight-num-threshold=0" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=FP8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int3 convention=apple weight-num-threshold=0" | FileCheck %s --check-prefix=INT3
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int8 convention=coremltools weight-num-threshold=0" | FileCheck %s --check-prefix=COREML

// REMARK-DAG: 'bf16': convention apple takes no bf16 weights
// UINT8: #qnt.encoding<u8 : f32, block = *x1, scale = f32, zero_point = u8, decode = mul_sub>
// TENSOR: #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = u8>
// (127 + 127 + 1e-6) / 254; 1e-6 alone gives (2e-6 + 1e-6) / 254, its sum rounded to f32; in f16 2 / 254.
// INT8: scales = dense<{{\[\[}}1.000000e+00, 1.18110242E-8]]> : tensor<1x2xf32>
// INT8: scales = dense<{{\[\[}}1.000000e+00, 7.873530e-03]]> : tensor<1x2xf16>
// A dtype that Core AI lacks, by its formulas: (127 + 127 + 1e-6) / 6, (2e-6 + 1e-6) / 6.
// INT3: scales = dense<{{\[\[}}42.3333321, 5.000000e-07]]> : tensor<1x2xf32>
// COREML: scales = dense<{{\[\[}}1.000000e+00, 7.87401611E-9]]> : tensor<1x2xf32>
// In f16 the span of f8E5M2 is infinite, and with it the scale is 0.
// FP8: 'f16': the scale of its block 0 would be 0, NaN or infinite
func.func @f(%x: tensor<?x2xf32>, %h: tensor<?x2xf16>, %b: tensor<?x2xbf16>) -> (tensor<?x2xf32>, tensor<?x2xf16>, tensor<?x2xbf16>) {
  %f32 = arith.constant dense<[[127.0, 1.0e-6], [2.5, -0.5e-6]]> : tensor<2x2xf32> loc("f32")
  %0 = qnt.dot_general %x, %f32 contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %f16 = arith.constant dense<[[127.0, 1.0], [2.5, -0.5]]> : tensor<2x2xf16> loc("f16")
  %1 = qnt.dot_general %h, %f16 contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf16>, tensor<2x2xf16>) -> tensor<?x2xf16>
  %bf16 = arith.constant dense<[[127.0, 1.0], [2.5, -0.5]]> : tensor<2x2xbf16> loc("bf16")
  %2 = qnt.dot_general %b, %bf16 contracting = [1] x [0] batch = [] x [] : (tensor<?x2xbf16>, tensor<2x2xbf16>) -> tensor<?x2xbf16>
  return %0, %1, %2 : tensor<?x2xf32>, tensor<?x2xf16>, tensor<?x2xbf16>
}
