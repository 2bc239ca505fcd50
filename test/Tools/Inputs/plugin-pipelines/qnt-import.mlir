// Both halves of the pipeline: quantized types, then contractions.
func.func @dense(%x: tensor<?x2xf32>, %w: tensor<2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<?x2xf32> {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %empty = tensor.empty(%n) : tensor<?x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x2xf32>) -> tensor<?x2xf32>
  %real = quant.dcast %w : tensor<2x2x!quant.uniform<i8:f32, 0.5>> to tensor<2x2xf32>
  %y = linalg.matmul ins(%x, %real : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
