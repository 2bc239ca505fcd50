// RUN: quant-opt %s --qnt-quantize-activations | FileCheck %s --check-prefix=TENSOR
// RUN: quant-opt %s --qnt-quantize-activations="granularity=per_token qscheme=asymmetric" | FileCheck %s --check-prefix=TOKEN
// RUN: quant-opt %s --qnt-quantize-activations="dtype=fp8_e4m3fn granularity=per_token convention=qwix" | FileCheck %s --check-prefix=FP8
// RUN: quant-opt %s --qnt-quantize-activations --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %s --qnt-quantize-activations="granularity=per_block block-size=4" | FileCheck %s --check-prefix=BLOCK
// RUN: quant-opt %s --qnt-quantize-activations="granularity=per_block block-size=0.5 qscheme=asymmetric" | FileCheck %s --check-prefix=HALF
// RUN: quant-opt %s --qnt-quantize-activations="dtype=mxfp8 convention={qwix, mx_scale = oas}" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=MX
// RUN: quant-opt %s --qnt-quantize-activations="dtype=nvfp4" | FileCheck %s --check-prefix=NV
// RUN: quant-opt %s --qnt-quantize-activations="dtype=nvfp4 convention=qwix" | FileCheck %s --check-prefix=NV-QWIX
// RUN: quant-opt %s --qnt-quantize-activations="granularity=per_block block-size=4" -o %t.mlir
// RUN: quant-opt %t.mlir --qnt-quantize-activations="granularity=per_block block-size=4" | diff %t.mlir -

#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#b8 = #qnt.encoding<i8 : f32, block = 1x*x1, scale = f32>
#k3 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>
#c3 = #qnt.encoding<i8 : f32, block = 4x*x1, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = *x*x*x1, scale = f32>

// TENSOR-DAG: #[[A2:.*]] = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
// TENSOR-DAG: #[[A4:.*]] = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
// TOKEN-DAG: #[[A2:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>
// TOKEN-DAG: #[[A4:.*]] = #qnt.encoding<i8 : f32, block = 1x*x*x*, scale = f32, zero_point = i8>
// FP8-DAG: #[[A2:.*]] = #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32>
// BLOCK-DAG: #[[A2:.*]] = #qnt.encoding<i8 : f32, block = 1x4, scale = f32>
// BLOCK-DAG: #[[A4:.*]] = #qnt.encoding<i8 : f32, block = 1x*x*x4, scale = f32>
// BLOCK-DAG: #[[B3:.*]] = #qnt.encoding<i8 : f32, block = 1x1x4, scale = f32>
// BLOCK-DAG: #[[FIRST:.*]] = #qnt.encoding<i8 : f32, block = 1x4x*, scale = f32>
// BLOCK-DAG: #[[SECOND:.*]] = #qnt.encoding<i8 : f32, block = 1x*x4, scale = f32>
// HALF-DAG: #[[A2:.*]] = #qnt.encoding<i8 : f32, block = 1x4, scale = f32, zero_point = i8>
// HALF-DAG: #[[A4:.*]] = #qnt.encoding<i8 : f32, block = 1x*x*x2, scale = f32, zero_point = i8>
// MX-DAG: block size 32 does not divide its contracted dimension 8
// MX-DAG: the contracted dimension that blocks would cut has no static size
// MX-DAG: the float operand has no contracted dimension to cut into blocks
// MX-DAG: #[[E:.*]] = #qnt.encoding<f8E4M3FN : f32, block = 1x32, scale = f8E8M0FNU>
// NV-DAG: #[[E:.*]] = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
// NV-QWIX-DAG: #[[E:.*]] = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN>

// TENSOR-LABEL: @dense
// TENSOR: %[[Q:.*]] = qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
// TENSOR: qnt.dot_general %[[Q]], %{{.*}} : (!qnt.array<?x8, #[[A2]]>, !qnt.array<8x3, #{{.*}}>) -> tensor<?x3xf32>
// TOKEN-LABEL: @dense
// TOKEN: qnt.quantize %{{.*}} dynamic(minmax) : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
// FP8-LABEL: @dense
// FP8: qnt.quantize %{{.*}} dynamic(absmax) convention = #qnt.convention<qwix> : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
// BLOCK-LABEL: @dense
// BLOCK: qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
// HALF-LABEL: @dense
// HALF: qnt.quantize %{{.*}} dynamic(minmax) : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
func.func @dense(%x: tensor<?x8xf32>, %w: !qnt.array<8x3, #w8>) -> tensor<?x3xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x8xf32>, !qnt.array<8x3, #w8>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// TENSOR-LABEL: @conv
// TENSOR: qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x8x8x4xf32> -> !qnt.array<?x8x8x4, #[[A4]]>
// TOKEN-LABEL: @conv
// TOKEN: qnt.quantize %{{.*}} dynamic(minmax) : tensor<?x8x8x4xf32> -> !qnt.array<?x8x8x4, #[[A4]]>
// BLOCK-LABEL: @conv
// BLOCK: qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x8x8x4xf32> -> !qnt.array<?x8x8x4, #[[A4]]>
// HALF-LABEL: @conv
// HALF: qnt.quantize %{{.*}} dynamic(minmax) : tensor<?x8x8x4xf32> -> !qnt.array<?x8x8x4, #[[A4]]>
func.func @conv(%x: tensor<?x8x8x4xf32>, %w: !qnt.array<3x3x4x16, #k8>) -> tensor<?x6x6x16xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = [0, 0, 0, 0]
         lhs_dilation = [1, 1] rhs_dilation = [1, 1] : (tensor<?x8x8x4xf32>, !qnt.array<3x3x4x16, #k8>) -> tensor<?x6x6x16xf32>
  return %y : tensor<?x6x6x16xf32>
}

// MX-LABEL: @wide
// MX: qnt.quantize %{{.*}} dynamic(absmax) convention = #qnt.convention<qwix, mx_scale = oas> : tensor<?x64xf32> -> !qnt.array<?x64, #[[E]]>
// NV-LABEL: @wide
// NV: qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x64xf32> -> !qnt.array<?x64, #[[E]]>
// NV-QWIX-LABEL: @wide
// NV-QWIX: qnt.quantize %{{.*}} dynamic(absmax) convention = #qnt.convention<qwix> : tensor<?x64xf32> -> !qnt.array<?x64, #[[E]]>
func.func @wide(%x: tensor<?x64xf32>, %w: !qnt.array<64x3, #w8>) -> tensor<?x3xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf32>, !qnt.array<64x3, #w8>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// A batch dimension is cut everywhere.
// BLOCK-LABEL: @batched
// BLOCK: qnt.quantize %{{.*}} dynamic(absmax) : tensor<2x?x8xf32> -> !qnt.array<2x?x8, #[[B3]]>
func.func @batched(%x: tensor<2x?x8xf32>, %w: !qnt.array<2x8x3, #b8>) -> tensor<2x?x3xf32> {
  %y = qnt.dot_general %x, %w contracting = [2] x [1] batch = [0] x [0] : (tensor<2x?x8xf32>, !qnt.array<2x8x3, #b8>) -> tensor<2x?x3xf32>
  return %y : tensor<2x?x3xf32>
}

// Of two contracted dimensions blocks cut the one whose partner the weight's blocks cut, else the first.
// BLOCK-LABEL: @two_contracted
// BLOCK: qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x4x8xf32> -> !qnt.array<?x4x8, #[[FIRST]]>
// BLOCK: qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x4x8xf32> -> !qnt.array<?x4x8, #[[SECOND]]>
func.func @two_contracted(%x: tensor<?x4x8xf32>, %v: !qnt.array<8x4x3, #k3>, %w: !qnt.array<8x4x3, #c3>) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = qnt.dot_general %x, %v contracting = [1, 2] x [1, 0] batch = [] x [] : (tensor<?x4x8xf32>, !qnt.array<8x4x3, #k3>) -> tensor<?x3xf32>
  %1 = qnt.dot_general %x, %w contracting = [1, 2] x [1, 0] batch = [] x [] : (tensor<?x4x8xf32>, !qnt.array<8x4x3, #c3>) -> tensor<?x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// BLOCK-LABEL: @ragged
// BLOCK: qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
func.func @ragged(%x: tensor<?x8xf32>, %w: !qnt.array<3x8x16, #b8>, %sizes: tensor<3xi32>) -> tensor<?x16xf32> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<3xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
       : (tensor<?x8xf32>, !qnt.array<3x8x16, #b8>) -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}

// BLOCK-LABEL: @not_cut
// BLOCK-NOT: qnt.quantize
func.func @not_cut(%x: tensor<?x?xf32>, %v: !qnt.array<?x3, #w8>, %y: tensor<5xf32>, %w: !qnt.array<8x3, #w8>) -> (tensor<?x3xf32>, tensor<5x8x3xf32>) {
  %0 = qnt.dot_general %x, %v contracting = [1] x [0] batch = [] x [] : (tensor<?x?xf32>, !qnt.array<?x3, #w8>) -> tensor<?x3xf32>
  %1 = qnt.dot_general %y, %w contracting = [] x [] batch = [] x [] : (tensor<5xf32>, !qnt.array<8x3, #w8>) -> tensor<5x8x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<5x8x3xf32>
}

// REMARK-DAG: no operand is quantized
// REMARK-DAG: both operands are quantized
// REMARK-DAG: the float operand is a constant
// REMARK-DAG: activations-quantized=9, contractions-skipped=5
// TENSOR-LABEL: @left_alone
// TENSOR-NOT: qnt.quantize
func.func @left_alone(%x: tensor<?x8xf32>, %w: tensor<8x3xf32>, %a: !qnt.array<8x8, #w8>, %b: !qnt.array<8x3, #w8>) -> tensor<?x3xf32> {
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x8xf32>, tensor<8x3xf32>) -> tensor<?x3xf32>
  %1 = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (!qnt.array<8x8, #w8>, !qnt.array<8x3, #w8>) -> tensor<8x3xf32>
  %c = arith.constant dense<1.0> : tensor<2x8xf32>
  %2 = qnt.dot_general %c, %b contracting = [1] x [0] batch = [] x [] : (tensor<2x8xf32>, !qnt.array<8x3, #w8>) -> tensor<2x3xf32>
  return %0 : tensor<?x3xf32>
}

// REMARK-DAG: remark: {{.*}}Function=sugar | Reason="--canonicalize rewrites it to a contraction that is read"
// REMARK-DAG: remark: {{.*}}Function=more_sugar | Reason="--canonicalize rewrites it to a contraction that is read"
// TENSOR-LABEL: @sugar
// TENSOR-NOT: qnt.quantize
func.func @sugar(%x: tensor<?x8xf32>, %b: !qnt.array<8x3, #w8>) -> tensor<?x3xf32> {
  %0 = qnt.dot %x, %b : (tensor<?x8xf32>, !qnt.array<8x3, #w8>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
func.func @more_sugar(%x: tensor<?x8xf32>, %b: !qnt.array<8x3, #w8>) -> tensor<?x3xf32> {
  %0 = qnt.einsum "ij,jk->ik" %x, %b : (tensor<?x8xf32>, !qnt.array<8x3, #w8>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
