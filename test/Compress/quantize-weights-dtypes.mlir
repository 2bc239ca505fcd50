// Every dtype, by hand: the weight is the only row that is gathered, so the program prints the decoded weight.
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int2 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=i2 --check-prefixes=STORAGE,INT2
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int3 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=i3 --check-prefixes=STORAGE,INT3
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int4 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=i4 --check-prefixes=STORAGE,INT4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int5 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=i5 --check-prefixes=STORAGE,INT5
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int6 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=i6 --check-prefixes=STORAGE,INT6
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int7 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=i7 --check-prefixes=STORAGE,INT7
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int8 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=i8 --check-prefixes=STORAGE,INT8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int16 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=i16 --check-prefixes=STORAGE,INT16
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint2 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u2 --check-prefixes=STORAGE,INT2
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint3 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u3 --check-prefixes=STORAGE,INT3
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint4 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u4 --check-prefixes=STORAGE,INT4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint5 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u5 --check-prefixes=STORAGE,INT5
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint6 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u6 --check-prefixes=STORAGE,INT6
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint7 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u7 --check-prefixes=STORAGE,INT7
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint8 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u8 --check-prefixes=STORAGE,INT8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint2 qscheme=asymmetric weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u2 --check-prefixes=STORAGE,ASYMMETRIC2
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint3 qscheme=asymmetric weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u3 --check-prefixes=STORAGE,ASYMMETRIC3
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint4 qscheme=asymmetric weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u4 --check-prefixes=STORAGE,ASYMMETRIC4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint5 qscheme=asymmetric weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u5 --check-prefixes=STORAGE,ASYMMETRIC5
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint6 qscheme=asymmetric weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u6 --check-prefixes=STORAGE,ASYMMETRIC6
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint7 qscheme=asymmetric weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u7 --check-prefixes=STORAGE,ASYMMETRIC7
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint8 qscheme=asymmetric weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u8 --check-prefixes=STORAGE,ASYMMETRIC8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint16 qscheme=asymmetric weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=u16 --check-prefixes=STORAGE,ASYMMETRIC16
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp8_e4m3fn weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=f8E4M3FN --check-prefixes=STORAGE,E4M3
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp8_e5m2 weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=f8E5M2 --check-prefixes=STORAGE,E5M2
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp6_e2m3fn weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=f6E2M3FN --check-prefixes=STORAGE,FP6
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp6_e3m2fn weight-num-threshold=0" -o %t.mlir && quant-run %t.mlir --print | cat %t.mlir - | FileCheck %s -DTYPE=f6E3M2FN --check-prefixes=STORAGE,FP6-E3M2
// RUN: quant-opt %s --qnt-quantize-weights="dtype=nf4 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=NF4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=mxfp4 tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=MXFP4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp4_e2m1fn tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=MXFP4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=mxfp6 tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=MXFP6
// RUN: quant-opt %s --qnt-quantize-weights="dtype=mxfp8 tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=MXFP8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=nvfp4 tail=mask weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=NVFP4

// STORAGE: #qnt.encoding<[[TYPE]] : f32, block = 1x*, scale = f32
// STORAGE: return
// Signed, symmetric: codes -(2^(n-1) - 1) .. 2^(n-1) - 1. Unsigned codes lie as far from the zero point 2^(n-1) - 1.
// Scale 6: 1 / 2 goes to 0, 2 / 3 and 5 / 6 to 1, 1 / 6 to 0.
// INT2: [6, -6, 0, 6, 6, 0]
// Scale 6 / 3 = 2: 3 / 2 and 5 / 2 go to the even 2, 1 / 2 to 0.
// INT3: [6, -6, 4, 4, 4, 0]
// Scale 6 / 7: 3.5 to 4, 4.67 to 5, 5.83 to 6, 1.17 to 1.
// INT4: [6, -6, 3.4285715, 4.285714, 5.142857, 0.85714287]
// Scale 6 / 15 = 0.4: 3 / 0.4 = 7.5 goes to 8, 5 / 0.4 = 12.5 to 12, 1 / 0.4 = 2.5 to 2.
// INT5: [6, -6, 3.2, 4, 4.8, 0.8]
// Scale f32(6 / 31) = 0.19354838, less than 6 / 31: 3 / s = 15.5000005 is 15.5 in f32, a tie that goes to 16;
// 4 / s = 20.67 to 21, 5 / s = 25.83 to 26, 1 / s = 5.17 to 5.
// INT6: [6, -6, 3.096774, 4.064516, 5.032258, 0.9677419]
// Scale 6 / 63: ties 31.5 to 32, 52.5 to 52, 10.5 to 10; 4 / s = 42.
// INT7: [6, -6, 3.047619, 4, 4.952381, 0.95238096]
// Scale 6 / 127: 63.5 to 64, 84.67 to 85, 105.83 to 106, 21.17 to 21.
// INT8: [6, -6, 3.023622, 4.015748, 5.007874, 0.992126]
// Scale 6 / 32767: the tie 16383.5 to 16384, then 21844.67 to 21845, 27305.83 to 27306, 5461.17 to 5461.
// INT16: [6, -6, 3.0000916, 4.000061, 5.0000305, 0.9999695]
// Asymmetric: codes 0 .. 2^n - 1.
// Scale 4, zero point 1.5 to 2: s, the largest, for 1.5 to 2. The others: -1.5 to -2, 0.75, 1, 1.25 to 1, 0.25 to 0.
// ASYMMETRIC2: [4, -8, 4, 4, 4, 0]
// Scale 12 / 7, zero point 3.5 to 4: 3 s, -4 s, 1.75 to 2, 2.33 to 2, 2.92 to 3, 0.58 to 1.
// ASYMMETRIC3: [5.142857, -6.857143, 3.4285715, 3.4285715, 5.142857, 1.7142857]
// Scale 12 / 15 = 0.8, zero point 7.5 to 8: 7 s, -8 s, 3.75 to 4, 5, 6.25 to 6, 1.25 to 1.
// ASYMMETRIC4: [5.6, -6.4, 3.2, 4, 4.8, 0.8]
// Scale 12 / 31, zero point 15.5 to 16. 6 / s = 15.5 to 16, code 32 is one too many and becomes 31: 15 s. -6 has
// code 0: -16 s. The others are 7.75 to 8, 10.33 to 10, 12.92 to 13, 2.58 to 3.
// ASYMMETRIC5: [5.8064513, -6.193548, 3.096774, 3.8709676, 5.032258, 1.1612903]
// Scale 12 / 63, zero point 31.5 to 32: 31 s, -32 s, 15.75 to 16, 21, 26.25 to 26, 5.25 to 5.
// ASYMMETRIC6: [5.904762, -6.095238, 3.047619, 4, 4.952381, 0.95238096]
// Scale 12 / 127, zero point 63.5 to 64: 63 s, -64 s, 31.75 to 32, 42.33 to 42, 52.92 to 53, 10.58 to 11.
// ASYMMETRIC7: [5.952756, -6.047244, 3.023622, 3.968504, 5.007874, 1.0393701]
// Scale 12 / 255, zero point 127.5 to 128: 127 s, -128 s, 63.75 to 64, 85, 106.25 to 106, 21.25 to 21.
// ASYMMETRIC8: [5.9764705, -6.0235295, 3.0117648, 4, 4.9882355, 0.9882353]
// Scale 12 / 65535, zero point 32767.5 to 32768: 32767 s, -32768 s, 16383.75 to 16384, 21845, 27306.25, 5461.25 down.
// ASYMMETRIC16: [5.9999084, -6.0000916, 3.0000458, 4, 4.999954, 0.9999542]
// Scale 6 / 448: quotients 224, 298.67 to 288, 373.33 to 384, 74.67 to 72 (steps of 32, 32 and 8).
// E4M3: [6, -6, 3, 3.857143, 5.142857, 0.96428573]
// Scale 6 / 57344: quotients 28672, 38229 to 40960, 47787 to 49152, 9557 to 10240 (steps of 8192, 8192 and 2048).
// E5M2: [6, -6, 3, 4.285714, 5.142857, 1.0714285]
// Scale 6 / 7.5 = 0.8: quotients 3.75, 5, 6.25 (tie between 6 and 6.5: the even mantissa 6), 1.25.
// FP6: [6, -6, 3, 4, 4.8, 1]
// Scale 6 / 28: quotients 14, 18.67 to 20, 23.3 to 24, 4.67 to 5.
// FP6-E3M2: [6, -6, 3, 4.285714, 5.142857, 1.0714285]
// Scale 6: quotients 0.5 to 0.4407, 0.667 to 0.7230, 0.833 to 0.7230, 0.167 to 0.1609.
// NF4: [6, -6, 2.644259, 4.337741, 4.337741, 0.9655812]
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
