// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

#w4 = #qnt.encoding<i4 : f16, block = 1x64, scale = f16>
module attributes {qnt.target = "sm_80"} {
  // CHECK-LABEL: func.func @kinds
  func.func @kinds(%x: tensor<4x128xf16>, %w: !qnt.array<64x128, #w4>) -> (tensor<4x64xf16>, tensor<4x64xf16>, tensor<4x128xf16>) {
    // CHECK: schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 8, stages = 4>)
    %a = qnt.kernel "a" schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 8, stages = 4>)
        (%l = %x : tensor<4x128xf16>, %r = %w : !qnt.array<64x128, #w4>) -> tensor<4x64xf16> {
      %y = qnt.dot_general %l, %r contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf16>, !qnt.array<64x128, #w4>) -> tensor<4x64xf16>
      qnt.yield %y : tensor<4x64xf16>
    }
    // CHECK: schedule(#qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>)
    %b = qnt.kernel "b" schedule(#qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>)
        (%l = %x : tensor<4x128xf16>, %r = %w : !qnt.array<64x128, #w4>) -> tensor<4x64xf16> {
      %y = qnt.dot_general %l, %r contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf16>, !qnt.array<64x128, #w4>) -> tensor<4x64xf16>
      qnt.yield %y : tensor<4x64xf16>
    }
    // CHECK: schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 1, row_warps = 1, stages = 3, split_k = 5>)
    %s = qnt.kernel "s" schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 1, row_warps = 1, stages = 3, split_k = 5>)
        (%l = %x : tensor<4x128xf16>, %r = %w : !qnt.array<64x128, #w4>) -> tensor<4x64xf16> {
      %y = qnt.dot_general %l, %r contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf16>, !qnt.array<64x128, #w4>) -> tensor<4x64xf16>
      qnt.yield %y : tensor<4x64xf16>
    }
    // CHECK: schedule(#qnt.mma<layout = "column_major", tokens = 8, column_warps = 2, row_warps = 1, stages = 2>)
    %t = qnt.kernel "t" schedule(#qnt.mma<layout = "column_major", tokens = 8, column_warps = 2, row_warps = 1, stages = 2>)
        (%l = %x : tensor<4x128xf16>, %r = %x : tensor<4x128xf16>) -> tensor<4x4xf16> {
      %y = qnt.dot_general %l, %r contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf16>, tensor<4x128xf16>) -> tensor<4x4xf16>
      qnt.yield %y : tensor<4x4xf16>
    }
    // CHECK: schedule(#qnt.simt)
    %c = qnt.kernel "c" schedule(#qnt.simt) (%l = %x : tensor<4x128xf16>) -> tensor<4x128xf16> {
      %y = math.absf %l : tensor<4x128xf16>
      qnt.yield %y : tensor<4x128xf16>
    }
    // CHECK: schedule(#qnt.rowwise<threads = 32, rows = 4, vector = 8, chunks = 2>)
    %d = qnt.kernel "d" schedule(#qnt.rowwise<threads = 32, rows = 4, vector = 8, chunks = 2>) (%l = %x : tensor<4x128xf16>) -> tensor<4x128xf16> {
      %y = math.absf %l : tensor<4x128xf16>
      qnt.yield %y : tensor<4x128xf16>
    }
    // CHECK: schedule(#qnt.elementwise<threads = 256, vector = 8, chunks = 1, tile = 0>)
    %e = qnt.kernel "e" schedule(#qnt.elementwise<threads = 256, vector = 8, chunks = 1, tile = 0>) (%l = %x : tensor<4x128xf16>) -> tensor<4x128xf16> {
      %y = math.absf %l : tensor<4x128xf16>
      qnt.yield %y : tensor<4x128xf16>
    }
    return %a, %s, %c : tensor<4x64xf16>, tensor<4x64xf16>, tensor<4x128xf16>
  }
}

#e4 = #qnt.encoding<f8E4M3FN : f32, block = *x1, scale = f32>
#a4 = #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32>
module attributes {qnt.target = "sm_89"} {
  // CHECK-LABEL: func.func @math
  func.func @math(%x: tensor<4x128xf32>, %w: !qnt.array<64x128, #w4>, %p: !qnt.array<4x128, #a4>, %q: !qnt.array<128x64, #e4>) {
    // CHECK: schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 8, stages = 4, math = tf32>)
    %a = qnt.kernel "a" schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 8, stages = 4, math = tf32>)
        (%l = %x : tensor<4x128xf32>, %r = %w : !qnt.array<64x128, #w4>) -> tensor<4x64xf32> {
      %y = qnt.dot_general %l, %r contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf32>, !qnt.array<64x128, #w4>) -> tensor<4x64xf32>
      qnt.yield %y : tensor<4x64xf32>
    }
    // CHECK: schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 1, row_warps = 1, stages = 3, math = tf32>)
    %b = qnt.kernel "b" schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 1, row_warps = 1, stages = 3, math = tf32>)
        (%l = %x : tensor<4x128xf32>, %r = %w : !qnt.array<64x128, #w4>) -> tensor<4x64xf32> {
      %y = qnt.dot_general %l, %r contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf32>, !qnt.array<64x128, #w4>) -> tensor<4x64xf32>
      qnt.yield %y : tensor<4x64xf32>
    }
    // CHECK: schedule(#qnt.mma<layout = "mma_k32_t", tokens = 8, column_warps = 1, row_warps = 1, stages = 3, split_k = 2, math = fp8>)
    %c = qnt.kernel "c" schedule(#qnt.mma<layout = "mma_k32_t", tokens = 8, column_warps = 1, row_warps = 1, stages = 3, split_k = 2, math = fp8>)
        (%l = %p : !qnt.array<4x128, #a4>, %r = %q : !qnt.array<128x64, #e4>) -> tensor<4x64xf32> {
      %y = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (!qnt.array<4x128, #a4>, !qnt.array<128x64, #e4>) -> tensor<4x64xf32>
      qnt.yield %y : tensor<4x64xf32>
    }
    return
  }
}
