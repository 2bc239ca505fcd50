// RUN: quant-opt %s --qnt-quantize-activations | FileCheck %s --check-prefix=TENSOR
// RUN: quant-opt %s --qnt-quantize-activations="granularity=per_token qscheme=asymmetric" | FileCheck %s --check-prefix=TOKEN
// RUN: quant-opt %s --qnt-quantize-activations="dtype=fp8_e4m3fn granularity=per_token convention=qwix" | FileCheck %s --check-prefix=FP8
// RUN: quant-opt %s --qnt-quantize-activations --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = *x*x*x1, scale = f32>

// TENSOR-DAG: #[[A2:.*]] = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
// TENSOR-DAG: #[[A4:.*]] = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
// TOKEN-DAG: #[[A2:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>
// TOKEN-DAG: #[[A4:.*]] = #qnt.encoding<i8 : f32, block = 1x*x*x*, scale = f32, zero_point = i8>
// FP8-DAG: #[[A2:.*]] = #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32>

// TENSOR-LABEL: @dense
// TENSOR: %[[Q:.*]] = qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
// TENSOR: qnt.dot_general %[[Q]], %{{.*}} : (!qnt.array<?x8, #[[A2]]>, !qnt.array<8x3, #{{.*}}>) -> tensor<?x3xf32>
// TOKEN-LABEL: @dense
// TOKEN: qnt.quantize %{{.*}} dynamic(minmax) : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
// FP8-LABEL: @dense
// FP8: qnt.quantize %{{.*}} dynamic(absmax) convention = #qnt.convention<qwix> : tensor<?x8xf32> -> !qnt.array<?x8, #[[A2]]>
func.func @dense(%x: tensor<?x8xf32>, %w: !qnt.array<8x3, #w8>) -> tensor<?x3xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x8xf32>, !qnt.array<8x3, #w8>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// TENSOR-LABEL: @conv
// TENSOR: qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x8x8x4xf32> -> !qnt.array<?x8x8x4, #[[A4]]>
// TOKEN-LABEL: @conv
// TOKEN: qnt.quantize %{{.*}} dynamic(minmax) : tensor<?x8x8x4xf32> -> !qnt.array<?x8x8x4, #[[A4]]>
func.func @conv(%x: tensor<?x8x8x4xf32>, %w: !qnt.array<3x3x4x16, #k8>) -> tensor<?x6x6x16xf32> {
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = [0, 0, 0, 0]
         lhs_dilation = [1, 1] rhs_dilation = [1, 1] : (tensor<?x8x8x4xf32>, !qnt.array<3x3x4x16, #k8>) -> tensor<?x6x6x16xf32>
  return %y : tensor<?x6x6x16xf32>
}

// REMARK-DAG: no operand is quantized
// REMARK-DAG: both operands are quantized
// REMARK-DAG: the float operand is a constant
// REMARK-DAG: activations-quantized=2
// TENSOR-LABEL: @left_alone
// TENSOR-NOT: qnt.quantize
func.func @left_alone(%x: tensor<?x8xf32>, %w: tensor<8x3xf32>, %a: !qnt.array<8x8, #w8>, %b: !qnt.array<8x3, #w8>) -> tensor<?x3xf32> {
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x8xf32>, tensor<8x3xf32>) -> tensor<?x3xf32>
  %1 = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (!qnt.array<8x8, #w8>, !qnt.array<8x3, #w8>) -> tensor<8x3xf32>
  %c = arith.constant dense<1.0> : tensor<2x8xf32>
  %2 = qnt.dot_general %c, %b contracting = [1] x [0] batch = [] x [] : (tensor<2x8xf32>, !qnt.array<8x3, #w8>) -> tensor<2x3xf32>
  return %0 : tensor<?x3xf32>
}
