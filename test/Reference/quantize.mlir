// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=dynamic | FileCheck %s --check-prefix=DYN
// RUN: quant-run %s --entry=formats | FileCheck %s --check-prefix=FMT
// RUN: quant-run %s --entry=masked | FileCheck %s --check-prefix=MASK
// RUN: not quant-run %s --entry=wrong_grid 2>&1 | FileCheck %s --check-prefix=GRID
// RUN: not quant-run %s --entry=too_dense 2>&1 | FileCheck %s --check-prefix=DENSE

#z8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
#b8 = #qnt.encoding<i8 : f32, block = 2, scale = f32>
#u4 = #qnt.encoding<u4 : f32, block = *, scale = f32, zero_point = u4>
#h8 = #qnt.encoding<i8 : f16, block = *, scale = f16>
#e4m3 = #qnt.encoding<f8E4M3FN : f32, block = *, scale = f32>
#nf4 = #qnt.encoding<lut<u4, f32> : f32, block = *, scale = f32>
#nv = #qnt.encoding<f4E2M1FN : f32, block = 2, scale = f8E4M3FN, tensor_scale = f32>
#mx = #qnt.encoding<f4E2M1FN : f32, block = 2, scale = f8E8M0FNU>
#m8 = #qnt.encoding<i8 : f32, block = *, scale = f32, sparsity = bitmask>
#nm = #qnt.encoding<i8 : f32, block = *, scale = f32, sparsity = 1:2 along 0>

// An odd zero point tells whether it is added before or after rounding, at x / scale = 0.5 and 1.5.
func.func @main() -> (!qnt.array<8, #z8>, !qnt.array<8, #z8>) {
  %x = arith.constant dense<[0.25, 0.75, 0x7FC00000, 0x7F800000, 0xFF800000, 1000.0, -0.0, 62.0]> : tensor<8xf32>
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense<3> : tensor<1xi8>
  // CHECK: codes: tensor<8xi8> [3, 5, 3, 127, -128, 127, 3, 127]
  // CHECK: scales: tensor<1xf32> [0.5]
  // CHECK: zero points: tensor<1xi8> [3]
  %a = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) : tensor<8xf32> -> !qnt.array<8, #z8>
  // CHECK: codes: tensor<8xi8> [4, 4, 0, 127, -128, 127, 3, 127]
  %b = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) convention = #qnt.convention<qwix>
         : tensor<8xf32> -> !qnt.array<8, #z8>
  return %a, %b : !qnt.array<8, #z8>, !qnt.array<8, #z8>
}

func.func @dynamic() -> (!qnt.array<5, #b8>, !qnt.array<3, #u4>, !qnt.array<2, #h8>, !qnt.array<4, #mx>) {
  // Blocks of two; the block of zeros has scale 1, the last one is half full.
  %x = arith.constant dense<[1.0, -2.54, 0.0, 0.0, 127.0]> : tensor<5xf32>
  // DYN: codes: tensor<5xi8> [50, -127, 0, 0, 127]
  // DYN: scales: tensor<3xf32> [0.02, 1, 1]
  %a = qnt.quantize %x dynamic(absmax) : tensor<5xf32> -> !qnt.array<5, #b8>
  %y = arith.constant dense<[0.0, 7.5, 15.0]> : tensor<3xf32>
  // Unsigned codes are shown unsigned; 7.5 is a tie.
  // DYN: codes: tensor<3xi4> [0, 8, 15]
  // DYN: scales: tensor<1xf32> [1]
  // DYN: zero points: tensor<1xi4> [0]
  %b = qnt.quantize %y dynamic(minmax) : tensor<3xf32> -> !qnt.array<3, #u4>
  // The codes use the scale as stored: 1 / 127 is 0.00787353515625 in f16, so 0.5 / s = 63.5039 and 1 / s = 127.008.
  %h = arith.constant dense<[0.5, 1.0]> : tensor<2xf16>
  // DYN: codes: tensor<2xi8> [64, 127]
  // DYN: scales: tensor<1xf16> [0.007873535]
  %c = qnt.quantize %h dynamic(absmax) : tensor<2xf16> -> !qnt.array<2, #h8>
  // OCP: 2^(floor(log2(absmax)) - 2): 2 for 8, 0.5 for 3.
  %w = arith.constant dense<[8.0, 1.0, 3.0, -0.25]> : tensor<4xf32>
  // DYN: codes: tensor<4xf4E2M1FN> [4, 0.5, 6, -0.5]
  // DYN: scales: tensor<2xf8E8M0FNU> [2, 0.5]
  %d = qnt.quantize %w dynamic(absmax) : tensor<4xf32> -> !qnt.array<4, #mx>
  return %a, %b, %c, %d : !qnt.array<5, #b8>, !qnt.array<3, #u4>, !qnt.array<2, #h8>, !qnt.array<4, #mx>
}

func.func @formats() -> (!qnt.array<4, #e4m3>, !qnt.array<5, #nf4>, !qnt.array<4, #nv>, tensor<4xf32>) {
  // 900 / 2 is between 448 and the next step; what is beyond saturates, NaN and the sign of zero stay.
  %x = arith.constant dense<[900.0, 1.0e9, 0x7FC00000, -0.0]> : tensor<4xf32>
  %two = arith.constant dense<2.0> : tensor<1xf32>
  // FMT: codes: tensor<4xf8E4M3FN> [448, 448, nan, -0]
  %a = qnt.quantize %x scale(%two : tensor<1xf32>) : tensor<4xf32> -> !qnt.array<4, #e4m3>
  %table = arith.constant dense<[[-1.0, -0.6961928, -0.52507305, -0.39491749, -0.28444138, -0.18477343, -0.09105004, 0.0,
                                  0.0795803, 0.1609302, 0.2461123, 0.33791524, 0.44070983, 0.562617, 0.72295684, 1.0]]> : tensor<1x16xf32>
  %y = arith.constant dense<[-1.0, -0.5, 0.0, 0.8, 1.0]> : tensor<5xf32>
  // FMT: codes: tensor<5xi4> [0, 2, 7, 14, 15]
  // FMT: scales: tensor<1xf32> [1]
  // FMT: code book: tensor<1x16xf32> [{{\[}}-1, -0.6961928,
  %b = qnt.quantize %y codebook(%table : tensor<1x16xf32>) dynamic(absmax) : tensor<5xf32> -> !qnt.array<5, #nf4>
  // Scales 0.5 * 2 and 0.5 * 4; 5 is a tie between 4 and 6.
  %w = arith.constant dense<[1.0, 5.0, 12.0, 100.0]> : tensor<4xf32>
  %scales = arith.constant dense<[2.0, 4.0]> : tensor<2xf8E4M3FN>
  %half = arith.constant dense<0.5> : tensor<f32>
  // FMT: codes: tensor<4xf4E2M1FN> [1, 4, 6, 6]
  // FMT: scales: tensor<2xf8E4M3FN> [2, 4]
  // FMT: tensor scale: tensor<f32> 0.5
  %c = qnt.quantize %w scale(%scales : tensor<2xf8E4M3FN>) tensor_scale(%half : tensor<f32>)
         : tensor<4xf32> -> !qnt.array<4, #nv>
  // FMT: tensor<4xf32> [1, 4, 12, 12]
  %d = qnt.dequantize %c : !qnt.array<4, #nv> -> tensor<4xf32>
  return %a, %b, %c, %d : !qnt.array<4, #e4m3>, !qnt.array<5, #nf4>, !qnt.array<4, #nv>, tensor<4xf32>
}

// The element that the mask leaves out takes no part in the statistics and decodes to 0.
func.func @masked() -> (!qnt.array<3, #m8>, tensor<3xf32>) {
  %x = arith.constant dense<[1000.0, 1.27, -0.5]> : tensor<3xf32>
  %mask = arith.constant dense<[false, true, true]> : tensor<3xi1>
  // MASK: codes: tensor<3xi8> [0, 127, -50]
  // MASK: scales: tensor<1xf32> [0.01]
  // MASK: mask: tensor<3xi1> [0, 1, 1]
  %a = qnt.quantize %x mask(%mask : tensor<3xi1>) dynamic(absmax) : tensor<3xf32> -> !qnt.array<3, #m8>
  // MASK: tensor<3xf32> [0, 1.27, -0.5]
  %b = qnt.dequantize %a : !qnt.array<3, #m8> -> tensor<3xf32>
  return %a, %b : !qnt.array<3, #m8>, tensor<3xf32>
}

func.func @wrong_grid() -> !qnt.array<?, #b8> {
  %x = arith.constant dense<1.0> : tensor<5xf32>
  %s = arith.constant dense<0.5> : tensor<2xf32>
  %xd = tensor.cast %x : tensor<5xf32> to tensor<?xf32>
  %sd = tensor.cast %s : tensor<2xf32> to tensor<?xf32>
  // GRID: 'qnt.quantize' op expected scales of type 3xf32, got 2xf32
  %a = qnt.quantize %xd scale(%sd : tensor<?xf32>) : tensor<?xf32> -> !qnt.array<?, #b8>
  return %a : !qnt.array<?, #b8>
}

func.func @too_dense() -> !qnt.array<2, #nm> {
  %x = arith.constant dense<1.0> : tensor<2xf32>
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %mask = arith.constant dense<true> : tensor<2xi1>
  // DENSE: 'qnt.quantize' op expected at most 1 kept elements in every 2 along dimension 0, got 2
  %a = qnt.quantize %x scale(%s : tensor<1xf32>) mask(%mask : tensor<2xi1>) : tensor<2xf32> -> !qnt.array<2, #nm>
  return %a : !qnt.array<2, #nm>
}
