#noisy = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @main(%w: tensor<2x4096xf32>) -> tensor<2x4096xf32> {
  %q = qnt.quantize %w dynamic(absmax) convention = #qnt.convention<default, rounding = stochastic, seed = 7> : tensor<2x4096xf32> -> !qnt.array<2x4096, #noisy>
  %0 = qnt.dequantize %q : !qnt.array<2x4096, #noisy> -> tensor<2x4096xf32>
  return %0 : tensor<2x4096xf32>
}
