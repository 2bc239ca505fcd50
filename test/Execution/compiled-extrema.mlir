// Every pair of zeros, infinities, NaN and numbers, through maxima and minima of every kind and type.
// RUN: quant-run %s --device=cpu --entry=main --compare=reference | FileCheck %s
// RUN: quant-run %s --device=cpu --entry=zeros | FileCheck %s --check-prefix=ZEROS
// CHECK-COUNT-16: max abs error 0, max rel error 0, 0 mismatches
// ZEROS: tensor<2x2xf32> {{\[\[}}-0, 0], [0, 0]]
// ZEROS: tensor<2x2xf32> {{\[\[}}-0, -0], [-0, 0]]
func.func @zeros() -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %a = arith.constant dense<[[-0.0, -0.0], [0.0, 0.0]]> : tensor<2x2xf32>
  %b = arith.constant dense<[[-0.0, 0.0], [-0.0, 0.0]]> : tensor<2x2xf32>
  %0 = arith.maximumf %a, %b : tensor<2x2xf32>
  %1 = arith.minimumf %a, %b : tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}
func.func @main() -> (tensor<6x6xf32>, tensor<6x6xf32>, tensor<6x6xf32>, tensor<6x6xf32>, tensor<6x6xf64>, tensor<6x6xf64>,
                      tensor<6x6xf64>, tensor<6x6xf64>, tensor<6x6xf16>, tensor<6x6xf16>, tensor<6x6xf16>, tensor<6x6xf16>,
                      tensor<6x6xbf16>, tensor<6x6xbf16>, tensor<6x6xbf16>, tensor<6x6xbf16>) {
  %a_f32 = arith.constant dense<[[-0.0, -0.0, -0.0, -0.0, -0.0, -0.0],
      [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
      [0x7FC00000, 0x7FC00000, 0x7FC00000, 0x7FC00000, 0x7FC00000, 0x7FC00000],
      [0x7F800000, 0x7F800000, 0x7F800000, 0x7F800000, 0x7F800000, 0x7F800000],
      [0xFF800000, 0xFF800000, 0xFF800000, 0xFF800000, 0xFF800000, 0xFF800000],
      [1.5, 1.5, 1.5, 1.5, 1.5, 1.5]]> : tensor<6x6xf32>
  %b_f32 = arith.constant dense<[[-0.0, 0.0, 0x7FC00000, 0x7F800000, 0xFF800000, 1.5],
      [-0.0, 0.0, 0x7FC00000, 0x7F800000, 0xFF800000, 1.5],
      [-0.0, 0.0, 0x7FC00000, 0x7F800000, 0xFF800000, 1.5],
      [-0.0, 0.0, 0x7FC00000, 0x7F800000, 0xFF800000, 1.5],
      [-0.0, 0.0, 0x7FC00000, 0x7F800000, 0xFF800000, 1.5],
      [-0.0, 0.0, 0x7FC00000, 0x7F800000, 0xFF800000, 1.5]]> : tensor<6x6xf32>
  %maximumf_f32 = arith.maximumf %a_f32, %b_f32 : tensor<6x6xf32>
  %minimumf_f32 = arith.minimumf %a_f32, %b_f32 : tensor<6x6xf32>
  %maxnumf_f32 = arith.maxnumf %a_f32, %b_f32 : tensor<6x6xf32>
  %minnumf_f32 = arith.minnumf %a_f32, %b_f32 : tensor<6x6xf32>
  %a_f64 = arith.constant dense<[[-0.0, -0.0, -0.0, -0.0, -0.0, -0.0],
      [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
      [0x7FF8000000000000, 0x7FF8000000000000, 0x7FF8000000000000, 0x7FF8000000000000, 0x7FF8000000000000, 0x7FF8000000000000],
      [0x7FF0000000000000, 0x7FF0000000000000, 0x7FF0000000000000, 0x7FF0000000000000, 0x7FF0000000000000, 0x7FF0000000000000],
      [0xFFF0000000000000, 0xFFF0000000000000, 0xFFF0000000000000, 0xFFF0000000000000, 0xFFF0000000000000, 0xFFF0000000000000],
      [1.5, 1.5, 1.5, 1.5, 1.5, 1.5]]> : tensor<6x6xf64>
  %b_f64 = arith.constant dense<[[-0.0, 0.0, 0x7FF8000000000000, 0x7FF0000000000000, 0xFFF0000000000000, 1.5],
      [-0.0, 0.0, 0x7FF8000000000000, 0x7FF0000000000000, 0xFFF0000000000000, 1.5],
      [-0.0, 0.0, 0x7FF8000000000000, 0x7FF0000000000000, 0xFFF0000000000000, 1.5],
      [-0.0, 0.0, 0x7FF8000000000000, 0x7FF0000000000000, 0xFFF0000000000000, 1.5],
      [-0.0, 0.0, 0x7FF8000000000000, 0x7FF0000000000000, 0xFFF0000000000000, 1.5],
      [-0.0, 0.0, 0x7FF8000000000000, 0x7FF0000000000000, 0xFFF0000000000000, 1.5]]> : tensor<6x6xf64>
  %maximumf_f64 = arith.maximumf %a_f64, %b_f64 : tensor<6x6xf64>
  %minimumf_f64 = arith.minimumf %a_f64, %b_f64 : tensor<6x6xf64>
  %maxnumf_f64 = arith.maxnumf %a_f64, %b_f64 : tensor<6x6xf64>
  %minnumf_f64 = arith.minnumf %a_f64, %b_f64 : tensor<6x6xf64>
  %a_f16 = arith.constant dense<[[-0.0, -0.0, -0.0, -0.0, -0.0, -0.0],
      [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
      [0x7E00, 0x7E00, 0x7E00, 0x7E00, 0x7E00, 0x7E00],
      [0x7C00, 0x7C00, 0x7C00, 0x7C00, 0x7C00, 0x7C00],
      [0xFC00, 0xFC00, 0xFC00, 0xFC00, 0xFC00, 0xFC00],
      [1.5, 1.5, 1.5, 1.5, 1.5, 1.5]]> : tensor<6x6xf16>
  %b_f16 = arith.constant dense<[[-0.0, 0.0, 0x7E00, 0x7C00, 0xFC00, 1.5],
      [-0.0, 0.0, 0x7E00, 0x7C00, 0xFC00, 1.5],
      [-0.0, 0.0, 0x7E00, 0x7C00, 0xFC00, 1.5],
      [-0.0, 0.0, 0x7E00, 0x7C00, 0xFC00, 1.5],
      [-0.0, 0.0, 0x7E00, 0x7C00, 0xFC00, 1.5],
      [-0.0, 0.0, 0x7E00, 0x7C00, 0xFC00, 1.5]]> : tensor<6x6xf16>
  %maximumf_f16 = arith.maximumf %a_f16, %b_f16 : tensor<6x6xf16>
  %minimumf_f16 = arith.minimumf %a_f16, %b_f16 : tensor<6x6xf16>
  %maxnumf_f16 = arith.maxnumf %a_f16, %b_f16 : tensor<6x6xf16>
  %minnumf_f16 = arith.minnumf %a_f16, %b_f16 : tensor<6x6xf16>
  %a_bf16 = arith.constant dense<[[-0.0, -0.0, -0.0, -0.0, -0.0, -0.0],
      [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
      [0x7FC0, 0x7FC0, 0x7FC0, 0x7FC0, 0x7FC0, 0x7FC0],
      [0x7F80, 0x7F80, 0x7F80, 0x7F80, 0x7F80, 0x7F80],
      [0xFF80, 0xFF80, 0xFF80, 0xFF80, 0xFF80, 0xFF80],
      [1.5, 1.5, 1.5, 1.5, 1.5, 1.5]]> : tensor<6x6xbf16>
  %b_bf16 = arith.constant dense<[[-0.0, 0.0, 0x7FC0, 0x7F80, 0xFF80, 1.5],
      [-0.0, 0.0, 0x7FC0, 0x7F80, 0xFF80, 1.5],
      [-0.0, 0.0, 0x7FC0, 0x7F80, 0xFF80, 1.5],
      [-0.0, 0.0, 0x7FC0, 0x7F80, 0xFF80, 1.5],
      [-0.0, 0.0, 0x7FC0, 0x7F80, 0xFF80, 1.5],
      [-0.0, 0.0, 0x7FC0, 0x7F80, 0xFF80, 1.5]]> : tensor<6x6xbf16>
  %maximumf_bf16 = arith.maximumf %a_bf16, %b_bf16 : tensor<6x6xbf16>
  %minimumf_bf16 = arith.minimumf %a_bf16, %b_bf16 : tensor<6x6xbf16>
  %maxnumf_bf16 = arith.maxnumf %a_bf16, %b_bf16 : tensor<6x6xbf16>
  %minnumf_bf16 = arith.minnumf %a_bf16, %b_bf16 : tensor<6x6xbf16>
  return %maximumf_f32, %minimumf_f32, %maxnumf_f32, %minnumf_f32, %maximumf_f64, %minimumf_f64,
      %maxnumf_f64, %minnumf_f64, %maximumf_f16, %minimumf_f16, %maxnumf_f16, %minnumf_f16,
      %maximumf_bf16, %minimumf_bf16, %maxnumf_bf16, %minnumf_bf16 :
      tensor<6x6xf32>, tensor<6x6xf32>, tensor<6x6xf32>, tensor<6x6xf32>, tensor<6x6xf64>, tensor<6x6xf64>,
      tensor<6x6xf64>, tensor<6x6xf64>, tensor<6x6xf16>, tensor<6x6xf16>, tensor<6x6xf16>, tensor<6x6xf16>,
      tensor<6x6xbf16>, tensor<6x6xbf16>, tensor<6x6xbf16>, tensor<6x6xbf16>
}
