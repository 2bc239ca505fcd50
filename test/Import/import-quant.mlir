// RUN: quant-opt %s --qnt-import-quant --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-import-quant --split-input-file -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// Two casts in each module; the last one has none.
// REMARK: [Analysis] qnt-import-quant {{.*}}| casts=2{{$}}
// REMARK: [Analysis] qnt-import-quant {{.*}}| casts=2{{$}}
// REMARK: [Analysis] qnt-import-quant {{.*}}| casts=2{{$}}
// REMARK: [Analysis] qnt-import-quant {{.*}}| casts=2{{$}}
// REMARK: [Analysis] qnt-import-quant {{.*}}Category:qnt |{{ *$}}

// CHECK: #[[E:.*]] = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
// CHECK-LABEL: @per_layer
// CHECK-DAG: %[[S:.*]] = arith.constant dense<5.000000e-01> : tensor<1xf32>
// CHECK-DAG: %[[Z:.*]] = arith.constant dense<3> : tensor<1xi8>
// CHECK: %[[Q:.*]] = qnt.quantize %{{.*}} scale(%[[S]] : tensor<1xf32>) zero_point(%[[Z]] : tensor<1xi8>) : tensor<4xf32> -> !qnt.array<4, #[[E]]>
// CHECK: qnt.dequantize %[[Q]]
func.func @per_layer(%x: tensor<4xf32>) -> tensor<4xf32> {
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5:3>>
  %y = quant.dcast %q : tensor<4x!quant.uniform<i8:f32, 0.5:3>> to tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// Zero points of 0 are left out; a narrow range becomes the clamp.
// CHECK: #qnt.encoding<i8 : f16, block = *x1, scale = f16, clamp = -127 : 127>
// CHECK-LABEL: @per_axis_narrow
// CHECK: arith.constant dense<{{\[\[}}5.000000e-01, 2.500000e-01]]> : tensor<1x2xf16>
// CHECK-NOT: zero_point
func.func @per_axis_narrow(%x: tensor<?x2xf16>) -> tensor<?x2xf16> {
  %q = quant.qcast %x : tensor<?x2xf16> to tensor<?x2x!quant.uniform<i8<-127:127>:f16:1, {0.5, 0.25}>>
  %y = quant.dcast %q : tensor<?x2x!quant.uniform<i8<-127:127>:f16:1, {0.5, 0.25}>> to tensor<?x2xf16>
  return %y : tensor<?x2xf16>
}

// -----

// CHECK: #qnt.encoding<u4 : f32, block = 2x1, scale = f32, zero_point = u4>
// CHECK-LABEL: @sub_channel
// CHECK-DAG: arith.constant dense<{{\[\[}}2.000000e+00, 3.000000e+00], [4.000000e+00, 5.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: arith.constant dense<{{\[\[}}1, 2], [3, -1]]> : tensor<2x2xi4>
// CHECK: qnt.assemble
func.func @sub_channel(%codes: tensor<4x2xi4>) -> tensor<4x2xf32> {
  %q = quant.scast %codes : tensor<4x2xi4> to tensor<4x2x!quant.uniform<u4:f32:{0:2, 1:1}, {{2.0:1, 3.0:2}, {4.0:3, 5.0:15}}>>
  %y = quant.dcast %q : tensor<4x2x!quant.uniform<u4:f32:{0:2, 1:1}, {{2.0:1, 3.0:2}, {4.0:3, 5.0:15}}>> to tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// -----

// CHECK-LABEL: @codes_come_back
// CHECK: %[[P:.*]]:2 = qnt.disassemble
// CHECK: return %[[P]]#0 : tensor<4xi8>
func.func @codes_come_back(%x: tensor<4xf32>) -> tensor<4xi8> {
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5>>
  %c = quant.scast %q : tensor<4x!quant.uniform<i8:f32, 0.5>> to tensor<4xi8>
  return %c : tensor<4xi8>
}

// -----

// Signatures, calls and control flow follow.
!q = tensor<4x!quant.uniform<i8:f32, 0.5>>
// CHECK-LABEL: func.func private @callee(!qnt.array<4, #{{.*}}>) -> !qnt.array<4, #{{.*}}>
func.func private @callee(!q) -> !q
// CHECK-LABEL: @through_control_flow
// CHECK-SAME: !qnt.array<4, #{{.*}}>
// CHECK: scf.if {{.*}} -> (!qnt.array<4, #{{.*}}>)
// CHECK: arith.select {{.*}} : !qnt.array<4, #{{.*}}>
func.func @through_control_flow(%a: !q, %p: i1) -> !q {
  %r = scf.if %p -> (!q) {
    %c = func.call @callee(%a) : (!q) -> !q
    scf.yield %c : !q
  } else {
    scf.yield %a : !q
  }
  %s = arith.select %p, %r, %a : !q
  return %s : !q
}
