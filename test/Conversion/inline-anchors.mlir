// What a pass runs on stays where it is: a kernel or a region, whatever holds it.
// RUN: quant-opt %s --pass-pipeline="builtin.module(func.func(qnt.kernel(qnt-inline-kernels)))" | FileCheck %s --check-prefixes=CHECK,KERNEL
// RUN: quant-opt %s --pass-pipeline="builtin.module(func.func(qnt.invoke_quant(qnt-inline-kernels)))" | FileCheck %s --check-prefixes=CHECK,REGION
// RUN: quant-opt %s --pass-pipeline="builtin.module(func.func(qnt.invoke_quant(qnt-inline-invoke-quant)))" | FileCheck %s --check-prefixes=CHECK,NESTED

// CHECK-LABEL: func.func @anchors
// CHECK: qnt.kernel "outer"
// CHECK-NEXT: math.absf
// CHECK-NEXT: qnt.yield
// CHECK: qnt.invoke_quant scheme("a")
// KERNEL-NEXT: qnt.kernel "inner"
// KERNEL: qnt.invoke_quant scheme("b")
// REGION-NEXT: math.exp
// REGION: qnt.invoke_quant scheme("b")
// NESTED-NEXT: qnt.kernel "inner"
// NESTED-NOT: qnt.invoke_quant
// CHECK: return
func.func @anchors(%x: tensor<4xf16>) -> tensor<4xf16> {
  %y = qnt.kernel "outer" (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %a : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  %z = qnt.invoke_quant scheme("a") (%a = %y : tensor<4xf16>) -> tensor<4xf16> {
    %k = qnt.kernel "inner" (%b = %a : tensor<4xf16>) -> tensor<4xf16> {
      %e = math.exp %b : tensor<4xf16>
      qnt.yield %e : tensor<4xf16>
    }
    %i = qnt.invoke_quant scheme("b") (%b = %k : tensor<4xf16>) -> tensor<4xf16> {
      %s = math.sqrt %b : tensor<4xf16>
      qnt.yield %s : tensor<4xf16>
    }
    qnt.yield %i : tensor<4xf16>
  }
  return %z : tensor<4xf16>
}
