// A module inside of another has functions of its own: they keep their names, whatever stands outside, and the pass limits them where
// it runs on that module.
// RUN: quant-opt %s > %t && quant-opt %s --qnt-limit-recursion | diff - %t
// RUN: quant-opt %s --pass-pipeline="builtin.module(builtin.module(qnt-limit-recursion))" | FileCheck %s

// CHECK: func.func @f(%{{.*}}: i32) -> i32
// CHECK-NEXT: return
// CHECK: module @inner
// CHECK: func.func @f(%{{.*}}: i32) -> i32
// CHECK: call @f_nested_0(%
// CHECK: func.func private @f_nested_0(%{{.*}}: i32, %{{.*}}: index) -> i32
// CHECK: cf.assert
// CHECK: call @f_nested_0(%
// CHECK: call @f_nested(%
// CHECK: func.func private @f_nested(%{{.*}}: i32) -> i32
module {
  func.func @f(%arg0: i32) -> i32 {
    return %arg0 : i32
  }
  module @inner {
    func.func @f(%arg0: i32) -> i32 {
      %0 = call @f(%arg0) : (i32) -> i32
      %1 = call @f_nested(%0) : (i32) -> i32
      return %1 : i32
    }
    func.func private @f_nested(%arg0: i32) -> i32 {
      return %arg0 : i32
    }
  }
}
