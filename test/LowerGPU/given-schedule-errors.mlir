// RUN: quant-opt %s --split-input-file --qnt-choose-schedule=target=sm_89 --verify-diagnostics

#w8 = #qnt.encoding<i8 : f16, block = *x1, scale = f16>
func.func @does_not_fit(%x: tensor<?x256xf16>, %w: !qnt.array<256x64, #w8>) -> tensor<?x64xf16> {
  // expected-error @+1 {{'qnt.kernel' op expected at most 101376 bytes of shared memory, which is what a block has on sm_89, but the schedule needs 196608}}
  %y = qnt.kernel schedule(#qnt.mma<layout = "mma_k16_t", tokens = 32, column_warps = 2, row_warps = 4, stages = 8>)
      (%l = %x : tensor<?x256xf16>, %r = %w : !qnt.array<256x64, #w8>) -> tensor<?x64xf16> {
    %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (tensor<?x256xf16>, !qnt.array<256x64, #w8>) -> tensor<?x64xf16>
    qnt.yield %d : tensor<?x64xf16>
  }
  return %y : tensor<?x64xf16>
}

// -----

func.func @in_a_wide_region(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %y = qnt.invoke_quant (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> codegen_low_precision(false) {
    // expected-error @+1 {{'qnt.kernel' op expected no schedule but #qnt.simt in a 'qnt.invoke_quant' with codegen_low_precision = false, got #qnt.elementwise}}
    %k = qnt.kernel schedule(#qnt.elementwise<threads = 128, vector = 8, chunks = 1, tile = 0>) (%b = %a : tensor<4x64xf16>) -> tensor<4x64xf16> {
      %s = arith.addf %b, %b : tensor<4x64xf16>
      qnt.yield %s : tensor<4x64xf16>
    }
    qnt.yield %k : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}
