// RUN: not quant-run %s --entry=recursion 2>&1 | FileCheck %s --check-prefix=DEPTH
// RUN: not quant-run %s --entry=endless --max-steps=1000 2>&1 | FileCheck %s --check-prefix=STEPS
// RUN: not quant-run %s --entry=endless_blocks --max-steps=1000 2>&1 | FileCheck %s --check-prefix=BLOCKS
// RUN: not quant-run %s --entry=empty_body --max-steps=1000 2>&1 | FileCheck %s --check-prefix=EMPTY-BODY
// RUN: not quant-run %s --entry=step 2>&1 | FileCheck %s --check-prefix=STEP
// RUN: not quant-run %s --entry=failing 2>&1 | FileCheck %s --check-prefix=ASSERT
// RUN: not quant-run %s --entry=external 2>&1 | FileCheck %s --check-prefix=EXTERNAL
// RUN: not quant-run %s --entry=unknown 2>&1 | FileCheck %s --check-prefix=UNKNOWN

func.func @empty_body() {
  %lower = arith.constant 0 : index
  %upper = arith.constant 9223372036854775807 : index
  %step = arith.constant 1 : index
  // EMPTY-BODY: 'scf.yield' op reached the limit of 1000 evaluated ops
  scf.for %i = %lower to %upper step %step {
  }
  return
}

func.func @recursion() {
  // DEPTH: control-flow-errors.mlir:{{[0-9]+}}:{{[0-9]+}}: 'func.func' op reached the limit of 256 nested calls and regions
  call @recursion() : () -> ()
  return
}

func.func @endless() {
  %true = arith.constant true
  // STEPS: reached the limit of 1000 evaluated ops
  scf.while : () -> () {
    scf.condition(%true)
  } do {
    %zero = arith.constant 0 : i32
    scf.yield
  }
  return
}

func.func @endless_blocks() {
  cf.br ^loop
^loop:
  // BLOCKS: 'cf.br' op reached the limit of 1000 evaluated ops
  cf.br ^loop
}

func.func @step() {
  %c0 = arith.constant 0 : index
  // STEP: 'scf.for' op expected a positive step, got 0
  scf.for %i = %c0 to %c0 step %c0 {
  }
  return
}

func.func @failing() {
  %false = arith.constant false
  // ASSERT: 'cf.assert' op failed: sizes must agree
  cf.assert %false, "sizes must agree"
  return
}

func.func private @declared(i32) -> i32

func.func @external() -> i32 {
  %x = arith.constant 1 : i32
  // EXTERNAL: 'func.call' op function @declared has no body
  %y = call @declared(%x) : (i32) -> i32
  return %y : i32
}

func.func @unknown() -> tensor<2xf32> {
  %x = tensor.empty() : tensor<2xf32>
  // UNKNOWN: 'linalg.pack' op is not known to the reference interpreter
  %e = tensor.empty() : tensor<1x2xf32>
  %y = linalg.pack %x inner_dims_pos = [0] inner_tiles = [2] into %e : tensor<2xf32> -> tensor<1x2xf32>
  return %x : tensor<2xf32>
}
