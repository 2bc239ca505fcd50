// Functions near where they are 0, and powers of integers. Loops that negate twice hide the numbers from folds.
// RUN: quant-run %s --device=cpu --entry=near_zero | FileCheck %s --check-prefix=NEAR-ZERO
// RUN: quant-run %s --device=reference --entry=near_zero | FileCheck %s --check-prefix=NEAR-ZERO
// RUN: quant-run %s --device=emulated --entry=near_zero | FileCheck %s --check-prefix=NEAR-ZERO
// RUN: quant-run %s --device=cpu --entry=powers | FileCheck %s --check-prefix=POWERS
// RUN: quant-run %s --device=reference --entry=powers | FileCheck %s --check-prefix=POWERS
// RUN: quant-run %s --device=emulated --entry=powers | FileCheck %s --check-prefix=POWERS
// RUN: not quant-run %s --device=cpu --entry=power_of_zero 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: not quant-run %s --device=reference --entry=power_of_zero 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: not quant-run %s --device=emulated --entry=power_of_zero 2>&1 | FileCheck %s --check-prefix=ZERO

// x - x^2 / 2 and x + x^2 / 2; where x^2 has no weight, x.
// NEAR-ZERO:      tensor<5xf64> [1e-20, -0, 9.999999999995e-13, -3.0000000045e-09, 0]
// NEAR-ZERO-NEXT: tensor<5xf64> [1e-20, -0, 1.0000000000005e-12, -2.9999999955e-09, 0]
// NEAR-ZERO-NEXT: tensor<4xf32> [1e-40, -0, 9.9999994e-08, -1e-10]
// NEAR-ZERO-NEXT: tensor<4xf32> [1e-40, -0, 1.0000001e-07, -1e-10]
// NEAR-ZERO-NEXT: tensor<2xf16> [-0, 6.1035156e-05]
// NEAR-ZERO-NEXT: tensor<2xf16> [-0, 6.1035156e-05]
func.func @near_zero() -> (tensor<5xf64>, tensor<5xf64>, tensor<4xf32>, tensor<4xf32>, tensor<2xf16>, tensor<2xf16>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %d0 = arith.constant dense<[1.0e-20, -0.0, 1.0e-12, -3.0e-9, 0.0]> : tensor<5xf64>
  %s0 = arith.constant dense<[1.0e-40, -0.0, 1.0e-7, -1.0e-10]> : tensor<4xf32>
  %h0 = arith.constant dense<[-0.0, 6.1035e-05]> : tensor<2xf16>
  %d, %s, %h = scf.for %i = %c0 to %c2 step %c1 iter_args(%x = %d0, %y = %s0, %z = %h0) -> (tensor<5xf64>, tensor<4xf32>, tensor<2xf16>) {
    %nx = arith.negf %x : tensor<5xf64>
    %ny = arith.negf %y : tensor<4xf32>
    %nz = arith.negf %z : tensor<2xf16>
    scf.yield %nx, %ny, %nz : tensor<5xf64>, tensor<4xf32>, tensor<2xf16>
  }
  %0 = math.log1p %d : tensor<5xf64>
  %1 = math.expm1 %d : tensor<5xf64>
  %2 = math.log1p %s : tensor<4xf32>
  %3 = math.expm1 %s : tensor<4xf32>
  %4 = math.log1p %h : tensor<2xf16>
  %5 = math.expm1 %h : tensor<2xf16>
  return %0, %1, %2, %3, %4, %5 : tensor<5xf64>, tensor<5xf64>, tensor<4xf32>, tensor<4xf32>, tensor<2xf16>, tensor<2xf16>
}

// Products wrap around: 3^21 is 10460353203, 3^5 of i8 is 243 - 256; of a negative exponent the reciprocal's whole part is left.
// POWERS:      tensor<8xi8> [-13, -128, 0, 1, -1, 1, 0, 1]
// POWERS-NEXT: tensor<8xi32> [1870418611, -128, 1, 0, -1, 1, 0, 0]
// POWERS-NEXT: tensor<4xi64> [10460353203, -9223372036854775808, -420491770248316829, 0]
func.func @powers() -> (tensor<8xi8>, tensor<8xi32>, tensor<4xi64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %bytes = arith.constant dense<[3, -2, 2, 1, -1, -1, -128, 0]> : tensor<8xi8>
  %words = arith.constant dense<[3, -2, -7, 2, -1, -1, 2, -9]> : tensor<8xi32>
  %longs = arith.constant dense<[3, -2, 3, 2]> : tensor<4xi64>
  %m8 = arith.constant dense<-1> : tensor<8xi8>
  %m32 = arith.constant dense<-1> : tensor<8xi32>
  %m64 = arith.constant dense<-1> : tensor<4xi64>
  %a, %b, %c = scf.for %i = %c0 to %c2 step %c1 iter_args(%x = %bytes, %y = %words, %z = %longs) -> (tensor<8xi8>, tensor<8xi32>, tensor<4xi64>) {
    %nx = arith.xori %x, %m8 : tensor<8xi8>
    %ny = arith.xori %y, %m32 : tensor<8xi32>
    %nz = arith.xori %z, %m64 : tensor<4xi64>
    scf.yield %nx, %ny, %nz : tensor<8xi8>, tensor<8xi32>, tensor<4xi64>
  }
  %e8 = arith.constant dense<[5, 7, 8, -128, -127, -128, -1, 0]> : tensor<8xi8>
  %e32 = arith.constant dense<[21, 7, 0, -5, -2147483647, -2147483648, 32, -1]> : tensor<8xi32>
  %e64 = arith.constant dense<[21, 63, 41, 64]> : tensor<4xi64>
  %0 = math.ipowi %a, %e8 : tensor<8xi8>
  %1 = math.ipowi %b, %e32 : tensor<8xi32>
  %2 = math.ipowi %c, %e64 : tensor<4xi64>
  return %0, %1, %2 : tensor<8xi8>, tensor<8xi32>, tensor<4xi64>
}

// ZERO: 'math.ipowi' op zero raised to a negative power
func.func @power_of_zero() -> tensor<2xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %start = arith.constant dense<[0, 3]> : tensor<2xi32>
  %all = arith.constant dense<-1> : tensor<2xi32>
  %base = scf.for %i = %c0 to %c2 step %c1 iter_args(%x = %start) -> (tensor<2xi32>) {
    %n = arith.xori %x, %all : tensor<2xi32>
    scf.yield %n : tensor<2xi32>
  }
  %exponent = arith.constant dense<[-1, 2]> : tensor<2xi32>
  %0 = math.ipowi %base, %exponent : tensor<2xi32>
  return %0 : tensor<2xi32>
}
