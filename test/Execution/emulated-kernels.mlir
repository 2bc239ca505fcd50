// A kernel on tensor cores between ops of the generic path, on the emulated device.
// RUN: quant-opt %s --qnt-lower-to-gpu=target=sm_80 | FileCheck %s --check-prefix=KERNELS
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s

// KERNELS: qnt.launch @qnt_kernels::@dense
// KERNELS: qnt.launch @qnt_kernels::@main_0
// KERNELS-NOT: qnt.launch
// KERNELS: gpu.func @dense
// KERNELS: gpu.func @main_0
// CHECK: result 0 against reference: 384 elements, {{.*}}, 0 mismatches
// CHECK: result 1 against reference: 384 elements, {{.*}}, 0 mismatches
#w4 = #qnt.encoding<i4 : f16, block = 1x64, scale = f16>
func.func @main() -> (tensor<3x128xf16>, tensor<3x128xbf16>) {
  %x = arith.constant dense<0.75> : tensor<3x128xf16>
  %r = qnt.kernel "dense" (%a = %x : tensor<3x128xf16>) -> tensor<3x128xf16> {
    %w = qnt.constant codes = dense<37> : tensor<128x64xi8>, scales = dense<0.5> : tensor<128x2xf16> : !qnt.array<128x128, #w4>
    %y = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (tensor<3x128xf16>, !qnt.array<128x128, #w4>) -> tensor<3x128xf16>
    qnt.yield %y : tensor<3x128xf16>
  }
  %z = arith.addf %r, %x : tensor<3x128xf16>
  %w = arith.extf %z : tensor<3x128xf16> to tensor<3x128xf32>
  %b = arith.truncf %w : tensor<3x128xf32> to tensor<3x128xbf16>
  return %z, %b : tensor<3x128xf16>, tensor<3x128xbf16>
}
