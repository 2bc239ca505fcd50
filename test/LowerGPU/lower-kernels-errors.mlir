// RUN: quant-opt %s --split-input-file --qnt-lower-kernels --verify-diagnostics

#w4 = #qnt.encoding<i4 : f16, block = 1x*, scale = f16>
func.func @plain_weights(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !qnt.array<64x64, #w4>
  // expected-error @+1 {{'qnt.kernel' op expected weights in layout mma_k16 (qnt-prepack), got plain}}
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<64x64, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// -----

#w4 = #qnt.encoding<i4 : f16, block = 1x*, scale = f16>
func.func @f64_activations(%x: tensor<4x64xf64>) -> tensor<4x64xf16> {
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !qnt.array<64x64, #w4>
  // expected-error @+1 {{'qnt.kernel' op expected a kernel that schedule #qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4> can be used for, but lhs is neither f16, bf16, f32 nor an array of 8-bit integers}}
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<4x64xf64>, %b = %w : !qnt.array<64x64, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf64>, !qnt.array<64x64, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// -----

func.func @no_contraction(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  // expected-error @+1 {{but it holds no contraction}}
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
    %r = math.absf %a : tensor<4x64xf16>
    qnt.yield %r : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// -----

#w4 = #qnt.encoding<i4 : f16, block = 1x*, scale = f16>
func.func @math_of_other_operands(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !qnt.array<64x64, #w4>
  // expected-error @+1 {{'qnt.kernel' op expected operands that schedule #qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4, math = tf32> has its math for, but they have full}}
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4, math = tf32>) (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<64x64, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// -----

func.func @tensor_of_another_order(%x: tensor<4x64xf16>, %w: tensor<64x64xf16>) -> tensor<4x64xf16> {
  // expected-error @+1 {{'qnt.kernel' op expected a schedule with layout column_major, got row_major}}
  %y = qnt.kernel schedule(#qnt.mma<layout = "row_major", tokens = 8, column_warps = 1, row_warps = 1, stages = 2>) (%a = %x : tensor<4x64xf16>, %b = %w : tensor<64x64xf16>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, tensor<64x64xf16>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}
