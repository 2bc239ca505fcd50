// What depends on the order of iterations, lies outside, or never ends (expected positive steps, got 0) is an error.
// RUN: not quant-run %s --entry=forall_step 2>&1 | FileCheck %s --check-prefixes=FORALL-STEP,FORALL-GOT
// RUN: not quant-run %s --entry=forall_step --device=cpu 2>&1 | FileCheck %s --check-prefix=FORALL-STEP
// RUN: not quant-run %s --entry=parallel_step 2>&1 | FileCheck %s --check-prefixes=PARALLEL-STEP,PARALLEL-GOT
// RUN: not quant-run %s --entry=parallel_step --device=cpu 2>&1 | FileCheck %s --check-prefix=PARALLEL-STEP
// RUN: not quant-run %s --entry=written_twice 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: not quant-run %s --entry=written_twice_at_once 2>&1 | FileCheck %s --check-prefix=ONCE
// RUN: not quant-run %s --entry=outside 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --entry=outside --device=cpu 2>&1 | FileCheck %s --check-prefix=OUTSIDE-CPU
// RUN: not quant-run %s --entry=source_shape 2>&1 | FileCheck %s --check-prefix=SOURCE
// RUN: not quant-run %s --entry=source_shape --device=cpu 2>&1 | FileCheck %s --check-prefix=OUTSIDE-CPU
// RUN: not quant-run %s --entry=endless --max-steps=1000 2>&1 | FileCheck %s --check-prefix=ENDLESS

func.func private @number(%n: index) -> index {
  %t = tensor.from_elements %n : tensor<1xindex>
  %c0 = arith.constant 0 : index
  %m = tensor.extract %t[%c0] : tensor<1xindex>
  return %m : index
}

// FORALL-STEP: 'scf.forall' op expected positive steps
// FORALL-GOT-SAME: , got 0
func.func @forall_step() -> tensor<2xi8> {
  %x = arith.constant dense<0> : tensor<2xi8>
  %c0 = arith.constant 0 : index
  %step = call @number(%c0) : (index) -> index
  %0 = scf.forall (%i) = (0) to (2) step (%step) shared_outs(%o = %x) -> (tensor<2xi8>) {
    %e = tensor.extract_slice %x[%i] [1] [1] : tensor<2xi8> to tensor<1xi8>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [1] [1] : tensor<1xi8> into tensor<2xi8>
    }
  }
  return %0 : tensor<2xi8>
}

// PARALLEL-STEP: 'scf.parallel' op expected positive steps
// PARALLEL-GOT-SAME: , got -1
func.func @parallel_step() -> i8 {
  %one = arith.constant 1 : i8
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cm1 = arith.constant -1 : index
  %step = call @number(%cm1) : (index) -> index
  %0 = scf.parallel (%i, %j) = (%c0, %c0) to (%c1, %c1) step (%c1, %step) init (%one) -> i8 {
    scf.reduce(%one : i8) {
    ^bb0(%a: i8, %b: i8):
      %s = arith.addi %a, %b : i8
      scf.reduce.return %s : i8
    }
  }
  return %0 : i8
}

// TWICE: 'tensor.parallel_insert_slice' op expected every element to be written once, got element 1 of 4xi8 twice
func.func @written_twice() -> tensor<4xi8> {
  %x = arith.constant dense<0> : tensor<4xi8>
  %e = arith.constant dense<1> : tensor<2xi8>
  %0 = scf.forall (%i) in (2) shared_outs(%o = %x) -> (tensor<4xi8>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [2] [1] : tensor<2xi8> into tensor<4xi8>
    }
  }
  return %0 : tensor<4xi8>
}

// ONCE: 'tensor.parallel_insert_slice' op expected every element to be written once, got element 2 of 4xi8 twice
func.func @written_twice_at_once() -> tensor<4xi8> {
  %x = arith.constant dense<0> : tensor<4xi8>
  %e = arith.constant dense<1> : tensor<1xi8>
  %0 = scf.forall (%i) = (2) to (3) step (1) shared_outs(%o = %x) -> (tensor<4xi8>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [1] [1] : tensor<1xi8> into tensor<4xi8>
      tensor.parallel_insert_slice %e into %o[2] [1] [1] : tensor<1xi8> into tensor<4xi8>
    }
  }
  return %0 : tensor<4xi8>
}

// OUTSIDE: 'tensor.parallel_insert_slice' op expected a slice inside dimension 0 of 2, got offset 2, size 1, stride 1
// OUTSIDE-CPU: op expected a slice inside the destination
func.func @outside() -> tensor<2xi8> {
  %x = arith.constant dense<0> : tensor<2xi8>
  %e = arith.constant dense<1> : tensor<1xi8>
  %c3 = arith.constant 3 : index
  %n = call @number(%c3) : (index) -> index
  %0 = scf.forall (%i) in (%n) shared_outs(%o = %x) -> (tensor<2xi8>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [1] [1] : tensor<1xi8> into tensor<2xi8>
    }
  }
  return %0 : tensor<2xi8>
}

// SOURCE: 'tensor.parallel_insert_slice' op expected a source of shape 2xi8, got 1xi8
func.func @source_shape() -> tensor<4xi8> {
  %x = arith.constant dense<0> : tensor<4xi8>
  %one = arith.constant 1 : i8
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = call @number(%c1) : (index) -> index
  %m = call @number(%c2) : (index) -> index
  %e = tensor.splat %one[%n] : tensor<?xi8>
  %0 = scf.forall (%i) in (1) shared_outs(%o = %x) -> (tensor<4xi8>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [%m] [1] : tensor<?xi8> into tensor<4xi8>
    }
  }
  return %0 : tensor<4xi8>
}

// ENDLESS: op reached the limit of 1000 evaluated ops
func.func @endless() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %end = arith.constant 9223372036854775807 : index
  scf.parallel (%i) = (%c0) to (%end) step (%c1) {
    scf.reduce
  }
  return
}
