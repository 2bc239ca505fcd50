// Files in and out. The inputs are made by quant-run itself.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-run %s --entry=make --output=%t/f32.npy --output=%t/f16.npy --output=%t/bf16.npy --output=%t/i4.npy --output=%t/i1.npy --output=%t/f8.npy --output=%t/i64.npy | count 0
// RUN: quant-run %s --entry=take --input=%t/f32.npy --input=%t/f16.npy --input=%t/bf16.npy --input=%t/i4.npy --input=%t/i1.npy --input=%t/f8.npy --input=%t/i64.npy | FileCheck %s --check-prefix=TAKE

// The header of a file is that of NumPy.
// RUN: FileCheck %s --check-prefix=HEADER --input-file=%t/f32.npy
// HEADER: {{.*}}NUMPY{{.*}}{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }
// RUN: FileCheck %s --check-prefix=HEADER-BF16 --input-file=%t/bf16.npy
// HEADER-BF16: {'descr': '<u2', 'fortran_order': False, 'shape': (2,), }

// An array goes out and in as its parts.
// RUN: quant-run %s --entry=make_array --output=%t/codes.npy --output=%t/scales.npy --output=%t/zeros.npy
// RUN: quant-run %s --entry=take_array --input=%t/codes.npy --input=%t/scales.npy --input=%t/zeros.npy --print | FileCheck %s --check-prefix=ARRAY

// With --print as well as with an output; a run is timed on demand.
// RUN: quant-run %s --entry=scalar --print --time --output=%t/scalar.npy | FileCheck %s --check-prefix=SCALAR
// RUN: quant-run %s --entry=double --input=%t/scalar.npy | FileCheck %s --check-prefix=DOUBLE

// Expected files.
// RUN: quant-run %s --entry=scalar --expected=%t/scalar.npy | FileCheck %s --check-prefix=EXPECTED
// EXPECTED: result 0 against {{.*}}scalar.npy: 1 elements, max abs error 0, max rel error 0, 0 mismatches

// Integers are compared exactly, beyond 2^53 too.
// RUN: quant-run %s --entry=wide --output=%t/wide.npy
// RUN: not quant-run %s --entry=wider --expected=%t/wide.npy | FileCheck %s --check-prefix=WIDE
// RUN: quant-run %s --entry=wider --expected=%t/wide.npy --atol=1
// WIDE: 1 mismatches, worst at element 1: got 9007199254740993, expected 9007199254740992

// A model in bytecode.
// RUN: quant-opt %s --emit-bytecode -o %t/model.mlirbc
// RUN: quant-run %t/model.mlirbc --entry=scalar | FileCheck %s --check-prefix=SCALAR

func.func @make() -> (tensor<2x2xf32>, tensor<2xf16>, tensor<2xbf16>, tensor<3xi4>, tensor<3xi1>, tensor<2xf8E4M3FN>, tensor<2xi64>) {
  %a = arith.constant dense<[[1.5, -0.0], [0x7F800000, 1.0e-45]]> : tensor<2x2xf32>
  %b = arith.constant dense<[0.5, -2.0]> : tensor<2xf16>
  %c = arith.constant dense<[3.0, -1.0]> : tensor<2xbf16>
  %d = arith.constant dense<[-8, 0, 7]> : tensor<3xi4>
  %e = arith.constant dense<[true, false, true]> : tensor<3xi1>
  %f = arith.constant dense<[448.0, -0.5]> : tensor<2xf8E4M3FN>
  %g = arith.constant dense<[-9223372036854775808, 5]> : tensor<2xi64>
  return %a, %b, %c, %d, %e, %f, %g
    : tensor<2x2xf32>, tensor<2xf16>, tensor<2xbf16>, tensor<3xi4>, tensor<3xi1>, tensor<2xf8E4M3FN>, tensor<2xi64>
}

// TAKE: tensor<2x2xf32> [{{\[}}1.5, -0], [inf, 1e-45]]
// TAKE: tensor<2xf16> [0.5, -2]
// TAKE: tensor<2xbf16> [3, -1]
// TAKE: tensor<3xi4> [-8, 0, 7]
// TAKE: tensor<3xi1> [1, 0, 1]
// TAKE: tensor<2xf8E4M3FN> [448, -0.5]
// TAKE: tensor<2xi64> [-9223372036854775808, 5]
func.func @take(%a: tensor<?x2xf32>, %b: tensor<2xf16>, %c: tensor<?xbf16>, %d: tensor<3xi4>, %e: tensor<3xi1>,
                %f: tensor<2xf8E4M3FN>, %g: tensor<2xi64>)
    -> (tensor<?x2xf32>, tensor<2xf16>, tensor<?xbf16>, tensor<3xi4>, tensor<3xi1>, tensor<2xf8E4M3FN>, tensor<2xi64>) {
  return %a, %b, %c, %d, %e, %f, %g
    : tensor<?x2xf32>, tensor<2xf16>, tensor<?xbf16>, tensor<3xi4>, tensor<3xi1>, tensor<2xf8E4M3FN>, tensor<2xi64>
}

#u4 = #qnt.encoding<u4 : f32, block = 1x2, scale = f32, zero_point = u4>

func.func @make_array() -> !qnt.array<1x3, #u4> {
  %a = qnt.constant codes = dense<[[-16, 7]]> : tensor<1x2xi8>, scales = dense<[[0.5, 2.0]]> : tensor<1x2xf32>,
                    zero_points = dense<[[-1, 0]]> : tensor<1x2xi4> : !qnt.array<1x3, #u4>
  return %a : !qnt.array<1x3, #u4>
}

// ARRAY: codes: tensor<1x3xi4> [{{\[}}0, 15, 7]]
// ARRAY: scales: tensor<1x2xf32> [{{\[}}0.5, 2]]
// ARRAY: zero points: tensor<1x2xi4> [{{\[}}15, 0]]
// ARRAY: tensor<1x3xf32> [{{\[}}-7.5, 0, 14]]
func.func @take_array(%a: !qnt.array<?x3, #u4>) -> (!qnt.array<?x3, #u4>, tensor<?x3xf32>) {
  %x = qnt.dequantize %a : !qnt.array<?x3, #u4> -> tensor<?x3xf32>
  return %a, %x : !qnt.array<?x3, #u4>, tensor<?x3xf32>
}

func.func @wide() -> tensor<2xi64> {
  %a = arith.constant dense<[-9223372036854775808, 9007199254740992]> : tensor<2xi64>
  return %a : tensor<2xi64>
}
func.func @wider() -> tensor<2xi64> {
  %a = arith.constant dense<[-9223372036854775808, 9007199254740993]> : tensor<2xi64>
  return %a : tensor<2xi64>
}

// SCALAR: tensor<f32> 2.5
func.func @scalar() -> f32 {
  %x = arith.constant 2.5 : f32
  return %x : f32
}

// DOUBLE: tensor<f32> 5
func.func @double(%x: f32) -> f32 {
  %y = arith.addf %x, %x : f32
  return %y : f32
}
