// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-op-generic %s | quant-opt | FileCheck %s

#w4 = #qnt.encoding<u4 : bf16, block = 1x128, scale = bf16, zero_point = u4>
#f6 = #qnt.encoding<f6E3M2FN : f32, block = 1x32, scale = f8E8M0FNU>
#all = #qnt.encoding<lut<u3, i8, group = 4x*> : f32, block = *x8, scale = f8E4M3FN, tensor_scale = f32, zero_point = f16, sparsity = 1:4 along 0>
#vector = #qnt.encoding<lut<u8, f16, vector = 2x4> : f32, block = *x*>
#scalar = #qnt.encoding<i32 : f64, scale = f64, zero_point = i32>

// CHECK-LABEL: func @weights
func.func @weights(%codes: tensor<64x256xi4>, %scales: tensor<64x2xbf16>, %zero_points: tensor<64x2xi4>)
    -> (tensor<64x256xi4>, tensor<64x2xbf16>, tensor<64x2xi4>) {
  // CHECK: %[[W:.*]] = qnt.assemble %{{.*}}, %{{.*}}, %{{.*}} : (tensor<64x256xi4>, tensor<64x2xbf16>, tensor<64x2xi4>) -> !qnt.array<64x256, #{{.*}}>
  %w = qnt.assemble %codes, %scales, %zero_points
         : (tensor<64x256xi4>, tensor<64x2xbf16>, tensor<64x2xi4>) -> !qnt.array<64x256, #w4>
  // CHECK: %{{.*}}:3 = qnt.disassemble %[[W]] : !qnt.array<64x256, #{{.*}}> -> (tensor<64x256xi4>, tensor<64x2xbf16>, tensor<64x2xi4>)
  %0, %1, %2 = qnt.disassemble %w
         : !qnt.array<64x256, #w4> -> (tensor<64x256xi4>, tensor<64x2xbf16>, tensor<64x2xi4>)
  return %0, %1, %2 : tensor<64x256xi4>, tensor<64x2xbf16>, tensor<64x2xi4>
}

// A dynamic dimension has a dynamic number of blocks; a last partial block counts.
// CHECK-LABEL: func @dynamic_and_partial
func.func @dynamic_and_partial(%codes: tensor<?x33xf6E3M2FN>, %scales: tensor<?x2xf8E8M0FNU>) -> !qnt.array<?x33, #f6> {
  // CHECK: qnt.assemble %{{.*}}, %{{.*}} : (tensor<?x33xf6E3M2FN>, tensor<?x2xf8E8M0FNU>) -> !qnt.array<?x33, #{{.*}}>
  %a = qnt.assemble %codes, %scales : (tensor<?x33xf6E3M2FN>, tensor<?x2xf8E8M0FNU>) -> !qnt.array<?x33, #f6>
  return %a : !qnt.array<?x33, #f6>
}

// CHECK-LABEL: func @every_part
func.func @every_part(%c: tensor<8x20xi3>, %s: tensor<1x3xf8E4M3FN>, %z: tensor<1x3xf16>, %b: tensor<2x1x8xi8>,
                      %t: tensor<f32>, %m: tensor<8x20xi1>) -> !qnt.array<8x20, #all> {
  // CHECK: qnt.assemble {{.*}} : (tensor<8x20xi3>, tensor<1x3xf8E4M3FN>, tensor<1x3xf16>, tensor<2x1x8xi8>, tensor<f32>, tensor<8x20xi1>) -> !qnt.array<8x20, #{{.*}}>
  %a = qnt.assemble %c, %s, %z, %b, %t, %m
         : (tensor<8x20xi3>, tensor<1x3xf8E4M3FN>, tensor<1x3xf16>, tensor<2x1x8xi8>, tensor<f32>, tensor<8x20xi1>)
         -> !qnt.array<8x20, #all>
  return %a : !qnt.array<8x20, #all>
}

// CHECK-LABEL: func @vector_code_book
func.func @vector_code_book(%c: tensor<3x?xi8>, %b: tensor<1x1x256x8xf16>) -> !qnt.array<6x?, #vector> {
  // CHECK: qnt.assemble {{.*}} : (tensor<3x?xi8>, tensor<1x1x256x8xf16>) -> !qnt.array<6x?, #{{.*}}>
  %a = qnt.assemble %c, %b : (tensor<3x?xi8>, tensor<1x1x256x8xf16>) -> !qnt.array<6x?, #vector>
  return %a : !qnt.array<6x?, #vector>
}

// CHECK-LABEL: func @rank_zero
func.func @rank_zero(%c: tensor<i32>, %s: tensor<f64>, %z: tensor<i32>) -> tensor<f64> {
  %a = qnt.assemble %c, %s, %z : (tensor<i32>, tensor<f64>, tensor<i32>) -> !qnt.array<#scalar>
  // CHECK: qnt.disassemble %{{.*}} : !qnt.array<#{{.*}}> -> (tensor<i32>, tensor<f64>, tensor<i32>)
  %0, %1, %2 = qnt.disassemble %a : !qnt.array<#scalar> -> (tensor<i32>, tensor<f64>, tensor<i32>)
  return %1 : tensor<f64>
}

// CHECK-LABEL: func @zero_sized
func.func @zero_sized(%c: tensor<64x0xi4>, %s: tensor<64x0xbf16>, %z: tensor<64x0xi4>) -> !qnt.array<64x0, #w4> {
  // CHECK: qnt.assemble {{.*}} : (tensor<64x0xi4>, tensor<64x0xbf16>, tensor<64x0xi4>) -> !qnt.array<64x0, #{{.*}}>
  %a = qnt.assemble %c, %s, %z : (tensor<64x0xi4>, tensor<64x0xbf16>, tensor<64x0xi4>) -> !qnt.array<64x0, #w4>
  return %a : !qnt.array<64x0, #w4>
}
