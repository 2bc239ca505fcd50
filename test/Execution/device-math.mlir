// What tensor cores may lose goes from quant-compile to the kernels, and the manifest names the types.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-compile %s --target=sm_89 -o %t/full.json && FileCheck %s --check-prefix=FULL --input-file=%t/full.json
// RUN: quant-compile %s --target=sm_89 --math=tf32,fp8 -o %t/rounded.json
// RUN: FileCheck %s --check-prefix=ROUNDED --input-file=%t/rounded.json
// RUN: %python %S/Inputs/check-manifest.py %source/docs/ManifestSchema.json %t/rounded.json
// RUN: quant-compile %s --target=sm_90a --math=fp8 --math=tf32 -o %t/hopper.ptx
// RUN: FileCheck %s --check-prefix=HOPPER --input-file=%t/hopper.ptx
// RUN: quant-compile %s --target=sm_120a --math=fp8 -o %t/library.ll
// RUN: FileCheck %s --check-prefix=LIBRARY --input-file=%t/library.ll

#w4 = #qnt.encoding<i4 : f32, block = *x1, scale = f32>
#e4 = #qnt.encoding<f8E4M3FN : f32, block = *x1, scale = f32>
#e5 = #qnt.encoding<f8E5M2 : f32, block = 1x*, scale = f32>

// FULL:         "math_types": [
// FULL-NEXT:      "bf16",
// FULL-NEXT:      "f32"
// FULL:         "name": "dense"
// FULL:         "math_types": [
// FULL-NEXT:      "f16",
// FULL-NOT:       "e5m2"
// FULL:         "name": "small"
// ROUNDED:      "math_types": [
// ROUNDED-NEXT:   "bf16",
// ROUNDED-NEXT:   "f32",
// ROUNDED-NEXT:   "tf32"
// ROUNDED:      "name": "dense"
// ROUNDED:      "math_types": [
// ROUNDED-NEXT:   "e4m3",
// ROUNDED-NEXT:   "e5m2",
// ROUNDED-NEXT:   "f32"
// ROUNDED:      "name": "small"
// HOPPER-NOT: e5m2
// HOPPER:     mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32
// HOPPER-NOT: e5m2
// HOPPER:     mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32
// HOPPER-NOT: e5m2
// LIBRARY: mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e5m2.f32
func.func @main(%x: tensor<4x256xf32>, %c: !qnt.array<32x256, #e5>) -> (tensor<4x64xf32>, tensor<32x64xf32>) {
  %w = qnt.constant codes = dense<17> : tensor<256x32xi8>, scales = dense<0.5> : tensor<1x64xf32> : !qnt.array<256x64, #w4>
  %y = qnt.kernel "dense" (%a = %x : tensor<4x256xf32>, %b = %w : !qnt.array<256x64, #w4>) -> tensor<4x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x256xf32>, !qnt.array<256x64, #w4>) -> tensor<4x64xf32>
    qnt.yield %d : tensor<4x64xf32>
  }
  %v = qnt.constant codes = dense<56> : tensor<256x64xi8>, scales = dense<0.5> : tensor<1x64xf32> : !qnt.array<256x64, #e4>
  %z = qnt.kernel "small" (%a = %c : !qnt.array<32x256, #e5>, %b = %v : !qnt.array<256x64, #e4>) -> tensor<32x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (!qnt.array<32x256, #e5>, !qnt.array<256x64, #e4>) -> tensor<32x64xf32>
    qnt.yield %d : tensor<32x64xf32>
  }
  return %y, %z : tensor<4x64xf32>, tensor<32x64xf32>
}
