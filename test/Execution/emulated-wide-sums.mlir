// Sums of i32 less zero points need 128 bits: they go from one kernel to the next.
// RUN: quant-opt %s --qnt-lower-to-gpu=target=sm_80 | FileCheck %s --check-prefix=KERNELS
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s

// KERNELS: qnt.launch {{.*}}outs({{.*}}memref<3x4xi128, #gpu.address_space<global>>)
// CHECK: result 0 against reference: 12 elements, {{.*}}, 0 mismatches
#a = #qnt.encoding<i32 : f32, block = *x*, scale = f32, zero_point = i32>
#b = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i32>
func.func private @product(%a: tensor<3x5xi32>, %b: tensor<5x4xi8>, %za: tensor<1x1xi32>, %zb: tensor<1x1xi32>) -> tensor<3x4xi32> {
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %x = qnt.assemble %a, %s, %za : (tensor<3x5xi32>, tensor<1x1xf32>, tensor<1x1xi32>) -> !qnt.array<3x5, #a>
  %w = qnt.assemble %b, %s, %zb : (tensor<5x4xi8>, tensor<1x1xf32>, tensor<1x1xi32>) -> !qnt.array<5x4, #b>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (!qnt.array<3x5, #a>, !qnt.array<5x4, #b>) -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}
func.func @main() -> tensor<3x4xi32> {
  %a = arith.constant dense<[[-128, 127, 1, 0, 5], [3, -7, 9, 100, -100], [0, 0, 0, 0, 1]]> : tensor<3x5xi32>
  %b = arith.constant dense<[[-128, 127, 1, 0], [5, 3, -7, 9], [100, -100, 0, 0], [0, 0, 1, -1], [17, 18, 19, 20]]> : tensor<5x4xi8>
  %za = arith.constant dense<3> : tensor<1x1xi32>
  %zb = arith.constant dense<-2> : tensor<1x1xi32>
  %y = func.call @product(%a, %b, %za, %zb) : (tensor<3x5xi32>, tensor<5x4xi8>, tensor<1x1xi32>, tensor<1x1xi32>) -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}
