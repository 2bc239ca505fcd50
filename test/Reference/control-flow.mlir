// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=loops | FileCheck %s --check-prefix=LOOP
// RUN: quant-run %s --entry=blocks | FileCheck %s --check-prefix=CF
// RUN: quant-run %s --entry=calls | FileCheck %s --check-prefix=CALL

func.func @main() -> (i32, tensor<2xi32>, i32, i32) {
  %true = arith.constant true
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %a = arith.constant dense<[1, 2]> : tensor<2xi32>
  %b = arith.constant dense<[3, 4]> : tensor<2xi32>
  // CHECK: tensor<i32> 2
  %x = scf.if %true -> i32 {
    scf.yield %two : i32
  } else {
    scf.yield %one : i32
  }
  // CHECK: tensor<2xi32> [1, 2]
  %chosen = arith.select %true, %a, %b : tensor<2xi32>
  %case = arith.constant 5 : index
  // CHECK: tensor<i32> 1
  %y = scf.index_switch %case -> i32
  case 2 {
    scf.yield %two : i32
  }
  case 5 {
    scf.yield %one : i32
  }
  default {
    scf.yield %x : i32
  }
  // CHECK: tensor<i32> 3
  %z = scf.execute_region -> i32 {
    %sum = arith.addi %one, %two : i32
    scf.yield %sum : i32
  }
  return %x, %chosen, %y, %z : i32, tensor<2xi32>, i32, i32
}

func.func @loops() -> (i32, index, i32, i32) {
  %c0 = arith.constant 0 : index
  %c10 = arith.constant 10 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0 : i32
  // 0 + 3 + 6 + 9
  // LOOP: tensor<i32> 18
  %sum = scf.for %i = %c0 to %c10 step %c3 iter_args(%s = %zero) -> i32 {
    %j = arith.index_cast %i : index to i32
    %t = arith.addi %s, %j : i32
    scf.yield %t : i32
  }
  // The first power of two from 100 on.
  // LOOP: tensor<index> 128
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  %power = scf.while (%p = %c1) : (index) -> index {
    %below = arith.cmpi slt, %p, %c100 : index
    scf.condition(%below) %p : index
  } do {
  ^bb0(%p: index):
    %q = arith.addi %p, %p : index
    scf.yield %q : index
  }
  // No trip.
  // LOOP: tensor<i32> 0
  %none = scf.for %i = %c10 to %c0 step %c1 iter_args(%s = %zero) -> i32 {
    %one = arith.constant 1 : i32
    scf.yield %one : i32
  }
  // Unsigned: 250 to 255 by 2 is 3 trips, and does not wrap.
  %lower = arith.constant -6 : i8
  %upper = arith.constant -1 : i8
  %step = arith.constant 2 : i8
  // LOOP: tensor<i32> 3
  %trips = scf.for unsigned %i = %lower to %upper step %step iter_args(%s = %zero) -> i32 : i8 {
    %one = arith.constant 1 : i32
    %t = arith.addi %s, %one : i32
    scf.yield %t : i32
  }
  return %sum, %power, %none, %trips : i32, index, i32, i32
}

// A loop of blocks: 5 + 4 + 3 + 2 + 1, then a switch.
func.func @blocks() -> (i32, i32) {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %five = arith.constant 5 : i32
  cf.br ^loop(%five, %zero : i32, i32)
^loop(%n: i32, %s: i32):
  %t = arith.addi %s, %n : i32
  %m = arith.subi %n, %one : i32
  %more = arith.cmpi sgt, %m, %zero : i32
  cf.assert %more, "does not fail before the last trip"
  %last = arith.cmpi eq, %m, %one : i32
  cf.cond_br %last, ^exit(%t : i32), ^loop(%m, %t : i32, i32)
^exit(%sum: i32):
  cf.switch %sum : i32, [
    default: ^end(%zero : i32),
    14: ^end(%one : i32),
    15: ^end(%five : i32)
  ]
^end(%r: i32):
  // CF: tensor<i32> 14
  // CF: tensor<i32> 1
  return %sum, %r : i32, i32
}

func.func @calls() -> (i64, i32) {
  %n = arith.constant 20 : i64
  // CALL: tensor<i64> 2432902008176640000
  %f = call @factorial(%n) : (i64) -> i64
  %twice = constant @twice : (i32) -> i32
  %x = arith.constant 21 : i32
  // CALL: tensor<i32> 42
  %y = call_indirect %twice(%x) : (i32) -> i32
  return %f, %y : i64, i32
}

func.func private @twice(%x: i32) -> i32 {
  %y = arith.addi %x, %x : i32
  return %y : i32
}

func.func private @factorial(%n: i64) -> i64 {
  %one = arith.constant 1 : i64
  %end = arith.cmpi sle, %n, %one : i64
  cf.cond_br %end, ^end(%one : i64), ^more
^more:
  %m = arith.subi %n, %one : i64
  %f = call @factorial(%m) : (i64) -> i64
  %product = arith.muli %n, %f : i64
  cf.br ^end(%product : i64)
^end(%r: i64):
  return %r : i64
}
