// RUN: quant-opt %s --qnt-palettize-weights="n-bits=1 granularity=per_channel weight-num-threshold=0" | FileCheck %s --check-prefix=CHANNEL
// RUN: quant-opt %s --qnt-palettize-weights="n-bits=2 granularity=per_grouped_channel group-size=2 weight-num-threshold=0" | FileCheck %s --check-prefix=GROUP
// RUN: quant-opt %s --qnt-palettize-weights="n-bits=2 cluster-dim=2 weight-num-threshold=0" | FileCheck %s --check-prefix=VECTOR
// RUN: quant-opt %s --qnt-palettize-weights="n-bits=2 mode=uniform entry-dtype=int8 weight-num-threshold=0" | FileCheck %s --check-prefix=INT8
// RUN: quant-opt %s --qnt-palettize-weights="n-bits=2 entry-dtype=fp8_e4m3fn channel-scale=output weight-num-threshold=0" | FileCheck %s --check-prefix=FP8
// RUN: quant-opt %s --qnt-palettize-weights="n-bits=2 entry-dtype=f16 channel-scale=input weight-num-threshold=0" | FileCheck %s --check-prefix=F16
// RUN: quant-opt %s --qnt-palettize-weights="mode=unique weight-num-threshold=0" | FileCheck %s --check-prefix=UNIQUE
// RUN: quant-opt %s --qnt-palettize-weights="n-bits=2 mode=custom table=1,2,5.5,7.25 weight-num-threshold=0" | FileCheck %s --check-prefix=CUSTOM
// A second run changes nothing.
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0" -o %t.1
// RUN: quant-opt %t.1 --qnt-palettize-weights="weight-num-threshold=0" -o %t.2
// RUN: cmp %t.1 %t.2
// RUN: quant-opt %s --qnt-palettize-weights="n-bits=1 granularity=per_channel weight-num-threshold=0" -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %s --qnt-palettize-weights="n-bits=1 granularity=per_channel" -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=SMALL

// Four bytes of eight indices, padded, and two tables of two; eight elements of four bytes.
// REMARK: [Analysis] qnt-palettize-weights {{.*}}| bytes-after=20, bytes-before=32, weights-palettized=1, weights-skipped=0{{$}}
// SMALL: [Analysis] qnt-palettize-weights {{.*}}| bytes-after=0, bytes-before=0, weights-palettized=0, weights-skipped=1{{$}}

// CHANNEL: #[[E:.*]] = #qnt.encoding<lut<u1, f32, group = *x1> : f32, block = *x*>
// CHANNEL: %[[W:.*]] = qnt.constant codes = dense_resource<w_codes> : tensor<4x1xi8>, codebook = dense<{{\[\[\[}}1.000000e+00, 2.000000e+00], [5.000000e+00, 7.000000e+00]]]> : tensor<1x2x2xf32> {qnt.name = "w"} : !qnt.array<4x2, #[[E]]>
// CHANNEL: qnt.dot_general %{{.*}}, %[[W]]
// CHANNEL: w_codes: "0x4000000000000303"

// GROUP: #qnt.encoding<lut<u2, f32, group = *x2> : f32, block = *x*>
// GROUP: codebook = dense<{{\[\[\[}}1.000000e+00, 2.000000e+00, 5.000000e+00, 7.000000e+00]]]> : tensor<1x1x4xf32>

// Pairs along the output dimension: (1, 5) and (2, 7) are all there are.
// VECTOR: #qnt.encoding<lut<u2, f32, vector = 1x2> : f32, block = *x*>
// VECTOR: codes = dense_resource<w_codes> : tensor<4x1xi8>, codebook = dense<{{\[\[\[}}[1.000000e+00, 5.000000e+00], [2.000000e+00, 7.000000e+00], [2.000000e+00, 7.000000e+00], [2.000000e+00, 7.000000e+00]]]]> : tensor<1x1x4x2xf32>
// VECTOR: w_codes: "0x4000000000000101"

// 1, 3, 5, 7 in units of 7 / 127: 18.1, 54.4, 90.7, 127.
// INT8: #qnt.encoding<lut<u2, i8> : f32, block = *x*, scale = f32>
// INT8: scales = dense<0.05511811> : tensor<1x1xf32>, codebook = dense<{{\[\[\[}}18, 54, 91, 127]]]> : tensor<1x1x4xi8>

// Columns over 2 and 7: 0.5, 0.714, 1; entries over 1 / 448: 224, 320, 448.
// FP8: #qnt.encoding<lut<u2, f8E4M3FN> : f32, block = *x1, scale = f32>
// FP8: scales = dense<{{\[\[}}0.00446428591, 1.562500e-02]]> : tensor<1x2xf32>, codebook = dense<{{\[\[\[}}2.240000e+02, 3.200000e+02, 4.480000e+02, 4.480000e+02]]]>

// Rows over 5, 5, 7, 7: 0.2, 0.2857, 1.
// F16: #qnt.encoding<lut<u2, f16> : f32, block = 1x*, scale = f32>
// F16: scales = dense<{{\[\[}}5.000000e+00], [5.000000e+00], [7.000000e+00], [7.000000e+00]]> : tensor<4x1xf32>, codebook = dense<{{\[\[\[}}1.999510e-01, 2.856450e-01, 1.000000e+00, 1.000000e+00]]]> : tensor<1x1x4xf16>

// UNIQUE: #qnt.encoding<lut<u2, f32> : f32, block = *x*>
// UNIQUE: codebook = dense<{{\[\[\[}}1.000000e+00, 2.000000e+00, 5.000000e+00, 7.000000e+00]]]>
// CUSTOM: codebook = dense<{{\[\[\[}}1.000000e+00, 2.000000e+00, 5.500000e+00, 7.250000e+00]]]>
func.func @dense(%x: tensor<?x4xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[1.0, 5.0], [1.0, 5.0], [2.0, 7.0], [2.0, 7.0]]> : tensor<4x2xf32> loc("w")
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
