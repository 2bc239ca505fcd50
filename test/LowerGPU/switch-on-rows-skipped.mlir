// Kernels of contractions with results of dynamic size that stay one, and why. Nothing is said of others: a schedule that is given, a known number of
// rows, no contraction.
// RUN: quant-opt %s --qnt-switch-on-rows=target=sm_80 -o %t.mlir --remarks-filter=qnt 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=IR --input-file=%t.mlir

#w4 = #qnt.encoding<i4 : f16, block = 1x64, scale = f16>
#k4 = #qnt.encoding<i4 : f16, block = *x*x*x1, scale = f16>

// IR-NOT: scf.if
// CHECK: [Missed] qnt-switch-on-rows {{.*}}Function=weights_of_an_argument | Reason="rhs is not constant"
func.func @weights_of_an_argument(%x: tensor<?x128xf16>, %w: !qnt.array<64x128, #w4>) -> tensor<?x64xf16> {
  %y = qnt.kernel (%a = %x : tensor<?x128xf16>, %b = %w : !qnt.array<64x128, #w4>) -> tensor<?x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x128xf16>, !qnt.array<64x128, #w4>) -> tensor<?x64xf16>
    qnt.yield %d : tensor<?x64xf16>
  }
  return %y : tensor<?x64xf16>
}

// CHECK: [Missed] qnt-switch-on-rows {{.*}}Function=floats | Reason="both operands are float tensors"
func.func @floats(%x: tensor<?x128xf16>, %w: tensor<64x128xf16>) -> tensor<?x64xf16> {
  %y = qnt.kernel (%a = %x : tensor<?x128xf16>, %b = %w : tensor<64x128xf16>) -> tensor<?x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x128xf16>, tensor<64x128xf16>) -> tensor<?x64xf16>
    qnt.yield %d : tensor<?x64xf16>
  }
  return %y : tensor<?x64xf16>
}

// CHECK: [Missed] qnt-switch-on-rows {{.*}}Function=convolution | Reason="it is a convolution"
func.func @convolution(%x: tensor<?x6x6x16xf16>) -> tensor<?x4x4x96xf16> {
  %c = qnt.constant codes = dense<17> : tensor<3x3x16x48xi8>, scales = dense<0.5> : tensor<1x1x1x96xf16> : !qnt.array<3x3x16x96, #k4>
  %y = qnt.kernel (%a = %x : tensor<?x6x6x16xf16>, %b = %c : !qnt.array<3x3x16x96, #k4>) -> tensor<?x4x4x96xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = [0, 0, 0, 0]
           lhs_dilation = [1, 1] rhs_dilation = [1, 1] : (tensor<?x6x6x16xf16>, !qnt.array<3x3x16x96, #k4>) -> tensor<?x4x4x96xf16>
    qnt.yield %d : tensor<?x4x4x96xf16>
  }
  return %y : tensor<?x4x4x96xf16>
}

// CHECK: [Missed] qnt-switch-on-rows {{.*}}Function=wide | Reason="it stands in a 'qnt.invoke_quant' with codegen_low_precision = false"
func.func @wide(%x: tensor<?x128xf16>) -> tensor<?x64xf16> {
  %c = qnt.constant codes = dense<17> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x2xf16> : !qnt.array<64x128, #w4>
  %y = qnt.invoke_quant (%u = %x : tensor<?x128xf16>, %v = %c : !qnt.array<64x128, #w4>) -> tensor<?x64xf16> codegen_low_precision(false) {
    %k = qnt.kernel (%a = %u : tensor<?x128xf16>, %b = %v : !qnt.array<64x128, #w4>) -> tensor<?x64xf16> {
      %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x128xf16>, !qnt.array<64x128, #w4>) -> tensor<?x64xf16>
      qnt.yield %d : tensor<?x64xf16>
    }
    qnt.yield %k : tensor<?x64xf16>
  }
  return %y : tensor<?x64xf16>
}

// CHECK-NOT: Missed
// CHECK: [Analysis] qnt-switch-on-rows {{.*}}| skipped-kernels=4{{$}}
func.func @others(%x: tensor<?x128xf16>, %z: tensor<4x128xf16>) -> (tensor<?x64xf16>, tensor<4x64xf16>, tensor<?x128xf16>) {
  %c = qnt.constant codes = dense<17> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x2xf16> : !qnt.array<64x128, #w4>
  %0 = qnt.kernel schedule(#qnt.simt) (%a = %x : tensor<?x128xf16>, %b = %c : !qnt.array<64x128, #w4>) -> tensor<?x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x128xf16>, !qnt.array<64x128, #w4>) -> tensor<?x64xf16>
    qnt.yield %d : tensor<?x64xf16>
  }
  %1 = qnt.kernel (%a = %z : tensor<4x128xf16>, %b = %c : !qnt.array<64x128, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf16>, !qnt.array<64x128, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  %2 = qnt.kernel (%a = %x : tensor<?x128xf16>) -> tensor<?x128xf16> {
    %e = math.exp %a : tensor<?x128xf16>
    qnt.yield %e : tensor<?x128xf16>
  }
  return %0, %1, %2 : tensor<?x64xf16>, tensor<4x64xf16>, tensor<?x128xf16>
}
