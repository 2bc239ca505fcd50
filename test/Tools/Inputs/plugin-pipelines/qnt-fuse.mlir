// Both passes: a verdict on the accumulator, and a kernel.
#i8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @dense(%x: !qnt.array<4x64, #i8>, %w: !qnt.array<64x8, #i8>, %bias: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x64, #i8>, !qnt.array<64x8, #i8>) -> tensor<4x8xf32>
  %y = arith.addf %d, %bias : tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
