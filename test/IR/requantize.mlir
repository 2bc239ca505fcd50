// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-op-generic %s | quant-opt | FileCheck %s

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i8>
#s8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#nf = #qnt.encoding<lut<u4, f32> : f16, block = 1x*, scale = f32>
#bare = #qnt.encoding<u8 : f32, block = *x*>
#nv = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32, sparsity = bitmask>

// CHECK-LABEL: func @accumulators
func.func @accumulators(%acc: tensor<?x8xi32>, %t: tensor<1x8xf32>, %s: tensor<1x1xf32>, %z: tensor<1x1xi8>)
    -> !qnt.array<?x8, #q8> {
  // CHECK: qnt.requantize %{{.*}} input_scale(%{{.*}} : tensor<1x8xf32>) scale(%{{.*}} : tensor<1x1xf32>) zero_point(%{{.*}} : tensor<1x1xi8>) : tensor<?x8xi32> -> !qnt.array<?x8, #{{.*}}>
  %a = qnt.requantize %acc input_scale(%t : tensor<1x8xf32>) scale(%s : tensor<1x1xf32>) zero_point(%z : tensor<1x1xi8>)
         : tensor<?x8xi32> -> !qnt.array<?x8, #q8>
  return %a : !qnt.array<?x8, #q8>
}

// CHECK-LABEL: func @fixed_point
func.func @fixed_point(%acc: tensor<?x8xi32>, %m: tensor<1x8xi32>, %n: tensor<1x8xi32>, %s: tensor<1x1xf32>,
                       %z: tensor<1x1xi8>) -> !qnt.array<?x8, #q8> {
  // CHECK: qnt.requantize %{{.*}} multiplier(%{{.*}} : tensor<1x8xi32>) shift(%{{.*}} : tensor<1x8xi32>) scale(%{{.*}} : tensor<1x1xf32>) zero_point(%{{.*}} : tensor<1x1xi8>) convention = #qnt.convention<tflite> {qnt.name = "fc"} : tensor<?x8xi32> -> !qnt.array<?x8, #{{.*}}>
  %a = qnt.requantize %acc multiplier(%m : tensor<1x8xi32>) shift(%n : tensor<1x8xi32>) scale(%s : tensor<1x1xf32>)
         zero_point(%z : tensor<1x1xi8>) convention = #qnt.convention<tflite> {qnt.name = "fc"}
         : tensor<?x8xi32> -> !qnt.array<?x8, #q8>
  return %a : !qnt.array<?x8, #q8>
}

// Constants at the ends of their ranges; a result without scale or zero point.
// CHECK-LABEL: func @array_by_fixed_point
func.func @array_by_fixed_point(%q: !qnt.array<4x8, #q8>) -> !qnt.array<4x8, #bare> {
  %m = arith.constant dense<[[1073741824], [2147483647], [1073741824], [1073741825]]> : tensor<4x1xi32>
  %n = arith.constant dense<[[-31], [0], [31], [62]]> : tensor<4x1xi32>
  // CHECK: qnt.requantize %{{.*}} multiplier(%{{.*}} : tensor<4x1xi32>) shift(%{{.*}} : tensor<4x1xi32>) : !qnt.array<4x8, #{{.*}}> -> !qnt.array<4x8, #{{.*}}>
  %a = qnt.requantize %q multiplier(%m : tensor<4x1xi32>) shift(%n : tensor<4x1xi32>)
         : !qnt.array<4x8, #q8> -> !qnt.array<4x8, #bare>
  return %a : !qnt.array<4x8, #bare>
}

// CHECK-LABEL: func @array_to_code_book
func.func @array_to_code_book(%q: !qnt.array<4x8, #s8>, %t: tensor<1x1x16xf32>) -> !qnt.array<4x8, #nf> {
  // CHECK: qnt.requantize %{{.*}} codebook(%{{.*}} : tensor<1x1x16xf32>) dynamic(absmax) : !qnt.array<4x8, #{{.*}}> -> !qnt.array<4x8, #{{.*}}>
  %a = qnt.requantize %q codebook(%t : tensor<1x1x16xf32>) dynamic(absmax) : !qnt.array<4x8, #s8> -> !qnt.array<4x8, #nf>
  return %a : !qnt.array<4x8, #nf>
}

// CHECK-LABEL: func @tensor_scale_and_mask
func.func @tensor_scale_and_mask(%q: !qnt.array<4x16, #s8>, %s: tensor<4x1xf8E4M3FN>, %t: tensor<f32>,
                                 %m: tensor<4x16xi1>) -> !qnt.array<4x16, #nv> {
  // CHECK: qnt.requantize %{{.*}} scale(%{{.*}} : tensor<4x1xf8E4M3FN>) tensor_scale(%{{.*}} : tensor<f32>) mask(%{{.*}} : tensor<4x16xi1>) : !qnt.array<4x16, #{{.*}}> -> !qnt.array<4x16, #{{.*}}>
  %a = qnt.requantize %q scale(%s : tensor<4x1xf8E4M3FN>) tensor_scale(%t : tensor<f32>) mask(%m : tensor<4x16xi1>)
         : !qnt.array<4x16, #s8> -> !qnt.array<4x16, #nv>
  return %a : !qnt.array<4x16, #nv>
}
