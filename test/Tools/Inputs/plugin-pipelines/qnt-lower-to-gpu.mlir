#i4 = #qnt.encoding<i4 : f32, block = 1x*, scale = f32>
func.func @decode(%w: !qnt.array<4x8, #i4>) -> tensor<4x8xf32> {
  %y = qnt.dequantize %w : !qnt.array<4x8, #i4> -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
