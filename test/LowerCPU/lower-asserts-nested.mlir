// A module inside of another names symbols of its own: its assertions are lowered where the pass runs on it.
// RUN: quant-opt %s --qnt-lower-asserts | FileCheck %s --check-prefix=OUTER
// RUN: quant-opt %s --pass-pipeline="builtin.module(builtin.module(qnt-lower-asserts))" | FileCheck %s --check-prefix=INNER

// OUTER: func.func @f
// OUTER: call @qnt_runtime_fail
// OUTER: module @inner
// OUTER: cf.assert %{{.*}}, "inside"
// OUTER: }
// OUTER: func.func private @qnt_runtime_fail
// OUTER: @qnt_message("{{.*}}outside\00")
// OUTER-NOT: inside
// INNER: cf.assert %{{.*}}, "outside"
// INNER: module @inner
// INNER: llvm.mlir.addressof @qnt_message
// INNER: func.func private @qnt_runtime_fail
// INNER: @qnt_message("{{.*}}inside\00")
module {
  func.func @f(%holds: i1) {
    cf.assert %holds, "outside"
    return
  }
  module @inner {
    func.func @f(%holds: i1) {
      cf.assert %holds, "inside"
      return
    }
  }
}
