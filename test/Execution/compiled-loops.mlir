// Loops whose counters come near the end of their type, run backwards or not at all, and steps that are not positive.
// RUN: quant-run %s --device=cpu --entry=main --compare=reference
// RUN: quant-run %s --device=cpu --entry=main | FileCheck %s
// RUN: not quant-run %s --device=cpu --entry=no_step 2>&1 | FileCheck %s --check-prefix=STEP
// RUN: not quant-run %s --entry=no_step 2>&1 | FileCheck %s --check-prefix=STEP
// STEP: compiled-loops.mlir:[[#@LINE+60]]:8: {{.*}}'scf.for' op expected a positive step

// CHECK: tensor<2xi64> [6, -18]
// CHECK: tensor<2xi64> [255, -255]
// CHECK: tensor<2xi64> [2, 100]
// CHECK: tensor<2xi64> [0, 0]
// CHECK: tensor<2xi64> [2, -6]
func.func private @count_signed(%lower: i8, %upper: i8, %step: i8) -> tensor<2xi64> {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n, %s = scf.for %i = %lower to %upper step %step iter_args(%n = %zero, %s = %zero) -> (i64, i64) : i8 {
    %m = arith.addi %n, %one : i64
    %wide = arith.extsi %i : i8 to i64
    %t = arith.addi %s, %wide : i64
    scf.yield %m, %t : i64, i64
  }
  %r = tensor.from_elements %n, %s : tensor<2xi64>
  return %r : tensor<2xi64>
}
func.func private @count_unsigned(%lower: i8, %upper: i8, %step: i8) -> tensor<2xi64> {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n, %s = scf.for unsigned %i = %lower to %upper step %step iter_args(%n = %zero, %s = %zero) -> (i64, i64) : i8 {
    %m = arith.addi %n, %one : i64
    %wide = arith.extui %i : i8 to i64
    %t = arith.addi %s, %wide : i64
    scf.yield %m, %t : i64, i64
  }
  %r = tensor.from_elements %n, %s : tensor<2xi64>
  return %r : tensor<2xi64>
}
func.func @main() -> (tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) {
  %lowest = arith.constant -128 : i8
  %highest = arith.constant 127 : i8
  %c50 = arith.constant 50 : i8
  %c100 = arith.constant 100 : i8
  %c1 = arith.constant 1 : i8
  %c0 = arith.constant 0 : i8
  %0 = call @count_signed(%lowest, %highest, %c50) : (i8, i8, i8) -> tensor<2xi64>
  %1 = call @count_signed(%lowest, %highest, %c1) : (i8, i8, i8) -> tensor<2xi64>
  // 0 and 100; -128 stands for 128.
  %2 = call @count_unsigned(%c0, %lowest, %c100) : (i8, i8, i8) -> tensor<2xi64>
  %3 = call @count_signed(%c100, %c50, %c1) : (i8, i8, i8) -> tensor<2xi64>
  // Two trips before the last index but one, whose next step wraps.
  %end = arith.constant 9223372036854775807 : index
  %start = arith.constant 9223372036854775804 : index
  %two = arith.constant 2 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n, %s = scf.for %i = %start to %end step %two iter_args(%n = %zero, %s = %zero) -> (i64, i64) {
    %m = arith.addi %n, %one : i64
    %wide = arith.index_cast %i : index to i64
    %t = arith.addi %s, %wide : i64
    scf.yield %m, %t : i64, i64
  }
  %4 = tensor.from_elements %n, %s : tensor<2xi64>
  return %0, %1, %2, %3, %4 : tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>
}
func.func @no_step() -> tensor<2xi64> {
  %zero = arith.constant 0 : i64
  %r = scf.for %i = %zero to %zero step %zero iter_args(%n = %zero) -> (i64) : i64 {
    scf.yield %i : i64
  }
  %t = tensor.from_elements %r, %r : tensor<2xi64>
  return %t : tensor<2xi64>
}
