// What an op demands at run time, the expanded program demands too.
//
// RUN: quant-opt %s --qnt-expand-layout-ops -o %t.mlir
// RUN: quant-run %t.mlir --entry=fits
// RUN: not quant-run %t.mlir --entry=reshape 2>&1 | FileCheck %s --check-prefix=RESHAPE
// RUN: not quant-run %t.mlir --entry=slice 2>&1 | FileCheck %s --check-prefix=SLICE
// RUN: not quant-run %t.mlir --entry=offset 2>&1 | FileCheck %s --check-prefix=OFFSET
// RUN: not quant-run %t.mlir --entry=concat 2>&1 | FileCheck %s --check-prefix=CONCAT
// RUN: not quant-run %t.mlir --entry=below 2>&1 | FileCheck %s --check-prefix=GATHER
// RUN: not quant-run %t.mlir --entry=above 2>&1 | FileCheck %s --check-prefix=GATHER
// Without the expansion these are errors as well.
// RUN: quant-run %s --entry=fits
// RUN: not quant-run %s --entry=reshape 2>&1 | FileCheck %s --check-prefix=WHOLE-RESHAPE
// RUN: not quant-run %s --entry=slice 2>&1 | FileCheck %s --check-prefix=WHOLE-SLICE
// RUN: not quant-run %s --entry=offset 2>&1 | FileCheck %s --check-prefix=WHOLE-OFFSET
// RUN: not quant-run %s --entry=concat 2>&1 | FileCheck %s --check-prefix=WHOLE-CONCAT
// RUN: not quant-run %s --entry=below 2>&1 | FileCheck %s --check-prefix=WHOLE-BELOW
// RUN: not quant-run %s --entry=above 2>&1 | FileCheck %s --check-prefix=WHOLE-ABOVE

#rows = #qnt.encoding<i8 : f32, block = 1x2, scale = f32>
!any = !qnt.array<?x4, #rows>

func.func private @make(%n: index) -> !any {
  %one = arith.constant 1 : i8
  %half = arith.constant 0.5 : f32
  %c = tensor.splat %one[%n] : tensor<?x4xi8>
  %s = tensor.splat %half[%n] : tensor<?x2xf32>
  %a = qnt.assemble %c, %s : (tensor<?x4xi8>, tensor<?x2xf32>) -> !any
  return %a : !any
}

func.func private @to_eight(%n: index) -> !qnt.array<?x8, #rows> {
  %a = call @make(%n) : (index) -> !any
  // RESHAPE: 'qnt.reshape' op expected a dynamic size that follows from the input's shape
  // WHOLE-RESHAPE: 'qnt.reshape' op expected a dynamic size that follows from the input's shape
  %r = qnt.reshape %a : !any -> !qnt.array<?x8, #rows>
  return %r : !qnt.array<?x8, #rows>
}

func.func private @first_three(%n: index) -> !qnt.array<3x4, #rows> {
  %a = call @make(%n) : (index) -> !any
  // SLICE: 'qnt.slice' op expected a slice inside dimension 0, which needs a size of at least 5
  // WHOLE-SLICE: 'qnt.slice' op expected a slice inside dimension 0 of 4, got offset 0, size 3, stride 2
  %r = qnt.slice %a [0, 0] [3, 4] [2, 1] : !any -> !qnt.array<3x4, #rows>
  return %r : !qnt.array<3x4, #rows>
}

func.func private @from_three(%n: index) -> !any {
  %a = call @make(%n) : (index) -> !any
  // OFFSET: 'qnt.slice' op expected a slice inside dimension 0, which needs a size of at least 3
  // WHOLE-OFFSET: 'qnt.slice' op expected a slice inside dimension 0 of 2, got offset 3, size 0, stride 1
  %r = qnt.slice %a [3, 0] [-1, 4] [1, 1] : !any -> !any
  return %r : !any
}

func.func private @beside(%n: index, %m: index) -> !qnt.array<?x8, #rows> {
  %a = call @make(%n) : (index) -> !any
  %b = call @make(%m) : (index) -> !any
  // CONCAT: 'qnt.concat' op expected input #1 to have the size of input #0 in dimension 0
  // WHOLE-CONCAT: 'qnt.concat' op expected input 1 to have size 2 in dimension 0, got 3
  %r = qnt.concat dim = 1 %a, %b : (!any, !any) -> !qnt.array<?x8, #rows>
  return %r : !qnt.array<?x8, #rows>
}

func.func private @rows(%n: index, %i: tensor<2xi8>) -> !qnt.array<2x4, #rows> {
  %a = call @make(%n) : (index) -> !any
  // GATHER: 'qnt.gather' op expected indices inside dimension 0
  // WHOLE-BELOW: 'qnt.gather' op expected indices from 0 to 199, got -1
  // WHOLE-ABOVE: 'qnt.gather' op expected indices from 0 to 1, got 2
  %r = qnt.gather %a[%i] dim = 0 : !any, tensor<2xi8> -> !qnt.array<2x4, #rows>
  return %r : !qnt.array<2x4, #rows>
}

func.func @fits() {
  %n2 = arith.constant 2 : index
  %n3 = arith.constant 3 : index
  %n5 = arith.constant 5 : index
  %i = arith.constant dense<[0, 4]> : tensor<2xi8>
  %0 = call @to_eight(%n2) : (index) -> !qnt.array<?x8, #rows>
  %1 = call @first_three(%n5) : (index) -> !qnt.array<3x4, #rows>
  // Nothing is left: that is inside.
  %2 = call @from_three(%n3) : (index) -> !any
  %3 = call @beside(%n5, %n5) : (index, index) -> !qnt.array<?x8, #rows>
  %4 = call @rows(%n5, %i) : (index, tensor<2xi8>) -> !qnt.array<2x4, #rows>
  return
}

func.func @reshape() {
  %n = arith.constant 3 : index
  %0 = call @to_eight(%n) : (index) -> !qnt.array<?x8, #rows>
  return
}

func.func @slice() {
  %n = arith.constant 4 : index
  %0 = call @first_three(%n) : (index) -> !qnt.array<3x4, #rows>
  return
}

func.func @offset() {
  %n = arith.constant 2 : index
  %0 = call @from_three(%n) : (index) -> !any
  return
}

func.func @concat() {
  %n = arith.constant 2 : index
  %m = arith.constant 3 : index
  %0 = call @beside(%n, %m) : (index, index) -> !qnt.array<?x8, #rows>
  return
}

func.func @below() {
  %n = arith.constant 200 : index
  %i = arith.constant dense<[0, -1]> : tensor<2xi8>
  %0 = call @rows(%n, %i) : (index, tensor<2xi8>) -> !qnt.array<2x4, #rows>
  return
}

func.func @above() {
  %n = arith.constant 2 : index
  %i = arith.constant dense<[1, 2]> : tensor<2xi8>
  %0 = call @rows(%n, %i) : (index, tensor<2xi8>) -> !qnt.array<2x4, #rows>
  return
}
