// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --device=cpu | FileCheck %s

#u2 = #qnt.encoding<u2 : f32, block = *, scale = f32>
#i2 = #qnt.encoding<i2 : f32, block = *, scale = f32>

func.func @main() -> (tensor<4xf32>, tensor<4xf32>, tensor<3xi8>, tensor<4xi8>, tensor<6xi32>, tensor<2xi8>) {
  %codes = arith.constant dense<[0, 1, -2, -1]> : tensor<4xi2>
  %s = arith.constant dense<1.0> : tensor<1xf32>
  %table = arith.constant dense<[10.0, 20.0, 30.0, 40.0]> : tensor<4xf32>
  // Unsigned storage: codes 0, 1, 2, 3.
  %u = qnt.assemble %codes, %s : (tensor<4xi2>, tensor<1xf32>) -> !qnt.array<4, #u2>
  // CHECK: tensor<4xf32> [10, 20, 30, 40]
  %a = qnt.lookup %u, %table : !qnt.array<4, #u2>, tensor<4xf32> -> tensor<4xf32>
  // Signed storage: the first entry is for -2.
  %i = qnt.assemble %codes, %s : (tensor<4xi2>, tensor<1xf32>) -> !qnt.array<4, #i2>
  // CHECK: tensor<4xf32> [30, 40, 10, 20]
  %b = qnt.lookup %i, %table : !qnt.array<4, #i2>, tensor<4xf32> -> tensor<4xf32>
  %nibbles = arith.constant dense<[-8, 0, 7]> : tensor<3xi4>
  %short = arith.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]> : tensor<16xi8>
  // CHECK: tensor<3xi8> [0, 8, 15]
  %c = qnt.lookup %nibbles, %short : tensor<3xi4>, tensor<16xi8> -> tensor<3xi8>
  %unsigned = arith.constant dense<[-8, 0, 7, -1]> : tensor<4xi4>
  // CHECK: tensor<4xi8> [8, 0, 7, 15]
  %d = qnt.lookup unsigned %unsigned, %short : tensor<4xi4>, tensor<16xi8> -> tensor<4xi8>
  // ((x + 4) >> 3) << 3
  %x = arith.constant dense<[3, 4, 12, -4, -5, -12]> : tensor<6xi32>
  // CHECK: tensor<6xi32> [0, 8, 16, 0, -8, -8]
  %e = qnt.round_bits %x lsbs = 3 : tensor<6xi32>
  // 127 + 8 wraps to -121; without lsbs nothing changes.
  %y = arith.constant dense<[127, -128]> : tensor<2xi8>
  // CHECK: tensor<2xi8> [-128, -128]
  %f = qnt.round_bits %y lsbs = 4 : tensor<2xi8>
  // Nobody listens: an observation is dropped.
  qnt.observe %a as "a" : tensor<4xf32>
  return %a, %b, %c, %d, %e, %f : tensor<4xf32>, tensor<4xf32>, tensor<3xi8>, tensor<4xi8>, tensor<6xi32>, tensor<2xi8>
}
