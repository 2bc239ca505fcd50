// Kernels that stand in a region of the user. With codegen_low_precision(false) the region's floats are f32 and a kernel
// in it is no boundary: it is lowered with the region. In the emulator.
// RUN: quant-opt %s --qnt-switch-on-rows=target=sm_80 --qnt-choose-schedule=target=sm_80 --remarks-filter=qnt 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=EMULATED

// EMULATED-COUNT-3: 0 mismatches
// REMARK-COUNT-2: simt: it stands in a 'qnt.invoke_quant' with codegen_low_precision = false, whose floats are f32

#w4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
!w = !qnt.array<64x16, #w4>

// 2048 + 1 - 2048: 1 where the sum is not rounded to f16.
// CHECK-LABEL: func.func private @wide
// CHECK: qnt.kernel "sum" schedule(#qnt.simt)
func.func private @wide(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %y = qnt.invoke_quant (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> codegen_low_precision(false) {
    %k = qnt.kernel "sum" (%b = %a : tensor<4x64xf16>) -> tensor<4x64xf16> {
      %one = arith.constant dense<1.0> : tensor<4x64xf16>
      %s = arith.addf %b, %one : tensor<4x64xf16>
      qnt.yield %s : tensor<4x64xf16>
    }
    %d = arith.subf %k, %a : tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// CHECK-LABEL: func.func private @wide_contraction
// CHECK: qnt.kernel "product" schedule(#qnt.simt)
func.func private @wide_contraction(%x: tensor<?x64xf16>) -> tensor<?x16xf16> {
  %w = qnt.constant codes = dense<37> : tensor<64x8xi8>, scales = dense<0.25> : tensor<1x16xf16> : !w
  %y = qnt.invoke_quant (%a = %x : tensor<?x64xf16>, %v = %w : !w) -> tensor<?x16xf16> codegen_low_precision(false) {
    %k = qnt.kernel "product" (%b = %a : tensor<?x64xf16>, %u = %v : !w) -> tensor<?x16xf16> {
      %d = qnt.dot_general %b, %u contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf16>, !w) -> tensor<?x16xf16>
      qnt.yield %d : tensor<?x16xf16>
    }
    qnt.yield %k : tensor<?x16xf16>
  }
  return %y : tensor<?x16xf16>
}

// CHECK-LABEL: func.func private @low
// CHECK: qnt.kernel "sum" schedule(#qnt.elementwise
func.func private @low(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %y = qnt.invoke_quant (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
    %k = qnt.kernel "sum" (%b = %a : tensor<4x64xf16>) -> tensor<4x64xf16> {
      %s = arith.addf %b, %b : tensor<4x64xf16>
      qnt.yield %s : tensor<4x64xf16>
    }
    qnt.yield %k : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

func.func @main() -> (tensor<4x64xf16>, tensor<?x16xf16>, tensor<4x64xf16>) {
  %x = arith.constant dense<2048.0> : tensor<4x64xf16>
  %a = call @wide(%x) : (tensor<4x64xf16>) -> tensor<4x64xf16>
  %h = arith.constant dense<0.5> : tensor<3x64xf16>
  %r = tensor.cast %h : tensor<3x64xf16> to tensor<?x64xf16>
  %b = call @wide_contraction(%r) : (tensor<?x64xf16>) -> tensor<?x16xf16>
  %c = call @low(%x) : (tensor<4x64xf16>) -> tensor<4x64xf16>
  return %a, %b, %c : tensor<4x64xf16>, tensor<?x16xf16>, tensor<4x64xf16>
}
