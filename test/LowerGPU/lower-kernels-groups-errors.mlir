// RUN: quant-opt %s --split-input-file --qnt-prepack --qnt-lower-kernels --verify-diagnostics

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#g4 = #qnt.encoding<i4 : f32, block = 1x32, scale = f16>
func.func @ordered_groups(%x: !qnt.array<4x64, #a8>) -> tensor<4x64xf32> {
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x2xf16> : !qnt.array<64x64, #g4>
  // expected-error @+1 {{'qnt.kernel' op expected one warp, because groups along K are added in order, got 2}}
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k32", tokens = 8, warps = 2, stages = 4>) (%a = %x : !qnt.array<4x64, #a8>, %b = %w : !qnt.array<64x64, #g4>) -> tensor<4x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a8>, !qnt.array<64x64, #g4>) -> tensor<4x64xf32>
    qnt.yield %d : tensor<4x64xf32>
  }
  return %y : tensor<4x64xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#g4 = #qnt.encoding<i4 : f32, block = 1x32, scale = f16>
func.func @ordered_groups_split(%x: !qnt.array<4x64, #a8>) -> tensor<4x64xf32> {
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x2xf16> : !qnt.array<64x64, #g4>
  // expected-error @+1 {{'qnt.kernel' op expected split_k of 1, because groups along K are added in order, got 2}}
  %y = qnt.kernel schedule(#qnt.mma<layout = "mma_k32", tokens = 8, column_warps = 1, row_warps = 1, stages = 2, split_k = 2>) (%a = %x : !qnt.array<4x64, #a8>, %b = %w : !qnt.array<64x64, #g4>) -> tensor<4x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a8>, !qnt.array<64x64, #g4>) -> tensor<4x64xf32>
    qnt.yield %d : tensor<4x64xf32>
  }
  return %y : tensor<4x64xf32>
}
