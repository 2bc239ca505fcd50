// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#a16 = #qnt.encoding<i16 : f32, block = 1x*, scale = f32, zero_point = i16>
#a32 = #qnt.encoding<i32 : f32, block = 1x*, scale = f32>
#x8 = #qnt.encoding<i8 : f32, block = 1x*x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>
#r8 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>

// CHECK-LABEL: @every_kind
// CHECK: batch = [] x [] accumulator = <i32> {qnt.name = "fc"} :
// CHECK: batch = [] x [] precision = high accumulator = <i32, split = 131071, at_most = 4294967296> :
// CHECK: accumulator = <i32, split = 4096> :
// CHECK: accumulator = <i64, at_most = 1000> :
// CHECK: accumulator = <i128> :
// CHECK: accumulator = <none, "no \22reason\22"> :
func.func @every_kind(%a: !qnt.array<?x64, #a8>, %w: !qnt.array<64x3, #w8>, %b: !qnt.array<?x?, #a8>, %v: !qnt.array<?x3, #w8>,
                      %c: !qnt.array<?x?, #a16>, %d: !qnt.array<2x4, #a32>) {
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32> {qnt.name = "fc"}
         : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #w8>) -> tensor<?x3xf32>
  %1 = qnt.dot_general %b, %v contracting = [1] x [0] batch = [] x [] precision = high
         accumulator = <i32, at_most = 4294967296, split = 131071> : (!qnt.array<?x?, #a8>, !qnt.array<?x3, #w8>) -> tensor<?x3xi32>
  %2 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32, split = 4096>
         : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #w8>) -> tensor<?x3xf32>
  %3 = qnt.dot_general %c, %c contracting = [1] x [1] batch = [] x [] accumulator = <i64, at_most = 1000>
         : (!qnt.array<?x?, #a16>, !qnt.array<?x?, #a16>) -> tensor<?x?xf32>
  %4 = qnt.dot_general %d, %d contracting = [1] x [1] batch = [] x [] accumulator = <i128>
         : (!qnt.array<2x4, #a32>, !qnt.array<2x4, #a32>) -> tensor<2x2xi32>
  %5 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <none, "no \"reason\"">
         : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #w8>) -> tensor<?x3xf32>
  return
}

// CHECK-LABEL: @every_op
// CHECK: qnt.conv_general_dilated {{.*}} rhs_dilation = [1] accumulator = <i32> :
// CHECK: qnt.ragged_dot_general {{.*}} group = [0] accumulator = <i64> :
func.func @every_op(%x: !qnt.array<1x8x4, #x8>, %k: !qnt.array<3x4x5, #k8>, %a: !qnt.array<?x64, #a8>, %r: !qnt.array<2x64x3, #r8>,
                    %sizes: tensor<2xi32>) {
  %0 = qnt.conv_general_dilated %x, %k dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0] lhs_dilation = [1]
         rhs_dilation = [1] accumulator = <i32> : (!qnt.array<1x8x4, #x8>, !qnt.array<3x4x5, #k8>) -> tensor<1x6x5xf32>
  %1 = qnt.ragged_dot_general %a, %r groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         accumulator = <i64> : (!qnt.array<?x64, #a8>, !qnt.array<2x64x3, #r8>) -> tensor<?x3xf32>
  return
}
