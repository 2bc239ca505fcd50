// Numbers of the rules that find scales, and of what is nearest in a code book, where rounding on the way would spoil them:
// the interpreter, compiled programs and the emulated device give the same.
// RUN: quant-run %s --entry=rms | FileCheck %s --check-prefix=RMS
// RUN: quant-run %s --entry=rms --device=cpu | FileCheck %s --check-prefix=RMS
// RUN: quant-run %s --entry=rms --device=emulated | FileCheck %s --check-prefix=RMS
// RUN: quant-run %s --entry=nearest | FileCheck %s --check-prefix=NEAREST
// RUN: quant-run %s --entry=nearest --device=cpu | FileCheck %s --check-prefix=NEAREST
// RUN: quant-run %s --entry=nearest --device=emulated | FileCheck %s --check-prefix=NEAREST
// RUN: quant-run %s --entry=search | FileCheck %s --check-prefix=SEARCH
// RUN: quant-run %s --entry=search --device=cpu | FileCheck %s --check-prefix=SEARCH
// RUN: quant-run %s --entry=search --device=emulated | FileCheck %s --check-prefix=SEARCH
// RUN: quant-run %s --entry=gradients | FileCheck %s --check-prefix=GRADIENTS
// RUN: quant-run %s --entry=gradients --device=cpu | FileCheck %s --check-prefix=GRADIENTS
// RUN: quant-run %s --entry=gradients --device=emulated | FileCheck %s --check-prefix=GRADIENTS
// RUN: quant-run %s --entry=percentiles | FileCheck %s --check-prefix=PERCENTILES
// RUN: quant-run %s --entry=percentiles --device=cpu | FileCheck %s --check-prefix=PERCENTILES
// RUN: quant-run %s --entry=percentiles --device=emulated | FileCheck %s --check-prefix=PERCENTILES
// RUN: quant-run %s --entry=vectors | FileCheck %s --check-prefix=VECTORS
// RUN: quant-run %s --entry=vectors --device=cpu | FileCheck %s --check-prefix=VECTORS
// RUN: quant-run %s --entry=vectors --device=emulated | FileCheck %s --check-prefix=VECTORS
// RUN: quant-run %s --entry=far | FileCheck %s --check-prefix=FAR
// RUN: quant-run %s --entry=far --device=cpu | FileCheck %s --check-prefix=FAR
// RUN: quant-run %s --entry=far --device=emulated | FileCheck %s --check-prefix=FAR

#i4 = #qnt.encoding<i4 : f32, block = *, scale = f32>
#rows = #qnt.encoding<i4 : f32, block = 1x4, scale = f32>
#u8 = #qnt.encoding<u8 : f32, block = *, scale = f32, zero_point = u8>
#mask = #qnt.encoding<i8 : f32, block = *, scale = f8E8M0FNU, sparsity = bitmask>
#vector = #qnt.encoding<lut<u1, f32, group = *x*, vector = 1x2> : f32, block = *x*>
#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#b8 = #qnt.encoding<i8 : bf16, block = *, scale = f32>
#pair = #qnt.encoding<lut<u1, f32> : f32, block = *>
#i4d = #qnt.encoding<i4 : f64, block = *, scale = f64>
#u8d = #qnt.encoding<u8 : f64, block = *, scale = f64, zero_point = u8>
#wide = #qnt.encoding<lut<u1, f64> : f64, block = *>

// Squares beyond the range of f32: 2.5 * 1.369e20 / 127, and as small. A block whose squares all fit is 3, 4, 0, 0.
func.func @rms() -> (!qnt.array<4, #i8>, !qnt.array<4, #i8>, !qnt.array<4, #i8>, !qnt.array<2, #b8>, !qnt.array<2, #i8>) {
  %x = arith.constant dense<[1.0e20, -2.0e20, 1.5e20, 0.5e20]> : tensor<4xf32>
  // RMS: codes: tensor<4xi8> [37, -74, 56, 19]
  // RMS-NEXT: scales: tensor<1xf32> [2.6954852e+18]
  %a = qnt.quantize %x dynamic(rms(2.5)) : tensor<4xf32> -> !qnt.array<4, #i8>
  %y = arith.constant dense<[1.0e-24, -2.0e-24, 1.5e-24, 0.5e-24]> : tensor<4xf32>
  // RMS: codes: tensor<4xi8> [37, -74, 56, 19]
  // RMS-NEXT: scales: tensor<1xf32> [2.6954853e-26]
  %b = qnt.quantize %y dynamic(rms(2.5)) : tensor<4xf32> -> !qnt.array<4, #i8>
  %u = arith.constant dense<[3.0, -4.0, 0.0, 0.0]> : tensor<4xf32>
  // RMS: codes: tensor<4xi8> [76, -102, 0, 0]
  // RMS-NEXT: scales: tensor<1xf32> [0.03937008]
  %c = qnt.quantize %u dynamic(rms(2.0)) : tensor<4xf32> -> !qnt.array<4, #i8>
  // 2^100 / 127.
  %v = arith.constant dense<[0x7180, 0xF180]> : tensor<2xbf16>
  // RMS: codes: tensor<2xi8> [127, -127]
  // RMS-NEXT: scales: tensor<1xf32> [9.981501e+27]
  %d = qnt.quantize %v dynamic(rms(1.0)) : tensor<2xbf16> -> !qnt.array<2, #b8>
  // Qwix squares in the type of the input: the root is infinite, and so is the scale.
  %w = arith.constant dense<[1.0e20, -1.0e20]> : tensor<2xf32>
  // RMS: codes: tensor<2xi8> [0, 0]
  // RMS-NEXT: scales: tensor<1xf32> [inf]
  %e = qnt.quantize %w dynamic(rms(1.0)) convention = #qnt.convention<qwix> : tensor<2xf32> -> !qnt.array<2, #i8>
  return %a, %b, %c, %d, %e : !qnt.array<4, #i8>, !qnt.array<4, #i8>, !qnt.array<4, #i8>, !qnt.array<2, #b8>, !qnt.array<2, #i8>
}

// The differences 1 - 1e-20 and 1 + 1e-20 are both 1 when they are rounded, as are those of 0.5 from -1e-20 and from 1.
func.func @nearest() -> (!qnt.array<3, #pair>, !qnt.array<3, #pair>, !qnt.array<2, #wide>) {
  %x = arith.constant dense<[1.0e-20, -1.0e-20, 0.0]> : tensor<3xf32>
  %t = arith.constant dense<[[-1.0, 1.0]]> : tensor<1x2xf32>
  // NEAREST: codes: tensor<3xi1> [1, 0, 0]
  %a = qnt.quantize %x codebook(%t : tensor<1x2xf32>) : tensor<3xf32> -> !qnt.array<3, #pair>
  %y = arith.constant dense<[0.5, 0.49999997, 0.50000006]> : tensor<3xf32>
  %u = arith.constant dense<[[1.0, -1.0e-20]]> : tensor<1x2xf32>
  // NEAREST: codes: tensor<3xi1> [0, 1, 0]
  %b = qnt.quantize %y codebook(%u : tensor<1x2xf32>) : tensor<3xf32> -> !qnt.array<3, #pair>
  // The sum of the entries is beyond f64; their midpoint, 1.5 * 2^1023, is not.
  %z = arith.constant dense<[0x7FE7FFFFFFFFFFFF, 0x7FE8000000000000]> : tensor<2xf64>
  %v = arith.constant dense<[[0x7FE0000000000000, 0x7FEFFFFFFFFFFFFF]]> : tensor<1x2xf64>
  // NEAREST: codes: tensor<2xi1> [0, 1]
  %c = qnt.quantize %z codebook(%v : tensor<1x2xf64>) : tensor<2xf64> -> !qnt.array<2, #wide>
  return %a, %b, %c : !qnt.array<3, #pair>, !qnt.array<3, #pair>, !qnt.array<2, #wide>
}

// The noise of the second row is that of elements 4 to 7: with it the candidate of 0.9165 wins, with that of 0 to 3 another.
func.func @search() -> !qnt.array<2x4, #rows> {
  %x = arith.constant dense<[[1.0, -0.75, 0.5, 0.3], [0.9, 0.35, -1.0, 0.6]]> : tensor<2x4xf32>
  // SEARCH: codes: tensor<2x4xi4> {{\[\[}}7, -5, 3, 2], [7, 3, -7, 5]]
  // SEARCH-NEXT: scales: tensor<2x1xf32> {{\[\[}}0.14285715], [0.13092224]]
  %a = qnt.quantize %x dynamic(mse) convention = #qnt.convention<default, rounding = stochastic, seed = 7>
         : tensor<2x4xf32> -> !qnt.array<2x4, #rows>
  return %a : !qnt.array<2x4, #rows>
}

func.func @gradients() -> (tensor<4xf32>, tensor<4xf32>, tensor<3xf32>, tensor<3xf32>) {
  %dy = arith.constant dense<1.0> : tensor<4xf32>
  %d3 = arith.constant dense<1.0> : tensor<3xf32>
  // Of the 80 candidates 1.0242 wins.
  %x = arith.constant dense<[1.04, 0.5, -0.98, 0.3]> : tensor<4xf32>
  // GRADIENTS: tensor<4xf32> [0, 1, 1, 1]
  %a = qnt.fake_quantize_grad %x, %dy dynamic(mse) encoding = #i4 : tensor<4xf32>
  // 1.4 * sqrt((1 + 1 + 1.97^2) / 3) = 1.9602: 100 has no part in it.
  %y = arith.constant dense<[1.0, 1.0, 100.0, 1.97]> : tensor<4xf32>
  %m = arith.constant dense<[true, true, false, true]> : tensor<4xi1>
  // GRADIENTS: tensor<4xf32> [1, 1, 0, 0]
  %b = qnt.fake_quantize_grad %y, %dy mask(%m : tensor<4xi1>) dynamic(rms(1.4)) encoding = #mask
         convention = #qnt.convention<default, mx_scale = ceil> : tensor<4xf32>
  // NaN stops where a rule covers all.
  %z = arith.constant dense<[1.0, 0x7FC00000, 3.0]> : tensor<3xf32>
  // GRADIENTS: tensor<3xf32> [1, 0, 1]
  %c = qnt.fake_quantize_grad %z, %d3 dynamic(absmax) encoding = #i8 : tensor<3xf32>
  // The range that counts NaN holds nothing.
  // GRADIENTS: tensor<3xf32> [0, 0, 0]
  %d = qnt.fake_quantize_grad %z, %d3 dynamic(rms(3.0)) encoding = #i8
         convention = #qnt.convention<default, statistics = all> : tensor<3xf32>
  return %a, %b, %c, %d : tensor<4xf32>, tensor<4xf32>, tensor<3xf32>, tensor<3xf32>
}

// An element that is not finite decides where all count, as it does for absmax and minmax.
func.func @percentiles() -> (!qnt.array<3, #i8>, !qnt.array<3, #i8>, !qnt.array<3, #u8>, !qnt.array<3, #i8>) {
  %x = arith.constant dense<[1.0, 0x7FC00000, 2.0]> : tensor<3xf32>
  // PERCENTILES: scales: tensor<1xf32> [nan]
  %a = qnt.quantize %x dynamic(percentile) convention = #qnt.convention<default, statistics = all>
         : tensor<3xf32> -> !qnt.array<3, #i8>
  %y = arith.constant dense<[1.0, 0xFF800000, 2.0]> : tensor<3xf32>
  // PERCENTILES: scales: tensor<1xf32> [inf]
  %b = qnt.quantize %y dynamic(percentile(50.0)) convention = #qnt.convention<default, statistics = all>
         : tensor<3xf32> -> !qnt.array<3, #i8>
  // PERCENTILES: scales: tensor<1xf32> [inf]
  %c = qnt.quantize %y dynamic(percentile(50.0)) convention = #qnt.convention<default, statistics = all>
         : tensor<3xf32> -> !qnt.array<3, #u8>
  // 1.5 / 127.
  // PERCENTILES: scales: tensor<1xf32> [0.011811024]
  %d = qnt.quantize %x dynamic(percentile(50.0)) : tensor<3xf32> -> !qnt.array<3, #i8>
  return %a, %b, %c, %d : !qnt.array<3, #i8>, !qnt.array<3, #i8>, !qnt.array<3, #u8>, !qnt.array<3, #i8>
}

// The entry that reaches furthest towards the infinity, and of two the one that is nearer in the other component.
func.func @vectors() -> (!qnt.array<1x4, #vector>, !qnt.array<1x4, #vector>) {
  %x = arith.constant dense<[[0x7F800000, 5.0, 0xFF800000, 5.0]]> : tensor<1x4xf32>
  %t = arith.constant dense<[[[[-1.0, -5.0], [1.0, 5.0]]]]> : tensor<1x1x2x2xf32>
  // VECTORS: codes: tensor<1x2xi1> {{\[\[}}1, 0]]
  %a = qnt.quantize %x codebook(%t : tensor<1x1x2x2xf32>) : tensor<1x4xf32> -> !qnt.array<1x4, #vector>
  %y = arith.constant dense<[[0x7F800000, -5.0, 4.0, 0x7F800000]]> : tensor<1x4xf32>
  %u = arith.constant dense<[[[[1.0, 5.0], [1.0, -4.0]]]]> : tensor<1x1x2x2xf32>
  // VECTORS: codes: tensor<1x2xi1> {{\[\[}}1, 0]]
  %b = qnt.quantize %y codebook(%u : tensor<1x1x2x2xf32>) : tensor<1x4xf32> -> !qnt.array<1x4, #vector>
  return %a, %b : !qnt.array<1x4, #vector>, !qnt.array<1x4, #vector>
}

// Errors are squared after a division by a power of two: the candidate of 0.9696 wins at 1, 2^600 and 2^-600.
func.func @far() -> (!qnt.array<12, #i4d>, !qnt.array<12, #i4d>, !qnt.array<12, #i4d>, !qnt.array<3, #u8d>, !qnt.array<3, #u8d>) {
  %x = arith.constant dense<[8.0, 1.5, -1.25, 1.0, -0.75, 1.75, 0.5, -1.5, 1.25, -1.0, 0.75, -1.75]> : tensor<12xf64>
  // FAR: codes: tensor<12xi4> [7, 1, -1, 1, -1, 2, 0, -1, 1, -1, 1, -2]
  // FAR-NEXT: scales: tensor<1xf64> [1.1081374321880653]
  %a = qnt.quantize %x dynamic(mse) : tensor<12xf64> -> !qnt.array<12, #i4d>
  %y = arith.constant dense<[0x65A0000000000000, 0x6578000000000000, 0xE574000000000000, 0x6570000000000000, 0xE568000000000000, 0x657C000000000000, 0x6560000000000000, 0xE578000000000000, 0x6574000000000000, 0xE570000000000000, 0x6568000000000000, 0xE57C000000000000]> : tensor<12xf64>
  // FAR: codes: tensor<12xi4> [7, 1, -1, 1, -1, 2, 0, -1, 1, -1, 1, -2]
  // FAR-NEXT: scales: tensor<1xf64> [4.598233527324182e+180]
  %b = qnt.quantize %y dynamic(mse) : tensor<12xf64> -> !qnt.array<12, #i4d>
  %z = arith.constant dense<[0x1AA0000000000000, 0x1A78000000000000, 0x9A74000000000000, 0x1A70000000000000, 0x9A68000000000000, 0x1A7C000000000000, 0x1A60000000000000, 0x9A78000000000000, 0x1A74000000000000, 0x9A70000000000000, 0x1A68000000000000, 0x9A7C000000000000]> : tensor<12xf64>
  // FAR: codes: tensor<12xi4> [7, 1, -1, 1, -1, 2, 0, -1, 1, -1, 1, -2]
  // FAR-NEXT: scales: tensor<1xf64> [2.6705224110941186e-181]
  %c = qnt.quantize %z dynamic(mse) : tensor<12xf64> -> !qnt.array<12, #i4d>
  // Between -1.5e308 and 1.5e308 lie more than f64 holds. The upper end is below 0, so the range is [-1.52e308, 0].
  %u = arith.constant dense<[-1.6e308, -1.5e308, 1.5e308]> : tensor<3xf64>
  // FAR: codes: tensor<3xi8> [0, 3, 255]
  // FAR-NEXT: scales: tensor<1xf64> [5.960784313725{{[0-9]+}}e+305]
  // FAR-NEXT: zero points: tensor<1xi8> [255]
  %d = qnt.quantize %u dynamic(percentile(60.0)) : tensor<3xf64> -> !qnt.array<3, #u8d>
  // The width of the range is infinite, so the scale is the largest finite one and the zero point rne(1.5 / 1.797).
  %v = arith.constant dense<[-1.5e308, 1.5e308, 1.6e308]> : tensor<3xf64>
  // FAR: codes: tensor<3xi8> [0, 2, 2]
  // FAR-NEXT: scales: tensor<1xf64> [1.7976931348623157e+308]
  // FAR-NEXT: zero points: tensor<1xi8> [1]
  %e = qnt.quantize %v dynamic(percentile(100.0)) : tensor<3xf64> -> !qnt.array<3, #u8d>
  return %a, %b, %c, %d, %e : !qnt.array<12, #i4d>, !qnt.array<12, #i4d>, !qnt.array<12, #i4d>, !qnt.array<3, #u8d>, !qnt.array<3, #u8d>
}
