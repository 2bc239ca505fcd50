// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

// CHECK-LABEL: func.func @name_and_schedule
func.func @name_and_schedule(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  // CHECK: qnt.kernel "relu_0" schedule({tile = 64 : i64}) (%[[A:.*]] = %{{.*}} : tensor<4x64xf16>) -> tensor<4x64xf16> {
  // CHECK-NEXT: math.absf %[[A]] : tensor<4x64xf16>
  %y = qnt.kernel "relu_0" schedule({tile = 64 : i64}) (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
    %r = math.absf %a : tensor<4x64xf16>
    qnt.yield %r : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// CHECK-LABEL: func.func @unnamed_around_invoke_quant
func.func @unnamed_around_invoke_quant(%x: tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>) {
  // CHECK: qnt.kernel (%[[A:.*]] = %{{.*}} : tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>) attributes {qnt.name = "k"} {
  %y:2 = qnt.kernel (%a = %x : tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>) attributes {qnt.name = "k"} {
    // CHECK: qnt.invoke_quant (%{{.*}} = %[[A]] : tensor<4xf16>) -> tensor<4xf16> {
    %r = qnt.invoke_quant (%b = %a : tensor<4xf16>) -> tensor<4xf16> {
      qnt.yield %b : tensor<4xf16>
    }
    qnt.yield %r, %a : tensor<4xf16>, tensor<4xf16>
  }
  return %y#0, %y#1 : tensor<4xf16>, tensor<4xf16>
}
