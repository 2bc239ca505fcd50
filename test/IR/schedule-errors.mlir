// RUN: quant-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{expected layout to be one for weights of tensor cores (mma_k16, mma_k32), got "plain"}}
func.func private @gemv_g1() attributes {s = #qnt.gemv<layout = "plain", tokens = 8, warps = 8, stages = 4>}

// -----

// expected-error @+1 {{expected tokens to be one of 8, 16, got 12}}
func.func private @gemv_g2() attributes {s = #qnt.gemv<layout = "mma_k16", tokens = 12, warps = 8, stages = 4>}

// -----

// expected-error @+1 {{expected warps to be one of 1, 2, 4, 8, 16, got 3}}
func.func private @gemv_g3() attributes {s = #qnt.gemv<layout = "mma_k16", tokens = 8, warps = 3, stages = 4>}

// -----

// expected-error @+1 {{expected stages to be 2 to 8, got 1}}
func.func private @gemv_g4() attributes {s = #qnt.gemv<layout = "mma_k16", tokens = 8, warps = 8, stages = 1>}

// -----

// expected-error @+1 {{expected layout to be one for weights of tensor cores (mma_k16, mma_k32) or of a tensor (row_major, column_major), got "mma_k8"}}
func.func private @mma_m1() attributes {s = #qnt.mma<layout = "mma_k8", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>}

// -----

// expected-error @+1 {{expected tokens to be one of 8, 16, 32, 64, got 128}}
func.func private @mma_m2() attributes {s = #qnt.mma<layout = "mma_k16", tokens = 128, column_warps = 2, row_warps = 2, stages = 4>}

// -----

// expected-error @+1 {{expected column_warps to be one of 1, 2, 4, 8, 16, got 5}}
func.func private @mma_m3_power() attributes {s = #qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 5, row_warps = 2, stages = 4>}

// -----

// expected-error @+1 {{expected at most 16 warps, got 32}}
func.func private @mma_m3_product() attributes {s = #qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 8, row_warps = 4, stages = 4>}

// -----

// expected-error @+1 {{expected stages to be 2 to 8, got 9}}
func.func private @mma_m4() attributes {s = #qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 2, row_warps = 2, stages = 9>}

// -----

// expected-error @+1 {{expected split_k to be 1 to 64, got 0}}
func.func private @mma_m5() attributes {s = #qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 2, row_warps = 2, stages = 4, split_k = 0>}

// -----

#w8 = #qnt.encoding<i8 : f16, block = *x1, scale = f16>
module attributes {qnt.target = "sm_89"} {
  func.func @kernel_c5_shared_memory(%x: tensor<?x256xf16>, %w: !qnt.array<256x64, #w8>) -> tensor<?x64xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected at most 101376 bytes of shared memory, which is what a block has on sm_89, but the schedule needs 196608}}
    %y = qnt.kernel schedule(#qnt.mma<layout = "mma_k16_t", tokens = 32, column_warps = 2, row_warps = 4, stages = 8>)
        (%l = %x : tensor<?x256xf16>, %r = %w : !qnt.array<256x64, #w8>) -> tensor<?x64xf16> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (tensor<?x256xf16>, !qnt.array<256x64, #w8>) -> tensor<?x64xf16>
      qnt.yield %d : tensor<?x64xf16>
    }
    return %y : tensor<?x64xf16>
  }
}

// -----

module attributes {qnt.target = "sm_80"} {
  func.func @kernel_c5_no_contraction(%x: tensor<4x8xf16>) -> tensor<4x8xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected one contraction in the kernel, got 0}}
    %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 8, stages = 4>) (%l = %x : tensor<4x8xf16>) -> tensor<4x8xf16> {
      qnt.yield %l : tensor<4x8xf16>
    }
    return %y : tensor<4x8xf16>
  }
}

// -----

module attributes {qnt.target = "sm_80"} {
  func.func @kernel_c5_float_weights(%x: tensor<4x8xf16>, %w: tensor<8x2xf16>) -> tensor<4x2xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected rhs of qnt.dot_general to be an array, got 'tensor<8x2xf16>'}}
    %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 8, stages = 4>)
        (%l = %x : tensor<4x8xf16>, %r = %w : tensor<8x2xf16>) -> tensor<4x2xf16> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf16>, tensor<8x2xf16>) -> tensor<4x2xf16>
      qnt.yield %d : tensor<4x2xf16>
    }
    return %y : tensor<4x2xf16>
  }
}

// -----

// expected-error @+1 {{expected a layout of operands of 16 bits for math = tf32, got "mma_k32"}}
func.func private @gemv_g5() attributes {s = #qnt.gemv<layout = "mma_k32", tokens = 8, warps = 8, stages = 4, math = tf32>}

// -----

// expected-error @+1 {{expected a layout of operands of 8 bits for math = fp8, got "mma_k16_t"}}
func.func private @mma_m6() attributes {s = #qnt.mma<layout = "mma_k16_t", tokens = 32, column_warps = 2, row_warps = 2, stages = 3, math = fp8>}

// -----

// expected-error @+1 {{expected a layout of operands of 16 bits for math = tf32, got "row_major"}}
func.func private @mma_m6_tensor() attributes {s = #qnt.mma<layout = "row_major", tokens = 32, column_warps = 2, row_warps = 2, stages = 3, math = tf32>}

// -----

// expected-error @+1 {{expected layout to be one for weights of tensor cores (mma_k16, mma_k32), got "row_major"}}
func.func private @gemv_g1_tensor() attributes {s = #qnt.gemv<layout = "row_major", tokens = 8, warps = 8, stages = 4>}

// -----

#w8 = #qnt.encoding<i8 : f16, block = *x1, scale = f16>
module attributes {qnt.target = "sm_80"} {
  func.func @kernel_c5_tensor_layout_of_array(%x: tensor<4x8xf16>, %w: !qnt.array<8x2, #w8>) -> tensor<4x2xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected rhs of qnt.dot_general to be a tensor of f16 or bf16, got '!qnt.array<8x2}}
    %y = qnt.kernel schedule(#qnt.mma<layout = "row_major", tokens = 8, column_warps = 1, row_warps = 1, stages = 2>)
        (%l = %x : tensor<4x8xf16>, %r = %w : !qnt.array<8x2, #w8>) -> tensor<4x2xf16> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf16>, !qnt.array<8x2, #w8>) -> tensor<4x2xf16>
      qnt.yield %d : tensor<4x2xf16>
    }
    return %y : tensor<4x2xf16>
  }
}

// -----

module attributes {qnt.target = "sm_89"} {
  func.func @kernel_c5_tensor_shared_memory(%x: tensor<64x256xf16>, %w: tensor<256x64xf16>) -> tensor<64x64xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected at most 101376 bytes of shared memory, which is what a block has on sm_89, but the schedule needs 262144}}
    %y = qnt.kernel schedule(#qnt.mma<layout = "column_major", tokens = 32, column_warps = 2, row_warps = 4, stages = 8>)
        (%l = %x : tensor<64x256xf16>, %r = %w : tensor<256x64xf16>) -> tensor<64x64xf16> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (tensor<64x256xf16>, tensor<256x64xf16>) -> tensor<64x64xf16>
      qnt.yield %d : tensor<64x64xf16>
    }
    return %y : tensor<64x64xf16>
  }
}

// -----

// expected-error @+1 {{expected one of [full, tf32, fp8] for what the operands and sums of tensor cores may lose, got: tf19}}
func.func private @mma_unknown_math() attributes {s = #qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 2, row_warps = 2, stages = 3, math = tf19>}

// -----

#w4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
module attributes {qnt.target = "sm_80"} {
  func.func @kernel_c5_tf32_of_f16(%x: tensor<4x64xf16>, %w: !qnt.array<64x64, #w4>) -> tensor<4x64xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected lhs of qnt.dot_general to be a tensor of f32 for math = tf32, got 'tensor<4x64xf16>'}}
    %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 1, stages = 2, math = tf32>)
        (%l = %x : tensor<4x64xf16>, %r = %w : !qnt.array<64x64, #w4>) -> tensor<4x64xf16> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #w4>) -> tensor<4x64xf16>
      qnt.yield %d : tensor<4x64xf16>
    }
    return %y : tensor<4x64xf16>
  }
}

// -----

#w8 = #qnt.encoding<f8E5M2 : f32, block = *x1, scale = f32>
#a8 = #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32>
module attributes {qnt.target = "sm_90a"} {
  func.func @kernel_c5_fp8_target(%x: !qnt.array<4x64, #a8>, %w: !qnt.array<64x64, #w8>) -> tensor<4x64xf32> {
    // expected-error @+1 {{'qnt.kernel' op expected a target whose mma.sync multiplies fp8 for math = fp8, such as sm_89 or sm_120a, got sm_90a}}
    %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k32_t", tokens = 8, warps = 1, stages = 2, math = fp8>)
        (%l = %x : !qnt.array<4x64, #a8>, %r = %w : !qnt.array<64x64, #w8>) -> tensor<4x64xf32> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (!qnt.array<4x64, #a8>, !qnt.array<64x64, #w8>) -> tensor<4x64xf32>
      qnt.yield %d : tensor<4x64xf32>
    }
    return %y : tensor<4x64xf32>
  }
}

// -----

#w8 = #qnt.encoding<f8E5M2 : f32, block = *x1, scale = f32>
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
module attributes {qnt.target = "sm_89"} {
  func.func @kernel_c5_fp8_operands(%x: !qnt.array<4x64, #a8>, %w: !qnt.array<64x64, #w8>) -> tensor<4x64xf32> {
    // expected-error @+1 {{'qnt.kernel' op expected operands of qnt.dot_general to be arrays of f8E4M3FN or f8E5M2 for math = fp8, got '!qnt.array<4x64}}
    %y = qnt.kernel schedule(#qnt.mma<layout = "mma_k32_t", tokens = 8, column_warps = 1, row_warps = 1, stages = 2, math = fp8>)
        (%l = %x : !qnt.array<4x64, #a8>, %r = %w : !qnt.array<64x64, #w8>) -> tensor<4x64xf32> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (!qnt.array<4x64, #a8>, !qnt.array<64x64, #w8>) -> tensor<4x64xf32>
      qnt.yield %d : tensor<4x64xf32>
    }
    return %y : tensor<4x64xf32>
  }
}

// -----

// f32 takes twice the ring.
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
module attributes {qnt.target = "sm_89"} {
  func.func @kernel_c5_f32_shared_memory(%x: tensor<16x256xf32>, %w: !qnt.array<256x64, #w8>) -> tensor<16x64xf32> {
    // expected-error @+1 {{'qnt.kernel' op expected at most 101376 bytes of shared memory, which is what a block has on sm_89, but the schedule needs 131072}}
    %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 16, warps = 4, stages = 8>)
        (%l = %x : tensor<16x256xf32>, %r = %w : !qnt.array<256x64, #w8>) -> tensor<16x64xf32> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (tensor<16x256xf32>, !qnt.array<256x64, #w8>) -> tensor<16x64xf32>
      qnt.yield %d : tensor<16x64xf32>
    }
    return %y : tensor<16x64xf32>
  }
}

// -----

#lut = #qnt.encoding<lut<u8, f16> : f16, block = 1x*, scale = f16>
module attributes {qnt.target = "sm_89"} {
  func.func @kernel_c5_code_book(%x: tensor<4x64xf16>, %w: !qnt.array<64x64, #lut>) -> tensor<4x64xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected at most 101376 bytes of shared memory, which is what a block has on sm_89, but the schedule needs 101888}}
    %y = qnt.kernel schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 8, row_warps = 1, stages = 3>)
        (%l = %x : tensor<4x64xf16>, %r = %w : !qnt.array<64x64, #lut>) -> tensor<4x64xf16> {
      %d = qnt.dot_general %l, %r contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #lut>) -> tensor<4x64xf16>
      qnt.yield %d : tensor<4x64xf16>
    }
    return %y : tensor<4x64xf16>
  }
}
