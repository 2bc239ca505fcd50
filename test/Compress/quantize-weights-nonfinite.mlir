// NaN and infinite elements: an error that names the first one, kept with the codes of the convention, or counted as 0.
// RUN: not quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" 2>&1 | FileCheck %s --check-prefix=ERROR
// ERROR: 'arith.constant' op expected finite weights, but element 1 of 'w' is NaN or infinite
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 nonfinite=keep" -o %t.keep
// RUN: quant-run %t.keep --print | FileCheck %s --check-prefix=KEEP
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 nonfinite=zero" -o %t.zero
// RUN: quant-run %t.zero --print | FileCheck %s --check-prefix=ZERO
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp8_e4m3fn weight-num-threshold=0 nonfinite=keep" -o %t.fp8
// RUN: quant-run %t.fp8 --print | FileCheck %s --check-prefix=FP8
// A scale that would be NaN leaves the weight alone.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 nonfinite=keep convention=apple" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=APPLE

// Scales of the rows: 1, 2, 2, 4 / 127. A NaN takes the code 0 and infinities the ends of the codes.
// KEEP: tensor<4x2xf32> {{\[\[}}127, 0], [254, 254], [-254, -254], [2.992126, 4]]
// ZERO: tensor<4x2xf32> {{\[\[}}127, 0], [0, 254], [0, -254], [2.992126, 4]]
// Scales 127 / 448 ..: 3 / (4 / 448) = 336, a tie of 320 and 352.
// FP8: tensor<4x2xf32> {{\[\[}}127, nan], [254, 254], [-254, -254], [2.857143, 4]]
// APPLE: 'w': the scale of its block 0 would be 0, NaN or infinite
func.func @main() -> tensor<4x2xf32> {
  %rows = arith.constant dense<[[0], [1], [2], [3]]> : tensor<4x1xi32>
  %w = arith.constant dense<[[127.0, 0x7FC00000], [0x7F800000, 254.0], [0xFF800000, -254.0], [3.0, 4.0]]> : tensor<4x2xf32> loc("w")
  %0 = tensor.gather %w[%rows] gather_dims([0]) : (tensor<4x2xf32>, tensor<4x1xi32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}
