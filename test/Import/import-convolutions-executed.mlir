// Every named convolution, and the batched quantized product: what linalg computes, and what the imported program computes,
// interpreted and compiled. Small integers, so every sum is exact in f32; i8 codes take their whole range.
// RUN: quant-run %s --print > %t.before
// RUN: quant-opt %s --qnt-import -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-run %t.mlir --print > %t.after
// RUN: cmp %t.before %t.after
// RUN: quant-run %t.mlir --device=cpu --print > %t.compiled
// RUN: cmp %t.before %t.compiled

// CHECK-NOT: linalg.{{.*}}conv_
// CHECK-NOT: linalg.quantized
// CHECK-COUNT-30: qnt.conv_general_dilated
// CHECK: qnt.dot_general
func.func @main() -> (tensor<3xf32>, tensor<2x3x3xf32>, tensor<2x3x3xf32>, tensor<2x3xf32>, tensor<2x3x2x3xf32>, tensor<2x3x2x3xi32>, tensor<2x2x3x2x3xf32>, tensor<2x2x3x2x3xf32>, tensor<2x2x3x2x3xi32>, tensor<2x2x3x3xf32>, tensor<2x2x3x3xi32>, tensor<2x2x3x3xf32>, tensor<2x2x3x3xi32>, tensor<2x2x3x2x3xf32>, tensor<2x2x3x2x3xi32>, tensor<2x2x3xf32>, tensor<2x3x2x2x3xf32>, tensor<2x2x2x3x3xf32>, tensor<2x2x2x3x3xi32>, tensor<2x2x3xf32>, tensor<2x3x2xf32>, tensor<2x3x2x3xf32>, tensor<2x2x2x3xf32>, tensor<2x2x3x2xf32>, tensor<2x2x3x2xi32>, tensor<2x2x3x2x3xf32>, tensor<2x2x3x2x3xi32>, tensor<2x2x2x2x3xf32>, tensor<2x2x2x3x2xf32>, tensor<2x2x2x3x2x3xf32>, tensor<2x3x5xi32>) {
  %zx = arith.constant -128 : i32
  %zw = arith.constant 3 : i32
  %floats = arith.constant dense<[
    -1.0, 4.0, -2.0, 1.0, 3.0, -3.0, -4.0, 3.0, 0.0, 4.0, -1.0, -1.0, 3.0, 4.0, 4.0, 3.0, 2.0, -2.0, -1.0, -2.0, 4.0,
    2.0, -4.0, -3.0, -2.0, -4.0, 0.0, -4.0, 0.0, 3.0, 2.0, 2.0, 2.0, 3.0, -2.0, 1.0, -3.0, -4.0, -2.0, 3.0, -1.0,
    0.0, 2.0, 0.0, 2.0, 4.0, 2.0, 1.0, 4.0, 2.0, -1.0, 1.0, -4.0, 0.0, -2.0, 1.0, 4.0, -3.0, -1.0, 0.0, 0.0, -3.0,
    -3.0, 3.0, 3.0, -3.0, 1.0, -3.0, 2.0, -2.0, -4.0, 0.0, 2.0, 2.0, -3.0, -4.0, -4.0, 2.0, 1.0, 4.0, 0.0, 4.0, -1.0,
    -4.0, 0.0, -4.0, -3.0, -3.0, 4.0, -4.0, -1.0, 2.0, 0.0, 0.0, -2.0, -4.0, 1.0, 1.0, 1.0, -2.0, 2.0, 2.0, 3.0, 4.0,
    2.0, 4.0, -3.0, 4.0, 0.0, 2.0, -1.0, 0.0, 2.0, 0.0, 4.0, 0.0, 4.0, 1.0, -4.0, 2.0, 1.0, -4.0, 2.0, -2.0, -4.0,
    1.0, 3.0, 1.0, 1.0, 0.0, 3.0, -4.0, -4.0, -4.0, 1.0, 0.0, 3.0, 0.0, 1.0, -2.0, 1.0, -2.0, 1.0, 1.0, 0.0, 0.0,
    2.0, -3.0, -4.0, -2.0, 0.0, 4.0, -1.0, 0.0, -1.0, 1.0, -2.0, 2.0, -3.0, -3.0, 1.0, 1.0, -1.0, 3.0, -2.0, -3.0,
    1.0, -1.0, 3.0, 0.0, -1.0, -3.0, -4.0, 4.0, -1.0, 1.0, -2.0, 0.0, 1.0, -3.0, 1.0, -2.0, 2.0, 0.0, 4.0, 0.0, 3.0,
    1.0, 2.0, 0.0, 2.0, 2.0, -4.0, 2.0, -2.0, -1.0, -4.0, 3.0, 4.0, 2.0, 4.0, -1.0, -4.0, 3.0, 4.0, 0.0, 4.0, 1.0,
    -1.0, -3.0, 0.0, -3.0, -1.0, -4.0, -4.0, 4.0, -1.0, 2.0, -4.0, -4.0, 3.0, -3.0, -2.0, 4.0, 0.0, -1.0, -4.0, 4.0,
    4.0, 2.0, -4.0, -3.0, 1.0, -2.0, 0.0, 4.0, 3.0, -4.0, 1.0, -1.0, -1.0, -3.0, 4.0, -3.0, -2.0, -1.0, 0.0, -2.0,
    -4.0, 3.0, 2.0, -4.0, 0.0, -1.0, 0.0, 4.0, 4.0, 2.0, -4.0, 3.0, 1.0, -4.0, -4.0, -2.0, -4.0, -3.0, -4.0, -3.0,
    3.0, -4.0, -3.0, 4.0, 4.0, 3.0, 1.0, -2.0, 1.0, -3.0, 1.0, 2.0, 2.0, 0.0, 1.0, 0.0, -1.0, 1.0, 2.0, -3.0, -2.0,
    4.0, -4.0, 2.0, -3.0, -2.0, -4.0, 1.0, 3.0, 4.0, 2.0, -4.0, 2.0, -4.0, 1.0, 3.0, 1.0, 2.0, 2.0, 3.0, -4.0, -1.0,
    -1.0, 4.0, 0.0, -3.0, 2.0, -1.0, 2.0, -2.0, -4.0, 1.0, 1.0, 4.0, 0.0, -3.0, 3.0, -3.0, 4.0, 2.0, -3.0, 1.0, 4.0,
    -3.0, -4.0, 3.0, -2.0, -1.0, 2.0, -4.0, 4.0, -3.0, -3.0, 2.0, -2.0, -4.0, 1.0, -3.0, -4.0, -3.0, 3.0, 0.0, 0.0,
    -3.0, -4.0, 4.0, 4.0, -1.0, -3.0, 4.0, -3.0, 4.0, -4.0, 4.0, 1.0, -2.0, -3.0, -1.0, -2.0, -1.0, 3.0, 2.0, 0.0,
    1.0, 2.0, 1.0, 4.0, 2.0, -3.0, 2.0, 4.0, -1.0, 2.0, -2.0, 2.0, 4.0, 3.0, -2.0, 2.0, -2.0, -2.0, -3.0, 3.0, 3.0,
    4.0, 3.0, -2.0, -2.0, 0.0, -1.0, -2.0, 4.0, 1.0, -1.0, 4.0, 0.0, 2.0, 0.0, -1.0, 0.0, -4.0, 0.0, 3.0, 2.0, -1.0,
    -2.0, 1.0, -1.0, 1.0, 3.0, -2.0, 2.0, 3.0, -1.0, 3.0, 4.0, -4.0, 3.0, -3.0, 2.0, -4.0, 3.0, -1.0, -1.0, -3.0,
    -1.0, 0.0, -1.0, -1.0, 0.0, -2.0, -2.0, -4.0, 0.0, -2.0, -4.0, 1.0, -2.0, 2.0, -3.0, -3.0, -3.0, -3.0, 0.0, 0.0,
    -4.0, 1.0, 3.0, 1.0, -4.0, -4.0, 1.0, 1.0, 2.0, 2.0, 3.0, -3.0, -1.0, 3.0, 2.0, -2.0, 4.0, 1.0, -3.0, 0.0, -3.0,
    2.0, -3.0, 3.0, 4.0, 0.0, -3.0, 4.0, 1.0, 1.0, 3.0, 0.0, 0.0, -3.0, 1.0, 4.0, 4.0, -3.0, 3.0, 4.0, 1.0, -4.0,
    0.0, -2.0, -2.0, -2.0, 1.0, 3.0, -3.0, -3.0, 4.0, -2.0, 1.0, 2.0, 4.0, 0.0, -2.0, 3.0, 3.0, 0.0, -2.0, -3.0,
    -3.0, -2.0, 4.0, 4.0, 2.0, 1.0, -3.0, 0.0, 0.0, 2.0, -4.0, -2.0, -4.0, 3.0, 4.0, 0.0, -1.0, 4.0, 1.0, 1.0, 2.0,
    3.0, 4.0, -3.0, 1.0, 3.0, -3.0, -2.0, 0.0, -3.0, -3.0, -3.0, -2.0, -1.0, 2.0, 2.0, -2.0, -2.0, 2.0, -1.0, 4.0,
    4.0, -2.0, -2.0, -1.0, 0.0, 1.0, 0.0, -4.0, 3.0, 2.0, 2.0, 1.0, 4.0, 0.0, 3.0, 4.0, 0.0, 3.0, -4.0, -1.0, -4.0,
    -3.0, -1.0, 3.0, -2.0, 4.0, 3.0, -1.0, -1.0, 4.0, -1.0, -4.0, 4.0, 3.0, -3.0, 0.0, -2.0, -2.0, 3.0, -3.0, -4.0,
    -4.0, 1.0, -1.0, 4.0, -3.0, 3.0, 4.0, -4.0, 1.0, 1.0, 1.0, 1.0, -2.0, -3.0, -4.0, -3.0, 1.0, -1.0, -3.0, -1.0,
    2.0, -1.0, 3.0, 1.0, -3.0, -4.0, 2.0, -3.0, -1.0, -2.0, 2.0, 3.0, 3.0, -3.0, 4.0, 2.0, -1.0, 3.0, 0.0, -4.0, 3.0,
    3.0, 2.0]> : tensor<640xf32>
  %codes = arith.constant dense<[
    127, -128, 0, 5, -7, 127, -127, 0, 127, -7, 127, -128, -7, -7, 77, 127, -7, 5, 127, -98, 5, 0, -128, 127, -128,
    5, 127, -128, 5, 127, -7, 0, -7, -102, 0, 110, 5, -7, -128, 77, 0, -128, -128, -128, 77, -128, -7, 5, 127, 127,
    0, 0, 5, 28, -128, 127, -128, -7, -7, 127, 69, 127, 57, 5, 5, 0, 9, -7, 5, 127, 77, -117, -128, 0, -7, -7, 5,
    110, 0, -128, 5, 0, -128, -128, 127, 127, -7, -128, 0, 127, -7, 35, 5, -7, -128, -7, -116, 127, -128, 5, 127, 77,
    120, 5, 100, 0, 99, 127, -7, 5, 77, 0, 127, 120, -7, 5, -7, 127, 51, 0, 5, -128, 127, 127, 77, -17, 77, 0, -7, 5,
    5, 0, 127, -128, 0, 77, -128, 77, 0, 5, 0, 77, 77, 127, 5, 5, -128, 127, 121, 5, 127, 0, 5, 0, 0, 5, 0, 77, -4,
    -128, 77, -7, 127, -128, -24, 0, -7, 5, 127, 0, 0, -7, 5, 0, 77, 5, 0, -128, -128, -44, 127, -7, -7, 0, 127,
    -128, 77, -98, 5, 0, 0, -128, -57, 5, 5, 0, 5, -7, -7, 127, 5, 120, -10, -7, -128, -7, 5, 0, -128, 77, 0, -7,
    121, 127, 0, 77, 68, 0, 0, -128, 0, -7, -128, 5, 5, 5, 127, 77, 77, 77, 0, 5, 5, 0, -7, 127, 5, 127, 77, 77, 77,
    77, 127, -128, -36, 0, 77, -62, -128, -7, 5, 5, 127, 0, 127, 127, 127, 0, 127, 0, 5, -128, -7, -128, 5, 77, -7,
    -7, 5, 5, -7, 105, 127, 77, 0, 0, 8, 127, -7, 5, -128, 127, -66, -7, -7, -128, -7, 0, -7, 0, -7, 77, -7, 77, 48,
    0, 0, -128, 77, 77, 0, 0, 127, 0, -7, -7, -128, 5, -128, -7, 5, -128, -7, -128, -128, 77, 77, -128, 0, 5, 0, -7,
    127, 127, 0, -7, 127, 127, 5, 127, -128, -7, 77, 58, 5, 77, -7, 127, 127, 0, -128, -7, 5, -114, 5, 5, 5, 127,
    127, -7, 5, -128, -128, 98, -128, 0, 5, -80, 77, -7, 0, 77, -128, 77, -7, -7, 127, -10, 112, 0, 5, 127, 0, -7,
    -7, 0, 5, 77, 93, 77, 5, 127, 5, -7, 75, 0, -33, 0, 127, 68, 127, 0, 127, 0, 0, -128, 77, 127, 0, 127, 127, 77,
    127, -7, 127, -7, -7, 77, 5, -128, -88, 5, -7, 0, 77, 127, 71, 0, -7, 119, -128, 0, -7, -128, -7, -53, 5, -51, 0,
    -128, 49, -7, 77, -7, -7, 5, -128, 77, 5, 0, 127, 77, -7, 77, 0, 0, 127, 5, 5, -128, -7, 77, 127, -128, -7, 5, 5,
    -128, 0, 127, -128, -128, 0, 127, 0, 0, 77, 127, 4, 77, -128, -78, -59, 127, 0, 0, 127, 77, 0, 0, 77, -7, 90, 0,
    -7, -7, 127, -128, 5, 127, -7, -22, 0, 77, 127, 127, 77, 5, 77, 127, -7, 77, 0, -128, 77, -128, 77, 77, 77, -7,
    0, 77, -128, 77, 127, -128, -7, 39, -128, -106, 5, -123, 77, 77, 5, 127, 0, 127, 5, -128, 0, -7, 0, -128, -128,
    127, 5, 77, 77, -7, 77, 29, 127, -7, 0, 5, 0, 127, -7, -128, 5, 5, 77, -128, -128, -7, -128, -128, 0, 0, 5, 25,
    28, 0, 5, -128, 127, 127, -7, 77, -128, -7, 5, 0, -128, 77, -7, 5, 0, 0, 5, 4, 77, 127, -128, 77, 5, 116, 77, -7,
    77, -7, -7, 127, 127, -128, -7, 0, 5, 5, 92, 0, 0, 0, 127, 127, 77, 77, -7, 5, 5, -7, 5, -128, -128, -7, -79, 5,
    -128, -7, 0, 5, 127, 127, 5, 77, -7, 0, -7, 0, 127, 0, -128, 5, -4, -15, 127, 0, 27, -18]> : tensor<640xi8>

  // conv_1d
  %x0 = tensor.extract_slice %floats[0] [4] [1] : tensor<640xf32> to tensor<4xf32>
  %w0 = tensor.extract_slice %floats[64] [2] [1] : tensor<640xf32> to tensor<2xf32>
  %i0 = arith.constant dense<0.0> : tensor<3xf32>
  %r0 = linalg.conv_1d
         ins(%x0, %w0 : tensor<4xf32>, tensor<2xf32>) outs(%i0 : tensor<3xf32>) -> tensor<3xf32>

  // conv_1d_ncw_fcw
  %x1_flat = tensor.extract_slice %floats[7] [24] [1] : tensor<640xf32> to tensor<24xf32>
  %x1 = tensor.expand_shape %x1_flat [[0, 1, 2]] output_shape [2, 2, 6] : tensor<24xf32> into tensor<2x2x6xf32>
  %w1_flat = tensor.extract_slice %floats[77] [12] [1] : tensor<640xf32> to tensor<12xf32>
  %w1 = tensor.expand_shape %w1_flat [[0, 1, 2]] output_shape [3, 2, 2] : tensor<12xf32> into tensor<3x2x2xf32>
  %i1 = arith.constant dense<0.0> : tensor<2x3x3xf32>
  %r1 = linalg.conv_1d_ncw_fcw {strides = dense<[2]> : tensor<1xi64>, dilations = dense<[1]> : tensor<1xi64>}
         ins(%x1, %w1 : tensor<2x2x6xf32>, tensor<3x2x2xf32>) outs(%i1 : tensor<2x3x3xf32>) -> tensor<2x3x3xf32>

  // conv_1d_nwc_wcf
  %x2_flat = tensor.extract_slice %floats[14] [24] [1] : tensor<640xf32> to tensor<24xf32>
  %x2 = tensor.expand_shape %x2_flat [[0, 1, 2]] output_shape [2, 6, 2] : tensor<24xf32> into tensor<2x6x2xf32>
  %w2_flat = tensor.extract_slice %floats[90] [12] [1] : tensor<640xf32> to tensor<12xf32>
  %w2 = tensor.expand_shape %w2_flat [[0, 1, 2]] output_shape [2, 2, 3] : tensor<12xf32> into tensor<2x2x3xf32>
  %i2 = arith.constant dense<0.0> : tensor<2x3x3xf32>
  %r2 = linalg.conv_1d_nwc_wcf {strides = dense<[2]> : tensor<1xi64>, dilations = dense<[1]> : tensor<1xi64>}
         ins(%x2, %w2 : tensor<2x6x2xf32>, tensor<2x2x3xf32>) outs(%i2 : tensor<2x3x3xf32>) -> tensor<2x3x3xf32>

  // conv_2d
  %x3_flat = tensor.extract_slice %floats[21] [16] [1] : tensor<640xf32> to tensor<16xf32>
  %x3 = tensor.expand_shape %x3_flat [[0, 1]] output_shape [4, 4] : tensor<16xf32> into tensor<4x4xf32>
  %w3_flat = tensor.extract_slice %floats[103] [6] [1] : tensor<640xf32> to tensor<6xf32>
  %w3 = tensor.expand_shape %w3_flat [[0, 1]] output_shape [3, 2] : tensor<6xf32> into tensor<3x2xf32>
  %i3 = arith.constant dense<0.0> : tensor<2x3xf32>
  %r3 = linalg.conv_2d
         ins(%x3, %w3 : tensor<4x4xf32>, tensor<3x2xf32>) outs(%i3 : tensor<2x3xf32>) -> tensor<2x3xf32>

  // conv_2d_nchw_fchw
  %x4_flat = tensor.extract_slice %floats[28] [144] [1] : tensor<640xf32> to tensor<144xf32>
  %x4 = tensor.expand_shape %x4_flat [[0, 1, 2, 3]] output_shape [2, 2, 6, 6] : tensor<144xf32> into tensor<2x2x6x6xf32>
  %w4_flat = tensor.extract_slice %floats[116] [36] [1] : tensor<640xf32> to tensor<36xf32>
  %w4 = tensor.expand_shape %w4_flat [[0, 1, 2, 3]] output_shape [3, 2, 3, 2] : tensor<36xf32> into tensor<3x2x3x2xf32>
  %i4 = arith.constant dense<0.0> : tensor<2x3x2x3xf32>
  %r4 = linalg.conv_2d_nchw_fchw {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x4, %w4 : tensor<2x2x6x6xf32>, tensor<3x2x3x2xf32>) outs(%i4 : tensor<2x3x2x3xf32>) -> tensor<2x3x2x3xf32>

  // conv_2d_nchw_fchw_q
  %x5_flat = tensor.extract_slice %codes[35] [144] [1] : tensor<640xi8> to tensor<144xi8>
  %x5 = tensor.expand_shape %x5_flat [[0, 1, 2, 3]] output_shape [2, 2, 6, 6] : tensor<144xi8> into tensor<2x2x6x6xi8>
  %w5_flat = tensor.extract_slice %codes[129] [36] [1] : tensor<640xi8> to tensor<36xi8>
  %w5 = tensor.expand_shape %w5_flat [[0, 1, 2, 3]] output_shape [3, 2, 3, 2] : tensor<36xi8> into tensor<3x2x3x2xi8>
  %i5 = arith.constant dense<10> : tensor<2x3x2x3xi32>
  %r5 = linalg.conv_2d_nchw_fchw_q {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x5, %w5, %zx, %zw : tensor<2x2x6x6xi8>, tensor<3x2x3x2xi8>, i32, i32) outs(%i5 : tensor<2x3x2x3xi32>) -> tensor<2x3x2x3xi32>

  // conv_2d_ngchw_fgchw
  %x6_flat = tensor.extract_slice %floats[42] [288] [1] : tensor<640xf32> to tensor<288xf32>
  %x6 = tensor.expand_shape %x6_flat [[0, 1, 2, 3, 4]] output_shape [2, 2, 2, 6, 6] : tensor<288xf32> into tensor<2x2x2x6x6xf32>
  %w6_flat = tensor.extract_slice %floats[142] [72] [1] : tensor<640xf32> to tensor<72xf32>
  %w6 = tensor.expand_shape %w6_flat [[0, 1, 2, 3, 4]] output_shape [3, 2, 2, 3, 2] : tensor<72xf32> into tensor<3x2x2x3x2xf32>
  %i6 = arith.constant dense<0.0> : tensor<2x2x3x2x3xf32>
  %r6 = linalg.conv_2d_ngchw_fgchw {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x6, %w6 : tensor<2x2x2x6x6xf32>, tensor<3x2x2x3x2xf32>) outs(%i6 : tensor<2x2x3x2x3xf32>) -> tensor<2x2x3x2x3xf32>

  // conv_2d_ngchw_gfchw
  %x7_flat = tensor.extract_slice %floats[49] [288] [1] : tensor<640xf32> to tensor<288xf32>
  %x7 = tensor.expand_shape %x7_flat [[0, 1, 2, 3, 4]] output_shape [2, 2, 2, 6, 6] : tensor<288xf32> into tensor<2x2x2x6x6xf32>
  %w7_flat = tensor.extract_slice %floats[155] [72] [1] : tensor<640xf32> to tensor<72xf32>
  %w7 = tensor.expand_shape %w7_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 2, 3, 2] : tensor<72xf32> into tensor<2x3x2x3x2xf32>
  %i7 = arith.constant dense<0.0> : tensor<2x2x3x2x3xf32>
  %r7 = linalg.conv_2d_ngchw_gfchw {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x7, %w7 : tensor<2x2x2x6x6xf32>, tensor<2x3x2x3x2xf32>) outs(%i7 : tensor<2x2x3x2x3xf32>) -> tensor<2x2x3x2x3xf32>

  // conv_2d_ngchw_gfchw_q
  %x8_flat = tensor.extract_slice %codes[56] [288] [1] : tensor<640xi8> to tensor<288xi8>
  %x8 = tensor.expand_shape %x8_flat [[0, 1, 2, 3, 4]] output_shape [2, 2, 2, 6, 6] : tensor<288xi8> into tensor<2x2x2x6x6xi8>
  %w8_flat = tensor.extract_slice %codes[168] [72] [1] : tensor<640xi8> to tensor<72xi8>
  %w8 = tensor.expand_shape %w8_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 2, 3, 2] : tensor<72xi8> into tensor<2x3x2x3x2xi8>
  %i8 = arith.constant dense<10> : tensor<2x2x3x2x3xi32>
  %r8 = linalg.conv_2d_ngchw_gfchw_q {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x8, %w8, %zx, %zw : tensor<2x2x2x6x6xi8>, tensor<2x3x2x3x2xi8>, i32, i32) outs(%i8 : tensor<2x2x3x2x3xi32>) -> tensor<2x2x3x2x3xi32>

  // conv_2d_nhwc_fhwc
  %x9_flat = tensor.extract_slice %floats[63] [144] [1] : tensor<640xf32> to tensor<144xf32>
  %x9 = tensor.expand_shape %x9_flat [[0, 1, 2, 3]] output_shape [2, 6, 6, 2] : tensor<144xf32> into tensor<2x6x6x2xf32>
  %w9_flat = tensor.extract_slice %floats[181] [36] [1] : tensor<640xf32> to tensor<36xf32>
  %w9 = tensor.expand_shape %w9_flat [[0, 1, 2, 3]] output_shape [3, 3, 2, 2] : tensor<36xf32> into tensor<3x3x2x2xf32>
  %i9 = arith.constant dense<0.0> : tensor<2x2x3x3xf32>
  %r9 = linalg.conv_2d_nhwc_fhwc {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x9, %w9 : tensor<2x6x6x2xf32>, tensor<3x3x2x2xf32>) outs(%i9 : tensor<2x2x3x3xf32>) -> tensor<2x2x3x3xf32>

  // conv_2d_nhwc_fhwc_q
  %x10_flat = tensor.extract_slice %codes[70] [144] [1] : tensor<640xi8> to tensor<144xi8>
  %x10 = tensor.expand_shape %x10_flat [[0, 1, 2, 3]] output_shape [2, 6, 6, 2] : tensor<144xi8> into tensor<2x6x6x2xi8>
  %w10_flat = tensor.extract_slice %codes[194] [36] [1] : tensor<640xi8> to tensor<36xi8>
  %w10 = tensor.expand_shape %w10_flat [[0, 1, 2, 3]] output_shape [3, 3, 2, 2] : tensor<36xi8> into tensor<3x3x2x2xi8>
  %i10 = arith.constant dense<10> : tensor<2x2x3x3xi32>
  %r10 = linalg.conv_2d_nhwc_fhwc_q {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x10, %w10, %zx, %zw : tensor<2x6x6x2xi8>, tensor<3x3x2x2xi8>, i32, i32) outs(%i10 : tensor<2x2x3x3xi32>) -> tensor<2x2x3x3xi32>

  // conv_2d_nhwc_hwcf
  %x11_flat = tensor.extract_slice %floats[77] [144] [1] : tensor<640xf32> to tensor<144xf32>
  %x11 = tensor.expand_shape %x11_flat [[0, 1, 2, 3]] output_shape [2, 6, 6, 2] : tensor<144xf32> into tensor<2x6x6x2xf32>
  %w11_flat = tensor.extract_slice %floats[207] [36] [1] : tensor<640xf32> to tensor<36xf32>
  %w11 = tensor.expand_shape %w11_flat [[0, 1, 2, 3]] output_shape [3, 2, 2, 3] : tensor<36xf32> into tensor<3x2x2x3xf32>
  %i11 = arith.constant dense<0.0> : tensor<2x2x3x3xf32>
  %r11 = linalg.conv_2d_nhwc_hwcf {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x11, %w11 : tensor<2x6x6x2xf32>, tensor<3x2x2x3xf32>) outs(%i11 : tensor<2x2x3x3xf32>) -> tensor<2x2x3x3xf32>

  // conv_2d_nhwc_hwcf_q
  %x12_flat = tensor.extract_slice %codes[84] [144] [1] : tensor<640xi8> to tensor<144xi8>
  %x12 = tensor.expand_shape %x12_flat [[0, 1, 2, 3]] output_shape [2, 6, 6, 2] : tensor<144xi8> into tensor<2x6x6x2xi8>
  %w12_flat = tensor.extract_slice %codes[220] [36] [1] : tensor<640xi8> to tensor<36xi8>
  %w12 = tensor.expand_shape %w12_flat [[0, 1, 2, 3]] output_shape [3, 2, 2, 3] : tensor<36xi8> into tensor<3x2x2x3xi8>
  %i12 = arith.constant dense<10> : tensor<2x2x3x3xi32>
  %r12 = linalg.conv_2d_nhwc_hwcf_q {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x12, %w12, %zx, %zw : tensor<2x6x6x2xi8>, tensor<3x2x2x3xi8>, i32, i32) outs(%i12 : tensor<2x2x3x3xi32>) -> tensor<2x2x3x3xi32>

  // conv_2d_nhwgc_gfhwc
  %x13_flat = tensor.extract_slice %floats[91] [288] [1] : tensor<640xf32> to tensor<288xf32>
  %x13 = tensor.expand_shape %x13_flat [[0, 1, 2, 3, 4]] output_shape [2, 6, 6, 2, 2] : tensor<288xf32> into tensor<2x6x6x2x2xf32>
  %w13_flat = tensor.extract_slice %floats[233] [72] [1] : tensor<640xf32> to tensor<72xf32>
  %w13 = tensor.expand_shape %w13_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 3, 2, 2] : tensor<72xf32> into tensor<2x3x3x2x2xf32>
  %i13 = arith.constant dense<0.0> : tensor<2x2x3x2x3xf32>
  %r13 = linalg.conv_2d_nhwgc_gfhwc {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x13, %w13 : tensor<2x6x6x2x2xf32>, tensor<2x3x3x2x2xf32>) outs(%i13 : tensor<2x2x3x2x3xf32>) -> tensor<2x2x3x2x3xf32>

  // conv_2d_nhwgc_gfhwc_q
  %x14_flat = tensor.extract_slice %codes[98] [288] [1] : tensor<640xi8> to tensor<288xi8>
  %x14 = tensor.expand_shape %x14_flat [[0, 1, 2, 3, 4]] output_shape [2, 6, 6, 2, 2] : tensor<288xi8> into tensor<2x6x6x2x2xi8>
  %w14_flat = tensor.extract_slice %codes[246] [72] [1] : tensor<640xi8> to tensor<72xi8>
  %w14 = tensor.expand_shape %w14_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 3, 2, 2] : tensor<72xi8> into tensor<2x3x3x2x2xi8>
  %i14 = arith.constant dense<10> : tensor<2x2x3x2x3xi32>
  %r14 = linalg.conv_2d_nhwgc_gfhwc_q {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x14, %w14, %zx, %zw : tensor<2x6x6x2x2xi8>, tensor<2x3x3x2x2xi8>, i32, i32) outs(%i14 : tensor<2x2x3x2x3xi32>) -> tensor<2x2x3x2x3xi32>

  // conv_3d
  %x15_flat = tensor.extract_slice %floats[5] [48] [1] : tensor<640xf32> to tensor<48xf32>
  %x15 = tensor.expand_shape %x15_flat [[0, 1, 2]] output_shape [3, 4, 4] : tensor<48xf32> into tensor<3x4x4xf32>
  %w15_flat = tensor.extract_slice %floats[259] [12] [1] : tensor<640xf32> to tensor<12xf32>
  %w15 = tensor.expand_shape %w15_flat [[0, 1, 2]] output_shape [2, 3, 2] : tensor<12xf32> into tensor<2x3x2xf32>
  %i15 = arith.constant dense<0.0> : tensor<2x2x3xf32>
  %r15 = linalg.conv_3d
         ins(%x15, %w15 : tensor<3x4x4xf32>, tensor<2x3x2xf32>) outs(%i15 : tensor<2x2x3xf32>) -> tensor<2x2x3xf32>

  // conv_3d_ncdhw_fcdhw
  %x16_flat = tensor.extract_slice %floats[12] [432] [1] : tensor<640xf32> to tensor<432xf32>
  %x16 = tensor.expand_shape %x16_flat [[0, 1, 2, 3, 4]] output_shape [2, 2, 3, 6, 6] : tensor<432xf32> into tensor<2x2x3x6x6xf32>
  %w16_flat = tensor.extract_slice %floats[72] [72] [1] : tensor<640xf32> to tensor<72xf32>
  %w16 = tensor.expand_shape %w16_flat [[0, 1, 2, 3, 4]] output_shape [3, 2, 2, 3, 2] : tensor<72xf32> into tensor<3x2x2x3x2xf32>
  %i16 = arith.constant dense<0.0> : tensor<2x3x2x2x3xf32>
  %r16 = linalg.conv_3d_ncdhw_fcdhw {strides = dense<[1, 1, 2]> : tensor<3xi64>, dilations = dense<[1, 2, 1]> : tensor<3xi64>}
         ins(%x16, %w16 : tensor<2x2x3x6x6xf32>, tensor<3x2x2x3x2xf32>) outs(%i16 : tensor<2x3x2x2x3xf32>) -> tensor<2x3x2x2x3xf32>

  // conv_3d_ndhwc_dhwcf
  %x17_flat = tensor.extract_slice %floats[19] [432] [1] : tensor<640xf32> to tensor<432xf32>
  %x17 = tensor.expand_shape %x17_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 6, 6, 2] : tensor<432xf32> into tensor<2x3x6x6x2xf32>
  %w17_flat = tensor.extract_slice %floats[85] [72] [1] : tensor<640xf32> to tensor<72xf32>
  %w17 = tensor.expand_shape %w17_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 2, 2, 3] : tensor<72xf32> into tensor<2x3x2x2x3xf32>
  %i17 = arith.constant dense<0.0> : tensor<2x2x2x3x3xf32>
  %r17 = linalg.conv_3d_ndhwc_dhwcf {strides = dense<[1, 1, 2]> : tensor<3xi64>, dilations = dense<[1, 2, 1]> : tensor<3xi64>}
         ins(%x17, %w17 : tensor<2x3x6x6x2xf32>, tensor<2x3x2x2x3xf32>) outs(%i17 : tensor<2x2x2x3x3xf32>) -> tensor<2x2x2x3x3xf32>

  // conv_3d_ndhwc_dhwcf_q
  %x18_flat = tensor.extract_slice %codes[26] [432] [1] : tensor<640xi8> to tensor<432xi8>
  %x18 = tensor.expand_shape %x18_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 6, 6, 2] : tensor<432xi8> into tensor<2x3x6x6x2xi8>
  %w18_flat = tensor.extract_slice %codes[98] [72] [1] : tensor<640xi8> to tensor<72xi8>
  %w18 = tensor.expand_shape %w18_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 2, 2, 3] : tensor<72xi8> into tensor<2x3x2x2x3xi8>
  %i18 = arith.constant dense<10> : tensor<2x2x2x3x3xi32>
  %r18 = linalg.conv_3d_ndhwc_dhwcf_q {strides = dense<[1, 1, 2]> : tensor<3xi64>, dilations = dense<[1, 2, 1]> : tensor<3xi64>}
         ins(%x18, %w18, %zx, %zw : tensor<2x3x6x6x2xi8>, tensor<2x3x2x2x3xi8>, i32, i32) outs(%i18 : tensor<2x2x2x3x3xi32>) -> tensor<2x2x2x3x3xi32>

  // depthwise_conv_1d_ncw_cw
  %x19_flat = tensor.extract_slice %floats[33] [24] [1] : tensor<640xf32> to tensor<24xf32>
  %x19 = tensor.expand_shape %x19_flat [[0, 1, 2]] output_shape [2, 2, 6] : tensor<24xf32> into tensor<2x2x6xf32>
  %w19_flat = tensor.extract_slice %floats[111] [4] [1] : tensor<640xf32> to tensor<4xf32>
  %w19 = tensor.expand_shape %w19_flat [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %i19 = arith.constant dense<0.0> : tensor<2x2x3xf32>
  %r19 = linalg.depthwise_conv_1d_ncw_cw {strides = dense<[2]> : tensor<1xi64>, dilations = dense<[1]> : tensor<1xi64>}
         ins(%x19, %w19 : tensor<2x2x6xf32>, tensor<2x2xf32>) outs(%i19 : tensor<2x2x3xf32>) -> tensor<2x2x3xf32>

  // depthwise_conv_1d_nwc_wc
  %x20_flat = tensor.extract_slice %floats[40] [24] [1] : tensor<640xf32> to tensor<24xf32>
  %x20 = tensor.expand_shape %x20_flat [[0, 1, 2]] output_shape [2, 6, 2] : tensor<24xf32> into tensor<2x6x2xf32>
  %w20_flat = tensor.extract_slice %floats[124] [4] [1] : tensor<640xf32> to tensor<4xf32>
  %w20 = tensor.expand_shape %w20_flat [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %i20 = arith.constant dense<0.0> : tensor<2x3x2xf32>
  %r20 = linalg.depthwise_conv_1d_nwc_wc {strides = dense<[2]> : tensor<1xi64>, dilations = dense<[1]> : tensor<1xi64>}
         ins(%x20, %w20 : tensor<2x6x2xf32>, tensor<2x2xf32>) outs(%i20 : tensor<2x3x2xf32>) -> tensor<2x3x2xf32>

  // depthwise_conv_1d_nwc_wcm
  %x21_flat = tensor.extract_slice %floats[47] [24] [1] : tensor<640xf32> to tensor<24xf32>
  %x21 = tensor.expand_shape %x21_flat [[0, 1, 2]] output_shape [2, 6, 2] : tensor<24xf32> into tensor<2x6x2xf32>
  %w21_flat = tensor.extract_slice %floats[137] [12] [1] : tensor<640xf32> to tensor<12xf32>
  %w21 = tensor.expand_shape %w21_flat [[0, 1, 2]] output_shape [2, 2, 3] : tensor<12xf32> into tensor<2x2x3xf32>
  %i21 = arith.constant dense<0.0> : tensor<2x3x2x3xf32>
  %r21 = linalg.depthwise_conv_1d_nwc_wcm {strides = dense<[2]> : tensor<1xi64>, dilations = dense<[1]> : tensor<1xi64>}
         ins(%x21, %w21 : tensor<2x6x2xf32>, tensor<2x2x3xf32>) outs(%i21 : tensor<2x3x2x3xf32>) -> tensor<2x3x2x3xf32>

  // depthwise_conv_2d_nchw_chw
  %x22_flat = tensor.extract_slice %floats[54] [144] [1] : tensor<640xf32> to tensor<144xf32>
  %x22 = tensor.expand_shape %x22_flat [[0, 1, 2, 3]] output_shape [2, 2, 6, 6] : tensor<144xf32> into tensor<2x2x6x6xf32>
  %w22_flat = tensor.extract_slice %floats[150] [12] [1] : tensor<640xf32> to tensor<12xf32>
  %w22 = tensor.expand_shape %w22_flat [[0, 1, 2]] output_shape [2, 3, 2] : tensor<12xf32> into tensor<2x3x2xf32>
  %i22 = arith.constant dense<0.0> : tensor<2x2x2x3xf32>
  %r22 = linalg.depthwise_conv_2d_nchw_chw {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x22, %w22 : tensor<2x2x6x6xf32>, tensor<2x3x2xf32>) outs(%i22 : tensor<2x2x2x3xf32>) -> tensor<2x2x2x3xf32>

  // depthwise_conv_2d_nhwc_hwc
  %x23_flat = tensor.extract_slice %floats[61] [144] [1] : tensor<640xf32> to tensor<144xf32>
  %x23 = tensor.expand_shape %x23_flat [[0, 1, 2, 3]] output_shape [2, 6, 6, 2] : tensor<144xf32> into tensor<2x6x6x2xf32>
  %w23_flat = tensor.extract_slice %floats[163] [12] [1] : tensor<640xf32> to tensor<12xf32>
  %w23 = tensor.expand_shape %w23_flat [[0, 1, 2]] output_shape [3, 2, 2] : tensor<12xf32> into tensor<3x2x2xf32>
  %i23 = arith.constant dense<0.0> : tensor<2x2x3x2xf32>
  %r23 = linalg.depthwise_conv_2d_nhwc_hwc {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x23, %w23 : tensor<2x6x6x2xf32>, tensor<3x2x2xf32>) outs(%i23 : tensor<2x2x3x2xf32>) -> tensor<2x2x3x2xf32>

  // depthwise_conv_2d_nhwc_hwc_q
  %x24_flat = tensor.extract_slice %codes[68] [144] [1] : tensor<640xi8> to tensor<144xi8>
  %x24 = tensor.expand_shape %x24_flat [[0, 1, 2, 3]] output_shape [2, 6, 6, 2] : tensor<144xi8> into tensor<2x6x6x2xi8>
  %w24_flat = tensor.extract_slice %codes[176] [12] [1] : tensor<640xi8> to tensor<12xi8>
  %w24 = tensor.expand_shape %w24_flat [[0, 1, 2]] output_shape [3, 2, 2] : tensor<12xi8> into tensor<3x2x2xi8>
  %i24 = arith.constant dense<10> : tensor<2x2x3x2xi32>
  %r24 = linalg.depthwise_conv_2d_nhwc_hwc_q {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x24, %w24, %zx, %zw : tensor<2x6x6x2xi8>, tensor<3x2x2xi8>, i32, i32) outs(%i24 : tensor<2x2x3x2xi32>) -> tensor<2x2x3x2xi32>

  // depthwise_conv_2d_nhwc_hwcm
  %x25_flat = tensor.extract_slice %floats[75] [144] [1] : tensor<640xf32> to tensor<144xf32>
  %x25 = tensor.expand_shape %x25_flat [[0, 1, 2, 3]] output_shape [2, 6, 6, 2] : tensor<144xf32> into tensor<2x6x6x2xf32>
  %w25_flat = tensor.extract_slice %floats[189] [36] [1] : tensor<640xf32> to tensor<36xf32>
  %w25 = tensor.expand_shape %w25_flat [[0, 1, 2, 3]] output_shape [3, 2, 2, 3] : tensor<36xf32> into tensor<3x2x2x3xf32>
  %i25 = arith.constant dense<0.0> : tensor<2x2x3x2x3xf32>
  %r25 = linalg.depthwise_conv_2d_nhwc_hwcm {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x25, %w25 : tensor<2x6x6x2xf32>, tensor<3x2x2x3xf32>) outs(%i25 : tensor<2x2x3x2x3xf32>) -> tensor<2x2x3x2x3xf32>

  // depthwise_conv_2d_nhwc_hwcm_q
  %x26_flat = tensor.extract_slice %codes[82] [144] [1] : tensor<640xi8> to tensor<144xi8>
  %x26 = tensor.expand_shape %x26_flat [[0, 1, 2, 3]] output_shape [2, 6, 6, 2] : tensor<144xi8> into tensor<2x6x6x2xi8>
  %w26_flat = tensor.extract_slice %codes[202] [36] [1] : tensor<640xi8> to tensor<36xi8>
  %w26 = tensor.expand_shape %w26_flat [[0, 1, 2, 3]] output_shape [3, 2, 2, 3] : tensor<36xi8> into tensor<3x2x2x3xi8>
  %i26 = arith.constant dense<10> : tensor<2x2x3x2x3xi32>
  %r26 = linalg.depthwise_conv_2d_nhwc_hwcm_q {strides = dense<[1, 2]> : tensor<2xi64>, dilations = dense<[2, 1]> : tensor<2xi64>}
         ins(%x26, %w26, %zx, %zw : tensor<2x6x6x2xi8>, tensor<3x2x2x3xi8>, i32, i32) outs(%i26 : tensor<2x2x3x2x3xi32>) -> tensor<2x2x3x2x3xi32>

  // depthwise_conv_3d_ncdhw_cdhw
  %x27_flat = tensor.extract_slice %floats[89] [432] [1] : tensor<640xf32> to tensor<432xf32>
  %x27 = tensor.expand_shape %x27_flat [[0, 1, 2, 3, 4]] output_shape [2, 2, 3, 6, 6] : tensor<432xf32> into tensor<2x2x3x6x6xf32>
  %w27_flat = tensor.extract_slice %floats[215] [24] [1] : tensor<640xf32> to tensor<24xf32>
  %w27 = tensor.expand_shape %w27_flat [[0, 1, 2, 3]] output_shape [2, 2, 3, 2] : tensor<24xf32> into tensor<2x2x3x2xf32>
  %i27 = arith.constant dense<0.0> : tensor<2x2x2x2x3xf32>
  %r27 = linalg.depthwise_conv_3d_ncdhw_cdhw {strides = dense<[1, 1, 2]> : tensor<3xi64>, dilations = dense<[1, 2, 1]> : tensor<3xi64>}
         ins(%x27, %w27 : tensor<2x2x3x6x6xf32>, tensor<2x2x3x2xf32>) outs(%i27 : tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x2x3xf32>

  // depthwise_conv_3d_ndhwc_dhwc
  %x28_flat = tensor.extract_slice %floats[96] [432] [1] : tensor<640xf32> to tensor<432xf32>
  %x28 = tensor.expand_shape %x28_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 6, 6, 2] : tensor<432xf32> into tensor<2x3x6x6x2xf32>
  %w28_flat = tensor.extract_slice %floats[228] [24] [1] : tensor<640xf32> to tensor<24xf32>
  %w28 = tensor.expand_shape %w28_flat [[0, 1, 2, 3]] output_shape [2, 3, 2, 2] : tensor<24xf32> into tensor<2x3x2x2xf32>
  %i28 = arith.constant dense<0.0> : tensor<2x2x2x3x2xf32>
  %r28 = linalg.depthwise_conv_3d_ndhwc_dhwc {strides = dense<[1, 1, 2]> : tensor<3xi64>, dilations = dense<[1, 2, 1]> : tensor<3xi64>}
         ins(%x28, %w28 : tensor<2x3x6x6x2xf32>, tensor<2x3x2x2xf32>) outs(%i28 : tensor<2x2x2x3x2xf32>) -> tensor<2x2x2x3x2xf32>

  // depthwise_conv_3d_ndhwc_dhwcm
  %x29_flat = tensor.extract_slice %floats[3] [432] [1] : tensor<640xf32> to tensor<432xf32>
  %x29 = tensor.expand_shape %x29_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 6, 6, 2] : tensor<432xf32> into tensor<2x3x6x6x2xf32>
  %w29_flat = tensor.extract_slice %floats[241] [72] [1] : tensor<640xf32> to tensor<72xf32>
  %w29 = tensor.expand_shape %w29_flat [[0, 1, 2, 3, 4]] output_shape [2, 3, 2, 2, 3] : tensor<72xf32> into tensor<2x3x2x2x3xf32>
  %i29 = arith.constant dense<0.0> : tensor<2x2x2x3x2x3xf32>
  %r29 = linalg.depthwise_conv_3d_ndhwc_dhwcm {strides = dense<[1, 1, 2]> : tensor<3xi64>, dilations = dense<[1, 2, 1]> : tensor<3xi64>}
         ins(%x29, %w29 : tensor<2x3x6x6x2xf32>, tensor<2x3x2x2x3xf32>) outs(%i29 : tensor<2x2x2x3x2x3xf32>) -> tensor<2x2x2x3x2x3xf32>

  // quantized_batch_matmul
  %x30_flat = tensor.extract_slice %codes[9] [24] [1] : tensor<640xi8> to tensor<24xi8>
  %x30 = tensor.expand_shape %x30_flat [[0, 1, 2]] output_shape [2, 3, 4] : tensor<24xi8> into tensor<2x3x4xi8>
  %w30_flat = tensor.extract_slice %codes[50] [40] [1] : tensor<640xi8> to tensor<40xi8>
  %w30 = tensor.expand_shape %w30_flat [[0, 1, 2]] output_shape [2, 4, 5] : tensor<40xi8> into tensor<2x4x5xi8>
  %i30 = arith.constant dense<-1> : tensor<2x3x5xi32>
  %r30 = linalg.quantized_batch_matmul ins(%x30, %w30, %zx, %zw : tensor<2x3x4xi8>, tensor<2x4x5xi8>, i32, i32) outs(%i30 : tensor<2x3x5xi32>) -> tensor<2x3x5xi32>

  return %r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7, %r8, %r9, %r10, %r11, %r12, %r13, %r14, %r15, %r16, %r17, %r18, %r19, %r20, %r21, %r22, %r23, %r24, %r25, %r26, %r27, %r28, %r29, %r30
    : tensor<3xf32>, tensor<2x3x3xf32>, tensor<2x3x3xf32>, tensor<2x3xf32>, tensor<2x3x2x3xf32>, tensor<2x3x2x3xi32>, tensor<2x2x3x2x3xf32>, tensor<2x2x3x2x3xf32>, tensor<2x2x3x2x3xi32>, tensor<2x2x3x3xf32>, tensor<2x2x3x3xi32>, tensor<2x2x3x3xf32>, tensor<2x2x3x3xi32>, tensor<2x2x3x2x3xf32>, tensor<2x2x3x2x3xi32>, tensor<2x2x3xf32>, tensor<2x3x2x2x3xf32>, tensor<2x2x2x3x3xf32>, tensor<2x2x2x3x3xi32>, tensor<2x2x3xf32>, tensor<2x3x2xf32>, tensor<2x3x2x3xf32>, tensor<2x2x2x3xf32>, tensor<2x2x3x2xf32>, tensor<2x2x3x2xi32>, tensor<2x2x3x2x3xf32>, tensor<2x2x3x2x3xi32>, tensor<2x2x2x2x3xf32>, tensor<2x2x2x3x2xf32>, tensor<2x2x2x3x2x3xf32>, tensor<2x3x5xi32>
}
