// RUN: quant-opt %s --qnt-inline-kernels | FileCheck %s
// RUN: quant-opt %s --qnt-inline-kernels -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-inline-kernels {{.*}}| inlined=3{{$}}

// CHECK-LABEL: func.func @kernels
// CHECK-SAME:    %[[X:.*]]: tensor<4xf16>, %[[Y:.*]]: tensor<4xf16>
func.func @kernels(%x: tensor<4xf16>, %y: tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>) {
  // CHECK-NEXT: %[[D:.*]] = arith.subf %[[Y]], %[[X]]
  // CHECK-NEXT: %[[E:.*]] = math.exp %[[D]]
  // CHECK-NEXT: %[[I:.*]] = qnt.invoke_quant (%[[A:.*]] = %[[E]] : tensor<4xf16>)
  // CHECK:      return %[[D]], %[[I]]
  %r:2 = qnt.kernel "first" schedule("s") (%a = %y : tensor<4xf16>, %b = %x : tensor<4xf16>)
           -> (tensor<4xf16>, tensor<4xf16>) {
    %d = arith.subf %a, %b : tensor<4xf16>
    %e = math.exp %d : tensor<4xf16>
    qnt.yield %e, %d : tensor<4xf16>, tensor<4xf16>
  }
  %s = qnt.kernel (%a = %r#0 : tensor<4xf16>) -> tensor<4xf16> {
    %i = qnt.invoke_quant (%b = %a : tensor<4xf16>) -> tensor<4xf16> {
      qnt.yield %b : tensor<4xf16>
    }
    qnt.yield %i : tensor<4xf16>
  }
  return %r#1, %s : tensor<4xf16>, tensor<4xf16>
}

// CHECK-LABEL: func.func @kernel_inside_invoke_quant
func.func @kernel_inside_invoke_quant(%x: f16) -> f16 {
  // CHECK-NEXT: qnt.invoke_quant (%[[A:.*]] = %{{.*}} : f16) -> f16 codegen_low_precision(false) {
  // CHECK-NEXT:   %[[E:.*]] = math.exp %[[A]] : f16
  // CHECK-NEXT:   qnt.yield %[[E]]
  %y = qnt.invoke_quant (%a = %x : f16) -> f16 codegen_low_precision(false) {
    %k = qnt.kernel "k" (%b = %a : f16) -> f16 {
      %e = math.exp %b : f16
      qnt.yield %e : f16
    }
    qnt.yield %k : f16
  }
  return %y : f16
}
