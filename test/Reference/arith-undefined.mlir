// What arith leaves undefined is an error that names the op and its place.
// RUN: not quant-run %s --entry=division 2>&1 | FileCheck %s --check-prefix=DIV
// RUN: not quant-run %s --entry=division_overflow 2>&1 | FileCheck %s --check-prefix=DIVO
// RUN: not quant-run %s --entry=remainder 2>&1 | FileCheck %s --check-prefix=REM
// RUN: not quant-run %s --entry=shift 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=nsw 2>&1 | FileCheck %s --check-prefix=NSW
// RUN: not quant-run %s --entry=nuw 2>&1 | FileCheck %s --check-prefix=NUW
// RUN: not quant-run %s --entry=nsw_shift 2>&1 | FileCheck %s --check-prefix=NSWSHIFT
// RUN: not quant-run %s --entry=exact 2>&1 | FileCheck %s --check-prefix=EXACT
// RUN: not quant-run %s --entry=exact_shift 2>&1 | FileCheck %s --check-prefix=EXACTSHIFT
// RUN: not quant-run %s --entry=nan_to_int 2>&1 | FileCheck %s --check-prefix=NAN
// RUN: not quant-run %s --entry=negative_to_unsigned 2>&1 | FileCheck %s --check-prefix=NEG
// RUN: not quant-run %s --entry=trunc 2>&1 | FileCheck %s --check-prefix=TRUNC
// RUN: not quant-run %s --entry=power 2>&1 | FileCheck %s --check-prefix=POW
// RUN: not quant-run %s --entry=shapes 2>&1 | FileCheck %s --check-prefix=SHAPE
// RUN: not quant-run %s --entry=wide 2>&1 | FileCheck %s --check-prefix=WIDE

func.func @division() -> tensor<2xi32> {
  %a = arith.constant dense<1> : tensor<2xi32>
  %b = arith.constant dense<[1, 0]> : tensor<2xi32>
  // DIV: arith-undefined.mlir:[[@LINE+1]]:8: 'arith.divsi' op division by zero
  %c = arith.divsi %a, %b : tensor<2xi32>
  return %c : tensor<2xi32>
}

func.func @division_overflow() -> i8 {
  %a = arith.constant -128 : i8
  %b = arith.constant -1 : i8
  // DIVO: 'arith.floordivsi' op signed overflow in division
  %c = arith.floordivsi %a, %b : i8
  return %c : i8
}

func.func @remainder() -> i8 {
  %a = arith.constant 5 : i8
  %b = arith.constant 0 : i8
  // REM: 'arith.remui' op division by zero
  %c = arith.remui %a, %b : i8
  return %c : i8
}

func.func @shift() -> i8 {
  %a = arith.constant 5 : i8
  %b = arith.constant 8 : i8
  // SHIFT: 'arith.shli' op shift amount not below the bit width
  %c = arith.shli %a, %b : i8
  return %c : i8
}

func.func @nsw() -> i8 {
  %a = arith.constant 100 : i8
  // NSW: 'arith.addi' op signed overflow where nsw is promised
  %c = arith.addi %a, %a overflow<nsw> : i8
  return %c : i8
}

func.func @nuw() -> i8 {
  %a = arith.constant 1 : i8
  %b = arith.constant 2 : i8
  // NUW: 'arith.subi' op unsigned overflow where nuw is promised
  %c = arith.subi %a, %b overflow<nuw> : i8
  return %c : i8
}

func.func @nsw_shift() -> i8 {
  %a = arith.constant 64 : i8
  %b = arith.constant 1 : i8
  // NSWSHIFT: 'arith.shli' op signed overflow where nsw is promised
  %c = arith.shli %a, %b overflow<nsw> : i8
  return %c : i8
}

func.func @exact() -> i8 {
  %a = arith.constant 7 : i8
  %b = arith.constant 2 : i8
  // EXACT: 'arith.divsi' op remainder where exact is promised
  %c = arith.divsi %a, %b exact : i8
  return %c : i8
}

func.func @exact_shift() -> i8 {
  %a = arith.constant 7 : i8
  %b = arith.constant 1 : i8
  // EXACTSHIFT: 'arith.shrui' op bits shifted out where exact is promised
  %c = arith.shrui %a, %b exact : i8
  return %c : i8
}

func.func @nan_to_int() -> i8 {
  %a = arith.constant 0x7FC00000 : f32
  // NAN: 'arith.fptosi' op float to integer conversion out of range
  %c = arith.fptosi %a : f32 to i8
  return %c : i8
}

func.func @negative_to_unsigned() -> i8 {
  %a = arith.constant -1.0 : f32
  // NEG: 'arith.fptoui' op float to integer conversion out of range
  %c = arith.fptoui %a : f32 to i8
  return %c : i8
}

func.func @trunc() -> i8 {
  %a = arith.constant 200 : i32
  // TRUNC: 'arith.trunci' op signed overflow where nsw is promised
  %c = arith.trunci %a overflow<nsw> : i32 to i8
  return %c : i8
}

func.func @power() -> i8 {
  %a = arith.constant 0 : i8
  %b = arith.constant -1 : i8
  // POW: 'math.ipowi' op zero raised to a negative power
  %c = math.ipowi %a, %b : i8
  return %c : i8
}

func.func @shapes() -> tensor<?xi8> {
  %a = arith.constant dense<[1, 2]> : tensor<2xi8>
  %b = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %c = tensor.cast %a : tensor<2xi8> to tensor<?xi8>
  %d = tensor.cast %b : tensor<3xi8> to tensor<?xi8>
  // SHAPE: 'arith.addi' op expected operand 1 to have the shape of operand 0, got 3xi8 and 2xi8
  %e = arith.addi %c, %d : tensor<?xi8>
  return %e : tensor<?xi8>
}

func.func @wide() -> i128 {
  // WIDE: 'arith.constant' op has a constant of a type that is not known to the reference interpreter
  %a = arith.constant 1 : i128
  return %a : i128
}
