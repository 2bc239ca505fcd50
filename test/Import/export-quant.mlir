// RUN: quant-opt %s --qnt-export-quant --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-export-quant --qnt-import-quant --split-input-file | FileCheck %s --check-prefix=BACK
// RUN: quant-opt %s --qnt-export-quant --split-input-file -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// quantize and dequantize; twice a constant and its dequantize; assemble and disassemble.
// REMARK: [Analysis] qnt-export-quant {{.*}}| casts=2{{$}}
// REMARK: [Analysis] qnt-export-quant {{.*}}| casts=2{{$}}
// REMARK: [Analysis] qnt-export-quant {{.*}}| casts=2{{$}}
// REMARK: [Analysis] qnt-export-quant {{.*}}| casts=2{{$}}

// CHECK-LABEL: @per_layer
// CHECK: %[[Q:.*]] = quant.qcast %{{.*}} : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>>
// CHECK: quant.dcast %[[Q]]
// BACK-LABEL: @per_layer
// BACK: qnt.quantize %{{.*}} scale(%{{.*}} : tensor<1xf32>) zero_point(%{{.*}} : tensor<1xi8>)
#per_layer = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
func.func @per_layer(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense<3> : tensor<1xi8>
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) : tensor<4xf32> -> !qnt.array<4, #per_layer>
  %y = qnt.dequantize %q : !qnt.array<4, #per_layer> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: @per_axis_of_constant
// CHECK: %[[C:.*]] = arith.constant dense<{{\[\[}}1, 2], [3, -4]]> : tensor<2x2xi4>
// CHECK: quant.scast %[[C]] : tensor<2x2xi4> to tensor<2x2x!quant.uniform<i4:f32:0, {5.000000e-01,2.500000e-01}>>
#per_axis = #qnt.encoding<i4 : f32, block = 1x*, scale = f32>
func.func @per_axis_of_constant() -> tensor<2x2xf32> {
  %q = qnt.constant codes = dense<[[0x21], [0xC3]]> : tensor<2x1xi8>, scales = dense<[[0.5], [0.25]]> : tensor<2x1xf32> : !qnt.array<2x2, #per_axis>
  %y = qnt.dequantize %q : !qnt.array<2x2, #per_axis> -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// CHECK-LABEL: @sub_channel_parts
// CHECK: %[[Q:.*]] = quant.scast %{{.*}} : tensor<4x2xi8> to tensor<4x2x!quant.uniform<i8<-127:127>:f32:{0:2, 1:1}, {{.*}}>>
// CHECK: %[[C:.*]] = quant.scast %[[Q]]
// CHECK: %[[S:.*]] = arith.constant dense<{{.*}}> : tensor<2x2xf32>
// CHECK: return %[[C]], %[[S]]
#sub = #qnt.encoding<i8 : f32, block = 2x1, scale = f32, clamp = -127 : 127>
func.func @sub_channel_parts(%codes: tensor<4x2xi8>) -> (tensor<4x2xi8>, tensor<2x2xf32>) {
  %s = arith.constant dense<[[2.0, 3.0], [4.0, 5.0]]> : tensor<2x2xf32>
  %q = qnt.assemble %codes, %s : (tensor<4x2xi8>, tensor<2x2xf32>) -> !qnt.array<4x2, #sub>
  %p:2 = qnt.disassemble %q : !qnt.array<4x2, #sub> -> (tensor<4x2xi8>, tensor<2x2xf32>)
  return %p#0, %p#1 : tensor<4x2xi8>, tensor<2x2xf32>
}

// -----

// Codes that are all one byte are stored as one.
// CHECK-LABEL: @splat_codes
// CHECK: %[[C:.*]] = arith.constant dense<{{\[\[}}1, 2, 1, 2], [1, 2, 1, 2]]> : tensor<2x4xi4>
// CHECK: quant.scast %[[C]] : tensor<2x4xi4> to tensor<2x4x!quant.uniform<i4:f32:0, {5.000000e-01,2.500000e-01}>>
// BACK-LABEL: @splat_codes
#splat = #qnt.encoding<i4 : f32, block = 1x*, scale = f32>
func.func @splat_codes() -> tensor<2x4xf32> {
  %q = qnt.constant codes = dense<0x21> : tensor<2x2xi8>, scales = dense<[[0.5], [0.25]]> : tensor<2x1xf32> : !qnt.array<2x4, #splat>
  %y = qnt.dequantize %q : !qnt.array<2x4, #splat> -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
