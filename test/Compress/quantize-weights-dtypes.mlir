// Every dtype, by hand: the weight is the product of the identity with it, so the program prints the decoded weight.
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int3 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=INT3
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int5 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=INT5
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int6 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=INT6
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int16 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=INT16
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint16 qscheme=asymmetric weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=UINT16
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp6_e2m3fn weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=FP6
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp6_e3m2fn weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=FP6-E3M2
// RUN: quant-opt %s --qnt-quantize-weights="dtype=nf4 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=NF4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=mxfp4 tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=MXFP4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp4_e2m1fn tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=MXFP4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=mxfp6 tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=MXFP6
// RUN: quant-opt %s --qnt-quantize-weights="dtype=mxfp8 tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=MXFP8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=nvfp4 tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=NVFP4

// Scale 6 / 3 = 2: 3 / 2 and 5 / 2 go to the even 2, 1 / 2 to 0.
// INT3: [6, -6, 4, 4, 4, 0]
// Scale 6 / 15 = 0.4: 3 / 0.4 = 7.5 goes to 8, 5 / 0.4 = 12.5 to 12, 1 / 0.4 = 2.5 to 2.
// INT5: [6, -6, 3.2, 4, 4.8, 0.8]
// Scale 6 / 31: 15.5 to 16 (rounded up from 15.500001), 4 / s = 20.67 to 21, 5 / s = 25.8 to 26, 1 / s = 5.2 to 5.
// INT6: [6, -6, {{3.0967|2.90}}{{[0-9]*}}, 4.06{{[0-9]*}}, 5.03{{[0-9]*}}, 0.967{{[0-9]*}}]
// INT16: [6, -6, {{3|3.0000|2.9999}}{{[0-9]*}}, {{4|4.0000|3.9999}}{{[0-9]*}}, {{5|5.0000|4.9999}}{{[0-9]*}}, {{1|1.0000|0.9999}}{{[0-9]*}}]
// UINT16: [{{6|6.0000|5.999}}{{[0-9]*}}, {{-6|-6.0000|-5.999}}{{[0-9]*}}, {{3|3.000|2.999}}{{[0-9]*}}, {{4|4.000|3.999}}{{[0-9]*}}, {{5|5.000|4.999}}{{[0-9]*}}, {{1|1.000|0.999}}{{[0-9]*}}]
// Scale 6 / 7.5 = 0.8: quotients 3.75, 5, 6.25 (tie between 6 and 6.5: the even mantissa 6), 1.25.
// FP6: [6, -6, 3, 4, 4.8, 1]
// Scale 6 / 28: quotients 14, 18.67 to 20, 23.3 to 24, 4.67 to 5.
// FP6-E3M2: [6, -6, 3, 4.28{{[0-9]*}}, 5.14{{[0-9]*}}, 1.07{{[0-9]*}}]
// Scale 6: quotients 0.5 to 0.4407, 0.667 to 0.7230, 0.833 to 0.7230, 0.167 to 0.1609.
// NF4: [6, -6, 2.64{{[0-9]*}}, 4.33{{[0-9]*}}, 4.33{{[0-9]*}}, 0.965{{[0-9]*}}]
// Scale 2^floor(log2(6 / 4)) = 1: 5 is a tie of 4 and 6, whose even mantissa is 4.
// MXFP4: [6, -6, 3, 4, 4, 1]
// Scale 1; 5 and all others are numbers of e2m3.
// MXFP6: [6, -6, 3, 4, 5, 1]
// MXFP8: [6, -6, 3, 4, 5, 1]
// NVFP4: [6, -6, 3, 4, 4, 1]
func.func @main() -> tensor<1x6xf32> {
  %row = arith.constant dense<[[0]]> : tensor<1x1xi32>
  %w = arith.constant dense<[[6.0, -6.0, 3.0, 4.0, 5.0, 1.0]]> : tensor<1x6xf32> loc("w")
  %0 = tensor.gather %w[%row] gather_dims([0]) : (tensor<1x6xf32>, tensor<1x1xi32>) -> tensor<1x6xf32>
  return %0 : tensor<1x6xf32>
}
