// RUN: quant-opt %s --qnt-switch-on-rows=target=sm_80 | FileCheck %s
// RUN: quant-opt %s --qnt-switch-on-rows=target=sm_80 --qnt-choose-schedule=target=sm_80 | quant-opt --qnt-switch-on-rows | FileCheck %s
// RUN: quant-opt %s --qnt-switch-on-rows=target=sm_80 --qnt-choose-schedule=target=sm_80 --qnt-prepack | FileCheck %s --check-prefix=PACKED
// RUN: quant-opt %s --qnt-switch-on-rows=target=sm_80 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=EXECUTED

#w4 = #qnt.encoding<i4 : f16, block = 1x64, scale = f16>

// Both kernels read one copy of the weights.
// PACKED: qnt.constant {{.*}} tensor<4096xi8>
// PACKED-NOT: qnt.constant
// PACKED: scf.if

// CHECK-LABEL: func.func @dense
// CHECK-SAME: (%[[X:.*]]: tensor<2x?x128xf16>)
func.func @dense(%x: tensor<2x?x128xf16>) -> tensor<2x?x64xf16> {
  %c = qnt.constant codes = dense<0x3f> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x2xf16> : !qnt.array<64x128, #w4>
  // CHECK: %[[M:.*]] = tensor.dim %[[X]], %c1
  // CHECK: %[[ROWS:.*]] = arith.muli %[[M]], %c2
  // CHECK: %[[FEW:.*]] = arith.cmpi ule, %[[ROWS]], %c16
  // CHECK: %[[Y:.*]] = scf.if %[[FEW]] -> (tensor<2x?x64xf16>) {
  // CHECK-NEXT: qnt.kernel "dense_few_rows" schedule(#qnt.gemv<layout = "mma_k16", tokens = 16, warps = 2, stages = 4>)
  // CHECK: } else {
  // CHECK-NEXT: qnt.kernel "dense" schedule(#qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 1, row_warps = 4, stages = 4>)
  // REMARK: qnt-switch-on-rows {{.*}} Function=dense | schedule="gemv or mma"
  // REMARK-NOT: Missed
  // REMARK: [Analysis] qnt-switch-on-rows {{.*}}| switched-kernels=1{{$}}
  %y = qnt.kernel "dense" (%a = %x : tensor<2x?x128xf16>, %b = %c : !qnt.array<64x128, #w4>) -> tensor<2x?x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [2] x [1] batch = [] x [] : (tensor<2x?x128xf16>, !qnt.array<64x128, #w4>) -> tensor<2x?x64xf16>
    qnt.yield %d : tensor<2x?x64xf16>
  }
  return %y : tensor<2x?x64xf16>
}

// CHECK-LABEL: func.func @main
// EXECUTED-COUNT-2: 0 mismatches
func.func @main() -> (tensor<2x?x64xf16>, tensor<2x?x64xf16>) {
  %few = arith.constant dense<1.5> : tensor<2x3x128xf16>
  %many = arith.constant dense<0.25> : tensor<2x20x128xf16>
  %x = tensor.cast %few : tensor<2x3x128xf16> to tensor<2x?x128xf16>
  %z = tensor.cast %many : tensor<2x20x128xf16> to tensor<2x?x128xf16>
  %a = call @dense(%x) : (tensor<2x?x128xf16>) -> tensor<2x?x64xf16>
  %b = call @dense(%z) : (tensor<2x?x128xf16>) -> tensor<2x?x64xf16>
  return %a, %b : tensor<2x?x64xf16>, tensor<2x?x64xf16>
}

// A static number of rows needs no switch.
// CHECK-LABEL: func.func @static
// CHECK-NOT: scf.if
func.func @static(%x: tensor<4x128xf16>) -> tensor<4x64xf16> {
  %c = qnt.constant codes = dense<17> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x2xf16> : !qnt.array<64x128, #w4>
  %y = qnt.kernel "dense" (%a = %x : tensor<4x128xf16>, %b = %c : !qnt.array<64x128, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf16>, !qnt.array<64x128, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}
