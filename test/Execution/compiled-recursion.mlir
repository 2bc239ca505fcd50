// Recursion, and where it ends. Each function, and functions that call each other, through arrays and regions as well.
// RUN: quant-run %s --device=cpu --entry=main --compare=reference
// RUN: quant-run %s --device=cpu --entry=main | FileCheck %s
// RUN: not quant-run %s --device=cpu --entry=endless 2>&1 | FileCheck %s --check-prefix=ENDLESS
// RUN: not quant-run %s --device=cpu --entry=endless_region 2>&1 | FileCheck %s --check-prefix=ENDLESS
// RUN: not quant-run %s --device=cpu --entry=own_check 2>&1 | FileCheck %s --check-prefix=ENDLESS
// ENDLESS: 'func.func' op reached the limit of 256 nested calls

// CHECK: tensor<index> 820
// CHECK: tensor<i1> 1
// CHECK: tensor<2xf32> [160, 240]
#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @main() -> (index, i1, tensor<2xf32>) {
  %n = arith.constant 40 : index
  %0 = call @sum(%n) : (index) -> index
  %1 = call @is_even(%n) : (index) -> i1
  %w = qnt.constant codes = dense<[2, 3]> : tensor<2xi8>, scales = dense<2.0> : tensor<1xf32> : !qnt.array<2, #i8>
  %2 = call @add_up(%n, %w) : (index, !qnt.array<2, #i8>) -> tensor<2xf32>
  return %0, %1, %2 : index, i1, tensor<2xf32>
}
func.func private @sum(%n: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %is_end = arith.cmpi eq, %n, %c0 : index
  cf.cond_br %is_end, ^end, ^more
^end:
  return %c0 : index
^more:
  %m = arith.subi %n, %c1 : index
  %s = call @sum(%m) : (index) -> index
  %t = arith.addi %s, %n : index
  return %t : index
}
func.func private @is_even(%n: index) -> i1 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %is_end = arith.cmpi eq, %n, %c0 : index
  %r = scf.if %is_end -> i1 {
    scf.yield %is_end : i1
  } else {
    %m = arith.subi %n, %c1 : index
    %s = func.call @is_odd(%m) : (index) -> i1
    scf.yield %s : i1
  }
  return %r : i1
}
func.func private @is_odd(%n: index) -> i1 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %is_end = arith.cmpi eq, %n, %c0 : index
  %r = scf.if %is_end -> i1 {
    %false = arith.constant false
    scf.yield %false : i1
  } else {
    %m = arith.subi %n, %c1 : index
    %s = func.call @is_even(%m) : (index) -> i1
    scf.yield %s : i1
  }
  return %r : i1
}
func.func private @add_up(%n: index, %w: !qnt.array<2, #i8>) -> tensor<2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %is_end = arith.cmpi eq, %n, %c0 : index
  %r = scf.if %is_end -> tensor<2xf32> {
    %zero = arith.constant dense<0.0> : tensor<2xf32>
    scf.yield %zero : tensor<2xf32>
  } else {
    %m = arith.subi %n, %c1 : index
    %s = func.call @add_up(%m, %w) : (index, !qnt.array<2, #i8>) -> tensor<2xf32>
    %x = qnt.dequantize %w : !qnt.array<2, #i8> -> tensor<2xf32>
    %t = arith.addf %s, %x : tensor<2xf32>
    scf.yield %t : tensor<2xf32>
  }
  return %r : tensor<2xf32>
}

func.func @endless() -> index {
  %n = arith.constant 0 : index
  %r = call @forever(%n) : (index) -> index
  return %r : index
}
func.func private @forever(%n: index) -> index {
  %r = call @forever(%n) : (index) -> index
  return %r : index
}
func.func @endless_region() -> tensor<2xf32> {
  %x = arith.constant dense<0.0> : tensor<2xf32>
  %y = call @forever_in_region(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
func.func private @forever_in_region(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = qnt.invoke_quant scheme("s") (%a = %x : tensor<2xf32>) -> tensor<2xf32> {
    %r = func.call @forever_in_region(%a) : (tensor<2xf32>) -> tensor<2xf32>
    qnt.yield %r : tensor<2xf32>
  }
  return %y : tensor<2xf32>
}

// A check of the program's own in these words.
func.func private @checked(%n: index) -> index {
  %c100 = arith.constant 100 : index
  %fits = arith.cmpi ult, %n, %c100 : index
  cf.assert %fits, "'func.func' op reached the limit of 100 nested calls"
  %r = call @checked(%n) : (index) -> index
  %s = arith.addi %r, %n : index
  return %s : index
}
func.func @own_check() -> index {
  %c5 = arith.constant 5 : index
  %r = call @checked(%c5) : (index) -> index
  return %r : index
}
