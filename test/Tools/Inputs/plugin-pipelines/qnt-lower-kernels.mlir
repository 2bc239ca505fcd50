// What the pass gives is too long for an example of its documentation.
#i4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16, layout = "mma_k16_t">
module attributes {qnt.target = "sm_80"} {
  func.func @dense(%x: tensor<1x64xf16>) -> tensor<1x64xf16> {
    %w = qnt.constant codes = dense<-120> : tensor<2048xi8>, scales = dense<1.0> : tensor<1x64xf16> : !qnt.array<64x64, #i4>
    %y = qnt.kernel "dense" schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<1x64xf16>, %b = %w : !qnt.array<64x64, #i4>) -> tensor<1x64xf16> {
      %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<1x64xf16>, !qnt.array<64x64, #i4>) -> tensor<1x64xf16>
      qnt.yield %r : tensor<1x64xf16>
    }
    return %y : tensor<1x64xf16>
  }
}
