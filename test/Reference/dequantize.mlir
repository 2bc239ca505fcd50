// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=codebooks | FileCheck %s --check-prefix=LUT
// RUN: quant-run %s --entry=products | FileCheck %s --check-prefix=PRODUCT
// RUN: quant-run %s --entry=products --device=cpu | FileCheck %s --check-prefix=PRODUCT
// RUN: quant-run %s --entry=differences | FileCheck %s --check-prefix=DIFFERENCE
// RUN: quant-run %s --entry=differences --device=cpu | FileCheck %s --check-prefix=DIFFERENCE
// RUN: quant-run %s --entry=differences --device=emulated | FileCheck %s --check-prefix=DIFFERENCE

#wide = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i32>
#half = #qnt.encoding<i8 : f16, block = *, scale = f32>
#u8 = #qnt.encoding<u8 : f32, block = *, scale = f32, zero_point = u8>
#sub = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
#mulsub = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8, decode = mul_sub>
#mulhalf = #qnt.encoding<u8 : f16, block = *, scale = f16, zero_point = u8, decode = mul_sub>
#mulbf = #qnt.encoding<u8 : bf16, block = *, scale = f32, zero_point = u8, decode = mul_sub>
#none = #qnt.encoding<i8 : f32, block = *>
#tiles = #qnt.encoding<i8 : f32, block = 2x2, scale = f32>
#group = #qnt.encoding<lut<u2, f32, group = 1x*> : f32, block = *x*>
#pairs = #qnt.encoding<lut<u1, f32, group = *x*, vector = 1x2> : f32, block = *x*>

func.func @main() -> (tensor<2xf32>, tensor<1xf16>, tensor<2xf32>, tensor<1xf32>, tensor<1xf32>, tensor<2xf32>, tensor<3x3xf32>) {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  // A zero point outside the codes: (127 - 300) / 2, (-128 - 300) / 2.
  %c0 = arith.constant dense<[127, -128]> : tensor<2xi8>
  %z0 = arith.constant dense<300> : tensor<1xi32>
  %a0 = qnt.assemble %c0, %s, %z0 : (tensor<2xi8>, tensor<1xf32>, tensor<1xi32>) -> !qnt.array<2, #wide>
  // CHECK: tensor<2xf32> [-86.5, -214]
  %y0 = qnt.dequantize %a0 : !qnt.array<2, #wide> -> tensor<2xf32>
  %tenth = arith.constant dense<0.1> : tensor<1xf32>
  %three = arith.constant dense<3> : tensor<1xi8>
  %a1 = qnt.assemble %three, %tenth : (tensor<1xi8>, tensor<1xf32>) -> !qnt.array<1, #half>
  // CHECK: tensor<1xf16> [0.30004883]
  %y1 = qnt.dequantize %a1 : !qnt.array<1, #half> -> tensor<1xf16>
  // Codes from 128 on are unsigned: (255 - 128) / 2, (0 - 128) / 2.
  %c2 = arith.constant dense<[-1, 0]> : tensor<2xi8>
  %z2 = arith.constant dense<-128> : tensor<1xi8>
  %a2 = qnt.assemble %c2, %s, %z2 : (tensor<2xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<2, #u8>
  // CHECK: tensor<2xf32> [63.5, -64]
  %y2 = qnt.dequantize %a2 : !qnt.array<2, #u8> -> tensor<2xf32>
  // (3 - 1) * 0.1 against 3 * 0.1 - 1 * 0.1 with every product rounded: the difference is a tie in f32.
  %one = arith.constant dense<1> : tensor<1xi8>
  %a3 = qnt.assemble %three, %tenth, %one : (tensor<1xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<1, #sub>
  // CHECK: tensor<1xf32> [0.2]
  %y3 = qnt.dequantize %a3 : !qnt.array<1, #sub> -> tensor<1xf32>
  %a4 = qnt.assemble %three, %tenth, %one : (tensor<1xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<1, #mulsub>
  // CHECK: tensor<1xf32> [0.20000002]
  %y4 = qnt.dequantize %a4 : !qnt.array<1, #mulsub> -> tensor<1xf32>
  %a5 = qnt.assemble %c0 : (tensor<2xi8>) -> !qnt.array<2, #none>
  // CHECK: tensor<2xf32> [127, -128]
  %y5 = qnt.dequantize %a5 : !qnt.array<2, #none> -> tensor<2xf32>
  // 2x2 tiles over 3x3: the right and lower ones are cut.
  %c6 = arith.constant dense<1> : tensor<3x3xi8>
  %s6 = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %a6 = qnt.assemble %c6, %s6 : (tensor<3x3xi8>, tensor<2x2xf32>) -> !qnt.array<3x3, #tiles>
  // CHECK: tensor<3x3xf32> [{{\[}}1, 1, 2], [1, 1, 2], [3, 3, 4]]
  %y6 = qnt.dequantize %a6 : !qnt.array<3x3, #tiles> -> tensor<3x3xf32>
  return %y0, %y1, %y2, %y3, %y4, %y5, %y6
    : tensor<2xf32>, tensor<1xf16>, tensor<2xf32>, tensor<1xf32>, tensor<1xf32>, tensor<2xf32>, tensor<3x3xf32>
}

func.func @codebooks() -> (tensor<2x2xf32>, tensor<2x4xf32>) {
  // A table of four entries for each row.
  %codes = arith.constant dense<[[0, -1], [1, -2]]> : tensor<2x2xi2>
  %tables = arith.constant dense<[[[1.0, 2.0, 3.0, 4.0]], [[10.0, 20.0, 30.0, 40.0]]]> : tensor<2x1x4xf32>
  %a = qnt.assemble %codes, %tables : (tensor<2x2xi2>, tensor<2x1x4xf32>) -> !qnt.array<2x2, #group>
  // LUT: tensor<2x2xf32> [{{\[}}1, 4], [20, 30]]
  %x = qnt.dequantize %a : !qnt.array<2x2, #group> -> tensor<2x2xf32>
  // An entry holds two elements of a row.
  %pairs = arith.constant dense<[[true, false], [false, true]]> : tensor<2x2xi1>
  %table = arith.constant dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
  %b = qnt.assemble %pairs, %table : (tensor<2x2xi1>, tensor<1x1x2x2xf32>) -> !qnt.array<2x4, #pairs>
  // LUT: tensor<2x4xf32> [{{\[}}3, 4, 1, 2], [1, 2, 3, 4]]
  %y = qnt.dequantize %b : !qnt.array<2x4, #pairs> -> tensor<2x4xf32>
  return %x, %y : tensor<2x2xf32>, tensor<2x4xf32>
}

// mul_sub rounds each product to the expressed type: 255 * s is 255.249..., 254 * s is 254.248...; in f16 these are
// 255.25 and 254.25, in bf16 255 and 254.
func.func @products() -> (tensor<2xf16>, tensor<2xbf16>) {
  %codes = arith.constant dense<[-1, 0]> : tensor<2xi8>
  %zero = arith.constant dense<-2> : tensor<1xi8>
  %half = arith.constant dense<1.0009765625> : tensor<1xf16>
  %single = arith.constant dense<1.0009765625> : tensor<1xf32>
  %a = qnt.assemble %codes, %half, %zero : (tensor<2xi8>, tensor<1xf16>, tensor<1xi8>) -> !qnt.array<2, #mulhalf>
  // PRODUCT: tensor<2xf16> [1, -254.25]
  %x = qnt.dequantize %a : !qnt.array<2, #mulhalf> -> tensor<2xf16>
  %b = qnt.assemble %codes, %single, %zero : (tensor<2xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<2, #mulbf>
  // PRODUCT: tensor<2xbf16> [1, -254]
  %y = qnt.dequantize %b : !qnt.array<2, #mulbf> -> tensor<2xbf16>
  return %x, %y : tensor<2xf16>, tensor<2xbf16>
}

#f64 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = f64>
#i32 = #qnt.encoding<i32 : f32, block = 1, scale = f32, zero_point = f32>
#doubles = #qnt.encoding<lut<u1, f64> : f32, block = *, scale = f32, zero_point = f32>
#singles = #qnt.encoding<lut<u1, f32> : f32, block = *, scale = f32, zero_point = i8>

// Differences of more bits than f64 holds, beside a tie of f32: rounded to f32 once where the zero point is a float.
func.func @differences() -> (tensor<1xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %s = arith.constant dense<1.0> : tensor<1xf32>
  // 1 + 2^-24 + 2^-64.
  %c0 = arith.constant dense<1> : tensor<1xi8>
  %z0 = arith.constant dense<0xBE70000000001000> : tensor<1xf64>
  %a0 = qnt.assemble %c0, %s, %z0 : (tensor<1xi8>, tensor<1xf32>, tensor<1xf64>) -> !qnt.array<1, #f64>
  // DIFFERENCE: tensor<1xf32> [1.0000001]
  %y0 = qnt.dequantize %a0 : !qnt.array<1, #f64> -> tensor<1xf32>
  // 2^30 + 64 and a little, 2^30 + 192 less a little: both are next to 2^30 + 128.
  %c1 = arith.constant dense<[1073741888, 1073742016]> : tensor<2xi32>
  %s1 = arith.constant dense<1.0> : tensor<2xf32>
  %z1 = arith.constant dense<[-1.0e-12, 1.0e-12]> : tensor<2xf32>
  %a1 = qnt.assemble %c1, %s1, %z1 : (tensor<2xi32>, tensor<2xf32>, tensor<2xf32>) -> !qnt.array<2, #i32>
  %d1 = qnt.dequantize %a1 : !qnt.array<2, #i32> -> tensor<2xf32>
  %base = arith.constant dense<1073741824.0> : tensor<2xf32>
  // DIFFERENCE: tensor<2xf32> [128, 128]
  %y1 = arith.subf %d1, %base : tensor<2xf32>
  // Entries 1 + 2^-24 and 1, each + 2^-70.
  %c2 = arith.constant dense<[0, 1]> : tensor<2xi1>
  %t2 = arith.constant dense<[[0x3FF0000010000000, 0x3FF0000000000000]]> : tensor<1x2xf64>
  %z2 = arith.constant dense<0x9C800000> : tensor<1xf32>
  %a2 = qnt.assemble %c2, %s, %z2, %t2 : (tensor<2xi1>, tensor<1xf32>, tensor<1xf32>, tensor<1x2xf64>) -> !qnt.array<2, #doubles>
  // DIFFERENCE: tensor<2xf32> [1.0000001, 1]
  %y2 = qnt.dequantize %a2 : !qnt.array<2, #doubles> -> tensor<2xf32>
  // (0.1 + 3) * 3 and (0.7 + 3) * 3, the sums not rounded: 3.1 in f32 would give 9.299999.
  %three = arith.constant dense<3.0> : tensor<1xf32>
  %t3 = arith.constant dense<[[0.1, 0.7]]> : tensor<1x2xf32>
  %z3 = arith.constant dense<-3> : tensor<1xi8>
  %a3 = qnt.assemble %c2, %three, %z3, %t3 : (tensor<2xi1>, tensor<1xf32>, tensor<1xi8>, tensor<1x2xf32>) -> !qnt.array<2, #singles>
  // DIFFERENCE: tensor<2xf32> [9.3, 11.1]
  %y3 = qnt.dequantize %a3 : !qnt.array<2, #singles> -> tensor<2xf32>
  return %y0, %y1, %y2, %y3 : tensor<1xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
