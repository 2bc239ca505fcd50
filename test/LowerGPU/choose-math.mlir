// What tensor cores may lose is asked for, and the schedule says whether they do.
// RUN: quant-opt %s --qnt-choose-schedule=target=sm_89 | FileCheck %s --check-prefix=FULL
// RUN: quant-opt %s --qnt-choose-schedule="target=sm_89 math=tf32,fp8" | FileCheck %s
// RUN: quant-opt %s --qnt-choose-schedule="target=sm_89 math=tf32,fp8" | quant-opt --qnt-choose-schedule | FileCheck %s
// RUN: quant-opt %s --qnt-choose-schedule="target=sm_120a math=fp8" | FileCheck %s --check-prefix=FP8
// RUN: quant-opt %s --qnt-choose-schedule="target=sm_90a math=fp8" | FileCheck %s --check-prefix=FULL
// RUN: quant-opt %s --qnt-choose-schedule=target=sm_89 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=HINT
// RUN: quant-opt %s --qnt-choose-schedule="target=sm_89 math=tf32,fp8" -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=USED
// RUN: quant-opt %s --qnt-choose-schedule="target=sm_90a math=fp8" -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REFUSED
// RUN: quant-opt %s --qnt-lower-to-gpu="target=sm_89 math=tf32,fp8" | FileCheck %s --check-prefix=LOWERED
// RUN: not quant-opt %s --qnt-choose-schedule="target=sm_89 math=tf19" 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: expected tf32 or fp8, got 'tf19'

#w4 = #qnt.encoding<i4 : f32, block = *x1, scale = f32>
#e4 = #qnt.encoding<f8E4M3FN : f32, block = *x1, scale = f32>
#e5 = #qnt.encoding<f8E5M2 : f32, block = 1x*, scale = f32>
#z8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// FULL-LABEL: func.func @f32_rows
// CHECK-LABEL: func.func @f32_rows
// FP8-LABEL: func.func @f32_rows
func.func @f32_rows(%x: tensor<4x256xf32>) -> tensor<4x64xf32> {
  %w = qnt.constant codes = dense<17> : tensor<256x32xi8>, scales = dense<0.5> : tensor<1x64xf32> : !qnt.array<256x64, #w4>
  // FULL: schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 4, stages = 4>)
  // CHECK: schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 4, stages = 4, math = tf32>)
  // FP8: schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 4, stages = 4>)
  // HINT: f32 as three products of bf16: math=tf32 would allow two of tf32, rounded
  // USED: math=tf32
  %y = qnt.kernel "rows" (%a = %x : tensor<4x256xf32>, %b = %w : !qnt.array<256x64, #w4>) -> tensor<4x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x256xf32>, !qnt.array<256x64, #w4>) -> tensor<4x64xf32>
    qnt.yield %d : tensor<4x64xf32>
  }
  return %y : tensor<4x64xf32>
}

// FULL-LABEL: func.func @f16_rows
// CHECK-LABEL: func.func @f16_rows
func.func @f16_rows(%x: tensor<64x256xf16>) -> tensor<64x64xf16> {
  %w = qnt.constant codes = dense<17> : tensor<256x32xi8>, scales = dense<0.5> : tensor<1x64xf32> : !qnt.array<256x64, #w4>
  // FULL: schedule(#qnt.mma<layout = "mma_k16_t"{{.*}} stages = 4>)
  // CHECK: schedule(#qnt.mma<layout = "mma_k16_t"{{.*}} stages = 4>)
  %y = qnt.kernel "f16" (%a = %x : tensor<64x256xf16>, %b = %w : !qnt.array<256x64, #w4>) -> tensor<64x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<64x256xf16>, !qnt.array<256x64, #w4>) -> tensor<64x64xf16>
    qnt.yield %d : tensor<64x64xf16>
  }
  return %y : tensor<64x64xf16>
}

// FULL-LABEL: func.func @float8
// CHECK-LABEL: func.func @float8
// FP8-LABEL: func.func @float8
func.func @float8(%x: !qnt.array<?x256, #e5>) -> tensor<?x64xf32> {
  %w = qnt.constant codes = dense<56> : tensor<256x64xi8>, scales = dense<0.5> : tensor<1x64xf32> : !qnt.array<256x64, #e4>
  // FULL: schedule(#qnt.mma<layout = "mma_k16_t"{{.*}} stages = 4>)
  // CHECK: schedule(#qnt.mma<layout = "mma_k32_t"{{.*}}, math = fp8>)
  // FP8: schedule(#qnt.mma<layout = "mma_k32_t"{{.*}}, math = fp8>)
  // HINT: fp8 as f16: math=fp8 would allow products of fp8, whose sums keep fewer bits
  // USED: math=fp8
  // REFUSED: fp8 as f16, in spite of math=fp8: mma.sync of fp8 is no instruction of sm_90a
  %y = qnt.kernel "f8" (%a = %x : !qnt.array<?x256, #e5>, %b = %w : !qnt.array<256x64, #e4>) -> tensor<?x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (!qnt.array<?x256, #e5>, !qnt.array<256x64, #e4>) -> tensor<?x64xf32>
    qnt.yield %d : tensor<?x64xf32>
  }
  return %y : tensor<?x64xf32>
}

// Integers beside fp8 become f16 with it.
// CHECK-LABEL: func.func @float8_and_integers
func.func @float8_and_integers(%x: !qnt.array<4x256, #z8>) -> tensor<4x64xf32> {
  %w = qnt.constant codes = dense<56> : tensor<256x64xi8>, scales = dense<0.5> : tensor<1x64xf32> : !qnt.array<256x64, #e4>
  // CHECK: schedule(#qnt.gemv<layout = "mma_k16_t"{{.*}} stages = 4>)
  %y = qnt.kernel "mixed" (%a = %x : !qnt.array<4x256, #z8>, %b = %w : !qnt.array<256x64, #e4>) -> tensor<4x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (!qnt.array<4x256, #z8>, !qnt.array<256x64, #e4>) -> tensor<4x64xf32>
    qnt.yield %d : tensor<4x64xf32>
  }
  return %y : tensor<4x64xf32>
}

// LOWERED-COUNT-8: nvvm.mma.sync {{.*}}#nvvm.mma_type<tf32>
// LOWERED: mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e5m2.f32
