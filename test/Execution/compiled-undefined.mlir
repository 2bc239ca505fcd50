// What is undefined in arithmetic is an error of the compiled program, as it is one of the interpreter; what is poison has
// a value.
// RUN: quant-run %s --device=cpu --entry=quotients --compare=reference
// RUN: quant-run %s --device=cpu --entry=quotients | FileCheck %s --check-prefix=QUOTIENTS
// RUN: quant-run %s --device=cpu --entry=shifts --compare=reference
// RUN: quant-run %s --device=cpu --entry=poison | FileCheck %s --check-prefix=POISON
// RUN: not quant-run %s --device=cpu --entry=by_zero 2>&1 | FileCheck %s --check-prefix=BY-ZERO
// RUN: not quant-run %s --device=cpu --entry=remainder_by_zero 2>&1 | FileCheck %s --check-prefix=REMAINDER
// RUN: not quant-run %s --device=cpu --entry=overflow 2>&1 | FileCheck %s --check-prefix=OVERFLOW
// RUN: not quant-run %s --entry=by_zero 2>&1 | FileCheck %s --check-prefix=BY-ZERO
// RUN: not quant-run %s --entry=remainder_by_zero 2>&1 | FileCheck %s --check-prefix=REMAINDER
// RUN: not quant-run %s --entry=overflow 2>&1 | FileCheck %s --check-prefix=OVERFLOW

// QUOTIENTS: tensor<5xi8> [-128, 3, -4, 18, 127]
// QUOTIENTS: tensor<5xi8> [-128, 3, -5, 18, 127]
// QUOTIENTS: tensor<5xi8> [-128, 4, -4, 19, 127]
// QUOTIENTS: tensor<5xi8> [0, 1, -1, 1, 0]
func.func @quotients() -> (tensor<5xi8>, tensor<5xi8>, tensor<5xi8>, tensor<5xi8>, tensor<5xi8>, tensor<5xi8>) {
  %a = arith.constant dense<[-128, 7, -9, 127, 127]> : tensor<5xi8>
  %b = arith.constant dense<[1, 2, 2, 7, 1]> : tensor<5xi8>
  %0 = arith.divsi %a, %b : tensor<5xi8>
  %1 = arith.floordivsi %a, %b : tensor<5xi8>
  %2 = arith.ceildivsi %a, %b : tensor<5xi8>
  %3 = arith.remsi %a, %b : tensor<5xi8>
  %4 = arith.divui %a, %b : tensor<5xi8>
  %5 = arith.ceildivui %a, %b : tensor<5xi8>
  return %0, %1, %2, %3, %4, %5 : tensor<5xi8>, tensor<5xi8>, tensor<5xi8>, tensor<5xi8>, tensor<5xi8>, tensor<5xi8>
}

func.func @shifts() -> (tensor<3xi5>, tensor<3xi5>, tensor<3xi5>) {
  %a = arith.constant dense<[-16, 7, -9]> : tensor<3xi5>
  %b = arith.constant dense<[4, 0, 2]> : tensor<3xi5>
  %0 = arith.shli %a, %b : tensor<3xi5>
  %1 = arith.shrsi %a, %b : tensor<3xi5>
  %2 = arith.shrui %a, %b : tensor<3xi5>
  return %0, %1, %2 : tensor<3xi5>, tensor<3xi5>, tensor<3xi5>
}

// Amounts of the width and more; a sum, a product and a cast beyond what they promise; casts of what no integer is.
// POISON: tensor<3xi32> [0, 0, 0]
// POISON: tensor<3xi32> [0, 0, 0]
// POISON: tensor<i32> -2147483648
// POISON: tensor<i8> -1
// POISON: tensor<4xi8> [127, -128, 0, -3]
// POISON: tensor<4xi8> [-1, 0, 0, 0]
func.func @poison() -> (tensor<3xi32>, tensor<3xi32>, i32, i8, tensor<4xi8>, tensor<4xi8>) {
  %a = arith.constant dense<[-16, 7, -9]> : tensor<3xi32>
  %b = arith.constant dense<[32, 33, -1]> : tensor<3xi32>
  %0 = arith.shli %a, %b : tensor<3xi32>
  %1 = arith.shrsi %a, %b : tensor<3xi32>
  %most = arith.constant 2147483647 : i32
  %one = arith.constant 1 : i32
  %2 = arith.addi %most, %one overflow<nsw> : i32
  %3 = arith.trunci %most overflow<nsw> : i32 to i8
  %x = arith.constant dense<[300.0, -1.0e38, 0x7FC00000, -3.99]> : tensor<4xf32>
  %4 = arith.fptosi %x : tensor<4xf32> to tensor<4xi8>
  %5 = arith.fptoui %x : tensor<4xf32> to tensor<4xi8>
  return %0, %1, %2, %3, %4, %5 : tensor<3xi32>, tensor<3xi32>, i32, i8, tensor<4xi8>, tensor<4xi8>
}

// BY-ZERO: compiled-undefined.mlir:[[#@LINE+4]]:8: {{.*}}'arith.divui' op {{.*}}division by zero
func.func @by_zero() -> tensor<2xi16> {
  %a = arith.constant dense<[1, 2]> : tensor<2xi16>
  %b = arith.constant dense<[1, 0]> : tensor<2xi16>
  %0 = arith.divui %a, %b : tensor<2xi16>
  return %0 : tensor<2xi16>
}
// REMAINDER: compiled-undefined.mlir:[[#@LINE+3]]:8: {{.*}}'arith.remsi' op {{.*}}division by zero
func.func @remainder_by_zero() -> index {
  %zero = arith.constant 0 : index
  %0 = arith.remsi %zero, %zero : index
  return %0 : index
}
// OVERFLOW: compiled-undefined.mlir:[[#@LINE+4]]:8: {{.*}}'arith.divsi' op {{.*}}signed overflow in division
func.func @overflow() -> i16 {
  %a = arith.constant -32768 : i16
  %b = arith.constant -1 : i16
  %0 = arith.divsi %a, %b : i16
  return %0 : i16
}

// An assertion of another divisor in the same words.
// RUN: not quant-run %s --device=cpu --entry=other_divisor 2>&1 | FileCheck %s --check-prefix=OTHER
// RUN: not quant-run %s --entry=other_divisor 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: compiled-undefined.mlir:[[#@LINE+5]]:8: {{.*}}'arith.divui' op division by zero
func.func private @quotient(%a: i64, %b: i64, %c: i64) -> i64 {
  %c0 = arith.constant 0 : i64
  %holds = arith.cmpi ne, %b, %c0 : i64
  cf.assert %holds, "'arith.divui' op division by zero"
  %0 = arith.divui %a, %c : i64
  return %0 : i64
}
func.func @other_divisor() -> i64 {
  %c0 = arith.constant 0 : i64
  %c7 = arith.constant 7 : i64
  %0 = call @quotient(%c7, %c7, %c0) : (i64, i64, i64) -> i64
  return %0 : i64
}
