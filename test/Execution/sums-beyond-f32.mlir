// Contractions whose decoded elements or products f32 cannot hold, though it holds their sums: the interpreter, compiled
// programs and the emulated device give the same. Every expected value is exact (powers of two, and few of them).
// RUN: quant-run %s --entry=known | FileCheck %s --check-prefix=KNOWN
// RUN: quant-run %s --entry=known --device=cpu | FileCheck %s --check-prefix=KNOWN
// RUN: quant-run %s --entry=known --device=emulated | FileCheck %s --check-prefix=KNOWN
// RUN: quant-run %s --entry=given | FileCheck %s --check-prefix=GIVEN
// RUN: quant-run %s --entry=given --device=cpu | FileCheck %s --check-prefix=GIVEN
// RUN: quant-run %s --entry=given --device=emulated | FileCheck %s --check-prefix=GIVEN
// RUN: quant-run %s --entry=windows | FileCheck %s --check-prefix=WINDOWS
// RUN: quant-run %s --entry=windows --device=cpu | FileCheck %s --check-prefix=WINDOWS
// RUN: quant-run %s --entry=windows --device=emulated | FileCheck %s --check-prefix=WINDOWS

#f32 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#e5m2 = #qnt.encoding<f8E5M2 : f32, block = *x*, scale = f32>
#e8m0 = #qnt.encoding<i8 : f32, block = *x*, scale = f8E8M0FNU>
#bf16 = #qnt.encoding<i8 : bf16, block = *x*, scale = bf16>
#nv = #qnt.encoding<f4E2M1FN : f32, block = *x*, scale = f8E4M3FN, tensor_scale = f32>
#lut = #qnt.encoding<lut<u1, f32> : f32, block = *x*, scale = f32>
#zero = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = f32>
#conv = #qnt.encoding<i8 : bf16, block = *x*x*, scale = bf16>
#groups = #qnt.encoding<i8 : f32, block = *x*x*, scale = f8E8M0FNU>

// Constant scales.
func.func @known() -> (tensor<8x1xf32>, tensor<8x1xf32>, tensor<1x1xf32>, tensor<8x1xf32>, tensor<8x1xf32>, tensor<8x1xf32>) {
  // 64 * 2^-40 * 100 * 2^127.
  // KNOWN: tensor<8x1xf32>
  // KNOWN-SAME: 9.90352e+29
  %x = arith.constant dense<9.094947e-13> : tensor<8x64xf32>
  %a = qnt.constant codes = dense<100> : tensor<64x1xi8>, scales = dense<0x7F000000> : tensor<1x1xf32> : !qnt.array<64x1, #f32>
  %0 = qnt.dot_general %x, %a contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !qnt.array<64x1, #f32>) -> tensor<8x1xf32>
  // 64 * 2^100 * 2^-16 * 2^-123 (1 + 2^-11): the weight is no subnormal f32.
  // KNOWN: tensor<8x1xf32>
  // KNOWN-SAME: 1.1647217e-10
  %y = arith.constant dense<1.2676506e+30> : tensor<8x64xf32>
  %b = qnt.constant codes = dense<1> : tensor<64x1xi8>, scales = dense<0x02001000> : tensor<1x1xf32> : !qnt.array<64x1, #e5m2>
  %1 = qnt.dot_general %y, %b contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !qnt.array<64x1, #e5m2>) -> tensor<8x1xf32>
  // 32 * 2^-24 * 2^-127: each product rounds to 0 in f32.
  // KNOWN: tensor<1x1xf32>
  // KNOWN-SAME: 1.1e-44
  %h = arith.constant dense<0x0001> : tensor<1x32xf16>
  %c = qnt.constant codes = dense<1> : tensor<32x1xi8>, scales = dense<0x00> : tensor<1x1xf8E8M0FNU> : !qnt.array<32x1, #e8m0>
  %2 = qnt.dot_general %h, %c contracting = [1] x [0] batch = [] x [] : (tensor<1x32xf16>, !qnt.array<32x1, #e8m0>) -> tensor<1x1xf32>
  // 64 * 2^-40 * 4 * 2^127.
  // KNOWN: tensor<8x1xf32>
  // KNOWN-SAME: 3.9614081e+28
  %d = qnt.constant codes = dense<0x06> : tensor<64x1xi8>, scales = dense<1.0> : tensor<1x1xf8E4M3FN>, tensor_scale = dense<0x7F000000> : tensor<f32> : !qnt.array<64x1, #nv>
  %3 = qnt.dot_general %x, %d contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !qnt.array<64x1, #nv>) -> tensor<8x1xf32>
  // 64 * 2^-40 * 2^127 * 4: an entry of a code book.
  // KNOWN: tensor<8x1xf32>
  // KNOWN-SAME: 3.9614081e+28
  %e = qnt.constant codes = dense<1> : tensor<64x1xi8>, scales = dense<4.0> : tensor<1x1xf32>, codebook = dense<[[[0.0, 0x7F000000]]]> : tensor<1x1x2xf32> : !qnt.array<64x1, #lut>
  %4 = qnt.dot_general %x, %e contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !qnt.array<64x1, #lut>) -> tensor<8x1xf32>
  // 64 * 2^-40 * (0 + 2^127) * 4: a zero point.
  // KNOWN: tensor<8x1xf32>
  // KNOWN-SAME: 3.9614081e+28
  %f = qnt.constant codes = dense<0> : tensor<64x1xi8>, scales = dense<4.0> : tensor<1x1xf32>, zero_points = dense<0xFF000000> : tensor<1x1xf32> : !qnt.array<64x1, #zero>
  %5 = qnt.dot_general %x, %f contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !qnt.array<64x1, #zero>) -> tensor<8x1xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<8x1xf32>, tensor<8x1xf32>, tensor<1x1xf32>, tensor<8x1xf32>, tensor<8x1xf32>, tensor<8x1xf32>
}

// Scales of the run (others may call the functions), few products: all that bf16 and e8m0 hold counts.
func.func @with_e8m0(%x: tensor<1x4xf32>, %w: !qnt.array<4x1, #e8m0>) -> tensor<1x1xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<1x4xf32>, !qnt.array<4x1, #e8m0>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}
func.func @with_bf16(%x: tensor<1x4xf32>, %w: !qnt.array<4x1, #bf16>) -> tensor<1x1xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<1x4xf32>, !qnt.array<4x1, #bf16>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}
func.func @given() -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %x = arith.constant dense<9.094947e-13> : tensor<1x4xf32>
  // 4 * 2^-40 * 64 * 2^127.
  // GIVEN: tensor<1x1xf32> {{.*}}3.9614081e+28
  %a = qnt.constant codes = dense<64> : tensor<4x1xi8>, scales = dense<0xFE> : tensor<1x1xf8E8M0FNU> : !qnt.array<4x1, #e8m0>
  %0 = call @with_e8m0(%x, %a) : (tensor<1x4xf32>, !qnt.array<4x1, #e8m0>) -> tensor<1x1xf32>
  // 4 * 2^-40 * 100 * 2^127.
  // GIVEN: tensor<1x1xf32> {{.*}}6.1897e+28
  %b = qnt.constant codes = dense<100> : tensor<4x1xi8>, scales = dense<0x7F00> : tensor<1x1xbf16> : !qnt.array<4x1, #bf16>
  %1 = call @with_bf16(%x, %b) : (tensor<1x4xf32>, !qnt.array<4x1, #bf16>) -> tensor<1x1xf32>
  return %0, %1 : tensor<1x1xf32>, tensor<1x1xf32>
}

// A convolution, and a ragged dot of two groups: 4 * 2^-40 * 100 * 2^127 each.
func.func @windows() -> (tensor<1x1x1xf32>, tensor<3x1xf32>) {
  // WINDOWS: tensor<1x1x1xf32> {{.*}}6.1897e+28
  %x = arith.constant dense<9.094947e-13> : tensor<1x4x1xf32>
  %a = qnt.constant codes = dense<100> : tensor<4x1x1xi8>, scales = dense<0x7F00> : tensor<1x1x1xbf16> : !qnt.array<4x1x1, #conv>
  %0 = qnt.conv_general_dilated %x, %a dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<1x4x1xf32>, !qnt.array<4x1x1, #conv>) -> tensor<1x1x1xf32>
  // WINDOWS: tensor<3x1xf32>
  // WINDOWS-SAME: 6.1897e+28{{.*}}6.1897e+28{{.*}}6.1897e+28
  %rows = arith.constant dense<9.094947e-13> : tensor<3x4xf32>
  %sizes = arith.constant dense<[2, 1]> : tensor<2xi32>
  %b = qnt.constant codes = dense<100> : tensor<2x4x1xi8>, scales = dense<0xFE> : tensor<1x1x1xf8E8M0FNU> : !qnt.array<2x4x1, #groups>
  %1 = qnt.ragged_dot %rows, %b groups(%sizes : tensor<2xi32>) : (tensor<3x4xf32>, !qnt.array<2x4x1, #groups>) -> tensor<3x1xf32>
  return %0, %1 : tensor<1x1x1xf32>, tensor<3x1xf32>
}
