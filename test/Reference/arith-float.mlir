// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=rounding | FileCheck %s --check-prefix=ROUND
// RUN: quant-run %s --entry=extremes | FileCheck %s --check-prefix=MAX
// RUN: quant-run %s --entry=compare | FileCheck %s --check-prefix=CMP
// RUN: quant-run %s --entry=functions | FileCheck %s --check-prefix=MATH

func.func @main() -> (tensor<2xf32>, tensor<2xf32>, tensor<4xf32>, tensor<2xf64>) {
  // 2^24 + 1 is no f32: ties to even.
  %a = arith.constant dense<[16777216.0, 0.1]> : tensor<2xf32>
  %b = arith.constant dense<[1.0, 0.2]> : tensor<2xf32>
  // CHECK: tensor<2xf32> [16777216, 0.3]
  %sum = arith.addf %a, %b : tensor<2xf32>
  // CHECK: tensor<2xf32> [16777215, -0.1]
  %difference = arith.subf %a, %b : tensor<2xf32>
  %x = arith.constant dense<[1.0, -1.0, 0.0, 7.5]> : tensor<4xf32>
  %y = arith.constant dense<[0.0, 0.0, 0.0, 2.0]> : tensor<4xf32>
  // CHECK: tensor<4xf32> [inf, -inf, nan, 3.75]
  %quotient = arith.divf %x, %y : tensor<4xf32>
  %u = arith.constant dense<[7.5, -7.5]> : tensor<2xf64>
  %v = arith.constant dense<[2.0, 2.0]> : tensor<2xf64>
  // CHECK: tensor<2xf64> [1.5, -1.5]
  %remainder = arith.remf %u, %v : tensor<2xf64>
  return %sum, %difference, %quotient, %remainder : tensor<2xf32>, tensor<2xf32>, tensor<4xf32>, tensor<2xf64>
}

// Each op rounds to its type.
func.func @rounding() -> (f16, f16, bf16, f32, f8E4M3FN, f16) {
  // 2048 + 1 is halfway between 2048 and 2050 in f16.
  %a = arith.constant 2048.0 : f16
  %one = arith.constant 1.0 : f16
  // ROUND: tensor<f16> 2048
  %even = arith.addf %a, %one : f16
  // 60000 + 60000 is beyond 65504.
  %big = arith.constant 60000.0 : f16
  // ROUND: tensor<f16> inf
  %infinite = arith.addf %big, %big : f16
  // 1.0078125 * 1.0078125 = 1.01568603515625; bf16 has 7 bits: 1.015625.
  %c = arith.constant 1.0078125 : bf16
  // ROUND: tensor<bf16> 1.015625
  %product = arith.mulf %c, %c : bf16
  // One rounding: 1 + 2^-23 squared is 1 + 2^-22 + 2^-46; minus (1 + 2^-22) leaves 2^-46.
  %d = arith.constant 1.00000011920928955078125 : f32
  %e = arith.constant -1.0000002384185791015625 : f32
  // ROUND: tensor<f32> 1.4210855e-14
  %fused = math.fma %d, %d, %e : f32
  // 240 + 240 = 480 is beyond 448, and the format has no infinity.
  %f = arith.constant 240.0 : f8E4M3FN
  // ROUND: tensor<f8E4M3FN> nan
  %small = arith.addf %f, %f : f8E4M3FN
  // A product on a tie whose sum with a tiny number must go up: 1.0009765625 * 0.5 is exact, 2048 + 1 + 2^-10 * ... is not.
  %g = arith.constant 1.0009765625 : f16
  // ROUND: tensor<f16> 2050
  %above = math.fma %g, %one, %a : f16
  return %even, %infinite, %product, %fused, %small, %above : f16, f16, bf16, f32, f8E4M3FN, f16
}

func.func @extremes() -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %a = arith.constant dense<[0x7FC00000, 1.0, -0.0, -3.0]> : tensor<4xf32>
  %b = arith.constant dense<[1.0, 0x7FC00000, 0.0, 2.0]> : tensor<4xf32>
  // MAX: tensor<4xf32> [nan, nan, 0, 2]
  %maximum = arith.maximumf %a, %b : tensor<4xf32>
  // MAX: tensor<4xf32> [nan, nan, -0, -3]
  %minimum = arith.minimumf %a, %b : tensor<4xf32>
  // MAX: tensor<4xf32> [1, 1, 0, 2]
  %maxnum = arith.maxnumf %a, %b : tensor<4xf32>
  // MAX: tensor<4xf32> [1, 1, -0, -3]
  %minnum = arith.minnumf %a, %b : tensor<4xf32>
  // MAX: tensor<4xf32> [nan, -1, 0, 3]
  %negated = arith.negf %a : tensor<4xf32>
  return %maximum, %minimum, %maxnum, %minnum, %negated
    : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

func.func @compare() -> (tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<3xi1>) {
  %a = arith.constant dense<[1.0, 0x7FC00000, -0.0]> : tensor<3xf32>
  %b = arith.constant dense<[2.0, 1.0, 0.0]> : tensor<3xf32>
  // CMP: tensor<3xi1> [1, 0, 0]
  %olt = arith.cmpf olt, %a, %b : tensor<3xf32>
  // CMP: tensor<3xi1> [1, 1, 0]
  %ult = arith.cmpf ult, %a, %b : tensor<3xf32>
  // CMP: tensor<3xi1> [0, 0, 1]
  %oeq = arith.cmpf oeq, %a, %b : tensor<3xf32>
  // CMP: tensor<3xi1> [0, 1, 0]
  %uno = arith.cmpf uno, %a, %b : tensor<3xf32>
  return %olt, %ult, %oeq, %uno : tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<3xi1>
}

func.func @functions() -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<2xf32>, tensor<2xf16>, tensor<3xi1>, f32, f32, tensor<3xf32>) {
  %x = arith.constant dense<[0.5, 1.5, 2.5, -0.5]> : tensor<4xf32>
  // MATH: tensor<4xf32> [0, 2, 2, -0]
  %even = math.roundeven %x : tensor<4xf32>
  // MATH: tensor<4xf32> [1, 2, 3, -1]
  %away = math.round %x : tensor<4xf32>
  // MATH: tensor<4xf32> [0, 1, 2, -1]
  %floor = math.floor %x : tensor<4xf32>
  %y = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // e, e^2
  // MATH: tensor<2xf32> [2.7182817, 7.389056]
  %exp = math.exp %y : tensor<2xf32>
  %h = arith.constant dense<[2.0, 16.0]> : tensor<2xf16>
  // MATH: tensor<2xf16> [1.4140625, 4]
  %root = math.sqrt %h : tensor<2xf16>
  // A subnormal of f16 is not normal.
  %s = arith.constant dense<[6.0e-8, 1.0, 0x7C00]> : tensor<3xf16>
  // MATH: tensor<3xi1> [0, 1, 0]
  %normal = math.isnormal %s : tensor<3xf16>
  %zero = arith.constant 0.0 : f32
  // MATH: tensor<f32> 0
  // MATH: tensor<f32> 1
  %sin, %cos = math.sincos %zero : f32
  %low = arith.constant dense<-1.0> : tensor<3xf32>
  %high = arith.constant dense<1.0> : tensor<3xf32>
  %z = arith.constant dense<[-7.0, 0.25, 0x7FC00000]> : tensor<3xf32>
  // MATH: tensor<3xf32> [-1, 0.25, nan]
  %clamped = math.clampf %z to [%low, %high] : tensor<3xf32>
  return %even, %away, %floor, %exp, %root, %normal, %sin, %cos, %clamped
    : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<2xf32>, tensor<2xf16>, tensor<3xi1>, f32, f32, tensor<3xf32>
}
