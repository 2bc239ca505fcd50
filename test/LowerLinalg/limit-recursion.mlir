// RUN: quant-opt %s --split-input-file --qnt-limit-recursion=limit=9 | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-limit-recursion=limit=9 > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-limit-recursion=limit=9 > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-limit-recursion --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-limit-recursion {{.*}}| limited=1{{$}}
// REMARK: [Analysis] qnt-limit-recursion {{.*}}| limited=2{{$}}
// REMARK: [Analysis] qnt-limit-recursion {{.*}}Category:qnt |{{ *$}}

// Attributes of arguments stay with their arguments.
// CHECK-LABEL: func.func @sum(%arg0: index {qnt.name = "n"}) -> index {
// CHECK: %[[NONE:.*]] = arith.constant 0 : index
// CHECK: %[[RESULT:.*]] = call @sum_nested(%arg0, %[[NONE]]) : (index, index) -> index
// CHECK: return %[[RESULT]]
// CHECK-LABEL: func.func private @sum_nested(%arg0: index {qnt.name = "n"}, %arg1: index) -> index {
// CHECK: %[[LIMIT:.*]] = arith.constant 9 : index
// CHECK: %[[FITS:.*]] = arith.cmpi ult, %arg1, %[[LIMIT]] : index
// CHECK: cf.assert %[[FITS]], "'func.func' op reached the limit of 9 nested calls"
// CHECK: %[[DEEPER:.*]] = arith.addi %arg1, %{{.*}} : index
// CHECK: call @sum_nested(%{{.*}}, %[[DEEPER]])
// CHECK-LABEL: func.func @main
// CHECK: call @sum(%arg0) : (index) -> index
func.func @sum(%n: index {qnt.name = "n"}) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %is_end = arith.cmpi eq, %n, %c0 : index
  %r = scf.if %is_end -> index {
    scf.yield %c0 : index
  } else {
    %m = arith.subi %n, %c1 : index
    %s = func.call @sum(%m) : (index) -> index
    %t = arith.addi %s, %n : index
    scf.yield %t : index
  }
  return %r : index
}
func.func @main(%n: index) -> index {
  %r = call @sum(%n) : (index) -> index
  return %r : index
}

// -----

// Functions that reach each other count together. A name that is taken is not taken again.
// CHECK-LABEL: func.func @even(
// CHECK: call @even_nested_0(
// CHECK-LABEL: func.func private @even_nested_0(
// CHECK: call @odd_nested(
// CHECK-LABEL: func.func private @odd(
// CHECK: call @odd_nested(
// CHECK-LABEL: func.func private @odd_nested(
// CHECK: call @even_nested_0(
// CHECK-LABEL: func.func private @even_nested(
// CHECK-NOT: cf.assert
func.func @even(%n: i8) -> i1 {
  %r = call @odd(%n) : (i8) -> i1
  return %r : i1
}
func.func private @odd(%n: i8) -> i1 {
  %r = call @even(%n) : (i8) -> i1
  return %r : i1
}
func.func private @even_nested(%n: i8) -> i8 {
  return %n : i8
}

// -----

// CHECK-LABEL: func.func @not_recursive
// CHECK-NOT: cf.assert
func.func @not_recursive(%n: index) -> index {
  %r = call @leaf(%n) : (index) -> index
  %s = call @leaf(%r) : (index) -> index
  return %s : index
}
func.func private @leaf(%n: index) -> index {
  return %n : index
}

// -----

// CHECK-LABEL: func.func private @isolated_nested
// CHECK: qnt.invoke_quant
// CHECK: func.call @isolated(%
// REMARK: remark: [Missed] qnt-limit-recursion {{.*}}the call stands in an isolated region
// REMARK: [Analysis] qnt-limit-recursion {{.*}}| limited=1{{$}}
func.func @isolated(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = qnt.invoke_quant scheme("s") (%a = %x : tensor<2xf32>) -> tensor<2xf32> {
    %r = func.call @isolated(%a) : (tensor<2xf32>) -> tensor<2xf32>
    qnt.yield %r : tensor<2xf32>
  }
  return %y : tensor<2xf32>
}

// -----

// An argument of the program's own, though it is checked in the pass's words: calls do not count.
// CHECK-LABEL: func.func private @own_check_nested
// CHECK: cf.assert %{{.*}}, "'func.func' op reached the limit of 9 nested calls"
// CHECK: cf.assert %{{.*}}, "'func.func' op reached the limit of 100 nested calls"
func.func @own_check(%n: index) -> index {
  %c100 = arith.constant 100 : index
  %fits = arith.cmpi ult, %n, %c100 : index
  cf.assert %fits, "'func.func' op reached the limit of 100 nested calls"
  %r = call @own_check(%n) : (index) -> index
  return %r : index
}
