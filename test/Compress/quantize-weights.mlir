// RUN: quant-opt %s --qnt-quantize-weights="dtype=int8 weight-num-threshold=0" | FileCheck %s --check-prefix=INT8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=uint4 qscheme=asymmetric granularity=per_block block-size=4 weight-num-threshold=0" | FileCheck %s --check-prefix=UINT4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=nf4 granularity=per_tensor weight-num-threshold=0" | FileCheck %s --check-prefix=NF4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=fp8_e4m3fn weight-num-threshold=0" | FileCheck %s --check-prefix=FP8
// RUN: quant-opt %s --qnt-quantize-weights="dtype=mxfp4 tail=mask weight-num-threshold=0" | FileCheck %s --check-prefix=MXFP4
// RUN: quant-opt %s --qnt-quantize-weights="dtype=nvfp4 tail=mask weight-num-threshold=0" | FileCheck %s --check-prefix=NVFP4
// A second run changes nothing.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" -o %t.1
// RUN: quant-opt %t.1 --qnt-quantize-weights="weight-num-threshold=0" -o %t.2
// RUN: cmp %t.1 %t.2
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int8 weight-num-threshold=0" -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// 24 codes of a byte and three scales of four; 24 elements of four.
// REMARK: [Analysis] qnt-quantize-weights {{.*}}| bytes-after=36, bytes-before=96, weights-quantized=1, weights-skipped=0{{$}}

// Columns (the output dimension) have absmax 127, 254, 63.5: scales 1, 2, 0.5.
// INT8: #[[E:.*]] = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
// INT8: %[[W:.*]] = qnt.constant codes = dense_resource<w_codes> : tensor<8x3xi8>, scales = dense<{{\[\[}}1.000000e+00, 2.000000e+00, 5.000000e-01]]> : tensor<1x3xf32> {qnt.name = "w"} : !qnt.array<8x3, #[[E]]>
// INT8: qnt.dot_general %{{.*}}, %[[W]] {{.*}} : (tensor<?x8xf32>, !qnt.array<8x3, #[[E]]>) -> tensor<?x3xf32>
// 127 / 1, 0 / 2, 63.5 / 0.5; -127, 254 / 2, 1 / 0.5; 0.5 to even, 3 / 2 to even, 0.25 / 0.5 to even
// INT8: w_codes: "0x400000007F007F817F0200020002FE02020481008114FE322864CE3C"

// Column 0 of the first block spans [-127, 127], so its scale is 254 / 15.
// UINT4: #[[E:.*]] = #qnt.encoding<u4 : f32, block = 4x1, scale = f32, zero_point = u4>
// The others span 259, 63.5; 101.5, 354, 93.5. Zero points are rne(-min / scale): 7.5 to 8, 0.29 to 0, 0; 0.22 to 0, 10.76 to
// 11, 10.19 to 10; 8 and more are printed less 16.
// UINT4: codes = dense_resource<w_codes> : tensor<8x2xi8>, scales = dense<{{\[\[}}16.9333324, 17.2666664, 4.23333311], [6.76666689, 2.360000e+01, 6.23333311]]> : tensor<2x3xf32>, zero_points = dense<{{\[\[}}-8, 0, 0], [0, -5, -6]]> : tensor<2x3xi4>
// UINT4: w_codes: "0x400000000F0FF00008000800B000000CF00D7F0F"

// NF4: #[[E:.*]] = #qnt.encoding<lut<u4, f32> : f32, block = *x*, scale = f32>
// NF4: scales = dense<2.540000e+02> : tensor<1x1xf32>, codebook = dense<{{\[\[\[}}-1.000000e+00, -0.6961928, -0.525073051, -0.394917488, -0.284441382, -0.18477343, -0.0910500362, 0.000000e+00, 0.0795802995, 0.160930201, 0.246112302, 0.337915242, 0.440709829, 5.626170e-01, 0.722956836, 1.000000e+00]]]> : tensor<1x1x16xf32>
// 127 / 254 = 0.5 is between entries 12 and 13, nearer to 12; 0 is 7, 0.25 nearest to 10; and so on.
// NF4: w_codes: "0x400000007C0AF2077707770777040707C7083C08"

// FP8: #qnt.encoding<f8E4M3FN : f32, block = *x1, scale = f32>
// FP8: scales = dense<{{\[\[}}0.283482134, 0.566964269, 0.141741067]]>
// 448, 0, 448; -448, 448, 7.06 to 7; 1.76 to 1.75, 5.29 to 5.5, 1.76 to 1.75; and so on.
// FP8: w_codes: "0x400000007E007EFE7E4E3E4B3E4BD14B5154FEBEFE69CB73717BF375"

// 127 / 6 = 21.2: the largest power of two below it is 16, and so on.
// MXFP4: #qnt.encoding<f4E2M1FN : f32, block = 32x1, scale = f8E8M0FNU>
// MXFP4: scales = dense<{{\[\[}}1.600000e+01, 3.200000e+01, 8.000000e+00]]> : tensor<1x3xf8E8M0FNU>
// 7.94 saturates to 6 in each column; 2.5 / 16, 3 / 32 and 0.25 / 8 are 0 ...
// MXFP4: w_codes: "0x4000000007077F0000008000000FF8025804D706"

// The tensor scale is 254 / (6 * 448); the block that holds 254 has the largest e4m3.
// NVFP4: #qnt.encoding<f4E2M1FN : f32, block = 16x1, scale = f8E4M3FN, tensor_scale = f32>
// NVFP4: scales = dense<{{\[\[}}2.240000e+02, 4.480000e+02, 1.120000e+02]]> : tensor<1x3xf8E4M3FN>, tensor_scale = dense<0.0944940447> : tensor<f32>
// NVFP4: w_codes: "0x4000000007077F0000008000000FF8024804C605"
func.func @dense(%x: tensor<?x8xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[127.0, 0.0, 63.5], [-127.0, 254.0, 1.0], [0.5, 3.0, 0.25], [1.5, -5.0, 0.75],
                             [2.5, 7.0, -63.5], [-0.5, -254.0, 10.0], [-1.5, 100.0, 20.0], [100.0, -100.0, 30.0]]> : tensor<8x3xf32> loc("w")
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x8xf32>, tensor<8x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}
