// RUN: quant-run %s | FileCheck %s
// RUN: not quant-run %s --entry=short 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: not quant-run %s --entry=short_bits 2>&1 | FileCheck %s --check-prefix=BITS

// Constants of all kinds: dense, splat and dense_resource, whole bytes and less.
func.func @main() -> (f32, i1, tensor<3xi4>, tensor<2xf4E2M1FN>, tensor<4xi1>, tensor<2x2xbf16>, tensor<2xf32>, tensor<3xi4>, tensor<3xi4>, tensor<2xindex>) {
  // CHECK: tensor<f32> -0
  %a = arith.constant -0.0 : f32
  // CHECK: tensor<i1> 1
  %b = arith.constant true
  // CHECK: tensor<3xi4> [-8, 7, 0]
  %c = arith.constant dense<[-8, 7, 0]> : tensor<3xi4>
  // CHECK: tensor<2xf4E2M1FN> [-1.5, 6]
  %d = arith.constant dense<[-1.5, 6.0]> : tensor<2xf4E2M1FN>
  // CHECK: tensor<4xi1> [1, 0, 0, 1]
  %e = arith.constant dense<[true, false, false, true]> : tensor<4xi1>
  // CHECK: tensor<2x2xbf16> [{{\[}}1.5, 1.5], [1.5, 1.5]]
  %f = arith.constant dense<1.5> : tensor<2x2xbf16>
  // CHECK: tensor<2xf32> [1, -2]
  %g = arith.constant dense_resource<floats> : tensor<2xf32>
  // A byte an element, and packed with element 0 in the low bits: 0x21, 0x0F.
  // CHECK: tensor<3xi4> [1, 2, -1]
  %h = arith.constant dense_resource<bytes> : tensor<3xi4>
  // CHECK: tensor<3xi4> [1, 2, -1]
  %i = arith.constant dense_resource<nibbles> : tensor<3xi4>
  // CHECK: tensor<2xindex> [5, -1]
  %j = arith.constant dense<[5, -1]> : tensor<2xindex>
  return %a, %b, %c, %d, %e, %f, %g, %h, %i, %j
    : f32, i1, tensor<3xi4>, tensor<2xf4E2M1FN>, tensor<4xi1>, tensor<2x2xbf16>, tensor<2xf32>, tensor<3xi4>, tensor<3xi4>, tensor<2xindex>
}

func.func @short() -> tensor<3xf32> {
  // SHORT: 'arith.constant' op expected constant dense_resource<floats> of 12 bytes, got 8
  %a = arith.constant dense_resource<floats> : tensor<3xf32>
  return %a : tensor<3xf32>
}

func.func @short_bits() -> tensor<5xi4> {
  // BITS: 'arith.constant' op expected constant dense_resource<nibbles> of 5 bytes, got 2
  %a = arith.constant dense_resource<nibbles> : tensor<5xi4>
  return %a : tensor<5xi4>
}

{-#
  dialect_resources: {
    builtin: {
      floats: "0x040000000000803F000000C0",
      bytes: "0x0100000001020F",
      nibbles: "0x01000000210F"
    }
  }
#-}
