// RUN: quant-opt %s --qnt-fuse-dequantize --remarks-filter=qnt -o %t.mlir 2>%t.remarks
// RUN: FileCheck %s < %t.mlir
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks
// RUN: quant-opt %t.mlir --qnt-fuse-dequantize | diff %t.mlir -
// RUN: quant-opt %s --qnt-fuse --qnt-choose-schedule=target=sm_80 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=BEFORE
// RUN: quant-opt %s --qnt-inline-invoke-quant --qnt-fuse-dequantize --qnt-fuse --qnt-choose-schedule=target=sm_80 | FileCheck %s --check-prefix=AFTER
// RUN: quant-run %t.mlir --device=emulated --compare=reference | FileCheck %s --check-prefix=EMULATED
// RUN: quant-run %s --print | FileCheck %s --check-prefix=ROUNDED
// RUN: quant-run %t.mlir --print | FileCheck %s --check-prefix=REAL

// REMARK-DAG: Function=in_a_region {{.*}}"it stands in a 'qnt.invoke_quant', whose body is computed as it is written"
// REMARK: [Analysis] qnt-fuse-dequantize {{.*}}fused=5, skipped=1
// EMULATED-COUNT-3: 0 mismatches
// BEFORE-DAG: Function=weights {{.*}}"simt, neither gemv nor mma: rhs is a float tensor, a dequantized array: qnt-fuse-dequantize would make it an array, without the rounding to f16"
// BEFORE-DAG: Function=behind_a_region {{.*}}"simt, neither gemv nor mma: rhs is a float tensor, an array that a 'qnt.invoke_quant' dequantizes: after qnt-inline-invoke-quant qnt-fuse-dequantize would make it an array, without the rounding to f16"

#w4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#b8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>
!w = !qnt.array<64x64, #w4>

// CHECK-LABEL: func.func @weights(
// CHECK: %[[W:.*]] = qnt.constant
// CHECK-NOT: qnt.dequantize
// CHECK: qnt.dot_general %arg0, %[[W]] contracting = [1] x [0]
// AFTER-LABEL: func.func @weights(
// AFTER: schedule(#qnt.gemv
func.func @weights(%z: tensor<4x64xf16>) -> tensor<4x64xf32> {
  %x = qnt.constant codes = dense<119> : tensor<64x32xi8>, scales = dense<0.33325> : tensor<1x64xf16> : !w
  %d = qnt.dequantize %x : !w -> tensor<64x64xf16>
  %y = qnt.dot_general %z, %d contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x64xf16>) -> tensor<4x64xf32>
  return %y : tensor<4x64xf32>
}

// Both operands: sums of integers, once the verdict is proven anew. What others read stays.
// CHECK-LABEL: func.func @both(
// CHECK: %[[D:.*]] = qnt.dequantize %arg0
// CHECK-NOT: qnt.dequantize
// CHECK: qnt.dot_general %arg0, %arg1 contracting = [1] x [0] batch = [] x [] :
// CHECK: return %{{.*}}, %[[D]]
// AFTER-LABEL: func.func @both(
// AFTER: accumulator = <i32>
func.func @both(%a: !qnt.array<2x8, #a8>, %b: !qnt.array<8x3, #b8>) -> (tensor<2x3xf32>, tensor<2x8xf32>) {
  %x = qnt.dequantize %a : !qnt.array<2x8, #a8> -> tensor<2x8xf32>
  %w = qnt.dequantize %b : !qnt.array<8x3, #b8> -> tensor<8x3xf32>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] accumulator = <none, "lhs is a float tensor"> : (tensor<2x8xf32>, tensor<8x3xf32>) -> tensor<2x3xf32>
  return %y, %x : tensor<2x3xf32>, tensor<2x8xf32>
}

// CHECK-LABEL: func.func @others(
// CHECK: qnt.ragged_dot_general %arg0, %arg1 groups
// CHECK: qnt.conv_general_dilated %arg3, %arg4 dims
func.func @others(%x: tensor<6x8xf32>, %w: !qnt.array<2x8x3, #k8>, %g: tensor<2xi32>, %i: tensor<1x2x5xf32>, %k: !qnt.array<2x3x4, #k8>) -> (tensor<6x3xf32>, tensor<1x4x3xf32>) {
  %d = qnt.dequantize %w : !qnt.array<2x8x3, #k8> -> tensor<2x8x3xf32>
  %y = qnt.ragged_dot_general %x, %d groups(%g : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0] : (tensor<6x8xf32>, tensor<2x8x3xf32>) -> tensor<6x3xf32>
  %f = qnt.dequantize %k : !qnt.array<2x3x4, #k8> -> tensor<2x3x4xf32>
  %c = qnt.conv_general_dilated %i, %f dims = <[b, f, 0] x [i, 0, o] -> [b, f, 0]> strides = [1] padding = [0, 0] lhs_dilation = [1] rhs_dilation = [1] : (tensor<1x2x5xf32>, tensor<2x3x4xf32>) -> tensor<1x4x3xf32>
  return %y, %c : tensor<6x3xf32>, tensor<1x4x3xf32>
}

// CHECK-LABEL: func.func @in_a_region(
// CHECK: qnt.invoke_quant
// CHECK: qnt.dequantize
func.func @in_a_region(%z: tensor<4x64xf16>, %x: !w) -> tensor<4x64xf16> {
  %i = qnt.invoke_quant scheme("w4") (%a = %z : tensor<4x64xf16>, %b = %x : !w) -> tensor<4x64xf16> {
    %d = qnt.dequantize %b : !w -> tensor<64x64xf16>
    %y = qnt.dot_general %a, %d contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x64xf16>) -> tensor<4x64xf16>
    qnt.yield %y : tensor<4x64xf16>
  }
  return %i : tensor<4x64xf16>
}

// CHECK-LABEL: func.func @behind_a_region(
// CHECK: qnt.dequantize
// AFTER-LABEL: func.func @behind_a_region(
// AFTER: schedule(#qnt.gemv
func.func @behind_a_region(%z: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %x = qnt.constant codes = dense<119> : tensor<64x32xi8>, scales = dense<0.33325> : tensor<1x64xf16> : !w
  %i = qnt.invoke_quant scheme("w4") (%a = %x : !w) -> tensor<64x64xf16> {
    %d = qnt.dequantize %a : !w -> tensor<64x64xf16>
    qnt.yield %d : tensor<64x64xf16>
  }
  %y = qnt.dot_general %z, %i contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x64xf16>) -> tensor<4x64xf16>
  return %y : tensor<4x64xf16>
}

// 7 * 0.333252 = 2.33276 lies between two f16, and the dequantize gives 2.33203.
// ROUNDED: tensor<4x64xf32> {{\[\[}}149.25,
// REAL: tensor<4x64xf32> {{\[\[}}149.29688,
func.func @main() -> (tensor<4x64xf32>, tensor<2x3xf32>, tensor<2x8xf32>) {
  %z = arith.constant dense<1.0> : tensor<4x64xf16>
  %a = call @weights(%z) : (tensor<4x64xf16>) -> tensor<4x64xf32>
  %p = qnt.constant codes = dense<-3> : tensor<2x8xi8>, scales = dense<0.5> : tensor<2x1xf32> : !qnt.array<2x8, #a8>
  %q = qnt.constant codes = dense<11> : tensor<8x3xi8>, scales = dense<0.125> : tensor<1x3xf32> : !qnt.array<8x3, #b8>
  %b, %c = call @both(%p, %q) : (!qnt.array<2x8, #a8>, !qnt.array<8x3, #b8>) -> (tensor<2x3xf32>, tensor<2x8xf32>)
  return %a, %b, %c : tensor<4x64xf32>, tensor<2x3xf32>, tensor<2x8xf32>
}
