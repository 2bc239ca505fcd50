// RUN: quant-opt %s --split-input-file --qnt-lower-asserts | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-lower-asserts > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-lower-asserts > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-lower-asserts -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-lower-asserts {{.*}}| lowered=2{{$}}
// REMARK: [Analysis] qnt-lower-asserts {{.*}}| lowered=1{{$}}
// REMARK: [Analysis] qnt-lower-asserts {{.*}}Category:qnt |{{ *$}}

// With the place where it is known; failures go last, so that what holds falls through.
// CHECK-LABEL: func.func @asserts
// CHECK-NEXT: cf.cond_br %arg0, ^[[AFTER_FIRST:.*]], ^[[FIRST_FAILS:bb[0-9]+]]
// CHECK: ^[[AFTER_FIRST]]:
// CHECK-NEXT: cf.cond_br %arg1, ^[[REST:.*]], ^[[SECOND_FAILS:bb[0-9]+]]
// CHECK: ^[[REST]]:
// CHECK-NEXT: return
// CHECK: ^[[SECOND_FAILS]]:
// CHECK-NEXT: %[[SECOND:.*]] = llvm.mlir.addressof @qnt_message_0
// CHECK-NEXT: call @qnt_runtime_fail(%[[SECOND]]) : (!llvm.ptr) -> ()
// CHECK-NEXT: llvm.unreachable
// CHECK: ^[[FIRST_FAILS]]:
// CHECK: llvm.mlir.addressof @qnt_message :
// CHECK: func.func private @qnt_runtime_fail(!llvm.ptr) attributes {passthrough = ["noreturn", "cold"]}
// CHECK: llvm.mlir.global internal constant @qnt_message("model.mlir:3:5: first\00")
// CHECK: llvm.mlir.global internal constant @qnt_message_0("second\00")
func.func @asserts(%holds: i1, %other: i1) -> i1 {
  cf.assert %holds, "first" loc("model.mlir":3:5)
  cf.assert %other, "second" loc(unknown)
  return %other : i1
}

// -----

// What upstream's run-time checks say, in one line as other errors.
// CHECK: @qnt_message("model.mlir:7:1: 'tensor.dim' op index is out of bounds\00")
func.func @runtime_verification(%holds: i1) {
  cf.assert %holds, "ERROR: Runtime op verification failed\0A%dim = tensor.dim %1, %c2 : tensor<2x3xi3>\0A^ index is out of bounds\0ALocation: loc(\22model.mlir\22:7:1)" loc("model.mlir":7:1)
  return
}

// -----

// CHECK-LABEL: func.func @inside_a_region
// CHECK: scf.if
// CHECK-NEXT: cf.assert %arg0, "inside"
// CHECK-NOT: qnt_runtime_fail
func.func @inside_a_region(%holds: i1) {
  scf.if %holds {
    cf.assert %holds, "inside"
  }
  return
}
