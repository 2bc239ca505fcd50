// On kernels one by one, threads take them side by side: a constant outside of them is read, not changed. One inside is packed.
// RUN: quant-opt %s --pass-pipeline="builtin.module(func.func(qnt.kernel(qnt-prepack)))" --remarks-filter=qnt 2>&1 | FileCheck %s
// RUN: quant-opt %s --pass-pipeline="builtin.module(func.func(qnt.invoke_quant(qnt-prepack)))" | FileCheck %s --check-prefix=REGIONS

!w = !qnt.array<64x64, #qnt.encoding<i4 : f16, block = 1x*, scale = f16>>

// CHECK: remark: [Missed] qnt-prepack {{.*}}Function=outside {{.*}}Reason="its weights stand outside of what the pass runs on"
// CHECK-LABEL: func.func @outside
// CHECK-NEXT: %[[W:.*]] = qnt.constant codes = dense<17> : tensor<64x32xi8>
// CHECK-NEXT: qnt.kernel {{.*}} = %[[W]] :
// CHECK-NEXT: qnt.dot_general
func.func @outside(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !w
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// CHECK-LABEL: func.func @inside
// CHECK-NEXT: qnt.kernel
// CHECK-NEXT: qnt.constant codes = dense_resource<inside.0.weights_packed.mma_k16>
func.func @inside(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
    %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !w
    %d = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// The constant stands in the region that the pass runs on.
// REGIONS-LABEL: func.func @in_region
// REGIONS-NEXT: qnt.invoke_quant
// REGIONS-NEXT: %[[W:.*]] = qnt.constant codes = dense_resource<in_region.0.weights_packed.mma_k16>
// REGIONS-NEXT: qnt.kernel {{.*}} = %[[W]] :
func.func @in_region(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %y = qnt.invoke_quant (%v = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
    %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !w
    %k = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %v : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x64xf16> {
      %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x64xf16>
      qnt.yield %d : tensor<4x64xf16>
    }
    qnt.yield %k : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}
