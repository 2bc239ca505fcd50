// Arguments of rules are real numbers: written as integers, floats, or the bits of a double.
// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-run %s --entry=codes | FileCheck %s --check-prefix=CODES
// RUN: quant-run %s --entry=codes --device=cpu | FileCheck %s --check-prefix=CODES

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#s8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#z8 = #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = u8>

// CHECK-LABEL: func.func @directives
func.func @directives(%x: tensor<4x16xf32>) {
  // CHECK: dynamic(rms(3.000000e+00))
  %0 = qnt.quantize %x dynamic(rms(3)) : tensor<4x16xf32> -> !qnt.array<4x16, #a8>
  // CHECK: dynamic(mse(4.000000e-01, 8.000000e+01))
  %1 = qnt.quantize %x dynamic(mse(0.4, 80)) : tensor<4x16xf32> -> !qnt.array<4x16, #a8>
  // CHECK: dynamic(fixed(-1.000000e+00, 2.000000e+00))
  %2 = qnt.quantize %x dynamic(fixed(-1, 2)) : tensor<4x16xf32> -> !qnt.array<4x16, #z8>
  // CHECK: dynamic(fixed(-1.500000e+00, 2.000000e+00))
  %3 = qnt.quantize %x dynamic(fixed(-1.5, 2)) : tensor<4x16xf32> -> !qnt.array<4x16, #z8>
  // CHECK: dynamic(absmax(1.000000e+00))
  %4 = qnt.quantize %x dynamic(absmax(1)) : tensor<4x16xf32> -> !qnt.array<4x16, #a8>
  // CHECK: dynamic(absmax(5.000000e-01))
  %5 = qnt.quantize %x dynamic(absmax(0x3FE0000000000000)) : tensor<4x16xf32> -> !qnt.array<4x16, #a8>
  // CHECK: qnt.fake_quantize %{{.*}} dynamic(percentile(9.900000e+01))
  %6 = qnt.fake_quantize %x dynamic(percentile(99)) encoding = #a8 : tensor<4x16xf32>
  return
}

// 2^53 + 1 lies between two doubles and goes to the even one; 2^70 has no place in 64 bits.
// CHECK-LABEL: func.func @attributes
// CHECK-SAME: a = #qnt.calibration<fixed(-1.000000e+00, 2.000000e+00)>
// CHECK-SAME: b = #qnt.calibration<rms(3.000000e+00)>
// CHECK-SAME: c = #qnt.calibration<fixed(0x4340000000000000)>
// CHECK-SAME: d = #qnt.calibration<fixed(1.1805916207174113E+21)>
func.func @attributes() attributes {
    a = #qnt.calibration<fixed(-1, 2)>, b = #qnt.calibration<rms(3)>, c = #qnt.calibration<fixed(9007199254740993)>,
    d = #qnt.calibration<fixed(1180591620717411303424)>} {
  return
}

// The scale is 4 / 127 by the range; by the root of the mean square of 1, 3, 3, 1, 5, which is 3, it is 3 * 3 / 127.
func.func @codes() -> (tensor<1x5xi8>, tensor<1x5xi8>) {
  %x = arith.constant dense<[[1.0, -3.0, 3.0, -1.0, 5.0]]> : tensor<1x5xf32>
  // 31.75, -95.25, 95.25, -31.75, clamped.
  // CODES: tensor<1x5xi8> {{\[\[}}32, -95, 95, -32, 127]]
  %0 = qnt.quantize %x dynamic(fixed(4)) : tensor<1x5xf32> -> !qnt.array<1x5, #s8>
  // 14.1, -42.3, 42.3, -14.1, 70.6.
  // CODES: tensor<1x5xi8> {{\[\[}}14, -42, 42, -14, 71]]
  %1 = qnt.quantize %x dynamic(rms(3)) : tensor<1x5xf32> -> !qnt.array<1x5, #s8>
  %c0, %s0 = qnt.disassemble %0 : !qnt.array<1x5, #s8> -> (tensor<1x5xi8>, tensor<1x1xf32>)
  %c1, %s1 = qnt.disassemble %1 : !qnt.array<1x5, #s8> -> (tensor<1x5xi8>, tensor<1x1xf32>)
  return %c0, %c1 : tensor<1x5xi8>, tensor<1x5xi8>
}
