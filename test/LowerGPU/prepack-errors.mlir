// RUN: quant-opt %s --split-input-file --qnt-prepack --verify-diagnostics

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

#w4 = #qnt.encoding<i4 : f16, block = 1x*, scale = f16>
func.func @other_layout(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !qnt.array<64x64, #w4>
  // expected-error @+1 {{'qnt.kernel' op expected a schedule with layout mma_k16, got mma_k32}}
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k32", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<64x64, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// -----

#k4 = #qnt.encoding<u4 : f32, block = 1x*x1, scale = f32, zero_point = u4>
#x8 = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>
func.func @packed_zero_points(%x: !qnt.array<1x4x2, #x8>) -> tensor<1x2x2xf32> {
  // expected-error @+1 {{'qnt.constant' op expected scales and zero points that can be read}}
  %w = qnt.constant codes = dense<1> : tensor<2x3x1xi8>, scales = dense<0.5> : tensor<2x1x2xf32>, zero_points = dense_resource<z> : tensor<2x1x2xi4> : !qnt.array<2x3x2, #k4>
  %y = qnt.kernel schedule(#qnt.mma<layout = "mma_k32", tokens = 8, column_warps = 1, row_warps = 1, stages = 2>) (%a = %x : !qnt.array<1x4x2, #x8>, %b = %w : !qnt.array<2x3x2, #k4>) -> tensor<1x2x2xf32> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [i, 0, o] -> [b, 0, f]> strides = [1] padding = [0, 0] lhs_dilation = [1] rhs_dilation = [1] accumulator = <i32>
         : (!qnt.array<1x4x2, #x8>, !qnt.array<2x3x2, #k4>) -> tensor<1x2x2xf32>
    qnt.yield %d : tensor<1x2x2xf32>
  }
  return %y : tensor<1x2x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      z: "0x010000002143"
    }
  }
#-}
