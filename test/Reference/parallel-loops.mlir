// Loops whose iterations have no order. Expected values are worked out by hand.
// RUN: quant-run %s --entry=forall | FileCheck %s --check-prefix=FORALL
// RUN: quant-run %s --entry=forall --device=cpu | FileCheck %s --check-prefix=FORALL
// RUN: quant-run %s --entry=forall_grid | FileCheck %s --check-prefix=GRID
// RUN: quant-run %s --entry=forall_grid --device=cpu | FileCheck %s --check-prefix=GRID
// RUN: quant-run %s --entry=forall_sees_old | FileCheck %s --check-prefix=OLD
// RUN: quant-run %s --entry=forall_sees_old --device=cpu | FileCheck %s --check-prefix=OLD
// RUN: quant-run %s --entry=forall_nested | FileCheck %s --check-prefix=NESTED
// RUN: quant-run %s --entry=forall_nested --device=cpu | FileCheck %s --check-prefix=NESTED
// RUN: quant-run %s --entry=forall_none | FileCheck %s --check-prefix=NONE
// RUN: quant-run %s --entry=forall_none --device=cpu | FileCheck %s --check-prefix=NONE
// RUN: quant-run %s --entry=parallel | FileCheck %s --check-prefix=PARALLEL
// RUN: quant-run %s --entry=parallel --device=cpu | FileCheck %s --check-prefix=PARALLEL
// RUN: quant-run %s --entry=parallel_order | FileCheck %s --check-prefix=ORDER
// RUN: quant-run %s --entry=parallel_order --device=cpu | FileCheck %s --check-prefix=ORDER
// RUN: quant-run %s --entry=near_the_end | FileCheck %s --check-prefix=END
// RUN: quant-run %s --entry=near_the_end --device=cpu | FileCheck %s --check-prefix=END

// FORALL: tensor<4xf32> [2, 4, 6, 8]
func.func @forall() -> tensor<4xf32> {
  %x = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %0 = scf.forall (%i) in (4) shared_outs(%o = %x) -> (tensor<4xf32>) {
    %s = tensor.extract_slice %x[%i] [1] [1] : tensor<4xf32> to tensor<1xf32>
    %d = arith.addf %s, %s : tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %d into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    }
  }
  return %0 : tensor<4xf32>
}

// Two results, lower bounds and steps, a rank-reduced slice, what no iteration writes, and a mapping: rows 0 and 2, columns 1
// and 3 become 10 * row + column; the second result gets the same in a row.
// GRID: tensor<3x4xi32> {{\[\[}}0, 1, 0, 3], [0, 0, 0, 0], [0, 21, 0, 23]]
// GRID: tensor<5xi32> [1, 3, 21, 23, 9]
func.func @forall_grid() -> (tensor<3x4xi32>, tensor<5xi32>) {
  %zeros = arith.constant dense<0> : tensor<3x4xi32>
  %nines = arith.constant dense<9> : tensor<5xi32>
  %ten = arith.constant 10 : index
  %two = arith.constant 2 : index
  %rows = arith.constant 3 : index
  %0:2 = scf.forall (%i, %j) = (0, 1) to (%rows, 4) step (2, 2) shared_outs(%o = %zeros, %p = %nines)
      -> (tensor<3x4xi32>, tensor<5xi32>) {
    %tens = arith.muli %i, %ten : index
    %sum = arith.addi %tens, %j : index
    %n = arith.index_cast %sum : index to i32
    %e = tensor.from_elements %n : tensor<1xi32>
    // i + j / 2: 0, 1, 2, 3.
    %half = arith.divui %j, %two : index
    %at = arith.addi %i, %half : index
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %p[%at] [1] [1] : tensor<1xi32> into tensor<5xi32>
      tensor.parallel_insert_slice %e into %o[%i, %j] [1, 1] [1, 1] : tensor<1xi32> into tensor<3x4xi32>
    }
  } {mapping = [#gpu.thread<y>, #gpu.thread<x>]}
  return %0#0, %0#1 : tensor<3x4xi32>, tensor<5xi32>
}

// A shared tensor read in an iteration is what came in, whatever others write.
// OLD: tensor<4xf32> [4, 3, 2, 1]
func.func @forall_sees_old() -> tensor<4xf32> {
  %x = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %c3 = arith.constant 3 : index
  %0 = scf.forall (%i) in (4) shared_outs(%o = %x) -> (tensor<4xf32>) {
    %j = arith.subi %c3, %i : index
    %s = tensor.extract_slice %o[%j] [1] [1] : tensor<4xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %s into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    }
  }
  return %0 : tensor<4xf32>
}

// Slices of every second element, in a loop inside a loop: the inner one makes [i, 9, i + 1], of which two are taken.
// NESTED: tensor<2x4xi32> {{\[\[}}0, 7, 1, 7], [1, 7, 2, 7]]
func.func @forall_nested() -> tensor<2x4xi32> {
  %sevens = arith.constant dense<7> : tensor<2x4xi32>
  %nines = arith.constant dense<9> : tensor<3xi32>
  %two = arith.constant 2 : index
  %0 = scf.forall (%i) in (2) shared_outs(%o = %sevens) -> (tensor<2x4xi32>) {
    %inner = scf.forall (%j) = (0) to (3) step (2) shared_outs(%q = %nines) -> (tensor<3xi32>) {
      %half = arith.divui %j, %two : index
      %sum = arith.addi %i, %half : index
      %n = arith.index_cast %sum : index to i32
      %e = tensor.from_elements %n : tensor<1xi32>
      scf.forall.in_parallel {
        tensor.parallel_insert_slice %e into %q[%j] [1] [1] : tensor<1xi32> into tensor<3xi32>
      }
    }
    %s = tensor.extract_slice %inner[0] [2] [2] : tensor<3xi32> to tensor<2xi32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %s into %o[%i, 0] [1, 2] [1, 2] : tensor<2xi32> into tensor<2x4xi32>
    }
  }
  return %0 : tensor<2x4xi32>
}

// NONE: tensor<2xi8> [5, 6]
// NONE: tensor<i8> 3
func.func @forall_none() -> (tensor<2xi8>, i8) {
  %x = arith.constant dense<[5, 6]> : tensor<2xi8>
  %three = arith.constant 3 : i8
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = scf.forall (%i, %j) = (0, 2) to (2, 2) step (1, 1) shared_outs(%o = %x) -> (tensor<2xi8>) {
    %e = tensor.from_elements %three : tensor<1xi8>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [1] [1] : tensor<1xi8> into tensor<2xi8>
    }
  }
  %1 = scf.parallel (%i) = (%c2) to (%c1) step (%c1) init (%three) -> i8 {
    scf.reduce(%three : i8) {
    ^bb0(%a: i8, %b: i8):
      %s = arith.addi %a, %b : i8
      scf.reduce.return %s : i8
    }
  }
  return %0, %1 : tensor<2xi8>, i8
}

// Sum and product of i + 10 j for i = 0, 2 and j = 1, 2: 10, 20, 12, 22. 100 + 64; 1 * 10 * 20 * 12 * 22.
// PARALLEL: tensor<i32> 164
// PARALLEL: tensor<i32> 52800
func.func @parallel() -> (i32, i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %ten = arith.constant 10 : index
  %hundred = arith.constant 100 : i32
  %one = arith.constant 1 : i32
  %0:2 = scf.parallel (%i, %j) = (%c0, %c1) to (%c3, %c3) step (%c2, %c1) init (%hundred, %one) -> (i32, i32) {
    %tens = arith.muli %j, %ten : index
    %sum = arith.addi %i, %tens : index
    %n = arith.index_cast %sum : index to i32
    scf.reduce(%n, %n : i32, i32) {
    ^bb0(%a: i32, %b: i32):
      %s = arith.addi %a, %b : i32
      scf.reduce.return %s : i32
    }, {
    ^bb0(%a: i32, %b: i32):
      %p = arith.muli %a, %b : i32
      scf.reduce.return %p : i32
    }
  }
  return %0#0, %0#1 : i32, i32
}

// Ascending from the initial value: 2^24 + 1 + 1 rounds to even twice, 1 + 1 + 2^24 would not. The first argument of the
// reduction is what there was: 100 - 1 - 2 - 4.
// ORDER: tensor<f32> 16777216
// ORDER: tensor<f32> 93
// ORDER: tensor<i1> 1
func.func @parallel_order() -> (f32, f32, i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %big = arith.constant 16777216.0 : f32
  %hundred = arith.constant 100.0 : f32
  %x = arith.constant dense<[1.0, 1.0, 1.0]> : tensor<3xf32>
  %y = arith.constant dense<[1.0, 2.0, 4.0]> : tensor<3xf32>
  %0:2 = scf.parallel (%i) = (%c0) to (%c3) step (%c1) init (%big, %hundred) -> (f32, f32) {
    %e = tensor.extract %x[%i] : tensor<3xf32>
    %f = tensor.extract %y[%i] : tensor<3xf32>
    scf.reduce(%e, %f : f32, f32) {
    ^bb0(%a: f32, %b: f32):
      %s = arith.addf %a, %b : f32
      scf.reduce.return %s : f32
    }, {
    ^bb0(%a: f32, %b: f32):
      %s = arith.subf %a, %b : f32
      scf.reduce.return %s : f32
    }
  }
  %same = arith.cmpf oeq, %0#0, %big : f32
  return %0#0, %0#1, %same : f32, f32, i1
}

// Two trips before the last index, whose next step wraps.
// END: tensor<i64> 2
func.func @near_the_end() -> i64 {
  %end = arith.constant 9223372036854775807 : index
  %start = arith.constant 9223372036854775804 : index
  %two = arith.constant 2 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %0 = scf.parallel (%i) = (%start) to (%end) step (%two) init (%zero) -> i64 {
    scf.reduce(%one : i64) {
    ^bb0(%a: i64, %b: i64):
      %s = arith.addi %a, %b : i64
      scf.reduce.return %s : i64
    }
  }
  return %0 : i64
}
