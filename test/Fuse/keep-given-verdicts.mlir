// A verdict that is there is proven anew, or kept where its author wants it obeyed.
// RUN: quant-opt %s --qnt-prove-accumulators | FileCheck %s --check-prefixes=CHECK,ANEW
// RUN: quant-opt %s --qnt-prove-accumulators=keep-given | FileCheck %s --check-prefixes=CHECK,KEPT
// RUN: quant-opt %s --qnt-fuse | FileCheck %s --check-prefixes=CHECK,KEPT
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-LABEL: func.func @given
// ANEW: accumulator = <i32>
// KEPT: accumulator = <none, "compared with floats">
func.func @given(%x: !qnt.array<4x64, #a8>, %w: !qnt.array<8x64, #a8>) -> tensor<4x8xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] accumulator = <none, "compared with floats">
         : (!qnt.array<4x64, #a8>, !qnt.array<8x64, #a8>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @not_given
// CHECK: accumulator = <i32>
func.func @not_given(%x: !qnt.array<4x64, #a8>, %w: !qnt.array<8x64, #a8>) -> tensor<4x8xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x []
         : (!qnt.array<4x64, #a8>, !qnt.array<8x64, #a8>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
