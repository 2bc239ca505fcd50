// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=directed | FileCheck %s --check-prefix=DIR
// RUN: quant-run %s --entry=integers | FileCheck %s --check-prefix=INT
// RUN: quant-run %s --entry=scaling | FileCheck %s --check-prefix=SCALE

// One rounding: 1.0625001 is above the tie of 1.0625 in e4m3.
func.func @main() -> (tensor<4xf8E4M3FN>, tensor<4xf8E5M2>, tensor<4xf4E2M1FN>, tensor<2xbf16>, tensor<2xf32>) {
  %x = arith.constant dense<[1.0625001, 1.0625, 449.0, 1.0e9]> : tensor<4xf32>
  // CHECK: tensor<4xf8E4M3FN> [1.125, 1, 448, nan]
  %e4m3 = arith.truncf %x : tensor<4xf32> to tensor<4xf8E4M3FN>
  // CHECK: tensor<4xf8E5M2> [1, 1, 448, inf]
  %e5m2 = arith.truncf %x : tensor<4xf32> to tensor<4xf8E5M2>
  // Ties to even: 1.25 -> 1, 2.5 -> 2, 5 -> 4; -0.25 -> -0.
  %y = arith.constant dense<[1.25, 2.5, 5.0, -0.25]> : tensor<4xf32>
  // CHECK: tensor<4xf4E2M1FN> [1, 2, 4, -0]
  %fp4 = arith.truncf %y : tensor<4xf32> to tensor<4xf4E2M1FN>
  %z = arith.constant dense<[1.00390625, 3.0e38]> : tensor<2xf32>
  // CHECK: tensor<2xbf16> [1, 3.0040553e+38]
  %bf16 = arith.truncf %z : tensor<2xf32> to tensor<2xbf16>
  // CHECK: tensor<2xf32> [1, 3.0040553e+38]
  %back = arith.extf %bf16 : tensor<2xbf16> to tensor<2xf32>
  return %e4m3, %e5m2, %fp4, %bf16, %back
    : tensor<4xf8E4M3FN>, tensor<4xf8E5M2>, tensor<4xf4E2M1FN>, tensor<2xbf16>, tensor<2xf32>
}

// f16 has steps of 2 from 2048 on.
func.func @directed() -> (tensor<3xf16>, tensor<3xf16>, tensor<3xf16>, tensor<3xf16>) {
  %x = arith.constant dense<[2049.0, -2049.0, 1.0e9]> : tensor<3xf32>
  // DIR: tensor<3xf16> [2050, -2048, inf]
  %up = arith.truncf %x upward : tensor<3xf32> to tensor<3xf16>
  // DIR: tensor<3xf16> [2048, -2050, 65504]
  %down = arith.truncf %x downward : tensor<3xf32> to tensor<3xf16>
  // DIR: tensor<3xf16> [2048, -2048, 65504]
  %zero = arith.truncf %x toward_zero : tensor<3xf32> to tensor<3xf16>
  // DIR: tensor<3xf16> [2050, -2050, inf]
  %away = arith.truncf %x to_nearest_away : tensor<3xf32> to tensor<3xf16>
  return %up, %down, %zero, %away : tensor<3xf16>, tensor<3xf16>, tensor<3xf16>, tensor<3xf16>
}

func.func @integers() -> (tensor<2xi32>, tensor<2xi32>, tensor<2xi4>, tensor<2xf32>, f32, tensor<2xf32>, tensor<3xi8>, index, i8, i32) {
  %a = arith.constant dense<[-1, 100]> : tensor<2xi8>
  // INT: tensor<2xi32> [-1, 100]
  %signed = arith.extsi %a : tensor<2xi8> to tensor<2xi32>
  // INT: tensor<2xi32> [255, 100]
  %unsigned = arith.extui %a : tensor<2xi8> to tensor<2xi32>
  // 100 = 0x64
  // INT: tensor<2xi4> [-1, 4]
  %narrow = arith.trunci %a : tensor<2xi8> to tensor<2xi4>
  // INT: tensor<2xf32> [255, 100]
  %real = arith.uitofp %a : tensor<2xi8> to tensor<2xf32>
  // 2^53 + 2^29 + 1 is above the tie of f32, but rounds to the tie in f64.
  %big = arith.constant 9007199791611905 : i64
  // 2^53 + 2^30; the tie would go down to 2^53, 9.0071993e+15.
  // INT: tensor<f32> 9.0072e+15
  %once = arith.sitofp %big : i64 to f32
  %c = arith.constant dense<[16777217, -3]> : tensor<2xi32>
  // INT: tensor<2xf32> [16777216, -3]
  %even = arith.sitofp %c : tensor<2xi32> to tensor<2xf32>
  %f = arith.constant dense<[-1.9, 127.9, -128.5]> : tensor<3xf32>
  // INT: tensor<3xi8> [-1, 127, -128]
  %trunc = arith.fptosi %f : tensor<3xf32> to tensor<3xi8>
  %minus = arith.constant -2 : i8
  // INT: tensor<index> -2
  %index = arith.index_cast %minus : i8 to index
  // INT: tensor<i8> -2
  %back = arith.index_cast %index : index to i8
  %one = arith.constant 1.0 : f32
  // 0x3F800000
  // INT: tensor<i32> 1065353216
  %bits = arith.bitcast %one : f32 to i32
  return %signed, %unsigned, %narrow, %real, %once, %even, %trunc, %index, %back, %bits
    : tensor<2xi32>, tensor<2xi32>, tensor<2xi4>, tensor<2xf32>, f32, tensor<2xf32>, tensor<3xi8>, index, i8, i32
}

func.func @scaling() -> (tensor<2xf32>, tensor<2xf4E2M1FN>) {
  %codes = arith.constant dense<[1.5, -6.0]> : tensor<2xf4E2M1FN>
  %scales = arith.constant dense<[4.0, 0.5]> : tensor<2xf8E8M0FNU>
  // SCALE: tensor<2xf32> [6, -3]
  %wide = arith.scaling_extf %codes, %scales : tensor<2xf4E2M1FN>, tensor<2xf8E8M0FNU> to tensor<2xf32>
  // SCALE: tensor<2xf4E2M1FN> [2, -6]
  %x = arith.constant dense<[7.0, -3.0]> : tensor<2xf32>
  %narrow = arith.scaling_truncf %x, %scales : tensor<2xf32>, tensor<2xf8E8M0FNU> to tensor<2xf4E2M1FN>
  return %wide, %narrow : tensor<2xf32>, tensor<2xf4E2M1FN>
}
