// An op that is not known, whose region may hold symbols of its own, hides no call of a kernel from the pass.
// RUN: quant-opt %s --allow-unregistered-dialect --qnt-lower-outlined | FileCheck %s

// CHECK-LABEL: func.func @main
// CHECK-NEXT: "other.region"
// CHECK: tensor.empty
// CHECK-NEXT: linalg.fill {qnt.kernel = "zero"}
// CHECK-NOT: func.func
func.func @main() -> tensor<8xf32> {
  "other.region"() ({
    "other.end"() : () -> ()
  }) : () -> ()
  %y = call @zero() : () -> tensor<8xf32>
  return %y : tensor<8xf32>
}
func.func private @zero() -> tensor<8xf32> attributes {qnt.schedule = #qnt.simt} {
  %c0 = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.fill ins(%c0 : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  return %r : tensor<8xf32>
}
