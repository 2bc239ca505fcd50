// RUN: quant-opt %s --qnt-prove-accumulators | FileCheck %s
// RUN: quant-opt %s --qnt-prove-accumulators --qnt-form-kernels -o /dev/null
// Values that depend on themselves, which code that is never reached may hold, and values that are read twice at each
// of many steps: what is known of zero points is found in one look at each.

#e = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i8>
#r = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>
#s = #qnt.encoding<i8 : f32, block = *x1, scale = f32, zero_point = i8>
#a = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-LABEL: @transposed_again_and_again
// CHECK: qnt.dot_general
func.func @transposed_again_and_again() {
  return
^never:
  %t = qnt.transpose %t permutation = [0, 1] : !qnt.array<8x8, #e> -> !qnt.array<8x8, #e>
  %d = qnt.dot_general %t, %t contracting = [1] x [0] batch = [] x [] : (!qnt.array<8x8, #e>, !qnt.array<8x8, #e>) -> tensor<8x8xf32>
  cf.br ^never
}

// CHECK-LABEL: @longer_and_longer
// CHECK: qnt.dot_general
func.func @longer_and_longer(%w: !qnt.array<8x8, #r>) {
  return
^never:
  %t = qnt.concat dim = 0 %t, %w : (!qnt.array<?x8, #r>, !qnt.array<8x8, #r>) -> !qnt.array<?x8, #r>
  %d = qnt.dot_general %t, %t contracting = [1] x [1] batch = [] x [] : (!qnt.array<?x8, #r>, !qnt.array<?x8, #r>) -> tensor<?x?xf32>
  cf.br ^never
}

// CHECK-LABEL: @sizes
// CHECK: return
func.func @sizes(%z: f32) {
  return
^never:
  %c0 = arith.constant 0 : index
  %s = tensor.cast %s : tensor<?x8xf32> to tensor<?x8xf32>
  %d = tensor.dim %s, %c0 : tensor<?x8xf32>
  %p = tensor.pad %p low[1] high[%d] {
  ^bb0(%i: index):
    tensor.yield %z : f32
  } : tensor<?xf32> to tensor<?xf32>
  %e = tensor.dim %p, %c0 : tensor<?xf32>
  cf.br ^never
}

// The zero points are 3, so 127 + 128 + 3 is the most that a code minus zero point is far from 0, and 8 products fit.
// CHECK-LABEL: @twice_at_each_step
// CHECK: accumulator = <i32>
func.func @twice_at_each_step(%x: tensor<8x8xf32>, %s: tensor<1x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %z = arith.constant dense<3> : tensor<1x8xi8>
  %a0 = qnt.quantize %x scale(%s : tensor<1x8xf32>) zero_point(%z : tensor<1x8xi8>) : tensor<8x8xf32> -> !qnt.array<8x8, #s>
  %a1 = qnt.concat dim = 1 %a0, %a0 : (!qnt.array<8x8, #s>, !qnt.array<8x8, #s>) -> !qnt.array<8x16, #s>
  %a2 = qnt.concat dim = 1 %a1, %a1 : (!qnt.array<8x16, #s>, !qnt.array<8x16, #s>) -> !qnt.array<8x32, #s>
  %a3 = qnt.concat dim = 1 %a2, %a2 : (!qnt.array<8x32, #s>, !qnt.array<8x32, #s>) -> !qnt.array<8x64, #s>
  %a4 = qnt.concat dim = 1 %a3, %a3 : (!qnt.array<8x64, #s>, !qnt.array<8x64, #s>) -> !qnt.array<8x128, #s>
  %a5 = qnt.concat dim = 1 %a4, %a4 : (!qnt.array<8x128, #s>, !qnt.array<8x128, #s>) -> !qnt.array<8x256, #s>
  %a6 = qnt.concat dim = 1 %a5, %a5 : (!qnt.array<8x256, #s>, !qnt.array<8x256, #s>) -> !qnt.array<8x512, #s>
  %a7 = qnt.concat dim = 1 %a6, %a6 : (!qnt.array<8x512, #s>, !qnt.array<8x512, #s>) -> !qnt.array<8x1024, #s>
  %a8 = qnt.concat dim = 1 %a7, %a7 : (!qnt.array<8x1024, #s>, !qnt.array<8x1024, #s>) -> !qnt.array<8x2048, #s>
  %a9 = qnt.concat dim = 1 %a8, %a8 : (!qnt.array<8x2048, #s>, !qnt.array<8x2048, #s>) -> !qnt.array<8x4096, #s>
  %a10 = qnt.concat dim = 1 %a9, %a9 : (!qnt.array<8x4096, #s>, !qnt.array<8x4096, #s>) -> !qnt.array<8x8192, #s>
  %a11 = qnt.concat dim = 1 %a10, %a10 : (!qnt.array<8x8192, #s>, !qnt.array<8x8192, #s>) -> !qnt.array<8x16384, #s>
  %a12 = qnt.concat dim = 1 %a11, %a11 : (!qnt.array<8x16384, #s>, !qnt.array<8x16384, #s>) -> !qnt.array<8x32768, #s>
  %a13 = qnt.concat dim = 1 %a12, %a12 : (!qnt.array<8x32768, #s>, !qnt.array<8x32768, #s>) -> !qnt.array<8x65536, #s>
  %a14 = qnt.concat dim = 1 %a13, %a13 : (!qnt.array<8x65536, #s>, !qnt.array<8x65536, #s>) -> !qnt.array<8x131072, #s>
  %a15 = qnt.concat dim = 1 %a14, %a14 : (!qnt.array<8x131072, #s>, !qnt.array<8x131072, #s>) -> !qnt.array<8x262144, #s>
  %a16 = qnt.concat dim = 1 %a15, %a15 : (!qnt.array<8x262144, #s>, !qnt.array<8x262144, #s>) -> !qnt.array<8x524288, #s>
  %a17 = qnt.concat dim = 1 %a16, %a16 : (!qnt.array<8x524288, #s>, !qnt.array<8x524288, #s>) -> !qnt.array<8x1048576, #s>
  %a18 = qnt.concat dim = 1 %a17, %a17 : (!qnt.array<8x1048576, #s>, !qnt.array<8x1048576, #s>) -> !qnt.array<8x2097152, #s>
  %a19 = qnt.concat dim = 1 %a18, %a18 : (!qnt.array<8x2097152, #s>, !qnt.array<8x2097152, #s>) -> !qnt.array<8x4194304, #s>
  %a20 = qnt.concat dim = 1 %a19, %a19 : (!qnt.array<8x4194304, #s>, !qnt.array<8x4194304, #s>) -> !qnt.array<8x8388608, #s>
  %a21 = qnt.concat dim = 1 %a20, %a20 : (!qnt.array<8x8388608, #s>, !qnt.array<8x8388608, #s>) -> !qnt.array<8x16777216, #s>
  %a22 = qnt.concat dim = 1 %a21, %a21 : (!qnt.array<8x16777216, #s>, !qnt.array<8x16777216, #s>) -> !qnt.array<8x33554432, #s>
  %a23 = qnt.concat dim = 1 %a22, %a22 : (!qnt.array<8x33554432, #s>, !qnt.array<8x33554432, #s>) -> !qnt.array<8x67108864, #s>
  %a24 = qnt.concat dim = 1 %a23, %a23 : (!qnt.array<8x67108864, #s>, !qnt.array<8x67108864, #s>) -> !qnt.array<8x134217728, #s>
  %a25 = qnt.concat dim = 1 %a24, %a24 : (!qnt.array<8x134217728, #s>, !qnt.array<8x134217728, #s>) -> !qnt.array<8x268435456, #s>
  %a26 = qnt.concat dim = 1 %a25, %a25 : (!qnt.array<8x268435456, #s>, !qnt.array<8x268435456, #s>) -> !qnt.array<8x536870912, #s>
  %a27 = qnt.concat dim = 1 %a26, %a26 : (!qnt.array<8x536870912, #s>, !qnt.array<8x536870912, #s>) -> !qnt.array<8x1073741824, #s>
  %a28 = qnt.concat dim = 1 %a27, %a27 : (!qnt.array<8x1073741824, #s>, !qnt.array<8x1073741824, #s>) -> !qnt.array<8x2147483648, #s>
  %a29 = qnt.concat dim = 1 %a28, %a28 : (!qnt.array<8x2147483648, #s>, !qnt.array<8x2147483648, #s>) -> !qnt.array<8x4294967296, #s>
  %a30 = qnt.concat dim = 1 %a29, %a29 : (!qnt.array<8x4294967296, #s>, !qnt.array<8x4294967296, #s>) -> !qnt.array<8x8589934592, #s>
  %part = qnt.slice %a30 [0, 0] [8, 8] [1, 1] : !qnt.array<8x8589934592, #s> -> !qnt.array<8x8, #s>
  %b = qnt.quantize %y dynamic(absmax) : tensor<4x8xf32> -> !qnt.array<4x8, #a>
  %d = qnt.dot_general %b, %part contracting = [1] x [0] batch = [] x [] : (!qnt.array<4x8, #a>, !qnt.array<8x8, #s>) -> tensor<4x8xf32>
  return %d : tensor<4x8xf32>
}
